//! Load balancers, target groups and targets. Each fact that changes who answers first settles the requests that have
//! come at the rate until now.

use super::{Origin, Wakes};
use crate::agenda::Wake;
use crate::ids::{FactId, LoadBalancerId, TargetGroupId, TaskId};
use crate::model::Name;
use crate::model::balancer::{
    Address, Answered, BalancerAttributes, BalancerKind, Flow, HealthCheckSettings, LoadBalancer, Protocol, Responses,
    Target, TargetGroup, TargetState, TargetType,
};
use crate::model::kept::Kept;
use crate::model::listener::{Action, Condition, Listener, Requests, Rule, Stream, Weighted};
use crate::model::network::Zone;
use crate::model::routing::{Load, Pace, Routing};
use crate::model::task::Answer;
use crate::sorted::SortedMap;
use crate::time::{Span, Time};
use crate::timings::DEREGISTRATION_DELAY;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum BalancerChange {
    Created {
        kind: BalancerKind,
        name: Name,
        suffix: Name,
        subnets: Vec<Name>,
        kept: Kept,
        origin: Origin,
    },
    AttributesSet {
        attributes: BalancerAttributes,
    },
    /// What is kept of a listener or rule, by its number, or of the load balancer itself.
    KeptSet {
        of: Option<u32>,
        kept: Kept,
    },
    ListenerAdded {
        listener: Listener,
    },
    ListenerChanged {
        listener: u32,
        port: u16,
        protocol: Protocol,
        kept: Kept,
    },
    ListenerRemoved {
        listener: u32,
    },
    RuleAdded {
        listener: u32,
        rule: Rule,
    },
    RuleChanged {
        rule: u32,
        conditions: Vec<Condition>,
        action: Action,
        kept: Kept,
    },
    /// How a rule that forwards divides its requests from now on.
    WeightsSet {
        rule: u32,
        forward: Vec<Weighted>,
    },
    /// Rules and their new priorities.
    PrioritiesSet {
        priorities: Vec<(u32, u32)>,
    },
    RuleRemoved {
        rule: u32,
    },
    /// At a rate of 0 they come no more.
    TrafficSet {
        requests: Requests,
        rate: u64,
    },
    Deleted,
}

impl BalancerChange {
    pub(super) fn apply(&self, world: &mut World, id: LoadBalancerId) {
        match self {
            BalancerChange::Created { kind, name, suffix, subnets, kept, origin: _ } => {
                let zones = subnets.iter().filter_map(|subnet| world.account.subnets.get(&**subnet).copied());
                let balancer = LoadBalancer {
                    kind: *kind,
                    zones: zones.collect(),
                    attributes: BalancerAttributes::usual(*kind),
                    name: name.clone(),
                    suffix: suffix.clone(),
                    subnets: subnets.clone(),
                    listeners: Vec::new(),
                    numbered: 0,
                    kept: kept.clone(),
                    created_at: world.now,
                    streams: Vec::new(),
                    answered: Answered { settled_at: world.now, ..Answered::default() },
                };
                world.balancers.insert(id, balancer);
            }
            BalancerChange::Deleted => {
                world.settle_balancer(id);
                world.balancers.row_mut(id).listeners.clear();
                world.associate(id);
                world.balancers.remove(id);
            }
            BalancerChange::TrafficSet { requests, rate } => {
                world.settle_balancer(id);
                let streams = &mut world.balancers.row_mut(id).streams;
                match streams.iter_mut().find(|stream| stream.requests == *requests) {
                    Some(stream) => stream.rate = *rate,
                    None => streams.push(Stream { requests: requests.clone(), rate: *rate }),
                }
                streams.retain(|stream| stream.rate > 0);
                world.share_traffic(id);
            }
            BalancerChange::AttributesSet { .. }
            | BalancerChange::KeptSet { .. }
            | BalancerChange::ListenerAdded { .. }
            | BalancerChange::ListenerChanged { .. }
            | BalancerChange::ListenerRemoved { .. }
            | BalancerChange::RuleAdded { .. }
            | BalancerChange::RuleChanged { .. }
            | BalancerChange::WeightsSet { .. }
            | BalancerChange::PrioritiesSet { .. }
            | BalancerChange::RuleRemoved { .. } => {
                world.settle_balancer(id);
                self.apply_to(world.balancers.row_mut(id));
                world.associate(id);
                world.share_traffic(id);
            }
        }
    }

    /// What changes of a load balancer, its listeners and rules.
    fn apply_to(&self, balancer: &mut LoadBalancer) {
        match self {
            BalancerChange::AttributesSet { attributes } => balancer.attributes = attributes.clone(),
            BalancerChange::KeptSet { of: None, kept } => balancer.kept = kept.clone(),
            BalancerChange::KeptSet { of: Some(number), kept } => {
                match balancer.listeners.iter().position(|listener| listener.number == *number) {
                    Some(at) => balancer.listeners[at].kept = kept.clone(),
                    None => rule_mut(balancer, *number).kept = kept.clone(),
                }
            }
            BalancerChange::ListenerAdded { listener } => {
                balancer.numbered = listener.rules.iter().map(|rule| rule.number).fold(listener.number, u32::max);
                balancer.listeners.push(listener.clone());
            }
            BalancerChange::ListenerChanged { listener, port, protocol, kept } => {
                let listener = listener_mut(balancer, *listener);
                (listener.port, listener.protocol, listener.kept) = (*port, *protocol, kept.clone());
            }
            BalancerChange::ListenerRemoved { listener } => {
                balancer.listeners.retain(|other| other.number != *listener);
            }
            BalancerChange::RuleAdded { listener, rule } => {
                balancer.numbered = rule.number;
                let listener = listener_mut(balancer, *listener);
                listener.rules.push(rule.clone());
                listener.sort();
            }
            BalancerChange::RuleChanged { rule, conditions, action, kept } => {
                let rule = rule_mut(balancer, *rule);
                (rule.conditions, rule.action, rule.kept) = (conditions.clone(), action.clone(), kept.clone());
            }
            BalancerChange::WeightsSet { rule, forward } => {
                rule_mut(balancer, *rule).action = Action::Forward(forward.clone());
            }
            BalancerChange::PrioritiesSet { priorities } => {
                for &(rule, priority) in priorities {
                    rule_mut(balancer, rule).priority = Some(priority);
                }
                balancer.listeners.iter_mut().for_each(Listener::sort);
            }
            BalancerChange::RuleRemoved { rule } => {
                for listener in &mut balancer.listeners {
                    listener.rules.retain(|other| other.number != *rule);
                }
            }
            BalancerChange::Created { .. } | BalancerChange::TrafficSet { .. } | BalancerChange::Deleted => {}
        }
    }

    pub(super) fn wakes(&self, world: &World, id: LoadBalancerId, wakes: &mut Wakes) {
        let Some(balancer) = world.balancers.get(id) else { return };
        match self {
            BalancerChange::ListenerAdded { .. }
            | BalancerChange::RuleAdded { .. }
            | BalancerChange::RuleChanged { .. }
            | BalancerChange::WeightsSet { .. } => {
                balancer.target_groups().iter().for_each(|&group| wakes.checks_of_group(world, group));
            }
            BalancerChange::Created { .. }
            | BalancerChange::AttributesSet { .. }
            | BalancerChange::KeptSet { .. }
            | BalancerChange::ListenerChanged { .. }
            | BalancerChange::ListenerRemoved { .. }
            | BalancerChange::PrioritiesSet { .. }
            | BalancerChange::RuleRemoved { .. }
            | BalancerChange::TrafficSet { .. }
            | BalancerChange::Deleted => {}
        }
        balancer.target_groups().iter().for_each(|&group| wakes.checks_under_load(world, group));
    }
}

fn listener_mut(balancer: &mut LoadBalancer, number: u32) -> &mut Listener {
    let found = balancer.listeners.iter_mut().find(|listener| listener.number == number);
    found.expect("a changed listener is there")
}

fn rule_mut(balancer: &mut LoadBalancer, number: u32) -> &mut Rule {
    let mut rules = balancer.listeners.iter_mut().flat_map(|listener| &mut listener.rules);
    rules.find(|rule| rule.number == number).expect("a changed rule is there")
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TargetGroupChange {
    Created {
        name: Name,
        suffix: Name,
        target_type: TargetType,
        protocol: Protocol,
        port: u16,
        checks: HealthCheckSettings,
        kept: Kept,
        origin: Origin,
    },
    ChecksSet {
        checks: HealthCheckSettings,
        kept: Kept,
    },
    /// All that were set, and those that are acted on.
    AttributesSet {
        given: SortedMap<Name, Name>,
        delay: Span,
        routing: Routing,
    },
    KeptSet {
        kept: Kept,
    },
    Deleted,
}

impl TargetGroupChange {
    pub(super) fn apply(&self, world: &mut World, id: TargetGroupId) {
        match self {
            TargetGroupChange::Created { name, suffix, target_type, protocol, port, checks, kept, origin: _ } => {
                let group = TargetGroup {
                    name: name.clone(),
                    suffix: suffix.clone(),
                    target_type: *target_type,
                    protocol: *protocol,
                    port: *port,
                    checks: checks.clone(),
                    kept: kept.clone(),
                    attributes: SortedMap::default(),
                    deregistration_delay: DEREGISTRATION_DELAY,
                    routing: Routing::default(),
                    load_balancer: None,
                    targets: SortedMap::default(),
                    limited: 0,
                    flow: Flow { settled_at: world.now, ..Flow::default() },
                };
                world.target_groups.insert(id, group);
            }
            TargetGroupChange::ChecksSet { checks, kept } => {
                let group = world.target_groups.row_mut(id);
                (group.checks, group.kept) = (checks.clone(), kept.clone());
            }
            TargetGroupChange::AttributesSet { given, delay, routing } => {
                world.settle(id);
                let group = world.target_groups.row_mut(id);
                group.attributes = given.clone();
                (group.deregistration_delay, group.routing) = (*delay, routing.clone());
                if let Some(balancer) = group.load_balancer {
                    world.share_traffic(balancer);
                }
            }
            TargetGroupChange::KeptSet { kept } => world.target_groups.row_mut(id).kept = kept.clone(),
            TargetGroupChange::Deleted => {
                world.target_groups.remove(id);
            }
        }
    }

    pub(super) fn wakes(&self, world: &World, id: TargetGroupId, wakes: &mut Wakes) {
        match self {
            TargetGroupChange::ChecksSet { .. } => {
                wakes.checks_of_group(world, id);
                wakes.checks_under_load(world, id);
            }
            TargetGroupChange::AttributesSet { .. } => wakes.checks_under_load(world, id),
            TargetGroupChange::Created { .. } | TargetGroupChange::KeptSet { .. } | TargetGroupChange::Deleted => {}
        }
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TargetChange {
    Registered {
        /// Which container of the task answers, by position.
        container: usize,
        address: Address,
        port: u16,
        zone: Zone,
        first_check: Time,
        pace: Pace,
    },
    /// A health check contradicted the target's state, for the n-th time in a row.
    CheckedAgainst {
        against: u32,
    },
    StateChanged {
        state: TargetState,
    },
    Removed,
}

impl TargetChange {
    pub(super) fn apply(&self, world: &mut World, id: TargetGroupId, task: TaskId) {
        match self {
            TargetChange::Registered { container, address, port, zone, first_check, pace } => {
                world.settle(id);
                let row = world.tasks.row_mut(task);
                assert!(row.is_running(), "{task:?} becomes a target and doesn't run");
                row.targets.push((id, *container));
                let target = Target {
                    address: *address,
                    port: *port,
                    zone: *zone,
                    state: TargetState::Initial,
                    judged_by: FactId(world.facts),
                    against: 0,
                    first_check: *first_check,
                    answer: row.containers[*container].answer,
                    registered_at: world.now,
                    rising: None,
                    pace: *pace,
                    load: Load::default(),
                    got: 0,
                };
                let group = world.target_groups.row_mut(id);
                group.limited += u32::from(pace.capacity.is_some());
                group.targets.insert(task, target);
            }
            TargetChange::CheckedAgainst { against } => {
                world.settle(id);
                world.target_mut(id, task).against = *against;
            }
            TargetChange::StateChanged { state } => {
                let judged_by = FactId(world.facts);
                let rising = match state {
                    TargetState::Healthy => world.target_groups[id].starts_slowly(task, world.now),
                    TargetState::Initial | TargetState::Unhealthy(_) | TargetState::Draining { .. } => None,
                };
                world.settle(id);
                let target = world.target_mut(id, task);
                (target.state, target.judged_by) = (*state, judged_by);
                (target.against, target.rising) = (0, rising);
            }
            TargetChange::Removed => {
                world.settle(id);
                world.lose_requests(id, task);
                let group = world.target_groups.row_mut(id);
                let removed = group.targets.remove(&task);
                let limited = removed.is_some_and(|target| target.pace.capacity.is_some());
                group.limited -= u32::from(limited);
                world.tasks.row_mut(task).targets.retain(|(group, _)| *group != id);
            }
        }
    }

    pub(super) fn wakes(&self, world: &World, group: TargetGroupId, task: TaskId, wakes: &mut Wakes) {
        let service = world.tasks.get(task).and_then(|task| task.service());
        match self {
            TargetChange::Registered { first_check, .. } => wakes.at(*first_check, Wake::Target(group, task)),
            TargetChange::CheckedAgainst { .. } => wakes.next_check(world, group, task),
            TargetChange::StateChanged { state: TargetState::Draining { until } } => {
                wakes.at(*until, Wake::Target(group, task));
            }
            TargetChange::StateChanged { .. } => {
                wakes.next_check(world, group, task);
                service.into_iter().for_each(|service| wakes.next_tick(world, service));
            }
            TargetChange::Removed => {
                wakes.now(world, Wake::Task(task));
                service.into_iter().for_each(|service| wakes.next_tick(world, service));
            }
        }
        wakes.checks_under_load(world, group);
    }
}

impl World {
    /// Requests go where the rules of the listeners say. All flows have been settled.
    fn share_traffic(&mut self, id: LoadBalancerId) {
        let (groups, own) = self.balancers[id].division();
        self.balancers.row_mut(id).answered.own = own;
        let balancer = &self.balancers[id];
        let (zones, attributes) = (balancer.zones.clone(), balancer.attributes.clone());
        for group in self.groups_behind(id) {
            self.settle(group);
            let rate = groups.get(&group).copied().unwrap_or(0);
            let row = self.target_groups.row_mut(group);
            let cross_zone = row.routing.cross_zone.unwrap_or(attributes.cross_zone);
            let (settled_at, so_far) = (row.flow.settled_at, row.flow.so_far);
            row.flow = Flow { settled_at, rate, so_far, zones: zones.clone(), cross_zone, idle: attributes.idle };
        }
    }

    /// Target groups are those of the load balancer whose rules forward to them.
    fn associate(&mut self, id: LoadBalancerId) {
        let now = self.balancers[id].target_groups();
        for group in self.groups_behind(id).into_iter().filter(|group| !now.contains(group)) {
            self.finish_requests(group);
            let group = self.target_groups.row_mut(group);
            (group.load_balancer, group.flow.rate) = (None, 0);
        }
        for &group in now.iter() {
            self.settle(group);
            self.target_groups.row_mut(group).load_balancer = Some(id);
        }
    }

    fn groups_behind(&self, id: LoadBalancerId) -> Vec<TargetGroupId> {
        let behind = self.target_groups.iter().filter(|(_, group)| group.load_balancer == Some(id));
        behind.map(|(id, _)| id).collect()
    }

    /// Counts what a load balancer and its targets answered until now.
    fn settle_balancer(&mut self, id: LoadBalancerId) {
        self.groups_behind(id).into_iter().for_each(|group| self.settle(group));
        let now = self.now;
        let balancer = self.balancers.row_mut(id);
        let time = now - balancer.answered.settled_at;
        let rate = balancer.rate();
        let answered = &mut balancer.answered;
        answered.arrived += u128::from(rate) * u128::from(time.0);
        answered.so_far = answered.so_far + answered.own.over(time);
        answered.settled_at = now;
    }

    /// A container's answer changes now: tells the targets that stand for it. If it is gone, so is what it worked on.
    pub(super) fn tell_targets(&mut self, task: TaskId, container: usize, answer: Answer) {
        for (group, stands_for) in self.tasks[task].targets.clone() {
            if stands_for == container {
                self.settle(group);
                if !matches!(answer, Answer::Status(_)) {
                    self.lose_requests(group, task);
                }
                self.target_mut(group, task).answer = answer;
            }
        }
    }

    fn target_mut(&mut self, id: TargetGroupId, task: TaskId) -> &mut Target {
        self.target_groups.row_mut(id).targets.get_mut(&task).expect("a changed target is registered")
    }

    /// What a target has and hasn't answered is never answered: 502. The flow has been settled.
    fn lose_requests(&mut self, id: TargetGroupId, task: TaskId) {
        let lost = std::mem::take(&mut self.target_mut(id, task).load).total();
        self.count(id, Responses { bad_gateway: lost, ..Responses::default() });
    }

    /// What targets have is answered as they answer, at once. The flow has been settled.
    fn finish_requests(&mut self, id: TargetGroupId) {
        let mut done = Responses::default();
        let tasks: Vec<TaskId> = self.target_groups[id].targets.keys().copied().collect();
        for task in tasks {
            let target = self.target_mut(id, task);
            let left = std::mem::take(&mut target.load).total();
            match target.answer {
                Answer::Status(status) => *done.of(status) += left,
                Answer::Refused => done.bad_gateway += left,
                Answer::Silent => done.timeout += left,
            }
        }
        self.count(id, done);
    }

    /// Counts what became of requests, for a target group and for its load balancer.
    fn count(&mut self, id: TargetGroupId, more: Responses) {
        let group = self.target_groups.row_mut(id);
        group.flow.so_far = group.flow.so_far + more;
        if let Some(balancer) = group.load_balancer {
            let answered = &mut self.balancers.row_mut(balancer).answered;
            answered.so_far = answered.so_far + more;
        }
    }

    fn settle(&mut self, id: TargetGroupId) {
        let now = self.now;
        let group = &self.target_groups[id];
        if group.flow.settled_at == now {
            return;
        }
        if group.flow.rate == 0 && group.targets.values().all(|target| target.load == Load::default()) {
            self.target_groups.row_mut(id).flow.settled_at = now;
            return;
        }
        let progress = group.progress(now);
        let tasks: Vec<TaskId> = group.targets.keys().copied().collect();
        let group = self.target_groups.row_mut(id);
        group.flow.settled_at = now;
        for (task, (load, come)) in tasks.into_iter().zip(progress.targets) {
            if let Some(target) = group.targets.get_mut(&task) {
                target.load = load;
                target.got += come;
            }
        }
        self.count(id, progress.responses);
    }
}

pub(super) fn check(world: &World) {
    for (id, balancer) in world.balancers.iter() {
        check_rules(world, id, balancer);
        let arrived = balancer.answered.arrived
            + u128::from(balancer.rate()) * u128::from((world.now - balancer.answered.settled_at).0);
        let behind = world.target_groups.values().filter(|group| group.load_balancer == Some(id));
        let open: u128 = behind.flat_map(|group| group.progress(world.now).targets).map(|(load, _)| load.total()).sum();
        assert_eq!(world.responses(id).total() + open, arrived, "requests of {}", balancer.name);
    }
    for (id, group) in world.target_groups.iter() {
        for (task, target) in group.targets.iter() {
            let known = world.tasks[*task].targets.iter().find(|(group, _)| *group == id);
            let &(_, container) = known.expect("a target's task knows of it");
            assert_eq!(world.tasks[*task].containers[container].answer, target.answer, "answer of {task:?}");
        }
        let limited = group.targets.values().filter(|target| target.pace.capacity.is_some()).count();
        assert_eq!(group.limited as usize, limited, "limited targets of {}", group.name);
        let Some(balancer) = group.load_balancer.map(|id| &world.balancers[id]) else { continue };
        let cross_zone = group.routing.cross_zone.unwrap_or(balancer.attributes.cross_zone);
        let flow = &group.flow;
        assert_eq!((flow.cross_zone, flow.idle), (cross_zone, balancer.attributes.idle), "flow of {}", group.name);
        assert_eq!(flow.zones, balancer.zones, "zones of {}", group.name);
        let parts = group.parts(world.now, world.now).map(|parts| parts.iter().sum());
        assert!(parts.is_none_or(|sum: u64| sum == flow.rate), "parts of {}", group.name);
    }
}

/// Rules stand in the order of their priorities, the default rule last; numbers are given once; groups know their load
/// balancer.
fn check_rules(world: &World, id: LoadBalancerId, balancer: &LoadBalancer) {
    let mut numbers = Vec::new();
    for listener in &balancer.listeners {
        let priorities: Vec<u32> = listener.rules.iter().map(|rule| rule.priority.unwrap_or(u32::MAX)).collect();
        assert!(priorities.is_sorted_by(|a, b| a < b), "priorities of {}: {priorities:?}", balancer.name);
        assert_eq!(priorities.last(), Some(&u32::MAX), "the default rule of {}", balancer.name);
        numbers.push(listener.number);
        numbers.extend(listener.rules.iter().map(|rule| rule.number));
    }
    numbers.sort_unstable();
    assert!(numbers.is_sorted_by(|a, b| a < b) && numbers.last() <= Some(&balancer.numbered), "{}", balancer.name);
    for (group, row) in world.target_groups.iter() {
        let forwarded = balancer.target_groups().contains(&group);
        assert_eq!(row.load_balancer == Some(id), forwarded, "{} behind {}", row.name, balancer.name);
    }
}
