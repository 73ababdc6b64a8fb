//! The deployment circuit breaker: what counts as a failure of a deployment, and what ends a run of them
//! (deployments.md#circuit-breaker). At how many it trips is the service's setting; [`judge`](super::judge) looks.

use super::{Sorted, is_counted_healthy, say};
use crate::facts::{Change, ServiceChange};
use crate::ids::{DeploymentId, ServiceId, TaskId};
use crate::ledger::Ledger;
use crate::model::event::Message;
use crate::model::service::{Deployment, Service};
use crate::model::task::{Stop, StopCode, Task};
use crate::runtime::health;
use crate::timings::{THROTTLE, UNPLACED_RETRY};
use crate::world::World;

/// What may count as a failure of a deployment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// A task ended without having been RUNNING.
    NotStarted,
    /// No place was found for a task.
    NotPlaced,
    /// A task failed its health checks and was stopped, or ended before it had passed them.
    Unhealthy,
}

impl Fault {
    /// In the first stage, until a task of the deployment has been RUNNING, those count that don't get there; in the
    /// second, those that aren't healthy. What has failed counts no more.
    fn counts(self, deployment: &Deployment) -> bool {
        !deployment.rollout.has_failed()
            && match self {
                Fault::NotStarted | Fault::NotPlaced => !deployment.ran,
                Fault::Unhealthy => true,
            }
    }
}

/// How many failures trip the breaker of a service as it is now.
pub fn threshold(service: &Service) -> u32 {
    service.config.judgement.breaker.threshold.failures(service.desired)
}

/// Whether the breaker of the deployment that is under way has tripped.
pub(super) fn has_tripped(service: &Service) -> bool {
    service.config.judgement.breaker.enable && service.primary().failed >= threshold(service)
}

/// A task of a service never reached RUNNING. The pauses grow with attempts, not tasks: those that were started before
/// the last pause began belong to an attempt that was counted (deployments.md#throttling).
pub fn count_not_started(ledger: &mut Ledger, task: TaskId) {
    let Some(task) = ledger.world().tasks.get(task) else { return };
    let (Some(id), Some(deployment)) = (task.service(), task.deployment()) else { return };
    let Some(before) = ledger.world().services[id].deployment(deployment) else { return };
    let is_new = before.throttled_until.is_none_or(|until| task.stamps.created >= until);
    let failed = before.failed + u32::from(Fault::NotStarted.counts(before));
    let attempts = before.attempts + u32::from(is_new);
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

/// Counts a failure that brings no pause with it.
pub(super) fn count(ledger: &mut Ledger, id: ServiceId, deployment: DeploymentId, fault: Fault) {
    let Some(before) = ledger.world().services[id].deployment(deployment) else { return };
    if !fault.counts(before) {
        return;
    }
    let (failed, attempts, throttled_until) = (before.failed + 1, before.attempts, before.throttled_until);
    let change = ServiceChange::DeploymentFailures { deployment, failed, attempts, throttled_until };
    ledger.record(Change::Service(id, change));
}

/// No place was found for a task of a deployment. The tries of the first moments are one; each later one counts.
pub(super) fn count_not_placed(ledger: &mut Ledger, id: ServiceId, deployment: DeploymentId) {
    let Some(before) = ledger.world().services[id].deployment(deployment) else { return };
    if before.unplaced.is_none_or(|unplaced| ledger.now() - unplaced.tried_at >= UNPLACED_RETRY) {
        count(ledger, id, deployment, Fault::NotPlaced);
    }
}

/// Whether a task that is about to stop ends by itself before it has passed the health checks that it has.
pub fn ends_unproven(world: &World, id: TaskId, stop: &Stop) -> bool {
    let task = &world.tasks[id];
    let Some(service) = task.service().map(|id| &world.services[id]) else { return false };
    stop.code == StopCode::EssentialContainerExited
        && task.is_running()
        && has_checks(world, service, task)
        && !is_counted_healthy(world, service, id, task)
}

fn has_checks(world: &World, service: &Service, task: &Task) -> bool {
    !super::buckets::groups_of(service, task).is_empty()
        || health::all_pass(world.definition(task.definition), task).is_some()
}

/// Counts a task that ended before it had passed its health checks.
pub fn count_unproven(ledger: &mut Ledger, task: TaskId) {
    let task = &ledger.world().tasks[task];
    if let (Some(id), Some(deployment)) = (task.service(), task.deployment()) {
        count(ledger, id, deployment, Fault::Unhealthy);
    }
}

/// A task that becomes healthy ends its deployment's run of failures and its pauses; the failures only if the breaker is
/// to be reset.
pub(super) fn forgive(ledger: &mut Ledger, id: ServiceId, sorted: &Sorted) {
    let in_a_run = |deployment: &&Deployment| deployment.failed > 0 || deployment.attempts > 0;
    let service = &ledger.world().services[id];
    let reset = service.config.judgement.breaker.reset_on_healthy_task;
    let runs: Vec<Deployment> =
        service.deployments.iter().filter(in_a_run).filter(|d| !d.rollout.has_failed()).cloned().collect();
    for before in runs {
        let deployment = before.id;
        let healthy = sorted.healthy_of(deployment);
        let recovers = before.healthy_then.is_some_and(|then| healthy > then);
        let failed = if recovers && reset { 0 } else { before.failed };
        if recovers && (failed, 0) != (before.failed, before.attempts) {
            let change = ServiceChange::DeploymentFailures { deployment, failed, attempts: 0, throttled_until: None };
            ledger.record(Change::Service(id, change));
        }
        let goes_on = !recovers || failed > 0;
        if goes_on && before.healthy_then != Some(healthy) {
            ledger.record(Change::Service(id, ServiceChange::DeploymentHealthy { deployment, healthy }));
        }
    }
}
