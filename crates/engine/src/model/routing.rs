//! How a target group's requests are divided among its targets, what becomes of them there, and how long they take
//! (load-balancing.md#requests). Requests are a flow: a rate and amounts, never one by one.

use super::balancer::{Responses, Target, TargetGroup, TargetState};
use super::listener::divide;
use super::network::Zone;
use super::task::Answer;
use crate::ids::TaskId;
use crate::time::{Span, Time};

/// How quickly a target works.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Pace {
    /// Requests that its CPU can do, in thousandths a second; `None`: any number.
    pub capacity: Option<u64>,
    /// What a request takes beside its work and its waiting for it.
    pub takes: Span,
}

/// Requests that a target has taken and not answered, in millionths.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Load {
    /// For its CPU.
    pub waiting: u128,
    pub under_way: u128,
}

/// What has become of a group's requests since its flow was settled.
#[derive(Debug, Default)]
pub struct Progress {
    pub responses: Responses,
    /// Of each target in order: its load, and how many requests came, in millionths.
    pub targets: Vec<(Load, u128)>,
}

/// The halves and the twentieths of exponentially distributed times, in thousandths of the mean.
const P50: u64 = 693;
const P95: u64 = 2_996;

/// Weights of targets are out of this.
const FULL: u64 = 1_000;

impl Load {
    pub fn total(self) -> u128 {
        self.waiting + self.under_way
    }
}

impl TargetGroup {
    /// Whether a target could get requests at all: not in a zone that its load balancer isn't in.
    pub fn reaches(&self, zone: Zone) -> bool {
        self.flow.zones.contains(&zone)
    }

    /// Whether too few targets are healthy, so that all registered ones get requests.
    pub fn fails_open(&self) -> bool {
        let registered = self.targets.values().filter(|target| target.registered() && self.reaches(target.zone));
        let (mut all, mut healthy) = (0, 0);
        for target in registered {
            all += 1;
            healthy += u32::from(target.state == TargetState::Healthy);
        }
        healthy < self.routing.least_healthy || u64::from(healthy) * 100 < all * u64::from(self.routing.least_percent)
    }

    /// Each target's part of the requests that come, in thousandths a second, on average over a time; `None` if nobody
    /// can get any.
    pub fn parts(&self, from: Time, to: Time) -> Option<Vec<u64>> {
        let open = self.fails_open();
        let weight = |target: &Target| {
            let serves =
                target.registered() && self.reaches(target.zone) && (open || target.state == TargetState::Healthy);
            if serves { self.weight(target, from, to) } else { 0 }
        };
        let weights: Vec<u64> = self.targets.values().map(weight).collect();
        if self.flow.cross_zone {
            return divide(self.flow.rate, &weights);
        }
        // Each zone with targets gets the same, whatever their number.
        let zones: Vec<Zone> = self.targets.values().map(|target| target.zone).collect();
        let mut served: Vec<Zone> =
            zones.iter().zip(&weights).filter(|(_, weight)| **weight > 0).map(|(zone, _)| *zone).collect();
        served.sort_unstable();
        served.dedup();
        let of_zones = divide(self.flow.rate, &vec![1; served.len()])?;
        let mut parts = vec![0; weights.len()];
        for (zone, rate) in served.into_iter().zip(of_zones) {
            let own: Vec<u64> = weights.iter().zip(&zones).map(|(w, z)| if *z == zone { *w } else { 0 }).collect();
            parts.iter_mut().zip(divide(rate, &own)?).for_each(|(part, more)| *part += more);
        }
        Some(parts)
    }

    /// How much of its share a target gets: less while it starts slowly, more where it is quicker and that counts.
    fn weight(&self, target: &Target, from: Time, to: Time) -> u64 {
        match self.routing.algorithm {
            Algorithm::LeastOutstanding => target.pace.capacity.unwrap_or(FULL).max(1),
            Algorithm::RoundRobin | Algorithm::WeightedRandom => match target.rising {
                // The middle of what it rises through in this time.
                Some((since, over)) if over > Span::ZERO => {
                    let at = |time: Time| time.since(since).0.min(over.0);
                    ((at(from) + at(to)) * FULL / (2 * over.0)).max(1)
                }
                Some(_) | None => FULL,
            },
        }
    }

    /// What has become of requests between the last settling and `now`.
    pub fn progress(&self, now: Time) -> Progress {
        let (from, time) = (self.flow.settled_at, now - self.flow.settled_at);
        let mut progress = Progress::default();
        let parts = self.parts(from, now).unwrap_or_else(|| {
            progress.responses.unavailable = u128::from(self.flow.rate) * u128::from(time.0);
            vec![0; self.targets.len()]
        });
        for (target, part) in self.targets.values().zip(parts) {
            let come = u128::from(part) * u128::from(time.0);
            let load = target.work(come, time, self.flow.idle, &mut progress.responses);
            progress.targets.push((load, come));
        }
        progress
    }

    /// What a target has to do at a moment after the flow was settled.
    pub fn load_at(&self, task: TaskId, now: Time) -> Load {
        let position = self.targets.keys().position(|other| *other == task);
        let busy = self.targets.get(&task).is_some_and(|target| target.pace != Pace::default());
        position.filter(|_| busy).map_or_else(Load::default, |at| self.progress(now).targets[at].0)
    }

    /// How requests end at the present rates, in thousandths a second, once those that were there before are done.
    pub fn rates(&self, now: Time) -> Responses {
        let mut rates = Responses::default();
        let Some(parts) = self.parts(now, now) else {
            return Responses { unavailable: self.flow.rate.into(), ..rates };
        };
        for (target, part) in self.targets.values().zip(parts) {
            let part = u128::from(part);
            match (target.answer, target.pace.capacity) {
                (Answer::Refused, _) => rates.bad_gateway += part,
                (Answer::Silent, _) => rates.timeout += part,
                (Answer::Status(status), None) => *rates.of(status) += part,
                (Answer::Status(status), Some(capacity)) => {
                    // What its CPU can't do stays away only once the queue is as long as anybody waits.
                    let full = target.load.waiting >= u128::from(capacity) * u128::from(self.flow.idle.0);
                    let done = if full { part.min(capacity.into()) } else { part };
                    *rates.of(status) += done;
                    rates.timeout += part - done;
                }
            }
        }
        rates
    }

    /// When a target's queue will have made its checks time out, or will have become short enough for them.
    pub fn turns(&self, target: &Target, part: u64) -> Option<Time> {
        let capacity = target.pace.capacity?;
        let limit = u128::from(capacity) * u128::from(self.checks.timeout.0);
        let (waiting, part) = (target.load.waiting, u128::from(part));
        let capacity = u128::from(capacity);
        let (way, speed) = match target.state {
            TargetState::Unhealthy(_) => (waiting.checked_sub(limit)?, capacity.checked_sub(part)?),
            TargetState::Initial | TargetState::Healthy => {
                ((limit + 1).checked_sub(waiting)?, part.checked_sub(capacity)?)
            }
            TargetState::Draining { .. } => return None,
        };
        Some(self.flow.settled_at + Span(u64::try_from(way.checked_div(speed)?).ok()? + 1))
    }

    /// Half of the requests, and 95 of 100, take no longer, in milliseconds; `None` if none is answered by a target.
    pub fn latency(&self, now: Time) -> Option<(u64, u64)> {
        let parts = self.parts(now, now)?;
        let progress = self.progress(now);
        let mut halves = Vec::new();
        let mut most = Vec::new();
        for ((target, part), (load, _)) in self.targets.values().zip(parts).zip(progress.targets) {
            if part > 0 && matches!(target.answer, Answer::Status(_)) {
                let (p50, p95) = target.latency(load, part, self.flow.idle);
                halves.push((p50, part));
                most.push((p95, part));
            }
        }
        Some((at(halves, 50)?, at(most, 95)?))
    }
}

/// The value below which so many of a hundred lie.
fn at(mut values: Vec<(u64, u64)>, percent: u64) -> Option<u64> {
    values.sort_unstable();
    let all: u64 = values.iter().map(|(_, weight)| weight).sum();
    let mut sum = 0;
    values
        .into_iter()
        .find(|(_, weight)| {
            sum += weight;
            u128::from(sum) * 100 >= u128::from(all) * u128::from(percent)
        })
        .map(|(value, _)| value)
}

impl Target {
    /// Takes `come` requests over a time and adds what is answered to `responses`; says what is left.
    fn work(&self, come: u128, time: Span, idle: Span, responses: &mut Responses) -> Load {
        let status = match self.answer {
            Answer::Status(status) => status,
            Answer::Refused => {
                responses.bad_gateway += come;
                return self.load;
            }
            Answer::Silent => {
                responses.timeout += come;
                return self.load;
            }
        };
        let time = u128::from(time.0);
        let waiting = self.load.waiting + come;
        let started = self.pace.capacity.map_or(waiting, |capacity| waiting.min(u128::from(capacity) * time));
        // Who has waited as long as the load balancer does gets 504.
        let most = self.pace.capacity.map_or(0, |capacity| u128::from(capacity) * u128::from(idle.0));
        let gone = (waiting - started).saturating_sub(most);
        responses.timeout += gone;
        let takes = u128::from(self.pace.takes.0);
        let (done, under_way) = if takes == 0 {
            (self.load.under_way + started, 0)
        } else if time >= takes {
            let last = started * takes / time;
            (self.load.under_way + started - last, last)
        } else {
            let done = self.load.under_way * time / takes;
            (done, self.load.under_way - done + started)
        };
        *responses.of(status) += done;
        Load { waiting: waiting - started - gone, under_way }
    }

    /// How long who comes now waits for the target's CPU.
    pub fn queue(&self) -> Span {
        let ms = self.pace.capacity.and_then(|capacity| self.load.waiting.checked_div(capacity.into()));
        Span(ms.and_then(|ms| u64::try_from(ms).ok()).unwrap_or(0))
    }

    /// The half and 95 of 100 of its requests take no longer, in milliseconds, when they come at random.
    pub fn latency(&self, load: Load, part: u64, idle: Span) -> (u64, u64) {
        let takes = self.pace.takes.0;
        let Some(capacity) = self.pace.capacity else { return (takes, takes) };
        let queue = Target { load, ..self.clone() }.queue().0;
        // A queue with one server: M/M/1. Past its capacity, what counts is the queue itself.
        let mean = 1_000_000 / capacity.checked_sub(part).filter(|spare| *spare > 0).unwrap_or(capacity).max(1);
        let of = |share: u64| (takes + queue + mean * share / 1_000).min(idle.0);
        (of(P50), of(P95))
    }
}

/// How targets are chosen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Algorithm {
    RoundRobin,
    LeastOutstanding,
    WeightedRandom,
}

impl Algorithm {
    pub const ALL: [Algorithm; 3] = [Algorithm::RoundRobin, Algorithm::LeastOutstanding, Algorithm::WeightedRandom];

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::RoundRobin => "round_robin",
            Algorithm::LeastOutstanding => "least_outstanding_requests",
            Algorithm::WeightedRandom => "weighted_random",
        }
    }
}

/// What attributes of a target group say of who gets requests.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Routing {
    pub algorithm: Algorithm,
    /// How long a new target's share rises; nothing: not at all.
    pub slow_start: Span,
    /// Whether zones share requests; `None`: as the load balancer says.
    pub cross_zone: Option<bool>,
    /// With fewer healthy targets, or a smaller part of all, requests go to all.
    pub least_healthy: u32,
    pub least_percent: u32,
}

impl Default for Routing {
    fn default() -> Routing {
        Routing {
            algorithm: Algorithm::RoundRobin,
            slow_start: Span::ZERO,
            cross_zone: None,
            least_healthy: 1,
            least_percent: 0,
        }
    }
}

impl TargetGroup {
    /// Whether a target that becomes healthy now starts slowly: not if there is none beside it that is at full strength.
    pub fn starts_slowly(&self, task: TaskId, now: Time) -> Option<(Time, Span)> {
        let over = self.routing.slow_start;
        let full = |target: &Target| {
            target.state == TargetState::Healthy && target.rising.is_none_or(|(since, over)| now >= since + over)
        };
        let others = self.targets.iter().filter(|(other, _)| **other != task);
        let helped = over > Span::ZERO && { others }.any(|(_, target)| full(target));
        helped.then_some((now, over))
    }
}
