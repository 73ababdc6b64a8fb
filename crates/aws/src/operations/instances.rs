//! Container instances.

use serde_json::Value;

use super::{cluster, missing};
use crate::errors::{ServiceError, client, invalid};
use crate::json::{Input, Object, pair, texts};
use crate::pages::{HUNDRED, page};
use crate::placement::expression;
use crate::time::timestamp;
use crate::{arn, words};
use engine::ids::{ClusterId, InstanceId};
use engine::model::Room;
use engine::model::instance::{AGENT_VERSION, BUILT_IN, CAPABILITIES, Instance, RESERVED_PORTS};
use engine::model::network::{ACCOUNT, Protocol, REGION};
use engine::rules::placement::Asked;
use engine::sorted::SortedSet;
use engine::timings::INACTIVE_INSTANCES_KEPT;
use engine::world::World;

/// Instances in one DescribeContainerInstances (account.md#quotas).
const MOST_DESCRIBED: usize = 100;

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let cluster = cluster(world, input)?;
    let named = input.texts("containerInstances");
    if named.is_empty() {
        return Err(client("Container Instances cannot be empty."));
    }
    if named.len() > MOST_DESCRIBED {
        return Err(invalid(format!("Container Instances list can have at most {MOST_DESCRIBED} items.")));
    }
    let health = input.texts("include").contains(&"CONTAINER_INSTANCE_HEALTH");
    let (mut instances, mut failures) = (Vec::new(), Vec::new());
    for text in named {
        let known = |id: &InstanceId| {
            let instance = &world.instances[*id];
            instance.cluster == cluster && instance.registered_at.is_some() && !is_forgotten(world, instance)
        };
        match find(world, text).filter(known) {
            Some(id) => instances.push(describe_with(world, id, health)),
            None => failures.push(missing(missing_instance(world, cluster, text))),
        }
    }
    Ok(Object::new().with("containerInstances", instances).with("failures", failures).value())
}

/// The ARN of a container instance that isn't there.
pub(super) fn missing_instance(world: &World, cluster: ClusterId, text: &str) -> String {
    let (cluster, id) = (&world.clusters[cluster].name, arn::last_part(text));
    format!("arn:aws:ecs:{REGION}:{ACCOUNT}:container-instance/{cluster}/{id}")
}

/// The container instance of an id or ARN.
pub(super) fn find(world: &World, text: &str) -> Option<InstanceId> {
    let id = InstanceId::from_name(world.seed(), arn::parse_name(arn::last_part(text))?)?;
    world.instances.get(id).map(|_| id)
}

pub(super) fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    let cluster = cluster(world, input)?;
    let status = input.text("status");
    let listed = world.instances_of(cluster).filter(|(_, instance)| instance.registered());
    let wanted = listed.filter(|(_, i)| status.is_none_or(|status| status == words::instance_status(i.status)));
    let filter = input.text("filter").map(expression).transpose()?;
    let wanted = wanted.filter(|(id, _)| filter.as_ref().is_none_or(|query| query.holds(&Asked::new(world, *id))));
    let arns: Vec<String> = wanted.map(|(id, _)| arn::instance(world, id)).collect();
    let (arns, next) = page(input, HUNDRED, arns)?;
    Ok(Object::new().with("containerInstanceArns", arns).with("nextToken", next).value())
}

/// An INACTIVE instance can be described for a while (capacity.md#deregistering).
fn is_forgotten(world: &World, instance: &Instance) -> bool {
    instance.deregistered_at.is_some_and(|at| !instance.registered() && world.now >= at + INACTIVE_INSTANCES_KEPT)
}

pub(super) fn describe_one(world: &World, id: InstanceId) -> Value {
    describe_with(world, id, false)
}

fn describe_with(world: &World, id: InstanceId, health: bool) -> Value {
    let instance = &world.instances[id];
    let tasks = || instance.tasks.ids().map(|task| &world.tasks[task]);
    let version = Object::new()
        .with("agentVersion", AGENT_VERSION)
        .with("agentHash", "4bc5c6c1")
        .with("dockerVersion", "DockerVersion: 25.0.8");
    Object::new()
        .with("containerInstanceArn", arn::instance(world, id))
        .with("ec2InstanceId", arn::ec2_instance(world, id))
        .with("version", 3 + instance.tasks.len())
        .with("versionInfo", version)
        .with("remainingResources", resources(instance, instance.free(), true))
        .with("registeredResources", resources(instance, instance.instance_type.room(), false))
        .with("status", words::instance_status(instance.status))
        .with("agentConnected", instance.agent_connected)
        .with("runningTasksCount", tasks().filter(|task| task.is_running()).count())
        .with("pendingTasksCount", tasks().filter(|task| task.is_starting()).count())
        .with("attributes", attributes(instance))
        .with("registeredAt", instance.registered_at.map(timestamp))
        .with("attachments", Vec::<Value>::new())
        .with("tags", Vec::<Value>::new())
        .with("healthStatus", health.then(|| health_status(instance)))
        .value()
}

/// How the container runtime does, as the agent says: not known while it can't be reached.
fn health_status(instance: &Instance) -> Value {
    let status = if instance.agent_connected { "OK" } else { "INSUFFICIENT_DATA" };
    let at = timestamp(instance.changed_at);
    let detail = Object::new()
        .with("type", "CONTAINER_RUNTIME")
        .with("status", status)
        .with("lastUpdated", at.clone())
        .with("lastStatusChange", at)
        .value();
    Object::new().with("overallStatus", status).with("details", vec![detail]).value()
}

/// Of ports, AWS lists those that are taken, among remaining resources too (commands.md#output).
fn resources(instance: &Instance, room: Room, with_taken: bool) -> Vec<Value> {
    let resource = |name: &str, kind: &str, n: u32| {
        let zero = Value::Number(serde_json::Number::from_f64(0.0).expect("0 is a number"));
        Object::new()
            .with("name", name)
            .with("type", kind)
            .with("doubleValue", zero)
            .with("longValue", 0u32)
            .with("integerValue", n)
    };
    let set = |name: &str, set: Vec<String>| resource(name, "STRINGSET", 0).with("stringSetValue", texts(set)).value();
    let taken = |wanted: Protocol| {
        let ports = instance.ports.iter().filter(move |(protocol, _)| with_taken && *protocol == wanted);
        ports.map(|(_, port)| port.to_string())
    };
    let tcp = RESERVED_PORTS.iter().map(u16::to_string).chain(taken(Protocol::Tcp)).collect();
    let mut resources = vec![
        resource("CPU", "INTEGER", room.cpu).value(),
        resource("MEMORY", "INTEGER", room.memory).value(),
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

/// The names of all its attributes, those too that ECS sets.
pub(super) fn attribute_names(instance: &Instance) -> SortedSet<&str> {
    let own = instance.custom.keys().map(|name| &**name);
    let built_in = BUILT_IN.into_iter().filter(|name| instance.has_attribute(name));
    built_in.chain(CAPABILITIES).chain(own).collect()
}

fn attributes(instance: &Instance) -> Vec<Value> {
    let names = attribute_names(instance);
    let print = names.ids().map(|name| match instance.attribute(name) {
        Some(value) if !value.is_empty() => pair(name, &value),
        _ => Object::new().with("name", name).value(),
    });
    print.collect()
}
