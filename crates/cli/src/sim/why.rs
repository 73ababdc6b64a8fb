//! `sim why SERVICE`: what state a service is in, what it waits on, what was tried and failed, and what would let it go on.

use super::Context;
use super::args::Args;
use crate::{Outcome, refer};
use aws::{arn, words};
use engine::chronicle::{Chronicle, Stopped};
use engine::ids::ServiceId;
use engine::model::deployment::{Failure, ServiceDeployment};
use engine::model::service::{Deployment, Rollout, Service, ServiceStatus};
use engine::model::strategy::HookStatus;
use engine::rules::services::{WaitingOn, is_steady, plan, sort, threshold};
use engine::world::World;

pub(super) fn why(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let name = args.required()?;
    args.end()?;
    let world = context.history.world();
    let id = refer::service(world, &name)?;
    let chronicle = Chronicle::of(context.history.simulation());
    let mut lines = state(world, id);
    let waiting = plan(world, id).waiting;
    if !waiting.is_empty() {
        lines.push("it waits on".into());
        lines.extend(waiting.iter().map(|reason| format!("  {}", words::waiting(world, reason))));
    }
    lines.extend(failures(world, id, &chronicle));
    lines.extend(what_helps(world, id, &waiting));
    Ok(Outcome::printed(lines.join("\n")))
}

fn state(world: &World, id: ServiceId) -> Vec<String> {
    let service = &world.services[id];
    let said = match service.status {
        ServiceStatus::Active if is_steady(world, id) => "is steady".into(),
        ServiceStatus::Active => "isn't steady".to_string(),
        ServiceStatus::Draining => "is DRAINING: it was deleted, and its tasks are ending".into(),
        ServiceStatus::Inactive => "is INACTIVE".into(),
    };
    let mut lines = vec![format!("service {} {said}: {} tasks desired", service.name, service.desired)];
    let sorted = sort(world, id);
    for deployment in &service.deployments {
        let buckets = sorted.of(deployment.id);
        let (healthy, active) = (sorted.healthy_of(deployment.id), buckets.active());
        let role = if deployment.id == service.primary().id { "PRIMARY" } else { "ACTIVE" };
        let label = world.definition(deployment.revision.definition).label();
        let (_, reason) = words::rollout(&arn::deployment(world, deployment.id), deployment.rollout);
        lines.push(format!("  {role} {label}: {healthy} healthy of {active}. {reason}"));
    }
    if let Some(current) = service.history.last().map(|id| &world.deployments[*id]) {
        let reason = current.reason.map(|reason| format!(": {}", words::status_reason(reason))).unwrap_or_default();
        lines.push(format!("  service deployment {}{}{reason}", current.status.name(), stage(current)));
    }
    lines
}

/// At which stage a service deployment is, and how much of the production traffic its revision gets.
fn stage(record: &ServiceDeployment) -> String {
    let Some(progress) = record.progress.as_ref().filter(|_| !record.status.is_over()) else { return String::new() };
    let green = words::percent(progress.production);
    format!(", {}, production traffic {green} green", progress.stage.name())
}

/// What was tried and failed: how much the breaker has counted, and how many tasks ended for which reason.
fn failures(world: &World, id: ServiceId, chronicle: &Chronicle) -> Vec<String> {
    let service = &world.services[id];
    let mut lines = Vec::new();
    for deployment in &service.deployments {
        let ended = |stopped: &&Stopped| stopped.deployment() == Some(deployment.id) && stopped.has_failed();
        let reasons = match deployment.failing_since.is_none() && deployment.rollout.is_under_way() {
            true => words::by_count(world, chronicle.stopped(world).filter(ended)),
            false => words::by_count(world, chronicle.failures(world, deployment.id)),
        };
        if reasons.is_empty() && deployment.failed == 0 {
            continue;
        }
        let label = world.definition(deployment.revision.definition).label();
        lines.push(format!("of {label} failed{}", counted(service, deployment)));
        lines.extend(reasons.iter().map(|why| format!("  {why}")));
    }
    lines
}

fn counted(service: &Service, deployment: &Deployment) -> String {
    let (failed, breaker) = (deployment.failed, &service.config.judgement.breaker);
    match (failed, breaker.enable) {
        (0, true) if deployment.ran && deployment.rollout.is_under_way() => {
            ", none counted by the circuit breaker: of tasks that have run, only those count that fail health checks"
                .into()
        }
        (0, _) => String::new(),
        (failed, true) => format!(", {failed} counted by the circuit breaker, which trips at {}", threshold(service)),
        (failed, false) => format!(", {failed} in a row; there is no circuit breaker to end this"),
    }
}

/// What would let it go on, one line for each thing that stands in the way.
fn what_helps(world: &World, id: ServiceId, waiting: &[WaitingOn]) -> Vec<String> {
    let service = &world.services[id];
    let has_failed = waiting.iter().any(|reason| matches!(reason, WaitingOn::Failed { .. }));
    let matters = |reason: &&WaitingOn| !has_failed || matches!(reason, WaitingOn::Failed { .. });
    let helps: Vec<String> =
        waiting.iter().filter(matters).filter_map(|reason| helps(world, service, reason)).collect();
    if helps.is_empty() {
        return vec![];
    }
    let mut lines = vec!["it would go on with".to_string()];
    lines.extend(helps.into_iter().map(|line| format!("  {line}")));
    lines
}

fn helps(world: &World, service: &Service, reason: &WaitingOn) -> Option<String> {
    let config = &service.config;
    Some(match reason {
        WaitingOn::Room { of, .. } => format!(
            "room for a task of {}: sim explain next:{} says what each instance lacks",
            world.definition(*of).label(),
            service.name
        ),
        WaitingOn::Throttled { of, .. } => {
            format!(
                "another revision than {}, which is tried at once, or the next attempt",
                world.definition(*of).label()
            )
        }
        WaitingOn::MaximumPercent { upper, .. } => {
            format!("a larger maximumPercent: {} % of {} are {upper}", config.maximum_percent, service.desired)
        }
        WaitingOn::MinimumHealthyPercent { lower, healthy } if healthy <= lower => format!(
            "more healthy tasks, or a smaller minimumHealthyPercent: {} % of {} are {lower}",
            config.minimum_healthy_percent, service.desired
        ),
        WaitingOn::Protected { until, .. } => {
            format!(
                "the end of the protection, the first at {until}, or aws ecs update-task-protection --no-protection-enabled"
            )
        }
        WaitingOn::Draining { lower, .. } => {
            format!("more than {lower} healthy tasks: replacements elsewhere, or a smaller minimumHealthyPercent")
        }
        WaitingOn::Failed { failure, .. } => after_failure(service, *failure),
        WaitingOn::Bake { until, alarms } => match alarms.iter().any(|(_, rings)| *rings) {
            true => "its alarm off; it fails the deployment otherwise".into(),
            false => format!("time: nothing else is missing at {until}"),
        },
        WaitingOn::Hook { function: Some(name), .. } => {
            format!("an answer of the function: sim hook {name} succeeds")
        }
        WaitingOn::Hook { function: None, .. } => continue_line(world, service)?,
        WaitingOn::Step { until, .. } => format!("time: more traffic goes over at {until}"),
        WaitingOn::NextLook { .. }
        | WaitingOn::Starting { .. }
        | WaitingOn::Settling { .. }
        | WaitingOn::Leaving { .. }
        | WaitingOn::MinimumHealthyPercent { .. }
        | WaitingOn::Breaker { .. } => return None,
    })
}

/// The line that answers the pause that is waited for.
fn continue_line(world: &World, service: &Service) -> Option<String> {
    let record = &world.deployments[service.current()];
    let mut runs = record.progress.as_ref()?.current_hooks();
    let (hook, _) = runs.find(|(_, run)| run.status == HookStatus::AwaitingAction)?;
    Some(format!(
        "aws ecs continue-service-deployment --service-deployment-arn {} --hook-id {}",
        arn::service_deployment(world, service.id, record.id),
        arn::hook(world, record.id, hook)
    ))
}

fn after_failure(service: &Service, failure: Failure) -> String {
    let rolls_back = match failure {
        Failure::TasksFailed => service.config.judgement.breaker.rollback,
        Failure::Alarm => service.config.judgement.alarms.as_ref().is_some_and(|alarms| alarms.rollback),
        Failure::Stopped => false,
        Failure::Hook(_) | Failure::HookTimedOut(_) => true,
    };
    let completed = service.deployments.iter().any(|deployment| deployment.rollout == Rollout::Completed);
    match (rolls_back, completed || service.last_completed.is_some()) {
        (true, false) => "an update: it was to be rolled back, and no deployment is COMPLETED".into(),
        (true, true) | (false, false) => "an update".into(),
        (false, true) => "an update, to the revision before or to one that works; it wasn't to be rolled back".into(),
    }
}
