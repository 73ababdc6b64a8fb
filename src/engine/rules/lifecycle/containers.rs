//! What containers do by themselves: fail to be pulled, begin to answer, end; and what that means for their task.

use super::stopping::is_reclaimed;
use crate::engine::fact::TaskChange;
use crate::engine::model::image::Image;
use crate::engine::model::task::{Answer, ContainerReason, ContainerState, Stop, StopCode, StopReason, Task};
use crate::engine::rules::capacity::powered;
use crate::engine::time::Time;
use crate::engine::world::World;

/// The next thing that happens inside a task, if it is due.
pub fn next(world: &World, task: &Task) -> Option<TaskChange> {
    if task.wanted
        && let Some(stop) = why_it_must_end(world, task)
    {
        return Some(TaskChange::StopWanted { stop });
    }
    let definition = world.definition(task.definition);
    (0..task.containers.len()).find_map(|position| {
        let image = world.account.image(&definition.containers[position].image);
        let container = &task.containers[position];
        let moved = |state| Some(TaskChange::ContainerMoved { container: position, state });
        let over = |code, reason| ContainerState::Stopped { at: world.now, code, reason };
        match container.state {
            ContainerState::Stopped { .. } => None,
            ContainerState::Running { .. } | ContainerState::Stopping { .. } if is_reclaimed(world, task) => {
                moved(over(Some(137), None))
            }
            _ if !powered(world, task.host, task.zone) => moved(over(None, None)),
            ContainerState::Pulling { until } if world.now >= until && !image.exists => {
                let reference = definition.containers[position].image.clone();
                moved(over(None, Some(ContainerReason::ImageNotFound(reference))))
            }
            ContainerState::Running { since } if ends_at(&image, since).is_some_and(|at| world.now >= at) => {
                moved(over(Some(image.exit_code), None))
            }
            ContainerState::Running { since } => {
                let answer = Answer::of(&image, since, world.now);
                (answer != container.answer).then_some(TaskChange::AnswerChanged { container: position, answer })
            }
            ContainerState::Stopping { until, code } if world.now >= until => moved(over(Some(code), None)),
            ContainerState::Waiting
            | ContainerState::Pulling { .. }
            | ContainerState::Pulled
            | ContainerState::Starting { .. }
            | ContainerState::Stopping { .. } => None,
        }
    })
}

/// An essential container that ended, or an image that can't be pulled, ends the whole task (§1.7).
fn why_it_must_end(world: &World, task: &Task) -> Option<Stop> {
    let definition = world.definition(task.definition);
    task.containers.iter().zip(&definition.containers).find_map(|(container, definition)| match &container.state {
        ContainerState::Stopped { reason: Some(ContainerReason::ImageNotFound(reference)), .. } => {
            Some(Stop { code: StopCode::TaskFailedToStart, reason: StopReason::ImageNotFound(reference.clone()) })
        }
        ContainerState::Stopped { .. } if definition.essential => {
            Some(Stop { code: StopCode::EssentialContainerExited, reason: StopReason::EssentialContainerExited })
        }
        ContainerState::Stopped { .. }
        | ContainerState::Waiting
        | ContainerState::Pulling { .. }
        | ContainerState::Pulled
        | ContainerState::Starting { .. }
        | ContainerState::Running { .. }
        | ContainerState::Stopping { .. } => None,
    })
}

pub fn ends_at(image: &Image, since: Time) -> Option<Time> {
    image.exit_after.map(|after| since + after)
}

/// The moments at which a container that has run since `since` may begin to answer otherwise, or end.
pub fn answers_at(image: &Image, since: Time) -> impl Iterator<Item = Time> {
    [Some(since + image.healthy_after), ends_at(image, since)].into_iter().flatten()
}
