//! Listeners of load balancers.

use serde_json::Value;

use super::load_balancers::find;
use crate::arn::{self, balancing_parts};
use crate::errors::{ServiceError, elb, elb_validation};
use crate::json::{Input, Object};
use crate::kept;
use engine::commands::{Command, CreateListener, Reply};
use engine::ids::LoadBalancerId;
use engine::model::balancer::{Listener, Protocol};
use engine::world::World;

pub(super) fn create(_: &World, input: Input) -> Result<Command, ServiceError> {
    let (group, weight) = target_group(input)?;
    // CP: pf-elbv2-listener-port-required.
    let port = input.number("Port").ok_or_else(|| elb_validation("A listener port must be specified"))?;
    let valid = u16::try_from(port).ok().filter(|&port| port > 0);
    let port = valid.ok_or_else(|| elb_validation(format!("Port '{port}' must be between 1 and 65535")))?;
    let protocol = input.text("Protocol").ok_or_else(|| elb_validation("A listener protocol must be specified"))?;
    let protocol = check_protocol(input, protocol)?;
    Ok(CreateListener {
        balancer: balancing_parts(input.required("LoadBalancerArn")).0.into(),
        port,
        protocol,
        forward: (balancing_parts(&group).0.into(), weight),
        kept: kept::of("elbv2", "CreateListener", input),
    }
    .into())
}

/// Where the one default action forwards to, and with what weight.
fn target_group(input: Input) -> Result<(String, u32), ServiceError> {
    let only = "The playground has listeners with one default action, Type=forward,TargetGroupArn=…, only so far.";
    let mut actions = input.list("DefaultActions");
    let action = match (actions.next(), actions.next()) {
        (Some(action), None) if action.required("Type") == "forward" => action,
        (Some(action), None) if action.required("Type") == "fixed-response" => {
            // CP: pf-elbv2-listener-action-config-type-match.
            return Err(match action.get("FixedResponseConfig") {
                Some(_) => elb_validation(only),
                None => elb_validation(
                    "For actions of type 'fixed-response', you must specify the following fields: 'FixedResponseConfig'",
                ),
            });
        }
        _ => return Err(elb_validation(only)),
    };
    if let Some(name) = ["RedirectConfig", "FixedResponseConfig"].iter().find(|name| action.get(name).is_some()) {
        return Err(elb_validation(format!("For actions of type 'forward', you must not specify the field '{name}'")));
    }
    let forward = action.inside("ForwardConfig");
    let weight = forward.list("TargetGroups").next().and_then(|tuple| tuple.number("Weight")).unwrap_or(1);
    // API: TargetGroupTuple; the words are ours.
    let valid = u32::try_from(weight).ok().filter(|weight| *weight <= 999);
    let weight = valid.ok_or_else(|| elb_validation(format!("Weight '{weight}' must be between 0 and 999")))?;
    let mut listed = forward.list("TargetGroups").map(|tuple| tuple.text("TargetGroupArn"));
    match (action.text("TargetGroupArn"), listed.next().flatten(), listed.next()) {
        (_, _, Some(_)) => {
            Err(elb_validation("The playground has listeners that forward to one target group only so far."))
        }
        // CP: pf-elbv2-action-forward-tgarn-conflict.
        (Some(one), Some(other), None) if one != other => Err(elb_validation(
            "You can specify both a target group list and a top-level target group ARN only if the ARNs match",
        )),
        (Some(group), ..) | (None, Some(group), _) => Ok((group.into(), weight)),
        (None, None, None) => Err(elb_validation(only)),
    }
}

/// What an Application Load Balancer speaks, and what goes with HTTPS only (CP: rules/elbv2/pf-elbv2-listener-…).
fn check_protocol(input: Input, given: &str) -> Result<Protocol, ServiceError> {
    let spoken = Protocol::find(given).filter(|protocol| matches!(protocol, Protocol::Http | Protocol::Https));
    let words = || elb_validation(format!("Listener protocol '{given}' must be one of 'HTTP, HTTPS'"));
    let protocol = spoken.ok_or_else(words)?;
    let certificates = input.values("Certificates").len();
    let policy = input.text("SslPolicy");
    if protocol == Protocol::Http && certificates > 0 {
        return Err(elb_validation("A certificate cannot be specified for HTTP listeners"));
    }
    if protocol == Protocol::Http && policy.is_some() {
        // ELB's own spelling.
        return Err(elb_validation("An SSL policy cannot be specifed for HTTP listeners"));
    }
    if protocol == Protocol::Https && certificates == 0 {
        return Err(elb("CertificateNotFound", "A certificate must be specified for HTTPS listeners"));
    }
    if certificates > 1 {
        return Err(elb_validation(format!(
            "Up to '1' certificate ARNs can be specified, but '{certificates}' were specified"
        )));
    }
    let certificate = input.list("Certificates").next().and_then(|given| given.text("CertificateArn"));
    let has_known_source = |arn: &str| arn.starts_with("arn:aws:acm:") || arn.starts_with("arn:aws:iam:");
    if let Some(arn) = certificate.filter(|arn| !has_known_source(arn)) {
        return Err(elb("CertificateNotFound", format!("Certificate '{arn}' not found")));
    }
    if let Some(policy) = policy.filter(|policy| !policy.starts_with("ELBSecurityPolicy-")) {
        return Err(elb("SSLPolicyNotFound", format!("SSL policy '{policy}' not found")));
    }
    if !input.values("AlpnPolicy").is_empty() {
        return Err(elb_validation("You cannot set ALPN policy on load balancers of type 'application'"));
    }
    mutual_authentication(input.inside("MutualAuthentication"), protocol)?;
    Ok(protocol)
}

fn mutual_authentication(given: Input, protocol: Protocol) -> Result<(), ServiceError> {
    if !given.is_there() {
        return Ok(());
    }
    if protocol == Protocol::Http {
        return Err(elb_validation("Mutual Authentication cannot be set for non secure listeners"));
    }
    let mode = given.text("Mode").unwrap_or("off");
    if !["off", "passthrough", "verify"].contains(&mode) {
        return Err(elb_validation(format!("Mutual Authentication mode {mode} not found")));
    }
    let verifies = mode == "verify";
    if verifies && given.get("TrustStoreArn").is_none() {
        return Err(elb_validation("Mutual Authentication mode verify requires a trust store arn"));
    }
    // The words for all but the second are ours.
    let only = [
        ("TrustStoreArn", "a trust store arn"),
        ("IgnoreClientCertificateExpiry", "ignoring client certificate expiry"),
        ("AdvertiseTrustStoreCaNames", "advertising trust store CA names"),
    ];
    match only.into_iter().find(|(name, _)| given.get(name).is_some()) {
        Some((_, what)) if !verifies => {
            Err(elb_validation(format!("Mutual Authentication mode {mode} does not support {what}")))
        }
        _ => Ok(()),
    }
}

pub(super) fn created(world: &World, reply: &Reply) -> Value {
    let Reply::Listener(id, port) = reply else { return Value::Null };
    let listeners = world.balancers[*id].listeners.iter().filter(|listener| listener.port == *port);
    let described: Vec<Value> = listeners.map(|listener| describe_one(world, *id, listener)).collect();
    Object::new().with("Listeners", described).value()
}

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let only = input.text("LoadBalancerArn").map(|text| find(world, text)).transpose()?;
    let balancers = world.balancers.iter().filter(|(id, _)| only.is_none_or(|only| only == *id));
    let listeners = balancers.flat_map(|(id, b)| b.listeners.iter().map(move |l| describe_one(world, id, l)));
    Ok(Object::new().with("Listeners", listeners.collect::<Vec<_>>()).value())
}

fn describe_one(world: &World, id: LoadBalancerId, listener: &Listener) -> Value {
    let to = listener.forwards_to();
    let groups: Vec<Value> = to
        .map(|to| {
            let group = arn::target_group(world, to.target_group);
            Object::new().with("TargetGroupArn", group).with("Weight", to.weight).value()
        })
        .collect();
    let mut action = kept::item(&listener.kept, "DefaultActions", 0);
    let mut forward = match action.remove("ForwardConfig") {
        Some(Value::Object(members)) => members,
        _ => Default::default(),
    };
    let sticky = forward.remove("TargetGroupStickinessConfig");
    let forward = Object::new()
        .with("TargetGroups", groups.clone())
        .with("TargetGroupStickinessConfig", sticky.unwrap_or_else(|| Object::new().with("Enabled", false).value()));
    let action = Object::new()
        .with("Type", "forward")
        .with("TargetGroupArn", groups[0]["TargetGroupArn"].clone())
        .with("Order", action.remove("Order"))
        .with("ForwardConfig", forward);
    let given = |name: &str| kept::value(&listener.kept, name);
    // What ELB takes where nothing is said.
    let secure = listener.protocol == Protocol::Https;
    let policy = given("SslPolicy").or_else(|| secure.then(|| Value::from("ELBSecurityPolicy-2016-08")));
    Object::new()
        .with("ListenerArn", arn::listener(world, id, listener.port))
        .with("LoadBalancerArn", arn::load_balancer(world, id))
        .with("Port", listener.port)
        .with("Protocol", listener.protocol.name())
        .with("Certificates", given("Certificates"))
        .with("SslPolicy", policy)
        .with("DefaultActions", vec![action.value()])
        .with("MutualAuthentication", given("MutualAuthentication"))
        .value()
}
