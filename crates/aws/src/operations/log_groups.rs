//! Log groups of CloudWatch Logs.

use serde_json::Value;

use super::resources::all;
use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object};
use crate::time::epoch_millis;
use crate::{arn, kept};
use engine::commands::{Command, ResourceCommand};
use engine::model::network::ACCOUNT;
use engine::model::resource::{Resource, ResourceKind};
use engine::world::World;

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let (prefix, pattern) = (input.text("logGroupNamePrefix"), input.text("logGroupNamePattern"));
    let named = input.texts("logGroupIdentifiers");
    let wanted = |name: &str, group: &Resource| {
        prefix.is_none_or(|prefix| name.starts_with(prefix))
            && pattern.is_none_or(|pattern| name.contains(pattern))
            && (named.is_empty() || named.iter().any(|given| *given == name || *given == arn::log_group(name)))
            && input.text("logGroupClass").is_none_or(|wanted| wanted == class(group))
    };
    // There is one account, which monitors no other.
    let accounts = input.texts("accountIdentifiers");
    let here = accounts.is_empty() || accounts.contains(&ACCOUNT);
    let groups: Vec<_> =
        all(world, ResourceKind::LogGroup).filter(|(name, group)| here && wanted(name, group)).collect();
    let first: usize = match input.text("nextToken") {
        None => 0,
        Some(token) => token.parse().map_err(|_| invalid("The specified nextToken is invalid."))?,
    };
    let length = match input.number("limit") {
        None => MOST,
        Some(limit) => usize::try_from(limit).ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(|| {
            invalid(format!("1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and {MOST}"))
        })?,
    };
    let next = (first.saturating_add(length) < groups.len()).then(|| (first + length).to_string());
    let groups = groups.into_iter().skip(first).take(length).map(|(name, group)| {
        Object::new()
            .with("logGroupName", &**name)
            .with("creationTime", epoch_millis(group.made_at))
            .with("metricFilterCount", 0u32)
            .with("arn", format!("{}:*", arn::log_group(name)))
            // It is counted with a long delay.
            .with("storedBytes", 0u32)
            .with("kmsKeyId", kept::text(&group.kept, "kmsKeyId"))
            .with("logGroupClass", class(group))
            .with("logGroupArn", arn::log_group(name))
            .with("deletionProtectionEnabled", kept::flag(&group.kept, "deletionProtectionEnabled").then_some(true))
            .value()
    });
    Ok(Object::new().with("logGroups", groups.collect::<Vec<_>>()).with("nextToken", next).value())
}

/// Log groups of one call.
const MOST: usize = 50;

fn class(group: &Resource) -> String {
    kept::text(&group.kept, "logGroupClass").unwrap_or_else(|| "STANDARD".into())
}

/// Letters of a name.
const LONGEST: usize = 512;

pub(super) fn create(_: &World, input: Input) -> Result<Command, ServiceError> {
    let name = input.required("logGroupName");
    let letter = |c: char| c.is_ascii_alphanumeric() || "._-/#".contains(c);
    let constraint = match name {
        _ if !name.chars().all(letter) => r"Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+".into(),
        _ if name.len() > LONGEST => format!("Member must have length less than or equal to {LONGEST}"),
        _ => {
            let kept = kept::of("logs", "CreateLogGroup", input);
            let (kind, name) = (ResourceKind::LogGroup, name.into());
            return Ok(ResourceCommand::Put { kind, name, content: None, kept, overwrite: false }.into());
        }
    };
    let shown = crate::cut(name, 80);
    Err(invalid(format!(
        "1 validation error detected: Value '{shown}' at 'logGroupName' failed to satisfy constraint: {constraint}"
    )))
}

pub(super) fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    let name = input.required("logGroupName").into();
    Ok(ResourceCommand::Delete { kind: ResourceKind::LogGroup, name }.into())
}
