//! The events of ECS as EventBridge sends them (events.md#ecs).

use serde_json::{Map, Value};

use super::{describe_instance, describe_task};
use crate::import::parse_json;
use crate::json::Object;
use crate::time::timestamp;
use crate::{arn, reasons, words};
use engine::ids::{DeploymentId, FactId, ServiceId};
use engine::model::bus::{Event, ServiceAction, What};
use engine::model::deployment::Failure;
use engine::model::network::{ACCOUNT, REGION};
use engine::model::provider::Fargate;
use engine::model::service::{LaunchType, Rollout};
use engine::time::Time;
use engine::world::World;

/// `source` and `detail-type`
pub fn kind(event: &Event) -> (String, String) {
    let of_ecs = |kind: &str| ("aws.ecs".to_string(), kind.to_string());
    match &event.what {
        What::Task(_) => of_ecs("ECS Task State Change"),
        What::Instance(_) => of_ecs("ECS Container Instance State Change"),
        What::Service(..) => of_ecs("ECS Service Action"),
        What::Deployment(..) => of_ecs("ECS Deployment State Change"),
        What::Custom(custom) => (custom.source.to_string(), custom.detail_type.to_string()),
    }
}

/// The event as it is sent.
pub fn document(world: &World, event: &Event) -> Value {
    let (source, kind) = kind(event);
    let (resource, detail) = detail(world, event);
    Object::new()
        .with("version", "0")
        .with("id", id(world, event.fact, matches!(event.what, What::Instance(_))))
        .with("detail-type", kind)
        .with("source", source)
        .with("account", ACCOUNT)
        .with("time", format!("{}Z", &timestamp(event.at)[..19]))
        .with("region", REGION)
        .with("resources", resource)
        .with("detail", detail)
        .value()
}

/// The id of an event; a fact about a task has one about its instance as well.
pub(crate) fn id(world: &World, fact: FactId, of_instance: bool) -> String {
    arn::uuid(world.seed().shuffle(46, (fact.0 as u128) << 8 | u128::from(of_instance)))
}

/// `resources` and `detail`
fn detail(world: &World, event: &Event) -> (Vec<String>, Value) {
    match &event.what {
        What::Task(id) => {
            let described = describe_task(world, *id);
            (vec![arn::task(world, *id)], of_resource(described, event.at))
        }
        What::Instance(id) => {
            let described = describe_instance(world, *id);
            (vec![arn::instance(world, *id)], of_resource(described, event.at))
        }
        What::Service(service, action) => {
            (vec![arn::service(world, *service)], service_action(world, *service, action, event.at))
        }
        What::Deployment(service, deployment, rollout) => {
            (vec![arn::service(world, *service)], deployment_change(world, *deployment, *rollout, event.at))
        }
        What::Custom(custom) => {
            let resources = custom.resources.iter().map(|name| name.to_string()).collect();
            (resources, parse_json(&custom.detail).unwrap_or(Value::Null))
        }
    }
}

/// What is described, with ISO timestamps and when it changed.
fn of_resource(described: Value, at: Time) -> Value {
    let Value::Object(members) = described else { return Value::Null };
    let mut detail: Map<String, Value> = Map::new();
    for (name, value) in members.into_iter().filter(|(name, _)| name != "tags") {
        let value = match value {
            Value::String(text) if name.ends_with("At") => Value::String(text.replace("000+00:00", "Z")),
            other => other,
        };
        detail.insert(name, value);
    }
    detail.insert("updatedAt".into(), Value::String(iso(at)));
    Value::Object(detail)
}

/// `2026-01-05T09:00:01.500Z`
fn iso(at: Time) -> String {
    timestamp(at).replace("000+00:00", "Z")
}

/// eventType, eventName and reason of a service action.
pub fn action(action: &ServiceAction) -> (&'static str, &'static str, Option<String>) {
    let not_placed = |reason: &str| ("ERROR", "SERVICE_TASK_PLACEMENT_FAILURE", Some(reason.into()));
    match action {
        ServiceAction::SteadyState => ("INFO", "SERVICE_STEADY_STATE", None),
        ServiceAction::DesiredCountUpdated => ("INFO", "SERVICE_DESIRED_COUNT_UPDATED", None),
        ServiceAction::NoInstances => not_placed("RESOURCE:INSTANCES"),
        ServiceAction::NoInstanceFits(rejection) => not_placed(words::failure_reason(rejection)),
        ServiceAction::NoFargate => not_placed("RESOURCE:FARGATE"),
        ServiceAction::RoleNotAssumable(role) => {
            ("ERROR", "SERVICE_TASK_CONFIGURATION_FAILURE", Some(reasons::role_not_assumable(role)))
        }
        ServiceAction::StartImpaired => ("WARN", "SERVICE_TASK_START_IMPAIRED", None),
        ServiceAction::RebalancingStarted => ("INFO", "SERVICE_REBALANCING_STARTED", None),
        ServiceAction::RebalancingCompleted => ("INFO", "SERVICE_REBALANCING_COMPLETED", None),
        ServiceAction::TasksStarted => ("INFO", "TASKS_STARTED", None),
        ServiceAction::TasksStopped => ("INFO", "TASKS_STOPPED", None),
    }
}

fn service_action(world: &World, id: ServiceId, about: &ServiceAction, at: Time) -> Value {
    let service = &world.services[id];
    let (kind, name, reason) = action(about);
    let of_providers = *about == ServiceAction::NoFargate && service.config.placement.launch == LaunchType::Fargate;
    let providers = of_providers.then(|| {
        let shares = service.config.placement.providers.iter().map(|share| &*world.providers[share.provider].name);
        let names: Vec<&str> = if shares.len() == 0 { vec![Fargate::OnDemand.name()] } else { shares.collect() };
        names.iter().map(|name| format!("arn:aws:ecs:{REGION}:{ACCOUNT}:capacity-provider/{name}")).collect::<Vec<_>>()
    });
    Object::new()
        .with("eventType", kind)
        .with("eventName", name)
        .with("clusterArn", arn::cluster(world, service.cluster))
        .with("capacityProviderArns", providers)
        .with("reason", reason)
        .with("createdAt", iso(at))
        .value()
}

fn deployment_change(world: &World, id: DeploymentId, rollout: Rollout, at: Time) -> Value {
    let name = arn::deployment(world, id);
    let (kind, event, reason) = deployment_event(rollout, &name);
    Object::new()
        .with("eventType", kind)
        .with("eventName", event)
        .with("deploymentId", name)
        .with("updatedAt", iso(at))
        .with("reason", reason)
        .value()
}

/// eventType, eventName and reason of a deployment's change.
pub fn deployment_event(rollout: Rollout, name: &str) -> (&'static str, &'static str, String) {
    let reason = match rollout {
        // The event spells it so (DG: ecs_service_deployment_events).
        Rollout::Failed(Failure::TasksFailed) => "ECS deployment circuit breaker: task failed to start.".into(),
        Rollout::InProgress | Rollout::RollingBack(_) | Rollout::Completed | Rollout::Failed(_) => {
            words::rollout(name, rollout).1
        }
    };
    match rollout {
        Rollout::InProgress | Rollout::RollingBack(_) => ("INFO", "SERVICE_DEPLOYMENT_IN_PROGRESS", reason),
        Rollout::Completed => ("INFO", "SERVICE_DEPLOYMENT_COMPLETED", reason),
        Rollout::Failed(_) => ("ERROR", "SERVICE_DEPLOYMENT_FAILED", reason),
    }
}
