//! Environment, secrets and the options of log drivers.

use crate::api::errors::{ServiceError, client};
use crate::api::json::Input;
use crate::engine::sorted::SortedSet;

/// Files with environment variables (§2.5).
const MOST_FILES: usize = 10;

pub fn check(input: Input) -> Result<(), ServiceError> {
    let fargate = input.texts("requiresCompatibilities").contains(&"FARGATE");
    for container in input.list("containerDefinitions") {
        check_secrets(container)?;
        if container.values("environmentFiles").len() > MOST_FILES {
            return Err(client("Too many environment files.").hint("a container has at most 10")); // our words
        }
        check_log(container.inside("logConfiguration"), fargate)?;
    }
    Ok(())
}

fn check_secrets(container: Input) -> Result<(), ServiceError> {
    let variables: Vec<&str> = container.list("environment").map(|variable| variable.required("name")).collect();
    let mut secrets = SortedSet::default();
    for name in container.list("secrets").map(|secret| secret.required("name")) {
        if variables.contains(&name) {
            return Err(client(format!(
                "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '{name}'."
            )));
        }
        if !secrets.insert(name) {
            return Err(client(format!("Duplicate secret names found: {name}. Each secret name must be unique.")));
        }
    }
    Ok(())
}

/// The options of `awslogs` (§2.5), and those of all drivers.
const NEEDED: [&str; 2] = ["awslogs-region", "awslogs-group"];
const OF_ALL_DRIVERS: [&str; 3] = ["mode", "max-buffer-size", "tag"];

fn check_log(log: Input, fargate: bool) -> Result<(), ServiceError> {
    if log.text("logDriver") != Some("awslogs") {
        return Ok(());
    }
    let options = log.inside("options");
    let has = |name: &&str| options.text(name).is_some_and(|value| !value.is_empty());
    if !NEEDED.iter().all(has) {
        return Err(client(format!("Log driver awslogs requires options: {}", NEEDED.join(", "))));
    }
    if fargate && !has(&"awslogs-stream-prefix") {
        return Err(client("Log driver awslogs requires options: awslogs-stream-prefix")); // after the one above
    }
    let given = log.get("options").and_then(serde_json::Value::as_object).into_iter().flatten();
    let strange = |name: &&String| !name.starts_with("awslogs-") && !OF_ALL_DRIVERS.contains(&name.as_str());
    match given.map(|(name, _)| name).find(strange) {
        Some(name) => Err(client(format!("Log driver awslogs disallows options: {name}"))),
        None => Ok(()),
    }
}
