//! Load balancers and their listeners.

use serde::Deserialize;
use serde_json::{Value, json};

use super::typed;
use crate::api::arn::{self, balancing_parts};
use crate::api::errors::{ServiceError, elb};
use crate::api::time::timestamp;
use crate::engine::command::{Command, Reply};
use crate::engine::ids::LoadBalancerId;
use crate::engine::model::balancer::Listener;
use crate::engine::model::network::{REGION, VPC};
use crate::engine::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Create {
    name: String,
    #[serde(default)]
    subnets: Vec<String>,
    #[serde(rename = "Type")]
    kind: Option<String>,
}

pub fn create(world: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Create = typed(input)?;
    if input.kind.as_deref().is_some_and(|kind| kind != "application") {
        return Err(elb("ValidationError", "The playground has load balancers of type application only so far."));
    }
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if input.name.is_empty() || input.name.len() > 32 || !input.name.chars().all(letter) {
        return Err(elb("ValidationError", "The load balancer name has at most 32 letters, numbers and hyphens"));
    }
    let zone = |subnet: &String| world.account.subnets.get(subnet.as_str());
    let known: Vec<_> = input.subnets.iter().filter_map(zone).collect();
    if input.subnets.len() < 2 || known.len() == input.subnets.len() && known.iter().all(|zone| *zone == known[0]) {
        return Err(elb(
            "ValidationError",
            "At least two subnets in two different Availability Zones must be specified",
        ));
    }
    Ok(Command::CreateLoadBalancer {
        name: input.name.into(),
        subnets: input.subnets.into_iter().map(Into::into).collect(),
    })
}

pub fn created(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::LoadBalancer(id) => json!({ "LoadBalancers": [describe_one(world, *id)] }),
        _ => Value::Null,
    }
}

/// Operations that return nothing.
pub fn nothing(_: &World, _: &Reply) -> Value {
    Value::Null
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    load_balancer_arn: String,
}

pub fn delete(_: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Named = typed(input)?;
    Ok(Command::DeleteLoadBalancer { name: balancing_parts(&input.load_balancer_arn).0.into() })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Describe {
    #[serde(default)]
    load_balancer_arns: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
}

pub fn describe(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: Describe = typed(input)?;
    let named: Vec<&String> = input.load_balancer_arns.iter().chain(&input.names).collect();
    let found = named.iter().map(|text| find(world, text)).collect::<Result<Vec<_>, _>>()?;
    let ids = if named.is_empty() { world.balancers.keys().collect() } else { found };
    Ok(json!({ "LoadBalancers": ids.into_iter().map(|id| describe_one(world, id)).collect::<Vec<_>>() }))
}

/// The load balancer of a name or ARN.
pub fn find(world: &World, text: &str) -> Result<LoadBalancerId, ServiceError> {
    let found = world.balancer(balancing_parts(text).0);
    found.ok_or_else(|| elb("LoadBalancerNotFound", "One or more load balancers not found"))
}

fn describe_one(world: &World, id: LoadBalancerId) -> Value {
    let balancer = &world.balancers[id];
    let number = world.seed().shuffle(28, id.0 as u128) as u64 % 2_000_000_000;
    let zones = balancer.subnets.iter().filter_map(|subnet| {
        let zone = world.account.subnets.get(subnet)?;
        Some(json!({ "ZoneName": zone.to_string(), "SubnetId": **subnet, "LoadBalancerAddresses": [] }))
    });
    json!({
        "LoadBalancerArn": arn::load_balancer(world, id),
        "DNSName": format!("{}-{number}.{REGION}.elb.amazonaws.com", balancer.name),
        "CanonicalHostedZoneId": "Z35SXDOTRQ7X7K",
        "CreatedTime": timestamp(balancer.created_at),
        "LoadBalancerName": *balancer.name,
        "Scheme": "internet-facing",
        "VpcId": VPC,
        "State": { "Code": "active" },
        "Type": "application",
        "AvailabilityZones": zones.collect::<Vec<_>>(),
        "SecurityGroups": [],
        "IpAddressType": "ipv4",
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listen {
    load_balancer_arn: String,
    port: Option<i64>,
    default_actions: Vec<Action>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Action {
    #[serde(rename = "Type")]
    kind: String,
    target_group_arn: Option<String>,
}

pub fn listen(_: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Listen = typed(input)?;
    let forward = match input.default_actions.as_slice() {
        [Action { kind, target_group_arn: Some(group) }] if kind == "forward" => group,
        _ => {
            let why =
                "The playground has listeners with one default action, Type=forward,TargetGroupArn=…, only so far.";
            return Err(elb("ValidationError", why));
        }
    };
    let port = input.port.unwrap_or(80);
    Ok(Command::CreateListener {
        balancer: balancing_parts(&input.load_balancer_arn).0.into(),
        port: u16::try_from(port)
            .ok()
            .filter(|&port| port > 0)
            .ok_or_else(|| elb("ValidationError", format!("Port '{port}' must be between 1 and 65535")))?,
        target_group: balancing_parts(forward).0.into(),
    })
}

pub fn listening(world: &World, reply: &Reply) -> Value {
    let Reply::Listener(id, port) = reply else { return Value::Null };
    let listeners = world.balancers[*id].listeners.iter().filter(|listener| listener.port == *port);
    json!({ "Listeners": listeners.map(|listener| describe_listener(world, *id, listener)).collect::<Vec<_>>() })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeListeners {
    load_balancer_arn: Option<String>,
}

pub fn describe_listeners(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: DescribeListeners = typed(input)?;
    let only = input.load_balancer_arn.as_deref().map(|text| find(world, text)).transpose()?;
    let balancers = world.balancers.iter().filter(|(id, _)| only.is_none_or(|only| only == *id));
    let listeners = balancers.flat_map(|(id, b)| b.listeners.iter().map(move |l| describe_listener(world, id, l)));
    Ok(json!({ "Listeners": listeners.collect::<Vec<_>>() }))
}

fn describe_listener(world: &World, id: LoadBalancerId, listener: &Listener) -> Value {
    let group = arn::target_group(world, listener.target_group);
    json!({
        "ListenerArn": arn::listener(world, id, listener.port),
        "LoadBalancerArn": arn::load_balancer(world, id),
        "Port": listener.port,
        "Protocol": "HTTP",
        "DefaultActions": [{
            "Type": "forward",
            "TargetGroupArn": group,
            "ForwardConfig": {
                "TargetGroups": [{ "TargetGroupArn": group, "Weight": 1 }],
                "TargetGroupStickinessConfig": { "Enabled": false },
            },
        }],
    })
}
