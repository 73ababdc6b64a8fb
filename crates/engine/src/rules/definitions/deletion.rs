//! When a revision that is to be deleted is gone: as soon as nothing uses it (definitions.md#revisions).

use crate::agenda::Wake;
use crate::facts::{Change, DefinitionChange};
use crate::ids::DefinitionId;
use crate::ledger::Ledger;
use crate::model::service::ServiceStatus;
use crate::timings::DELETION_CHECK;
use crate::world::World;

/// ECS looks now and then.
pub fn look(ledger: &mut Ledger, id: DefinitionId) {
    if is_used(ledger.world(), id) {
        ledger.remind(ledger.now() + DELETION_CHECK, Wake::Definition(id));
    } else {
        ledger.record(Change::Definition(id, DefinitionChange::Deleted));
    }
}

/// Whether a task of it still runs, or a service has it deployed.
fn is_used(world: &World, id: DefinitionId) -> bool {
    let mut services = world.services.values().filter(|service| service.status != ServiceStatus::Inactive);
    services.any(|service| service.deployments.iter().any(|deployment| deployment.revision.definition == id))
        || world.tasks.values().any(|task| task.definition == id && !task.is_stopped())
}
