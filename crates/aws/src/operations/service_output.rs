//! A service as DescribeServices prints it, members in the order of AWS's model.

use serde_json::Value;

use super::capacity_providers::describe_strategy;
use super::deployment_configuration;
use super::service_deployments::with_counts;
use super::shifting::describe_advanced;
use crate::json::{Object, texts};
use crate::time::timestamp;
use crate::{arn, kept, placement, tags, words};
use engine::ids::ServiceId;
use engine::model::Name;
use engine::model::event::ServiceEvent;
use engine::model::kept::Kept;
use engine::model::network::{ACCOUNT, Network};
use engine::model::placement::Placement;
use engine::model::service::{
    Deployment, LaunchType, Role, Scheduling, Service, ServiceBalancer, ServiceConfig, ServiceStatus,
};
use engine::model::setting::Principal;
use engine::model::task::Task;
use engine::world::World;

/// A service; its tags are shown where they are asked for.
pub(super) fn describe(world: &World, id: ServiceId, tags: bool) -> Value {
    let service = &world.services[id];
    let config = &service.config;
    let kept = &config.kept;
    let tags = tags::kept(kept).into_iter().filter(|_| tags).collect::<Vec<_>>();
    let fargate = config.placement.launch == LaunchType::Fargate;
    let network = config.placement.network.as_ref();
    let needs_role = !config.balancers.is_empty() || network.is_some();
    let deployments = service.deployments.iter();
    let current = service.history.last().map(|&current| arn::service_deployment(world, id, current));
    Object::new()
        .with("serviceArn", arn::service(world, id))
        .with("serviceName", &*service.name)
        .with("clusterArn", arn::cluster(world, service.cluster))
        .with("loadBalancers", describe_balancers(world, config))
        .with("serviceRegistries", kept::list(kept, "serviceRegistries"))
        .with("status", status(service.status))
        .with("desiredCount", service.desired)
        .with("runningCount", count(world, id, is_running))
        .with("pendingCount", count(world, id, is_pending))
        .with("launchType", launch_type(&config.placement))
        .with("capacityProviderStrategy", strategy(world, &config.placement))
        .with("platformVersion", fargate.then(|| platform_version(kept)))
        .with("platformFamily", fargate.then_some("Linux"))
        .with("taskDefinition", arn::definition(world, service.primary().revision.definition))
        .with("deploymentConfiguration", deployment_configuration::describe(config))
        .with(
            "deployments",
            deployments.map(|deployment| describe_deployment(world, service, deployment)).collect::<Vec<_>>(),
        )
        .with("roleArn", kept::text(kept, "role").map(given_role).or(needs_role.then(role)))
        .with("events", service.events.iter().map(|e| describe_event(world, service, e)).collect::<Vec<_>>())
        .with("createdAt", timestamp(service.created_at))
        .with("currentServiceDeployment", current)
        .with(
            "currentServiceRevisions",
            service.deployments.iter().map(|deployment| current_revision(world, id, deployment)).collect::<Vec<_>>(),
        )
        .with("placementConstraints", placement::describe_constraints(&config.placement.constraints))
        .with("placementStrategy", placement::describe_strategy(&config.placement.strategy))
        .with("networkConfiguration", network.map(describe_network))
        .with("healthCheckGracePeriodSeconds", config.grace_period.map(|span| span.as_secs()))
        .with("schedulingStrategy", scheduling(config.scheduling))
        .with("deploymentController", Object::new().with("type", "ECS"))
        .with("tags", Some(tags).filter(|tags| !tags.is_empty()))
        .with("createdBy", arn::user())
        .with("enableECSManagedTags", kept::flag(kept, "enableECSManagedTags"))
        .with("propagateTags", kept::text(kept, "propagateTags").unwrap_or_else(|| "NONE".into()))
        .with("enableExecuteCommand", kept::flag(kept, "enableExecuteCommand"))
        .with("availabilityZoneRebalancing", if config.rebalancing { "ENABLED" } else { "DISABLED" })
        .value()
}

/// A service has a launch type or a strategy, never both (commands.md#output).
pub(super) fn launch_type(placement: &Placement) -> Option<&'static str> {
    placement.providers.is_empty().then(|| placement.launch.name())
}

pub(super) fn strategy(world: &World, placement: &Placement) -> Option<Vec<Value>> {
    (!placement.providers.is_empty()).then(|| describe_strategy(world, &placement.providers))
}

fn status(status: ServiceStatus) -> &'static str {
    match status {
        ServiceStatus::Active => "ACTIVE",
        ServiceStatus::Draining => "DRAINING",
        ServiceStatus::Inactive => "INACTIVE",
    }
}

fn scheduling(scheduling: Scheduling) -> &'static str {
    match scheduling {
        Scheduling::Replica => "REPLICA",
        Scheduling::Daemon => "DAEMON",
    }
}

/// A role as it was given, by name or ARN.
fn given_role(role: String) -> String {
    if role.starts_with("arn:") { role } else { arn::principal(&Principal::Role(role.into())) }
}

fn role() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS")
}

/// The Fargate platform version as it was asked for.
fn platform_version(kept: &Kept) -> String {
    kept::text(kept, "platformVersion").unwrap_or_else(|| LATEST.into())
}

const LATEST: &str = "LATEST";

/// The version that runs: `LATEST` stands for 1.4.0.
pub(super) fn platform_in_use(kept: &Kept) -> String {
    match platform_version(kept) {
        latest if latest == LATEST => "1.4.0".into(),
        given => given,
    }
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

fn describe_balancers(world: &World, config: &ServiceConfig) -> Vec<Value> {
    config.balancers.iter().map(|balancer| describe_balancer(world, balancer)).collect()
}

pub(super) fn describe_balancer(world: &World, balancer: &ServiceBalancer) -> Value {
    let advanced = balancer.advanced.as_ref().map(|advanced| describe_advanced(world, advanced));
    Object::new()
        .with("targetGroupArn", arn::target_group(world, balancer.target_group))
        .with("containerName", &*balancer.container)
        .with("containerPort", balancer.port)
        .with("advancedConfiguration", advanced)
        .value()
}

pub(super) fn describe_network(network: &Network) -> Value {
    let list = |names: &[Name]| texts(names.iter().map(|name| name.to_string()).collect());
    let configuration = Object::new()
        .with("subnets", list(&network.subnets))
        .with("securityGroups", list(&network.security_groups))
        .with("assignPublicIp", if network.public_ip { "ENABLED" } else { "DISABLED" });
    Object::new().with("awsvpcConfiguration", configuration).value()
}

fn current_revision(world: &World, id: ServiceId, deployment: &Deployment) -> Value {
    let arn = arn::service_revision(world, id, deployment.id);
    with_counts(Object::new().with("arn", arn), world.tasks_of_revision(id, deployment.id)).value()
}

fn describe_deployment(world: &World, service: &Service, deployment: &Deployment) -> Value {
    let id = arn::deployment(world, deployment.id);
    let fargate = service.config.placement.launch == LaunchType::Fargate;
    let count = |test: fn(&Task) -> bool| {
        world.service_tasks(service.id).filter(|(_, t)| t.deployment() == Some(deployment.id) && test(t)).count()
    };
    let (state, reason) = words::rollout(&id, deployment.rollout);
    Object::new()
        .with("id", id)
        .with("status", if deployment.role == Role::Primary { "PRIMARY" } else { "ACTIVE" })
        .with("taskDefinition", arn::definition(world, deployment.revision.definition))
        .with("desiredCount", deployment.desired)
        .with("pendingCount", count(is_pending))
        .with("runningCount", count(is_running))
        .with("failedTasks", deployment.failed)
        .with("createdAt", timestamp(deployment.created_at))
        .with("updatedAt", timestamp(deployment.updated_at))
        .with("capacityProviderStrategy", strategy(world, &service.config.placement))
        .with("launchType", launch_type(&service.config.placement))
        .with("platformVersion", fargate.then(|| platform_in_use(&deployment.revision.kept)))
        .with("platformFamily", fargate.then_some("Linux"))
        .with("networkConfiguration", deployment.revision.placement.network.as_ref().map(describe_network))
        .with("rolloutState", state)
        .with("rolloutStateReason", reason)
        .with("serviceConnectConfiguration", kept::value(&deployment.revision.kept, "serviceConnectConfiguration"))
        .with("volumeConfigurations", kept::value(&deployment.revision.kept, "volumeConfigurations"))
        .with("vpcLatticeConfigurations", kept::value(&deployment.revision.kept, "vpcLatticeConfigurations"))
        .value()
}

fn describe_event(world: &World, service: &Service, event: &ServiceEvent) -> Value {
    let key = (service.id.0 as u128) << 32 | event.number as u128;
    Object::new()
        .with("id", arn::uuid(world.seed().shuffle(40, key)))
        .with("createdAt", timestamp(event.at))
        .with("message", words::event(world, service, &event.message))
        .value()
}
