//! Commands about task definitions (definitions.md#revisions).

use std::rc::Rc;

use super::{Decide, NotDeleted, Reply};
use crate::facts::{Change, DefinitionChange, Origin};
use crate::ids::DefinitionId;
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::definition::{RevisionStatus, TaskDefinition};
use crate::model::refusal::{DefinitionFault, Refusal};
use crate::rules::definitions::{MOST_REVISIONS, complete};
use crate::world::World;

/// A revision to be deleted: the text as given, and what it names if it can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RevisionRef {
    pub given: Name,
    pub names: Option<(Name, u32)>,
}

/// Every registration makes a new revision, of the same content too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterTaskDefinition {
    /// Its revision number isn't read: the family gives the next.
    pub definition: Rc<TaskDefinition>,
}

impl Decide for RegisterTaskDefinition {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let complete = complete(&self.definition)?;
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
}

/// Tasks of it go on, and services that use it may scale.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeregisterTaskDefinition {
    pub family: Name,
    pub revision: u32,
}

impl Decide for DeregisterTaskDefinition {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let DeregisterTaskDefinition { family, .. } = self;
        let revision = self.revision;
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
}

/// Each by itself: one that can't be deleted doesn't keep the others from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteTaskDefinitions {
    pub definitions: Vec<RevisionRef>,
}

impl Decide for DeleteTaskDefinitions {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let (mut definitions, mut failures) = (Vec::new(), Vec::new());
        for reference in &self.definitions {
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
}

fn deletable(world: &World, reference: &RevisionRef) -> Result<DefinitionId, NotDeleted> {
    let (family, revision) = reference.names.as_ref().ok_or(NotDeleted::Unreadable)?;
    let id = world.revision(family, *revision).ok_or(NotDeleted::Unknown)?;
    match world.definitions[id].status {
        RevisionStatus::Active => Err(NotDeleted::StillActive),
        RevisionStatus::Inactive | RevisionStatus::DeleteInProgress => Ok(id),
    }
}
