//! Log groups of CloudWatch Logs: those that task definitions name. Each is there from the first revision on that does.

use serde_json::Value;

use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object};
use crate::logs;
use crate::time::epoch_millis;
use engine::model::network::{ACCOUNT, REGION};
use engine::world::World;

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let (prefix, pattern) = (input.text("logGroupNamePrefix"), input.text("logGroupNamePattern"));
    let named = input.texts("logGroupIdentifiers");
    let wanted = |name: &str| {
        prefix.is_none_or(|prefix| name.starts_with(prefix))
            && pattern.is_none_or(|pattern| name.contains(pattern))
            && (named.is_empty() || named.iter().any(|given| *given == name || *given == arn(name)))
            && input.text("logGroupClass").is_none_or(|class| class == STANDARD)
    };
    let groups = logs::groups(world);
    // There is one account, which monitors no other.
    let accounts = input.texts("accountIdentifiers");
    let here = accounts.is_empty() || accounts.contains(&ACCOUNT);
    let groups: Vec<_> = groups.iter().filter(|(name, _)| here && wanted(name)).collect();
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
    let groups = groups.into_iter().skip(first).take(length).map(|(name, &at)| {
        Object::new()
            .with("logGroupName", &**name)
            .with("creationTime", epoch_millis(at))
            .with("metricFilterCount", 0u32)
            .with("arn", format!("{}:*", arn(name)))
            // It is counted with a long delay.
            .with("storedBytes", 0u32)
            .with("logGroupClass", STANDARD)
            .with("logGroupArn", arn(name))
            .value()
    });
    Ok(Object::new().with("logGroups", groups.collect::<Vec<_>>()).with("nextToken", next).value())
}

/// Log groups of one call.
const MOST: usize = 50;

const STANDARD: &str = "STANDARD";

fn arn(name: &str) -> String {
    format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}")
}
