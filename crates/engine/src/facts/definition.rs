//! Task definitions: revisions and their families.

use std::rc::Rc;

use super::{Origin, Wakes};
use crate::agenda::Wake;
use crate::ids::DefinitionId;
use crate::model::definition::{Revision, RevisionStatus, TaskDefinition};
use crate::timings::DELETION_CHECK;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DefinitionChange {
    Registered { definition: Rc<TaskDefinition>, copy_of: Option<DefinitionId>, origin: Origin },
    Deregistered,
    DeletionRequested,
    Deleted,
}

impl DefinitionChange {
    pub(super) fn apply(&self, world: &mut World, id: DefinitionId) {
        match self {
            DefinitionChange::Registered { definition, copy_of: _, origin: _ } => {
                let family = world.families.or_default(definition.family.clone());
                family.revisions.insert(definition.revision, id);
                family.last = family.last.max(definition.revision);
                let revision = Revision {
                    definition: definition.clone(),
                    status: RevisionStatus::Active,
                    registered_at: world.now,
                    deregistered_at: None,
                    delete_requested_at: None,
                };
                world.definitions.insert(id, revision);
            }
            DefinitionChange::Deregistered => {
                let revision = world.definitions.row_mut(id);
                revision.status = RevisionStatus::Inactive;
                revision.deregistered_at = Some(world.now);
            }
            DefinitionChange::DeletionRequested => {
                let revision = world.definitions.row_mut(id);
                revision.status = RevisionStatus::DeleteInProgress;
                revision.delete_requested_at = Some(world.now);
            }
            // The row stays for stopped tasks that are still described.
            DefinitionChange::Deleted => {
                let definition = world.definitions[id].definition.clone();
                let family = world.families.or_default(definition.family.clone());
                family.revisions.remove(&definition.revision);
                family.deleted.insert(definition.revision);
            }
        }
    }

    pub(super) fn wakes(&self, world: &World, id: DefinitionId, wakes: &mut Wakes) {
        match self {
            DefinitionChange::DeletionRequested => wakes.at(world.now + DELETION_CHECK, Wake::Definition(id)),
            DefinitionChange::Registered { .. } | DefinitionChange::Deregistered | DefinitionChange::Deleted => {}
        }
    }
}

pub(super) fn check(world: &World) {
    for (name, family) in world.families.iter() {
        for (number, id) in family.revisions.iter() {
            let definition = world.definition(*id);
            assert_eq!((&definition.family, definition.revision), (name, *number), "{id:?} is of its family");
            assert!(*number <= family.last && !family.deleted.contains(number), "{name}:{number} is still there");
        }
    }
    for task in world.tasks.values().filter(|task| !task.is_stopped()) {
        let definition = world.definition(task.definition);
        assert!(world.revision(&definition.family, definition.revision).is_some(), "a running task's definition");
    }
}
