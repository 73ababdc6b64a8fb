//! Which parameters of CreateService, UpdateService and RunTask go together, as far as nothing else checks them.
//!
//! The words are ECS's, from deployments that failed (CP: rules/ecs, 2026-09), where nothing else is said.

use std::rc::Rc;

use serde_json::Value;

use crate::errors::{ServiceError, invalid};
use crate::json::Input;
use crate::{kept, tags};
use engine::commands::DefinitionRef;
use engine::ids::ClusterId;
use engine::model::definition::{NetworkMode, TaskDefinition};
use engine::world::World;

/// The definition that is meant, or the one that would be made in its place.
fn meant(world: &World, wanted: &DefinitionRef) -> Rc<TaskDefinition> {
    let found = match wanted.revision {
        Some(number) => world.revision(&wanted.family, number),
        None => None,
    };
    let found = found.or_else(|| world.latest(&wanted.family));
    found.map_or_else(|| wanted.fallback.clone(), |id| world.definitions[id].definition.clone())
}

/// What RunTask and StartTask are given.
pub(super) fn task(world: &World, input: Input, wanted: &DefinitionRef) -> Result<(), ServiceError> {
    tags::check(input)?;
    // API: RunTask, without the words.
    if input.text("propagateTags") == Some("SERVICE") {
        return Err(invalid("Tags can't be propagated from a service: propagateTags is TASK_DEFINITION or NONE here."));
    }
    volumes(input, &document(&meant(world, wanted)))
}

/// What a service is given, with the definition that it has then.
pub(super) fn service(
    world: &World,
    input: Input,
    cluster: Option<ClusterId>,
    wanted: &DefinitionRef,
) -> Result<(), ServiceError> {
    let definition = meant(world, wanted);
    tags::check(input)?;
    role(input, definition.network_mode)?;
    registries(input, &definition)?;
    let document = document(&definition);
    service_connect(world, input.inside("serviceConnectConfiguration"), cluster, &document)?;
    volumes(input, &document)
}

fn document(definition: &TaskDefinition) -> Value {
    serde_json::from_str(&definition.document).unwrap_or_default()
}

fn role(input: Input, mode: NetworkMode) -> Result<(), ServiceError> {
    if input.text("role").is_none() {
        return Ok(());
    }
    if input.list("loadBalancers").len() == 0 {
        return Err(invalid("IAM roles are only valid for services configured to use load balancers."));
    }
    if mode == NetworkMode::Awsvpc {
        return Err(invalid("You cannot specify an IAM role for services that require a service linked role."));
    }
    Ok(())
}

fn registries(input: Input, definition: &TaskDefinition) -> Result<(), ServiceError> {
    let given: Vec<Input> = input.list("serviceRegistries").collect();
    if given.len() > 1 {
        return Err(invalid("service registries can have at most 1 items."));
    }
    let Some(registry) = given.first() else { return Ok(()) };
    let container = registry.text("containerName").and_then(|name| definition.container(name));
    let port = registry.number("containerPort");
    match definition.network_mode {
        NetworkMode::Bridge | NetworkMode::Host => {
            let has = |container: usize| {
                definition.containers[container].ports.iter().any(|mapped| Some(i64::from(mapped.container)) == port)
            };
            if !container.is_some_and(has) {
                return Err(invalid(
                    "When specifying 'host' or 'bridge' for networkMode, values for 'containerName' and 'containerPort' must be specified from the task definition.",
                ));
            }
        }
        NetworkMode::Awsvpc | NetworkMode::None => {
            if let Some(name) = ["containerPort", "containerName"].into_iter().find(|name| registry.get(name).is_some())
            {
                let arn = registry.text("registryArn").unwrap_or_default();
                return Err(invalid(format!(
                    "The values specified for serviceRegistries do not require a value for '{name}'. Remove the value and retry. Registry: {arn}"
                ))
                .hint("registries are taken to have A records here, as those of awsvpc services mostly do"));
            }
        }
    }
    Ok(())
}

fn service_connect(
    world: &World,
    given: Input,
    cluster: Option<ClusterId>,
    document: &Value,
) -> Result<(), ServiceError> {
    if !given.flag("enabled") {
        return Ok(());
    }
    let usual = cluster.and_then(|id| kept::value(&world.clusters[id].kept, "serviceConnectDefaults"));
    if given.text("namespace").is_none() && usual.is_none_or(|usual| usual["namespace"].as_str().is_none()) {
        return Err(invalid("Namespace is missing"));
    }
    for service in given.list("services") {
        let aliases: Vec<Input> = service.list("clientAliases").collect();
        match aliases.len() {
            0 => return Err(invalid("clientAliases must have 1 element.")),
            1 => {}
            more => return Err(invalid(format!("{more} clientAliases exceeds the max limit of 1"))),
        }
        if !aliases.iter().filter_map(|alias| alias.text("dnsName")).all(is_dns_name) {
            return Err(invalid(
                "The DNS name that you provided is invalid. The name must be a valid DNS name but doesn't need to be fully-qualified. Up to 127 characters are allowed. The characters can include lowercase letters, numbers, underscores (_), hyphens (-), and periods (.). A hyphen can't be the first character.",
            ));
        }
        // These words are ours.
        let port = service.text("portName").unwrap_or_default();
        if !port_names(document).any(|name| name == port) {
            return Err(invalid(format!(
                "The portName {port} isn't the name of a port mapping in the task definition."
            )));
        }
    }
    Ok(())
}

fn is_dns_name(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c);
    (1..=127).contains(&name.len()) && !name.starts_with('-') && name.chars().all(letter)
}

fn port_names(document: &Value) -> impl Iterator<Item = &str> {
    let containers = Input::of(document).list("containerDefinitions");
    containers.flat_map(|container| container.list("portMappings")).filter_map(|port| port.text("name"))
}

/// Managed EBS volumes. The words for what a volume itself says are ours.
fn volumes(input: Input, document: &Value) -> Result<(), ServiceError> {
    let given: Vec<Input> = input.list("volumeConfigurations").collect();
    if given.is_empty() {
        return Ok(());
    }
    let at_launch: Vec<&str> = Input::of(document)
        .list("volumes")
        .filter(|volume| volume.flag("configuredAtLaunch"))
        .filter_map(|volume| volume.text("name"))
        .collect();
    if at_launch.is_empty() {
        return Err(invalid(
            "Volume configuration provided but no matching configuredAtLaunch volume found in task definition.",
        ));
    }
    for volume in given {
        let name = volume.text("name").unwrap_or_default();
        if !at_launch.contains(&name) {
            return Err(invalid(format!(
                "The volume name '{name}' in your request does not have a matching volume in your Task Definition that is configurable at launch."
            )));
        }
        let volume = volume.inside("managedEBSVolume");
        let kind = volume.text("volumeType").unwrap_or("gp3");
        if volume.get("sizeInGiB").is_none() && volume.get("snapshotId").is_none() {
            return Err(invalid(format!("The volume {name} needs sizeInGiB or snapshotId.")));
        }
        if volume.get("iops").is_some() && !["gp3", "io1", "io2"].contains(&kind) {
            return Err(invalid(format!("iops is for volumes of type gp3, io1 and io2, not {kind}.")));
        }
        if volume.get("throughput").is_some() && kind != "gp3" {
            return Err(invalid(format!("throughput is for volumes of type gp3, not {kind}.")));
        }
    }
    Ok(())
}
