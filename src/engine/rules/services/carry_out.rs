//! Does what the plan says, and says it in the service's events.

use std::rc::Rc;

use super::plan::{Plan, StopGroup, WaitingOn, WhyStop};
use super::starting::StartGroup;
use super::{next_tick, say};
use crate::engine::agenda::Wake;
use crate::engine::fact::{Change, ServiceChange, TaskChange};
use crate::engine::ids::{DeploymentId, ServiceId, TaskId};
use crate::engine::ledger::Ledger;
use crate::engine::model::event::Message;
use crate::engine::model::placement::Placement;
use crate::engine::model::provider::Provider;
use crate::engine::model::service::{Deployment, Rollout, Service, ServiceStatus, Unplaced};
use crate::engine::model::task::{Owner, Stop, StopCode, StopReason};
use crate::engine::rules::launch::{self, NotStarted, Order};
use crate::engine::rules::placement::NotPlaced;
use crate::engine::rules::timings::STEADY_EVENT_REPEAT;
use crate::engine::world::World;

pub fn carry_out(ledger: &mut Ledger, id: ServiceId, plan: &Plan) {
    for &(deployment, desired) in &plan.desired {
        ledger.record(Change::Service(id, ServiceChange::DeploymentDesired { deployment, desired }));
    }
    let failures: Vec<NotStarted> = plan.start.iter().filter_map(|group| start(ledger, id, group)).collect();
    if !plan.start.is_empty() {
        note_room(ledger, id, plan, failures);
    }
    for group in &plan.stop {
        stop(ledger, id, group);
    }
    for &deployment in &plan.ended {
        ledger.record(Change::Service(id, ServiceChange::DeploymentRemoved { deployment }));
    }
    forgive(ledger, id);
    if plan.is_stuck() {
        say(ledger, id, Message::StuckByPercents);
    }
    settle(ledger, id, plan);
    end(ledger, id);
}

/// Where the tasks of a deployment go: as the deployment was asked for, by the service's present rules.
pub fn order(service: &Service, deployment: &Deployment, provider: Option<Provider>) -> Order {
    let current = &service.config.placement;
    let as_asked = Placement { network: deployment.placement.network.clone(), ..current.clone() };
    let placement = if *deployment.placement == as_asked { deployment.placement.clone() } else { Rc::new(as_asked) };
    Order {
        cluster: service.cluster,
        group: service.group,
        owner: Owner::Service(service.id, deployment.id),
        definition: deployment.definition,
        started_by: None,
        placement,
        provider,
    }
}

/// Starts tasks; says what the first that couldn't be started lacked.
fn start(ledger: &mut Ledger, id: ServiceId, group: &StartGroup) -> Option<NotStarted> {
    let service = &ledger.world().services[id];
    let order = order(service, service.deployment(group.deployment)?, group.provider);
    let unhealthy = unhealthy_tasks(ledger.world(), id, group.deployment);
    let mut started = Vec::new();
    let mut failure = None;
    for _ in 0..group.count {
        match launch::start(ledger, &order) {
            Ok(task) => started.push(task),
            Err(why) => {
                failure = Some(why);
                break;
            }
        }
    }
    if !started.is_empty() {
        let replacing_unhealthy = unhealthy.min(started.len() as u32);
        say(ledger, id, Message::Started { tasks: started, replacing_unhealthy });
    }
    failure
}

fn unhealthy_tasks(world: &World, id: ServiceId, deployment: DeploymentId) -> u32 {
    super::sort(world, id).of(deployment).unhealthy.len() as u32
}

/// Remembers since when tasks can't be placed, and says so.
fn note_room(ledger: &mut Ledger, id: ServiceId, plan: &Plan, failures: Vec<NotStarted>) {
    let before = ledger.world().services[id].unplaced;
    let tried_at = ledger.now();
    let since = before.map_or(tried_at, |unplaced| unplaced.since);
    let waits = plan.waiting.iter().any(|reason| matches!(reason, WaitingOn::Room { .. }));
    let unplaced = match failures.is_empty() {
        false => Some(Unplaced { since, tried_at }),
        // One capacity provider had room, another is still waited for.
        true if waits => before,
        true => None,
    };
    if unplaced != before {
        ledger.record(Change::Service(id, ServiceChange::PlacementFailed { unplaced }));
    }
    for failure in failures {
        let message = match failure {
            NotStarted::NoFargateCapacity => Message::NoFargateCapacity,
            NotStarted::FargateQuota => Message::FargateQuota,
            NotStarted::NotPlaced(NotPlaced::NoInstances) => Message::NoInstances,
            NotStarted::NotPlaced(NotPlaced::NoneFits(closest)) => match closest.into_iter().next() {
                Some((closest, rejection)) => Message::NoInstanceFits { closest, rejection },
                None => Message::NoInstances,
            },
        };
        say(ledger, id, message);
    }
}

fn stop(ledger: &mut Ledger, id: ServiceId, group: &StopGroup) {
    let primary = ledger.world().services[id].primary().id;
    let (running, pending): (Vec<TaskId>, Vec<TaskId>) =
        group.tasks.iter().partition(|&&task| ledger.world().tasks[task].is_running());
    for &task in &group.tasks {
        let reason = match group.why {
            WhyStop::Scaling => StopReason::ScalingActivity(primary),
            WhyStop::Unhealthy => match failing_group(ledger.world(), task) {
                Some(target_group) => StopReason::FailedElbHealthChecks(target_group),
                None => StopReason::ScalingActivity(primary),
            },
        };
        let stop = Stop { code: StopCode::ServiceSchedulerInitiated, reason };
        ledger.record(Change::Task(task, TaskChange::StopWanted { stop }));
        if group.why == WhyStop::Unhealthy {
            count_unhealthy(ledger, id, task);
        }
    }
    if !running.is_empty() {
        say(ledger, id, Message::Stopped { tasks: running });
    }
    if !pending.is_empty() {
        say(ledger, id, Message::StoppedPending { count: pending.len() as u32 });
    }
}

fn failing_group(world: &World, task: TaskId) -> Option<crate::engine::ids::TargetGroupId> {
    world.tasks[task].targets.first().map(|&(group, _)| group)
}

/// A task that was stopped for its health counts as a failure of its deployment, without a pause (§5.8, §5.9).
fn count_unhealthy(ledger: &mut Ledger, id: ServiceId, task: TaskId) {
    let Some(deployment) = ledger.world().tasks[task].deployment() else { return };
    let Some(before) = ledger.world().services[id].deployment(deployment) else { return };
    let (failed, throttled_until) = (before.failed + 1, before.throttled_until);
    ledger.record(Change::Service(id, ServiceChange::DeploymentFailures { deployment, failed, throttled_until }));
}

/// A healthy task ends a deployment's run of failures (§5.3).
fn forgive(ledger: &mut Ledger, id: ServiceId) {
    let service = &ledger.world().services[id];
    if service.deployments.iter().all(|deployment| deployment.failed == 0) {
        return;
    }
    let sorted = super::sort(ledger.world(), id);
    let forgiven = service.deployments.iter().filter(|d| d.failed > 0 && !sorted.of(d.id).healthy.is_empty());
    for deployment in forgiven.map(|d| d.id).collect::<Vec<_>>() {
        let change = ServiceChange::DeploymentFailures { deployment, failed: 0, throttled_until: None };
        ledger.record(Change::Service(id, change));
    }
}

/// Says that a deployment is complete and the service steady, or that it no longer is.
fn settle(ledger: &mut Ledger, id: ServiceId, plan: &Plan) {
    let service = &ledger.world().services[id];
    if service.status != ServiceStatus::Active {
        return;
    }
    if !plan.complete {
        if service.steady {
            ledger.record(Change::Service(id, ServiceChange::Steady { steady: false }));
        }
        return;
    }
    let primary = service.primary();
    if primary.rollout == Rollout::InProgress {
        let deployment = primary.id;
        let rollout = Rollout::Completed;
        ledger.record(Change::Service(id, ServiceChange::DeploymentEnded { deployment, rollout }));
        say(ledger, id, Message::DeploymentCompleted(deployment));
    }
    let service = &ledger.world().services[id];
    let said_at = service.events.iter().find(|event| event.message == Message::SteadyState).map(|event| event.at);
    let again = said_at.is_none_or(|at| ledger.now() - at >= STEADY_EVENT_REPEAT);
    if !service.steady {
        ledger.record(Change::Service(id, ServiceChange::Steady { steady: true }));
    } else if !again {
        return;
    }
    say(ledger, id, Message::SteadyState);
}

/// A deleted service is INACTIVE once its last task has stopped (§5.13).
fn end(ledger: &mut Ledger, id: ServiceId) {
    let world = ledger.world();
    if world.services[id].status != ServiceStatus::Draining {
        return;
    }
    if world.service_tasks(id).all(|(_, task)| task.is_stopped()) {
        ledger.record(Change::Service(id, ServiceChange::Inactive));
    } else {
        let at = next_tick(&world.services[id], ledger.now());
        ledger.remind(at, Wake::Service(id));
    }
}
