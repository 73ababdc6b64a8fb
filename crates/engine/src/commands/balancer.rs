//! Commands about load balancers and target groups.

use super::to_run::check_network;
use super::{Decide, Reply};
use crate::facts::{BalancerChange, Change, Origin, TargetGroupChange};
use crate::ids::{LoadBalancerId, TargetGroupId};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::balancer::{HealthCheckSettings, Protocol, TargetType};
use crate::model::kept::Kept;
use crate::model::network::Network;
use crate::model::refusal::{BalancingFault, Refusal};
use crate::model::service::ServiceStatus;
use crate::rules::assume::{self, balancer_suffix, target_group_suffix};
use crate::time::Span;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateLoadBalancer {
    pub name: Name,
    pub subnets: Vec<Name>,
    pub kept: Kept,
}

impl Decide for CreateLoadBalancer {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let CreateLoadBalancer { name, subnets, kept } = self;
        if ledger.world().balancer(name).is_some() {
            return Err(Refusal::Balancing(BalancingFault::NameTaken { kind: "load balancer", name: name.clone() }));
        }
        let network = Network { subnets: subnets.to_vec(), security_groups: vec![], public_ip: false };
        assume::network(ledger, &network);
        check_network(ledger.world(), &network)?;
        let id = ledger.world().balancers.next_key();
        let suffix = balancer_suffix(ledger.world(), id);
        let (name, subnets, kept) = (name.clone(), subnets.to_vec(), kept.clone());
        let change = BalancerChange::Created { name, suffix, subnets, kept, origin: Origin::Asked };
        ledger.record(Change::Balancer(id, change));
        Ok(Reply::LoadBalancer(id))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteLoadBalancer {
    pub name: Name,
}

impl Decide for DeleteLoadBalancer {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let DeleteLoadBalancer { name } = self;
        let id = balancer(ledger.world(), name)?;
        ledger.record(Change::Balancer(id, BalancerChange::Deleted));
        Ok(Reply::Done)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateTargetGroup {
    pub name: Name,
    pub target_type: TargetType,
    pub protocol: Protocol,
    pub port: u16,
    pub checks: HealthCheckSettings,
    pub kept: Kept,
}

impl Decide for CreateTargetGroup {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let CreateTargetGroup { name, checks, kept, .. } = self;
        let (target_type, protocol, port) = (self.target_type, self.protocol, self.port);
        if ledger.world().target_group(name).is_some() {
            return Err(Refusal::Balancing(BalancingFault::NameTaken { kind: "target group", name: name.clone() }));
        }
        let id = ledger.world().target_groups.next_key();
        let suffix = target_group_suffix(ledger.world(), id);
        let (name, checks, kept) = (name.clone(), checks.clone(), kept.clone());
        let change = TargetGroupChange::Created {
            name,
            suffix,
            target_type,
            protocol,
            port,
            checks,
            kept,
            origin: Origin::Asked,
        };
        ledger.record(Change::TargetGroup(id, change));
        Ok(Reply::TargetGroup(id))
    }
}

/// A group that a listener forwards to or that a service uses stays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteTargetGroup {
    pub name: Name,
}

impl Decide for DeleteTargetGroup {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let DeleteTargetGroup { name } = self;
        let id = target_group(ledger.world(), name)?;
        let world = ledger.world();
        let group = &world.target_groups[id];
        let uses = |(_, service): (_, &crate::model::service::Service)| {
            service.status != ServiceStatus::Inactive && service.config.balancers.iter().any(|b| b.target_group == id)
        };
        if group.load_balancer.is_some() || !group.targets.is_empty() || world.services.iter().any(uses) {
            return Err(Refusal::Balancing(BalancingFault::TargetGroupInUse(name.clone())));
        }
        ledger.record(Change::TargetGroup(id, TargetGroupChange::Deleted));
        Ok(Reply::Done)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetHealthChecks {
    pub target_group: Name,
    pub checks: HealthCheckSettings,
    pub kept: Kept,
}

impl Decide for SetHealthChecks {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let SetHealthChecks { target_group: group, checks, kept } = self;
        let id = target_group(ledger.world(), group)?;
        let kept = ledger.world().target_groups[id].kept.updated(kept);
        ledger.record(Change::TargetGroup(id, TargetGroupChange::ChecksSet { checks: checks.clone(), kept }));
        Ok(Reply::TargetGroup(id))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetDeregistrationDelay {
    pub target_group: Name,
    pub delay: Span,
}

impl Decide for SetDeregistrationDelay {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let SetDeregistrationDelay { target_group: group, .. } = self;
        let delay = self.delay;
        let id = target_group(ledger.world(), group)?;
        ledger.record(Change::TargetGroup(id, TargetGroupChange::DeregistrationDelaySet { delay }));
        Ok(Reply::TargetGroup(id))
    }
}

pub(super) fn balancer(world: &World, name: &Name) -> Result<LoadBalancerId, Refusal> {
    world.balancer(name).ok_or_else(|| Refusal::Balancing(BalancingFault::LoadBalancerNotFound(name.clone())))
}

fn target_group(world: &World, name: &Name) -> Result<TargetGroupId, Refusal> {
    world.target_group(name).ok_or_else(|| Refusal::Balancing(BalancingFault::TargetGroupNotFound(name.clone())))
}
