//! Commands about secrets, parameters and log groups.

use super::{Decide, Reply};
use crate::facts::{Change, ResourceChange};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::kept::Kept;
use crate::model::refusal::{Refusal, ResourceFault};
use crate::model::resource::{Content, NewResource, Presence, Resource, ResourceKind, Source};
use crate::resources::new_suffix;
use crate::time::Span;

/// How many names of each kind may ever be used: what is deleted stays known.
const MOST: usize = 10_000;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResourceCommand {
    /// A parameter that is there gets another value if it may be overwritten.
    Put {
        kind: ResourceKind,
        name: Name,
        content: Option<Content>,
        kept: Kept,
        overwrite: bool,
    },
    /// Another value of a secret, which is named by name or ARN.
    PutValue {
        secret: Name,
        content: Content,
    },
    Delete {
        kind: ResourceKind,
        name: Name,
    },
    /// `None`: by force, at once, and even if there is none.
    DeleteSecret {
        secret: Name,
        after: Option<Span>,
    },
    Restore {
        secret: Name,
    },
}

impl Decide for ResourceCommand {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        match self {
            ResourceCommand::Put { kind, name, content, kept, overwrite } => {
                put(ledger, *kind, name, content.as_ref(), kept, *overwrite)
            }
            ResourceCommand::PutValue { secret, content } => {
                let name = readable(ledger, secret)?;
                let (kind, content, kept) = (ResourceKind::Secret, content.clone(), Kept::default());
                Ok(record(ledger, kind, &name.clone(), ResourceChange::ValueSet { kind, name, content, kept }))
            }
            ResourceCommand::Delete { kind, name } => {
                let known = ledger.world().account.resource(*kind, name);
                if !known.is_some_and(Resource::is_there) {
                    return Err(ResourceFault::Missing(*kind, known.is_some()).into());
                }
                Ok(record(ledger, *kind, name, ResourceChange::Deleted { kind: *kind, name: name.clone() }))
            }
            ResourceCommand::DeleteSecret { secret, after: Some(after) } => {
                let name = readable(ledger, secret)?;
                let until = ledger.now() + *after;
                Ok(record(
                    ledger,
                    ResourceKind::Secret,
                    &name.clone(),
                    ResourceChange::DeletionScheduled { name, until },
                ))
            }
            ResourceCommand::DeleteSecret { secret, after: None } => Ok(delete_by_force(ledger, secret)),
            ResourceCommand::Restore { secret } => {
                let name = known(ledger, secret)?;
                Ok(record(ledger, ResourceKind::Secret, &name.clone(), ResourceChange::Restored { name }))
            }
        }
    }
}

fn record(ledger: &mut Ledger, kind: ResourceKind, name: &Name, change: ResourceChange) -> Reply {
    ledger.record(Change::Resource(change));
    Reply::Resource(kind, name.clone())
}

fn put(
    ledger: &mut Ledger,
    kind: ResourceKind,
    name: &Name,
    content: Option<&Content>,
    kept: &Kept,
    overwrite: bool,
) -> Result<Reply, Refusal> {
    let world = ledger.world();
    let known = world.account.resource(kind, name);
    if known.is_some_and(Resource::is_there) {
        return match content {
            Some(content) if overwrite => {
                let (name, content, kept) = (name.clone(), content.clone(), kept.clone());
                Ok(record(ledger, kind, &name.clone(), ResourceChange::ValueSet { kind, name, content, kept }))
            }
            Some(_) | None => Err(ResourceFault::Exists(kind, name.clone()).into()),
        };
    }
    if known.is_some_and(|secret| secret.is_known(world.now)) {
        return Err(ResourceFault::NameLeaving.into());
    }
    if kind == ResourceKind::Parameter && kept.get("Type").is_none() {
        return Err(ResourceFault::NoType.into());
    }
    if known.is_none() && world.account.resources.keys().filter(|(of, _)| *of == kind).count() >= MOST {
        return Err(ResourceFault::TooMany(kind).into());
    }
    let suffix = if kind == ResourceKind::Secret { new_suffix(world, 0) } else { "".into() };
    let new = Box::new(NewResource { suffix, content: content.cloned(), kept: kept.clone() });
    Ok(record(ledger, kind, name, ResourceChange::Made { kind, name: name.clone(), new }))
}

/// The name of a secret that is there or marked for deletion.
fn known(ledger: &Ledger, id: &str) -> Result<Name, Refusal> {
    let world = ledger.world();
    let found = world.account.secret(id);
    let ever = found.is_some();
    let there = found.filter(|(_, secret)| secret.is_known(world.now));
    there.map(|(name, _)| name).ok_or_else(|| ResourceFault::Missing(ResourceKind::Secret, ever).into())
}

fn readable(ledger: &Ledger, id: &str) -> Result<Name, Refusal> {
    let name = known(ledger, id)?;
    let there = ledger.world().account.resource(ResourceKind::Secret, &name).is_some_and(Resource::is_there);
    if there { Ok(name) } else { Err(ResourceFault::Leaving.into()) }
}

/// Whether or not there is such a secret: afterwards there is none.
fn delete_by_force(ledger: &mut Ledger, id: &str) -> Reply {
    let (kind, account) = (ResourceKind::Secret, &ledger.world().account);
    let name = match account.secret(id) {
        Some((name, _)) => name,
        None => Source::parse_credentials(id).parts().0.into(),
    };
    let known = account.resource(kind, &name);
    let room = account.resources.len() < MOST;
    if known.map_or(room, |secret| secret.presence != Presence::Gone) {
        return record(ledger, kind, &name.clone(), ResourceChange::Deleted { kind, name });
    }
    Reply::Resource(kind, name)
}
