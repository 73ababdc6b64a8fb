//! What CreateService, UpdateService and DeleteService take.

use super::{capacity_providers, cluster_name, definitions, deployment_configuration, service_rules, shifting};
use crate::arn::{self, balancing_parts, last_part};
use crate::errors::{ServiceError, client, invalid};
use crate::json::Input;
use crate::{definition, kept, placement};
use engine::commands::{BalancerRef, Command, CreateService, DefinitionRef, DeleteService, UpdateService};
use engine::model::Name;
use engine::model::network::Network;
use engine::model::placement::Placement;
use engine::model::refusal::{DaemonFault, Refusal};
use engine::model::service::{LaunchType, Scheduling};
use engine::time::Span;
use engine::world::World;

pub(super) fn create(world: &World, input: Input) -> Result<Command, ServiceError> {
    check_supported(input)?;
    let name = service_name(input.required("serviceName"))?;
    let cluster = cluster_name(input.text("cluster"));
    let compute = capacity_providers::compute(world, input, launch_type(input.text("launchType"))?)?;
    let fargate = capacity_providers::is_fargate(world, &cluster, &compute);
    let balancers = balancers(world, input, fargate)?;
    let first = balancers.first().map(|b| (&*b.container, b.port));
    let definition = input.text("taskDefinition").ok_or_else(|| client("TaskDefinition can not be blank."))?;
    let scheduling = match input.text("schedulingStrategy") {
        Some("DAEMON") => Scheduling::Daemon,
        _ => Scheduling::Replica,
    };
    let desired = match (scheduling, input.number("desiredCount")) {
        (Scheduling::Replica, Some(desired)) => count(desired)?,
        (Scheduling::Replica, None) => return Err(invalid("The desired count must be set for a REPLICA service.")),
        (Scheduling::Daemon, None) => 0,
        (Scheduling::Daemon, Some(_)) => {
            return Err(ServiceError::from_refusal(world, &Refusal::Daemon(DaemonFault::DesiredCount)));
        }
    };
    // A daemon's old task makes way for the new one (deployments.md#daemons).
    let (usual_minimum, usual_maximum) = match scheduling {
        Scheduling::Replica => (100, 200),
        Scheduling::Daemon => (0, 100),
    };
    let (minimum, maximum) = percents(input.inside("deploymentConfiguration"))?;
    let definition = definition_ref(definition, fargate, first)?;
    service_rules::service(world, input, world.cluster(&cluster), &definition)?;
    Ok(CreateService {
        cluster,
        name,
        definition,
        scheduling,
        desired,
        compute,
        placement: asked_placement(input)?,
        minimum_healthy_percent: minimum.unwrap_or(usual_minimum),
        maximum_percent: maximum.unwrap_or(usual_maximum),
        judgement: deployment_configuration::judgement(input.inside("deploymentConfiguration"))?,
        shifting: shifting::asked(input.inside("deploymentConfiguration"))?,
        grace_period: seconds(input)?,
        rebalancing: rebalancing(input),
        kept: kept::of("ecs", "CreateService", input),
        request: request(input, 36)?.request,
        balancers,
    }
    .into())
}

/// What a call says about placement, but for what follows from its launch type or strategy.
pub(super) fn asked_placement(input: Input) -> Result<Placement, ServiceError> {
    Ok(Placement {
        launch: LaunchType::Ec2,
        providers: vec![],
        network: network(input)?,
        strategy: placement::strategy(input)?.unwrap_or_default(),
        constraints: placement::constraints(input)?.unwrap_or_default(),
        only: None,
    })
}

fn rebalancing(input: Input) -> Option<bool> {
    input.text("availabilityZoneRebalancing").map(|given| given == "ENABLED")
}

/// A call without its token, and the token.
pub(super) struct Request {
    /// All parameters but the token, as JSON: equal calls have equal texts.
    pub request: Name,
    pub token: Option<Name>,
}

/// Tokens have up to so many visible ASCII characters.
pub(super) fn request(input: Input, longest: usize) -> Result<Request, ServiceError> {
    let token = input.text("clientToken");
    let visible = |token: &str| (1..=longest).contains(&token.len()) && token.bytes().all(|b| (33..=126).contains(&b));
    if !token.is_none_or(visible) {
        return Err(invalid(format!("clientToken must have 1 to {longest} ASCII characters of the range 33-126.")));
    }
    let mut parameters = input.value();
    if let Some(members) = parameters.as_object_mut() {
        members.shift_remove("clientToken");
    }
    parameters.sort_all_objects();
    Ok(Request { request: parameters.to_string().into(), token: token.map(Into::into) })
}

fn check_supported(input: Input) -> Result<(), ServiceError> {
    match input.inside("deploymentController").text("type") {
        None | Some("ECS") => Ok(()),
        Some(_) => Err(invalid("The playground has the deployment controller ECS only so far.")),
    }
}

fn service_name(given: &str) -> Result<Name, ServiceError> {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if given.is_empty() || given.len() > 255 || !given.chars().all(letter) {
        // CP: pf-ecs-service-name.
        return Err(invalid(format!(
            "ServiceName must match ^[a-zA-Z0-9\\-_]{{1,255}}$, but was {}",
            crate::cut(given, 300)
        )));
    }
    Ok(given.into())
}

pub(super) fn launch_type(given: Option<&str>) -> Result<Option<LaunchType>, ServiceError> {
    match given {
        None => Ok(None),
        Some("EC2") => Ok(Some(LaunchType::Ec2)),
        Some("FARGATE") => Ok(Some(LaunchType::Fargate)),
        Some(other) => Err(invalid(format!("The playground has the launch types EC2 and FARGATE, not {other}."))),
    }
}

/// The largest count is a quota of the account; what doesn't fit into 32 bits is above any.
fn count(given: i64) -> Result<u32, ServiceError> {
    let count = given.min(u32::MAX as i64);
    u32::try_from(count).map_err(|_| invalid("The desired count must not be negative."))
}

/// At most 100 and at least 100 (CP: pf-ecs-service-deployment-percent). AWS names no upper bound of the maximum.
fn percents(deployment: Input) -> Result<(Option<u32>, Option<u32>), ServiceError> {
    let within = |name: &str, low: i64, high: i64| match deployment.number(name) {
        None => Ok(None),
        Some(value) if value < low => Err(invalid(format!("{name} must be at least {low}"))),
        Some(value) if value > high => Err(invalid(format!("{name} must be at most {high}"))),
        Some(value) => Ok(Some(value as u32)),
    };
    Ok((within("minimumHealthyPercent", 0, 100)?, within("maximumPercent", 100, i64::from(i32::MAX))?))
}

fn seconds(input: Input) -> Result<Option<Span>, ServiceError> {
    const NAME: &str = "healthCheckGracePeriodSeconds";
    match input.number(NAME).map(i32::try_from) {
        None => Ok(None),
        Some(Ok(seconds @ 0..)) => Ok(Some(Span::secs(seconds as u64))),
        Some(_) => Err(invalid(format!("{NAME} must be between 0 and {}.", i32::MAX))),
    }
}

pub(super) fn network(input: Input) -> Result<Option<Network>, ServiceError> {
    let given = input.inside("networkConfiguration").inside("awsvpcConfiguration");
    if !given.is_there() {
        return Ok(None);
    }
    let (subnets, security_groups) = (given.texts("subnets"), given.texts("securityGroups"));
    let names = |list: Vec<&str>| list.into_iter().map(Into::into).collect();
    let public_ip = given.text("assignPublicIp") == Some("ENABLED");
    Ok(Some(Network { subnets: names(subnets), security_groups: names(security_groups), public_ip }))
}

/// A task definition that is named, and what to register if its family is unknown.
pub(super) fn definition_ref(
    given: &str,
    fargate: bool,
    container: Option<(&str, u16)>,
) -> Result<DefinitionRef, ServiceError> {
    let (family, revision) = definitions::split(given)?;
    let fallback = definition::fallback(family, fargate, container);
    Ok(DefinitionRef { family: family.into(), revision, fallback })
}

/// The suffix of a target group that was named without its ARN.
const SOME_SUFFIX: &str = "6d0ecf831eec9f09";

fn balancers(world: &World, input: Input, fargate: bool) -> Result<Vec<BalancerRef>, ServiceError> {
    let read = |given: Input| {
        match (given.text("loadBalancerName"), given.text("targetGroupArn")) {
            // CP: pf-ecs-service-lb-target-exclusive, pf-ecs-svc-classic-lb-with-fargate.
            (Some(_), Some(_)) => {
                return Err(invalid(
                    "loadBalancerName and targetGroupArn cannot both be specified. You must specify either a loadBalancerName or a targetGroupArn in all loadBalancer entries",
                ));
            }
            (Some(_), None) if fargate => {
                return Err(invalid("Classic Load Balancers are not supported with Fargate."));
            }
            (Some(_), None) => {
                return Err(invalid("The playground has no Classic Load Balancers: use targetGroupArn."));
            }
            (None, _) => {}
        }
        let must = |name: &str| given.text(name).ok_or_else(|| invalid(format!("{name} must be set.")));
        let (name, suffix) = balancing_parts(must("targetGroupArn")?);
        let port = given.number("containerPort").ok_or_else(|| invalid("containerPort must be set."))?;
        Ok(BalancerRef {
            target_group: name.into(),
            suffix: suffix.unwrap_or(SOME_SUFFIX).into(),
            container: must("containerName")?.into(),
            port: u16::try_from(port).map_err(|_| invalid("containerPort must be between 0 and 65535."))?,
            advanced: shifting::advanced(world, given)?,
        })
    };
    input.list("loadBalancers").map(read).collect()
}

const STRATEGY: &str = "capacityProviderStrategy";

pub(super) fn update(world: &World, input: Input) -> Result<Command, ServiceError> {
    let cluster = cluster_name(input.text("cluster"));
    let service: Name = last_part(input.required("service")).into();
    check_supported(input)?;
    let current = world.cluster(&cluster).and_then(|cluster| world.service(cluster, &service));
    let fargate = current.is_some_and(|id| world.services[id].config.placement.launch == LaunchType::Fargate);
    let (minimum_healthy_percent, maximum_percent) = percents(input.inside("deploymentConfiguration"))?;
    let definition = input.text("taskDefinition").map(|given| definition_ref(given, fargate, None)).transpose()?;
    let given = input.get(STRATEGY).is_some();
    let balancers = input.get("loadBalancers").map(|_| balancers(world, input, fargate)).transpose()?;
    if let Some(id) = current {
        let before = world.services[id].primary().revision.definition;
        let stays = definition_ref(&arn::definition(world, before), fargate, None)?;
        service_rules::service(world, input, world.cluster(&cluster), definition.as_ref().unwrap_or(&stays))?;
    }
    Ok(UpdateService {
        cluster,
        service,
        desired: input.number("desiredCount").map(count).transpose()?,
        definition,
        network: network(input)?,
        providers: given.then(|| capacity_providers::strategy(world, input, STRATEGY)).transpose()?,
        balancers,
        minimum_healthy_percent,
        maximum_percent,
        judgement: deployment_configuration::judgement(input.inside("deploymentConfiguration"))?,
        shifting: shifting::asked(input.inside("deploymentConfiguration"))?,
        grace_period: seconds(input)?,
        rebalancing: rebalancing(input),
        strategy: placement::strategy(input)?,
        constraints: placement::constraints(input)?,
        force_new_deployment: input.flag("forceNewDeployment"),
        kept: kept::of("ecs", "UpdateService", input),
    }
    .into())
}

pub(super) fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(DeleteService {
        cluster: cluster_name(input.text("cluster")),
        service: last_part(input.required("service")).into(),
        force: input.flag("force"),
    }
    .into())
}
