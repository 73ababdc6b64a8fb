//! Simulated time: whole milliseconds, so that native and wasm agree to the byte.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};

/// When the account was opened, in seconds since 1970: Monday, 5 January 2026, 09:00 UTC.
pub const OPENED: i64 = 20_458 * 86_400 + 9 * 3_600;

/// A moment, in milliseconds since the account was opened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Time(pub u64);

/// A length of time in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span(pub u64);

impl Time {
    pub const ZERO: Time = Time(0);
    /// Where time ends, after ten years: it doesn't go on past it, whatever is waited for.
    pub const END: Time = Time(10 * 366 * 86_400_000);
    /// Later than anything that is ever scheduled.
    pub const NEVER: Time = Time(u64::MAX);

    /// How long after `earlier` this is; nothing if it is not after it.
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// The first moment after `self` on the grid `origin`, `origin + every`, `origin + 2 × every` …
    pub fn next_on_grid(self, origin: Time, every: Span) -> Time {
        if self < origin {
            return origin;
        }
        let passed = self.since(origin).0 / every.0;
        Time(origin.0 + (passed + 1) * every.0)
    }
}

impl Span {
    pub const ZERO: Span = Span(0);

    pub const fn millis(n: u64) -> Span {
        Span(n)
    }
    pub const fn secs(n: u64) -> Span {
        Span(n * 1_000)
    }
    pub const fn minutes(n: u64) -> Span {
        Span(n * 60_000)
    }
    pub const fn hours(n: u64) -> Span {
        Span(n * 3_600_000)
    }
    /// Whole seconds, rounded down.
    pub const fn as_secs(self) -> u64 {
        self.0 / 1_000
    }
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Span> for Time {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Sub<Time> for Time {
    type Output = Span;
    fn sub(self, earlier: Time) -> Span {
        self.since(earlier)
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl Mul<u64> for Span {
    type Output = Span;
    fn mul(self, times: u64) -> Span {
        Span(self.0.saturating_mul(times))
    }
}

/// The clock of the page and the transcripts: `00:04:32`, with days in front once there are any.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secs = self.0 / 1_000;
        let (days, h, m, s) = (secs / 86_400, secs / 3_600 % 24, secs / 60 % 60, secs % 60);
        if days > 0 {
            write!(f, "{days}d ")?;
        }
        write!(f, "{h:02}:{m:02}:{s:02}")
    }
}

/// A length as people say it: `40 s`, `1.5 s`, `4 min`, `4 min 30 s`, `2 h`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (secs, tenths) = (self.0 / 1_000, self.0 % 1_000 / 100);
        let (h, m, s) = (secs / 3_600, secs / 60 % 60, secs % 60);
        match (h, m, s) {
            (0, 0, _) if tenths > 0 => write!(f, "{s}.{tenths} s"),
            (0, 0, _) => write!(f, "{s} s"),
            (0, _, 0) => write!(f, "{m} min"),
            (0, _, _) => write!(f, "{m} min {s} s"),
            (_, 0, 0) => write!(f, "{h} h"),
            _ => write!(f, "{h} h {m} min"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_never_returns_the_present() {
        let grid = |now: u64| Time(now).next_on_grid(Time(1_000), Span(5_000)).0;
        assert_eq!([grid(0), grid(999), grid(1_000), grid(5_999), grid(6_000)], [1_000, 1_000, 6_000, 6_000, 11_000]);
    }

    #[test]
    fn lengths_read_as_people_say_them() {
        let said = [0, 300, 40_000, 240_000, 270_000, 7_200_000, 7_260_000].map(|ms| Span(ms).to_string());
        assert_eq!(said, ["0 s", "0.3 s", "40 s", "4 min", "4 min 30 s", "2 h", "2 h 1 min"]);
        assert_eq!(Time(86_400_000 + 3_723_000).to_string(), "1d 01:02:03");
    }
}
