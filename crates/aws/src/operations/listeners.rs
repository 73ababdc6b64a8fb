//! Listeners of load balancers.

use serde_json::Value;

use super::{actions, load_balancers};
use crate::arn::{self, balancing_parts};
use crate::errors::{ServiceError, elb, elb_validation};
use crate::json::{Input, Object};
use crate::kept;
use engine::commands::{Command, CreateListener, DeleteListener, ModifyListener, Reply};
use engine::ids::LoadBalancerId;
use engine::model::balancer::{BalancerKind, Protocol};
use engine::model::kept::Kept;
use engine::model::listener::Listener;
use engine::world::World;

pub(super) fn create(world: &World, input: Input) -> Result<Command, ServiceError> {
    let protocol = input.text("Protocol").ok_or_else(|| elb_validation("A listener protocol must be specified"))?;
    let port = read_port(input)?;
    // CP: pf-elbv2-listener-port-required.
    let port = port.ok_or_else(|| elb_validation("A listener port must be specified"))?;
    let id = load_balancers::find(world, input.required("LoadBalancerArn"))?;
    let protocol = check_protocol(input, protocol, world.balancers[id].kind)?;
    let action = actions::read(world, input, "DefaultActions", protocol)?;
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
    let (before, kind) = (listener.protocol, world.balancers[balancer].kind);
    let given = input.text("Protocol").unwrap_or(before.name());
    let protocol = if given == before.name() && before.is_secure() && input.values("Certificates").is_empty() {
        // What is kept of the secure listener goes on to hold.
        check_secure(input, before, kind)?;
        before
    } else {
        check_protocol(input, given, kind)?
    };
    let action = match input.get("DefaultActions") {
        Some(_) => Some(actions::read(world, input, "DefaultActions", protocol)?),
        None => None,
    };
    let mut kept = kept::of("elbv2", "ModifyListener", input);
    let of_rule = actions::kept(&kept, "DefaultActions", &[]);
    if !protocol.is_secure() {
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
const SECURE: [&str; 4] = ["Certificates", "SslPolicy", "AlpnPolicy", "MutualAuthentication"];

pub(super) fn delete(world: &World, input: Input) -> Result<Command, ServiceError> {
    let (balancer, listener) = find(world, input.required("ListenerArn"))?;
    Ok(DeleteListener { balancer, listener: listener.number }.into())
}

/// The listener of an ARN.
pub(super) fn find<'a>(world: &'a World, text: &str) -> Result<(LoadBalancerId, &'a Listener), ServiceError> {
    let found = arn::find_listener(world, text);
    found.ok_or_else(|| elb("ListenerNotFound", "One or more listeners not found"))
}

/// What a load balancer speaks, and what goes with certificates only (CP: rules/elbv2/pf-elbv2-listener-…).
fn check_protocol(input: Input, given: &str, kind: BalancerKind) -> Result<Protocol, ServiceError> {
    let protocols = match kind {
        BalancerKind::Application => "HTTP, HTTPS",
        BalancerKind::Network => "TCP, QUIC, TCP_QUIC, UDP, TCP_UDP, TLS",
    };
    let spoken = Protocol::find(given).filter(|protocol| protocol.of() == kind);
    if kind == BalancerKind::Network && given.contains("QUIC") {
        return Err(elb_validation("The playground has no listeners of protocol QUIC or TCP_QUIC."));
    }
    let words = || elb_validation(format!("Listener protocol '{given}' must be one of '{protocols}'"));
    let protocol = spoken.ok_or_else(words)?;
    if protocol.is_secure() && input.values("Certificates").is_empty() {
        return Err(elb(
            "CertificateNotFound",
            format!("A certificate must be specified for {} listeners", protocol.name()),
        ));
    }
    check_secure(input, protocol, kind)?;
    Ok(protocol)
}

/// What goes with certificates only.
fn check_secure(input: Input, protocol: Protocol, kind: BalancerKind) -> Result<(), ServiceError> {
    let certificates = input.values("Certificates").len();
    let policy = input.text("SslPolicy");
    let name = protocol.name();
    if !protocol.is_secure() && certificates > 0 {
        return Err(elb_validation(format!("A certificate cannot be specified for {name} listeners")));
    }
    if !protocol.is_secure() && policy.is_some() {
        // ELB's own spelling.
        return Err(elb_validation(format!("An SSL policy cannot be specifed for {name} listeners")));
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
    if !input.values("AlpnPolicy").is_empty() && kind == BalancerKind::Application {
        return Err(elb_validation("You cannot set ALPN policy on load balancers of type 'application'"));
    }
    if !input.values("AlpnPolicy").is_empty() && protocol != Protocol::Tls {
        // The words are ours.
        return Err(elb_validation(format!("An ALPN policy cannot be specified for {name} listeners")));
    }
    const ALPN: [&str; 5] = ["HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"];
    if let Some(policy) = input.texts("AlpnPolicy").into_iter().find(|policy| !ALPN.contains(policy)) {
        return Err(elb("ALPNPolicyNotFound", format!("ALPN policy '{}' not found", crate::cut(policy, 40))));
    }
    mutual_authentication(input.inside("MutualAuthentication"), protocol)
}

fn mutual_authentication(given: Input, protocol: Protocol) -> Result<(), ServiceError> {
    if !given.is_there() {
        return Ok(());
    }
    if protocol != Protocol::Https {
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
    let secure = listener.protocol.is_secure();
    let policy = given("SslPolicy").or_else(|| secure.then(|| Value::from("ELBSecurityPolicy-2016-08")));
    Object::new()
        .with("ListenerArn", arn::listener(world, id, listener.number))
        .with("LoadBalancerArn", arn::load_balancer(world, id))
        .with("Port", listener.port)
        .with("Protocol", listener.protocol.name())
        .with("Certificates", given("Certificates"))
        .with("SslPolicy", policy)
        .with("DefaultActions", actions::describe(world, listener.default_rule()))
        .with("AlpnPolicy", given("AlpnPolicy"))
        .with("MutualAuthentication", given("MutualAuthentication"))
        .value()
}
