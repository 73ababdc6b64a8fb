//! Log groups of CloudWatch Logs: those that task definitions name. Each is there from the first revision on that does.

use serde_json::Value;

use crate::api::errors::ServiceError;
use crate::api::json::{Input, Object};
use crate::api::logs;
use crate::api::time::epoch_millis;
use crate::engine::model::network::{ACCOUNT, REGION};
use crate::engine::world::World;

pub fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let (prefix, pattern) = (input.text("logGroupNamePrefix"), input.text("logGroupNamePattern"));
    let named = input.texts("logGroupIdentifiers");
    let wanted = |name: &str| {
        prefix.is_none_or(|prefix| name.starts_with(prefix))
            && pattern.is_none_or(|pattern| name.contains(pattern))
            && (named.is_empty() || named.iter().any(|given| *given == name || *given == arn(name)))
            && input.text("logGroupClass").is_none_or(|class| class == STANDARD)
    };
    let groups = logs::groups(world);
    let groups = groups.iter().filter(|(name, _)| wanted(name)).map(|(name, &at)| {
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
    Ok(Object::new().with("logGroups", groups.collect::<Vec<_>>()).value())
}

const STANDARD: &str = "STANDARD";

fn arn(name: &str) -> String {
    format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}")
}
