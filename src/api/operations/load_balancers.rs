//! Load balancers and their listeners.

use serde_json::Value;

use crate::api::arn::{self, balancing_parts};
use crate::api::errors::{ServiceError, elb};
use crate::api::json::{Input, Object};
use crate::api::time::timestamp;
use crate::engine::command::{Command, Reply};
use crate::engine::ids::LoadBalancerId;
use crate::engine::model::balancer::Listener;
use crate::engine::model::network::{REGION, VPC};
use crate::engine::world::World;

pub fn create(world: &World, input: Input) -> Result<Command, ServiceError> {
    if input.text("Type").is_some_and(|kind| kind != "application") {
        return Err(elb("ValidationError", "The playground has load balancers of type application only so far."));
    }
    let name = input.required("Name");
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if name.is_empty() || name.len() > 32 || !name.chars().all(letter) {
        return Err(elb("ValidationError", "The load balancer name has at most 32 letters, numbers and hyphens"));
    }
    let subnets = input.texts("Subnets");
    let known: Vec<_> = subnets.iter().filter_map(|subnet| world.account.subnets.get(*subnet)).collect();
    if subnets.len() < 2 || known.len() == subnets.len() && known.iter().all(|zone| *zone == known[0]) {
        return Err(elb(
            "ValidationError",
            "At least two subnets in two different Availability Zones must be specified",
        ));
    }
    Ok(Command::CreateLoadBalancer { name: name.into(), subnets: subnets.into_iter().map(Into::into).collect() })
}

pub fn created(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::LoadBalancer(id) => Object::new().with("LoadBalancers", vec![describe_one(world, *id)]).value(),
        _ => Value::Null,
    }
}

/// Operations that return nothing.
pub fn nothing(_: &World, _: &Reply) -> Value {
    Value::Null
}

pub fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(Command::DeleteLoadBalancer { name: balancing_parts(input.required("LoadBalancerArn")).0.into() })
}

pub fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let mut named = input.texts("LoadBalancerArns");
    named.extend(input.texts("Names"));
    let found = named.iter().map(|text| find(world, text)).collect::<Result<Vec<_>, _>>()?;
    let ids = if named.is_empty() { world.balancers.keys().collect() } else { found };
    let described: Vec<Value> = ids.into_iter().map(|id| describe_one(world, id)).collect();
    Ok(Object::new().with("LoadBalancers", described).value())
}

/// The load balancer of a name or ARN.
pub fn find(world: &World, text: &str) -> Result<LoadBalancerId, ServiceError> {
    let found = world.balancer(balancing_parts(text).0);
    found.ok_or_else(|| elb("LoadBalancerNotFound", "One or more load balancers not found"))
}

pub fn describe_one(world: &World, id: LoadBalancerId) -> Value {
    let balancer = &world.balancers[id];
    let number = world.seed().shuffle(28, id.0 as u128) as u64 % 2_000_000_000;
    let zones = balancer.subnets.iter().filter_map(|subnet| {
        let zone = world.account.subnets.get(subnet)?;
        let zone = Object::new().with("ZoneName", zone.to_string()).with("SubnetId", &**subnet);
        Some(zone.with("LoadBalancerAddresses", Vec::<Value>::new()).value())
    });
    Object::new()
        .with("LoadBalancerArn", arn::load_balancer(world, id))
        .with("DNSName", format!("{}-{number}.{REGION}.elb.amazonaws.com", balancer.name))
        .with("CanonicalHostedZoneId", "Z35SXDOTRQ7X7K")
        .with("CreatedTime", timestamp(balancer.created_at))
        .with("LoadBalancerName", &*balancer.name)
        .with("Scheme", "internet-facing")
        .with("VpcId", VPC)
        .with("State", Object::new().with("Code", "active"))
        .with("Type", "application")
        .with("AvailabilityZones", zones.collect::<Vec<_>>())
        .with("SecurityGroups", Vec::<Value>::new())
        .with("IpAddressType", "ipv4")
        .value()
}

pub fn listen(_: &World, input: Input) -> Result<Command, ServiceError> {
    let mut actions = input.list("DefaultActions");
    let forwards = |action: Input| action.required("Type") == "forward";
    let group = match (actions.next().filter(|action| forwards(*action)), actions.next()) {
        (Some(action), None) => action.get("TargetGroupArn").and_then(Value::as_str).map(String::from),
        _ => None,
    };
    let Some(group) = group else {
        let why = "The playground has listeners with one default action, Type=forward,TargetGroupArn=…, only so far.";
        return Err(elb("ValidationError", why));
    };
    let port = input.number("Port").unwrap_or(80);
    let valid = u16::try_from(port).ok().filter(|&port| port > 0);
    Ok(Command::CreateListener {
        balancer: balancing_parts(input.required("LoadBalancerArn")).0.into(),
        port: valid.ok_or_else(|| elb("ValidationError", format!("Port '{port}' must be between 1 and 65535")))?,
        target_group: balancing_parts(&group).0.into(),
    })
}

pub fn listening(world: &World, reply: &Reply) -> Value {
    let Reply::Listener(id, port) = reply else { return Value::Null };
    let listeners = world.balancers[*id].listeners.iter().filter(|listener| listener.port == *port);
    let described: Vec<Value> = listeners.map(|listener| describe_listener(world, *id, listener)).collect();
    Object::new().with("Listeners", described).value()
}

pub fn describe_listeners(world: &World, input: Input) -> Result<Value, ServiceError> {
    let only = input.text("LoadBalancerArn").map(|text| find(world, text)).transpose()?;
    let balancers = world.balancers.iter().filter(|(id, _)| only.is_none_or(|only| only == *id));
    let listeners = balancers.flat_map(|(id, b)| b.listeners.iter().map(move |l| describe_listener(world, id, l)));
    Ok(Object::new().with("Listeners", listeners.collect::<Vec<_>>()).value())
}

fn describe_listener(world: &World, id: LoadBalancerId, listener: &Listener) -> Value {
    let group = arn::target_group(world, listener.target_group);
    let weighted = Object::new().with("TargetGroupArn", group.clone()).with("Weight", 1u32).value();
    let forward = Object::new()
        .with("TargetGroups", vec![weighted])
        .with("TargetGroupStickinessConfig", Object::new().with("Enabled", false));
    let action = Object::new().with("Type", "forward").with("TargetGroupArn", group).with("ForwardConfig", forward);
    Object::new()
        .with("ListenerArn", arn::listener(world, id, listener.port))
        .with("LoadBalancerArn", arn::load_balancer(world, id))
        .with("Port", listener.port)
        .with("Protocol", "HTTP")
        .with("DefaultActions", vec![action.value()])
        .value()
}
