//! What CreateService, UpdateService and DeleteService take.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{cluster_name, definitions, typed};
use crate::api::arn::{balancing_parts, last_part};
use crate::api::definition;
use crate::api::errors::{ServiceError, client, invalid};
use crate::engine::command::{BalancerRef, Command, CreateService, DefinitionRef, UpdateService};
use crate::engine::model::Name;
use crate::engine::model::network::Network;
use crate::engine::model::placement::Placement;
use crate::engine::model::service::LaunchType;
use crate::engine::time::Span;
use crate::engine::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Create {
    cluster: Option<String>,
    service_name: String,
    task_definition: Option<String>,
    #[serde(default)]
    load_balancers: Vec<LoadBalancer>,
    desired_count: Option<i64>,
    launch_type: Option<String>,
    deployment_configuration: Option<DeploymentConfiguration>,
    network_configuration: Option<NetworkConfiguration>,
    health_check_grace_period_seconds: Option<i64>,
    scheduling_strategy: Option<String>,
    deployment_controller: Option<Value>,
    #[serde(flatten)]
    kept: Kept,
}

/// What is shown again and not acted on.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Kept {
    #[serde(rename = "enableECSManagedTags")]
    pub enable_ecs_managed_tags: bool,
    pub propagate_tags: Option<String>,
    pub enable_execute_command: bool,
    pub platform_version: Option<String>,
    pub availability_zone_rebalancing: Option<String>,
    pub deployment_circuit_breaker: Option<Value>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LoadBalancer {
    target_group_arn: Option<String>,
    container_name: Option<String>,
    container_port: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeploymentConfiguration {
    maximum_percent: Option<i64>,
    minimum_healthy_percent: Option<i64>,
    deployment_circuit_breaker: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NetworkConfiguration {
    awsvpc_configuration: Option<AwsVpcConfiguration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AwsVpcConfiguration {
    subnets: Vec<String>,
    #[serde(default)]
    security_groups: Vec<String>,
    assign_public_ip: Option<String>,
}

pub fn create(_: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Create = typed(input)?;
    check_supported(input.scheduling_strategy.as_deref(), input.deployment_controller.as_ref())?;
    let name = service_name(&input.service_name)?;
    let launch = launch_type(input.launch_type.as_deref())?;
    let balancers = input.load_balancers.iter().map(LoadBalancer::read).collect::<Result<Vec<_>, _>>()?;
    let first = balancers.first().map(|b| (&*b.container, b.port));
    let definition = input.task_definition.as_deref().ok_or_else(|| client("TaskDefinition can not be blank."))?;
    let desired = input.desired_count.ok_or_else(|| invalid("The desired count must be set for a REPLICA service."))?;
    let (minimum, maximum) = percents(input.deployment_configuration.as_ref())?;
    let mut kept = input.kept;
    kept.deployment_circuit_breaker = input.deployment_configuration.and_then(|d| d.deployment_circuit_breaker);
    Ok(Command::CreateService(Box::new(CreateService {
        cluster: cluster_name(input.cluster.as_deref()),
        name,
        definition: definition_ref(definition, launch, first)?,
        desired: count(desired)?,
        placement: Placement {
            launch,
            network: network(input.network_configuration)?,
            strategy: vec![],
            constraints: vec![],
        },
        balancers,
        minimum_healthy_percent: minimum.unwrap_or(100),
        maximum_percent: maximum.unwrap_or(200),
        grace_period: seconds(input.health_check_grace_period_seconds)?,
        document: serde_json::to_string(&kept).unwrap_or_default().into(),
    })))
}

fn check_supported(scheduling: Option<&str>, controller: Option<&Value>) -> Result<(), ServiceError> {
    if scheduling.is_some_and(|strategy| strategy != "REPLICA") {
        return Err(invalid("The playground schedules REPLICA services only so far."));
    }
    match controller.and_then(|controller| controller["type"].as_str()) {
        None | Some("ECS") => Ok(()),
        Some(_) => Err(invalid("The playground has the deployment controller ECS only so far.")),
    }
}

fn service_name(given: &str) -> Result<Name, ServiceError> {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if given.is_empty() || given.len() > 255 || !given.chars().all(letter) {
        return Err(invalid("Invalid service name: up to 255 letters, numbers, hyphens and underscores."));
    }
    Ok(given.into())
}

pub fn launch_type(given: Option<&str>) -> Result<LaunchType, ServiceError> {
    match given {
        None | Some("EC2") => Ok(LaunchType::Ec2),
        Some("FARGATE") => Ok(LaunchType::Fargate),
        Some(other) => Err(invalid(format!("The playground has the launch types EC2 and FARGATE, not {other}."))),
    }
}

/// Tasks of a service (§10).
const MOST_TASKS: i64 = 5_000;

fn count(given: i64) -> Result<u32, ServiceError> {
    let fits = (0..=MOST_TASKS).contains(&given).then_some(given as u32);
    fits.ok_or_else(|| invalid(format!("The desired count must be between 0 and {MOST_TASKS}.")))
}

fn percents(given: Option<&DeploymentConfiguration>) -> Result<(Option<u32>, Option<u32>), ServiceError> {
    let Some(given) = given else { return Ok((None, None)) };
    let within = |name: &str, value: Option<i64>, low: i64, high: i64| match value {
        None => Ok(None),
        Some(value) if (low..=high).contains(&value) => Ok(Some(value as u32)),
        Some(_) => Err(invalid(format!("{name} must be between {low} and {high}."))),
    };
    let minimum = within("minimumHealthyPercent", given.minimum_healthy_percent, 0, 100)?;
    let maximum = within("maximumPercent", given.maximum_percent, 100, 200)?;
    Ok((minimum, maximum))
}

fn seconds(given: Option<i64>) -> Result<Option<Span>, ServiceError> {
    let span = |seconds: i64| u32::try_from(seconds).map(|seconds| Span::secs(seconds as u64));
    given
        .map(|given| {
            span(given).map_err(|_| invalid("healthCheckGracePeriodSeconds must be between 0 and 2147483647."))
        })
        .transpose()
}

pub fn network(given: Option<NetworkConfiguration>) -> Result<Option<Network>, ServiceError> {
    let Some(given) = given.and_then(|given| given.awsvpc_configuration) else { return Ok(None) };
    if given.subnets.len() > 16 {
        return Err(invalid("subnets can have at most 16 items."));
    }
    if given.security_groups.len() > 5 {
        return Err(invalid("securityGroups can have at most 5 items."));
    }
    Ok(Some(Network {
        subnets: given.subnets.iter().map(|name| name.as_str().into()).collect(),
        security_groups: given.security_groups.iter().map(|name| name.as_str().into()).collect(),
        public_ip: given.assign_public_ip.as_deref() == Some("ENABLED"),
    }))
}

/// A task definition that is named, and what to register if its family is unknown.
pub fn definition_ref(
    given: &str,
    launch: LaunchType,
    container: Option<(&str, u16)>,
) -> Result<DefinitionRef, ServiceError> {
    let (family, revision) = definitions::split(given)?;
    let fallback = definition::fallback(family, launch == LaunchType::Fargate, container);
    Ok(DefinitionRef { family: family.into(), revision, fallback })
}

impl LoadBalancer {
    fn read(&self) -> Result<BalancerRef, ServiceError> {
        let given = self.target_group_arn.as_deref();
        let (name, suffix) = balancing_parts(given.ok_or_else(|| invalid("targetGroupArn must be set."))?);
        let container = self.container_name.as_deref().ok_or_else(|| invalid("containerName must be set."))?;
        let port = self.container_port.ok_or_else(|| invalid("containerPort must be set."))?;
        Ok(BalancerRef {
            target_group: name.into(),
            suffix: suffix.unwrap_or("6d0ecf831eec9f09").into(),
            container: container.into(),
            port: u16::try_from(port).map_err(|_| invalid("containerPort must be between 0 and 65535."))?,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Update {
    cluster: Option<String>,
    service: String,
    desired_count: Option<i64>,
    task_definition: Option<String>,
    deployment_configuration: Option<DeploymentConfiguration>,
    network_configuration: Option<NetworkConfiguration>,
    #[serde(default)]
    force_new_deployment: bool,
    health_check_grace_period_seconds: Option<i64>,
    load_balancers: Option<Vec<LoadBalancer>>,
}

pub fn update(world: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Update = typed(input)?;
    let cluster = cluster_name(input.cluster.as_deref());
    let service: Name = last_part(&input.service).into();
    let current = world.cluster(&cluster).and_then(|cluster| world.service(cluster, &service));
    let launch = current.map_or(LaunchType::Ec2, |id| world.services[id].config.placement.launch);
    let (minimum_healthy_percent, maximum_percent) = percents(input.deployment_configuration.as_ref())?;
    let definition = input.task_definition.as_deref().map(|given| definition_ref(given, launch, None)).transpose()?;
    let balancers = input.load_balancers.map(|list| list.iter().map(LoadBalancer::read).collect()).transpose()?;
    Ok(Command::UpdateService(Box::new(UpdateService {
        cluster,
        service,
        desired: input.desired_count.map(count).transpose()?,
        definition,
        network: network(input.network_configuration)?,
        balancers,
        minimum_healthy_percent,
        maximum_percent,
        grace_period: seconds(input.health_check_grace_period_seconds)?,
        strategy: None,
        constraints: None,
        force_new_deployment: input.force_new_deployment,
    })))
}

#[derive(Deserialize)]
struct Delete {
    cluster: Option<String>,
    service: String,
    #[serde(default)]
    force: bool,
}

pub fn delete(_: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Delete = typed(input)?;
    Ok(Command::DeleteService {
        cluster: cluster_name(input.cluster.as_deref()),
        service: last_part(&input.service).into(),
        force: input.force,
    })
}
