//! EventBridge rules with a schedule or an event pattern, and events of applications: `aws events`.

use std::rc::Rc;

use serde_json::Value;

use super::ecs_target::{self, enabled, kept, unsatisfied, validation};
use super::pattern;
use super::schedules::{in_words, state};
use super::target_rules;
use crate::arn;
use crate::errors::{ServiceError, other};
use crate::import::parse_json;
use crate::json::{Input, Object};
use crate::kept::in_order;
use engine::commands::{Command, PutEvents, Reply, ScheduleCommand};
use engine::facts::NewSchedule;
use engine::ids::FactId;
use engine::model::Name;
use engine::model::bus::{Collector, Custom};
use engine::model::network::ACCOUNT;
use engine::model::refusal::ScheduleFault;
use engine::model::schedule::parse;
use engine::model::schedule::{Deed, Kind, Schedule, Settings, Target};
use engine::world::World;

pub(super) fn put(world: &World, input: Input) -> Result<Command, ServiceError> {
    bus(input)?;
    let name: Name = ecs_target::name(input.required("Name"), "[\\.\\-_A-Za-z0-9]+")?.into();
    let written = input.text("ScheduleExpression").filter(|text| !text.is_empty());
    let wrong = |why: &str| validation("Parameter ScheduleExpression is not valid.").hint(why);
    let expression = written.map(|written| parse(written, Kind::Rule).map_err(wrong)).transpose()?;
    let given = input.text("EventPattern").filter(|text| !text.is_empty());
    let faulty =
        |why: String| other("InvalidEventPatternException", format!("Event pattern is not valid. Reason: {why}"));
    let pattern = given.map(pattern::parse).transpose().map_err(faulty)?;
    if expression.is_none() && pattern.is_none() {
        return Err(validation("Parameter(s) EventPattern or ScheduleExpression must be specified."));
    }
    let collects = world.schedule(Kind::Rule, &name).is_some_and(|id| world.schedules[id].targets.iter().any(collects));
    if expression.is_some() && collects {
        return Err(collecting_on_schedule());
    }
    let same = |name: &str| input.get(name).cloned();
    let document = Object::new()
        .with("Description", same("Description"))
        .with("RoleArn", same("RoleArn"))
        .with("Tags", tags(world, &name, input))
        .value();
    let settings = Settings {
        expression,
        written: written.unwrap_or_default().into(),
        delete_after: false,
        document: document.to_string().into(),
    };
    let enabled = enabled(input)?;
    let new = NewSchedule { kind: Kind::Rule, name, settings: Rc::new(settings), pattern, enabled, targets: vec![] };
    Ok(ScheduleCommand::PutRule(Box::new(new)).into())
}

fn collects(target: &Target) -> bool {
    matches!(target.deed, Deed::Collect(_))
}

/// Ours: what a schedule would send to a topic or a log group isn't made here.
fn collecting_on_schedule() -> ServiceError {
    validation("Parameter ScheduleExpression is not valid for a rule with this target.")
        .hint("in the playground, topics and log groups are targets of rules with an EventPattern alone")
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
    let targets: Vec<Target> = given.into_iter().map(|given| target(world, given)).collect::<Result<_, _>>()?;
    let rule = rule(input, "Rule")?;
    let scheduled =
        world.schedule(Kind::Rule, &rule).is_some_and(|id| world.schedules[id].settings.expression.is_some());
    if scheduled && targets.iter().any(collects) {
        return Err(collecting_on_schedule());
    }
    Ok(ScheduleCommand::PutTargets { rule, targets }.into())
}

/// A cluster on which a task is run, or what only collects: an SNS topic, a log group.
fn target(world: &World, given: Input) -> Result<Target, ServiceError> {
    let arn = given.required("Arn");
    let collector = match arn.split(':').collect::<Vec<_>>()[..] {
        ["arn", "aws", "sns", _, _, topic] if !topic.is_empty() => Collector::Topic(topic.into()),
        ["arn", "aws", "logs", _, _, "log-group", group, ..] if !group.is_empty() => Collector::LogGroup(group.into()),
        _ => return ecs_target::read(world, given, Kind::Rule),
    };
    if let Some(member) =
        ["Input", "InputPath", "InputTransformer", "EcsParameters"].iter().find(|m| given.get(m).is_some())
    {
        return Err(validation(format!("Parameter(s) {member} not supported for target: {}.", given.required("Id")))
            .hint("the playground collects events as they are"));
    }
    let document = in_order(&given.value(), crate::model::Kind::Structure("RuleTarget")).to_string().into();
    Ok(Target { id: given.required("Id").into(), deed: Deed::Collect(collector), document })
}

/// Entries of one PutEvents.
const MOST_ENTRIES: usize = 10;

pub(super) fn put_events(_: &World, input: Input) -> Result<Command, ServiceError> {
    let entries: Vec<Input> = input.list("Entries").collect();
    if !(1..=MOST_ENTRIES).contains(&entries.len()) {
        let constraint = format!("Member must have length less than or equal to {MOST_ENTRIES}");
        return Err(unsatisfied(&format!("{} entries", entries.len()), "entries", &constraint));
    }
    let event = |entry: Input| {
        let required = |name: &str| {
            let text = entry.text(name).filter(|text| !text.is_empty());
            text.ok_or_else(|| {
                validation(format!("Parameter {name} is not valid. Reason: {name} is a required argument."))
            })
        };
        let (source, detail) = (required("Source")?, required("Detail")?);
        if source.starts_with("aws.") {
            return Err(other("NotAuthorizedForSourceException", format!("Not authorized for the source {source}.")));
        }
        if !parse_json(detail).is_ok_and(|detail| detail.is_object()) {
            return Err(other("MalformedDetail", "Detail is malformed."));
        }
        bus(entry)?;
        Ok(Custom {
            source: source.into(),
            detail_type: required("DetailType")?.into(),
            detail: detail.into(),
            resources: entry.texts("Resources").into_iter().map(Name::from).collect(),
        })
    };
    Ok(PutEvents { events: entries.into_iter().map(event).collect::<Result<_, _>>()? }.into())
}

pub(super) fn events_put(world: &World, reply: &Reply) -> Value {
    let Reply::Events(facts) = reply else { return Value::Null };
    let id = |fact: &FactId| Object::new().with("EventId", super::bus::id(world, *fact, false)).value();
    let entries: Vec<Value> = facts.iter().map(id).collect();
    Object::new().with("FailedEntryCount", 0u32).with("Entries", entries).value()
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

fn pattern_of(world: &World, rule: &str) -> Option<String> {
    let pattern = world.bus.patterns.get(&world.schedule(Kind::Rule, rule)?)?;
    Some(pattern.0.text().to_string())
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
        .with("EventPattern", pattern_of(world, &rule.name))
        .with("ScheduleExpression", Some(&*rule.settings.written).filter(|written| !written.is_empty()))
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
            .with("EventPattern", pattern_of(world, &rule.name))
            .with("State", state(rule))
            .with("Description", document.get("Description").cloned())
            .with("ScheduleExpression", Some(&*rule.settings.written).filter(|written| !written.is_empty()))
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
