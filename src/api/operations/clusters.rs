//! Clusters.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{cluster_name, missing, typed};
use crate::api::arn;
use crate::api::errors::{ServiceError, invalid};
use crate::engine::command::{Command, Reply};
use crate::engine::ids::ClusterId;
use crate::engine::model::network::{ACCOUNT, REGION};
use crate::engine::model::service::ServiceStatus;
use crate::engine::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Create {
    cluster_name: Option<String>,
}

pub fn create(_: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Create = typed(input)?;
    let name = input.cluster_name.unwrap_or_else(|| "default".into());
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 255 || !name.chars().all(letter) {
        return Err(invalid("Invalid cluster name: up to 255 letters, numbers, hyphens and underscores."));
    }
    Ok(Command::CreateCluster { name: name.into() })
}

#[derive(Deserialize)]
struct Named {
    cluster: String,
}

pub fn delete(_: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Named = typed(input)?;
    Ok(Command::DeleteCluster { name: cluster_name(Some(&input.cluster)) })
}

pub fn created(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Cluster(id) => json!({ "cluster": describe_one(world, *id, &[]) }),
        _ => Value::Null,
    }
}

#[derive(Deserialize)]
struct Describe {
    clusters: Option<Vec<String>>,
    #[serde(default)]
    include: Vec<String>,
}

pub fn describe(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: Describe = typed(input)?;
    let mut clusters = Vec::new();
    let mut failures = Vec::new();
    for name in input.clusters.unwrap_or_else(|| vec!["default".into()]) {
        let name = arn::last_part(&name);
        // A deleted cluster can still be described.
        match world.clusters.iter().rev().find(|(_, cluster)| *cluster.name == *name) {
            Some((id, _)) => clusters.push(describe_one(world, id, &input.include)),
            None => failures.push(missing(format!("arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/{name}"))),
        }
    }
    Ok(json!({ "clusters": clusters, "failures": failures }))
}

pub fn list(world: &World, _: Value) -> Result<Value, ServiceError> {
    let active = world.clusters.iter().filter(|(_, cluster)| cluster.active);
    Ok(json!({ "clusterArns": active.map(|(id, _)| arn::cluster(world, id)).collect::<Vec<_>>() }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cluster {
    cluster_arn: String,
    cluster_name: String,
    status: &'static str,
    registered_container_instances_count: usize,
    running_tasks_count: usize,
    pending_tasks_count: usize,
    active_services_count: usize,
    statistics: Vec<Value>,
    tags: Vec<Value>,
    settings: Vec<Value>,
    capacity_providers: Vec<String>,
    default_capacity_provider_strategy: Vec<Value>,
}

fn describe_one(world: &World, id: ClusterId, include: &[String]) -> Value {
    let cluster = &world.clusters[id];
    let count = |running: bool, launch: Option<&str>| {
        let tasks = world.tasks_of(id).map(|(_, task)| task);
        let tasks = tasks.filter(|t| if running { t.is_running() } else { t.wanted && t.is_starting() });
        tasks.filter(|task| launch.is_none_or(|launch| task.launch_type().name() == launch)).count()
    };
    let services = |launch: Option<&str>| {
        let active = world.services_of(id).filter(|(_, service)| service.status == ServiceStatus::Active);
        active.filter(|(_, s)| launch.is_none_or(|launch| s.config.placement.launch.name() == launch)).count()
    };
    let mut statistics = Vec::new();
    if include.iter().any(|what| what == "STATISTICS") {
        for (launch, name) in [("EC2", "EC2"), ("FARGATE", "Fargate")] {
            let mut add = |what: &str, n: usize| {
                statistics.push(json!({ "name": what.replace("{}", name), "value": n.to_string() }))
            };
            add("running{}TasksCount", count(true, Some(launch)));
            add("pending{}TasksCount", count(false, Some(launch)));
            add("active{}ServiceCount", services(Some(launch)));
        }
    }
    let printed = Cluster {
        cluster_arn: arn::cluster(world, id),
        cluster_name: cluster.name.to_string(),
        status: if cluster.active { "ACTIVE" } else { "INACTIVE" },
        registered_container_instances_count: world.instances_of(id).filter(|(_, i)| i.registered()).count(),
        running_tasks_count: count(true, None),
        pending_tasks_count: count(false, None),
        active_services_count: services(None),
        statistics,
        tags: vec![],
        settings: vec![json!({ "name": "containerInsights", "value": "disabled" })],
        capacity_providers: vec![],
        default_capacity_provider_strategy: vec![],
    };
    serde_json::to_value(printed).unwrap_or_default()
}
