//! Load balancers, target groups and targets. Each fact that changes who answers first settles the requests that have
//! come at the rate until now.

use super::{Origin, Wakes};
use crate::agenda::Wake;
use crate::ids::{FactId, LoadBalancerId, TargetGroupId, TaskId};
use crate::model::Name;
use crate::model::balancer::{
    Address, Flow, HealthCheckSettings, Listener, LoadBalancer, Protocol, Tally, Target, TargetGroup, TargetState,
    TargetType,
};
use crate::model::kept::Kept;
use crate::model::network::Zone;
use crate::model::task::Answer;
use crate::sorted::SortedMap;
use crate::time::{Span, Time};
use crate::timings::DEREGISTRATION_DELAY;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum BalancerChange {
    Created { name: Name, suffix: Name, subnets: Vec<Name>, kept: Kept, origin: Origin },
    ListenerAdded { listener: Listener },
    TrafficSet { rate: u64 },
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
                    kept: kept.clone(),
                    created_at: world.now,
                    traffic: 0,
                };
                world.balancers.insert(id, balancer);
            }
            BalancerChange::ListenerAdded { listener } => {
                world.balancers.row_mut(id).listeners.push(listener.clone());
                for to in listener.forwards_to() {
                    world.target_groups.row_mut(to.target_group).load_balancer = Some(id);
                }
            }
            BalancerChange::TrafficSet { rate } => world.balancers.row_mut(id).traffic = *rate,
            BalancerChange::Deleted => {
                let removed = world.balancers.remove(id).expect("a deleted load balancer was there");
                for &group in removed.shares().keys() {
                    world.settle(group);
                    let group = world.target_groups.row_mut(group);
                    group.load_balancer = None;
                    group.flow.rate = 0;
                }
                return;
            }
        }
        world.share_traffic(id);
    }

    pub(super) fn wakes(&self, world: &World, id: LoadBalancerId, wakes: &mut Wakes) {
        match self {
            BalancerChange::ListenerAdded { .. } => {
                world.balancers[id].shares().keys().for_each(|&group| wakes.checks_of_group(world, group));
            }
            BalancerChange::Created { .. } | BalancerChange::TrafficSet { .. } | BalancerChange::Deleted => {}
        }
    }
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
    /// Requests go to the target groups of the listeners by their weights.
    fn share_traffic(&mut self, id: LoadBalancerId) {
        let balancer = &self.balancers[id];
        let (traffic, shares) = (balancer.traffic, balancer.shares());
        let all: u64 = shares.values().map(|&weight| u64::from(weight)).sum();
        for (&group, &weight) in shares.iter() {
            self.settle(group);
            let share = (traffic * u64::from(weight)).checked_div(all).unwrap_or(0);
            self.target_groups.row_mut(group).flow.rate = share;
        }
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
        let group = self.target_groups.row_mut(id);
        group.flow.so_far = group.responses(now);
        group.flow.settled_at = now;
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
