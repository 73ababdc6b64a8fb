//! Simulated time as the timestamps that AWS prints.

use crate::engine::time::{OPENED, Time};

const DAY_MS: u64 = 86_400_000;

/// `2026-01-05T09:00:01.500000+00:00`, as version 2 of the CLI prints it.
pub fn timestamp(time: Time) -> String {
    let ms = epoch_millis(time);
    let (year, month, day) = civil(ms / DAY_MS);
    let (h, m, s, milli) = (ms / 3_600_000 % 24, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
    format!("{year}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}.{milli:03}000+00:00")
}

/// Milliseconds since 1970.
pub fn epoch_millis(time: Time) -> u64 {
    OPENED as u64 * 1_000 + time.0
}

/// The year, month and day of a day since 1 January 1970: Howard Hinnant's algorithm, in which years begin in March,
/// so that the leap day comes last. A library for dates would be a tenth of the whole download.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_microseconds_and_a_zone() {
        assert_eq!(timestamp(Time(1_500)), "2026-01-05T09:00:01.500000+00:00");
        assert_eq!(timestamp(Time(DAY_MS)), "2026-01-06T09:00:00.000000+00:00");
    }

    #[test]
    fn days_are_counted_through_leap_years() {
        let known = [
            (0, (1970, 1, 1)),
            (19_782, (2024, 2, 29)),
            (19_783, (2024, 3, 1)),
            (20_088, (2024, 12, 31)),
            (47_541, (2100, 3, 1)),
        ];
        for (days, date) in known {
            assert_eq!(civil(days), date, "{days}");
        }
    }
}
