//! What containers do by themselves: fail to be pulled, begin to answer, end; and what that means for their task.

use super::pulling;
use super::stopping::is_reclaimed;
use crate::facts::TaskChange;
use crate::ids::TaskId;
use crate::model::task::{Answer, ContainerReason, ContainerState, Stop, StopCode, StopReason, Task};
use crate::rules::lifecycle::starting::start_time;
use crate::runtime::{ends_at, health, image, memory, powered};
use crate::timings::KILLED;
use crate::world::World;

/// The next thing that happens inside a task, if it is due.
pub(super) fn next(world: &World, id: TaskId, task: &Task) -> Option<TaskChange> {
    if task.wanted
        && let Some(stop) = why_it_must_end(world, task)
    {
        return Some(TaskChange::StopWanted { stop });
    }
    let powered = powered(world, task.host, task.zone);
    if powered && let Some(position) = memory::killed(world, task) {
        return Some(over(world, task, position, KILLED, Some(ContainerReason::OutOfMemory)));
    }
    (0..task.containers.len()).find_map(|position| next_of(world, id, task, position, powered))
}

fn next_of(world: &World, id: TaskId, task: &Task, position: usize, powered: bool) -> Option<TaskChange> {
    let reference = &world.definition(task.definition).containers[position].image;
    let stopped = |code, reason| {
        let state = ContainerState::Stopped { at: world.now, code, reason };
        Some(TaskChange::ContainerMoved { container: position, state })
    };
    let container = &task.containers[position];
    match container.state {
        ContainerState::Stopped { .. } => None,
        ContainerState::Running { .. } | ContainerState::Stopping { .. } if is_reclaimed(world, task) => {
            stopped(Some(KILLED), None)
        }
        _ if !powered => stopped(None, None),
        ContainerState::Pulling { until, version } if world.now >= until => {
            let fault = pulling::fault(world, id, task, position, version)?;
            stopped(None, Some(ContainerReason::CannotPull(reference.clone(), fault)))
        }
        ContainerState::Running { since } => {
            let image = image(world, task, position);
            if ends_at(image, since).is_some_and(|at| world.now >= at) {
                return Some(over(world, task, position, image.exit_code, None));
            }
            let answer = Answer::of(image, since, world.now);
            if answer != container.answer {
                return Some(TaskChange::AnswerChanged { container: position, answer });
            }
            let (health, failing) = health::due(world, task, position)?;
            Some(TaskChange::HealthChecked { container: position, health, failing })
        }
        ContainerState::Stopping { until, code } if world.now >= until => stopped(Some(code), None),
        ContainerState::Waiting
        | ContainerState::Pulling { .. }
        | ContainerState::Pulled
        | ContainerState::Starting { .. }
        | ContainerState::Stopping { .. } => None,
    }
}

/// What follows when the process of a container is over. Its restart policy starts it again in place, if it has run
/// for long enough since it was last started; otherwise it is STOPPED (tasks.md#ends-and-restarts).
pub fn over(world: &World, task: &Task, position: usize, code: i32, reason: Option<ContainerReason>) -> TaskChange {
    let policy = world.definition(task.definition).containers[position].restart.as_ref();
    let since = task.containers[position].running_since();
    let ran_long = |period| since.is_some_and(|since| world.now >= since + period);
    let restarts =
        policy.is_some_and(|policy| !policy.ignored_exit_codes.contains(&code) && ran_long(policy.attempt_period));
    if task.wanted && restarts {
        let until = world.now + start_time(world, task, position);
        return TaskChange::ContainerRestarted { container: position, code, until };
    }
    let state = ContainerState::Stopped { at: world.now, code: Some(code), reason };
    TaskChange::ContainerMoved { container: position, state }
}

/// An essential container that ended or never ran ends the whole task.
fn why_it_must_end(world: &World, task: &Task) -> Option<Stop> {
    let definition = world.definition(task.definition);
    let essential = task.containers.iter().zip(&definition.containers).filter(|(_, definition)| definition.essential);
    essential.map(|(container, _)| &container.state).find_map(|state| match state {
        ContainerState::Stopped { reason: Some(ContainerReason::CannotPull(reference, fault)), .. } => {
            let reason = StopReason::CannotPull(reference.clone(), fault.clone());
            Some(Stop { code: StopCode::TaskFailedToStart, reason })
        }
        ContainerState::Stopped {
            reason: Some(ContainerReason::Dependency(..) | ContainerReason::NoLog(_)), ..
        } => Some(Stop { code: StopCode::TaskFailedToStart, reason: StopReason::FailedToStart }),
        ContainerState::Stopped { reason: Some(ContainerReason::OutOfMemory) | None, .. } => {
            Some(Stop { code: StopCode::EssentialContainerExited, reason: StopReason::EssentialContainerExited })
        }
        ContainerState::Waiting
        | ContainerState::Pulling { .. }
        | ContainerState::Pulled
        | ContainerState::Starting { .. }
        | ContainerState::Running { .. }
        | ContainerState::Stopping { .. } => None,
    })
}
