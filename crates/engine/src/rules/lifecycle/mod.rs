//! How a task goes from PROVISIONING to STOPPED (tasks.md#states).
//!
//! [`look`] asks [`starting`], [`containers`] and [`stopping`] for the next thing that is due, records it, and asks
//! again until nothing is. Each answers from the World alone, so a look too many does no harm.

mod containers;
mod dependencies;
mod logging;
mod permissions;
mod pulling;
mod reading;
mod starting;
mod stopping;
mod unseen;

pub use containers::over;

use super::services;
use crate::facts::{Change, TaskChange};
use crate::ids::TaskId;
use crate::ledger::Ledger;
use crate::model::task::{ContainerState, Phase, StopCode};
use crate::timings::STOPPED_TASKS_KEPT;
use crate::world::World;

/// Takes a task as far as it can go now.
pub fn look(ledger: &mut Ledger, id: TaskId) {
    while let Some(change) = next(ledger.world(), id) {
        let stopped = matches!(change, TaskChange::PhaseChanged { phase: Phase::Stopped });
        let started = match change {
            TaskChange::ContainerMoved { container, state: ContainerState::Running { .. } } => Some(container),
            _ => None,
        };
        if let TaskChange::ContainerMoved { container, state: ContainerState::Starting { .. } } = change
            && let Some(group) = logging::made(ledger.world(), &ledger.world().tasks[id], container)
        {
            ledger.record(group);
        }
        if let TaskChange::ContainerMoved { container, state: ContainerState::Pulling { version, .. } } = change
            && let Some(resolved) = pulling::resolved(ledger.world(), id, container, version)
        {
            ledger.record(resolved);
        }
        let unproven =
            matches!(&change, TaskChange::StopWanted { stop } if services::ends_unproven(ledger.world(), id, stop));
        ledger.record(Change::Task(id, change));
        if unproven {
            services::count_unproven(ledger, id);
        }
        if let Some(container) = started {
            for denied in permissions::denied_calls(ledger.world(), id, container) {
                ledger.record(Change::Task(id, TaskChange::CallDenied { container, denied }));
            }
        }
        if stopped && failed_to_start(ledger.world(), id) {
            services::count_not_started(ledger, id);
        }
    }
}

/// What is due for a task now.
fn next(world: &World, id: TaskId) -> Option<TaskChange> {
    let task = world.tasks.get(id)?;
    if task.is_stopped() {
        let kept_until = task.stamps.stopped? + STOPPED_TASKS_KEPT;
        return (world.now >= kept_until && task.targets.is_empty()).then_some(TaskChange::Forgotten);
    }
    if unseen::is_frozen(world, task) {
        return unseen::next_frozen(world, id, task);
    }
    if task.phase == Phase::Stopping && unseen::is_orphaned(world, task) {
        return unseen::next_forgotten(world, task).or_else(|| stopping::next(world, task));
    }
    containers::next(world, id, task)
        .or_else(|| if task.wanted { starting::next(world, id, task) } else { stopping::next(world, task) })
}

fn failed_to_start(world: &World, id: TaskId) -> bool {
    world.tasks[id].stop.as_ref().is_some_and(|stop| stop.code == StopCode::TaskFailedToStart)
}
