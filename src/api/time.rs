//! Simulated time as the timestamps that AWS prints.

use jiff::Timestamp;

use crate::engine::time::Time;

/// When the simulated account was opened, in seconds since 1970: 5 January 2026, 09:00 UTC, a Monday.
const OPENED: i64 = 1_767_603_600;

/// `2026-01-05T09:00:01.500000+00:00`, as version 2 of the CLI prints it.
pub fn timestamp(time: Time) -> String {
    let millis = OPENED * 1_000 + time.0 as i64;
    let Ok(moment) = Timestamp::from_millisecond(millis) else { return String::new() };
    moment.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_microseconds_and_a_zone() {
        assert_eq!(timestamp(Time(1_500)), "2026-01-05T09:00:01.500000+00:00");
        assert_eq!(timestamp(Time(86_400_000)), "2026-01-06T09:00:00.000000+00:00");
    }
}
