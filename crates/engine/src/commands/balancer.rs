//! Commands about load balancers and target groups.

use super::to_run::check_network;
use super::{Decide, Reply};
use crate::facts::{BalancerChange, Change, Origin, TargetChange, TargetGroupChange};
use crate::ids::{LoadBalancerId, TargetGroupId, TaskId};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::balancer::{
    Address, BalancerAttributes, BalancerKind, HealthCheckSettings, Protocol, Target, TargetGroup, TargetState,
    TargetType,
};
use crate::model::kept::Kept;
use crate::model::network::Network;
use crate::model::refusal::{BalancingFault, Refusal};
use crate::model::routing::Routing;
use crate::model::service::ServiceStatus;
use crate::model::task::BoundPort;
use crate::rules::assume::{self, balancer_suffix, target_group_suffix};
use crate::rules::balancer::registration;
use crate::sorted::SortedMap;
use crate::time::Span;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateLoadBalancer {
    pub kind: BalancerKind,
    pub name: Name,
    pub subnets: Vec<Name>,
    pub kept: Kept,
}

impl Decide for CreateLoadBalancer {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let CreateLoadBalancer { kind, name, subnets, kept } = self;
        if ledger.world().balancer(name).is_some() {
            return Err(Refusal::Balancing(BalancingFault::NameTaken { kind: "load balancer", name: name.clone() }));
        }
        let network = Network { subnets: subnets.to_vec(), security_groups: vec![], public_ip: false };
        assume::network(ledger, &network);
        check_network(ledger.world(), &network)?;
        let id = ledger.world().balancers.next_key();
        let suffix = balancer_suffix(ledger.world(), id);
        let (name, subnets, kept) = (name.clone(), subnets.to_vec(), kept.clone());
        let change = BalancerChange::Created { kind: *kind, name, suffix, subnets, kept, origin: Origin::Asked };
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
        if ledger.world().balancers[id].attributes.protected {
            return Err(BalancingFault::Protected(id).into());
        }
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
            service.status != ServiceStatus::Inactive
                && service.config.balancers.iter().any(|b| b.group(false) == id || b.group(true) == id)
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
pub struct SetBalancerAttributes {
    pub balancer: LoadBalancerId,
    pub attributes: BalancerAttributes,
}

impl Decide for SetBalancerAttributes {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let SetBalancerAttributes { balancer: id, attributes } = self;
        let change = BalancerChange::AttributesSet { attributes: attributes.clone() };
        ledger.record(Change::Balancer(*id, change));
        Ok(Reply::LoadBalancer(*id))
    }
}

/// All that were set, and those that are acted on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetTargetGroupAttributes {
    pub target_group: TargetGroupId,
    pub given: SortedMap<Name, Name>,
    pub delay: Span,
    pub routing: Routing,
}

impl Decide for SetTargetGroupAttributes {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let SetTargetGroupAttributes { target_group: id, given, delay, routing } = self;
        let (given, routing) = (given.clone(), routing.clone());
        let change = TargetGroupChange::AttributesSet { given, delay: *delay, routing };
        ledger.record(Change::TargetGroup(*id, change));
        Ok(Reply::TargetGroup(*id))
    }
}

/// A thing that keeps what is said of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Balancing {
    /// Itself, or its listener or rule of a number.
    LoadBalancer(LoadBalancerId, Option<u32>),
    TargetGroup(TargetGroupId),
}

/// Other tags.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeepOfBalancing {
    pub all: Vec<(Balancing, Kept)>,
}

impl Decide for KeepOfBalancing {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        for (of, kept) in &self.all {
            let kept = kept.clone();
            ledger.record(match *of {
                Balancing::LoadBalancer(id, of) => Change::Balancer(id, BalancerChange::KeptSet { of, kept }),
                Balancing::TargetGroup(id) => Change::TargetGroup(id, TargetGroupChange::KeptSet { kept }),
            });
        }
        Ok(Reply::Done)
    }
}

/// By hand: addresses behind which a task runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterTargets {
    pub target_group: TargetGroupId,
    /// Addresses or EC2 instances, with ports.
    pub targets: Vec<(Name, Option<u16>)>,
}

impl Decide for RegisterTargets {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let RegisterTargets { target_group: id, targets } = self;
        for (name, port) in targets {
            let world = ledger.world();
            let group = &world.target_groups[*id];
            let port = port.unwrap_or(group.port);
            let Some((task, container, container_port)) = behind(world, group, name, port) else {
                return Err(BalancingFault::NobodyThere(name.clone(), port).into());
            };
            match group.targets.get(&task) {
                Some(target) if target.registered() => continue,
                Some(_) => {
                    ledger.record(Change::Target(*id, task, TargetChange::Removed));
                }
                None => {}
            }
            let world = ledger.world();
            let group = &world.target_groups[*id];
            let key = u64::from(id.0) << 32 | u64::from(task.0);
            let change = registration(world, group, task, container, container_port, key);
            let change = change.ok_or_else(|| BalancingFault::NobodyThere(name.clone(), port))?;
            ledger.record(Change::Target(*id, task, change));
        }
        Ok(Reply::Done)
    }
}

/// Those that aren't targets don't matter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeregisterTargets {
    pub target_group: TargetGroupId,
    pub targets: Vec<(Name, Option<u16>)>,
}

impl Decide for DeregisterTargets {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let DeregisterTargets { target_group: id, targets } = self;
        let world = ledger.world();
        let group = &world.target_groups[*id];
        let named = |target: &Target| {
            let is = |(name, port): &(Name, Option<u16>)| {
                target.address.name(world.seed()) == **name && port.is_none_or(|port| port == target.port)
            };
            target.registered() && targets.iter().any(is)
        };
        let found: Vec<TaskId> =
            group.targets.iter().filter(|(_, target)| named(target)).map(|(task, _)| *task).collect();
        let state = TargetState::Draining { until: world.now + group.deregistration_delay };
        for task in found {
            ledger.record(Change::Target(*id, task, TargetChange::StateChanged { state }));
        }
        Ok(Reply::Done)
    }
}

/// The running task that answers at an address and port, its container and that one's port.
fn behind(world: &World, group: &TargetGroup, name: &Name, port: u16) -> Option<(TaskId, usize, u16)> {
    let seed = world.seed();
    world.tasks.iter().filter(|(_, task)| task.is_running()).find_map(|(id, task)| {
        let of = |bound: &&BoundPort| match group.target_type {
            TargetType::Ip => {
                let ip = task.eni.as_ref().map(|eni| Address::Ip(eni.ip).name(seed));
                bound.container_port == port && ip.is_some_and(|ip| ip == **name)
            }
            TargetType::Instance => {
                let on = task.instance().map(|on| Address::Instance(on).name(seed));
                bound.host_port == port && on.is_some_and(|on| on == **name)
            }
        };
        let bound = task.host_ports.iter().find(of)?;
        Some((id, bound.container, bound.container_port))
    })
}

pub(super) fn balancer(world: &World, name: &Name) -> Result<LoadBalancerId, Refusal> {
    world.balancer(name).ok_or_else(|| Refusal::Balancing(BalancingFault::LoadBalancerNotFound(name.clone())))
}

fn target_group(world: &World, name: &Name) -> Result<TargetGroupId, Refusal> {
    world.target_group(name).ok_or_else(|| Refusal::Balancing(BalancingFault::TargetGroupNotFound(name.clone())))
}
