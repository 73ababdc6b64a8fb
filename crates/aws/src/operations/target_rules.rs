//! What EventBridge Scheduler and EventBridge check of a target before they keep it. What a RunTask would be refused for is
//! looked at elsewhere.
//!
//! The words are EventBridge's (CP: rules/events, rules/scheduler, measured 2026-09); where only one of the two is known, the
//! other's follow it.

use serde_json::Value;

use super::ecs_target::{unsatisfied, validation};
use crate::errors::ServiceError;
use crate::import::parse_json;
use crate::json::Input;
use engine::model::network::REGION;
use engine::model::schedule::Kind;

/// Parameters of targets that aren't ECS clusters. `SqsParameters` of a rule's target are taken whatever it is.
const FOR_OTHERS: [&str; 10] = [
    "EventBridgeParameters",
    "KinesisParameters",
    "RunCommandParameters",
    "BatchParameters",
    "SqsParameters",
    "HttpParameters",
    "RedshiftDataParameters",
    "SageMakerPipelineParameters",
    "AppSyncParameters",
    "IntegrationParameters",
];

pub(super) fn check(given: Input, kind: Kind) -> Result<(), ServiceError> {
    let words = Words { kind, id: given.text("Id").unwrap_or_default() };
    region(given, kind)?;
    let foreign = |name: &&&str| given.get(name).is_some() && !(kind == Kind::Rule && **name == "SqsParameters");
    if let Some(name) = FOR_OTHERS.iter().find(foreign) {
        return Err(validation(match kind {
            Kind::Schedule => format!("Parameters {name} not supported for the target."),
            Kind::Rule => format!("Parameter(s) {name} not supported for target: {}.", words.id),
        }));
    }
    if !given.inside("EcsParameters").is_there() {
        return Err(validation(match kind {
            Kind::Schedule => "Parameters EcsParameters must be specified.".into(),
            Kind::Rule => format!("Parameter(s) EcsParameters must be specified for target: {}.", words.id),
        }));
    }
    parameters(given.inside("EcsParameters"), &words)?;
    input(given, &words)?;
    dead_letters(given.inside("DeadLetterConfig").text("Arn"))
}

/// How a target is called in an error.
struct Words<'a> {
    kind: Kind,
    id: &'a str,
}

impl Words<'_> {
    fn target(&self) -> String {
        match self.kind {
            Kind::Schedule => "the target".into(),
            Kind::Rule => format!("target {}", self.id),
        }
    }
}

/// A target and its task definition are where the schedule is.
fn region(given: Input, kind: Kind) -> Result<(), ServiceError> {
    let of = |arn: &str| arn.split(':').nth(3).map(String::from);
    let (target, here) = (given.required("Arn"), Some(REGION.to_string()));
    if kind == Kind::Schedule && target.starts_with("arn:") && of(target) != here {
        return Err(validation(format!("The target ARN provided does not match the current region {REGION}.")));
    }
    let definition = given.inside("EcsParameters").required("TaskDefinitionArn");
    if definition.starts_with("arn:") && of(definition) != of(target) {
        return Err(validation(format!("Region of {target} does not match region of {definition}.")));
    }
    Ok(())
}

fn parameters(given: Input, words: &Words) -> Result<(), ServiceError> {
    let count = given.number("TaskCount").unwrap_or(1);
    if !(1..=10).contains(&count) {
        let bound = if count < 1 { "greater than or equal to 1" } else { "less than or equal to 10" };
        return Err(match words.kind {
            Kind::Schedule => unsatisfied(
                &count.to_string(),
                "target.ecsParameters.taskCount",
                &format!("Member must have value {bound}"),
            ),
            Kind::Rule => validation(format!("Parameter(s) TaskCount not valid for target: {}.", words.id)),
        });
    }
    let vpc = given.inside("NetworkConfiguration").inside("awsvpcConfiguration");
    let launch = given.text("LaunchType");
    if launch == Some("FARGATE") && !vpc.is_there() {
        let whose = words.target();
        return Err(validation(format!(
            "Parameter NetworkConfiguration must be specified for {whose} when launch type is FARGATE."
        )));
    }
    let fargate_only =
        [("PlatformVersion", given.get("PlatformVersion")), ("AssignPublicIp", vpc.get("AssignPublicIp"))];
    if let Some((name, _)) = fargate_only.iter().find(|(_, value)| launch == Some("EC2") && value.is_some()) {
        let whose = words.target();
        return Err(validation(format!("Parameter {name} for {whose} is not supported when launch type is EC2.")));
    }
    for (name, least, most) in [("Subnets", 1, 16), ("SecurityGroups", 0, 5)] {
        if vpc.get(name).is_some() && !(least..=most).contains(&vpc.values(name).len()) {
            return Err(validation(format!(
                "Parameter {name} is not valid. Reason: size must be in between {least} and {most}."
            )));
        }
    }
    Ok(())
}

/// One way to say what the target gets, and one that can be read.
fn input(given: Input, words: &Words) -> Result<(), ServiceError> {
    let ways = ["Input", "InputPath", "InputTransformer"];
    if ways.iter().filter(|name| given.get(name).is_some()).count() > 1 {
        return Err(validation(format!(
            "Only one of Input, InputPath, or InputTransformer must be provided for {}.",
            words.target()
        )));
    }
    if given.text("Input").is_some_and(|text| parse_json(text).is_err()) {
        return Err(validation(format!("JSON syntax error in input for {}.", words.target())));
    }
    let transformer = given.inside("InputTransformer");
    let Value::Object(paths) = transformer.inside("InputPathsMap").value() else {
        return check_path(given.text("InputPath"), words);
    };
    if paths.len() > 100 || paths.keys().any(|name| name.starts_with("aws.events.")) {
        return Err(unsatisfied(
            &format!("{} paths", paths.len()),
            "targets.inputTransformer.inputPathsMap",
            "Map keys must not be reserved, and member must have length less than or equal to 100",
        ));
    }
    for path in paths.values().filter_map(Value::as_str) {
        check_path(Some(path), words)?;
    }
    match placeholders(transformer.required("InputTemplate")).find(|name| !paths.contains_key(*name)) {
        Some(name) => Err(validation(format!(
            "InputTemplate for {} contains invalid placeholder {}.",
            words.target(),
            crate::cut(name, 80)
        ))),
        None => Ok(()),
    }
}

/// The names between < and > that aren't predefined.
fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    let open = template.split('<').skip(1).filter_map(|rest| Some(rest.split_once('>')?.0));
    open.filter(|name| !name.starts_with("aws.events."))
}

fn check_path(path: Option<&str>, words: &Words) -> Result<(), ServiceError> {
    match path {
        Some(path) if !path.starts_with('$') || path.contains("['") || path.contains("[\"") => {
            Err(validation(format!("InputPath for {} is invalid.", words.target())))
        }
        _ => Ok(()),
    }
}

fn dead_letters(queue: Option<&str>) -> Result<(), ServiceError> {
    let Some(arn) = queue else { return Ok(()) };
    let service = arn.split(':').nth(2).unwrap_or_default();
    if service != "sqs" {
        return Err(validation(format!("{service} is not supported as a dead letter resource.")));
    }
    if arn.ends_with(".fifo") {
        return Err(validation("SQS FIFO is not supported by Dead Letter Queues."));
    }
    Ok(())
}

/// Whether no two targets of a call have the same id.
pub(super) fn ids_differ(targets: &[Input]) -> Result<(), ServiceError> {
    let ids: Vec<&str> = targets.iter().map(|target| target.required("Id")).collect();
    match ids.iter().enumerate().find(|(at, id)| ids[..*at].contains(id)) {
        Some((_, id)) => Err(validation(format!(
            "Parameter targets is not valid. Reason: More than one target with Id '{id}' is provided."
        ))),
        None => Ok(()),
    }
}
