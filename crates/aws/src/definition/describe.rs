//! A registered revision as DescribeTaskDefinition prints it, members in the order of AWS's model.

use serde_json::Value;

use crate::json::{Object, texts};
use crate::time::timestamp;
use crate::{arn, tags};
use engine::ids::DefinitionId;
use engine::model::definition::{NetworkMode, RevisionStatus, TaskDefinition};
use engine::world::World;

pub fn describe(world: &World, id: DefinitionId) -> Value {
    let revision = &world.definitions[id];
    let definition = &revision.definition;
    let document: Value = serde_json::from_str(&definition.document).unwrap_or_default();
    let given = |name: &str| document.get(name).cloned();
    let attributes = definition.requires.iter().map(|name| Object::new().with("name", &**name).value());
    Object::new()
        .with("taskDefinitionArn", arn::definition(world, id))
        .with("containerDefinitions", given("containerDefinitions"))
        .with("family", &*definition.family)
        .with("taskRoleArn", given("taskRoleArn"))
        .with("executionRoleArn", given("executionRoleArn"))
        .with("networkMode", given("networkMode"))
        .with("revision", definition.revision)
        .with("volumes", given("volumes"))
        .with("status", status(revision.status))
        .with("requiresAttributes", Some(attributes.collect::<Vec<_>>()).filter(|list| !list.is_empty()))
        .with("placementConstraints", given("placementConstraints"))
        .with("compatibilities", compatibilities(definition))
        .with("runtimePlatform", given("runtimePlatform"))
        .with("requiresCompatibilities", given("requiresCompatibilities"))
        .with("cpu", given("cpu"))
        .with("memory", given("memory"))
        .with("inferenceAccelerators", given("inferenceAccelerators"))
        .with("pidMode", given("pidMode"))
        .with("ipcMode", given("ipcMode"))
        .with("proxyConfiguration", given("proxyConfiguration"))
        .with("registeredAt", timestamp(revision.registered_at))
        .with("deregisteredAt", revision.deregistered_at.map(timestamp))
        .with("deleteRequestedAt", revision.delete_requested_at.map(timestamp))
        .with("registeredBy", arn::user())
        .with("ephemeralStorage", given("ephemeralStorage"))
        .with("enableFaultInjection", given("enableFaultInjection"))
        .with("trustedExecutionConfiguration", given("trustedExecutionConfiguration"))
        .value()
}

/// The tags that it was registered with.
pub fn tags(world: &World, id: DefinitionId) -> Vec<Value> {
    tags::of(&serde_json::from_str(&world.definitions[id].definition.document).unwrap_or_default())
}

pub fn status(status: RevisionStatus) -> &'static str {
    match status {
        RevisionStatus::Active => "ACTIVE",
        RevisionStatus::Inactive => "INACTIVE",
        RevisionStatus::DeleteInProgress => "DELETE_IN_PROGRESS",
    }
}

fn compatibilities(definition: &TaskDefinition) -> Value {
    let list: &[&str] = match (definition.network_mode, definition.fargate) {
        (NetworkMode::Awsvpc, true) => &["EC2", "FARGATE", "MANAGED_INSTANCES"],
        (NetworkMode::Awsvpc, false) if logs_there(definition) => &["EC2", "MANAGED_INSTANCES"],
        (NetworkMode::Awsvpc, false) => &["EC2"],
        (NetworkMode::Bridge | NetworkMode::Host | NetworkMode::None, _) => &["EXTERNAL", "EC2"],
    };
    texts(list.iter().map(|name| name.to_string()).collect())
}

/// Whether Managed Instances have all log drivers that it asks for; they have those of Fargate, too.
fn logs_there(definition: &TaskDefinition) -> bool {
    let drivers = ["awsfirelens", "awslogs", "json-file", "splunk"];
    definition.containers.iter().filter_map(|c| c.log.as_ref()).all(|log| drivers.contains(&&*log.driver))
}
