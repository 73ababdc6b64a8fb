//! UpdateContainerInstancesState and DeregisterContainerInstance.

use serde_json::Value;

use super::run_task::failure;
use super::{cluster_name, instances};
use crate::errors::{ServiceError, client, invalid};
use crate::json::{Input, Object};
use engine::commands::{Command, DeregisterInstance, InstanceRef, Reply, SetInstancesState};
use engine::world::World;

/// Instances in one UpdateContainerInstancesState (account.md#quotas).
const MOST_CHANGED: usize = 10;

/// A container instance that is named by its id or ARN.
pub(super) fn reference(world: &World, text: &str) -> InstanceRef {
    InstanceRef { text: text.into(), id: instances::find(world, text) }
}

pub(super) fn set_state(world: &World, input: Input) -> Result<Command, ServiceError> {
    let named = input.texts("containerInstances");
    if named.is_empty() {
        return Err(client("Container Instances cannot be empty."));
    }
    if named.len() > MOST_CHANGED {
        return Err(invalid(format!("Container Instances list can have at most {MOST_CHANGED} items.")));
    }
    let draining = match input.required("status") {
        "ACTIVE" => false,
        "DRAINING" => true,
        _ => return Err(invalid("Container instance status should be one of [ACTIVE, DRAINING]")),
    };
    let cluster = cluster_name(input.text("cluster"));
    let instances = named.into_iter().map(|text| reference(world, text)).collect();
    Ok(SetInstancesState { cluster, instances, draining }.into())
}

pub(super) fn states_set(world: &World, reply: &Reply) -> Value {
    let Reply::InstancesChanged { instances, failures } = reply else { return Value::Null };
    let instances: Vec<Value> = instances.iter().map(|&id| instances::describe_one(world, id)).collect();
    let failures: Vec<Value> = failures.iter().map(|given| failure(world, given)).collect();
    Object::new().with("containerInstances", instances).with("failures", failures).value()
}

pub(super) fn deregister(world: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(DeregisterInstance {
        cluster: cluster_name(input.text("cluster")),
        instance: reference(world, input.required("containerInstance")),
        force: input.flag("force"),
    }
    .into())
}

pub(super) fn deregistered(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::InstancesChanged { instances, .. } => {
            let instance = instances.first().map(|&id| instances::describe_one(world, id));
            Object::new().with("containerInstance", instance).value()
        }
        _ => Value::Null,
    }
}
