//! Load balancers, target groups and targets. Each fact that changes who answers first settles the requests that have
//! come at the rate until now.

use super::{Origin, Wakes};
use crate::agenda::Wake;
use crate::ids::{FactId, LoadBalancerId, TargetGroupId, TaskId};
use crate::model::Name;
use crate::model::balancer::{
    Address, Answered, Flow, HealthCheckSettings, LoadBalancer, Protocol, Tally, Target, TargetGroup, TargetState,
    TargetType,
};
use crate::model::kept::Kept;
use crate::model::listener::{Action, Condition, Listener, Requests, Rule, Stream, Weighted};
use crate::model::network::Zone;
use crate::model::task::Answer;
use crate::sorted::SortedMap;
use crate::time::{Span, Time};
use crate::timings::DEREGISTRATION_DELAY;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum BalancerChange {
    Created {
        name: Name,
        suffix: Name,
        subnets: Vec<Name>,
        kept: Kept,
        origin: Origin,
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
            BalancerChange::Created { name, suffix, subnets, kept, origin: _ } => {
                let balancer = LoadBalancer {
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
            BalancerChange::ListenerAdded { .. }
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

    /// What changes of listeners and rules.
    fn apply_to(&self, balancer: &mut LoadBalancer) {
        match self {
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
        match self {
            BalancerChange::ListenerAdded { .. }
            | BalancerChange::RuleAdded { .. }
            | BalancerChange::RuleChanged { .. }
            | BalancerChange::WeightsSet { .. } => {
                world.balancers[id].target_groups().iter().for_each(|&group| wakes.checks_of_group(world, group));
            }
            BalancerChange::Created { .. }
            | BalancerChange::ListenerChanged { .. }
            | BalancerChange::ListenerRemoved { .. }
            | BalancerChange::PrioritiesSet { .. }
            | BalancerChange::RuleRemoved { .. }
            | BalancerChange::TrafficSet { .. }
            | BalancerChange::Deleted => {}
        }
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
    DeregistrationDelaySet {
        delay: Span,
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
                    deregistration_delay: DEREGISTRATION_DELAY,
                    load_balancer: None,
                    targets: SortedMap::default(),
                    healthy: Tally::default(),
                    registered: Tally::default(),
                    flow: Flow { settled_at: world.now, ..Flow::default() },
                };
                world.target_groups.insert(id, group);
            }
            TargetGroupChange::ChecksSet { checks, kept } => {
                let group = world.target_groups.row_mut(id);
                (group.checks, group.kept) = (checks.clone(), kept.clone());
            }
            TargetGroupChange::DeregistrationDelaySet { delay } => {
                world.target_groups.row_mut(id).deregistration_delay = *delay;
            }
            TargetGroupChange::Deleted => {
                world.target_groups.remove(id);
            }
        }
    }

    pub(super) fn wakes(&self, world: &World, id: TargetGroupId, wakes: &mut Wakes) {
        match self {
            TargetGroupChange::ChecksSet { .. } => wakes.checks_of_group(world, id),
            TargetGroupChange::Created { .. }
            | TargetGroupChange::DeregistrationDelaySet { .. }
            | TargetGroupChange::Deleted => {}
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
            TargetChange::Registered { container, address, port, zone, first_check } => {
                world.settle(id);
                let row = world.tasks.row_mut(task);
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
                };
                let group = world.target_groups.row_mut(id);
                count(group, &target, true);
                group.targets.insert(task, target);
            }
            TargetChange::CheckedAgainst { against } => {
                let group = world.target_groups.row_mut(id);
                group.targets.get_mut(&task).expect("a checked target is registered").against = *against;
            }
            TargetChange::StateChanged { state } => {
                let judged_by = FactId(world.facts);
                world.change_target(id, task, |target| {
                    (target.state, target.judged_by) = (*state, judged_by);
                    target.against = 0;
                });
            }
            TargetChange::Removed => {
                world.settle(id);
                let group = world.target_groups.row_mut(id);
                let target = group.targets.remove(&task).expect("a removed target was registered");
                count(group, &target, false);
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
    }
}

impl World {
    /// Requests go where the rules of the listeners say.
    fn share_traffic(&mut self, id: LoadBalancerId) {
        let (groups, own) = self.balancers[id].division();
        self.balancers.row_mut(id).answered.own = own;
        for group in self.groups_behind(id) {
            self.target_groups.row_mut(group).flow.rate = groups.get(&group).copied().unwrap_or(0);
        }
    }

    /// Target groups are those of the load balancer whose rules forward to them.
    fn associate(&mut self, id: LoadBalancerId) {
        let now = self.balancers[id].target_groups();
        for group in self.groups_behind(id).into_iter().filter(|group| !now.contains(group)) {
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

    /// A container's answer changes now: tells the targets that stand for it.
    pub(super) fn tell_targets(&mut self, task: TaskId, container: usize, answer: Answer) {
        for (group, stands_for) in self.tasks[task].targets.clone() {
            if stands_for == container {
                self.change_target(group, task, |target| target.answer = answer);
            }
        }
    }

    fn change_target(&mut self, id: TargetGroupId, task: TaskId, change: impl FnOnce(&mut Target)) {
        self.settle(id);
        let group = self.target_groups.row_mut(id);
        let mut target = group.targets.remove(&task).expect("a changed target is registered");
        count(group, &target, false);
        change(&mut target);
        count(group, &target, true);
        group.targets.insert(task, target);
    }

    fn settle(&mut self, id: TargetGroupId) {
        let now = self.now;
        let group = &self.target_groups[id];
        if group.flow.settled_at == now {
            return;
        }
        let more = group.unsettled(now);
        if let Some(balancer) = group.load_balancer {
            let answered = &mut self.balancers.row_mut(balancer).answered;
            answered.so_far = answered.so_far + more;
        }
        let flow = &mut self.target_groups.row_mut(id).flow;
        (flow.so_far, flow.settled_at) = (flow.so_far + more, now);
    }
}

/// Adds a target to the tallies of its group, or takes it out.
fn count(group: &mut TargetGroup, target: &Target, add: bool) {
    let healthy = (target.state == TargetState::Healthy).then_some(&mut group.healthy);
    let registered = target.registered().then_some(&mut group.registered);
    for tally in healthy.into_iter().chain(registered) {
        let n = tally.of(target.answer);
        *n = if add { *n + 1 } else { *n - 1 };
    }
}

pub(super) fn check(world: &World) {
    for (id, balancer) in world.balancers.iter() {
        check_rules(world, id, balancer);
        let arrived = balancer.answered.arrived
            + u128::from(balancer.rate()) * u128::from((world.now - balancer.answered.settled_at).0);
        assert_eq!(world.responses(id).total(), arrived, "requests of {}", balancer.name);
    }
    for (id, group) in world.target_groups.iter() {
        let (mut healthy, mut registered) = (Tally::default(), Tally::default());
        for (task, target) in group.targets.iter() {
            if target.state == TargetState::Healthy {
                *healthy.of(target.answer) += 1;
            }
            if target.registered() {
                *registered.of(target.answer) += 1;
            }
            let known = world.tasks[*task].targets.iter().find(|(group, _)| *group == id);
            let &(_, container) = known.expect("a target's task knows of it");
            assert_eq!(world.tasks[*task].containers[container].answer, target.answer, "answer of {task:?}");
        }
        assert_eq!((group.healthy, group.registered), (healthy, registered), "targets of {}", group.name);
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
