//! Days and dates of the Gregorian calendar, in UTC. A library for dates would be a tenth of the whole download.

/// Days from 1 March of the year 0, where counting begins here, to 1 January 1970.
const BEFORE_1970: i64 = 719_468;
/// Days in 400 years.
const ERA: i64 = 146_097;

/// A day by its date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date {
    pub year: i64,
    /// 1 to 12
    pub month: u32,
    /// 1 to 31
    pub day: u32,
}

impl Date {
    /// The date of a day since 1 January 1970: Howard Hinnant's algorithm, in which years begin in March, so that the
    /// leap day comes last.
    pub fn of_day(days: i64) -> Date {
        let days = days + BEFORE_1970;
        let (era, of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Date { year: era * 400 + year + i64::from(month <= 2), month: month as u32, day: day as u32 }
    }

    /// The day since 1 January 1970 that has this date.
    pub fn to_day(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = if month <= 2 { self.year - 1 } else { self.year };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
        era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - BEFORE_1970
    }

    /// How many days its month has.
    pub fn days_in_month(self) -> u32 {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

/// The day of the week of a day since 1 January 1970, which was a Thursday: 1 is Sunday, 7 is Saturday.
pub fn weekday(days: i64) -> u32 {
    (days + 4).rem_euclid(7) as u32 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_through_leap_years() {
        let known = [
            (0, (1970, 1, 1)),
            (19_782, (2024, 2, 29)),
            (19_783, (2024, 3, 1)),
            (20_088, (2024, 12, 31)),
            (20_458, (2026, 1, 5)),
            (47_541, (2100, 3, 1)),
        ];
        for (days, (year, month, day)) in known {
            assert_eq!(Date::of_day(days), Date { year, month, day }, "{days}");
        }
        assert!((-1_000..100_000).all(|days| Date::of_day(days).to_day() == days));
    }

    #[test]
    fn months_end_and_weeks_begin() {
        let days = |year, month| Date { year, month, day: 1 }.days_in_month();
        assert_eq!([days(2024, 2), days(2026, 2), days(2100, 2), days(2026, 4), days(2026, 12)], [29, 28, 28, 30, 31]);
        // Monday, 5 January 2026, and the Sunday before it.
        assert_eq!((weekday(20_458), weekday(20_457), weekday(0)), (2, 1, 5));
    }
}
