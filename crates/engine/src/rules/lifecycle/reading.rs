//! What the agent reads for a task before it pulls images: secrets and parameters, if its role lets it
//! (roles-and-resources.md#secrets-and-parameters).

use super::permissions::{agent_is_denied, leads_out, no_role};
use crate::ids::TaskId;
use crate::model::Name;
use crate::model::resource::{ResourceKind, Source, without_key};
use crate::model::role::{Asked, Caller, Denied, InitFault, READ_PARAMETERS, READ_SECRET, Unread, Use, role_name};
use crate::model::task::Task;
use crate::resources::{credentials, fault, is_foreign, secrets};
use crate::world::World;

/// The first thing that can't be had.
pub(super) fn first_fault(world: &World, id: TaskId, task: &Task) -> Option<InitFault> {
    let definition = world.spec(task);
    let registry = credentials(definition).map(|from| (Use::Registry, Source::parse_credentials(from), from));
    let read = secrets(definition).map(|from| (Use::Container, Source::parse(from), from));
    let out = leads_out(world, task);
    let mut absent: Vec<Name> = Vec::new();
    for (used, source, from) in registry.chain(read) {
        if !out {
            return Some(InitFault::Unreachable(match source.kind {
                ResourceKind::Secret => Asked::Secret(from.clone()),
                ResourceKind::Parameter | ResourceKind::LogGroup => Asked::Parameter,
            }));
        }
        let unread = denied(world, id, task, &source, from).or_else(|| fault(world, &source));
        match unread {
            None => {}
            // Parameters are asked for together: all that aren't there are named.
            Some(Unread::Missing) if source.kind == ResourceKind::Parameter => absent.push(source.name.into()),
            Some(why) => return Some(InitFault::Unread(used, from.clone(), why)),
        }
    }
    (!absent.is_empty()).then_some(InitFault::NoParameters(absent))
}

/// Secrets are never read with the instance's own role.
fn denied(world: &World, id: TaskId, task: &Task, source: &Source, from: &Name) -> Option<Unread> {
    let action = if source.kind == ResourceKind::Secret { READ_SECRET } else { READ_PARAMETERS };
    let definition = world.spec(task);
    let resource = without_key(from);
    let refused = |caller| Denied { caller, action: action.into(), resource: resource.into() };
    let Some(role) = &definition.execution_role else { return Some(Unread::Denied(refused(no_role(task)))) };
    if let Some(denied) = agent_is_denied(world, id, task, action, resource) {
        return Some(Unread::Denied(denied));
    }
    is_foreign(definition, source).then(|| Unread::OtherAccount(refused(Caller::Role(role_name(role).into(), id))))
}
