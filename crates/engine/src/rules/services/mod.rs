//! The service scheduler: keeps as many tasks running as a service wants, replaces them for a new deployment, and
//! registers them with target groups (deployments.md#scheduler).
//!
//! [`buckets`] sorts a service's tasks, [`breaker`] counts what fails, [`judge`] fails the deployment or rolls it back,
//! [`stages`] takes one that shifts traffic from stage to stage, [`plan`] reads the sorted tasks and says what to do and what is waited for, [`carry_out`] does it.

mod breaker;
mod buckets;
mod carry_out;
mod judge;
mod plan;
mod stages;
mod start;
mod targets;

pub use breaker::{count_not_started, count_unproven, ends_unproven, threshold};
pub use buckets::{Buckets, Failing, Sorted, Standing, failing, is_counted_healthy, sort, standing};
pub use judge::{monitors, monitors_alarms, supersede};
pub(crate) use plan::is_eligible;
pub use plan::{Plan, WaitingOn, plan};
pub use stages::progress;
pub use start::order;

use crate::facts::{Change, ServiceChange};
use crate::ids::ServiceId;
use crate::ledger::Ledger;
use crate::model::event::{Deploying, Message};
use crate::model::service::{Service, ServiceStatus};
use crate::time::Time;
use crate::world::World;

/// The scheduler looks at a service.
pub fn look(ledger: &mut Ledger, id: ServiceId) {
    if ledger.world().services[id].status == ServiceStatus::Inactive {
        return;
    }
    targets::look(ledger, id);
    let sorted = sort(ledger.world(), id);
    breaker::forgive(ledger, id, &sorted);
    if ledger.world().services[id].status == ServiceStatus::Active {
        stages::hear(ledger, id);
        judge::look(ledger, id);
        stages::look(ledger, id, &sorted);
    }
    let plan = plan::of_sorted(ledger.world(), id, &sorted);
    carry_out::carry_out(ledger, id, &sorted, &plan);
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
    matches!(message, Message::SteadyState | Message::Started { .. } | Message::Deployment(Deploying::Completed(_)))
}
