//! How fast simulated time runs against the clock on the wall.

use engine::time::Span;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Speed {
    /// So many simulated seconds a second.
    Times(u32),
    /// As fast as it goes.
    Fastest,
}

impl Speed {
    /// What a new session begins with.
    pub const USUAL: Speed = Speed::Times(5);

    /// What the page offers.
    pub const OFFERED: [Speed; 8] = [
        Speed::Times(1),
        Speed::Times(2),
        Speed::Times(5),
        Speed::Times(10),
        Speed::Times(30),
        Speed::Times(100),
        Speed::Times(1_000),
        Speed::Fastest,
    ];

    /// The next faster one that is offered, or the next slower one.
    pub fn shifted(self, faster: bool) -> Speed {
        let at = Speed::OFFERED.iter().position(|&speed| speed >= self).unwrap_or(Speed::OFFERED.len() - 1);
        let to = if faster { (at + 1).min(Speed::OFFERED.len() - 1) } else { at.saturating_sub(1) };
        Speed::OFFERED[to]
    }

    /// What `1×`, `1000×`, `max` read as.
    pub fn label(self) -> String {
        match self {
            Speed::Times(n) => format!("{n}×"),
            Speed::Fastest => "max".into(),
        }
    }
}

/// Whether time runs, and the fraction of a millisecond that is still owed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Playback {
    pub playing: bool,
    pub speed: Speed,
    owed: f64,
    /// The speed that could not be kept up: what was reached instead.
    pub lagging: Option<u32>,
}

/// A frame counts for no more than this, however long ago the last one was: a hidden tab isn't caught up with.
const LONGEST_FRAME: f64 = 100.0;
/// What "as fast as it goes" aims at in one frame.
const FASTEST_FRAME: Span = Span::hours(6);

impl Playback {
    pub fn new(playing: bool, speed: Speed) -> Playback {
        Playback { playing, speed, owed: 0.0, lagging: None }
    }

    /// How far a frame should take the simulation, `elapsed` milliseconds of real time after the last one.
    pub fn due(&mut self, elapsed: f64) -> Span {
        let Speed::Times(times) = self.speed else { return FASTEST_FRAME };
        let exact = elapsed.clamp(0.0, LONGEST_FRAME) * times as f64 + self.owed;
        let whole = exact as u64;
        self.owed = exact - whole as f64;
        Span(whole)
    }

    /// Notes what a frame reached of what was due.
    pub fn reached(&mut self, due: Span, reached: Span, elapsed: f64) {
        self.lagging = match self.speed {
            Speed::Times(_) if reached < due => Some((reached.0 as f64 / elapsed.clamp(1.0, LONGEST_FRAME)) as u32),
            Speed::Times(_) | Speed::Fastest => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_a_millisecond_add_up() {
        let mut playback = Playback::new(true, Speed::Times(1));
        let mut quarter = || playback.due(16.25).0;
        assert_eq!([quarter(), quarter(), quarter(), quarter()], [16, 16, 16, 17]);
        assert_eq!((0..400).map(|_| quarter()).sum::<u64>(), 6_500);
        let mut playback = Playback::new(true, Speed::Times(10));
        assert_eq!([playback.due(0.25), playback.due(0.25)], [Span(2), Span(3)]);
    }

    #[test]
    fn a_speed_that_is_not_kept_up_is_noted() {
        let mut playback = Playback::new(true, Speed::Times(1_000));
        let mut lagging = |due, reached| {
            playback.reached(Span(due), Span(reached), 20.0);
            playback.lagging
        };
        assert_eq!([lagging(20_000, 20_000), lagging(20_000, 5_000), lagging(20_000, 20_000)], [None, Some(250), None]);
    }

    #[test]
    fn a_hidden_tab_is_not_caught_up_with() {
        assert_eq!(Playback::new(true, Speed::Times(10)).due(3_600_000.0), Span(1_000));
    }

    #[test]
    fn speeds_shift_within_what_is_offered() {
        assert_eq!(Speed::Times(1).shifted(false), Speed::Times(1));
        assert_eq!(Speed::Times(30).shifted(true), Speed::Times(100));
        assert_eq!(Speed::Fastest.shifted(true), Speed::Fastest);
    }
}
