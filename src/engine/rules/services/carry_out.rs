//! Does what the plan says, and says it in the service's events.

use std::rc::Rc;

use super::plan::{Plan, StartGroup, StopGroup, WhyStop, by_zone};
use super::{next_tick, say};
use crate::engine::agenda::Wake;
use crate::engine::fact::{Change, ServiceChange, TaskChange};
use crate::engine::ids::{DeploymentId, ServiceId, TaskId};
use crate::engine::ledger::Ledger;
use crate::engine::model::event::Message;
use crate::engine::model::placement::{Only, Placement};
use crate::engine::model::service::{Deployment, Rollout, Service, ServiceStatus, Unplaced};
use crate::engine::model::task::{Owner, Stop, StopCode, StopReason};
use crate::engine::rules::launch::{self, NotStarted, Order};
use crate::engine::rules::lifecycle::health;
use crate::engine::rules::placement::NotPlaced;
use crate::engine::rules::timings::STEADY_EVENT_REPEAT;
use crate::engine::sorted::SortedMap;
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
    start(ledger, id, &plan.start);
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
pub fn order(service: &Service, deployment: &Deployment) -> Order {
    let current = &service.config.placement;
    let placement = if deployment.placement.strategy == current.strategy
        && deployment.placement.constraints == current.constraints
    {
        deployment.placement.clone()
    } else {
        let (strategy, constraints) = (current.strategy.clone(), current.constraints.clone());
        Rc::new(Placement { strategy, constraints, ..(*deployment.placement).clone() })
    };
    Order {
        cluster: service.cluster,
        group: service.group,
        owner: Owner::Service(service.id, deployment.id),
        definition: deployment.definition,
        started_by: None,
        overrides: None,
        placement,
        named: false,
    }
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

fn start(ledger: &mut Ledger, id: ServiceId, groups: &[StartGroup]) {
    if groups.is_empty() {
        return;
    }
    let mut started: SortedMap<DeploymentId, Vec<TaskId>> = SortedMap::default();
    let mut failure = None;
    for group in groups {
        let (tasks, failed) = start_group(ledger, id, group);
        failure = failure.or(failed);
        match group.only {
            Some(Only::Zone(zone)) if !tasks.is_empty() => say(ledger, id, Message::StartedToRebalance { zone, tasks }),
            Some(_) | None => started.or_default(group.deployment).extend(tasks),
        }
    }
    for (&deployment, tasks) in started.iter().filter(|(_, tasks)| !tasks.is_empty()) {
        let replacing_unhealthy = unhealthy_tasks(ledger.world(), id, deployment).min(tasks.len() as u32);
        say(ledger, id, Message::Started { tasks: tasks.clone(), replacing_unhealthy });
    }
    note_room(ledger, id, failure);
}

/// Starts what can be started of a group; the rest would meet the same failure.
fn start_group(ledger: &mut Ledger, id: ServiceId, group: &StartGroup) -> (Vec<TaskId>, Option<NotStarted>) {
    let service = &ledger.world().services[id];
    let Some(deployment) = service.deployment(group.deployment) else { return (Vec::new(), None) };
    let order = order(service, deployment);
    let order = match group.only {
        Some(only) => order.within(only),
        None => order,
    };
    let mut started = Vec::new();
    for _ in 0..group.count {
        match launch::start(ledger, &order) {
            Ok(task) => started.push(task),
            Err(why) => return (started, Some(why)),
        }
    }
    (started, None)
}

fn unhealthy_tasks(world: &World, id: ServiceId, deployment: DeploymentId) -> u32 {
    super::sort(world, id).of(deployment).unhealthy.len() as u32
}

/// Remembers since when tasks can't be placed, and says so.
fn note_room(ledger: &mut Ledger, id: ServiceId, failure: Option<NotStarted>) {
    let before = ledger.world().services[id].unplaced;
    let tried_at = ledger.now();
    let since = before.map_or(tried_at, |unplaced| unplaced.since);
    let unplaced = failure.as_ref().map(|_| Unplaced { since, tried_at });
    if unplaced != before {
        ledger.record(Change::Service(id, ServiceChange::PlacementFailed { unplaced }));
    }
    let message = match failure {
        None => return,
        Some(NotStarted::RoleNotAssumable(role)) => Message::RoleNotAssumable(role),
        Some(NotStarted::NoFargateCapacity) => Message::NoFargateCapacity,
        Some(NotStarted::NotPlaced(NotPlaced::NoInstances)) => Message::NoInstances,
        Some(NotStarted::NotPlaced(NotPlaced::NoneFits(closest))) => match closest.into_iter().next() {
            Some((closest, rejection)) => Message::NoInstanceFits { closest, rejection },
            None => Message::NoInstances,
        },
    };
    say(ledger, id, message);
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
