//! Clusters.

use serde_json::Value;

use super::{capacity_providers, cluster_name, missing};
use crate::api::arn;
use crate::api::errors::{ServiceError, invalid};
use crate::api::json::{Input, Object, pair};
use crate::api::pages::{HUNDRED, page};
use crate::engine::command::{Command, Reply};
use crate::engine::ids::ClusterId;
use crate::engine::model::network::{ACCOUNT, REGION};
use crate::engine::model::service::{LaunchType, ServiceStatus};
use crate::engine::world::World;

pub fn create(_: &World, input: Input) -> Result<Command, ServiceError> {
    let name = input.text("clusterName").unwrap_or("default");
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 255 || !name.chars().all(letter) {
        return Err(invalid("Invalid cluster name: up to 255 letters, numbers, hyphens and underscores."));
    }
    let strategy = capacity_providers::strategy(input, "defaultCapacityProviderStrategy")?;
    Ok(Command::CreateCluster { name: name.into(), providers: capacity_providers::providers(input)?, strategy })
}

pub fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(Command::DeleteCluster { name: cluster_name(input.text("cluster")) })
}

pub fn created(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Cluster(id) => Object::new().with("cluster", describe_one(world, *id, false)).value(),
        _ => Value::Null,
    }
}

pub fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let statistics = input.texts("include").contains(&"STATISTICS");
    let (mut clusters, mut failures) = (Vec::new(), Vec::new());
    let named = if input.get("clusters").is_some() { input.texts("clusters") } else { vec!["default"] };
    for name in named.into_iter().map(arn::last_part) {
        // A deleted cluster can still be described.
        match world.clusters.iter().rev().find(|(_, cluster)| *cluster.name == *name) {
            Some((id, _)) => clusters.push(describe_one(world, id, statistics)),
            None => failures.push(missing(format!("arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/{name}"))),
        }
    }
    Ok(Object::new().with("clusters", clusters).with("failures", failures).value())
}

pub fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    let active = world.clusters.iter().filter(|(_, cluster)| cluster.active);
    let arns: Vec<String> = active.map(|(id, _)| arn::cluster(world, id)).collect();
    let (arns, next) = page(input, HUNDRED, arns)?;
    Ok(Object::new().with("clusterArns", arns).with("nextToken", next).value())
}

fn describe_one(world: &World, id: ClusterId, statistics: bool) -> Value {
    let cluster = &world.clusters[id];
    let settings = vec![pair("containerInsights", "disabled")];
    Object::new()
        .with("clusterArn", arn::cluster(world, id))
        .with("clusterName", &*cluster.name)
        .with("status", if cluster.active { "ACTIVE" } else { "INACTIVE" })
        .with("registeredContainerInstancesCount", world.instances_of(id).filter(|(_, i)| i.registered()).count())
        .with("runningTasksCount", tasks(world, id, true, None))
        .with("pendingTasksCount", tasks(world, id, false, None))
        .with("activeServicesCount", services(world, id, None))
        .with("statistics", if statistics { by_launch_type(world, id) } else { vec![] })
        .with("tags", Vec::<Value>::new())
        .with("settings", settings)
        .with("capacityProviders", cluster.providers.iter().map(|p| p.name().to_string()).collect::<Vec<_>>())
        .with("defaultCapacityProviderStrategy", capacity_providers::describe_strategy(&cluster.default_strategy))
        .value()
}

fn tasks(world: &World, id: ClusterId, running: bool, launch: Option<LaunchType>) -> usize {
    let tasks = world.tasks_of(id).map(|(_, task)| task);
    let tasks = tasks.filter(|t| if running { t.is_running() } else { t.wanted && t.is_starting() });
    tasks.filter(|task| launch.is_none_or(|launch| task.launch_type() == launch)).count()
}

fn services(world: &World, id: ClusterId, launch: Option<LaunchType>) -> usize {
    let active = world.services_of(id).filter(|(_, service)| service.status == ServiceStatus::Active);
    active.filter(|(_, s)| launch.is_none_or(|launch| s.config.placement.launch == launch)).count()
}

fn by_launch_type(world: &World, id: ClusterId) -> Vec<Value> {
    let mut statistics = Vec::new();
    for (launch, name) in [(LaunchType::Ec2, "EC2"), (LaunchType::Fargate, "Fargate")] {
        let mut add = |what: String, n: usize| statistics.push(pair(&what, &n.to_string()));
        add(format!("running{name}TasksCount"), tasks(world, id, true, Some(launch)));
        add(format!("pending{name}TasksCount"), tasks(world, id, false, Some(launch)));
        add(format!("active{name}ServiceCount"), services(world, id, Some(launch)));
    }
    statistics
}
