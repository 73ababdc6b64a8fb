//! Clusters.

use serde_json::Value;

use super::{capacity_providers, cluster_name, missing};
use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object, pair};
use crate::pages::{HUNDRED, page};
use crate::{arn, kept, tags};
use engine::commands::{Command, CreateCluster, DeleteCluster, Reply};
use engine::ids::{ClusterId, ProviderId};
use engine::model::network::{ACCOUNT, REGION};
use engine::model::service::{LaunchType, ServiceStatus};
use engine::world::World;

pub(super) fn create(world: &World, input: Input) -> Result<Command, ServiceError> {
    let name = input.text("clusterName").unwrap_or("default");
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 255 || !name.chars().all(letter) {
        // CP: pf-ecs-cluster-name.
        return Err(invalid("ClusterName must match ^[a-zA-Z0-9\\-_]{1,255}$"));
    }
    let strategy = capacity_providers::strategy(world, input, "defaultCapacityProviderStrategy")?;
    tags::check(input)?;
    check_execute_command(input.inside("configuration").inside("executeCommandConfiguration"))?;
    let (providers, kept) = (capacity_providers::providers(world, input)?, kept::of("ecs", "CreateCluster", input));
    Ok(CreateCluster { name: name.into(), providers, strategy, kept }.into())
}

/// Logging is overridden with a log configuration, and only then there is one (CP: pf-ecs-cluster-execute-command-…).
fn check_execute_command(configuration: Input) -> Result<(), ServiceError> {
    let overrides = configuration.text("logging") == Some("OVERRIDE");
    let to = configuration.inside("logConfiguration");
    if to.is_there() && !overrides {
        return Err(invalid("You must set logging to 'OVERRIDE' when you supply a log configuration."));
    }
    if overrides && to.text("cloudWatchLogGroupName").is_none() && to.text("s3BucketName").is_none() {
        return Err(invalid(
            "A CloudWatch log group name or S3 bucket name must be specified when overriding the default log configuration.",
        ));
    }
    Ok(())
}

pub(super) fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(DeleteCluster { name: cluster_name(input.text("cluster")) }.into())
}

pub(super) fn created(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Cluster(id) => {
            let included = ["CONFIGURATIONS", "SETTINGS", "TAGS"];
            Object::new().with("cluster", describe_one(world, *id, &included)).value()
        }
        _ => Value::Null,
    }
}

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let included = input.texts("include");
    let (mut clusters, mut failures) = (Vec::new(), Vec::new());
    let named = if input.get("clusters").is_some() { input.texts("clusters") } else { vec!["default"] };
    for name in named.into_iter().map(arn::last_part) {
        // A deleted cluster can still be described.
        match world.clusters.iter().rev().find(|(_, cluster)| *cluster.name == *name) {
            Some((id, _)) => clusters.push(describe_one(world, id, &included)),
            None => failures.push(missing(format!("arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/{name}"))),
        }
    }
    Ok(Object::new().with("clusters", clusters).with("failures", failures).value())
}

pub(super) fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    let active = world.clusters.iter().filter(|(_, cluster)| cluster.active);
    let arns: Vec<String> = active.map(|(id, _)| arn::cluster(world, id)).collect();
    let (arns, next) = page(input, HUNDRED, arns)?;
    Ok(Object::new().with("clusterArns", arns).with("nextToken", next).value())
}

/// Settings, configuration, tags and statistics are shown where they are asked for (commands.md#clusters).
fn describe_one(world: &World, id: ClusterId, included: &[&str]) -> Value {
    let cluster = &world.clusters[id];
    let asked = |what: &str| included.contains(&what);
    let insights = || Value::from(vec![pair("containerInsights", "disabled")]);
    let settings = kept::value(&cluster.kept, "settings").unwrap_or_else(insights);
    let configuration = kept::value(&cluster.kept, "configuration").filter(|_| asked("CONFIGURATIONS"));
    let name = |&provider: &ProviderId| world.providers[provider].name.to_string();
    Object::new()
        .with("clusterArn", arn::cluster(world, id))
        .with("clusterName", &*cluster.name)
        .with("configuration", configuration)
        .with("status", if cluster.active { "ACTIVE" } else { "INACTIVE" })
        .with("registeredContainerInstancesCount", world.instances_of(id).filter(|(_, i)| i.registered()).count())
        .with("runningTasksCount", tasks(world, id, true, None))
        .with("pendingTasksCount", tasks(world, id, false, None))
        .with("activeServicesCount", services(world, id, None))
        .with("statistics", if asked("STATISTICS") { by_launch_type(world, id) } else { vec![] })
        .with("tags", if asked("TAGS") { tags::kept(&cluster.kept) } else { vec![] })
        .with("settings", if asked("SETTINGS") { settings } else { Value::Array(vec![]) })
        .with("capacityProviders", cluster.providers.iter().map(name).collect::<Vec<_>>())
        .with(
            "defaultCapacityProviderStrategy",
            capacity_providers::describe_strategy(world, &cluster.default_strategy),
        )
        .with("serviceConnectDefaults", kept::value(&cluster.kept, "serviceConnectDefaults"))
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
