//! From placed to RUNNING.

use super::dependencies::{Start, may_start};
use super::{logging, permissions, pulling};
use crate::facts::TaskChange;
use crate::ids::{InstanceId, TaskId};
use crate::model::instance::Instance;
use crate::model::role::InitFault;
use crate::model::task::{Container, ContainerState, Host, Phase, Stop, StopCode, StopReason, Task};
use crate::rules::launch::latency;
use crate::runtime::image;
use crate::time::{Span, Time};
use crate::timings::{EC2_PENDING, EC2_START, FARGATE_PULL_STARTS, FARGATE_START, STARTING_GIVES_UP};
use crate::world::World;

/// The next step of a task that is wanted running, if it is due.
pub(super) fn next(world: &World, id: TaskId, task: &Task) -> Option<TaskChange> {
    match task.phase {
        Phase::Provisioning { until } if world.now >= until => {
            Some(TaskChange::PhaseChanged { phase: Phase::Pending { until: pull_starts(world, id, task) } })
        }
        Phase::Pending { until } if world.now >= until && host_takes(world, id, task) => {
            Some(match permissions::before_pull(world, id, task) {
                Some(fault) => not_initialised(task, fault),
                None => TaskChange::PhaseChanged { phase: Phase::Activating },
            })
        }
        Phase::Activating if task.containers.iter().all(Container::is_past_start) => {
            Some(TaskChange::PhaseChanged { phase: Phase::Running })
        }
        // Containers that wait for another one don't do so for ever (tasks.md#dependencies).
        Phase::Activating if some_wait(task) && world.now >= task.stamps.created + STARTING_GIVES_UP => {
            let stop = Stop { code: StopCode::TaskFailedToStart, reason: StopReason::FailedToStart };
            Some(TaskChange::StopWanted { stop })
        }
        // In RUNNING, a container that ended may be on its way back.
        Phase::Activating | Phase::Running => next_container(world, id, task),
        Phase::Provisioning { .. }
        | Phase::Pending { .. }
        | Phase::Deactivating
        | Phase::Stopping
        | Phase::Deprovisioning { .. }
        | Phase::Stopped => None,
    }
}

/// Whether a container has its image and doesn't start, because another isn't as it must be.
fn some_wait(task: &Task) -> bool {
    task.containers.iter().any(|container| container.state == ContainerState::Pulled)
}

fn not_initialised(task: &Task, fault: InitFault) -> TaskChange {
    let stop =
        Stop { code: StopCode::TaskFailedToStart, reason: StopReason::NotInitialised(task.launch_type(), fault) };
    TaskChange::StopWanted { stop }
}

fn pull_starts(world: &World, id: TaskId, task: &Task) -> Time {
    match task.host {
        Host::Fargate => task.stamps.created + latency(world, id, 1, FARGATE_PULL_STARTS),
        Host::Instance(_) => world.now + EC2_PENDING,
    }
}

/// Whether the agent takes the task from its queue: in the order of arrival, and only when the host really has the
/// room, which tasks that are still stopping keep (tasks.md#two-ledgers).
fn host_takes(world: &World, id: TaskId, task: &Task) -> bool {
    let Some(on) = task.instance() else { return true };
    let instance = &world.instances[on];
    instance.powered() && instance.agent_connected && first_in_queue(world, on, id) && has_room(world, instance, task)
}

fn first_in_queue(world: &World, on: InstanceId, id: TaskId) -> bool {
    let waits = |other: TaskId| {
        let other = &world.tasks[other];
        other.wanted && matches!(other.phase, Phase::Pending { until } if until <= world.now)
    };
    !world.instances[on].tasks.ids().take_while(|&other| other < id).any(waits)
}

fn has_room(world: &World, instance: &Instance, task: &Task) -> bool {
    let left = instance.instance_type.room().less(instance.held);
    let ports_free = world.definition(task.definition).host_ports().all(|port| !instance.held_ports.contains(&port));
    left.holds(task.room) && ports_free
}

/// The next step of the first container that can take one: all images are pulled, then containers start in the
/// order of their dependencies.
fn next_container(world: &World, id: TaskId, task: &Task) -> Option<TaskChange> {
    (0..task.containers.len()).find_map(|position| {
        let state = match task.containers[position].state {
            ContainerState::Waiting => {
                let version = pulling::version(world, id, task, position);
                let until = world.now + pulling::time(world, id, task, position, version);
                ContainerState::Pulling { until, version }
            }
            ContainerState::Pulling { until, .. } if world.now >= until => ContainerState::Pulled,
            ContainerState::Pulled => match may_start(world, task, position) {
                Start::Later => return None,
                Start::Never(reason) => ContainerState::Stopped { at: world.now, code: None, reason: Some(reason) },
                Start::Now => match logging::refused(world, id, task, position) {
                    Some(change) => return Some(change),
                    None => ContainerState::Starting { until: world.now + start_time(world, task, position) },
                },
            },
            ContainerState::Starting { until } if world.now >= until => ContainerState::Running { since: world.now },
            ContainerState::Pulling { .. }
            | ContainerState::Starting { .. }
            | ContainerState::Running { .. }
            | ContainerState::Stopping { .. }
            | ContainerState::Stopped { .. } => return None,
        };
        Some(TaskChange::ContainerMoved { container: position, state })
    })
}

pub(super) fn start_time(world: &World, task: &Task, position: usize) -> Span {
    image(world, task, position).start.unwrap_or(match task.host {
        Host::Instance(_) => EC2_START,
        Host::Fargate => FARGATE_START,
    })
}
