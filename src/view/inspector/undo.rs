//! What a command took can be had back where one stands: the inspector of the thing offers to undo it.

use crate::session::{Selection, Session};
use crate::view::names;
use engine::facts::{Cause, Change, DefinitionChange, Fact, InstanceChange, ServiceChange, TaskChange};
use engine::model::container::ContainerState;
use engine::model::definition::RevisionStatus;
use engine::model::instance::{InstanceStatus, Machine};
use engine::model::service::ServiceStatus;
use engine::world::World;

#[derive(Clone, PartialEq, Debug)]
pub struct Regret {
    /// `Deleted at 00:04:32`
    pub what: String,
    /// The line that did it.
    pub line: String,
    /// What goes along: nothing, or later commands.
    pub more: String,
    /// How often undo must be asked for.
    pub steps: usize,
}

/// Characters of a line that are shown.
const LONGEST_LINE: usize = 160;

/// What a command took from a thing, if that can be undone.
pub(super) fn regret(session: &Session, thing: Selection) -> Option<Regret> {
    let world = session.world();
    if !lacks_something(world, thing) {
        return None;
    }
    let log = session.history().simulation().log();
    let past = log.iter().rev().skip_while(|fact| fact.id.0 >= world.facts);
    let (fact, word, number) = past.filter_map(|fact| taken(thing, fact)).next()?;
    let steps = session.undos_of(number)?;
    let more = match steps - 1 {
        0 => String::new(),
        later => format!("Undo takes back {} too.", names::count(later, "later command")),
    };
    let line = aws::cut(&session.history().journal().get(number)?.line, LONGEST_LINE);
    Some(Regret { what: format!("{word} at {}", fact.at), line, more, steps })
}

/// Whether a thing isn't all that it was: only then is it worth looking for what did it.
fn lacks_something(world: &World, thing: Selection) -> bool {
    match thing {
        Selection::Service(id) => world.services.get(id).is_some_and(|s| s.status != ServiceStatus::Active),
        Selection::Task(id) => world.tasks.get(id).is_some_and(|task| !task.wanted),
        Selection::Instance(id) => world.instances.get(id).is_some_and(|instance| {
            instance.status == InstanceStatus::Inactive
                || matches!(instance.machine, Machine::Stopped | Machine::Terminated)
        }),
        Selection::Definition(id) => world.definitions.get(id).is_some_and(|it| it.status != RevisionStatus::Active),
        Selection::TargetGroup(_) | Selection::LoadBalancer(_) => false,
    }
}

/// The fact, a word for it, and the number of the command, if a command took something from a thing by it.
fn taken(thing: Selection, fact: &Fact) -> Option<(&Fact, &'static str, usize)> {
    let Cause::Command(number) = fact.cause else { return None };
    let word = match (thing, &fact.change) {
        (Selection::Service(own), Change::Service(id, ServiceChange::Drained)) if own == *id => "Deleted",
        (Selection::Task(own), Change::Task(id, change)) if own == *id => match change {
            TaskChange::StopWanted { .. } => "Stopped",
            TaskChange::ContainerMoved { state: ContainerState::Stopped { .. }, .. } => "Killed",
            _ => return None,
        },
        (Selection::Instance(own), Change::Instance(id, change)) if own == *id => match change {
            InstanceChange::Deregistered => "Deregistered",
            InstanceChange::MachineChanged { machine: Machine::Terminated } => "Lost",
            InstanceChange::MachineChanged { machine: Machine::Stopped } => "Without power",
            _ => return None,
        },
        (Selection::Definition(own), Change::Definition(id, change)) if own == *id => match change {
            DefinitionChange::Deregistered => "Deregistered",
            DefinitionChange::DeletionRequested => "Deleted",
            DefinitionChange::Registered { .. } | DefinitionChange::Deleted => return None,
        },
        _ => return None,
    };
    Some((fact, word, number as usize))
}
