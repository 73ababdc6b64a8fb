//! A target of a schedule or rule: the RunTask that it makes, in EventBridge's names.

use std::rc::Rc;

use serde_json::Value;

use super::{run_task, target_rules};
use crate::arn::last_part;
use crate::errors::ServiceError;
pub(super) use crate::errors::schedule::validation;
use crate::import::parse_json;
use crate::json::{Input, Object};
use crate::kept::in_order;
use crate::model::{Kind, model};
use crate::validate;
use engine::model::schedule::{Deed, Kind as Keeper, Target};
use engine::world::World;

/// Reads a target of a schedule or of a rule.
pub(super) fn read(world: &World, given: Input, keeper: Keeper) -> Result<Target, ServiceError> {
    let arn = given.required("Arn");
    if !(arn.starts_with("arn:aws:ecs:") && arn.contains(":cluster/") && !last_part(arn).is_empty()) {
        return Err(validation(format!("Provided Arn is not in correct format. Arn: {arn}"))
            .hint("the playground's schedules run ECS tasks: the Arn is that of a cluster; rules with an event pattern also take an SNS topic or a log group"));
    }
    target_rules::check(given, keeper)?;
    let parameters = given.inside("EcsParameters");
    let role = given.text("RoleArn").ok_or_else(|| validation(format!("RoleArn is required for target {arn}.")))?;
    let call = call(arn, parameters, given.text("Input"))?;
    let shape = match keeper {
        Keeper::Schedule => "ScheduleTarget",
        Keeper::Rule => "RuleTarget",
    };
    // What RunTask would refuse at once, EventBridge refuses in its own name.
    let run = run_task::asked(world, Input::of(&call)).map_err(|error| ServiceError { code: VALIDATION, ..error })?;
    Ok(Target {
        id: given.text("Id").unwrap_or_default().into(),
        deed: Deed::Run { run: Rc::new(run), role: role.into() },
        document: in_order(&given.value(), Kind::Structure(shape)).to_string().into(),
    })
}

const VALIDATION: &str = "ValidationException";

/// The input of RunTask.
fn call(cluster: &str, parameters: Input, input: Option<&str>) -> Result<Value, ServiceError> {
    let same = |name: &str| parameters.get(name).cloned();
    let vpc = parameters.inside("NetworkConfiguration").inside("awsvpcConfiguration");
    let network = vpc.is_there().then(|| {
        let vpc = Object::new()
            .with("subnets", vpc.get("Subnets").cloned())
            .with("securityGroups", vpc.get("SecurityGroups").cloned())
            .with("assignPublicIp", vpc.get("AssignPublicIp").cloned());
        Object::new().with("awsvpcConfiguration", vpc)
    });
    Ok(Object::new()
        .with("cluster", cluster)
        .with("taskDefinition", same("TaskDefinitionArn"))
        .with("count", same("TaskCount"))
        .with("launchType", same("LaunchType"))
        .with("capacityProviderStrategy", same("CapacityProviderStrategy"))
        .with("placementConstraints", same("PlacementConstraints"))
        .with("placementStrategy", same("PlacementStrategy"))
        .with("group", same("Group"))
        .with("networkConfiguration", network)
        .with("platformVersion", same("PlatformVersion"))
        .with("enableECSManagedTags", same("EnableECSManagedTags"))
        .with("enableExecuteCommand", same("EnableExecuteCommand"))
        .with("propagateTags", same("PropagateTags"))
        .with("referenceId", same("ReferenceId"))
        .with("tags", tags(parameters))
        .with("overrides", input.map(overrides).transpose()?)
        .value())
}

/// EventBridge's tags, as RunTask takes them: the one service writes `Key`, the other takes maps with `key`, too.
fn tags(parameters: Input) -> Option<Vec<Value>> {
    parameters.get("Tags")?;
    let tag = |given: Input| {
        let text = |name: &str, other: &str| given.text(name).or_else(|| given.text(other)).map(String::from);
        Object::new().with("key", text("key", "Key")).with("value", text("value", "Value")).value()
    };
    Some(parameters.list("Tags").map(tag).collect())
}

/// `Input` is JSON in a text: what RunTask takes as `overrides`.
fn overrides(text: &str) -> Result<Value, ServiceError> {
    let value = parse_json(text).map_err(|why| validation(format!("Invalid Input: {why}")))?;
    validate(&value, model().shape("TaskOverride")).map_err(|faults| {
        validation(format!("Invalid Input: {}", faults.join("; ")))
            .hint(r#"for ECS it is what run-task takes as overrides: {"containerOverrides": [{"name": "job", "command": ["…"]}]}"#)
    })?;
    Ok(value)
}

/// A document that was kept: one that the API itself wrote.
pub(super) fn kept(document: &str) -> Value {
    parse_json(document).unwrap_or(Value::Null)
}

/// Whether State is ENABLED; it is if nothing is said.
pub(super) fn enabled(input: Input) -> Result<bool, ServiceError> {
    match input.text("State") {
        None | Some("ENABLED") => Ok(true),
        Some("DISABLED") => Ok(false),
        Some(state) => Err(unsatisfied(state, "state", "Member must satisfy enum value set: [ENABLED, DISABLED]")),
    }
}

pub(super) fn unsatisfied(value: &str, member: &str, constraint: &str) -> ServiceError {
    let value = crate::cut(value, 80);
    validation(format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
    ))
}

/// The name of a schedule or rule; `pattern` is how AWS writes what it may consist of, which is the same for both.
pub(super) fn name<'a>(given: &'a str, pattern: &str) -> Result<&'a str, ServiceError> {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let constraint = match given {
        "" => "Member must have length greater than or equal to 1".into(),
        _ if given.len() > 64 => "Member must have length less than or equal to 64".into(),
        _ if !given.chars().all(letter) => format!("Member must satisfy regular expression pattern: {pattern}"),
        _ => return Ok(given),
    };
    Err(unsatisfied(given, "name", &constraint))
}
