//! Judges the deployment that is under way: whether its circuit breaker or an alarm fails it, or somebody stops it; and
//! what comes of that (deployments.md#failures).

use super::breaker::{has_tripped, threshold};
use super::say;
use crate::facts::{Change, ServiceChange, ServiceDeploymentChange};
use crate::ids::{DeploymentId, ServiceId};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::deployment::{Failure, Judgement, Monitor, Monitors, Reason, ServiceDeployment, Status};
use crate::model::event::{Deploying, Message};
use crate::model::service::{Rollout, Service};
use crate::model::strategy::{HookAction, HookStatus};
use crate::world::World;

/// Takes the records of a service on, and fails the deployment that is under way if it has to.
pub(super) fn look(ledger: &mut Ledger, id: ServiceId) {
    let service = &ledger.world().services[id];
    let current = service.current();
    let superseded = |record: &&DeploymentId| {
        **record != current && ledger.world().deployments[**record].status == Status::StopRequested
    };
    let superseded: Vec<DeploymentId> = service.history.iter().filter(superseded).copied().collect();
    superseded.into_iter().for_each(|record| set(ledger, record, Status::Stopped, None));
    if ledger.world().deployments[current].status == Status::Pending {
        set(ledger, current, Status::InProgress, None);
    }
    if let Some(failure) = verdict(ledger.world(), &ledger.world().services[id]) {
        fail(ledger, id, failure);
    }
}

fn set(ledger: &mut Ledger, record: DeploymentId, status: Status, reason: Option<Reason>) {
    let change = ServiceDeploymentChange::StatusSet { status, reason };
    ledger.record(Change::ServiceDeployment(record, change));
}

/// What fails the PRIMARY now. Whatever comes first decides; of what comes at once, the breaker.
fn verdict(world: &World, service: &Service) -> Option<Failure> {
    let primary = service.primary();
    if !primary.rollout.is_under_way() {
        return None;
    }
    match world.deployments[service.current()].status {
        Status::RollbackRequested | Status::StopRequested => return Some(Failure::Stopped),
        _ if has_tripped(service) => return Some(Failure::TasksFailed),
        _ => {}
    }
    let rings = || (!ringing(world, service).is_empty()).then_some(Failure::Alarm);
    hook_failure(world, service).or_else(rings)
}

/// A lifecycle hook that fails the deployment that is under way.
fn hook_failure(world: &World, service: &Service) -> Option<Failure> {
    let progress = world.deployments[service.current()].progress.as_ref()?;
    let mut hooks = progress.hooks.iter().filter(|_| service.primary().rollout == Rollout::InProgress);
    hooks.find_map(|run| match run.status {
        HookStatus::Failed => Some(Failure::Hook(run.stage)),
        HookStatus::TimedOut => (run.on_timeout == HookAction::Rollback).then_some(Failure::HookTimedOut(run.stage)),
        HookStatus::AwaitingAction | HookStatus::InProgress | HookStatus::Succeeded => None,
    })
}

/// The alarms in ALARM that can fail the PRIMARY.
fn ringing(world: &World, service: &Service) -> Vec<Name> {
    let alarms = service.config.judgement.alarms.as_ref();
    let watched = alarms.filter(|alarms| alarms.enable && service.primary().monitors_alarms);
    watched.map_or(vec![], |alarms| alarms.names.iter().filter(|name| world.rings(name)).cloned().collect())
}

/// Whether a deployment that begins now is watched by its alarms: if one of them is in ALARM, none is looked at, so that
/// what mends a failure can be deployed.
pub fn monitors_alarms(world: &World, judgement: &Judgement) -> bool {
    let alarms = judgement.alarms.as_ref();
    alarms.is_some_and(|alarms| alarms.enable && !alarms.names.iter().any(|name| world.rings(name)))
}

fn fail(ledger: &mut Ledger, id: ServiceId, failure: Failure) {
    let service = &ledger.world().services[id];
    let (primary, record) = (service.primary().id, service.current());
    let candidate = service.last_completed;
    let again = matches!(service.primary().rollout, Rollout::RollingBack(_));
    let judgement = &service.config.judgement;
    let status = ledger.world().deployments[record].status;
    let rollback = match failure {
        Failure::TasksFailed => judgement.breaker.rollback,
        Failure::Alarm => judgement.alarms.as_ref().is_some_and(|alarms| alarms.rollback),
        Failure::Stopped => status == Status::RollbackRequested,
        Failure::Hook(_) | Failure::HookTimedOut(_) => true,
    };
    end(ledger, id, Rollout::Failed(failure));
    if failure != Failure::Stopped {
        say(ledger, id, Message::Deployment(Deploying::Failed(primary, failure)));
    }
    let failed = Some(Reason::Failed(failure));
    match candidate {
        _ if again => set(ledger, record, Status::RollbackFailed, failed),
        Some(to) if rollback => {
            let because = failure;
            ledger.record(Change::ServiceDeployment(record, ServiceDeploymentChange::RollbackStarted { because, to }));
            ledger.record(Change::Service(id, ServiceChange::RolledBack { to, because }));
            say(ledger, id, Message::Deployment(Deploying::RollingBack(to)));
        }
        None if status == Status::RollbackRequested => {
            set(ledger, record, Status::Stopped, Some(Reason::NoCandidate(failure)));
        }
        None if rollback => set(ledger, record, Status::RollbackFailed, Some(Reason::NoCandidate(failure))),
        Some(_) | None => {
            if status != Status::StopRequested {
                set(ledger, record, Status::StopRequested, failed);
            }
            set(ledger, record, Status::Stopped, failed);
        }
    }
}

/// Ends the deployment that is under way, and keeps what was seen of it.
fn end(ledger: &mut Ledger, id: ServiceId, rollout: Rollout) {
    let service = &ledger.world().services[id];
    let (deployment, record) = (service.primary().id, service.current());
    let mut judged = monitors(ledger.world(), &ledger.world().deployments[record]);
    for monitor in [&mut judged.breaker, &mut judged.alarms] {
        if *monitor == Monitor::Monitoring {
            *monitor = Monitor::MonitoringComplete;
        }
    }
    // What a rollback came of has been kept.
    if ledger.world().deployments[record].monitors.is_none() {
        ledger.record(Change::ServiceDeployment(record, ServiceDeploymentChange::Judged { monitors: judged }));
    }
    ledger.record(Change::Service(id, ServiceChange::DeploymentEnded { deployment, rollout }));
}

/// The deployment that is under way has succeeded.
pub(super) fn succeed(ledger: &mut Ledger, id: ServiceId) {
    let record = ledger.world().services[id].current();
    end(ledger, id, Rollout::Completed);
    let status = match ledger.world().deployments[record].status {
        Status::RollbackInProgress => Status::RollbackSuccessful,
        _ => Status::Successful,
    };
    set(ledger, record, status, None);
}

/// Another deployment begins: what was under way is to stop.
pub fn supersede(ledger: &mut Ledger, id: ServiceId) {
    let record = ledger.world().services[id].current();
    let superseded = Some(Reason::Superseded);
    match ledger.world().deployments[record].status {
        Status::Pending | Status::InProgress => set(ledger, record, Status::StopRequested, superseded),
        Status::RollbackRequested => set(ledger, record, Status::Stopped, superseded),
        Status::RollbackInProgress => set(ledger, record, Status::RollbackFailed, superseded),
        Status::StopRequested
        | Status::Successful
        | Status::Stopped
        | Status::RollbackSuccessful
        | Status::RollbackFailed => {}
    }
}

/// What watches a service deployment and has been seen: now, or when it was judged.
pub fn monitors(world: &World, record: &ServiceDeployment) -> Monitors {
    if let Some(monitors) = &record.monitors {
        return monitors.clone();
    }
    let service = &world.services[record.service];
    let judgement = &record.config.judgement;
    let own = service.deployment(record.id);
    let seen = |enabled: bool, triggered: bool| match (enabled, triggered) {
        (false, _) => Monitor::Disabled,
        (true, true) => Monitor::Triggered,
        (true, false) if record.status.is_over() => Monitor::MonitoringComplete,
        (true, false) => Monitor::Monitoring,
    };
    let failures = own.map_or(0, |deployment| deployment.failed);
    let threshold = threshold(service);
    let watched = own.is_some_and(|deployment| deployment.monitors_alarms);
    let alarms = judgement.alarms.as_ref().filter(|alarms| alarms.enable && watched);
    let rings = |name: &&Name| record.id == service.primary().id && world.rings(name);
    let triggered: Vec<Name> = alarms.map_or(vec![], |alarms| alarms.names.iter().filter(rings).cloned().collect());
    Monitors {
        breaker: seen(judgement.breaker.enable, failures >= threshold),
        failures,
        threshold,
        alarms: seen(alarms.is_some(), !triggered.is_empty()),
        triggered,
    }
}
