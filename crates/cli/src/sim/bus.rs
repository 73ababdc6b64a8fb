//! `sim bus`: what passed on the event bus, and what rules and their targets got of it.

use super::args::Args;
use super::{Context, table};
use crate::Outcome;
use crate::aws::json as print_json;
use aws::arn;
use engine::facts::events;
use engine::model::bus::{Collector, EVENTS_KEPT, Event, Passed, What};
use engine::world::World;
use serde_json::Value;

pub(super) fn bus(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let world = context.history.world();
    match args.rest().as_slice() {
        [] => Ok(Outcome::printed(all(context))),
        [of] => {
            let last = arn::last_part(of).rsplit(':').next().unwrap_or_default();
            collected(world, last).map(Outcome::printed)
        }
        _ => Err("sim bus takes one name: that of a rule, a topic or a log group".into()),
    }
}

/// A line an event, the last hundred; with the rules that wanted it.
fn all(context: &Context) -> String {
    let world = context.history.world();
    let log = context.history.simulation().log();
    let events: Vec<Event> = log.iter().flat_map(events).collect();
    let rows: Vec<[String; 4]> = events.iter().rev().take(EVENTS_KEPT).rev().map(|event| row(world, event)).collect();
    match rows.is_empty() {
        true => "nothing has passed on the event bus yet".into(),
        false => table(&rows),
    }
}

fn row(world: &World, event: &Event) -> [String; 4] {
    let wanted = world.bus.passed.iter().filter(|passed| passed.event == *event).flat_map(|passed| passed.rules.iter());
    let rules: Vec<&str> = wanted.map(|rule| &**rule).collect();
    let rules = if rules.is_empty() { String::new() } else { format!("→ {}", rules.join(", ")) };
    [event.at.to_string(), aws::operations::bus::kind(event).1, about(world, event), rules]
}

fn about(world: &World, event: &Event) -> String {
    let service = |id| world.services.get(id).map_or("gone".into(), |service| service.name.to_string());
    match &event.what {
        What::Task(id) => format!("task {}", &arn::task_name(world, *id)[..6]),
        What::Instance(id) => arn::ec2_instance(world, *id)[..6].to_string(),
        What::Service(id, action) => format!("{} {}", service(*id), aws::operations::bus::action(action).1),
        What::Deployment(id, deployment, rollout) => {
            format!(
                "{} {}",
                service(*id),
                aws::operations::bus::deployment_event(*rollout, &arn::deployment(world, *deployment)).1
            )
        }
        What::Custom(custom) => custom.source.to_string(),
    }
}

/// The events of a rule, or what a topic or log group got, in full.
fn collected(world: &World, name: &str) -> Result<String, String> {
    let is_rule = world.schedules.values().any(|rule| *rule.name == *name);
    let at = |collector: Collector| world.bus.collected.get(&collector);
    let collector = at(Collector::Topic(name.into())).or_else(|| at(Collector::LogGroup(name.into())));
    let passed: Vec<&Passed> = match collector {
        Some(kept) => kept.iter().collect(),
        None if is_rule => {
            world.bus.passed.iter().filter(|passed| passed.rules.iter().any(|rule| **rule == *name)).collect()
        }
        None => {
            return Err(format!(
                "there is no rule {}, and no topic or log group of that name has got an event",
                aws::cut(name, 80)
            ));
        }
    };
    let document = |passed: &&Passed| {
        let value: Value = serde_json::from_str(&passed.document).unwrap_or_default();
        print_json(&value)
    };
    Ok(passed.iter().map(document).collect::<Vec<_>>().join("\n"))
}
