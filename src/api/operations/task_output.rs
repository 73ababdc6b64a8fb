//! A task as DescribeTasks prints it, members in the order of AWS's model (§12.1, §12.2).

use serde::Serialize;
use serde_json::{Value, json};

use crate::api::time::timestamp;
use crate::api::{arn, words};
use crate::engine::ids::TaskId;
use crate::engine::model::definition::NetworkMode;
use crate::engine::model::network::Protocol;
use crate::engine::model::task::{ContainerState, Health, Host, Interface, Owner, Phase, Task};
use crate::engine::world::World;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    attachments: Vec<Value>,
    attributes: Vec<Value>,
    availability_zone: String,
    cluster_arn: String,
    connectivity: Option<&'static str>,
    connectivity_at: Option<String>,
    container_instance_arn: Option<String>,
    containers: Vec<Container>,
    cpu: String,
    created_at: String,
    desired_status: &'static str,
    enable_execute_command: bool,
    execution_stopped_at: Option<String>,
    group: String,
    health_status: &'static str,
    last_status: &'static str,
    launch_type: &'static str,
    memory: String,
    overrides: Value,
    platform_version: Option<&'static str>,
    platform_family: Option<&'static str>,
    pull_started_at: Option<String>,
    pull_stopped_at: Option<String>,
    started_at: Option<String>,
    started_by: Option<String>,
    stop_code: Option<&'static str>,
    stopped_at: Option<String>,
    stopped_reason: Option<String>,
    stopping_at: Option<String>,
    tags: Vec<Value>,
    task_arn: String,
    task_definition_arn: String,
    version: u32,
    ephemeral_storage: Option<Value>,
    fargate_ephemeral_storage: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    container_arn: String,
    task_arn: String,
    name: String,
    image: String,
    runtime_id: Option<String>,
    last_status: &'static str,
    exit_code: Option<i32>,
    reason: Option<String>,
    network_bindings: Vec<Value>,
    network_interfaces: Vec<Value>,
    health_status: &'static str,
    cpu: String,
    memory: Option<String>,
    memory_reservation: Option<String>,
}

pub fn describe(world: &World, id: TaskId) -> Value {
    let task = &world.tasks[id];
    let definition = world.definition(task.definition);
    let fargate = task.host == Host::Fargate;
    let stamps = &task.stamps;
    let storage = || json!({ "sizeInGiB": definition.ephemeral_storage.unwrap_or(20) });
    let started_by = match task.owner {
        Owner::Service(_, deployment) => Some(arn::deployment(world, deployment)),
        Owner::Standalone => task.started_by.as_ref().map(|name| name.to_string()),
    };
    let names = definition.containers.iter().map(|c| json!({ "name": *c.name })).collect::<Vec<_>>();
    let arm = definition.arm;
    let printed = Described {
        attachments: task.eni.iter().map(|eni| attachment(world, id, task, eni)).collect(),
        attributes: vec![json!({ "name": "ecs.cpu-architecture", "value": if arm { "arm64" } else { "x86_64" } })],
        availability_zone: task.zone.to_string(),
        cluster_arn: arn::cluster(world, task.cluster),
        connectivity: stamps.connected.map(|_| "CONNECTED"),
        connectivity_at: stamps.connected.map(timestamp),
        container_instance_arn: task.instance().map(|on| arn::instance(world, on)),
        containers: (0..task.containers.len()).map(|n| container(world, id, task, n)).collect(),
        cpu: task.room.cpu.to_string(),
        created_at: timestamp(stamps.created),
        desired_status: if task.wanted { "RUNNING" } else { "STOPPED" },
        enable_execute_command: false,
        execution_stopped_at: stamps.execution_stopped.map(timestamp),
        group: world.groups[task.group].name.to_string(),
        health_status: words::health(Health::Unknown),
        last_status: words::phase(task.phase),
        launch_type: task.launch_type().name(),
        memory: task.room.memory.to_string(),
        overrides: json!({ "containerOverrides": names, "inferenceAcceleratorOverrides": [] }),
        platform_version: fargate.then_some("1.4.0"),
        platform_family: fargate.then_some("Linux"),
        pull_started_at: stamps.pull_started.map(timestamp),
        pull_stopped_at: stamps.pull_stopped.map(timestamp),
        started_at: stamps.started.map(timestamp),
        started_by,
        stop_code: task.stop.as_ref().map(|stop| words::stop_code(stop.code)),
        stopped_at: stamps.stopped.map(timestamp),
        stopped_reason: task.stop.as_ref().map(|stop| words::stop_reason(world, &stop.reason)),
        stopping_at: stamps.stopping.map(timestamp),
        tags: vec![],
        task_arn: arn::task(world, id),
        task_definition_arn: arn::definition(world, task.definition),
        version: task.version,
        ephemeral_storage: fargate.then(storage),
        fargate_ephemeral_storage: fargate.then(storage),
    };
    serde_json::to_value(printed).unwrap_or_default()
}

fn attachment(world: &World, id: TaskId, task: &Task, eni: &Interface) -> Value {
    let detail = |name: &str, value: String| json!({ "name": name, "value": value });
    let status = match task.phase {
        Phase::Provisioning { .. } => "PRECREATED",
        Phase::Pending { .. } | Phase::Activating => "ATTACHING",
        Phase::Running | Phase::Deactivating | Phase::Stopping => "ATTACHED",
        Phase::Deprovisioning { .. } => "DETACHING",
        Phase::Stopped => "DELETED",
    };
    let mut details = vec![detail("subnetId", eni.subnet.to_string())];
    if !matches!(task.phase, Phase::Provisioning { .. }) {
        let ip = eni.ip.to_string();
        details.push(detail("networkInterfaceId", arn::eni(world, id)));
        details.push(detail("macAddress", mac(world, id)));
        details.push(detail("privateDnsName", format!("ip-{}.ec2.internal", ip.replace('.', "-"))));
        details.push(detail("privateIPv4Address", ip));
    }
    json!({ "id": attachment_id(world, id), "type": "ElasticNetworkInterface", "status": status, "details": details })
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

fn container(world: &World, id: TaskId, task: &Task, position: usize) -> Container {
    let definition = &world.definition(task.definition).containers[position];
    let container = &task.containers[position];
    let placed = !matches!(task.phase, Phase::Provisioning { .. });
    let (last_status, exit_code, reason) = match &container.state {
        ContainerState::Waiting if !placed => ("PROVISIONING", None, None),
        ContainerState::Waiting
        | ContainerState::Pulling { .. }
        | ContainerState::Pulled
        | ContainerState::Starting { .. } => ("PENDING", None, None),
        ContainerState::Running { .. } | ContainerState::Stopping { .. } => ("RUNNING", None, None),
        ContainerState::Stopped { code, reason, .. } => {
            ("STOPPED", *code, reason.as_ref().map(words::container_reason))
        }
    };
    let runs = container.has_started();
    let interfaces = task
        .eni
        .iter()
        .filter(|_| placed)
        .map(|eni| json!({ "attachmentId": attachment_id(world, id), "privateIpv4Address": eni.ip.to_string() }));
    Container {
        container_arn: arn::container(world, id, position),
        task_arn: arn::task(world, id),
        name: definition.name.to_string(),
        image: definition.image.to_string(),
        runtime_id: runs.then(|| runtime_id(world, id, task, position)),
        last_status,
        exit_code,
        reason,
        network_bindings: if runs { bindings(world, task, position) } else { vec![] },
        network_interfaces: interfaces.collect(),
        health_status: words::health(Health::Unknown),
        cpu: definition.cpu.to_string(),
        memory: definition.memory.map(|memory| memory.to_string()),
        memory_reservation: definition.memory_reservation.map(|memory| memory.to_string()),
    }
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
        json!({
            "bindIP": "0.0.0.0",
            "containerPort": bound.container_port,
            "hostPort": bound.host_port,
            "protocol": match bound.protocol { Protocol::Tcp => "tcp", Protocol::Udp => "udp" },
        })
    });
    print.collect()
}
