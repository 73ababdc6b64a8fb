//! The rules of listeners.

use serde_json::Value;

use super::{actions, conditions, listeners};
use crate::errors::{ServiceError, elb, elb_validation};
use crate::json::{Input, Object};
use crate::{arn, kept};
use engine::commands::{Command, CreateRule, DeleteRule, ModifyRule, Reply, SetRulePriorities};
use engine::model::balancer::BalancerKind;
use engine::model::kept::Kept;
use engine::model::listener::RuleId;
use engine::world::World;

/// What is kept of a rule beside its action.
const KEPT: [&str; 2] = ["Tags", "Transforms"];

pub(super) fn create(world: &World, input: Input) -> Result<Command, ServiceError> {
    let (balancer, listener) = listeners::find(world, input.required("ListenerArn"))?;
    let priority = priority(input)?;
    let conditions = conditions::read(input)?;
    if listener.protocol.of() == BalancerKind::Network {
        // The words are ours.
        return Err(elb("UnsupportedProtocol", "Listeners of a Network Load Balancer have a default action only"));
    }
    let action = actions::read(world, input, "Actions", listener.protocol)?;
    let kept = actions::kept(&kept::of("elbv2", "CreateRule", input), "Actions", &KEPT);
    Ok(CreateRule { balancer, listener: listener.number, priority, conditions, action, kept }.into())
}

/// CP: pf-elbv2-rule-priority-range; the words are ours.
fn priority(given: Input) -> Result<u32, ServiceError> {
    let priority = given.number("Priority").unwrap_or_default();
    let valid = u32::try_from(priority).ok().filter(|priority| (1..=50_000).contains(priority));
    valid.ok_or_else(|| elb_validation(format!("Priority '{priority}' must be between 1 and 50000")))
}

pub(super) fn modify(world: &World, input: Input) -> Result<Command, ServiceError> {
    let rule = find(world, input.required("RuleArn"))?;
    let (listener, _) = world.rule(rule).ok_or_else(not_found)?;
    let protocol = listener.protocol;
    let given = |name: &str| input.get(name).is_some();
    let conditions = given("Conditions").then(|| conditions::read(input)).transpose()?;
    let action = given("Actions").then(|| actions::read(world, input, "Actions", protocol)).transpose()?;
    let mut kept = actions::kept(&kept::of("elbv2", "ModifyRule", input), "Actions", &KEPT);
    if input.flag("ResetTransforms") {
        if given("Transforms") {
            return Err(elb_validation("You cannot specify both Transforms and ResetTransforms"));
        }
        kept = kept.updated(&Kept::new([("Transforms".into(), "[]".into())]));
    }
    // Another action keeps nothing of the one before.
    if given("Actions") && kept.get("Actions").is_none() {
        kept = kept.updated(&Kept::new([("Actions".into(), "[]".into())]));
    }
    Ok(ModifyRule { rule, conditions, action, kept }.into())
}

pub(super) fn delete(world: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(DeleteRule { rule: find(world, input.required("RuleArn"))? }.into())
}

pub(super) fn set_priorities(world: &World, input: Input) -> Result<Command, ServiceError> {
    let pair = |given: Input| Ok((find(world, given.text("RuleArn").unwrap_or_default())?, priority(given)?));
    let priorities: Vec<(RuleId, u32)> = input.list("RulePriorities").map(pair).collect::<Result<_, ServiceError>>()?;
    for (at, (rule, priority)) in priorities.iter().enumerate() {
        if priorities[..at].iter().any(|(other, _)| other == rule) {
            return Err(elb_validation("A rule can be specified only once"));
        }
        let twice =
            |(other, same): &(RuleId, u32)| same == priority && listener_of(world, *other) == listener_of(world, *rule);
        if priorities[..at].iter().any(twice) {
            return Err(elb("PriorityInUse", format!("Priority '{priority}' is currently in use")));
        }
    }
    Ok(SetRulePriorities { priorities }.into())
}

fn listener_of(world: &World, rule: RuleId) -> Option<u32> {
    Some(world.rule(rule)?.0.number)
}

fn not_found() -> ServiceError {
    elb("RuleNotFound", "One or more rules not found")
}

/// The rule of an ARN.
pub(super) fn find(world: &World, text: &str) -> Result<RuleId, ServiceError> {
    arn::find_rule(world, text).ok_or_else(not_found)
}

pub(super) fn changed(world: &World, reply: &Reply) -> Value {
    let Reply::Rules(ids) = reply else { return Value::Null };
    let rules: Vec<Value> = ids.iter().map(|id| describe_one(world, *id)).collect();
    Object::new().with("Rules", rules).value()
}

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let arns = input.texts("RuleArns");
    let rules: Vec<RuleId> = match input.text("ListenerArn") {
        Some(_) if !arns.is_empty() => {
            return Err(elb_validation("You must specify either a listener ARN or rule ARNs, not both"));
        }
        Some(arn) => {
            let (balancer, listener) = listeners::find(world, arn)?;
            listener.rules.iter().map(|rule| RuleId { balancer, number: rule.number }).collect()
        }
        None if arns.is_empty() => return Err(elb_validation("A listener ARN or rule ARNs must be specified")),
        None => arns.into_iter().map(|arn| find(world, arn)).collect::<Result<_, _>>()?,
    };
    let rules: Vec<Value> = rules.into_iter().map(|id| describe_one(world, id)).collect();
    Ok(Object::new().with("Rules", rules).value())
}

pub(super) fn describe_one(world: &World, id: RuleId) -> Value {
    let Some((_, rule)) = world.rule(id) else { return Value::Null };
    let transforms = kept::list(&rule.kept, "Transforms");
    Object::new()
        .with("RuleArn", arn::rule(world, id))
        .with("Priority", rule.priority.map_or("default".into(), |priority| priority.to_string()))
        .with("Conditions", conditions::describe(&rule.conditions))
        .with("Actions", actions::describe(world, rule))
        .with("IsDefault", rule.priority.is_none())
        .with("Transforms", (!transforms.is_empty()).then_some(Value::Array(transforms)))
        .value()
}
