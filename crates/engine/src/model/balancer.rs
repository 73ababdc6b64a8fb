//! Load balancers, target groups, targets and the requests that flow through them.

use std::ops::Add;

use super::Name;
use super::event::CheckFailure;
use super::kept::Kept;
use super::listener::{Action, Listener, Requests, Rule, Stream, divide};
use super::network::{Ip, Zone};
use super::routing::{Load, Pace, Routing};
use super::task::Answer;
use crate::ids::FactId;
use crate::ids::{InstanceId, LoadBalancerId, TargetGroupId, TaskId};
use crate::random::Seed;
use crate::sorted::{SortedMap, SortedSet};
use crate::time::{Span, Time};

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BalancerKind {
    Application,
    Network,
}

#[derive(Clone, Debug)]
pub struct LoadBalancer {
    pub kind: BalancerKind,
    pub name: Name,
    /// The 16 hex digits at the end of its ARN.
    pub suffix: Name,
    pub subnets: Vec<Name>,
    /// Those of its subnets.
    pub zones: Vec<Zone>,
    pub attributes: BalancerAttributes,
    pub listeners: Vec<Listener>,
    /// The last number that a listener or rule got.
    pub numbered: u32,
    pub kept: Kept,
    pub created_at: Time,
    pub streams: Vec<Stream>,
    pub answered: Answered,
}

/// All that were set, as they were given, and those that are acted on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BalancerAttributes {
    pub given: SortedMap<Name, Name>,
    pub cross_zone: bool,
    /// How long it waits for an answer.
    pub idle: Span,
    /// Whether it can be deleted.
    pub protected: bool,
}

impl BalancerAttributes {
    pub fn usual(kind: BalancerKind) -> BalancerAttributes {
        BalancerAttributes {
            given: SortedMap::default(),
            cross_zone: kind == BalancerKind::Application,
            idle: match kind {
                BalancerKind::Application => Span::secs(60),
                BalancerKind::Network => Span::secs(350),
            },
            protected: false,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Protocol {
    Http,
    Https,
    Tcp,
    Tls,
    Udp,
    TcpUdp,
}

impl Protocol {
    const ALL: [Protocol; 6] =
        [Protocol::Http, Protocol::Https, Protocol::Tcp, Protocol::Tls, Protocol::Udp, Protocol::TcpUdp];

    /// The load balancers that speak it.
    pub fn of(self) -> BalancerKind {
        match self {
            Protocol::Http | Protocol::Https => BalancerKind::Application,
            Protocol::Tcp | Protocol::Tls | Protocol::Udp | Protocol::TcpUdp => BalancerKind::Network,
        }
    }

    pub fn is_secure(self) -> bool {
        matches!(self, Protocol::Https | Protocol::Tls)
    }

    /// Whether a listener that speaks this may forward to a target group that speaks `to`.
    pub fn forwards_to(self, to: Protocol) -> bool {
        match self {
            Protocol::Http | Protocol::Https => matches!(to, Protocol::Http | Protocol::Https),
            Protocol::Tcp => matches!(to, Protocol::Tcp | Protocol::TcpUdp),
            Protocol::Tls => matches!(to, Protocol::Tls | Protocol::Tcp),
            Protocol::Udp => matches!(to, Protocol::Udp | Protocol::TcpUdp),
            Protocol::TcpUdp => to == Protocol::TcpUdp,
        }
    }

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Protocol::Http => "HTTP",
            Protocol::Https => "HTTPS",
            Protocol::Tcp => "TCP",
            Protocol::Tls => "TLS",
            Protocol::Udp => "UDP",
            Protocol::TcpUdp => "TCP_UDP",
        }
    }

    pub fn find(name: &str) -> Option<Protocol> {
        Protocol::ALL.into_iter().find(|protocol| protocol.name() == name)
    }
}

impl LoadBalancer {
    /// The target groups that its rules forward to.
    pub fn target_groups(&self) -> SortedSet<TargetGroupId> {
        self.listeners.iter().flat_map(Listener::forwards_to).map(|to| to.target_group).collect()
    }

    pub fn listener(&self, number: u32) -> Option<&Listener> {
        self.listeners.iter().find(|listener| listener.number == number)
    }

    /// A rule, and the listener that it is of.
    pub fn rule(&self, number: u32) -> Option<(&Listener, &Rule)> {
        let rules = self.listeners.iter().flat_map(|listener| listener.rules.iter().map(move |rule| (listener, rule)));
        { rules }.find(|(_, rule)| rule.number == number)
    }

    /// The rule that takes requests; `None` if nothing listens on their port.
    pub fn rule_for(&self, requests: &Requests) -> Option<&Rule> {
        let listens = |listener: &&Listener| requests.port.is_none_or(|port| port == listener.port);
        Some(self.listeners.iter().find(listens)?.rule_for(requests))
    }

    /// All requests that come, in thousandths a second.
    pub fn rate(&self) -> u64 {
        self.streams.iter().map(|stream| stream.rate).sum()
    }

    /// Where requests go, in thousandths a second: to target groups, and what the load balancer answers itself.
    pub fn division(&self) -> (SortedMap<TargetGroupId, u64>, Responses) {
        let (mut groups, mut own) = (SortedMap::default(), Responses::default());
        for Stream { requests, rate } in &self.streams {
            match self.rule_for(requests).map(|rule| &rule.action) {
                None => own.refused += u128::from(*rate),
                Some(Action::FixedResponse { status } | Action::Redirect { status }) => {
                    *own.of(*status) += u128::from(*rate);
                }
                Some(Action::Forward(to)) => {
                    let weights: Vec<u64> = to.iter().map(|to| u64::from(to.weight)).collect();
                    match divide(*rate, &weights) {
                        None => own.unavailable += u128::from(*rate),
                        Some(parts) => {
                            for (to, part) in to.iter().zip(parts) {
                                *groups.or_default(to.target_group) += part;
                            }
                        }
                    }
                }
            }
        }
        (groups, own)
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
    /// Those that were set, as they were given.
    pub attributes: SortedMap<Name, Name>,
    pub deregistration_delay: Span,
    pub routing: Routing,
    pub load_balancer: Option<LoadBalancerId>,
    pub targets: SortedMap<TaskId, Target>,
    /// How many of them can do so much and no more. Derived; kept by `apply`.
    pub limited: u32,
    pub flow: Flow,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TargetType {
    Instance,
    Ip,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HealthCheckSettings {
    /// HTTP, HTTPS or TCP; the last has neither path nor codes.
    pub protocol: Protocol,
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
    pub registered_at: Time,
    /// Since when its share rises, and for how long.
    pub rising: Option<(Time, Span)>,
    pub pace: Pace,
    /// As of when the group's flow was settled.
    pub load: Load,
    /// Requests that came, in millionths.
    pub got: u128,
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

/// All requests of a load balancer up to a moment, and how it answers by itself since.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Answered {
    pub settled_at: Time,
    /// In millionths of a request: those that came, and how they ended.
    pub arrived: u128,
    pub so_far: Responses,
    /// What it answers without a target, in thousandths a second.
    pub own: Responses,
}

/// The requests of a target group so far, in millionths, up to a moment and at a steady rate since.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Flow {
    pub settled_at: Time,
    /// Thousandths of a request a second, arriving now.
    pub rate: u64,
    pub so_far: Responses,
    /// What its load balancer says: its zones, whether they share requests, and how long it waits for an answer.
    /// Derived; kept by `apply`.
    pub zones: Vec<Zone>,
    pub cross_zone: bool,
    pub idle: Span,
}

/// Requests by how they ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Responses {
    pub well: u128,
    pub client_errors: u128,
    pub server_errors: u128,
    /// 502
    pub bad_gateway: u128,
    /// 504
    pub timeout: u128,
    /// 503: the target group had no target.
    pub unavailable: u128,
    /// Nothing listens on the port: there is no answer at all.
    pub refused: u128,
}

impl Responses {
    /// Where an answer with a status is counted.
    pub fn of(&mut self, status: u16) -> &mut u128 {
        match status {
            0..400 => &mut self.well,
            400..500 => &mut self.client_errors,
            500.. => &mut self.server_errors,
        }
    }

    pub fn failed(self) -> u128 {
        self.server_errors + self.bad_gateway + self.timeout + self.unavailable + self.refused
    }

    pub fn total(self) -> u128 {
        self.well + self.client_errors + self.failed()
    }

    /// What comes of rates in thousandths a second, in millionths of a request.
    pub fn over(self, time: Span) -> Responses {
        self.each(|rate| rate * u128::from(time.0))
    }

    /// Millionths as whole requests.
    pub fn whole(self) -> Responses {
        self.each(|millionths| millionths / 1_000_000)
    }

    fn each(self, change: impl Fn(u128) -> u128) -> Responses {
        Responses {
            well: change(self.well),
            client_errors: change(self.client_errors),
            server_errors: change(self.server_errors),
            bad_gateway: change(self.bad_gateway),
            timeout: change(self.timeout),
            unavailable: change(self.unavailable),
            refused: change(self.refused),
        }
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
            refused: self.refused + other.refused,
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
        match (target.state, self.passes(target)) {
            (TargetState::Initial, _) => true,
            (TargetState::Healthy, Ok(())) | (TargetState::Unhealthy(_), Err(_)) => target.against > 0,
            (TargetState::Healthy, Err(_)) | (TargetState::Unhealthy(_), Ok(())) => true,
            (TargetState::Draining { .. }, _) => false,
        }
    }

    /// How all requests ended, in millionths.
    pub fn responses(&self, now: Time) -> Responses {
        self.flow.so_far + self.progress(now).responses
    }

    /// Whether what a target answers passes the health check. A queue that is too long makes it time out.
    pub fn passes(&self, target: &Target) -> Result<(), CheckFailure> {
        let (low, high) = self.checks.matcher;
        match target.answer {
            Answer::Refused => Err(CheckFailure::Refused),
            Answer::Silent => Err(CheckFailure::Timeout),
            // Who accepts the connection passes.
            Answer::Status(_) if self.checks.protocol == Protocol::Tcp => Ok(()),
            Answer::Status(_) if target.queue() > self.checks.timeout => Err(CheckFailure::Timeout),
            Answer::Status(status) if (low..=high).contains(&status) => Ok(()),
            Answer::Status(status) => Err(CheckFailure::Code(status)),
        }
    }
}

impl Address {
    /// As AWS writes it: `10.1.1.0`, `i-0123456789abcdef0`.
    pub fn name(self, seed: Seed) -> String {
        match self {
            Address::Ip(ip) => ip.to_string(),
            Address::Instance(instance) => instance.ec2_name(seed),
        }
    }
}

impl Target {
    /// Whether it counts among the group's targets: not once it drains.
    pub fn registered(&self) -> bool {
        !matches!(self.state, TargetState::Draining { .. })
    }
}
