//! Lines about time: wait, ask what is waited for, ask what time it is.

use super::Context;
use super::args::{Args, span};
use crate::Outcome;
use aws::words;
use engine::chronicle::Chronicle;
use engine::history::History;
use engine::ids::ServiceId;
use engine::model::service::ServiceStatus;
use engine::rules::services::{is_steady, plan};
use engine::time::{Span, Time};
use engine::timings::SCHEDULER_TICK;
use engine::world::World;

pub(super) fn wait(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let length = span(&args.required()?)?;
    args.end()?;
    let until = context.history.now() + length;
    if until > Time::END {
        let left = Time::END - context.history.now();
        return Err(format!("simulated time ends at {}, after ten years; {left} are left", Time::END));
    }
    context.history.advance(until);
    Ok(Outcome::default())
}

/// Time goes on tick by tick until all services are steady; the limit is 30 minutes unless given.
pub(super) fn wait_steady(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let timeout = args.option("--timeout")?.map_or(Ok(Span::minutes(30)), |text| span(&text))?;
    args.end()?;
    let start = context.history.now();
    let deadline = (start + timeout).min(Time::END);
    while let Some(restless) = first_restless(context.history.world()) {
        if context.history.now() >= deadline {
            let name = context.history.world().services[restless].name.clone();
            let waits = waiting_lines(context.history);
            return Ok(Outcome::failed(1, format!("not steady after {timeout}: {name} and all that wait:\n{waits}")));
        }
        let next = context.history.now() + SCHEDULER_TICK;
        context.history.advance(next.min(deadline));
    }
    let took = context.history.now() - start;
    Ok(Outcome::printed(format!("steady after {took}")))
}

fn first_restless(world: &World) -> Option<ServiceId> {
    world.services.keys().find(|&id| !is_steady(world, id))
}

pub(super) fn waiting(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    args.end()?;
    let lines = waiting_lines(context.history);
    Ok(Outcome::printed(if lines.is_empty() { "every service is steady".into() } else { lines }))
}

/// What each service waits on, a line a reason; and why tasks of a deployment failed, a line a reason.
fn waiting_lines(history: &History) -> String {
    let world = history.world();
    let chronicle = Chronicle::of(history.simulation());
    let mut lines = String::new();
    for (id, service) in world.services.iter().filter(|(_, service)| service.status != ServiceStatus::Inactive) {
        for reason in &plan(world, id).waiting {
            lines.push_str(&format!("{}: {}\n", service.name, words::waiting(world, reason)));
        }
        for deployment in &service.deployments {
            for why in words::by_count(world, chronicle.failures(world, deployment.id)) {
                lines.push_str(&format!("{}: failed: {why}\n", service.name));
            }
        }
    }
    lines
}

pub(super) fn now(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    args.end()?;
    Ok(Outcome::printed(context.history.now().to_string()))
}

pub(super) fn hash(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    args.end()?;
    let world = context.history.world();
    Ok(Outcome::printed(format!("{:016x} after {} facts", world.hash.value(), world.facts)))
}
