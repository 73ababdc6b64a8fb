//! A service as DescribeServices prints it, members in the order of AWS's model (§12.1).

use serde::Serialize;
use serde_json::{Value, json};

use super::service_input::Kept;
use crate::api::time::timestamp;
use crate::api::{arn, words};
use crate::engine::ids::ServiceId;
use crate::engine::model::network::{ACCOUNT, Network};
use crate::engine::model::service::{Deployment, LaunchType, Rollout, Service, ServiceBalancer, ServiceStatus};
use crate::engine::model::task::Task;
use crate::engine::world::World;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    service_arn: String,
    service_name: String,
    cluster_arn: String,
    load_balancers: Vec<Value>,
    service_registries: Vec<Value>,
    status: &'static str,
    desired_count: u32,
    running_count: usize,
    pending_count: usize,
    launch_type: &'static str,
    platform_version: Option<&'static str>,
    platform_family: Option<&'static str>,
    task_definition: String,
    deployment_configuration: Value,
    deployments: Vec<DescribedDeployment>,
    role_arn: Option<String>,
    events: Vec<Value>,
    created_at: String,
    placement_constraints: Vec<Value>,
    placement_strategy: Vec<Value>,
    network_configuration: Option<Value>,
    health_check_grace_period_seconds: Option<u64>,
    scheduling_strategy: &'static str,
    deployment_controller: Value,
    created_by: String,
    #[serde(rename = "enableECSManagedTags")]
    enable_ecs_managed_tags: bool,
    propagate_tags: String,
    enable_execute_command: bool,
    availability_zone_rebalancing: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DescribedDeployment {
    id: String,
    status: &'static str,
    task_definition: String,
    desired_count: u32,
    pending_count: usize,
    running_count: usize,
    failed_tasks: u32,
    created_at: String,
    updated_at: String,
    launch_type: &'static str,
    platform_version: Option<&'static str>,
    platform_family: Option<&'static str>,
    network_configuration: Option<Value>,
    rollout_state: &'static str,
    rollout_state_reason: String,
}

pub fn describe(world: &World, id: ServiceId) -> Value {
    let service = &world.services[id];
    let config = &service.config;
    let kept: Kept = serde_json::from_str(&config.document).unwrap_or_default();
    let launch = config.placement.launch;
    let network = config.placement.network.as_ref();
    let needs_role = !config.balancers.is_empty() || network.is_some();
    let printed = Described {
        service_arn: arn::service(world, id),
        service_name: service.name.to_string(),
        cluster_arn: arn::cluster(world, service.cluster),
        load_balancers: config.balancers.iter().map(|balancer| describe_balancer(world, balancer)).collect(),
        service_registries: vec![],
        status: match service.status {
            ServiceStatus::Active => "ACTIVE",
            ServiceStatus::Draining => "DRAINING",
            ServiceStatus::Inactive => "INACTIVE",
        },
        desired_count: service.desired,
        running_count: count(world, id, is_running),
        pending_count: count(world, id, is_pending),
        launch_type: launch.name(),
        platform_version: (launch == LaunchType::Fargate).then_some("LATEST"),
        platform_family: (launch == LaunchType::Fargate).then_some("Linux"),
        task_definition: arn::definition(world, service.primary().definition),
        deployment_configuration: json!({
            "deploymentCircuitBreaker": kept.deployment_circuit_breaker.unwrap_or(json!({ "enable": false, "rollback": false })),
            "maximumPercent": config.maximum_percent,
            "minimumHealthyPercent": config.minimum_healthy_percent,
            "strategy": "ROLLING",
            "bakeTimeInMinutes": 0,
        }),
        deployments: service
            .deployments
            .iter()
            .enumerate()
            .map(|(n, d)| describe_deployment(world, service, n, d))
            .collect(),
        role_arn: needs_role
            .then(|| format!("arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS")),
        events: events(world, service),
        created_at: timestamp(service.created_at),
        placement_constraints: vec![],
        placement_strategy: vec![],
        network_configuration: network.map(describe_network),
        health_check_grace_period_seconds: config.grace_period.map(|span| span.as_secs()),
        scheduling_strategy: "REPLICA",
        deployment_controller: json!({ "type": "ECS" }),
        created_by: arn::user(),
        enable_ecs_managed_tags: kept.enable_ecs_managed_tags,
        propagate_tags: kept.propagate_tags.unwrap_or_else(|| "NONE".into()),
        enable_execute_command: kept.enable_execute_command,
        availability_zone_rebalancing: kept.availability_zone_rebalancing.unwrap_or_else(|| "DISABLED".into()),
    };
    serde_json::to_value(printed).unwrap_or_default()
}

fn is_running(task: &Task) -> bool {
    task.is_running()
}

fn is_pending(task: &Task) -> bool {
    task.wanted && task.is_starting()
}

fn count(world: &World, id: ServiceId, test: fn(&Task) -> bool) -> usize {
    world.service_tasks(id).filter(|(_, task)| test(task)).count()
}

fn describe_balancer(world: &World, balancer: &ServiceBalancer) -> Value {
    json!({
        "targetGroupArn": arn::target_group(world, balancer.target_group),
        "containerName": *balancer.container,
        "containerPort": balancer.port,
    })
}

pub fn describe_network(network: &Network) -> Value {
    let list = |names: &[crate::engine::model::Name]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
    json!({ "awsvpcConfiguration": {
        "subnets": list(&network.subnets),
        "securityGroups": list(&network.security_groups),
        "assignPublicIp": if network.public_ip { "ENABLED" } else { "DISABLED" },
    } })
}

fn describe_deployment(
    world: &World,
    service: &Service,
    position: usize,
    deployment: &Deployment,
) -> DescribedDeployment {
    let id = arn::deployment(world, deployment.id);
    let launch = deployment.placement.launch;
    let count = |test: fn(&Task) -> bool| {
        world.service_tasks(service.id).filter(|(_, t)| t.deployment() == Some(deployment.id) && test(t)).count()
    };
    DescribedDeployment {
        status: if position == 0 { "PRIMARY" } else { "ACTIVE" },
        task_definition: arn::definition(world, deployment.definition),
        desired_count: deployment.desired,
        pending_count: count(is_pending),
        running_count: count(is_running),
        failed_tasks: deployment.failed,
        created_at: timestamp(deployment.created_at),
        updated_at: timestamp(deployment.updated_at),
        launch_type: launch.name(),
        platform_version: (launch == LaunchType::Fargate).then_some("1.4.0"),
        platform_family: (launch == LaunchType::Fargate).then_some("Linux"),
        network_configuration: deployment.placement.network.as_ref().map(describe_network),
        rollout_state: match deployment.rollout {
            Rollout::InProgress => "IN_PROGRESS",
            Rollout::Completed => "COMPLETED",
            Rollout::Failed => "FAILED",
        },
        rollout_state_reason: match deployment.rollout {
            Rollout::InProgress => format!("ECS deployment {id} in progress."),
            Rollout::Completed => format!("ECS deployment {id} completed."),
            Rollout::Failed => "ECS deployment circuit breaker: tasks failed to start.".into(),
        },
        id,
    }
}

/// Newest first.
fn events(world: &World, service: &Service) -> Vec<Value> {
    let event = |event: &crate::engine::model::event::ServiceEvent| {
        let key = (service.id.0 as u128) << 32 | event.number as u128;
        json!({
            "id": arn::uuid(world.seed().shuffle(40, key)),
            "createdAt": timestamp(event.at),
            "message": words::event(world, service, &event.message),
        })
    };
    service.events.iter().map(event).collect()
}
