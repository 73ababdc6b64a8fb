//! What a command names and doesn't exist: made on first use, unless the account is strict. Where an id is wanted, there
//! is one or a refusal; whatever else is still missing is refused by the command's checks.

use std::rc::Rc;

use crate::facts::{
    AccountChange, BalancerChange, Change, ClusterChange, DefinitionChange, Origin, ResourceChange, TargetGroupChange,
};
use crate::ids::{ClusterId, DefinitionId, GroupId, LoadBalancerId, ProviderId, TargetGroupId};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::asked::{BalancerRef, DefinitionRef};
use crate::model::balancer::{BalancerKind, HealthCheckSettings, Protocol, TargetType};
use crate::model::definition::{NetworkMode, RevisionStatus, TaskDefinition};
use crate::model::kept::Kept;
use crate::model::listener::{Action, Listener, Requests, Rule, Weighted};
use crate::model::network::{Network, Zone, default_subnet};
use crate::model::provider::Share;
use crate::model::quota::Quota;
use crate::model::refusal::{ClusterFault, Refusal};
use crate::model::resource::ResourceKind;
use crate::resources;
use crate::rules::definitions::{MOST_REVISIONS, complete};
use crate::time::Span;
use crate::world::World;

/// Requests that come to a load balancer that was assumed, in thousandths a second, so that there is something to see.
const ASSUMED_TRAFFIC: u64 = 10_000;

pub fn cluster(ledger: &mut Ledger, name: &Name) -> Result<ClusterId, Refusal> {
    let world = ledger.world();
    if let Some(id) = world.cluster(name) {
        return Ok(id);
    }
    if world.account.strict {
        return Err(Refusal::Cluster(ClusterFault::NotFound));
    }
    room_for_cluster(world)?;
    let id = world.clusters.next_key();
    let change = ClusterChange::Created { name: name.clone(), kept: Kept::default(), origin: Origin::Assumed };
    ledger.record(Change::Cluster(id, change));
    Ok(id)
}

/// Whether the account may have one more cluster.
pub fn room_for_cluster(world: &World) -> Result<(), Refusal> {
    let there = world.clusters.values().filter(|cluster| cluster.active).count();
    let most = world.account.quota(Quota::Clusters);
    if there >= most as usize { Err(Refusal::TooMany("clusters")) } else { Ok(()) }
}

/// The task group of a name: named by using it.
pub fn group(ledger: &mut Ledger, cluster: ClusterId, name: &str) -> GroupId {
    if let Some(id) = ledger.world().group(cluster, name) {
        return id;
    }
    let group = ledger.world().groups.next_key();
    ledger.record(Change::Cluster(cluster, ClusterChange::GroupNamed { group, name: name.into() }));
    group
}

/// The capacity providers of a strategy, as providers of its cluster.
pub fn providers(ledger: &mut Ledger, id: ClusterId, strategy: &[Share]) {
    let cluster = &ledger.world().clusters[id];
    let missing = strategy.iter().map(|share| share.provider).filter(|provider| !cluster.providers.contains(provider));
    let missing: Vec<ProviderId> = missing.collect();
    if ledger.world().account.strict || missing.is_empty() {
        return;
    }
    let providers = cluster.providers.iter().copied().chain(missing).collect();
    let strategy = cluster.default_strategy.clone();
    let change = ClusterChange::ProvidersSet { providers, strategy, origin: Origin::Assumed };
    ledger.record(Change::Cluster(id, change));
}

/// Subnets and security groups. Subnets get the usual zones in turn.
pub fn network(ledger: &mut Ledger, network: &Network) {
    if ledger.world().account.strict {
        return;
    }
    for name in &network.subnets {
        let subnets = &ledger.world().account.subnets;
        if !subnets.contains_key(name) {
            let zone = Zone::in_turn(subnets.len());
            ledger.record(Change::Account(AccountChange::SubnetMade { name: name.clone(), zone }));
        }
    }
    for name in &network.security_groups {
        if !ledger.world().account.security_groups.contains(name) {
            ledger.record(Change::Account(AccountChange::SecurityGroupMade { name: name.clone() }));
        }
    }
}

/// The roles of a task definition.
pub fn roles(ledger: &mut Ledger, definition: &TaskDefinition) {
    for name in definition.roles() {
        let account = &ledger.world().account;
        if !account.strict && account.role(name).is_none() {
            ledger.record(Change::Account(AccountChange::RoleMade { name: name.clone() }));
        }
    }
}

/// The secrets, parameters and log groups that tasks of a definition need to start. ECS doesn't look for them when it
/// takes the call, so a strict account refuses nothing here: the tasks fail.
pub fn resources(ledger: &mut Ledger, definition: &TaskDefinition) {
    if ledger.world().account.strict {
        return;
    }
    let all = resources::missing(ledger.world(), definition);
    if !all.is_empty() {
        ledger.record(Change::Resource(ResourceChange::Assumed { all }));
    }
}

/// The log group that a rule writes to.
pub fn log_group(ledger: &mut Ledger, name: &Name) {
    let group = ledger.world().account.resource(ResourceKind::LogGroup, name);
    if !group.is_some_and(|group| group.is_there()) {
        ledger.record(Change::Resource(ResourceChange::Assumed {
            all: vec![(ResourceKind::LogGroup, name.clone(), "".into())],
        }));
    }
}

/// An ACTIVE revision. A missing one is registered as a copy of the family's latest.
pub fn definition(ledger: &mut Ledger, wanted: &DefinitionRef) -> Result<DefinitionId, Refusal> {
    let world = ledger.world();
    let found = match wanted.revision {
        Some(number) => world.revision(&wanted.family, number),
        None => world.latest(&wanted.family),
    };
    if let Some(id) = found {
        let active = world.definitions[id].status == RevisionStatus::Active;
        return if active { Ok(id) } else { Err(Refusal::DefinitionInactive) };
    }
    if world.account.strict {
        return Err(Refusal::DefinitionNotFound);
    }
    let family = world.families.get(&wanted.family);
    let gone = match wanted.revision {
        // A number that was used is never given again.
        Some(number) => number > MOST_REVISIONS || family.is_some_and(|family| family.deleted.contains(&number)),
        // All its revisions were taken out of use, so none is made up.
        None => family.is_some(),
    };
    if gone {
        return Err(Refusal::DefinitionNotFound);
    }
    let copy_of = world.latest(&wanted.family);
    let pattern = match copy_of {
        Some(id) => world.definitions[id].definition.clone(),
        None => complete(&wanted.fallback)?,
    };
    let revision = wanted.revision.unwrap_or(1);
    let definition = Rc::new(TaskDefinition { family: wanted.family.clone(), revision, ..(*pattern).clone() });
    let id = world.definitions.next_key();
    let change = DefinitionChange::Registered { definition, copy_of, origin: Origin::Assumed };
    ledger.record(Change::Definition(id, change));
    Ok(id)
}

/// A target group, with an internet-facing load balancer and a listener.
pub fn target_group(ledger: &mut Ledger, wanted: &BalancerRef, mode: NetworkMode) {
    let world = ledger.world();
    if world.account.strict || world.target_group(&wanted.target_group).is_some() {
        return;
    }
    let id = world.target_groups.next_key();
    let change = TargetGroupChange::Created {
        name: wanted.target_group.clone(),
        suffix: wanted.suffix.clone(),
        target_type: if mode == NetworkMode::Awsvpc { TargetType::Ip } else { TargetType::Instance },
        protocol: Protocol::Http,
        port: wanted.port,
        checks: HealthCheckSettings::usual(Protocol::Http, Protocol::Http),
        kept: Kept::default(),
        origin: Origin::Assumed,
    };
    ledger.record(Change::TargetGroup(id, change));
    let balancer = assumed_balancer(ledger, &wanted.target_group);
    let action = Action::Forward(vec![Weighted { target_group: id, weight: 1 }]);
    let rule = Rule { number: 2, priority: None, conditions: vec![], action, kept: Kept::default() };
    let listener = Listener { number: 1, port: 80, protocol: Protocol::Http, rules: vec![rule], kept: Kept::default() };
    ledger.record(Change::Balancer(balancer, BalancerChange::ListenerAdded { listener }));
    let change = BalancerChange::TrafficSet { requests: Requests::default(), rate: ASSUMED_TRAFFIC };
    ledger.record(Change::Balancer(balancer, change));
}

/// A load balancer for a target group: `web-alb` for `web-tg`.
fn assumed_balancer(ledger: &mut Ledger, target_group: &str) -> LoadBalancerId {
    let stem = target_group.strip_suffix("-tg").unwrap_or(target_group);
    let names = std::iter::once(format!("{stem}-alb")).chain((2..).map(|n| format!("{stem}-alb-{n}")));
    let name = names.into_iter().find(|name| ledger.world().balancer(name).is_none()).unwrap_or_default();
    let id = ledger.world().balancers.next_key();
    let change = BalancerChange::Created {
        kind: BalancerKind::Application,
        name: name.into(),
        suffix: balancer_suffix(ledger.world(), id),
        subnets: (0..Zone::USUAL).map(|n| default_subnet(Zone::in_turn(n)).into()).collect(),
        kept: Kept::default(),
        origin: Origin::Assumed,
    };
    ledger.record(Change::Balancer(id, change));
    id
}

/// The 16 hex digits at the end of a new load balancer's ARN.
pub fn balancer_suffix(world: &World, id: LoadBalancerId) -> Name {
    sixteen_digits(id.name(world.seed()))
}

/// The 16 hex digits at the end of a new target group's ARN.
pub fn target_group_suffix(world: &World, id: TargetGroupId) -> Name {
    sixteen_digits(id.name(world.seed()))
}

fn sixteen_digits(name: u128) -> Name {
    format!("{:016x}", name as u64).into()
}

impl HealthCheckSettings {
    /// Where nothing is said (load-balancing.md#settings): of a group of a protocol, checked by another.
    pub fn usual(group: Protocol, check: Protocol) -> HealthCheckSettings {
        let (timeout, matcher) = match (group.of(), check) {
            (BalancerKind::Application, _) => (5, (200, 200)),
            (BalancerKind::Network, Protocol::Http | Protocol::Https) => (6, (200, 399)),
            (BalancerKind::Network, _) => (10, (200, 399)),
        };
        HealthCheckSettings {
            protocol: check,
            path: "/".into(),
            interval: Span::secs(30),
            timeout: Span::secs(timeout),
            healthy_threshold: 5,
            unhealthy_threshold: 2,
            matcher,
        }
    }
}
