//! Load balancers, target groups, targets and the requests that flow through them.

use std::ops::Add;

use super::Name;
use super::event::CheckFailure;
use super::kept::Kept;
use super::network::{Ip, Zone};
use super::task::Answer;
use crate::ids::FactId;
use crate::ids::{InstanceId, LoadBalancerId, TargetGroupId, TaskId};
use crate::sorted::SortedMap;
use crate::time::{Span, Time};

/// An Application Load Balancer.
#[derive(Clone, Debug)]
pub struct LoadBalancer {
    pub name: Name,
    /// The 16 hex digits at the end of its ARN.
    pub suffix: Name,
    pub subnets: Vec<Name>,
    pub listeners: Vec<Listener>,
    pub kept: Kept,
    pub created_at: Time,
    /// Thousandths of a request a second.
    pub traffic: u64,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Listener {
    pub port: u16,
    pub protocol: Protocol,
    /// In the order in which they are tried; the default rule is the last.
    pub rules: Vec<Rule>,
    pub kept: Kept,
}

/// What a listener does with requests.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rule {
    /// `None`: the default rule, which takes what no other has.
    pub priority: Option<u32>,
    pub forward: Vec<Weighted>,
}

/// A target group that gets its part of a rule's requests: its weight of the sum of all.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Weighted {
    pub target_group: TargetGroupId,
    /// 0 to 999.
    pub weight: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Protocol {
    Http,
    Https,
    Tcp,
    Tls,
    Udp,
}

impl Protocol {
    const ALL: [Protocol; 5] = [Protocol::Http, Protocol::Https, Protocol::Tcp, Protocol::Tls, Protocol::Udp];

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Protocol::Http => "HTTP",
            Protocol::Https => "HTTPS",
            Protocol::Tcp => "TCP",
            Protocol::Tls => "TLS",
            Protocol::Udp => "UDP",
        }
    }

    pub fn find(name: &str) -> Option<Protocol> {
        Protocol::ALL.into_iter().find(|protocol| protocol.name() == name)
    }
}

impl Listener {
    /// One that forwards all its requests to one target group.
    pub fn forwarding(port: u16, protocol: Protocol, to: Weighted, kept: Kept) -> Listener {
        Listener { port, protocol, rules: vec![Rule { priority: None, forward: vec![to] }], kept }
    }

    /// The target groups that its rules forward to.
    pub fn forwards_to(&self) -> impl Iterator<Item = &Weighted> {
        self.rules.iter().flat_map(|rule| &rule.forward)
    }
}

impl LoadBalancer {
    /// The target groups of its listeners, each once, with the weight by which requests are divided among them.
    pub fn shares(&self) -> SortedMap<TargetGroupId, u32> {
        let mut shares = SortedMap::default();
        for to in self.listeners.iter().flat_map(Listener::forwards_to) {
            let weight = shares.or_default(to.target_group);
            *weight = to.weight.max(*weight);
        }
        shares
    }
}

#[derive(Clone, Debug)]
pub struct TargetGroup {
    pub name: Name,
    pub suffix: Name,
    pub target_type: TargetType,
    pub protocol: Protocol,
    pub port: u16,
    pub checks: HealthCheckSettings,
    pub kept: Kept,
    pub deregistration_delay: Span,
    pub load_balancer: Option<LoadBalancerId>,
    pub targets: SortedMap<TaskId, Target>,
    /// What targets answer, counted: those that are healthy, and all that aren't draining.
    /// Derived; kept by `apply`.
    pub healthy: Tally,
    pub registered: Tally,
    pub flow: Flow,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TargetType {
    Instance,
    Ip,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HealthCheckSettings {
    pub path: Name,
    pub interval: Span,
    pub timeout: Span,
    pub healthy_threshold: u32,
    pub unhealthy_threshold: u32,
    /// The lowest and highest status that passes.
    pub matcher: (u16, u16),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    pub address: Address,
    pub port: u16,
    pub zone: Zone,
    pub state: TargetState,
    /// The fact that made it so.
    pub judged_by: FactId,
    /// Checks in a row that contradict `state`.
    pub against: u32,
    /// Health checks fall on this moment and every interval after it.
    pub first_check: Time,
    /// What its container answers. A copy, so that traffic needs no look at 5,000 tasks.
    pub answer: Answer,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Address {
    Ip(Ip),
    Instance(InstanceId),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TargetState {
    /// Registered, not checked yet.
    Initial,
    Healthy,
    Unhealthy(CheckFailure),
    /// Deregistered: finishes the requests it has, gets no new ones.
    Draining {
        until: Time,
    },
}

/// How many targets give each kind of answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Tally {
    /// 2xx and 3xx
    pub well: u32,
    /// 4xx
    pub client_errors: u32,
    /// 5xx of the target's own
    pub server_errors: u32,
    /// Nothing listens: the load balancer answers 502.
    pub refused: u32,
    /// Nothing comes back: the load balancer answers 504.
    pub silent: u32,
}

/// The requests of a target group so far, in thousandths, up to a moment and at a steady rate since.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Flow {
    pub settled_at: Time,
    /// Thousandths of a request a second, arriving now.
    pub rate: u64,
    pub so_far: Responses,
}

/// Requests by how they ended, in thousandths.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Responses {
    pub well: u64,
    pub client_errors: u64,
    pub server_errors: u64,
    /// 502
    pub bad_gateway: u64,
    /// 504
    pub timeout: u64,
    /// 503: the target group had no target.
    pub unavailable: u64,
}

impl Tally {
    pub fn total(self) -> u32 {
        self.well + self.client_errors + self.server_errors + self.refused + self.silent
    }

    pub fn of(&mut self, answer: Answer) -> &mut u32 {
        match answer {
            Answer::Refused => &mut self.refused,
            Answer::Silent => &mut self.silent,
            Answer::Status(status) => match status {
                0..400 => &mut self.well,
                400..500 => &mut self.client_errors,
                500.. => &mut self.server_errors,
            },
        }
    }
}

impl Responses {
    pub fn failed(self) -> u64 {
        self.server_errors + self.bad_gateway + self.timeout + self.unavailable
    }

    pub fn total(self) -> u64 {
        self.well + self.client_errors + self.failed()
    }
}

impl Add for Responses {
    type Output = Responses;
    fn add(self, other: Responses) -> Responses {
        Responses {
            well: self.well + other.well,
            client_errors: self.client_errors + other.client_errors,
            server_errors: self.server_errors + other.server_errors,
            bad_gateway: self.bad_gateway + other.bad_gateway,
            timeout: self.timeout + other.timeout,
            unavailable: self.unavailable + other.unavailable,
        }
    }
}

impl TargetGroup {
    /// The next moment at which a check of this target falls.
    pub fn next_check(&self, target: &Target, now: Time) -> Time {
        now.next_on_grid(target.first_check, self.checks.interval)
    }

    /// Whether the next check would contradict the target's state, or end a run of checks that did.
    pub fn contests(&self, target: &Target) -> bool {
        match (target.state, self.passes(target.answer)) {
            (TargetState::Initial, _) => true,
            (TargetState::Healthy, Ok(())) | (TargetState::Unhealthy(_), Err(_)) => target.against > 0,
            (TargetState::Healthy, Err(_)) | (TargetState::Unhealthy(_), Ok(())) => true,
            (TargetState::Draining { .. }, _) => false,
        }
    }

    /// Who gets requests: healthy targets; if there are none, all that are registered (load-balancing.md#requests).
    pub fn serving(&self) -> Tally {
        if self.healthy.total() > 0 { self.healthy } else { self.registered }
    }

    /// How requests at the present rate end, in thousandths a second. Round robin: each target its share.
    pub fn rates(&self) -> Responses {
        let tally = self.serving();
        let rate = self.flow.rate;
        let Some(share) = rate.checked_div(tally.total() as u64) else {
            return Responses { unavailable: rate, ..Responses::default() };
        };
        let of = |targets: u32| share * targets as u64;
        Responses {
            well: of(tally.well),
            client_errors: of(tally.client_errors),
            server_errors: of(tally.server_errors),
            bad_gateway: of(tally.refused),
            timeout: of(tally.silent),
            unavailable: 0,
        }
    }

    /// All requests up to `now`.
    pub fn responses(&self, now: Time) -> Responses {
        let ms = (now - self.flow.settled_at).0;
        let (rates, before) = (self.rates(), self.flow.so_far);
        let more = |before: u64, rate: u64| before + rate * ms / 1_000;
        Responses {
            well: more(before.well, rates.well),
            client_errors: more(before.client_errors, rates.client_errors),
            server_errors: more(before.server_errors, rates.server_errors),
            bad_gateway: more(before.bad_gateway, rates.bad_gateway),
            timeout: more(before.timeout, rates.timeout),
            unavailable: more(before.unavailable, rates.unavailable),
        }
    }

    /// Whether an answer passes the health check.
    pub fn passes(&self, answer: Answer) -> Result<(), CheckFailure> {
        let (low, high) = self.checks.matcher;
        match answer {
            Answer::Refused => Err(CheckFailure::Refused),
            Answer::Silent => Err(CheckFailure::Timeout),
            Answer::Status(status) if (low..=high).contains(&status) => Ok(()),
            Answer::Status(status) => Err(CheckFailure::Code(status)),
        }
    }
}

impl Target {
    /// Whether it counts among the group's targets: not once it drains.
    pub fn registered(&self) -> bool {
        !matches!(self.state, TargetState::Draining { .. })
    }
}
