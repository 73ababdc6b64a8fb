//! Target groups and their attributes.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{load_balancers, typed};
use crate::api::arn::{self, balancing_parts};
use crate::api::errors::{ServiceError, elb};
use crate::engine::command::{Command, Reply};
use crate::engine::ids::TargetGroupId;
use crate::engine::model::balancer::{HealthCheckSettings, TargetType};
use crate::engine::model::network::VPC;
use crate::engine::time::Span;
use crate::engine::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    name: String,
    protocol: Option<String>,
    port: Option<i64>,
    target_type: Option<String>,
    #[serde(flatten)]
    checks: Checks,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Checks {
    health_check_path: Option<String>,
    health_check_interval_seconds: Option<i64>,
    health_check_timeout_seconds: Option<i64>,
    healthy_threshold_count: Option<i64>,
    unhealthy_threshold_count: Option<i64>,
    matcher: Option<Matcher>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Matcher {
    http_code: Option<String>,
}

fn validation(message: impl Into<String>) -> ServiceError {
    elb("ValidationError", message)
}

pub fn create(_: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Create = typed(input)?;
    if input.protocol.as_deref().is_some_and(|protocol| protocol != "HTTP") {
        return Err(validation("The playground has target groups of protocol HTTP only so far."));
    }
    let target_type = match input.target_type.as_deref() {
        None | Some("instance") => TargetType::Instance,
        Some("ip") => TargetType::Ip,
        Some(other) => {
            return Err(validation(format!("The playground has target types instance and ip, not {other}.")));
        }
    };
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if input.name.is_empty() || input.name.len() > 32 || !input.name.chars().all(letter) {
        return Err(validation("The target group name has at most 32 letters, numbers and hyphens"));
    }
    let port = input.port.unwrap_or(80);
    let port = u16::try_from(port).ok().filter(|&port| port > 0);
    Ok(Command::CreateTargetGroup {
        name: input.name.into(),
        target_type,
        port: port.ok_or_else(|| validation("Port must be between 1 and 65535"))?,
        checks: input.checks.read(&HealthCheckSettings::usual())?,
    })
}

impl Checks {
    /// The settings with what was given in place of what was before (§6.3).
    fn read(&self, before: &HealthCheckSettings) -> Result<HealthCheckSettings, ServiceError> {
        let within = |name: &str, given: Option<i64>, before: u64, low: i64, high: i64| match given {
            None => Ok(before),
            Some(given) if (low..=high).contains(&given) => Ok(given as u64),
            Some(given) => Err(validation(format!("{name} '{given}' must be between {low} and {high}"))),
        };
        let interval =
            within("Health check interval", self.health_check_interval_seconds, before.interval.as_secs(), 5, 300)?;
        let timeout =
            within("Health check timeout", self.health_check_timeout_seconds, before.timeout.as_secs(), 2, 120)?;
        if timeout >= interval && self.health_check_timeout_seconds.is_some() {
            return Err(validation(format!(
                "Health check timeout '{timeout}' must be smaller than the interval '{interval}'"
            )));
        }
        let healthy =
            within("Healthy threshold count", self.healthy_threshold_count, before.healthy_threshold as u64, 2, 10)?;
        let unhealthy = within(
            "Unhealthy threshold count",
            self.unhealthy_threshold_count,
            before.unhealthy_threshold as u64,
            2,
            10,
        )?;
        let matcher = self.matcher.as_ref().and_then(|matcher| matcher.http_code.as_deref());
        Ok(HealthCheckSettings {
            path: self.health_check_path.as_deref().map_or_else(|| before.path.clone(), Into::into),
            interval: Span::secs(interval),
            timeout: Span::secs(timeout),
            healthy_threshold: healthy as u32,
            unhealthy_threshold: unhealthy as u32,
            matcher: matcher.map_or(Ok(before.matcher), read_matcher)?,
        })
    }
}

/// `200` or `200-299`.
fn read_matcher(text: &str) -> Result<(u16, u16), ServiceError> {
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    match (low.trim().parse(), high.trim().parse()) {
        (Ok(low), Ok(high)) if (200..=499).contains(&low) && low <= high && high <= 499 => Ok((low, high)),
        _ => Err(validation(format!(
            "Health check matcher HTTP code '{text}' must be within 200-499, such as 200 or 200-299"
        ))),
    }
}

pub fn changed(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::TargetGroup(id) => json!({ "TargetGroups": [describe_one(world, *id)] }),
        _ => Value::Null,
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    target_group_arn: String,
}

pub fn delete(_: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Named = typed(input)?;
    Ok(Command::DeleteTargetGroup { name: balancing_parts(&input.target_group_arn).0.into() })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Describe {
    load_balancer_arn: Option<String>,
    #[serde(default)]
    target_group_arns: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
}

pub fn describe(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: Describe = typed(input)?;
    let of = input.load_balancer_arn.as_deref().map(|text| load_balancers::find(world, text)).transpose()?;
    let named: Vec<&String> = input.target_group_arns.iter().chain(&input.names).collect();
    let found = named.iter().map(|text| find(world, text)).collect::<Result<Vec<_>, _>>()?;
    let ids = if named.is_empty() { world.target_groups.keys().collect() } else { found };
    let wanted = ids.into_iter().filter(|&id| of.is_none() || world.target_groups[id].load_balancer == of);
    Ok(json!({ "TargetGroups": wanted.map(|id| describe_one(world, id)).collect::<Vec<_>>() }))
}

/// The target group of a name or ARN.
pub fn find(world: &World, text: &str) -> Result<TargetGroupId, ServiceError> {
    let found = world.target_group(balancing_parts(text).0);
    found.ok_or_else(|| elb("TargetGroupNotFound", "One or more target groups not found"))
}

fn describe_one(world: &World, id: TargetGroupId) -> Value {
    let group = &world.target_groups[id];
    let checks = &group.checks;
    let (low, high) = checks.matcher;
    json!({
        "TargetGroupArn": arn::target_group(world, id),
        "TargetGroupName": *group.name,
        "Protocol": "HTTP",
        "Port": group.port,
        "VpcId": VPC,
        "HealthCheckProtocol": "HTTP",
        "HealthCheckPort": "traffic-port",
        "HealthCheckEnabled": true,
        "HealthCheckIntervalSeconds": checks.interval.as_secs(),
        "HealthCheckTimeoutSeconds": checks.timeout.as_secs(),
        "HealthyThresholdCount": checks.healthy_threshold,
        "UnhealthyThresholdCount": checks.unhealthy_threshold,
        "HealthCheckPath": *checks.path,
        "Matcher": { "HttpCode": if low == high { low.to_string() } else { format!("{low}-{high}") } },
        "LoadBalancerArns": group.load_balancer.map(|lb| arn::load_balancer(world, lb)).into_iter().collect::<Vec<_>>(),
        "TargetType": match group.target_type { TargetType::Instance => "instance", TargetType::Ip => "ip" },
        "ProtocolVersion": "HTTP1",
        "IpAddressType": "ipv4",
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Modify {
    target_group_arn: String,
    #[serde(flatten)]
    checks: Checks,
}

pub fn modify(world: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Modify = typed(input)?;
    let group = &world.target_groups[find(world, &input.target_group_arn)?];
    Ok(Command::SetHealthChecks { target_group: group.name.clone(), checks: input.checks.read(&group.checks)? })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ModifyAttributes {
    target_group_arn: String,
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    key: String,
    value: String,
}

const DELAY: &str = "deregistration_delay.timeout_seconds";

pub fn modify_attributes(world: &World, input: Value) -> Result<Command, ServiceError> {
    let input: ModifyAttributes = typed(input)?;
    let group = &world.target_groups[find(world, &input.target_group_arn)?];
    let mut delay = group.deregistration_delay;
    for attribute in &input.attributes {
        if attribute.key != DELAY {
            return Err(validation(format!("The playground has the target group attribute {DELAY} only so far.")));
        }
        let seconds = attribute.value.parse().ok().filter(|seconds| (0..=3_600).contains(seconds));
        delay = Span::secs(seconds.ok_or_else(|| validation(format!("{DELAY} must be between 0 and 3600")))?);
    }
    Ok(Command::SetDeregistrationDelay { target_group: group.name.clone(), delay })
}

pub fn attributes_changed(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::TargetGroup(id) => attributes(world, *id),
        _ => Value::Null,
    }
}

pub fn describe_attributes(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: Named = typed(input)?;
    Ok(attributes(world, find(world, &input.target_group_arn)?))
}

fn attributes(world: &World, id: TargetGroupId) -> Value {
    let delay = world.target_groups[id].deregistration_delay.as_secs().to_string();
    let fixed = [
        ("stickiness.enabled", "false"),
        ("slow_start.duration_seconds", "0"),
        ("load_balancing.algorithm.type", "round_robin"),
        ("load_balancing.cross_zone.enabled", "use_load_balancer_configuration"),
    ];
    let all = std::iter::once((DELAY, delay.as_str())).chain(fixed);
    json!({ "Attributes": all.map(|(key, value)| json!({ "Key": key, "Value": value })).collect::<Vec<_>>() })
}
