//! Commands about load balancers and target groups.

use crate::command::Reply;
use crate::facts::{BalancerChange, Change, Origin, TargetGroupChange};
use crate::ids::{LoadBalancerId, TargetGroupId};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::balancer::{HealthCheckSettings, Listener, Protocol, TargetType, Weighted};
use crate::model::kept::Kept;
use crate::model::network::Network;
use crate::model::refusal::Refusal;
use crate::model::service::ServiceStatus;
use crate::rules::assume::{self, balancer_suffix, target_group_suffix};
use crate::time::Span;
use crate::world::World;

pub(super) fn create(ledger: &mut Ledger, name: &Name, subnets: &[Name], kept: &Kept) -> Result<Reply, Refusal> {
    if ledger.world().balancer(name).is_some() {
        return Err(Refusal::NameTaken { kind: "load balancer", name: name.clone() });
    }
    let network = Network { subnets: subnets.to_vec(), security_groups: vec![], public_ip: false };
    assume::network(ledger, &network)?;
    let id = ledger.world().balancers.next_key();
    let suffix = balancer_suffix(ledger.world(), id);
    let (name, subnets, kept) = (name.clone(), subnets.to_vec(), kept.clone());
    let change = BalancerChange::Created { name, suffix, subnets, kept, origin: Origin::Asked };
    ledger.record(Change::Balancer(id, change));
    Ok(Reply::LoadBalancer(id))
}

pub(super) fn delete(ledger: &mut Ledger, name: &Name) -> Result<Reply, Refusal> {
    let id = balancer(ledger.world(), name)?;
    ledger.record(Change::Balancer(id, BalancerChange::Deleted));
    Ok(Reply::Done)
}

pub(super) fn create_target_group(
    ledger: &mut Ledger,
    name: &Name,
    target_type: TargetType,
    protocol: Protocol,
    port: u16,
    checks: &HealthCheckSettings,
    kept: &Kept,
) -> Result<Reply, Refusal> {
    if ledger.world().target_group(name).is_some() {
        return Err(Refusal::NameTaken { kind: "target group", name: name.clone() });
    }
    let id = ledger.world().target_groups.next_key();
    let suffix = target_group_suffix(ledger.world(), id);
    let (name, checks, kept) = (name.clone(), checks.clone(), kept.clone());
    let change =
        TargetGroupChange::Created { name, suffix, target_type, protocol, port, checks, kept, origin: Origin::Asked };
    ledger.record(Change::TargetGroup(id, change));
    Ok(Reply::TargetGroup(id))
}

/// A group that a listener forwards to or that a service uses stays.
pub(super) fn delete_target_group(ledger: &mut Ledger, name: &Name) -> Result<Reply, Refusal> {
    let id = target_group(ledger.world(), name)?;
    let world = ledger.world();
    let group = &world.target_groups[id];
    let uses = |(_, service): (_, &crate::model::service::Service)| {
        service.status != ServiceStatus::Inactive && service.config.balancers.iter().any(|b| b.target_group == id)
    };
    if group.load_balancer.is_some() || !group.targets.is_empty() || world.services.iter().any(uses) {
        return Err(Refusal::TargetGroupInUse(name.clone()));
    }
    ledger.record(Change::TargetGroup(id, TargetGroupChange::Deleted));
    Ok(Reply::Done)
}

pub(super) fn listen(
    ledger: &mut Ledger,
    name: &Name,
    (port, protocol): (u16, Protocol),
    (group, weight): &(Name, u32),
    kept: &Kept,
) -> Result<Reply, Refusal> {
    let world = ledger.world();
    let id = balancer(world, name)?;
    let target_group = target_group(world, group)?;
    if world.balancers[id].listeners.iter().any(|listener| listener.port == port) {
        return Err(Refusal::ListenerPortTaken(port));
    }
    if world.target_groups[target_group].load_balancer.is_some_and(|other| other != id) {
        return Err(Refusal::TargetGroupInUse(group.clone()));
    }
    let to = Weighted { target_group, weight: *weight };
    let listener = Listener::forwarding(port, protocol, to, kept.clone());
    ledger.record(Change::Balancer(id, BalancerChange::ListenerAdded { listener }));
    Ok(Reply::Listener(id, port))
}

pub(super) fn set_checks(
    ledger: &mut Ledger,
    group: &Name,
    checks: &HealthCheckSettings,
    kept: &Kept,
) -> Result<Reply, Refusal> {
    let id = target_group(ledger.world(), group)?;
    let kept = ledger.world().target_groups[id].kept.updated(kept);
    ledger.record(Change::TargetGroup(id, TargetGroupChange::ChecksSet { checks: checks.clone(), kept }));
    Ok(Reply::TargetGroup(id))
}

pub(super) fn set_deregistration_delay(ledger: &mut Ledger, group: &Name, delay: Span) -> Result<Reply, Refusal> {
    let id = target_group(ledger.world(), group)?;
    ledger.record(Change::TargetGroup(id, TargetGroupChange::DeregistrationDelaySet { delay }));
    Ok(Reply::TargetGroup(id))
}

fn balancer(world: &World, name: &Name) -> Result<LoadBalancerId, Refusal> {
    world.balancer(name).ok_or_else(|| Refusal::LoadBalancerNotFound(name.clone()))
}

fn target_group(world: &World, name: &Name) -> Result<TargetGroupId, Refusal> {
    world.target_group(name).ok_or_else(|| Refusal::TargetGroupNotFound(name.clone()))
}
