//! The health of targets (load-balancing.md#target-health).

use serde_json::Value;

use super::target_groups;
use crate::errors::ServiceError;
use crate::json::{Input, Object};
use crate::words;
use engine::ids::TargetGroupId;
use engine::model::balancer::{Address, Target, TargetGroup, TargetState};
use engine::model::event::CheckFailure;
use engine::timings::REGISTRATION_IN_PROGRESS;
use engine::world::World;

/// All targets of a group; or those that are asked about, known or not.
pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let id = target_groups::find(world, input.required("TargetGroupArn"))?;
    if input.get("Targets").is_none() {
        return Ok(describe_all(world, id));
    }
    let group = &world.target_groups[id];
    let mut described = Vec::new();
    for asked in input.list("Targets") {
        let (name, port) = (asked.required("Id"), asked.number("Port"));
        let is_it =
            |target: &&Target| address(world, target) == name && port.is_none_or(|port| port == target.port as i64);
        let before = described.len();
        described.extend(group.targets.values().filter(is_it).map(|target| describe_one(world, group, target)));
        if described.len() == before {
            described.push(unknown(name, asked.get("Port").cloned()));
        }
    }
    Ok(Object::new().with("TargetHealthDescriptions", described).value())
}

/// All targets of a group.
pub(super) fn describe_all(world: &World, group: TargetGroupId) -> Value {
    let group = &world.target_groups[group];
    let targets: Vec<Value> = group.targets.values().map(|target| describe_one(world, group, target)).collect();
    Object::new().with("TargetHealthDescriptions", targets).value()
}

fn unknown(id: &str, port: Option<Value>) -> Value {
    let health = health("unused", "Target.NotRegistered", "Target is not registered to the target group");
    Object::new().with("Target", Object::new().with("Id", id).with("Port", port)).with("TargetHealth", health).value()
}

fn address(world: &World, target: &Target) -> String {
    target.address.name(world.seed())
}

fn describe_one(world: &World, group: &TargetGroup, target: &Target) -> Value {
    let zone = match target.address {
        Address::Ip(_) => Some(target.zone.to_string()),
        Address::Instance(_) => None,
    };
    let name =
        Object::new().with("Id", address(world, target)).with("Port", target.port).with("AvailabilityZone", zone);
    let no_override = Object::new()
        .with("State", "no_override")
        .with("Reason", "AdministrativeOverride.NoOverride")
        .with("Description", "No override is currently active on target");
    Object::new()
        .with("Target", name)
        .with("HealthCheckPort", target.port.to_string())
        .with("TargetHealth", state(world, group, target))
        .with("AdministrativeOverride", no_override)
        .value()
}

fn state(world: &World, group: &TargetGroup, target: &Target) -> Value {
    match target.state {
        _ if group.load_balancer.is_none() => health(
            "unused",
            "Target.NotInUse",
            "Target group is not configured to receive traffic from the load balancer",
        ),
        TargetState::Draining { .. } => {
            health("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")
        }
        _ if !group.reaches(target.zone) => health(
            "unused",
            "Target.NotInUse",
            "Target is in an Availability Zone that is not enabled for the load balancer",
        ),
        TargetState::Initial if world.now < target.registered_at + REGISTRATION_IN_PROGRESS => {
            health("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
        }
        TargetState::Initial => health("initial", "Elb.InitialHealthChecking", "Initial health checks in progress"),
        TargetState::Healthy => Object::new().with("State", "healthy").value(),
        TargetState::Unhealthy(failure) => {
            let reason = match failure {
                CheckFailure::Code(_) => "Target.ResponseCodeMismatch",
                CheckFailure::Timeout => "Target.Timeout",
                CheckFailure::Refused => "Target.FailedHealthChecks",
            };
            health("unhealthy", reason, &words::check_failure(failure))
        }
    }
}

fn health(state: &str, reason: &str, description: &str) -> Value {
    Object::new().with("State", state).with("Reason", reason).with("Description", description).value()
}
