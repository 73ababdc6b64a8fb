//! Capacity providers of clusters, and which of them a service or task is to use.

use super::{Compute, Decide, Reply};
use crate::facts::{Change, ClusterChange, Origin};
use crate::ids::ClusterId;
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::cluster::Cluster;
use crate::model::placement::Placement;
use crate::model::provider::{Provider, Share};
use crate::model::quota::Quota;
use crate::model::refusal::{ClusterFault, ProviderFault, Refusal};
use crate::model::service::{LaunchType, ServiceStatus};
use crate::world::World;

/// Replaces the providers and the default strategy. A provider that is in use stays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PutClusterProviders {
    pub cluster: Name,
    pub providers: Vec<Provider>,
    pub strategy: Vec<Share>,
}

impl Decide for PutClusterProviders {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let PutClusterProviders { cluster: name, providers, strategy } = self;
        let world = ledger.world();
        let id = world.cluster(name).ok_or(Refusal::Cluster(ClusterFault::NotFound))?;
        let gone = world.clusters[id].providers.iter().filter(|provider| !providers.contains(provider));
        if gone.into_iter().any(|&provider| is_in_use(world, id, provider)) {
            return Err(Refusal::Provider(ProviderFault::InUse));
        }
        set(ledger, id, providers, strategy)?;
        Ok(Reply::Cluster(id))
    }
}

/// Sets the providers and the default strategy of a cluster.
pub(super) fn set(
    ledger: &mut Ledger,
    id: ClusterId,
    providers: &[Provider],
    strategy: &[Share],
) -> Result<(), Refusal> {
    check(strategy, true)?;
    if strategy.iter().any(|share| !providers.contains(&share.provider)) {
        return Err(Refusal::Provider(ProviderFault::NotAssociated { default: true }));
    }
    if providers.len() > ledger.world().account.quota(Quota::ProvidersPerCluster) as usize {
        return Err(Refusal::TooMany("capacity providers per cluster"));
    }
    let mut once: Vec<Provider> = Vec::new();
    for &provider in providers {
        if !once.contains(&provider) {
            once.push(provider);
        }
    }
    let change = ClusterChange::ProvidersSet { providers: once, strategy: strategy.to_vec(), origin: Origin::Asked };
    ledger.record(Change::Cluster(id, change));
    Ok(())
}

fn is_in_use(world: &World, cluster: ClusterId, provider: Provider) -> bool {
    let names = |placement: &Placement| placement.providers.iter().any(|share| share.provider == provider);
    let mut services = world.services_of(cluster).map(|(_, service)| service);
    let mut tasks = world.tasks_of(cluster).map(|(_, task)| task);
    services.any(|service| service.status != ServiceStatus::Inactive && names(&service.config.placement))
        || tasks.any(|task| !task.is_stopped() && task.provider == Some(provider))
}

/// A provider once, and one base at most. `default`: the strategy of a cluster.
fn check(strategy: &[Share], default: bool) -> Result<(), Refusal> {
    for (at, share) in strategy.iter().enumerate() {
        if strategy[..at].iter().any(|other| other.provider == share.provider) {
            return Err(Refusal::Provider(ProviderFault::Twice(share.provider)));
        }
    }
    let bases = strategy.iter().filter(|share| share.base > 0).count();
    if bases > 1 { Err(Refusal::Provider(ProviderFault::SeveralBases { default })) } else { Ok(()) }
}

/// Settles launch type and strategy of a placement.
pub(super) fn resolve(
    world: &World,
    cluster: ClusterId,
    compute: &Compute,
    placement: &Placement,
) -> Result<Placement, Refusal> {
    let Cluster { providers: associated, default_strategy: default, .. } = &world.clusters[cluster];
    let (launch, providers) = match compute {
        Compute::Launch(launch) => (*launch, vec![]),
        Compute::Unsaid if default.is_empty() => (LaunchType::Ec2, vec![]),
        Compute::Unsaid if default.iter().all(|share| share.weight == 0) => {
            return Err(Refusal::Provider(ProviderFault::NoWeight { default: true }));
        }
        Compute::Unsaid => (LaunchType::Fargate, default.clone()),
        Compute::Strategy(strategy) => {
            check(strategy, false)?;
            if strategy.iter().all(|share| share.weight == 0) {
                return Err(Refusal::Provider(ProviderFault::NoWeight { default: false }));
            }
            if strategy.iter().any(|share| !associated.contains(&share.provider)) {
                return Err(Refusal::Provider(ProviderFault::NotAssociated { default: false }));
            }
            (LaunchType::Fargate, strategy.clone())
        }
    };
    Ok(Placement { launch, providers, ..placement.clone() })
}
