//! What the simulated account is like, where AWS has no commands: its seed, instances, images, roles, subnets, traffic.

use std::rc::Rc;

use super::to_run::check_network;
use super::{Decide, Reply, refuse};
use crate::facts::{AccountChange, BalancerChange, Change, TaskChange};
use crate::ids::TaskId;
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::image::{Image, MOST_PUSHES};
use crate::model::instance::Machine;
use crate::model::instance_types::{INSTANCE_TYPES, InstanceType};
use crate::model::listener::Requests;
use crate::model::network::{Network, Route, Zone};
use crate::model::quota::Quota;
use crate::model::refusal::Refusal;
use crate::model::role::covers;
use crate::rules::assume;
use crate::rules::capacity;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetSeed {
    pub seed: u64,
}

impl Decide for SetSeed {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        if ledger.world().facts > 0 {
            return Err(refuse("sim seed must be the first line: names already given follow from the seed"));
        }
        account(ledger, AccountChange::Seeded { seed: self.seed })
    }
}

/// Whether what is named and doesn't exist is refused, not made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetStrict {
    pub strict: bool,
}

impl Decide for SetStrict {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        account(ledger, AccountChange::Strictness { strict: self.strict })
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetQuota {
    pub quota: Quota,
    pub value: u32,
}

impl Decide for SetQuota {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        account(ledger, AccountChange::QuotaSet { quota: self.quota, value: self.value })
    }
}

/// Without a zone, the usual zones get instances in turn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddInstances {
    pub cluster: Name,
    pub instance_type: Name,
    pub zone: Option<Zone>,
    pub count: u32,
}

impl Decide for AddInstances {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let AddInstances { cluster, instance_type, zone, count } = self;
        let Some(instance_type) = InstanceType::find(instance_type) else {
            let known: Vec<&str> = INSTANCE_TYPES.iter().map(|t| t.name).collect();
            return Err(refuse(format!("unknown instance type {instance_type}; known are {}", known.join(", "))));
        };
        let cluster = assume::cluster(ledger, cluster)?;
        let there = ledger.world().instances_of(cluster).filter(|(_, i)| i.machine != Machine::Terminated).count();
        let most = ledger.world().account.quota(Quota::InstancesPerCluster);
        if there + *count as usize > most as usize {
            return Err(refuse(format!("a cluster has at most {most} container instances; this has {there}")));
        }
        let launched = (0..*count as usize).map(|n| {
            let zone = zone.unwrap_or_else(|| Zone::in_turn(there + n));
            capacity::launch(ledger, cluster, instance_type.name, zone)
        });
        Ok(Reply::Instances(launched.collect()))
    }
}

/// How containers of an image behave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetImage {
    pub reference: Name,
    pub image: Image,
}

impl Decide for SetImage {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        account(ledger, AccountChange::ImageSet { reference: self.reference.clone(), image: self.image.clone() })
    }
}

/// Another image under the same tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PushImage {
    pub reference: Name,
    pub image: Image,
}

impl Decide for PushImage {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        if ledger.world().account.images.pushes(&self.reference) >= MOST_PUSHES {
            return Err(refuse(format!(
                "{} was pushed {MOST_PUSHES} times, which is as often as it goes",
                self.reference
            )));
        }
        account(ledger, AccountChange::ImagePushed { reference: self.reference.clone(), image: self.image.clone() })
    }
}

/// How containers that run behave from now on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetBehaviour {
    pub containers: Vec<(TaskId, usize, Image)>,
}

impl Decide for SetBehaviour {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        for (task, container, image) in &self.containers {
            let change = TaskChange::BehaviourSet { container: *container, image: Rc::new(image.clone()) };
            ledger.record(Change::Task(*task, change));
        }
        Ok(Reply::Done)
    }
}

/// Takes actions from a role, gives them back, or says whether it can be assumed. A role that nobody has named is made,
/// able to do everything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetRole {
    pub name: Name,
    pub can: Vec<Name>,
    pub cannot: Vec<Name>,
    pub assumable: Option<bool>,
}

impl Decide for SetRole {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let SetRole { name, can, cannot, assumable } = self;
        let mut role = ledger.world().account.role(name).cloned().unwrap_or_default();
        role.assumable = assumable.unwrap_or(role.assumable);
        let given_back = |denied: &Name| can.iter().any(|pattern| covers(pattern, denied));
        role.denied = role.denied.iter().filter(|denied| !given_back(denied)).chain(cannot).cloned().collect();
        account(ledger, AccountChange::RoleSet { name: name.clone(), role })
    }
}

/// How what runs in a subnet gets out of the VPC. A subnet that is new is made, unless the account is strict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetRoute {
    pub subnet: Name,
    pub route: Route,
}

impl Decide for SetRoute {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let SetRoute { subnet, route } = self;
        let network = Network { subnets: vec![subnet.clone()], security_groups: vec![], public_ip: false };
        assume::network(ledger, &network);
        check_network(ledger.world(), &network)?;
        account(ledger, AccountChange::RouteSet { subnet: subnet.clone(), route: *route })
    }
}

/// Whether image registries answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetRegistry {
    pub down: bool,
}

impl Decide for SetRegistry {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let down = self.down;
        if ledger.world().account.registry_down == down {
            return Err(refuse(format!("registries are {} already", if down { "down" } else { "up" })));
        }
        account(ledger, AccountChange::RegistryChanged { down })
    }
}

/// How many requests of a kind come to a load balancer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetTraffic {
    pub balancer: Name,
    /// `None`: of every kind that comes already.
    pub requests: Option<Requests>,
    /// Thousandths of a request a second.
    pub rate: u64,
}

impl Decide for SetTraffic {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let SetTraffic { balancer, requests, rate } = self;
        let world = ledger.world();
        let id = world.balancer(balancer);
        let id = id.ok_or_else(|| refuse(format!("there is no load balancer or target group {balancer}")))?;
        let streams = &world.balancers[id].streams;
        let kinds = match requests {
            Some(requests) => vec![requests.clone()],
            None => streams.iter().map(|stream| stream.requests.clone()).collect(),
        };
        let others = streams.iter().filter(|stream| !kinds.contains(&stream.requests)).count();
        if others >= MOST_STREAMS {
            return Err(refuse(format!("a load balancer gets requests of up to {MOST_STREAMS} kinds")));
        }
        for requests in kinds {
            ledger.record(Change::Balancer(id, BalancerChange::TrafficSet { requests, rate: *rate }));
        }
        Ok(Reply::Done)
    }
}

/// Kinds of requests that come to one load balancer.
const MOST_STREAMS: usize = 50;

fn account(ledger: &mut Ledger, change: AccountChange) -> Result<Reply, Refusal> {
    ledger.record(Change::Account(change));
    Ok(Reply::Done)
}
