//! EventBridge rules that have a schedule: what `aws events` has for scheduled tasks.

use std::rc::Rc;

use serde_json::Value;

use super::ecs_target::{self, enabled, kept, validation};
use super::schedules::{in_words, state};
use super::target_rules;
use crate::arn;
use crate::errors::{ServiceError, other};
use crate::json::{Input, Object};
use engine::commands::{Command, Reply, ScheduleCommand};
use engine::facts::NewSchedule;
use engine::model::Name;
use engine::model::network::ACCOUNT;
use engine::model::refusal::ScheduleFault;
use engine::model::schedule::parse;
use engine::model::schedule::{Kind, Schedule, Settings};
use engine::world::World;

pub(super) fn put(world: &World, input: Input) -> Result<Command, ServiceError> {
    bus(input)?;
    let name: Name = ecs_target::name(input.required("Name"), "[\\.\\-_A-Za-z0-9]+")?.into();
    if input.text("EventPattern").is_some() {
        return Err(validation("Event pattern is not valid.")
            .hint("the playground has rules with --schedule-expression only: nothing here makes events"));
    }
    let written = input.text("ScheduleExpression");
    let written =
        written.ok_or_else(|| validation("Parameter(s) EventPattern or ScheduleExpression must be specified."))?;
    let wrong = |why: &str| validation("Parameter ScheduleExpression is not valid.").hint(why);
    let same = |name: &str| input.get(name).cloned();
    let document = Object::new()
        .with("Description", same("Description"))
        .with("RoleArn", same("RoleArn"))
        .with("Tags", tags(world, &name, input))
        .value();
    let settings = Settings {
        expression: parse(written, Kind::Rule).map_err(wrong)?,
        written: written.into(),
        delete_after: false,
        document: document.to_string().into(),
    };
    let enabled = enabled(input)?;
    let new = NewSchedule { kind: Kind::Rule, name, settings: Rc::new(settings), enabled, targets: vec![] };
    Ok(ScheduleCommand::PutRule(Box::new(new)).into())
}

/// The tags of a new rule. Those that an update gives are ignored (EventBridge: PutRule).
fn tags(world: &World, name: &Name, input: Input) -> Option<Value> {
    match world.schedule(Kind::Rule, name) {
        None => input.get("Tags").cloned(),
        Some(id) => kept(&world.schedules[id].settings.document).get("Tags").cloned(),
    }
}

/// There is one event bus.
fn bus(input: Input) -> Result<(), ServiceError> {
    match input.text("EventBusName").map(arn::last_part) {
        None | Some("default") => Ok(()),
        Some(name) => {
            let name = crate::cut(name, 64);
            Err(other("ResourceNotFoundException", format!("Event bus {name} does not exist.")))
        }
    }
}

/// The name under `member`.
fn rule(input: Input, member: &str) -> Result<Name, ServiceError> {
    bus(input)?;
    Ok(input.required(member).into())
}

pub(super) fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(ScheduleCommand::DeleteRule { rule: rule(input, "Name")? }.into())
}

pub(super) fn enable(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(ScheduleCommand::SetRuleState { rule: rule(input, "Name")?, enabled: true }.into())
}

pub(super) fn disable(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(ScheduleCommand::SetRuleState { rule: rule(input, "Name")?, enabled: false }.into())
}

pub(super) fn put_targets(world: &World, input: Input) -> Result<Command, ServiceError> {
    let given: Vec<Input> = input.list("Targets").collect();
    target_rules::ids_differ(&given)?;
    let targets =
        given.into_iter().map(|given| ecs_target::read(world, given, Kind::Rule)).collect::<Result<_, _>>()?;
    Ok(ScheduleCommand::PutTargets { rule: rule(input, "Rule")?, targets }.into())
}

pub(super) fn remove_targets(_: &World, input: Input) -> Result<Command, ServiceError> {
    let ids = input.texts("Ids").into_iter().map(Into::into).collect();
    Ok(ScheduleCommand::RemoveTargets { rule: rule(input, "Rule")?, ids }.into())
}

/// None of the targets failed: a call with one that fails is refused as a whole.
pub(super) fn targets_changed(_: &World, _: &Reply) -> Value {
    Object::new().with("FailedEntryCount", 0u32).with("FailedEntries", Vec::<Value>::new()).value()
}

pub(super) fn was_put(_: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Schedule(kind, name) => Object::new().with("RuleArn", arn::schedule(*kind, name)).value(),
        _ => Value::Null,
    }
}

fn found<'a>(world: &'a World, input: Input, member: &str) -> Result<&'a Schedule, ServiceError> {
    let name = rule(input, member)?;
    let id = world.schedule(Kind::Rule, &name).ok_or_else(|| in_words(&ScheduleFault::NoRule(name)))?;
    Ok(&world.schedules[id])
}

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let rule = found(world, input, "Name")?;
    let document = kept(&rule.settings.document);
    Ok(Object::new()
        .with("Name", &*rule.name)
        .with("Arn", arn::schedule(rule.kind, &rule.name))
        .with("ScheduleExpression", &*rule.settings.written)
        .with("State", state(rule))
        .with("Description", document.get("Description").cloned())
        .with("RoleArn", document.get("RoleArn").cloned())
        .with("EventBusName", "default")
        .with("CreatedBy", ACCOUNT)
        .value())
}

pub(super) fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    bus(input)?;
    let prefix = input.text("NamePrefix").unwrap_or_default();
    let wanted = |rule: &&Schedule| rule.kind == Kind::Rule && rule.name.starts_with(prefix);
    let mut rules: Vec<&Schedule> = world.schedules.values().filter(wanted).collect();
    rules.sort_by_key(|rule| rule.name.clone());
    let one = |rule: &Schedule| {
        let document = kept(&rule.settings.document);
        Object::new()
            .with("Name", &*rule.name)
            .with("Arn", arn::schedule(rule.kind, &rule.name))
            .with("State", state(rule))
            .with("Description", document.get("Description").cloned())
            .with("ScheduleExpression", &*rule.settings.written)
            .with("RoleArn", document.get("RoleArn").cloned())
            .with("EventBusName", "default")
            .value()
    };
    Ok(Object::new().with("Rules", rules.into_iter().map(one).collect::<Vec<_>>()).value())
}

pub(super) fn list_targets(world: &World, input: Input) -> Result<Value, ServiceError> {
    let rule = found(world, input, "Rule")?;
    let targets: Vec<Value> = rule.targets.iter().map(|target| kept(&target.document)).collect();
    Ok(Object::new().with("Targets", targets).value())
}
