//! A registered revision as DescribeTaskDefinition prints it.

use serde::Serialize;
use serde_json::Value;

use super::document::{ContainerDefinition, Document, EphemeralStorage, RuntimePlatform};
use crate::api::arn;
use crate::api::time::timestamp;
use crate::engine::ids::DefinitionId;
use crate::engine::model::Name;
use crate::engine::model::definition::{NetworkMode, RevisionStatus, TaskDefinition};
use crate::engine::world::World;

/// A revision as DescribeTaskDefinition prints it, members in the order of AWS's model.
pub fn describe(world: &World, id: DefinitionId) -> Value {
    let revision = &world.definitions[id];
    let definition = &revision.definition;
    let document: Document = serde_json::from_str(&definition.document).unwrap_or_default();
    let attributes = |names: &[Name]| names.iter().map(|name| serde_json::json!({ "name": *name })).collect::<Vec<_>>();
    let printed = Described {
        task_definition_arn: arn::definition(world, id),
        container_definitions: document.container_definitions,
        family: definition.family.to_string(),
        task_role_arn: document.task_role_arn,
        execution_role_arn: document.execution_role_arn,
        network_mode: document.network_mode,
        revision: definition.revision,
        volumes: document.volumes,
        status: match revision.status {
            RevisionStatus::Active => "ACTIVE",
            RevisionStatus::Inactive => "INACTIVE",
            RevisionStatus::DeleteInProgress => "DELETE_IN_PROGRESS",
        },
        requires_attributes: Some(attributes(&definition.requires)).filter(|list| !list.is_empty()),
        placement_constraints: document.placement_constraints,
        compatibilities: compatibilities(definition),
        runtime_platform: document.runtime_platform,
        requires_compatibilities: document.requires_compatibilities,
        cpu: document.cpu,
        memory: document.memory,
        inference_accelerators: document.inference_accelerators,
        pid_mode: document.pid_mode,
        ipc_mode: document.ipc_mode,
        proxy_configuration: document.proxy_configuration,
        registered_at: timestamp(revision.registered_at),
        deregistered_at: revision.deregistered_at.map(timestamp),
        registered_by: arn::user(),
        ephemeral_storage: document.ephemeral_storage,
        enable_fault_injection: document.enable_fault_injection,
        trusted_execution_configuration: document.trusted_execution_configuration,
    };
    serde_json::to_value(printed).unwrap_or_default()
}

fn compatibilities(definition: &TaskDefinition) -> Vec<&'static str> {
    match (definition.fargate, definition.network_mode) {
        (true, _) => vec!["EC2", "FARGATE"],
        (false, NetworkMode::Awsvpc) => vec!["EC2"],
        (false, NetworkMode::Bridge | NetworkMode::Host | NetworkMode::None) => vec!["EXTERNAL", "EC2"],
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    task_definition_arn: String,
    container_definitions: Vec<ContainerDefinition>,
    family: String,
    task_role_arn: Option<String>,
    execution_role_arn: Option<String>,
    network_mode: Option<String>,
    revision: u32,
    volumes: Vec<Value>,
    status: &'static str,
    requires_attributes: Option<Vec<Value>>,
    placement_constraints: Vec<Value>,
    compatibilities: Vec<&'static str>,
    runtime_platform: Option<RuntimePlatform>,
    requires_compatibilities: Option<Vec<String>>,
    cpu: Option<String>,
    memory: Option<String>,
    inference_accelerators: Option<Value>,
    pid_mode: Option<String>,
    ipc_mode: Option<String>,
    proxy_configuration: Option<Value>,
    registered_at: String,
    deregistered_at: Option<String>,
    registered_by: String,
    ephemeral_storage: Option<EphemeralStorage>,
    enable_fault_injection: Option<bool>,
    trusted_execution_configuration: Option<Value>,
}
