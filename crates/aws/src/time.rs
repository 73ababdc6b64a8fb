//! Simulated time as the timestamps that AWS prints.

use engine::calendar::Date;
use engine::time::{OPENED, Time};

const DAY_MS: u64 = 86_400_000;

/// `2026-01-05T09:00:01.500000+00:00`, as version 2 of the CLI prints it.
pub fn timestamp(time: Time) -> String {
    let ms = epoch_millis(time);
    let Date { year, month, day } = Date::of_day((ms / DAY_MS) as i64);
    let (h, m, s, milli) = (ms / 3_600_000 % 24, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
    format!("{year}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}.{milli:03}000+00:00")
}

/// Milliseconds since 1970.
pub fn epoch_millis(time: Time) -> u64 {
    OPENED as u64 * 1_000 + time.0
}

/// `2026-01-05 09:00:01`, where people read it.
pub fn utc(time: Time) -> String {
    timestamp(time).chars().take(19).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

/// Seconds since 1970 of what the CLI takes for a timestamp: a number, a date, or a date and a time in UTC or with an offset.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let [year, month, day] = numbers(date, '-')?;
    let date = Date { year, month: u32::try_from(month).ok()?, day: u32::try_from(day).ok()? };
    if !(1..=12).contains(&month) || !(1..=date.days_in_month()).contains(&date.day) {
        return None;
    }
    let (time, offset) = match (time.strip_suffix('Z'), time.rfind(['+', '-'])) {
        (Some(time), _) => (time, 0),
        (None, None) => (time, 0),
        (None, Some(at)) => {
            let [hours, minutes, _] = numbers(&format!("{}:0", time.get(at + 1..)?), ':')?;
            let minutes = hours * 60 + minutes;
            (&time[..at], if time.as_bytes()[at] == b'-' { -minutes } else { minutes })
        }
    };
    let whole = time.split_once('.').map_or(time, |(whole, _)| whole);
    let [hour, minute, second] = numbers(whole, ':')?;
    let in_day = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    in_day.then(|| date.to_day() * 86_400 + hour * 3_600 + (minute - offset) * 60 + second)
}

fn numbers(text: &str, between: char) -> Option<[i64; 3]> {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten();
    let parts: Vec<i64> = text.split(between).map(digits).collect::<Option<_>>()?;
    parts.try_into().ok()
}

/// `2030-01-01T00:00:00+00:00`: a second that was given, as version 2 of the CLI prints it.
pub fn print_second(second: i64) -> String {
    let Date { year, month, day } = Date::of_day(second.div_euclid(86_400));
    let of_day = second.rem_euclid(86_400);
    let (h, m, s) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{year}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}+00:00")
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
    fn timestamps_are_taken_as_the_cli_takes_them() {
        let read = |text: &str| parse_timestamp(text).map(print_second);
        let second = Some("2030-01-02T03:04:05+00:00".to_string());
        for text in ["2030-01-02T03:04:05Z", "2030-01-02T03:04:05.678Z", "2030-01-02 03:04:05", "1893553445"] {
            assert_eq!(read(text), second, "{text}");
        }
        assert_eq!(read("2030-01-02T05:04:05+02:00"), second);
        assert_eq!(read("2030-01-01T22:34:05-04:30"), second);
        assert_eq!(read("2030-01-02"), Some("2030-01-02T00:00:00+00:00".into()));
        for text in ["", "soon", "2030-13-01", "2030-02-30", "2030-01-01T24:00:00Z", "2030-01-01T1:2", "x+é"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
