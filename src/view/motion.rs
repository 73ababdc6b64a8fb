//! What moves: requests along a load balancer's strip, tasks on their way to their place. Every position follows from
//! simulated time alone, so a pause freezes it and scrubbing runs it backwards.

use crate::session::Session;
use crate::session::playback::Speed;
use engine::ids::{ServiceId, TaskId};
use engine::time::{Span, Time};

/// A task that flies from its service to its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flight {
    pub task: TaskId,
    pub service: Option<ServiceId>,
    /// In thousandths: 0 at the service, 1000 at the place; eased.
    pub progress: u32,
}

/// What a flight takes, of the viewer's time.
const FLIGHT: Span = Span::millis(700);
/// A dot goes along its strip in this, of the viewer's time.
const CROSSING: Span = Span::millis(2_600);
/// With more tasks on the way than this, nobody could follow a flight.
const MOST_FLIGHTS: usize = 40;

/// What the viewer's `span` is in simulated time.
fn simulated(span: Span, speed: Speed) -> Span {
    match speed {
        Speed::Times(times) => span * times as u64,
        Speed::Fastest => Span::ZERO,
    }
}

/// The tasks that are on their way now.
pub fn flights(session: &Session) -> Vec<Flight> {
    let (world, speed) = (session.world(), session.playback.speed);
    let length = simulated(FLIGHT, speed);
    let Some(cluster) = session.cluster().filter(|_| length > Span::ZERO) else { return Vec::new() };
    let recent = world.tasks.iter().rev().take_while(|(_, task)| world.now < task.stamps.created + length);
    let flights = recent.filter(|(_, task)| task.cluster == cluster).map(|(task_id, task)| Flight {
        task: task_id,
        service: task.service(),
        progress: eased(((world.now - task.stamps.created).0 * 1_000 / length.0) as u32),
    });
    flights.take(MOST_FLIGHTS).collect()
}

/// Fast at first, gentle at the end; all in thousandths.
fn eased(t: u32) -> u32 {
    let left = 1_000 - t.min(1_000) as u64;
    1_000 - (left * left * left / 1_000_000) as u32
}

/// How far each of a strip's dots is, in thousandths.
pub fn dots(now: Time, speed: Speed, count: usize) -> Vec<u32> {
    let crossing = simulated(CROSSING, speed).0;
    let base = (now.0 % crossing.max(1) * 1_000).checked_div(crossing).unwrap_or(0) as usize;
    (0..count).map(|n| ((base + n * 1_000 / count) % 1_000) as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_where_simulated_time_puts_them() {
        let at = |ms: u64| dots(Time(ms), Speed::Times(1), 2);
        assert_eq!(at(0), [0, 500]);
        assert_eq!(at(1_300), [500, 0]);
        assert_eq!(at(2_600), at(0));
        assert_eq!(dots(Time(77), Speed::Fastest, 2), [0, 500]);
    }

    #[test]
    fn a_flight_ends_where_it_goes() {
        assert_eq!([eased(0), eased(500), eased(1_000), eased(2_000)], [0, 875, 1_000, 1_000]);
    }
}
