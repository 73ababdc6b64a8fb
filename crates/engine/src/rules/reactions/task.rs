//! What a fact about a task makes worth looking at.

use super::{next_check, wake_short};
use crate::agenda::Wake;
use crate::fact::TaskChange;
use crate::ids::TaskId;
use crate::model::task::{ContainerState, Host, Phase, StopCode};
use crate::rules::lifecycle::{health, moments};
use crate::rules::services::{next_tick, tick_from};
use crate::rules::timings::{
    HEALTHY_AFTER_RUNNING, SPOT_WARNING, STARTING_GIVES_UP, STOPPED_TASKS_KEPT, TARGET_DEREGISTRATION,
    TARGET_REGISTRATION,
};
use crate::time::Time;
use crate::world::World;

pub(super) fn to_task(world: &World, id: TaskId, change: &TaskChange, wake: &mut dyn FnMut(Time, Wake)) {
    let Some(task) = world.tasks.get(id) else { return };
    let service = task.service().map(|id| &world.services[id]);
    match change {
        TaskChange::Created(new) => {
            let until = new.phase.until();
            wake(until.unwrap_or(world.now), Wake::Task(id));
        }
        TaskChange::PhaseChanged { phase } => {
            if let Some(until) = phase.until() {
                wake(until, Wake::Task(id));
            }
            if let (Phase::Stopped | Phase::Deprovisioning { .. }, Some(on)) = (phase, task.instance()) {
                wake(world.now, Wake::Instance(on));
            }
            if *phase == Phase::Stopped {
                wake(world.now + STOPPED_TASKS_KEPT, Wake::Task(id));
                if task.host == Host::Fargate {
                    // Its part of the account's quota is free.
                    world.clusters.keys().for_each(|cluster| wake_short(world, cluster, wake));
                }
            }
            let Some(service) = service else { return };
            match phase {
                Phase::Running => {
                    for delay in [TARGET_REGISTRATION, HEALTHY_AFTER_RUNNING] {
                        wake(tick_from(service, world.now + delay), Wake::Service(service.id));
                    }
                    if let Some(grace) = service.config.grace_period {
                        wake(tick_from(service, world.now + grace), Wake::Service(service.id));
                    }
                }
                Phase::Stopped => wake(next_tick(service, world.now), Wake::Service(service.id)),
                Phase::Provisioning { .. }
                | Phase::Pending { .. }
                | Phase::Activating
                | Phase::Deactivating
                | Phase::Stopping
                | Phase::Deprovisioning { .. } => {}
            }
        }
        TaskChange::StopWanted { stop } => {
            wake(world.now, Wake::Task(id));
            if stop.code == StopCode::SpotInterruption {
                wake(world.now + SPOT_WARNING, Wake::Task(id));
            }
            if let Some(service) = service {
                wake(next_tick(service, world.now), Wake::Service(service.id));
                wake(tick_from(service, world.now + TARGET_DEREGISTRATION), Wake::Service(service.id));
            }
            if task.instance().is_some() {
                wake_short(world, task.cluster, wake);
            }
        }
        TaskChange::ContainerMoved { container, state } => to_container(world, id, *container, state, wake),
        TaskChange::AnswerChanged { container, .. } => {
            next_health_check(world, id, *container, wake);
            check_targets_of(world, id, wake);
        }
        TaskChange::ContainerRestarted { until, .. } => {
            wake(*until, Wake::Task(id));
            check_targets_of(world, id, wake);
        }
        TaskChange::HealthChecked { container, .. } => {
            // Containers may depend on this one's health, and the scheduler counts it.
            wake(world.now, Wake::Task(id));
            next_health_check(world, id, *container, wake);
            if let Some(service) = service {
                wake(next_tick(service, world.now), Wake::Service(service.id));
            }
        }
        TaskChange::CallDenied { .. } | TaskChange::Forgotten => {}
    }
}

fn to_container(world: &World, id: TaskId, container: usize, state: &ContainerState, wake: &mut dyn FnMut(Time, Wake)) {
    let task = &world.tasks[id];
    match state {
        ContainerState::Pulling { until }
        | ContainerState::Starting { until }
        | ContainerState::Stopping { until, .. } => wake(*until, Wake::Task(id)),
        ContainerState::Pulled => {
            if !world.definition(task.definition).containers[container].depends_on.is_empty() {
                wake((task.stamps.created + STARTING_GIVES_UP).max(world.now), Wake::Task(id));
            }
        }
        ContainerState::Running { .. } => {
            moments(world, task, container).for_each(|at| wake(at, Wake::Task(id)));
        }
        ContainerState::Stopped { .. } => {
            wake(world.now, Wake::Task(id));
            check_targets_of(world, id, wake);
        }
        ContainerState::Waiting => {}
    }
}

fn next_health_check(world: &World, id: TaskId, container: usize, wake: &mut dyn FnMut(Time, Wake)) {
    if let Some(at) = health::next_at(world, &world.tasks[id], container) {
        wake(at, Wake::Task(id));
    }
}

fn check_targets_of(world: &World, id: TaskId, wake: &mut dyn FnMut(Time, Wake)) {
    for &(group, _) in &world.tasks[id].targets {
        next_check(world, group, id, wake);
    }
}
