//! Does what the plan says, and says it in the service's events.

use super::breaker::{self, Fault};
use super::plan::{Plan, StopGroup, WaitingOn, WhyStop, by_zone};
use super::{Failing, Sorted, failing, judge, say, start};
use crate::facts::{Change, FactId, ServiceChange, TaskChange};
use crate::ids::{ServiceId, TargetGroupId, TaskId};
use crate::ledger::Ledger;
use crate::model::balancer::TargetState;
use crate::model::event::{Deploying, Message, Rebalancing};
use crate::model::service::ServiceStatus;
use crate::model::task::{Stop, StopCode, StopReason};
use crate::timings::STEADY_EVENT_REPEAT;
use crate::world::World;

pub(super) fn carry_out(ledger: &mut Ledger, id: ServiceId, sorted: &Sorted, plan: &Plan) {
    for &(deployment, desired) in &plan.desired {
        ledger.record(Change::Service(id, ServiceChange::DeploymentDesired { deployment, desired }));
    }
    if let Some(desired) = plan.service_desired {
        ledger.record(Change::Service(id, ServiceChange::DesiredCountSet { desired }));
    }
    note_balance(ledger, id, plan);
    if !plan.start.is_empty() {
        start::start(ledger, id, sorted, plan);
    }
    for group in &plan.stop {
        stop(ledger, id, group);
    }
    for &deployment in &plan.ended {
        ledger.record(Change::Service(id, ServiceChange::DeploymentRemoved { deployment }));
    }
    if plan.is_stuck() {
        say(ledger, id, Message::StuckByPercents);
    }
    say_protected(ledger, id, plan);
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
    say(
        ledger,
        id,
        Message::Rebalancing(if rebalancing { Rebalancing::Uneven { zones } } else { Rebalancing::Even { zones } }),
    );
}

fn stop(ledger: &mut Ledger, id: ServiceId, group: &StopGroup) {
    let (running, pending): (Vec<TaskId>, Vec<TaskId>) =
        group.tasks.iter().partition(|&&task| ledger.world().tasks[task].is_running());
    let mut because = None;
    for &task in &group.tasks {
        because = Some(match group.why {
            WhyStop::Scaling | WhyStop::Rebalancing(_) => {
                let primary = ledger.world().services[id].primary().id;
                tell(ledger, task, StopReason::ScalingActivity(primary))
            }
            WhyStop::Unhealthy(by) => stop_unhealthy(ledger, id, task, by),
        });
    }
    ledger.during(because, |ledger| say_stopped(ledger, id, group.why, running, pending));
}

fn tell(ledger: &mut Ledger, task: TaskId, reason: StopReason) -> FactId {
    let stop = Stop { code: StopCode::ServiceSchedulerInitiated, reason };
    ledger.record(Change::Task(task, TaskChange::StopWanted { stop }))
}

/// Stops a task for its health, says so, and counts it as a failure of its deployment. What caused this is the check.
fn stop_unhealthy(ledger: &mut Ledger, id: ServiceId, task: TaskId, by: Failing) -> FactId {
    let world = ledger.world();
    let check = failing(world, task, &world.tasks[task]).map(|(_, check)| check);
    let (message, reason) = match by {
        Failing::Containers => (Some(Message::FailedContainerChecks { task }), StopReason::FailedContainerHealthChecks),
        Failing::TargetGroup(group) => (unhealthy_in(world, task, group), StopReason::FailedElbHealthChecks(group)),
    };
    ledger.during(check, |ledger| {
        message.into_iter().for_each(|message| say(ledger, id, message));
        let told = tell(ledger, task, reason);
        if let Some(deployment) = ledger.world().tasks[task].deployment() {
            breaker::count(ledger, id, deployment, Fault::Unhealthy);
        }
        told
    })
}

fn unhealthy_in(world: &World, task: TaskId, target_group: TargetGroupId) -> Option<Message> {
    let target = world.target_groups.get(target_group)?.targets.get(&task)?;
    match target.state {
        TargetState::Unhealthy(failure) => Some(Message::Unhealthy { task, port: target.port, target_group, failure }),
        TargetState::Initial | TargetState::Healthy | TargetState::Draining { .. } => None,
    }
}

fn say_stopped(ledger: &mut Ledger, id: ServiceId, why: WhyStop, running: Vec<TaskId>, pending: Vec<TaskId>) {
    if !running.is_empty() {
        let message = match why {
            WhyStop::Rebalancing(zone) => Message::Rebalancing(Rebalancing::Stopped { zone, tasks: running }),
            WhyStop::Scaling | WhyStop::Unhealthy(_) => Message::Stopped { tasks: running },
        };
        say(ledger, id, message);
    }
    if !pending.is_empty() {
        say(ledger, id, Message::StoppedPending { count: pending.len() as u32 });
    }
}

/// Says that protected tasks are all that is left to stop.
fn say_protected(ledger: &mut Ledger, id: ServiceId, plan: &Plan) {
    let nothing_else = |waiting: &WaitingOn| matches!(waiting, WaitingOn::Protected { .. } | WaitingOn::Breaker { .. });
    if !plan.waiting.iter().all(nothing_else) {
        return;
    }
    let deploying = ledger.world().services[id].primary().rollout.is_under_way();
    for waiting in &plan.waiting {
        if let &WaitingOn::Protected { deployment, tasks, .. } = waiting {
            say(ledger, id, Message::UnderProtection { deployment, tasks, deploying });
        }
    }
}

/// Says that a deployment is complete and the service steady, or that it no longer is.
fn settle(ledger: &mut Ledger, id: ServiceId, plan: &Plan) {
    let service = &ledger.world().services[id];
    if service.status != ServiceStatus::Active {
        return;
    }
    let primary = service.primary();
    if primary.rollout.is_under_way() {
        let deployment = primary.id;
        if plan.succeeds {
            judge::succeed(ledger, id);
            say(ledger, id, Message::Deployment(Deploying::Completed(deployment)));
        } else if plan.bakes && primary.baking_since.is_none() {
            ledger.record(Change::Service(id, ServiceChange::BakeStarted { deployment }));
        }
    }
    let service = &ledger.world().services[id];
    if !plan.complete {
        if service.steady {
            ledger.record(Change::Service(id, ServiceChange::Steady { steady: false }));
        }
        return;
    }
    let said_at = service.events.iter().find(|event| event.message == Message::SteadyState).map(|event| event.at);
    let again = said_at.is_none_or(|at| ledger.now() - at >= STEADY_EVENT_REPEAT);
    if !service.steady {
        ledger.record(Change::Service(id, ServiceChange::Steady { steady: true }));
    } else if !again {
        return;
    }
    say(ledger, id, Message::SteadyState);
}

/// A deleted service is INACTIVE once its last task has stopped (deployments.md#services).
fn end(ledger: &mut Ledger, id: ServiceId) {
    let world = ledger.world();
    if world.services[id].status != ServiceStatus::Draining {
        return;
    }
    if world.service_tasks(id).all(|(_, task)| task.is_stopped()) {
        ledger.record(Change::Service(id, ServiceChange::Inactive));
    }
}
