//! Values that have an order of their own: semantic versions, and dates.

/// A semantic version, in the order of their precedence: what comes before a release is less than it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Version {
    release: [u64; 3],
    stage: Stage,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Stage {
    Before(Vec<Identifier>),
    Released,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Identifier {
    Number(u64),
    Word(String),
}

impl Version {
    /// Three numbers, then maybe `-rc.1` and a build that doesn't count, `+abc`.
    pub(super) fn parse(text: &str) -> Option<Version> {
        let (text, _build) = text.split_once('+').unwrap_or((text, ""));
        let (release, stage) = match text.split_once('-') {
            None => (text, Stage::Released),
            Some((release, before)) => {
                (release, Stage::Before(before.split('.').map(Identifier::parse).collect::<Option<_>>()?))
            }
        };
        let mut numbers = release.split('.').map(whole_number);
        let release = [numbers.next()??, numbers.next()??, numbers.next()??];
        numbers.next().is_none().then_some(Version { release, stage })
    }
}

impl Identifier {
    fn parse(text: &str) -> Option<Identifier> {
        let fine = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        fine.then(|| whole_number(text).map_or_else(|| Identifier::Word(text.to_string()), Identifier::Number))
    }
}

/// A number of digits alone.
pub(super) fn whole_number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

const DAY: i64 = 86_400;

/// Seconds since 1970 at the beginning of what a text names: `2018-06`, `2018-06-18`, `2018-06-18T22:28` or
/// `2018-06-18T22:28:28`, each maybe with an offset, `Z`, `+02`, `+0200` or `+02:00`.
pub fn parse_date(text: &str) -> Option<i64> {
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    let month = after(&mut rest, "-").then(|| digits(&mut rest, 2))?.filter(|month| (1..=12).contains(month))?;
    let day = if after(&mut rest, "-") { digits(&mut rest, 2)? } else { 1 };
    let first = days(year, month, 1);
    let next = if month == 12 { days(year + 1, 1, 1) } else { days(year, month + 1, 1) };
    if !(1..=next - first).contains(&day) {
        return None;
    }
    let mut seconds = (first + day - 1) * DAY;
    if after(&mut rest, "T") {
        let hours = digits(&mut rest, 2).filter(|hours| *hours < 24)?;
        let minutes = after(&mut rest, ":").then(|| below_sixty(&mut rest))??;
        seconds += hours * 3_600 + minutes * 60;
        if after(&mut rest, ":") {
            seconds += below_sixty(&mut rest)?;
        }
    }
    seconds -= offset(&mut rest)?;
    rest.is_empty().then_some(seconds)
}

/// Seconds that a clock is ahead of UTC; none if nothing is said.
fn offset(rest: &mut &str) -> Option<i64> {
    let sign = match rest.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        Some('Z') => 0,
        _ => return Some(0),
    };
    *rest = &rest[1..];
    if sign == 0 {
        return Some(0);
    }
    // No clock is further ahead than 18 hours.
    let hours = digits(rest, 2).filter(|hours| *hours <= 18)?;
    let minutes = if after(rest, ":") || !rest.is_empty() { below_sixty(rest)? } else { 0 };
    Some(sign * (hours * 3_600 + minutes * 60))
}

fn below_sixty(rest: &mut &str) -> Option<i64> {
    digits(rest, 2).filter(|number| *number < 60)
}

/// Takes a number of so many digits off the beginning.
fn digits(rest: &mut &str, count: usize) -> Option<i64> {
    let (number, others) = rest.split_at_checked(count)?;
    let number = whole_number(number)?;
    *rest = others;
    i64::try_from(number).ok()
}

/// Takes a sign off the beginning, if it is there.
fn after(rest: &mut &str, sign: &str) -> bool {
    let others = rest.strip_prefix(sign);
    *rest = others.unwrap_or(rest);
    others.is_some()
}

/// Days from 1970-01-01 to a date. Years begin in March here, so that a leap day is the last of its year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Seconds since 1970 as `2018-06-18T22:28:28Z`.
pub(super) fn show_date(seconds: i64) -> String {
    let (day, time) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    // The inverse of `days`.
    let (era, day_of_era) = ((day + 719_468).div_euclid(146_097), (day + 719_468).rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = (month + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hours, minutes, seconds) = (time / 3_600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (text, shown) in [
            ("2018-06-18T22:28:28+00:00", "2018-06-18T22:28:28Z"),
            ("2018-06-18T22:28:28Z", "2018-06-18T22:28:28Z"),
            ("2018-06-18T22:28:28", "2018-06-18T22:28:28Z"),
            ("2018-06-18T22:28", "2018-06-18T22:28:00Z"),
            ("2018-06-18", "2018-06-18T00:00:00Z"),
            ("2018-06", "2018-06-01T00:00:00Z"),
            ("2018-06-18T22:28:28+02:00", "2018-06-18T20:28:28Z"),
            ("2018-06-18T22:28:28-0330", "2018-06-19T01:58:28Z"),
            ("2018-06-18T22:28+02", "2018-06-18T20:28:00Z"),
            ("2018-06-18+02:00", "2018-06-17T22:00:00Z"),
            ("2018-06Z", "2018-06-01T00:00:00Z"),
            ("2020-02-29", "2020-02-29T00:00:00Z"),
            ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
            ("0000-01-01", "0000-01-01T00:00:00Z"),
            ("9999-12-31", "9999-12-31T00:00:00Z"),
        ] {
            assert_eq!(parse_date(text).map(show_date).as_deref(), Some(shown), "{text}");
        }
        assert_eq!(parse_date("1970-01-01"), Some(0));
        assert_eq!(parse_date("2018-06-18T22:28:28Z"), Some(1_529_360_908));
        for bad in [
            "",
            "2018",
            "18-06-18",
            "2018-13",
            "2018-00",
            "2018-06-31",
            "2019-02-29",
            "2018-06-18T",
            "2018-06-18T22",
            "2018-06-18T24:00",
            "2018-06-18T22:60",
            "2018-06-18T22:28:60",
            "2018-06-18 22:28",
            "2018-06-18T22:28:28+",
            "2018-06-18T22:28:28+19:00",
            "2018-06-18T22:28:28z",
            "2018-6-1",
            "2018-06-18T22:28:28.5Z",
            "201é-06",
            "2018-06-18Tx",
            "+018-06",
            "2018-06-18T22:28:28+02:",
            "2018-06-18T22:28:28+02:00Z",
        ] {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_day_comes_back() {
        // From 1559 to 2380.
        for day in -150_000..150_000 {
            assert_eq!(parse_date(&show_date(day * DAY)), Some(day * DAY), "day {day}");
        }
    }

    #[test]
    fn versions_by_precedence() {
        let ascending = ["0.9.9", "1.0.0-1", "1.0.0-2", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-rc", "1.0.0", "1.9.0"];
        let versions: Vec<Version> = ascending.iter().map(|text| Version::parse(text).unwrap()).collect();
        assert!(versions.is_sorted_by(|a, b| a < b));
        assert!(Version::parse("1.9.0") < Version::parse("1.14.5"));
        assert_eq!(Version::parse("1.14.5+abc"), Version::parse("1.14.5"));
        for bad in
            ["", "1", "1.14", "1.14.x", "1.2.3.4", "v1.2.3", "1..3", "1.2.3-", "1.2.99999999999999999999", "1.+2.3"]
        {
            assert_eq!(Version::parse(bad), None, "{bad}");
        }
    }
}
