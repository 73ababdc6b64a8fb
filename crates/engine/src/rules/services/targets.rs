//! Registers running tasks with their target groups, and takes leaving ones out (timings.md#targets).

use super::buckets::groups_of;
use super::say;
use crate::facts::{Change, TargetChange};
use crate::ids::{DeploymentId, ServiceId, TargetGroupId, TaskId};
use crate::ledger::Ledger;
use crate::model::balancer::TargetState;
use crate::model::event::Message;
use crate::model::service::{Service, ServiceBalancer};
use crate::model::task::Task;
use crate::rules::balancer::registration as registration_of;
use crate::sorted::{SortedMap, SortedSet};
use crate::time::Time;
use crate::timings::{STEADY_AFTER_DEREGISTRATION, TARGET_DEREGISTRATION, TARGET_REGISTRATION};
use crate::world::World;

pub(super) fn look(ledger: &mut Ledger, id: ServiceId) {
    let joining = joining(ledger.world(), id);
    let mut counts: SortedMap<TargetGroupId, u32> = SortedMap::default();
    for (task, group, change) in joining {
        ledger.record(Change::Target(group, task, change));
        *counts.or_default(group) += 1;
    }
    for (&target_group, &count) in counts.iter() {
        say(ledger, id, Message::Registered { count, target_group });
    }

    let leaving = leaving(ledger.world(), id);
    let mut counts: SortedMap<TargetGroupId, u32> = SortedMap::default();
    let mut draining: SortedMap<DeploymentId, SortedSet<TaskId>> = SortedMap::default();
    for (task, group, until) in leaving {
        let state = TargetState::Draining { until };
        ledger.record(Change::Target(group, task, TargetChange::StateChanged { state }));
        *counts.or_default(group) += 1;
        if let Some(deployment) = ledger.world().tasks[task].deployment() {
            draining.or_default(deployment).insert(task);
        }
    }
    for (&target_group, &count) in counts.iter() {
        say(ledger, id, Message::Deregistered { count, target_group });
    }
    for (&deployment, tasks) in draining.iter() {
        say(ledger, id, Message::Draining { deployment, count: tasks.len() as u32 });
    }
}

/// When no task that has left the service is in the way any more: those of the present deployment once they have been
/// deregistered for a while, those of older ones once their drain is over (deployments.md#completion).
pub(super) fn are_clear(world: &World, service: &Service) -> bool {
    let primary = service.primary().id;
    let target = |group: TargetGroupId, id: TaskId| &world.target_groups[group].targets[&id];
    let is_in_the_way = |(id, task): (TaskId, &Task)| {
        !task.wanted
            && match task.deployment() == Some(primary) {
                true => task.targets.iter().any(|&(group, _)| target(group, id).registered()),
                false => !task.targets.is_empty(),
            }
    };
    let said = service.events.iter().find(|event| matches!(event.message, Message::Deregistered { .. }));
    said.is_none_or(|event| world.now >= event.at + STEADY_AFTER_DEREGISTRATION)
        && !world.service_tasks(service.id).any(is_in_the_way)
}

/// Tasks that run and aren't targets yet.
fn joining(world: &World, id: ServiceId) -> Vec<(TaskId, TargetGroupId, TargetChange)> {
    let service = &world.services[id];
    let ready = |task: &Task| {
        let since = task.stamps.started.filter(|_| task.wanted && task.is_running());
        since.is_some_and(|since| world.now >= since + TARGET_REGISTRATION)
    };
    let tasks = world.service_tasks(id).filter(|(_, task)| ready(task));
    let missing = tasks.flat_map(|(id, task)| {
        let groups = groups_of(service, task).into_iter();
        groups.filter_map(move |(group, balancer)| {
            Some((id, group, registration(world, service, id, task, group, balancer)?))
        })
    });
    missing.collect()
}

/// How a task would be registered; `None` if it is a target already, or can't be one.
fn registration(
    world: &World,
    service: &Service,
    id: TaskId,
    task: &Task,
    group: TargetGroupId,
    balancer: &ServiceBalancer,
) -> Option<TargetChange> {
    let group = world.target_groups.get(group)?;
    if group.targets.contains_key(&id) {
        return None;
    }
    let container = world.definition(task.definition).container(&balancer.container)?;
    let key = (service.id.0 as u64) << 32 | id.0 as u64;
    registration_of(world, group, id, container, balancer.port, key)
}

/// Targets whose task is stopping or has ended, with the end of their drain.
fn leaving(world: &World, id: ServiceId) -> Vec<(TaskId, TargetGroupId, Time)> {
    let gone = |task: &Task| {
        let silent = |&(_, container): &(_, usize)| task.containers[container].is_stopped();
        let told = task.stamps.stopping.filter(|_| !task.wanted);
        told.is_some_and(|at| world.now >= at + TARGET_DEREGISTRATION || task.targets.iter().all(silent))
    };
    let tasks = world.service_tasks(id).filter(|(_, task)| !task.targets.is_empty() && gone(task));
    let targets = tasks.flat_map(|(id, task)| task.targets.iter().map(move |&(group, _)| (id, group)));
    targets
        .filter_map(|(task, group_id)| {
            let group = &world.target_groups[group_id];
            let target = &group.targets[&task];
            target.registered().then(|| (task, group_id, world.now + group.deregistration_delay))
        })
        .collect()
}
