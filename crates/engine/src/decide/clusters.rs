//! Commands about clusters.

use crate::command::Reply;
use crate::facts::{Change, ClusterChange, Origin};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::kept::Kept;
use crate::model::provider::{Provider, Share};
use crate::model::refusal::Refusal;
use crate::model::service::ServiceStatus;
use crate::rules::assume;

/// Creating a cluster that exists returns the one there is (commands.md#clusters).
pub(super) fn create(
    ledger: &mut Ledger,
    name: &Name,
    providers: &[Provider],
    strategy: &[Share],
    kept: &Kept,
) -> Result<Reply, Refusal> {
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

/// Only an empty cluster can be deleted (commands.md#clusters).
pub(super) fn delete(ledger: &mut Ledger, name: &Name) -> Result<Reply, Refusal> {
    let world = ledger.world();
    let id = world.cluster(name).ok_or(Refusal::ClusterNotFound)?;
    if world.services_of(id).any(|(_, service)| service.status == ServiceStatus::Active) {
        return Err(Refusal::ClusterHasServices);
    }
    if world.instances_of(id).any(|(_, instance)| instance.registered()) {
        return Err(Refusal::ClusterHasInstances);
    }
    if world.tasks_of(id).any(|(_, task)| !task.is_stopped()) {
        return Err(Refusal::ClusterHasTasks);
    }
    ledger.record(Change::Cluster(id, ClusterChange::Deleted));
    Ok(Reply::Cluster(id))
}
