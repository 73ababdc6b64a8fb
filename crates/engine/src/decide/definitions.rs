//! Commands about task definitions (definitions.md#revisions).

use std::rc::Rc;

use crate::command::{NotDeleted, Reply, RevisionRef};
use crate::facts::{Change, DefinitionChange, Origin};
use crate::ids::DefinitionId;
use crate::ledger::Ledger;
use crate::model::definition::{RevisionStatus, TaskDefinition};
use crate::model::refusal::{DefinitionFault, Refusal};
use crate::rules::definitions::{MOST_REVISIONS, complete};
use crate::world::World;

/// Every registration makes a new revision, of the same content too.
pub(super) fn register(ledger: &mut Ledger, given: &Rc<TaskDefinition>) -> Result<Reply, Refusal> {
    let complete = complete(given)?;
    let world = ledger.world();
    let last = world.families.get(&complete.family).map_or(0, |family| family.last);
    if last >= MOST_REVISIONS {
        return Err(DefinitionFault::TooManyRevisions.into());
    }
    let id = world.definitions.next_key();
    let definition = Rc::new(TaskDefinition { revision: last + 1, ..(*complete).clone() });
    let change = DefinitionChange::Registered { definition, copy_of: None, origin: Origin::Asked };
    ledger.record(Change::Definition(id, change));
    Ok(Reply::Definition(id))
}

/// What runs of it goes on, and services that use it may scale.
pub(super) fn deregister(ledger: &mut Ledger, family: &str, revision: u32) -> Result<Reply, Refusal> {
    let id = ledger.world().revision(family, revision).ok_or(Refusal::DefinitionNotFound)?;
    match ledger.world().definitions[id].status {
        RevisionStatus::Active => {
            ledger.record(Change::Definition(id, DefinitionChange::Deregistered));
        }
        RevisionStatus::Inactive => {}
        RevisionStatus::DeleteInProgress => return Err(Refusal::DefinitionBeingDeleted),
    }
    Ok(Reply::Definition(id))
}

/// Each by itself: those that can't be deleted don't keep the others.
pub(super) fn delete(ledger: &mut Ledger, wanted: &[RevisionRef]) -> Result<Reply, Refusal> {
    let (mut definitions, mut failures) = (Vec::new(), Vec::new());
    for reference in wanted {
        match deletable(ledger.world(), reference) {
            Ok(id) => {
                if ledger.world().definitions[id].status == RevisionStatus::Inactive {
                    ledger.record(Change::Definition(id, DefinitionChange::DeletionRequested));
                }
                definitions.push(id);
            }
            Err(why) => failures.push((reference.given.clone(), why)),
        }
    }
    Ok(Reply::Deletions { definitions, failures })
}

fn deletable(world: &World, reference: &RevisionRef) -> Result<DefinitionId, NotDeleted> {
    let (family, revision) = reference.names.as_ref().ok_or(NotDeleted::Unreadable)?;
    let id = world.revision(family, *revision).ok_or(NotDeleted::Unknown)?;
    match world.definitions[id].status {
        RevisionStatus::Active => Err(NotDeleted::StillActive),
        RevisionStatus::Inactive | RevisionStatus::DeleteInProgress => Ok(id),
    }
}
