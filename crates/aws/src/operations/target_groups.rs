//! Target groups and their attributes.

use serde_json::Value;

use super::load_balancers;
use crate::arn::{self, balancing_parts};
use crate::errors::{ServiceError, elb, elb_validation};
use crate::json::{Input, Object};
use crate::kept;
use engine::commands::{Command, CreateTargetGroup, DeleteTargetGroup, Reply, SetHealthChecks};
use engine::ids::TargetGroupId;
use engine::model::balancer::{BalancerKind, HealthCheckSettings, Protocol, TargetType};
use engine::model::network::VPC;
use engine::time::Span;
use engine::world::World;

pub(super) fn create(_: &World, input: Input) -> Result<Command, ServiceError> {
    let protocol = match input.text("Protocol").map(|given| Protocol::find(given).ok_or(given)) {
        // CP: pf-elbv2-tg-protocol-required-non-lambda, for a group of any other type than lambda.
        None if input.text("TargetType") != Some("lambda") => {
            return Err(elb_validation("A protocol must be specified"));
        }
        None => Protocol::Http,
        Some(Ok(protocol)) => protocol,
        Some(Err(given)) => {
            return Err(elb_validation(format!(
                "The playground has target groups of protocol HTTP, HTTPS, TCP, TLS, UDP and TCP_UDP, not {}.",
                crate::cut(given, 20)
            )));
        }
    };
    let target_type = match input.text("TargetType") {
        None | Some("instance") => TargetType::Instance,
        Some("ip") => TargetType::Ip,
        Some(other) => {
            return Err(elb_validation(format!("The playground has target types instance and ip, not {other}.")));
        }
    };
    let name = input.required("Name");
    check_name(name)?;
    let check = check_protocol(input, protocol, usual_check(protocol))?;
    check_kept(input, protocol, if target_type == TargetType::Ip { "ip" } else { "instance" })?;
    check_matcher(input.inside("Matcher"), input.text("ProtocolVersion").unwrap_or_default(), check)?;
    let port = input.number("Port").ok_or_else(|| elb_validation("A port must be specified"))?;
    let port = u16::try_from(port).ok().filter(|&port| port > 0);
    Ok(CreateTargetGroup {
        name: name.into(),
        protocol,
        target_type,
        port: port.ok_or_else(|| elb_validation("Port must be between 1 and 65535"))?,
        checks: read_checks(input, &HealthCheckSettings::usual(protocol, check))?,
        kept: kept::of("elbv2", "CreateTargetGroup", input),
    }
    .into())
}

/// How a group is checked where nothing is said.
fn usual_check(group: Protocol) -> Protocol {
    match group.of() {
        BalancerKind::Application => Protocol::Http,
        BalancerKind::Network => Protocol::Tcp,
    }
}

/// How a group of a protocol may be checked, and what goes with that.
fn check_protocol(input: Input, group: Protocol, usual: Protocol) -> Result<Protocol, ServiceError> {
    let (spoken, names): (&[Protocol], &str) = match group.of() {
        BalancerKind::Application => (&[Protocol::Http, Protocol::Https], "HTTP, HTTPS"),
        BalancerKind::Network => (&[Protocol::Http, Protocol::Https, Protocol::Tcp], "HTTP, HTTPS, TCP"),
    };
    let given = input.text("HealthCheckProtocol").unwrap_or(usual.name());
    let found = Protocol::find(given).filter(|protocol| spoken.contains(protocol));
    let words = || elb_validation(format!("Health check protocol '{given}' must be one of '{names}'"));
    let check = found.ok_or_else(words)?;
    if check == Protocol::Tcp {
        // The words are ours.
        if let Some(name) = ["HealthCheckPath", "Matcher"].iter().find(|name| input.get(name).is_some()) {
            return Err(elb_validation(format!("{name} is not supported for health checks with protocol 'TCP'")));
        }
    }
    Ok(check)
}

/// CP: pf-elbv2-tg-name.
fn check_name(name: &str) -> Result<(), ServiceError> {
    let shown = crate::cut(name, 100);
    if name.chars().count() > 32 {
        return Err(elb_validation(format!("Target group name '{shown}' cannot be longer than '32' characters")));
    }
    let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if name.is_empty() || !letters || name.starts_with('-') || name.ends_with('-') {
        return Err(elb_validation(format!(
            "1 validation error detected: Value '{shown}' at 'targetGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^-)(?!.*-$)^[A-Za-z0-9-]+$"
        )));
    }
    Ok(())
}

/// What a health check may be, though it is kept only (CP: rules/elbv2/pf-elbv2-tg-hc-…, …-matcher-grpc-requires-grpc).
fn check_kept(input: Input, protocol: Protocol, target_type: &str) -> Result<(), ServiceError> {
    if let Some(port) = input.text("HealthCheckPort") {
        let number = port.parse::<u16>().is_ok_and(|port| port > 0);
        if !number && port != "traffic-port" {
            return Err(elb_validation(format!(
                "Health check port '{port}' must be within '1-65535' or 'traffic-port'"
            )));
        }
    }
    if input.get("HealthCheckEnabled").is_some() && !input.flag("HealthCheckEnabled") {
        return Err(elb_validation(format!(
            "Health check enabled must be true for target groups with target type '{target_type}'"
        )));
    }
    if protocol.of() == BalancerKind::Network && input.get("ProtocolVersion").is_some() {
        // The words are ours.
        let name = protocol.name();
        return Err(elb_validation(format!("Protocol version cannot be specified for {name} target groups")));
    }
    if let Some(version) = input.text("ProtocolVersion").filter(|given| !["HTTP1", "HTTP2", "GRPC"].contains(given)) {
        return Err(elb_validation(format!("Protocol version '{version}' must be one of 'GRPC, HTTP1, HTTP2'")));
    }
    Ok(())
}

/// A gRPC code is matched in groups of gRPC only, and no HTTP code there.
fn check_matcher(matcher: Input, version: &str, check: Protocol) -> Result<(), ServiceError> {
    if check == Protocol::Tcp {
        return Ok(());
    }
    match (version == "GRPC", matcher.get("GrpcCode").is_some(), matcher.get("HttpCode").is_some()) {
        (false, true, _) => Err(elb_validation("Health check matcher HTTP code cannot be empty")),
        (true, _, true) => Err(elb_validation("Health check matcher GRPC code cannot be empty")),
        _ => Ok(()),
    }
}

/// The settings with what was given in place of what was before.
fn read_checks(input: Input, before: &HealthCheckSettings) -> Result<HealthCheckSettings, ServiceError> {
    let within = |name: &str, before: u64, low: i64, high: i64| match input.number(name) {
        None => Ok(before),
        Some(given) if (low..=high).contains(&given) => Ok(given as u64),
        Some(given) => Err(elb_validation(format!("{name} '{given}' must be between {low} and {high}"))),
    };
    let interval = within("HealthCheckIntervalSeconds", before.interval.as_secs(), 5, 300)?;
    let timeout = within("HealthCheckTimeoutSeconds", before.timeout.as_secs(), 2, 120)?;
    if timeout >= interval && input.get("HealthCheckTimeoutSeconds").is_some() {
        let why = format!("Health check timeout '{timeout}' must be smaller than the interval '{interval}'");
        return Err(elb_validation(why));
    }
    Ok(HealthCheckSettings {
        protocol: before.protocol,
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
        _ => Err(elb_validation(format!(
            "Health check matcher HTTP code '{text}' must be within 200-499, such as 200 or 200-299"
        ))),
    }
}

pub(super) fn changed(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::TargetGroup(id) => Object::new().with("TargetGroups", vec![describe_one(world, *id)]).value(),
        _ => Value::Null,
    }
}

pub(super) fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(DeleteTargetGroup { name: balancing_parts(input.required("TargetGroupArn")).0.into() }.into())
}

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let of = input.text("LoadBalancerArn").map(|text| load_balancers::find(world, text)).transpose()?;
    let mut named = input.texts("TargetGroupArns");
    named.extend(input.texts("Names"));
    let found = named.iter().map(|text| find(world, text)).collect::<Result<Vec<_>, _>>()?;
    let ids = if named.is_empty() { world.target_groups.keys().collect() } else { found };
    let wanted = ids.into_iter().filter(|&id| of.is_none() || world.target_groups[id].load_balancer == of);
    Ok(Object::new().with("TargetGroups", wanted.map(|id| describe_one(world, id)).collect::<Vec<_>>()).value())
}

/// The target group of a name or ARN.
pub(super) fn find(world: &World, text: &str) -> Result<TargetGroupId, ServiceError> {
    let found = world.target_group(balancing_parts(text).0);
    found.ok_or_else(|| elb("TargetGroupNotFound", "One or more target groups not found"))
}

fn describe_one(world: &World, id: TargetGroupId) -> Value {
    let group = &world.target_groups[id];
    let checks = &group.checks;
    let (low, high) = checks.matcher;
    let code = if low == high { low.to_string() } else { format!("{low}-{high}") };
    let given = |name: &str, usual: &str| kept::text(&group.kept, name).unwrap_or_else(|| usual.into());
    let version = given("ProtocolVersion", "HTTP1");
    let matcher = match version == "GRPC" {
        true => Object::new().with("GrpcCode", given("Matcher.GrpcCode", "12")),
        false => Object::new().with("HttpCode", code),
    };
    // A TCP check has neither a path nor codes, and only HTTP has versions.
    let asks = checks.protocol != Protocol::Tcp;
    let path = asks.then(|| Value::from(&*checks.path));
    let matcher = asks.then(|| matcher.value());
    let version = (group.protocol.of() == BalancerKind::Application).then(|| Value::from(version.as_str()));
    let balancers: Vec<String> = group.load_balancer.map(|lb| arn::load_balancer(world, lb)).into_iter().collect();
    Object::new()
        .with("TargetGroupArn", arn::target_group(world, id))
        .with("TargetGroupName", &*group.name)
        .with("Protocol", group.protocol.name())
        .with("Port", group.port)
        .with("VpcId", given("VpcId", VPC))
        .with("HealthCheckProtocol", checks.protocol.name())
        .with("HealthCheckPort", given("HealthCheckPort", "traffic-port"))
        .with("HealthCheckEnabled", true)
        .with("HealthCheckIntervalSeconds", checks.interval.as_secs())
        .with("HealthCheckTimeoutSeconds", checks.timeout.as_secs())
        .with("HealthyThresholdCount", checks.healthy_threshold)
        .with("UnhealthyThresholdCount", checks.unhealthy_threshold)
        .with("HealthCheckPath", path)
        .with("Matcher", matcher)
        .with("LoadBalancerArns", balancers)
        .with("TargetType", if group.target_type == TargetType::Ip { "ip" } else { "instance" })
        .with("ProtocolVersion", version)
        .with("IpAddressType", given("IpAddressType", "ipv4"))
        .value()
}

pub(super) fn modify(world: &World, input: Input) -> Result<Command, ServiceError> {
    let group = &world.target_groups[find(world, input.required("TargetGroupArn"))?];
    let check = check_protocol(input, group.protocol, group.checks.protocol)?;
    check_kept(input, group.protocol, if group.target_type == TargetType::Ip { "ip" } else { "instance" })?;
    let version = kept::text(&group.kept, "ProtocolVersion").unwrap_or_default();
    check_matcher(input.inside("Matcher"), &version, check)?;
    let before = HealthCheckSettings { protocol: check, ..group.checks.clone() };
    Ok(SetHealthChecks {
        target_group: group.name.clone(),
        checks: read_checks(input, &before)?,
        kept: kept::of("elbv2", "ModifyTargetGroup", input),
    }
    .into())
}
