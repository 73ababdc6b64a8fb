//! Tasks that ECS can't see: their agent is cut off, or their instance was deregistered by force (capacity.md#agents).
//!
//! The control plane goes on doing its part, network interfaces and load balancers; what the containers do reaches
//! those who ask them, but not ECS, until the agent is back.

use super::{starting, stopping};
use crate::facts::TaskChange;
use crate::ids::TaskId;
use crate::model::instance::InstanceStatus;
use crate::model::task::{Answer, ContainerState, Phase, Task};
use crate::runtime::{ends_at, image, powered};
use crate::world::World;

pub(super) fn is_frozen(world: &World, task: &Task) -> bool {
    task.instance().is_some_and(|on| world.instances[on].frozen)
}

/// Whether its containers go on without an agent that ECS hears.
pub(super) fn is_orphaned(world: &World, task: &Task) -> bool {
    task.instance().map(|on| &world.instances[on]).is_some_and(|i| i.status == InstanceStatus::Inactive && i.powered())
}

/// The next thing that happens to a frozen task, if it is due.
pub(super) fn next_frozen(world: &World, id: TaskId, task: &Task) -> Option<TaskChange> {
    next_answer(world, task).or_else(|| match task.phase {
        Phase::Stopping => None,
        Phase::Activating | Phase::Running if task.wanted => None,
        _ if task.wanted => starting::next(world, id, task),
        _ => stopping::next(world, task),
    })
}

/// What its containers answer now, though ECS doesn't know why.
fn next_answer(world: &World, task: &Task) -> Option<TaskChange> {
    (0..task.containers.len()).find_map(|container| {
        let image = image(world, task, container);
        let over = if powered(world, task.host, task.zone) { Answer::Refused } else { Answer::Silent };
        let answer = match task.containers[container].state {
            ContainerState::Running { .. } | ContainerState::Stopping { .. } if over == Answer::Silent => over,
            ContainerState::Running { since } if ends_at(image, since).is_some_and(|at| world.now >= at) => over,
            ContainerState::Running { since } => Answer::of(image, since, world.now),
            ContainerState::Stopping { until, .. } if world.now >= until => over,
            ContainerState::Waiting
            | ContainerState::Pulling { .. }
            | ContainerState::Pulled
            | ContainerState::Starting { .. }
            | ContainerState::Stopping { .. }
            | ContainerState::Stopped { .. } => return None,
        };
        (answer != task.containers[container].answer).then_some(TaskChange::AnswerChanged { container, answer })
    })
}

/// A container of an orphaned task is over for ECS without a word from it.
pub(super) fn next_forgotten(world: &World, task: &Task) -> Option<TaskChange> {
    let container = task.containers.iter().position(|container| !container.is_stopped())?;
    let state = ContainerState::Stopped { at: world.now, code: None, reason: None };
    Some(TaskChange::ContainerMoved { container, state })
}
