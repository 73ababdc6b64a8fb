//! From wanted stopped to STOPPED.

use crate::facts::TaskChange;
use crate::model::task::{Container, ContainerState, Phase, StopCode, Task};
use crate::runtime::{image, powered};
use crate::timings::{DEPROVISIONING, KILLED, SPOT_WARNING, STOP_TIMEOUT};
use crate::world::World;

/// The next step of a task that is wanted stopped, if it is due.
pub(super) fn next(world: &World, task: &Task) -> Option<TaskChange> {
    let phase = match task.phase {
        Phase::Provisioning { .. } | Phase::Pending { .. } | Phase::Activating => Phase::Stopping,
        // Spot's two minutes don't wait for a drain: SIGTERM comes with the warning (capacity.md#spot).
        Phase::Running if is_served(task) && !is_interrupted(task) => Phase::Deactivating,
        Phase::Running => Phase::Stopping,
        // The drain comes first; a task whose containers have ended has nothing to drain.
        Phase::Deactivating if is_served(task) => return None,
        Phase::Deactivating => Phase::Stopping,
        Phase::Stopping => match next_container(world, task) {
            Some(change) => return Some(change),
            None if !task.containers.iter().all(Container::is_stopped) => return None,
            None if task.eni.is_some() && powered(world, task.host, task.zone) => {
                Phase::Deprovisioning { until: world.now + DEPROVISIONING }
            }
            None => Phase::Stopped,
        },
        Phase::Deprovisioning { until } if world.now >= until => Phase::Stopped,
        Phase::Deprovisioning { .. } | Phase::Stopped => return None,
    };
    Some(TaskChange::PhaseChanged { phase })
}

fn is_interrupted(task: &Task) -> bool {
    task.stop.as_ref().is_some_and(|stop| stop.code == StopCode::SpotInterruption)
}

/// Whether the two minutes of an interrupted Spot task are over.
pub(super) fn is_reclaimed(world: &World, task: &Task) -> bool {
    is_interrupted(task) && task.stamps.stopping.is_some_and(|at| world.now >= at + SPOT_WARNING)
}

/// Whether requests may still reach a service's task: it is some group's target, and runs.
fn is_served(task: &Task) -> bool {
    let runs = |&(_, container): &(_, usize)| !task.containers[container].is_stopped();
    task.service().is_some() && task.targets.iter().any(runs)
}

/// Sends SIGTERM to the containers that run, in the reverse order of their dependencies; those that never ran are over.
fn next_container(world: &World, task: &Task) -> Option<TaskChange> {
    let definition = world.definition(task.definition);
    (0..task.containers.len()).find_map(|position| {
        let dependants_gone = definition.containers.iter().zip(&task.containers).all(|(other, state)| {
            state.is_stopped() || other.depends_on.iter().all(|dependency| dependency.container != position)
        });
        let state = match task.containers[position].state {
            ContainerState::Running { .. } if dependants_gone => {
                let image = image(world, task, position);
                let patience = definition.containers[position].stop_timeout.unwrap_or(STOP_TIMEOUT);
                match image.stops_in.filter(|&needs| needs < patience) {
                    Some(needs) => ContainerState::Stopping { until: world.now + needs, code: image.stop_code },
                    None => ContainerState::Stopping { until: world.now + patience, code: KILLED },
                }
            }
            ContainerState::Waiting
            | ContainerState::Pulling { .. }
            | ContainerState::Pulled
            | ContainerState::Starting { .. } => ContainerState::Stopped { at: world.now, code: None, reason: None },
            ContainerState::Running { .. } | ContainerState::Stopping { .. } | ContainerState::Stopped { .. } => {
                return None;
            }
        };
        Some(TaskChange::ContainerMoved { container: position, state })
    })
}
