//! What registration checks of the parts of a document that the simulation only keeps and shows again. What it acts on
//! is checked by the engine.

mod environment;
mod logging;
mod network;
mod resources;
mod volumes;

use serde_json::Value;

use crate::errors::{ServiceError, client};
use crate::json::Input;
use crate::model::{Kind, Shape, model};
use crate::tags;

/// Bytes of a task definition (definitions.md#registration).
const LARGEST: usize = 65_536;
/// What `requiresCompatibilities` may have.
const COMPATIBILITIES: [&str; 4] = ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"];

/// The first thing that is wrong with an input whose names and types were checked, for an account that may be strict.
pub fn check(input: Input, strict: bool) -> Result<(), ServiceError> {
    let document = input.value();
    let length = document.to_string().len();
    if length > LARGEST {
        return Err(client(format!("Actual length: '{length}'. Max allowed length is '{LARGEST}' bytes.")));
    }
    let shape = &model().operation("ecs", "RegisterTaskDefinition").expect("the model has it").input;
    check_words(&document, shape)?;
    for name in input.texts("requiresCompatibilities") {
        one_of("compatibility", name, &COMPATIBILITIES)?;
    }
    if input.get("inferenceAccelerators").is_some() {
        return Err(client("Unsupported field 'inferenceAccelerators'."));
    }
    tags::check(input)?;
    check_roles(input)?;
    check_compatibilities(input)?;
    volumes::check(input)?;
    network::check(input)?;
    environment::check(input, strict)?;
    logging::check(input)?;
    resources::check(input)
}

/// What goes with some launch types only.
fn check_compatibilities(input: Input) -> Result<(), ServiceError> {
    let asked = input.texts("requiresCompatibilities");
    let asks_for = |name: &str| asked.contains(&name);
    if input.inside("ephemeralStorage").is_there() && asks_for("EC2") && !asks_for("FARGATE") {
        return Err(client("Tasks using the EC2 launch type do not support EphemeralStorage."));
    }
    let trusted = input.inside("trustedExecutionConfiguration");
    // The texts are ours.
    if trusted.is_there() && !asked.is_empty() && !asks_for("MANAGED_INSTANCES") {
        return Err(client("Only Managed Instances support trustedExecutionConfiguration."));
    }
    if trusted.text("isolationMode") == Some("CONFIDENTIAL_SANDBOX") && trusted.text("attestationPolicy").is_none() {
        return Err(client("isolationMode CONFIDENTIAL_SANDBOX requires an attestationPolicy."));
    }
    Ok(())
}

/// The model's words, all the way down. ECS leaves a log driver to the instances: one without it lacks an attribute.
fn check_words(value: &Value, shape: &Shape) -> Result<(), ServiceError> {
    let Value::Object(members) = value else { return Ok(()) };
    for (name, value) in members {
        let Some(member) = shape.member(name) else { continue };
        match (member.kind, value) {
            (Kind::Word(_), Value::String(word)) if name != "logDriver" => {
                one_of(&spaced(name), word, &member.words().collect::<Vec<_>>())?;
            }
            (Kind::Structure(inner), value) => check_words(value, model().shape(inner))?,
            (Kind::StructureList(inner), Value::Array(items)) => {
                items.iter().try_for_each(|item| check_words(item, model().shape(inner)))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// ECS has this text of log drivers.
fn one_of(what: &str, word: &str, words: &[&str]) -> Result<(), ServiceError> {
    if words.contains(&word) {
        return Ok(());
    }
    Err(client(format!("{word} is not a valid {what}. Must be one of [{}]", words.join(","))))
}

/// `networkMode` as `network mode`.
fn spaced(name: &str) -> String {
    name.chars()
        .flat_map(|c| c.is_ascii_uppercase().then_some(' ').into_iter().chain([c.to_ascii_lowercase()]))
        .collect()
}

/// A role is a name or an ARN of IAM's.
fn check_roles(input: Input) -> Result<(), ServiceError> {
    let fits = |role: &str| match role.strip_prefix("arn:") {
        Some(rest) => rest.contains(":iam::") && rest.contains(":role/"),
        None => role.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@-_/".contains(c)) && !role.is_empty(),
    };
    let roles = ["taskRoleArn", "executionRoleArn"].into_iter().filter_map(|field| input.text(field));
    if roles.into_iter().all(fits) { Ok(()) } else { Err(client("Role is not valid")) }
}
