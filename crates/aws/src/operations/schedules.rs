//! EventBridge Scheduler: schedules that run tasks.

use std::rc::Rc;

use serde_json::Value;

use super::ecs_target::{self, enabled, kept, unsatisfied, validation};
use crate::arn;
use crate::errors::ServiceError;
pub(super) use crate::errors::schedule::in_words;
use crate::errors::schedule::not_found;
use crate::json::{Input, Object};
use crate::kept::in_order;
use crate::model::Kind as Shape;
use crate::time::{parse_timestamp, print_second, timestamp};
use engine::commands::{Command, Reply, ScheduleCommand};
use engine::facts::NewSchedule;
use engine::model::refusal::ScheduleFault;
use engine::model::schedule::parse;
use engine::model::schedule::{Kind, Schedule, Settings};
use engine::world::World;

pub(super) fn create(world: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(ScheduleCommand::Create(Box::new(read(world, input)?)).into())
}

pub(super) fn update(world: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(ScheduleCommand::Update(Box::new(read(world, input)?)).into())
}

pub(super) fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    group(input)?;
    Ok(ScheduleCommand::Delete { name: input.required("Name").into() }.into())
}

fn read(world: &World, input: Input) -> Result<NewSchedule, ServiceError> {
    let name = ecs_target::name(input.required("Name"), "^[0-9a-zA-Z-_.]+$")?;
    group(input)?;
    let written = input.required("ScheduleExpression");
    let wrong = |why: &str| validation(format!("Invalid Schedule Expression {written}.")).hint(why);
    let expression = parse(written, Kind::Schedule).map_err(wrong)?;
    if let Some(zone) = input.text(TIMEZONE).filter(|zone| !["UTC", "Etc/UTC", "GMT", "Etc/GMT"].contains(zone)) {
        return Err(validation(format!("Invalid Schedule Expression Timezone {}.", crate::cut(zone, 40)))
            .hint("the playground's clock is in UTC, and its schedules are so far"));
    }
    window(input.inside("FlexibleTimeWindow"))?;
    let (start, end) = (date(input, "StartDate")?, date(input, "EndDate")?);
    if start.zip(end).is_some_and(|(start, end)| start >= end) {
        // CP: pf-scheduler-start-end-order.
        return Err(validation("The StartDate you specify must come before the EndDate."));
    }
    let target = ecs_target::read(world, input.inside("Target"), Kind::Schedule)?;
    let settings = Settings {
        expression: Some(expression),
        written: written.into(),
        delete_after: input.text("ActionAfterCompletion") == Some("DELETE"),
        document: document(input).to_string().into(),
    };
    let name = name.into();
    let enabled = enabled(input)?;
    Ok(NewSchedule {
        kind: Kind::Schedule,
        name,
        settings: Rc::new(settings),
        pattern: None,
        enabled,
        targets: vec![target],
    })
}

/// CP: pf-scheduler-flexible-window. The window's bounds are those of the API's model.
fn window(given: Input) -> Result<(), ServiceError> {
    let (mode, minutes) = (given.required("Mode"), given.number("MaximumWindowInMinutes"));
    match (mode, minutes) {
        ("OFF", Some(_)) => {
            Err(validation("MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set to OFF."))
        }
        ("FLEXIBLE", None) => {
            Err(validation("MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to FLEXIBLE."))
        }
        ("FLEXIBLE", Some(minutes)) if !(1..=1_440).contains(&minutes) => {
            let bound = if minutes < 1 { "greater than or equal to 1" } else { "less than or equal to 1440" };
            let member = "flexibleTimeWindow.maximumWindowInMinutes";
            Err(unsatisfied(&minutes.to_string(), member, &format!("Member must have value {bound}")))
        }
        ("OFF" | "FLEXIBLE", _) => Ok(()),
        _ => Err(unsatisfied(mode, "flexibleTimeWindow.mode", "Member must satisfy enum value set: [OFF, FLEXIBLE]")),
    }
}

/// A date of a call, in seconds since 1970.
fn date(input: Input, name: &str) -> Result<Option<i64>, ServiceError> {
    let Some(text) = input.text(name) else { return Ok(None) };
    parse_timestamp(text).map(Some).ok_or_else(|| {
        validation(format!("Invalid timestamp \"{}\" for {name}.", crate::cut(text, 40)))
            .hint("such as 2030-01-01T00:00:00Z")
    })
}

const TIMEZONE: &str = "ScheduleExpressionTimezone";

/// There is one group of schedules.
fn group(input: Input) -> Result<(), ServiceError> {
    match input.text("GroupName") {
        None | Some("default") => Ok(()),
        Some(other) => Err(not_found(format!("Schedule group {} does not exist.", crate::cut(other, 64)))),
    }
}

/// What is shown again and not acted on.
fn document(input: Input) -> Value {
    let same = |name: &str| input.get(name).cloned();
    let moment = |name: &str| date(input, name).ok().flatten().map(print_second);
    Object::new()
        .with("Description", same("Description"))
        .with("EndDate", moment("EndDate"))
        .with("FlexibleTimeWindow", same("FlexibleTimeWindow"))
        .with("KmsKeyArn", same("KmsKeyArn"))
        .with(TIMEZONE, input.text(TIMEZONE).unwrap_or("UTC"))
        .with("StartDate", moment("StartDate"))
        .value()
}

pub(super) fn created(_: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Schedule(kind, name) => Object::new().with("ScheduleArn", arn::schedule(*kind, name)).value(),
        _ => Value::Null,
    }
}

pub(super) fn get(world: &World, input: Input) -> Result<Value, ServiceError> {
    group(input)?;
    let name = input.required("Name");
    let id = world.schedule(Kind::Schedule, name);
    let id = id.ok_or_else(|| in_words(&ScheduleFault::NoSchedule(name.into())))?;
    Ok(describe(&world.schedules[id]))
}

fn describe(schedule: &Schedule) -> Value {
    let settings = &schedule.settings;
    let document = kept(&settings.document);
    let same = |name: &str| document.get(name).cloned();
    Object::new()
        .with("ActionAfterCompletion", if settings.delete_after { "DELETE" } else { "NONE" })
        .with("Arn", arn::schedule(schedule.kind, &schedule.name))
        .with("CreationDate", timestamp(schedule.created_at))
        .with("Description", same("Description"))
        .with("EndDate", same("EndDate"))
        .with("FlexibleTimeWindow", same("FlexibleTimeWindow"))
        .with("GroupName", "default")
        .with("KmsKeyArn", same("KmsKeyArn"))
        .with("LastModificationDate", timestamp(schedule.modified_at))
        .with("Name", &*schedule.name)
        .with("ScheduleExpression", &*settings.written)
        .with(TIMEZONE, same(TIMEZONE))
        .with("StartDate", same("StartDate"))
        .with("State", state(schedule))
        .with("Target", schedule.targets.first().map(|target| with_retries(kept(&target.document))))
        .value()
}

/// A target is shown with the policy that it has where it was given none.
fn with_retries(mut target: Value) -> Value {
    if let Value::Object(members) = &mut target {
        let usual = || Object::new().with("MaximumEventAgeInSeconds", 86_400u32).with("MaximumRetryAttempts", 185u32);
        members.entry("RetryPolicy").or_insert_with(|| usual().value());
    }
    in_order(&target, Shape::Structure("ScheduleTarget"))
}

pub(super) fn state(schedule: &Schedule) -> &'static str {
    if schedule.enabled { "ENABLED" } else { "DISABLED" }
}

pub(super) fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    group(input)?;
    let prefix = input.text("NamePrefix").unwrap_or_default();
    let wanted = |schedule: &Schedule| {
        schedule.kind == Kind::Schedule
            && schedule.name.starts_with(prefix)
            && input.text("State").is_none_or(|wanted| wanted == state(schedule))
    };
    let summary = |schedule: &Schedule| {
        let target = schedule.targets.first().and_then(|target| kept(&target.document).get("Arn").cloned());
        Object::new()
            .with("Arn", arn::schedule(schedule.kind, &schedule.name))
            .with("CreationDate", timestamp(schedule.created_at))
            .with("GroupName", "default")
            .with("LastModificationDate", timestamp(schedule.modified_at))
            .with("Name", &*schedule.name)
            .with("State", state(schedule))
            .with("Target", Object::new().with("Arn", target))
            .value()
    };
    let mut found: Vec<&Schedule> = world.schedules.values().filter(|schedule| wanted(schedule)).collect();
    found.sort_by_key(|schedule| schedule.name.clone());
    Ok(Object::new().with("Schedules", found.into_iter().map(summary).collect::<Vec<_>>()).value())
}
