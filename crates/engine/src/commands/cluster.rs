//! Commands about clusters.

use super::{Decide, Reply};
use crate::facts::{Change, ClusterChange, Origin};
use crate::ids::ProviderId;
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::kept::Kept;
use crate::model::provider::Share;
use crate::model::refusal::{ClusterFault, Refusal};
use crate::model::service::ServiceStatus;
use crate::rules::assume;

/// Creating a cluster that exists returns the one there is (commands.md#clusters).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateCluster {
    pub name: Name,
    pub providers: Vec<ProviderId>,
    pub strategy: Vec<Share>,
    pub kept: Kept,
}

impl Decide for CreateCluster {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let CreateCluster { name, providers, strategy, kept } = self;
        if let Some(id) = ledger.world().cluster(name) {
            return Ok(Reply::Cluster(id));
        }
        assume::room_for_cluster(ledger.world())?;
        let id = ledger.world().clusters.next_key();
        let change = ClusterChange::Created { name: name.clone(), kept: kept.clone(), origin: Origin::Asked };
        ledger.record(Change::Cluster(id, change));
        if !providers.is_empty() || !strategy.is_empty() {
            super::providers::set(ledger, id, providers, strategy)?;
        }
        Ok(Reply::Cluster(id))
    }
}

/// Only an empty cluster can be deleted (commands.md#clusters).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteCluster {
    pub name: Name,
}

impl Decide for DeleteCluster {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let DeleteCluster { name } = self;
        let world = ledger.world();
        let id = world.cluster(name).ok_or(Refusal::Cluster(ClusterFault::NotFound))?;
        if world.services_of(id).any(|(_, service)| service.status == ServiceStatus::Active) {
            return Err(Refusal::Cluster(ClusterFault::HasServices));
        }
        if world.instances_of(id).any(|(_, instance)| instance.registered()) {
            return Err(Refusal::Cluster(ClusterFault::HasInstances));
        }
        if world.tasks_of(id).any(|(_, task)| !task.is_stopped()) {
            return Err(Refusal::Cluster(ClusterFault::HasTasks));
        }
        ledger.record(Change::Cluster(id, ClusterChange::Deleted));
        Ok(Reply::Cluster(id))
    }
}
