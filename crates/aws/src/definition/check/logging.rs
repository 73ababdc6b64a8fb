//! Log drivers with their options, and FireLens.

use super::environment::check_s3_arn;
use crate::errors::{ServiceError, client};
use crate::json::Input;

/// What a driver can't do without (definitions.md#logging).
const NEEDED: [(&str, [&str; 2]); 2] =
    [("awslogs", ["awslogs-region", "awslogs-group"]), ("splunk", ["splunk-url", "splunk-token"])];
/// Options that all drivers have.
const OF_ALL_DRIVERS: [&str; 3] = ["mode", "max-buffer-size", "tag"];

pub(super) fn check(input: Input) -> Result<(), ServiceError> {
    let fargate = input.texts("requiresCompatibilities").contains(&"FARGATE");
    for container in input.list("containerDefinitions") {
        let log = container.inside("logConfiguration");
        check_needed(log)?;
        if log.text("logDriver") == Some("awslogs") {
            check_awslogs(log, fargate)?;
        }
        check_router(container)?;
    }
    check_firelens(input)
}

/// An option may come from a secret.
fn has(log: Input, name: &str) -> bool {
    log.inside("options").text(name).is_some_and(|value| !value.is_empty())
        || log.list("secretOptions").any(|secret| secret.required("name") == name)
}

fn check_needed(log: Input) -> Result<(), ServiceError> {
    let Some((driver, needed)) = NEEDED.iter().find(|(driver, _)| log.text("logDriver") == Some(driver)) else {
        return Ok(());
    };
    let missing: Vec<&str> = needed.iter().copied().filter(|name| !has(log, name)).collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(client(format!("Log driver {driver} requires options: {}", missing.join(", ")))),
    }
}

fn check_awslogs(log: Input, fargate: bool) -> Result<(), ServiceError> {
    if fargate && !has(log, "awslogs-stream-prefix") {
        return Err(client(
            "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.",
        ));
    }
    let given = log.get("options").and_then(serde_json::Value::as_object).into_iter().flatten();
    let strange = |name: &&String| !name.starts_with("awslogs-") && !OF_ALL_DRIVERS.contains(&name.as_str());
    if let Some(name) = given.map(|(name, _)| name).find(strange) {
        return Err(client(format!("Log driver awslogs disallows options: {name}")));
    }
    if has(log, "awslogs-datetime-format") && has(log, "awslogs-multiline-pattern") {
        return Err(client(
            "Log driver awslogs allows only one of the options awslogs-datetime-format and awslogs-multiline-pattern.", // our words
        ));
    }
    Ok(())
}

/// The container that routes the logs of others.
fn check_router(container: Input) -> Result<(), ServiceError> {
    let firelens = container.inside("firelensConfiguration");
    if !firelens.is_there() {
        return Ok(());
    }
    if container.text("user").is_some_and(|user| user.split(':').next() != Some("0")) {
        return Err(client("If 'user' field is specified on firelens container, then 'UID' has to be '0'."));
    }
    let options = firelens.inside("options");
    match (options.text("config-file-type"), options.text("config-file-value")) {
        (Some("s3"), value) => check_s3_arn(value.unwrap_or_default()),
        (None | Some("file"), _) => Ok(()),
        // The text is ours.
        (Some(other), _) => Err(client(format!("{other} is not a valid config-file-type. Must be one of [file,s3]"))),
    }
}

/// Who sends to a router, and the router, go together.
fn check_firelens(input: Input) -> Result<(), ServiceError> {
    let containers = || input.list("containerDefinitions");
    let routes = containers().any(|container| container.inside("firelensConfiguration").is_there());
    let sends = containers().any(|c| c.inside("logConfiguration").text("logDriver") == Some("awsfirelens"));
    match (sends, routes) {
        (true, false) => Err(client(
            "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers.",
        )),
        (false, true) => Err(client(
            "When a firelensConfiguration object is specified, at least one container has to be configured with the awsfirelens log driver.",
        )),
        (true, true) | (false, false) => Ok(()),
    }
}
