//! A task as DescribeTasks prints it, members in the order of AWS's model.

use serde_json::Value;

use super::service_output::platform_in_use;
use super::tags_of;
use crate::json::{Object, pair};
use crate::time::timestamp;
use crate::{arn, kept, reasons, words};
use engine::ids::TaskId;
use engine::model::container::task_health;
use engine::model::definition::{NetworkMode, TaskDefinition};
use engine::model::image::digest;
use engine::model::network::Protocol;
use engine::model::task::{ContainerState, Host, Interface, Owner, Phase, Task};
use engine::world::World;

/// A task; its tags are shown where they are asked for.
pub(super) fn describe(world: &World, id: TaskId, tags: bool) -> Value {
    let task = &world.tasks[id];
    let definition = world.spec(task);
    let fargate = task.host == Host::Fargate;
    let stamps = &task.stamps;
    let at = |time: Option<engine::time::Time>| time.map(timestamp);
    let storage = || Object::new().with("sizeInGiB", definition.ephemeral_storage.unwrap_or(20)).value();
    let architecture = if definition.arm { "arm64" } else { "x86_64" };
    Object::new()
        .with("attachments", task.eni.iter().map(|eni| attachment(world, id, task, eni)).collect::<Vec<_>>())
        .with("attributes", vec![pair("ecs.cpu-architecture", architecture)])
        .with("availabilityZone", task.zone.to_string())
        .with("capacityProviderName", task.provider.map(|id| &*world.providers[id].name))
        .with("clusterArn", arn::cluster(world, task.cluster))
        .with("connectivity", stamps.connected.map(|_| "CONNECTED"))
        .with("connectivityAt", at(stamps.connected))
        .with("containerInstanceArn", task.instance().map(|on| arn::instance(world, on)))
        .with("containers", (0..task.containers.len()).map(|n| container(world, id, task, n)).collect::<Vec<_>>())
        .with("cpu", task.room.cpu.to_string())
        .with("createdAt", timestamp(stamps.created))
        .with("desiredStatus", if task.wanted { "RUNNING" } else { "STOPPED" })
        .with("enableExecuteCommand", kept::flag(&task.kept, "enableExecuteCommand"))
        .with("executionStoppedAt", at(stamps.execution_stopped))
        .with("group", &*world.groups[task.group].name)
        .with("healthStatus", words::health(task_health(&task.containers, definition)))
        .with("lastStatus", words::phase(task.phase))
        .with("launchType", task.launch_type().name())
        .with("memory", task.room.memory.to_string())
        .with("overrides", overrides(task, definition))
        .with("platformVersion", fargate.then(|| platform_in_use(&task.kept)))
        .with("platformFamily", fargate.then_some("Linux"))
        .with("pullStartedAt", at(stamps.pull_started))
        .with("pullStoppedAt", at(stamps.pull_stopped))
        .with("startedAt", at(stamps.started))
        .with("startedBy", started_by(world, task))
        .with("stopCode", task.stop.as_ref().map(|stop| words::stop_code(stop.code)))
        .with("stoppedAt", at(stamps.stopped))
        .with("stoppedReason", task.stop.as_ref().map(|stop| words::stop_reason(world, &stop.reason)))
        .with("stoppingAt", at(stamps.stopping))
        .with("tags", if tags { tags_of::task(world, task) } else { vec![] })
        .with("taskArn", arn::task(world, id))
        .with("taskDefinitionArn", arn::definition(world, task.definition))
        .with("version", task.version)
        .with("ephemeralStorage", fargate.then(storage))
        .with("fargateEphemeralStorage", fargate.then(storage))
        .value()
}

/// The deployment of a service's task; of others, what was asked.
pub(super) fn started_by(world: &World, task: &Task) -> Option<String> {
    match task.owner {
        Owner::Service(_, deployment) => Some(arn::deployment(world, deployment)),
        Owner::Standalone => task.started_by.as_ref().map(|name| name.to_string()),
    }
}

/// What was asked, container by container; of the others, their names.
fn overrides(task: &Task, definition: &TaskDefinition) -> Value {
    let document = task.overrides.as_ref().map(|overrides| overrides.document.clone());
    let asked: Value = document.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let given = |name: &str| asked.get(name).cloned();
    let own = |name: &str| {
        let listed = asked.get("containerOverrides").and_then(Value::as_array).into_iter().flatten();
        listed.into_iter().find(|container| container["name"] == *name).cloned()
    };
    let bare = |name: &str| Object::new().with("name", name).value();
    let containers = definition.containers.iter().map(|c| own(&c.name).unwrap_or_else(|| bare(&c.name)));
    Object::new()
        .with("containerOverrides", containers.collect::<Vec<_>>())
        .with("cpu", given("cpu"))
        .with("inferenceAcceleratorOverrides", Vec::<Value>::new())
        .with("executionRoleArn", given("executionRoleArn"))
        .with("memory", given("memory"))
        .with("taskRoleArn", given("taskRoleArn"))
        .with("ephemeralStorage", given("ephemeralStorage"))
        .value()
}

fn attachment(world: &World, id: TaskId, task: &Task, eni: &Interface) -> Value {
    let status = match task.phase {
        Phase::Provisioning { .. } => "PRECREATED",
        Phase::Pending { .. } | Phase::Activating => "ATTACHING",
        Phase::Running | Phase::Deactivating | Phase::Stopping => "ATTACHED",
        Phase::Deprovisioning { .. } => "DETACHING",
        Phase::Stopped => "DELETED",
    };
    let mut details = vec![pair("subnetId", &eni.subnet)];
    if !matches!(task.phase, Phase::Provisioning { .. }) {
        let ip = eni.ip.to_string();
        details.push(pair("networkInterfaceId", &arn::eni(world, id)));
        details.push(pair("macAddress", &mac(world, id)));
        details.push(pair("privateDnsName", &format!("ip-{}.ec2.internal", ip.replace('.', "-"))));
        details.push(pair("privateIPv4Address", &ip));
    }
    Object::new()
        .with("id", attachment_id(world, id))
        .with("type", "ElasticNetworkInterface")
        .with("status", status)
        .with("details", details)
        .value()
}

fn attachment_id(world: &World, id: TaskId) -> String {
    arn::uuid(world.seed().shuffle(41, id.0 as u128))
}

fn mac(world: &World, id: TaskId) -> String {
    let bits = world.seed().shuffle(42, id.0 as u128) as u64;
    // A locally administered address, as EC2's are.
    let bytes = [0x0a, (bits >> 32) as u8, (bits >> 24) as u8, (bits >> 16) as u8, (bits >> 8) as u8, bits as u8];
    bytes.map(|byte| format!("{byte:02x}")).join(":")
}

fn container(world: &World, id: TaskId, task: &Task, position: usize) -> Value {
    let definition = &world.spec(task).containers[position];
    let container = &task.containers[position];
    let placed = !matches!(task.phase, Phase::Provisioning { .. });
    let (last_status, reason) = match &container.state {
        ContainerState::Waiting if !placed => ("PROVISIONING", None),
        // The agent doesn't report that a container is started again in place.
        ContainerState::Starting { .. } if container.restarts > 0 => ("RUNNING", None),
        ContainerState::Waiting
        | ContainerState::Pulling { .. }
        | ContainerState::Pulled
        | ContainerState::Starting { .. } => ("PENDING", None),
        ContainerState::Running { .. } | ContainerState::Stopping { .. } => ("RUNNING", None),
        ContainerState::Stopped { reason, .. } => {
            ("STOPPED", reason.as_ref().map(|why| reasons::container(world, id, position, why)))
        }
    };
    let runs = container.has_started();
    let interfaces = task.eni.iter().filter(|_| placed).map(|eni| {
        let attachment = attachment_id(world, id);
        Object::new().with("attachmentId", attachment).with("privateIpv4Address", eni.ip.to_string()).value()
    });
    Object::new()
        .with("containerArn", arn::container(world, id, position))
        .with("taskArn", arn::task(world, id))
        .with("name", &*definition.name)
        .with("image", &*definition.image)
        .with("imageDigest", container.pulled.as_ref().map(|pulled| digest(&definition.image, pulled.version)))
        .with("runtimeId", runs.then(|| runtime_id(world, id, task, position)))
        .with("lastStatus", last_status)
        .with("exitCode", container.exit_code())
        .with("reason", reason)
        .with("networkBindings", if runs { bindings(world, task, position) } else { vec![] })
        .with("networkInterfaces", interfaces.collect::<Vec<_>>())
        .with("healthStatus", words::health(container.health))
        .with("cpu", definition.cpu.to_string())
        .with("memory", definition.memory.map(|memory| memory.to_string()))
        .with("memoryReservation", definition.memory_reservation.map(|memory| memory.to_string()))
        .value()
}

/// Docker's 64 hex digits on EC2; the task and a number on Fargate.
fn runtime_id(world: &World, id: TaskId, task: &Task, position: usize) -> String {
    let bits = |kind: u64| world.seed().shuffle(kind + position as u64, id.0 as u128);
    match task.host {
        Host::Instance(_) => format!("{:032x}{:032x}", bits(50), bits(70)),
        Host::Fargate => format!("{}-{:010}", arn::task_name(world, id), bits(50) as u64 % 10_000_000_000),
    }
}

fn bindings(world: &World, task: &Task, position: usize) -> Vec<Value> {
    if world.definition(task.definition).network_mode == NetworkMode::Awsvpc {
        return vec![];
    }
    let own = task.host_ports.iter().filter(|bound| bound.container == position);
    let print = own.map(|bound| {
        Object::new()
            .with("bindIP", "0.0.0.0")
            .with("containerPort", bound.container_port)
            .with("hostPort", bound.host_port)
            .with("protocol", if bound.protocol == Protocol::Tcp { "tcp" } else { "udp" })
            .value()
    });
    print.collect()
}
