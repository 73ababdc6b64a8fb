//! Does what the plan says, and says it in the service's events.

use super::plan::{Plan, StopGroup, WhyStop, by_zone};
use super::{next_tick, say, start};
use crate::engine::agenda::Wake;
use crate::engine::fact::{Change, ServiceChange, TaskChange};
use crate::engine::ids::{ServiceId, TaskId};
use crate::engine::ledger::Ledger;
use crate::engine::model::event::Message;
use crate::engine::model::service::{Rollout, ServiceStatus};
use crate::engine::model::task::{Stop, StopCode, StopReason};
use crate::engine::rules::lifecycle::health;
use crate::engine::rules::timings::STEADY_EVENT_REPEAT;
use crate::engine::world::World;

pub fn carry_out(ledger: &mut Ledger, id: ServiceId, plan: &Plan) {
    for &(deployment, desired) in &plan.desired {
        ledger.record(Change::Service(id, ServiceChange::DeploymentDesired { deployment, desired }));
    }
    if let Some(desired) = plan.service_desired {
        ledger.record(Change::Service(id, ServiceChange::DesiredCountSet { desired }));
    }
    say_failed_checks(ledger, id);
    note_balance(ledger, id, plan);
    if !plan.start.is_empty() {
        start::start(ledger, id, plan);
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

/// Says that the zones of a service became uneven, or are even again.
fn note_balance(ledger: &mut Ledger, id: ServiceId, plan: &Plan) {
    let Some(rebalancing) = plan.uneven else { return };
    let world = ledger.world();
    let active = world.service_tasks(id).filter(|(_, task)| task.wanted && !task.is_stopped());
    let zones = by_zone(world, active.map(|(id, _)| id));
    ledger.record(Change::Service(id, ServiceChange::Rebalancing { rebalancing }));
    say(ledger, id, if rebalancing { Message::NotAzBalanced { zones } } else { Message::AzBalanced { zones } });
}

fn stop(ledger: &mut Ledger, id: ServiceId, group: &StopGroup) {
    let primary = ledger.world().services[id].primary().id;
    let (running, pending): (Vec<TaskId>, Vec<TaskId>) =
        group.tasks.iter().partition(|&&task| ledger.world().tasks[task].is_running());
    for &task in &group.tasks {
        let reason = match group.why {
            WhyStop::Scaling | WhyStop::Rebalancing(_) => StopReason::ScalingActivity(primary),
            WhyStop::Unhealthy if fails_container_checks(ledger.world(), task) => {
                StopReason::FailedContainerHealthChecks
            }
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
        let tasks = running;
        say(
            ledger,
            id,
            match group.why {
                WhyStop::Rebalancing(zone) => Message::StoppedToRebalance { zone, tasks },
                WhyStop::Scaling | WhyStop::Unhealthy => Message::Stopped { tasks },
            },
        );
    }
    if !pending.is_empty() {
        say(ledger, id, Message::StoppedPending { count: pending.len() as u32 });
    }
}

fn fails_container_checks(world: &World, task: TaskId) -> bool {
    let task = &world.tasks[task];
    health::fails(world.definition(task.definition), task)
}

/// Says of each unhealthy task once that its containers fail their checks.
fn say_failed_checks(ledger: &mut Ledger, id: ServiceId) {
    let world = ledger.world();
    let sorted = super::sort(world, id);
    let said = |task: TaskId| {
        world.services[id].events.iter().any(|event| event.message == Message::FailedContainerChecks { task })
    };
    let unhealthy = sorted.by_deployment.values().flat_map(|buckets| &buckets.unhealthy).copied();
    let news: Vec<TaskId> = unhealthy.filter(|&task| fails_container_checks(world, task) && !said(task)).collect();
    news.into_iter().for_each(|task| say(ledger, id, Message::FailedContainerChecks { task }));
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
