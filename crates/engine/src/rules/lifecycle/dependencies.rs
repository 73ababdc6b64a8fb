//! `dependsOn`: whether a container may start, must wait, or never can (tasks.md#dependencies).

use crate::model::definition::{Condition, Dependency};
use crate::model::task::{Container, ContainerReason, ContainerState, Health, NeverMet, Task};
use crate::runtime::times_out;
use crate::world::World;

pub(super) enum Start {
    Now,
    Later,
    Never(ContainerReason),
}

/// Whether all that a container depends on is as it must be.
pub(super) fn may_start(world: &World, task: &Task, position: usize) -> Start {
    let definition = world.definition(task.definition);
    let dependencies = &definition.containers[position].depends_on;
    let never = dependencies.iter().find_map(|dependency| {
        let why = never_met(world, task, dependency)?;
        Some(ContainerReason::Dependency(dependency.container, why))
    });
    match never {
        Some(reason) => Start::Never(reason),
        None if dependencies.iter().all(|d| is_met(&task.containers[d.container], d.condition)) => Start::Now,
        None => Start::Later,
    }
}

fn is_met(other: &Container, condition: Condition) -> bool {
    match condition {
        Condition::Start => other.has_started(),
        Condition::Complete => matches!(other.state, ContainerState::Stopped { code: Some(_), .. }),
        Condition::Success => matches!(other.state, ContainerState::Stopped { code: Some(0), .. }),
        Condition::Healthy => other.health == Health::Healthy,
    }
}

/// Why a condition can't be met any more; `None` while it can, or is.
fn never_met(world: &World, task: &Task, dependency: &Dependency) -> Option<NeverMet> {
    let other = &task.containers[dependency.container];
    if is_met(other, dependency.condition) {
        return None;
    }
    match other.state {
        ContainerState::Stopped { code: None, .. } => Some(NeverMet::NeverStarts),
        ContainerState::Stopped { .. } => Some(NeverMet::Unsuccessful),
        ContainerState::Waiting
        | ContainerState::Pulling { .. }
        | ContainerState::Pulled
        | ContainerState::Starting { .. }
        | ContainerState::Running { .. }
        | ContainerState::Stopping { .. } => {
            let timed_out = times_out(world, task, dependency.container).is_some_and(|at| world.now >= at);
            timed_out.then_some(NeverMet::TimedOut)
        }
    }
}
