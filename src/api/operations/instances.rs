//! Container instances.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{cluster, missing, typed};
use crate::api::errors::{ServiceError, client};
use crate::api::time::timestamp;
use crate::api::{arn, words};
use crate::engine::ids::InstanceId;
use crate::engine::model::instance::{BUILT_IN, CAPABILITIES, Instance, InstanceStatus, RESERVED_PORTS};
use crate::engine::model::network::{ACCOUNT, Protocol, REGION};
use crate::engine::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Describe {
    cluster: Option<String>,
    container_instances: Vec<String>,
}

pub fn describe(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: Describe = typed(input)?;
    let cluster = cluster(world, input.cluster.as_deref())?;
    if input.container_instances.is_empty() {
        return Err(client("Container Instances cannot be empty."));
    }
    let (mut instances, mut failures) = (Vec::new(), Vec::new());
    for text in &input.container_instances {
        let known = |id: &InstanceId| {
            let instance = &world.instances[*id];
            instance.cluster == cluster && instance.registered_at.is_some()
        };
        match find(world, text).filter(known) {
            Some(id) => instances.push(describe_one(world, id)),
            None => {
                let (cluster, id) = (&world.clusters[cluster].name, arn::last_part(text));
                failures.push(missing(format!("arn:aws:ecs:{REGION}:{ACCOUNT}:container-instance/{cluster}/{id}")));
            }
        }
    }
    Ok(json!({ "containerInstances": instances, "failures": failures }))
}

/// The container instance of an id or ARN.
pub fn find(world: &World, text: &str) -> Option<InstanceId> {
    let id = InstanceId::from_name(world.seed(), arn::parse_name(arn::last_part(text))?)?;
    world.instances.get(id).map(|_| id)
}

#[derive(Deserialize)]
struct List {
    cluster: Option<String>,
    status: Option<String>,
}

pub fn list(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: List = typed(input)?;
    let cluster = cluster(world, input.cluster.as_deref())?;
    let listed = world.instances_of(cluster).filter(|(_, instance)| instance.registered());
    let wanted = listed.filter(|(_, i)| input.status.as_deref().is_none_or(|s| s == words::instance_status(i.status)));
    Ok(json!({ "containerInstanceArns": wanted.map(|(id, _)| arn::instance(world, id)).collect::<Vec<_>>() }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    container_instance_arn: String,
    ec2_instance_id: String,
    version: u32,
    version_info: Value,
    remaining_resources: Vec<Value>,
    registered_resources: Vec<Value>,
    status: &'static str,
    agent_connected: bool,
    running_tasks_count: usize,
    pending_tasks_count: usize,
    attributes: Vec<Value>,
    registered_at: Option<String>,
    attachments: Vec<Value>,
    tags: Vec<Value>,
}

pub fn describe_one(world: &World, id: InstanceId) -> Value {
    let instance = &world.instances[id];
    let tasks = || instance.tasks.iter().map(|task| &world.tasks[task]);
    let printed = Described {
        container_instance_arn: arn::instance(world, id),
        ec2_instance_id: arn::ec2_instance(world, id),
        version: 3 + instance.tasks.len() as u32,
        version_info: json!({
            "agentVersion": "1.98.0",
            "agentHash": "4bc5c6c1",
            "dockerVersion": "DockerVersion: 25.0.8",
        }),
        remaining_resources: resources(instance, instance.free().cpu, instance.free().memory, true),
        registered_resources: resources(
            instance,
            instance.instance_type.room().cpu,
            instance.instance_type.room().memory,
            false,
        ),
        status: match instance.status {
            InstanceStatus::Unregistered => "REGISTERING",
            InstanceStatus::Active => "ACTIVE",
            InstanceStatus::Draining => "DRAINING",
            InstanceStatus::Inactive => "INACTIVE",
        },
        agent_connected: instance.agent_connected,
        running_tasks_count: tasks().filter(|task| task.is_running()).count(),
        pending_tasks_count: tasks().filter(|task| task.is_starting()).count(),
        attributes: attributes(instance),
        registered_at: instance.registered_at.map(timestamp),
        attachments: vec![],
        tags: vec![],
    };
    serde_json::to_value(printed).unwrap_or_default()
}

/// Of ports, AWS lists those that are taken, among remaining resources too (§12.2).
fn resources(instance: &Instance, cpu: u32, memory: u32, with_taken: bool) -> Vec<Value> {
    let number = |name: &str, n: u32| json!({ "name": name, "type": "INTEGER", "doubleValue": 0.0, "longValue": 0, "integerValue": n });
    let set = |name: &str, set: Vec<String>| json!({ "name": name, "type": "STRINGSET", "doubleValue": 0.0, "longValue": 0, "integerValue": 0, "stringSetValue": set });
    let taken = |wanted: Protocol| {
        let ports = instance.ports.iter().filter(move |(protocol, _)| with_taken && *protocol == wanted);
        ports.map(|(_, port)| port.to_string())
    };
    let tcp = RESERVED_PORTS.iter().map(u16::to_string).chain(taken(Protocol::Tcp)).collect();
    let mut resources = vec![
        number("CPU", cpu),
        number("MEMORY", memory),
        set("PORTS", tcp),
        set("PORTS_UDP", taken(Protocol::Udp).collect()),
    ];
    if instance.instance_type.gpus > 0 {
        let first = if with_taken { instance.gpus } else { 0 };
        let left = (first..instance.instance_type.gpus).map(|n| format!("GPU-{n}"));
        resources.push(set("GPU", left.collect()));
    }
    resources
}

fn attributes(instance: &Instance) -> Vec<Value> {
    let own = instance.custom.keys().map(|name| &**name);
    let mut names: Vec<&str> = BUILT_IN.into_iter().chain(CAPABILITIES).chain(own).collect();
    names.sort();
    names.dedup();
    let print = names.into_iter().map(|name| match instance.attribute(name) {
        Some(value) if !value.is_empty() => json!({ "name": name, "value": value }),
        _ => json!({ "name": name }),
    });
    print.collect()
}
