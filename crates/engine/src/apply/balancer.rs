//! Facts about load balancers, target groups and targets. Each that changes who answers first settles the requests
//! that have come at the rate until now.

use crate::fact::{BalancerChange, FactId, TargetChange, TargetGroupChange};
use crate::ids::{LoadBalancerId, TargetGroupId, TaskId};
use crate::model::balancer::{Flow, LoadBalancer, Tally, Target, TargetGroup, TargetState};
use crate::model::task::Answer;
use crate::rules::timings::DEREGISTRATION_DELAY;
use crate::sorted::{SortedMap, SortedSet};
use crate::world::World;

impl World {
    pub(super) fn apply_balancer(&mut self, id: LoadBalancerId, change: &BalancerChange) {
        match change {
            BalancerChange::Created { name, suffix, subnets, kept, origin: _ } => {
                let balancer = LoadBalancer {
                    name: name.clone(),
                    suffix: suffix.clone(),
                    subnets: subnets.clone(),
                    listeners: Vec::new(),
                    kept: kept.clone(),
                    created_at: self.now,
                    traffic: 0,
                };
                self.balancers.insert(id, balancer);
            }
            BalancerChange::ListenerAdded { listener } => {
                self.balancers.row_mut(id).listeners.push(listener.clone());
                self.target_groups.row_mut(listener.target_group).load_balancer = Some(id);
            }
            BalancerChange::TrafficSet { rate } => self.balancers.row_mut(id).traffic = *rate,
            BalancerChange::Deleted => {
                let removed = self.balancers.remove(id).expect("a deleted load balancer was there");
                for listener in removed.listeners {
                    self.settle(listener.target_group);
                    let group = self.target_groups.row_mut(listener.target_group);
                    group.load_balancer = None;
                    group.flow.rate = 0;
                }
                return;
            }
        }
        self.share_traffic(id);
    }

    /// Requests go to the target groups of the listeners, to each an equal share.
    fn share_traffic(&mut self, id: LoadBalancerId) {
        let balancer = &self.balancers[id];
        let groups: SortedSet<_> = balancer.listeners.iter().map(|listener| listener.target_group).collect();
        let share = balancer.traffic.checked_div(groups.len() as u64).unwrap_or(0);
        for &group in groups.iter() {
            self.settle(group);
            self.target_groups.row_mut(group).flow.rate = share;
        }
    }

    pub(super) fn apply_target_group(&mut self, id: TargetGroupId, change: &TargetGroupChange) {
        match change {
            TargetGroupChange::Created { name, suffix, target_type, port, checks, kept, origin: _ } => {
                let group = TargetGroup {
                    name: name.clone(),
                    suffix: suffix.clone(),
                    target_type: *target_type,
                    port: *port,
                    checks: checks.clone(),
                    kept: kept.clone(),
                    deregistration_delay: DEREGISTRATION_DELAY,
                    load_balancer: None,
                    targets: SortedMap::default(),
                    healthy: Tally::default(),
                    registered: Tally::default(),
                    flow: Flow { settled_at: self.now, ..Flow::default() },
                };
                self.target_groups.insert(id, group);
            }
            TargetGroupChange::ChecksSet { checks, kept } => {
                let group = self.target_groups.row_mut(id);
                (group.checks, group.kept) = (checks.clone(), kept.clone());
            }
            TargetGroupChange::DeregistrationDelaySet { delay } => {
                self.target_groups.row_mut(id).deregistration_delay = *delay;
            }
            TargetGroupChange::Deleted => {
                self.target_groups.remove(id);
            }
        }
    }

    pub(super) fn apply_target(&mut self, id: TargetGroupId, task: TaskId, change: &TargetChange) {
        match change {
            TargetChange::Registered { container, address, port, zone, first_check } => {
                self.settle(id);
                let row = self.tasks.row_mut(task);
                row.targets.push((id, *container));
                let target = Target {
                    address: *address,
                    port: *port,
                    zone: *zone,
                    state: TargetState::Initial,
                    judged_by: FactId(self.facts),
                    against: 0,
                    first_check: *first_check,
                    answer: row.containers[*container].answer,
                };
                let group = self.target_groups.row_mut(id);
                count(group, &target, true);
                group.targets.insert(task, target);
            }
            TargetChange::CheckedAgainst { against } => {
                let group = self.target_groups.row_mut(id);
                group.targets.get_mut(&task).expect("a checked target is registered").against = *against;
            }
            TargetChange::StateChanged { state } => {
                let judged_by = FactId(self.facts);
                self.change_target(id, task, |target| {
                    (target.state, target.judged_by) = (*state, judged_by);
                    target.against = 0;
                });
            }
            TargetChange::Removed => {
                self.settle(id);
                let group = self.target_groups.row_mut(id);
                let target = group.targets.remove(&task).expect("a removed target was registered");
                count(group, &target, false);
                self.tasks.row_mut(task).targets.retain(|(group, _)| *group != id);
            }
        }
    }

    /// A container answers otherwise from now on: tell the targets that stand for it.
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
