//! The health of targets (§6.4).

use serde::Deserialize;
use serde_json::{Value, json};

use super::{target_groups, typed};
use crate::api::errors::ServiceError;
use crate::api::{arn, words};
use crate::engine::model::balancer::{Address, Target, TargetGroup, TargetState};
use crate::engine::model::event::CheckFailure;
use crate::engine::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Describe {
    target_group_arn: String,
    targets: Option<Vec<Asked>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Asked {
    id: String,
    port: Option<u16>,
}

pub fn describe(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: Describe = typed(input)?;
    let group = &world.target_groups[target_groups::find(world, &input.target_group_arn)?];
    let shown = |target: &&Target| match &input.targets {
        None => true,
        Some(asked) => asked.iter().any(|a| a.id == id(world, target) && a.port.is_none_or(|port| port == target.port)),
    };
    let known = group.targets.values().filter(shown).map(|target| describe_one(world, group, target));
    let unknown =
        input.targets.iter().flatten().filter(|asked| group.targets.values().all(|t| id(world, t) != asked.id));
    let unknown = unknown.map(|asked| {
        let state = health("unused", "Target.NotRegistered", "Target is not registered to the target group");
        json!({ "Target": { "Id": asked.id, "Port": asked.port }, "TargetHealth": state })
    });
    Ok(json!({ "TargetHealthDescriptions": known.chain(unknown).collect::<Vec<_>>() }))
}

/// The target's address as AWS names it.
pub fn id(world: &World, target: &Target) -> String {
    match target.address {
        Address::Ip(ip) => ip.to_string(),
        Address::Instance(instance) => arn::ec2_instance(world, instance),
    }
}

fn describe_one(world: &World, group: &TargetGroup, target: &Target) -> Value {
    let zone = match target.address {
        Address::Ip(_) => Some(target.zone.to_string()),
        Address::Instance(_) => None,
    };
    json!({
        "Target": { "Id": id(world, target), "Port": target.port, "AvailabilityZone": zone },
        "HealthCheckPort": target.port.to_string(),
        "TargetHealth": state(group, target),
        "AdministrativeOverride": {
            "State": "no_override",
            "Reason": "AdministrativeOverride.NoOverride",
            "Description": "No override is currently active on target",
        },
    })
}

fn state(group: &TargetGroup, target: &Target) -> Value {
    match target.state {
        _ if group.load_balancer.is_none() => health(
            "unused",
            "Target.NotInUse",
            "Target group is not configured to receive traffic from the load balancer",
        ),
        TargetState::Initial => health("initial", "Elb.RegistrationInProgress", "Target registration is in progress"),
        TargetState::Healthy => json!({ "State": "healthy" }),
        TargetState::Unhealthy(failure) => {
            let reason = match failure {
                CheckFailure::Code(_) => "Target.ResponseCodeMismatch",
                CheckFailure::Timeout => "Target.Timeout",
                CheckFailure::Refused => "Target.FailedHealthChecks",
            };
            health("unhealthy", reason, &words::check_failure(failure))
        }
        TargetState::Draining { .. } => {
            health("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")
        }
    }
}

fn health(state: &str, reason: &str, description: &str) -> Value {
    json!({ "State": state, "Reason": reason, "Description": description })
}
