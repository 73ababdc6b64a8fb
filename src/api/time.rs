//! Simulated time as the timestamps that AWS prints.

use crate::engine::calendar::Date;
use crate::engine::time::{OPENED, Time};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_have_microseconds_and_a_zone() {
        assert_eq!(timestamp(Time(1_500)), "2026-01-05T09:00:01.500000+00:00");
        assert_eq!(timestamp(Time(DAY_MS)), "2026-01-06T09:00:00.000000+00:00");
    }
}
