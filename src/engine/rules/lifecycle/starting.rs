//! From placed to RUNNING.

use crate::engine::fact::TaskChange;
use crate::engine::ids::{InstanceId, TaskId};
use crate::engine::model::definition::Condition;
use crate::engine::model::instance::Instance;
use crate::engine::model::task::{Container, ContainerState, Host, Phase, Task};
use crate::engine::rules::launch::latency;
use crate::engine::rules::timings::{
    EC2_PENDING, EC2_PULL, EC2_PULL_CACHED, EC2_START, FARGATE_PULL, FARGATE_PULL_STARTS, FARGATE_START, PULL_NOT_FOUND,
};
use crate::engine::time::{Span, Time};
use crate::engine::world::World;

/// The next step of a task that is wanted running, if it is due.
pub fn next(world: &World, id: TaskId, task: &Task) -> Option<TaskChange> {
    match task.phase {
        Phase::Provisioning { until } if world.now >= until => {
            Some(TaskChange::PhaseChanged { phase: Phase::Pending { until: pull_starts(world, id, task) } })
        }
        Phase::Pending { until } if world.now >= until && host_takes(world, id, task) => {
            Some(TaskChange::PhaseChanged { phase: Phase::Activating })
        }
        Phase::Activating if task.containers.iter().all(Container::has_started) => {
            Some(TaskChange::PhaseChanged { phase: Phase::Running })
        }
        Phase::Activating => next_container(world, id, task),
        Phase::Provisioning { .. }
        | Phase::Pending { .. }
        | Phase::Running
        | Phase::Deactivating
        | Phase::Stopping
        | Phase::Deprovisioning { .. }
        | Phase::Stopped => None,
    }
}

fn pull_starts(world: &World, id: TaskId, task: &Task) -> Time {
    match task.host {
        Host::Fargate => task.stamps.created + latency(world, id, 1, FARGATE_PULL_STARTS),
        Host::Instance(_) => world.now + EC2_PENDING,
    }
}

/// Whether the agent takes the task from its queue: in the order of arrival, and only when the host really has the
/// room, which tasks that are still stopping keep (§4.9).
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
                ContainerState::Pulling { until: world.now + pull_time(world, id, task, position) }
            }
            ContainerState::Pulling { until } if world.now >= until => ContainerState::Pulled,
            ContainerState::Pulled if may_start(world, task, position) => {
                ContainerState::Starting { until: world.now + start_time(world, task, position) }
            }
            ContainerState::Starting { until } if world.now >= until => ContainerState::Running { since: world.now },
            ContainerState::Pulling { .. }
            | ContainerState::Pulled
            | ContainerState::Starting { .. }
            | ContainerState::Running { .. }
            | ContainerState::Stopping { .. }
            | ContainerState::Stopped { .. } => return None,
        };
        Some(TaskChange::ContainerMoved { container: position, state })
    })
}

fn pull_time(world: &World, id: TaskId, task: &Task, position: usize) -> Span {
    let reference = &world.definition(task.definition).containers[position].image;
    let image = world.account.image(reference);
    if !image.exists {
        return PULL_NOT_FOUND;
    }
    match task.host {
        Host::Instance(on) if world.instances[on].cached.contains(reference) => EC2_PULL_CACHED,
        Host::Instance(_) => image.pull.unwrap_or(EC2_PULL),
        Host::Fargate => image.pull.unwrap_or_else(|| latency(world, id, 2 + position as u64, FARGATE_PULL)),
    }
}

fn start_time(world: &World, task: &Task, position: usize) -> Span {
    let image = world.account.image(&world.definition(task.definition).containers[position].image);
    image.start.unwrap_or(match task.host {
        Host::Instance(_) => EC2_START,
        Host::Fargate => FARGATE_START,
    })
}

/// Whether all that a container depends on is as it must be (§1.7).
fn may_start(world: &World, task: &Task, position: usize) -> bool {
    let definition = &world.definition(task.definition).containers[position];
    definition.depends_on.iter().all(|dependency| {
        let other = &task.containers[dependency.container];
        match dependency.condition {
            Condition::Start | Condition::Healthy => other.has_started(),
            Condition::Complete => other.is_stopped(),
            Condition::Success => matches!(other.state, ContainerState::Stopped { code: Some(0), .. }),
        }
    })
}
