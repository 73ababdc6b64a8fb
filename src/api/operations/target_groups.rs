//! Target groups and their attributes.

use serde_json::Value;

use super::load_balancers;
use crate::api::arn::{self, balancing_parts};
use crate::api::errors::{ServiceError, elb};
use crate::api::json::{Input, Object};
use crate::engine::command::{Command, Reply};
use crate::engine::ids::TargetGroupId;
use crate::engine::model::balancer::{HealthCheckSettings, TargetType};
use crate::engine::model::network::VPC;
use crate::engine::time::Span;
use crate::engine::world::World;

fn validation(message: impl Into<String>) -> ServiceError {
    elb("ValidationError", message)
}

pub fn create(_: &World, input: Input) -> Result<Command, ServiceError> {
    if input.text("Protocol").is_some_and(|protocol| protocol != "HTTP") {
        return Err(validation("The playground has target groups of protocol HTTP only so far."));
    }
    let target_type = match input.text("TargetType") {
        None | Some("instance") => TargetType::Instance,
        Some("ip") => TargetType::Ip,
        Some(other) => {
            return Err(validation(format!("The playground has target types instance and ip, not {other}.")));
        }
    };
    let name = input.required("Name");
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if name.is_empty() || name.len() > 32 || !name.chars().all(letter) {
        return Err(validation("The target group name has at most 32 letters, numbers and hyphens"));
    }
    let port = u16::try_from(input.number("Port").unwrap_or(80)).ok().filter(|&port| port > 0);
    Ok(Command::CreateTargetGroup {
        name: name.into(),
        target_type,
        port: port.ok_or_else(|| validation("Port must be between 1 and 65535"))?,
        checks: read_checks(input, &HealthCheckSettings::usual())?,
    })
}

/// The settings with what was given in place of what was before (§6.3).
fn read_checks(input: Input, before: &HealthCheckSettings) -> Result<HealthCheckSettings, ServiceError> {
    let within = |name: &str, before: u64, low: i64, high: i64| match input.number(name) {
        None => Ok(before),
        Some(given) if (low..=high).contains(&given) => Ok(given as u64),
        Some(given) => Err(validation(format!("{name} '{given}' must be between {low} and {high}"))),
    };
    let interval = within("HealthCheckIntervalSeconds", before.interval.as_secs(), 5, 300)?;
    let timeout = within("HealthCheckTimeoutSeconds", before.timeout.as_secs(), 2, 120)?;
    if timeout >= interval && input.get("HealthCheckTimeoutSeconds").is_some() {
        let why = format!("Health check timeout '{timeout}' must be smaller than the interval '{interval}'");
        return Err(validation(why));
    }
    Ok(HealthCheckSettings {
        path: input.text("HealthCheckPath").map_or_else(|| before.path.clone(), Into::into),
        interval: Span::secs(interval),
        timeout: Span::secs(timeout),
        healthy_threshold: within("HealthyThresholdCount", before.healthy_threshold as u64, 2, 10)? as u32,
        unhealthy_threshold: within("UnhealthyThresholdCount", before.unhealthy_threshold as u64, 2, 10)? as u32,
        matcher: input.inside("Matcher").text("HttpCode").map_or(Ok(before.matcher), read_matcher)?,
    })
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
        Reply::TargetGroup(id) => Object::new().with("TargetGroups", vec![describe_one(world, *id)]).value(),
        _ => Value::Null,
    }
}

pub fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(Command::DeleteTargetGroup { name: balancing_parts(input.required("TargetGroupArn")).0.into() })
}

pub fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let of = input.text("LoadBalancerArn").map(|text| load_balancers::find(world, text)).transpose()?;
    let mut named = input.texts("TargetGroupArns");
    named.extend(input.texts("Names"));
    let found = named.iter().map(|text| find(world, text)).collect::<Result<Vec<_>, _>>()?;
    let ids = if named.is_empty() { world.target_groups.keys().collect() } else { found };
    let wanted = ids.into_iter().filter(|&id| of.is_none() || world.target_groups[id].load_balancer == of);
    Ok(Object::new().with("TargetGroups", wanted.map(|id| describe_one(world, id)).collect::<Vec<_>>()).value())
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
    let code = if low == high { low.to_string() } else { format!("{low}-{high}") };
    let balancers: Vec<String> = group.load_balancer.map(|lb| arn::load_balancer(world, lb)).into_iter().collect();
    Object::new()
        .with("TargetGroupArn", arn::target_group(world, id))
        .with("TargetGroupName", &*group.name)
        .with("Protocol", "HTTP")
        .with("Port", group.port)
        .with("VpcId", VPC)
        .with("HealthCheckProtocol", "HTTP")
        .with("HealthCheckPort", "traffic-port")
        .with("HealthCheckEnabled", true)
        .with("HealthCheckIntervalSeconds", checks.interval.as_secs())
        .with("HealthCheckTimeoutSeconds", checks.timeout.as_secs())
        .with("HealthyThresholdCount", checks.healthy_threshold)
        .with("UnhealthyThresholdCount", checks.unhealthy_threshold)
        .with("HealthCheckPath", &*checks.path)
        .with("Matcher", Object::new().with("HttpCode", code))
        .with("LoadBalancerArns", balancers)
        .with("TargetType", if group.target_type == TargetType::Ip { "ip" } else { "instance" })
        .with("ProtocolVersion", "HTTP1")
        .with("IpAddressType", "ipv4")
        .value()
}

pub fn modify(world: &World, input: Input) -> Result<Command, ServiceError> {
    let group = &world.target_groups[find(world, input.required("TargetGroupArn"))?];
    Ok(Command::SetHealthChecks { target_group: group.name.clone(), checks: read_checks(input, &group.checks)? })
}

const DELAY: &str = "deregistration_delay.timeout_seconds";

pub fn modify_attributes(world: &World, input: Input) -> Result<Command, ServiceError> {
    let group = &world.target_groups[find(world, input.required("TargetGroupArn"))?];
    let mut delay = group.deregistration_delay;
    for attribute in input.list("Attributes") {
        if attribute.required("Key") != DELAY {
            return Err(validation(format!("The playground has the target group attribute {DELAY} only so far.")));
        }
        let seconds = attribute.required("Value").parse().ok().filter(|seconds| (0..=3_600).contains(seconds));
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

pub fn describe_attributes(world: &World, input: Input) -> Result<Value, ServiceError> {
    Ok(attributes(world, find(world, input.required("TargetGroupArn"))?))
}

fn attributes(world: &World, id: TargetGroupId) -> Value {
    let delay = world.target_groups[id].deregistration_delay.as_secs().to_string();
    let all = [
        (DELAY, delay.as_str()),
        ("stickiness.enabled", "false"),
        ("slow_start.duration_seconds", "0"),
        ("load_balancing.algorithm.type", "round_robin"),
        ("load_balancing.cross_zone.enabled", "use_load_balancer_configuration"),
    ];
    let print = all.into_iter().map(|(key, value)| Object::new().with("Key", key).with("Value", value).value());
    Object::new().with("Attributes", print.collect::<Vec<_>>()).value()
}
