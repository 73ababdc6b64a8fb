//! Listeners of load balancers.

use serde_json::Value;

use super::{actions, load_balancers};
use crate::arn::{self, balancing_parts};
use crate::errors::{ServiceError, elb, elb_validation};
use crate::json::{Input, Object};
use crate::kept;
use engine::commands::{Command, CreateListener, DeleteListener, ModifyListener, Reply};
use engine::ids::LoadBalancerId;
use engine::model::balancer::Protocol;
use engine::model::kept::Kept;
use engine::model::listener::Listener;
use engine::world::World;

pub(super) fn create(world: &World, input: Input) -> Result<Command, ServiceError> {
    let protocol = input.text("Protocol").ok_or_else(|| elb_validation("A listener protocol must be specified"))?;
    let port = read_port(input)?;
    // CP: pf-elbv2-listener-port-required.
    let port = port.ok_or_else(|| elb_validation("A listener port must be specified"))?;
    let protocol = check_protocol(input, protocol)?;
    let action = actions::read(world, input, "DefaultActions", protocol == Protocol::Https)?;
    let kept = kept::of("elbv2", "CreateListener", input);
    Ok(CreateListener {
        balancer: balancing_parts(input.required("LoadBalancerArn")).0.into(),
        port,
        protocol,
        action: (action, actions::kept(&kept, "DefaultActions", &[])),
        kept,
    }
    .into())
}

fn read_port(input: Input) -> Result<Option<u16>, ServiceError> {
    let Some(port) = input.number("Port") else { return Ok(None) };
    let valid = u16::try_from(port).ok().filter(|&port| port > 0);
    Ok(Some(valid.ok_or_else(|| elb_validation(format!("Port '{port}' must be between 1 and 65535")))?))
}

pub(super) fn modify(world: &World, input: Input) -> Result<Command, ServiceError> {
    let (balancer, listener) = find(world, input.required("ListenerArn"))?;
    let secure = listener.protocol == Protocol::Https;
    let before = listener.protocol.name();
    let protocol = match input.text("Protocol") {
        // What is kept of the secure listener goes on to hold.
        None | Some("HTTPS") if secure && input.values("Certificates").is_empty() => {
            check_secure(input, Protocol::Https)?;
            Protocol::Https
        }
        given => check_protocol(input, given.unwrap_or(before))?,
    };
    let action = match input.get("DefaultActions") {
        Some(_) => Some(actions::read(world, input, "DefaultActions", protocol == Protocol::Https)?),
        None => None,
    };
    let mut kept = kept::of("elbv2", "ModifyListener", input);
    let of_rule = actions::kept(&kept, "DefaultActions", &[]);
    if protocol == Protocol::Http {
        kept = kept.updated(&Kept::new(SECURE.map(|name| (name.into(), "[]".into()))));
    }
    Ok(ModifyListener {
        balancer,
        listener: listener.number,
        port: read_port(input)?,
        protocol: Some(protocol),
        action: action.map(|action| (action, of_rule)),
        kept,
    }
    .into())
}

/// What goes with a secure listener only.
const SECURE: [&str; 3] = ["Certificates", "SslPolicy", "MutualAuthentication"];

pub(super) fn delete(world: &World, input: Input) -> Result<Command, ServiceError> {
    let (balancer, listener) = find(world, input.required("ListenerArn"))?;
    Ok(DeleteListener { balancer, listener: listener.number }.into())
}

/// The listener of an ARN.
pub(super) fn find<'a>(world: &'a World, text: &str) -> Result<(LoadBalancerId, &'a Listener), ServiceError> {
    let found = arn::find_listener(world, text);
    found.ok_or_else(|| elb("ListenerNotFound", "One or more listeners not found"))
}

/// What an Application Load Balancer speaks, and what goes with HTTPS only (CP: rules/elbv2/pf-elbv2-listener-…).
fn check_protocol(input: Input, given: &str) -> Result<Protocol, ServiceError> {
    let spoken = Protocol::find(given).filter(|protocol| matches!(protocol, Protocol::Http | Protocol::Https));
    let words = || elb_validation(format!("Listener protocol '{given}' must be one of 'HTTP, HTTPS'"));
    let protocol = spoken.ok_or_else(words)?;
    let certificates = input.values("Certificates").len();
    if protocol == Protocol::Https && certificates == 0 {
        return Err(elb("CertificateNotFound", "A certificate must be specified for HTTPS listeners"));
    }
    check_secure(input, protocol)?;
    Ok(protocol)
}

/// What goes with HTTPS only.
fn check_secure(input: Input, protocol: Protocol) -> Result<(), ServiceError> {
    let certificates = input.values("Certificates").len();
    let policy = input.text("SslPolicy");
    if protocol == Protocol::Http && certificates > 0 {
        return Err(elb_validation("A certificate cannot be specified for HTTP listeners"));
    }
    if protocol == Protocol::Http && policy.is_some() {
        // ELB's own spelling.
        return Err(elb_validation("An SSL policy cannot be specifed for HTTP listeners"));
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
    mutual_authentication(input.inside("MutualAuthentication"), protocol)
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

pub(super) fn changed(world: &World, reply: &Reply) -> Value {
    let Reply::Listener(id, number) = reply else { return Value::Null };
    let listener = world.balancers[*id].listener(*number);
    let described: Vec<Value> = listener.map(|listener| describe_one(world, *id, listener)).into_iter().collect();
    Object::new().with("Listeners", described).value()
}

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let arns = input.texts("ListenerArns");
    let described: Vec<Value> = match input.text("LoadBalancerArn") {
        Some(_) if !arns.is_empty() => {
            return Err(elb_validation("You must specify either listener ARNs or a load balancer ARN, not both"));
        }
        Some(text) => {
            let id = load_balancers::find(world, text)?;
            world.balancers[id].listeners.iter().map(|listener| describe_one(world, id, listener)).collect()
        }
        None if arns.is_empty() => {
            return Err(elb_validation("You must specify either listener ARNs or a load balancer ARN"));
        }
        None => {
            let found = arns.into_iter().map(|arn| find(world, arn)).collect::<Result<Vec<_>, _>>()?;
            found.into_iter().map(|(id, listener)| describe_one(world, id, listener)).collect()
        }
    };
    Ok(Object::new().with("Listeners", described).value())
}

fn describe_one(world: &World, id: LoadBalancerId, listener: &Listener) -> Value {
    let given = |name: &str| kept::value(&listener.kept, name);
    // What ELB takes where nothing is said.
    let secure = listener.protocol == Protocol::Https;
    let policy = given("SslPolicy").or_else(|| secure.then(|| Value::from("ELBSecurityPolicy-2016-08")));
    Object::new()
        .with("ListenerArn", arn::listener(world, id, listener.number))
        .with("LoadBalancerArn", arn::load_balancer(world, id))
        .with("Port", listener.port)
        .with("Protocol", listener.protocol.name())
        .with("Certificates", given("Certificates"))
        .with("SslPolicy", policy)
        .with("DefaultActions", actions::describe(world, listener.default_rule()))
        .with("MutualAuthentication", given("MutualAuthentication"))
        .value()
}
