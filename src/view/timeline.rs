//! The timeline: all simulated time so far, how busy it was, what stands out in it, and the moment that is shown.

use std::collections::BTreeMap;

use crate::session::Session;
use crate::session::activity::{Mark, MarkKind};
use engine::time::{Span, Time};

#[derive(Clone, PartialEq, Debug)]
pub struct Timeline {
    /// The moment that is shown, and the present, in milliseconds.
    pub at: u64,
    pub end: u64,
    pub in_past: bool,
    /// How busy each of [`BARS`] equal stretches was, from 0 to 100.
    pub bars: Vec<u8>,
    pub marks: Vec<TimelineMark>,
    /// `00:04:32`
    pub at_label: String,
    pub end_label: String,
}

#[derive(Clone, PartialEq, Debug)]
pub struct TimelineMark {
    /// From 0 to 1000.
    pub position: u32,
    pub kind: MarkKind,
    pub label: String,
}

/// Bars of the timeline.
pub const BARS: usize = 160;

pub fn timeline(session: &Session) -> Timeline {
    let (at, end) = (session.world().now, session.now());
    Timeline {
        at: at.0,
        end: end.0,
        in_past: session.in_past(),
        bars: bars(session.activity.counts(), session.activity.width(), end),
        marks: marks(&session.activity.marks, end),
        at_label: at.to_string(),
        end_label: end.to_string(),
    }
}

/// One mark for all of a kind that stand at one place.
fn marks(all: &[Mark], end: Time) -> Vec<TimelineMark> {
    let mut places = BTreeMap::new();
    for mark in all {
        places.entry((thousandths(mark.at, end), mark.kind)).or_insert((mark, 0)).1 += mark.count;
    }
    let shown = places.into_iter().map(|((position, kind), (first, count))| TimelineMark {
        position,
        kind,
        label: match count {
            1 => format!("{} {}", first.at, first.label),
            _ => format!("{} {} and {} more", first.at, first.label, count - 1),
        },
    });
    shown.collect()
}

fn thousandths(at: Time, end: Time) -> u32 {
    (at.0.min(end.0) as u128 * 1_000).checked_div(end.0 as u128).unwrap_or(0) as u32
}

/// The busiest stretch behind each bar; a logarithm keeps quiet times visible.
fn bars(counts: &[u32], width: Span, end: Time) -> Vec<u8> {
    // `usize` has 32 bits in the browser.
    let (stretches, bars) = (end.0 / width.0 + 1, BARS as u64);
    let height = |n: u32| match n {
        0 => 0,
        n => (10 + n.ilog2() * 11).min(100) as u8,
    };
    let within = |stretch: u64| usize::try_from(stretch).map_or(counts.len(), |stretch| stretch.min(counts.len()));
    let bar = |position: u64| {
        let (from, to) = (position * stretches / bars, ((position + 1) * stretches).div_ceil(bars));
        counts[within(from)..within(to)].iter().copied().max().map_or(0, height)
    };
    (0..bars).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_shows_in_some_bar() {
        let bars = bars(&[0, 1, 0, 0, 1_000], Span::secs(5), Time(24_999));
        assert_eq!(bars.len(), BARS);
        assert_eq!((bars[0], bars[BARS / 5 + 1], bars[BARS - 1]), (0, 10, 100));
    }

    #[test]
    fn what_stands_at_one_place_has_one_mark() {
        let mark = |at, kind, label: &str| Mark { at: Time(at), kind, label: label.into(), count: 1 };
        let all = [
            mark(2_000_000, MarkKind::Fault, "a ended"),
            mark(2_000_500, MarkKind::Fault, "b ended"),
            mark(2_000_000, MarkKind::Command, "sim wait 1s"),
            mark(5_000_000, MarkKind::Fault, "c ended"),
        ];
        let shown = marks(&all, Time(10_000_000));
        let texts: Vec<_> = shown.iter().map(|mark| (mark.position, mark.label.as_str())).collect();
        let at_200 = [(200, "00:33:20 sim wait 1s"), (200, "00:33:20 a ended and 1 more")];
        assert_eq!(texts, [at_200[0], at_200[1], (500, "01:23:20 c ended")]);
    }

    #[test]
    fn an_empty_session_has_a_flat_line() {
        assert_eq!(bars(&[], Span::secs(5), Time::ZERO), vec![0; BARS]);
        assert_eq!(thousandths(Time::ZERO, Time::ZERO), 0);
    }
}
