//! The service scheduler: keeps as many tasks running as a service wants, replaces them for a new deployment, and
//! registers them with target groups (deployments.md#scheduler).
//!
//! [`buckets`] sorts a service's tasks, [`plan`] reads the sorted tasks and says what to do and what is waited for,
//! [`carry_out`] does it. Only the last one records facts.

mod buckets;
mod carry_out;
mod plan;
mod start;
mod targets;

pub use buckets::{Buckets, Failing, Sorted, Standing, failing, is_counted_healthy, sort, standing};
pub(crate) use plan::is_eligible;
pub use plan::{Plan, WaitingOn, plan};
pub use start::order;

use crate::facts::{Change, ServiceChange};
use crate::ids::{ServiceId, TaskId};
use crate::ledger::Ledger;
use crate::model::event::Message;
use crate::model::service::{Service, ServiceStatus};
use crate::time::Time;
use crate::timings::THROTTLE;
use crate::world::World;

/// The scheduler looks at a service.
pub fn look(ledger: &mut Ledger, id: ServiceId) {
    if ledger.world().services[id].status == ServiceStatus::Inactive {
        return;
    }
    targets::look(ledger, id);
    let plan = plan::plan(ledger.world(), id);
    carry_out::carry_out(ledger, id, &plan);
}

/// Whether a service is where it wants to be, and has said so.
pub fn is_steady(world: &World, id: ServiceId) -> bool {
    let service = &world.services[id];
    match service.status {
        ServiceStatus::Active => service.steady && plan(world, id).complete,
        ServiceStatus::Draining => false,
        ServiceStatus::Inactive => true,
    }
}

/// Adds a service event. One that repeats the last of its kind is not said again for hours (deployments.md#events).
fn say(ledger: &mut Ledger, id: ServiceId, message: Message) {
    let service = &ledger.world().services[id];
    if message.repeats_itself() && already_said(service, &message, ledger.now()) {
        return;
    }
    ledger.record(Change::Service(id, ServiceChange::EventSaid { message }));
}

/// Whether the same was said within the last hours, and nothing else since that would have ended the state.
fn already_said(service: &Service, message: &Message, now: Time) -> bool {
    let since_cleared = service.events.iter().take_while(|event| !clears_complaints(&event.message));
    since_cleared
        .into_iter()
        .any(|event| event.message == *message && now - event.at < crate::timings::COMPLAINT_REPEAT)
}

fn clears_complaints(message: &Message) -> bool {
    matches!(message, Message::SteadyState | Message::Started { .. } | Message::DeploymentCompleted(_))
}

/// A task of a service never reached RUNNING: its deployment counts that. The pauses grow with attempts, not tasks: those
/// that were started before the last pause began belong to an attempt that was counted (deployments.md#throttling).
pub fn count_failure(ledger: &mut Ledger, task: TaskId) {
    let Some(task) = ledger.world().tasks.get(task) else { return };
    let (Some(id), Some(deployment)) = (task.service(), task.deployment()) else { return };
    let Some(before) = ledger.world().services[id].deployment(deployment) else { return };
    let is_new = before.throttled_until.is_none_or(|until| task.stamps.created >= until);
    let (failed, attempts) = (before.failed + 1, before.attempts + u32::from(is_new));
    let pause = THROTTLE[(attempts as usize).min(THROTTLE.len() - 1)];
    let throttled_until = before.throttled_until.max(Some(ledger.now() + pause));
    let change = ServiceChange::DeploymentFailures { deployment, failed, attempts, throttled_until };
    ledger.record(Change::Service(id, change));
    if attempts >= ATTEMPTS_BEFORE_COMPLAINT {
        say(ledger, id, Message::CannotStartConsistently);
    }
}

/// "Is unable to consistently start tasks successfully" is said from so many failed attempts in a row on. Our choice.
const ATTEMPTS_BEFORE_COMPLAINT: u32 = 3;
