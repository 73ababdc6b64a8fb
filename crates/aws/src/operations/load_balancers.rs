//! Load balancers.

use serde_json::Value;

use crate::arn::{self, balancing_parts};
use crate::errors::{ServiceError, elb, elb_validation};
use crate::json::{Input, Object};
use crate::kept;
use crate::time::timestamp;
use engine::commands::{Command, CreateLoadBalancer, DeleteLoadBalancer, Reply};
use engine::ids::LoadBalancerId;
use engine::model::Name;
use engine::model::balancer::BalancerKind;
use engine::model::network::{REGION, VPC};
use engine::world::World;

pub(super) fn create(world: &World, input: Input) -> Result<Command, ServiceError> {
    let kind = match input.text("Type") {
        None | Some("application") => BalancerKind::Application,
        Some("network") => BalancerKind::Network,
        Some(_) => {
            return Err(elb_validation(
                "The playground has load balancers of type application and network only so far.",
            ));
        }
    };
    let name = input.required("Name");
    check_name(name)?;
    let subnets = subnets(input, kind)?;
    let zones: Vec<_> = subnets.iter().filter_map(|subnet| world.account.subnets.get(&**subnet)).collect();
    let once = zones.iter().enumerate().all(|(at, zone)| !zones[..at].contains(zone));
    let alone = subnets.len() < 2 || zones.len() == subnets.len() && zones.iter().all(|zone| *zone == zones[0]);
    if kind == BalancerKind::Network && subnets.is_empty() {
        return Err(elb_validation("At least one subnet must be specified"));
    }
    if kind == BalancerKind::Application && alone {
        return Err(elb_validation("At least two subnets in two different Availability Zones must be specified"));
    }
    if !once {
        let why = "A load balancer cannot be attached to multiple subnets in the same Availability Zone";
        return Err(elb("InvalidConfigurationRequest", why));
    }
    let kept = kept::of("elbv2", "CreateLoadBalancer", input);
    Ok(CreateLoadBalancer { kind, name: name.into(), subnets, kept }.into())
}

/// CP: pf-elbv2-lb-name; the leading hyphen's words after that of the trailing one.
fn check_name(name: &str) -> Result<(), ServiceError> {
    let fault = if name.chars().count() > 32 {
        "cannot be longer than '32' characters"
    } else if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        "can only contain characters that are alphanumeric characters and hyphens(-)"
    } else if name.starts_with("internal-") {
        "cannot begin with 'internal-'"
    } else if name.starts_with('-') {
        "cannot begin with a hyphen(-)"
    } else if name.ends_with('-') {
        "cannot end with a hyphen(-)"
    } else {
        return Ok(());
    };
    Err(elb_validation(format!("The load balancer name '{}' {fault}", crate::cut(name, 100))))
}

/// `Subnets`, or those of `SubnetMappings`.
fn subnets(input: Input, kind: BalancerKind) -> Result<Vec<Name>, ServiceError> {
    let listed = input.texts("Subnets");
    let mapped: Vec<Input> = input.list("SubnetMappings").collect();
    if !listed.is_empty() && !mapped.is_empty() {
        return Err(elb_validation("You must specify either subnets or subnet mappings, not both"));
    }
    for mapping in &mapped {
        // CP: pf-elbv2-lb-eip-nlb-only, pf-elbv2-lb-private-ipv4-internal-only; the last is ours.
        if kind == BalancerKind::Network {
            let internal = input.text("Scheme") == Some("internal");
            if mapping.get("PrivateIPv4Address").is_some() && !internal {
                return Err(elb_validation(
                    "You can only specify private IPv4 addresses for Network Load Balancers with scheme 'internal'.",
                ));
            }
            continue;
        }
        if mapping.get("AllocationId").is_some() {
            return Err(elb_validation("Elastic IPs are not supported for load balancers with type 'application'"));
        }
        if mapping.get("PrivateIPv4Address").is_some() {
            return Err(elb_validation(
                "You can only specify private IPv4 addresses for Network Load Balancers with scheme 'internal'.",
            ));
        }
        if let Some(name) = ["IPv6Address", "SourceNatIpv6Prefix"].iter().find(|name| mapping.get(name).is_some()) {
            return Err(elb_validation(format!("{name} is not supported for load balancers with type 'application'")));
        }
    }
    let named = listed.into_iter().chain(mapped.iter().filter_map(|mapping| mapping.text("SubnetId")));
    Ok(named.map(Into::into).collect())
}

pub(super) fn created(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::LoadBalancer(id) => Object::new().with("LoadBalancers", vec![describe_one(world, *id)]).value(),
        _ => Value::Null,
    }
}

/// Operations that return nothing.
pub(super) fn nothing(_: &World, _: &Reply) -> Value {
    Value::Null
}

pub(super) fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(DeleteLoadBalancer { name: balancing_parts(input.required("LoadBalancerArn")).0.into() }.into())
}

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let mut named = input.texts("LoadBalancerArns");
    named.extend(input.texts("Names"));
    let found = named.iter().map(|text| find(world, text)).collect::<Result<Vec<_>, _>>()?;
    let ids = if named.is_empty() { world.balancers.keys().collect() } else { found };
    let described: Vec<Value> = ids.into_iter().map(|id| describe_one(world, id)).collect();
    Ok(Object::new().with("LoadBalancers", described).value())
}

/// The load balancer of a name or ARN.
pub(super) fn find(world: &World, text: &str) -> Result<LoadBalancerId, ServiceError> {
    let found = world.balancer(balancing_parts(text).0);
    found.ok_or_else(|| elb("LoadBalancerNotFound", "One or more load balancers not found"))
}

pub(super) fn describe_one(world: &World, id: LoadBalancerId) -> Value {
    let balancer = &world.balancers[id];
    let number = world.seed().shuffle(28, id.0 as u128) as u64 % 2_000_000_000;
    let zones = balancer.subnets.iter().filter_map(|subnet| {
        let zone = world.account.subnets.get(subnet)?;
        let zone = Object::new().with("ZoneName", zone.to_string()).with("SubnetId", &**subnet);
        Some(zone.with("LoadBalancerAddresses", Vec::<Value>::new()).value())
    });
    let given = |name: &str, usual: &str| kept::text(&balancer.kept, name).unwrap_or_else(|| usual.into());
    let scheme = given("Scheme", "internet-facing");
    let prefix = if scheme == "internal" { "internal-" } else { "" };
    Object::new()
        .with("LoadBalancerArn", arn::load_balancer(world, id))
        .with("DNSName", format!("{prefix}{}-{number}.{REGION}.elb.amazonaws.com", balancer.name))
        .with("CanonicalHostedZoneId", "Z35SXDOTRQ7X7K")
        .with("CreatedTime", timestamp(balancer.created_at))
        .with("LoadBalancerName", &*balancer.name)
        .with("Scheme", scheme)
        .with("VpcId", VPC)
        .with("State", Object::new().with("Code", "active"))
        .with("Type", if balancer.kind == BalancerKind::Network { "network" } else { "application" })
        .with("AvailabilityZones", zones.collect::<Vec<_>>())
        .with("SecurityGroups", kept::list(&balancer.kept, "SecurityGroups"))
        .with("IpAddressType", given("IpAddressType", "ipv4"))
        .with("CustomerOwnedIpv4Pool", kept::value(&balancer.kept, "CustomerOwnedIpv4Pool"))
        .value()
}
