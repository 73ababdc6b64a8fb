//! Task definitions.

use serde_json::Value;

use crate::errors::{ServiceError, client, invalid};
use crate::json::{Input, Object};
use crate::pages::{HUNDRED, page};
use crate::{arn, definition};
use engine::commands::{
    Command, DeleteTaskDefinitions, DeregisterTaskDefinition, NotDeleted, RegisterTaskDefinition, Reply, RevisionRef,
};
use engine::model::Name;
use engine::model::definition::RevisionStatus;
use engine::world::World;

pub(super) fn register(world: &World, input: Input) -> Result<Command, ServiceError> {
    definition::check(input, world.account.strict)?;
    Ok(RegisterTaskDefinition { definition: definition::read(input.value())? }.into())
}

pub(super) fn deregister(world: &World, input: Input) -> Result<Command, ServiceError> {
    let (family, revision) = split(input.required("taskDefinition"))?;
    let revision = revision.ok_or_else(|| client("Revision is missing."))?;
    if world.revision(family, revision).is_none() {
        return Err(client("The specified task definition does not exist."));
    }
    Ok(DeregisterTaskDefinition { family: family.into(), revision }.into())
}

/// `family` or `family:revision`, also as an ARN.
pub(super) fn split(text: &str) -> Result<(&str, Option<u32>), ServiceError> {
    match arn::definition_part(text).split_once(':') {
        None => Ok((arn::definition_part(text), None)),
        Some((family, number)) => {
            let revision = number.parse().ok().filter(|&n| n > 0);
            let revision = revision.ok_or_else(|| invalid(format!("Invalid revision number. Number: {number}")))?;
            Ok((family, Some(revision)))
        }
    }
}

pub(super) fn registered(world: &World, reply: &Reply) -> Value {
    let Reply::Definition(id) = reply else { return Value::Null };
    let tags = Some(definition::tags(world, *id)).filter(|tags| !tags.is_empty());
    Object::new().with("taskDefinition", definition::describe(world, *id)).with("tags", tags).value()
}

pub(super) fn deregistered(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Definition(id) => Object::new().with("taskDefinition", definition::describe(world, *id)).value(),
        _ => Value::Null,
    }
}

/// Revisions in one DeleteTaskDefinitions (account.md#quotas).
const MOST_DELETED: usize = 10;

pub(super) fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    let given = input.texts("taskDefinitions");
    match given.len() {
        0 => Err(invalid("size of TaskDefinition references list must be greater than 0")),
        n if n > MOST_DELETED => Err(invalid("Size of TaskDefinition references list cannot exceed 10")),
        _ => Ok(DeleteTaskDefinitions { definitions: given.into_iter().map(revision_ref).collect() }.into()),
    }
}

fn revision_ref(given: &str) -> RevisionRef {
    let names = match split(given) {
        Ok((family, Some(revision))) => Some((family.into(), revision)),
        Ok((_, None)) | Err(_) => None,
    };
    RevisionRef { given: given.into(), names }
}

pub(super) fn deleted(world: &World, reply: &Reply) -> Value {
    let Reply::Deletions { definitions, failures } = reply else { return Value::Null };
    let definitions: Vec<Value> = definitions.iter().map(|&id| definition::describe(world, id)).collect();
    let failure = |(given, why): &(Name, NotDeleted)| {
        Object::new().with("arn", &**given).with("reason", not_deleted(*why)).value()
    };
    let failures: Vec<Value> = failures.iter().map(failure).collect();
    Object::new().with("taskDefinitions", definitions).with("failures", failures).value()
}

fn not_deleted(why: NotDeleted) -> &'static str {
    match why {
        NotDeleted::Unreadable => {
            "The specified task definition identifier is invalid. Specify a valid name or ARN and try again."
        }
        NotDeleted::Unknown => {
            "The specified task definition does not exist. Specify a valid account, family, revision and try again."
        }
        NotDeleted::StillActive => {
            "The specified task definition is still in ACTIVE status. Please deregister the target and try again."
        }
    }
}

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let (family, revision) = split(input.required("taskDefinition"))?;
    let found = match revision {
        Some(revision) => world.revision(family, revision),
        None => world.latest(family),
    };
    let id = found.ok_or_else(|| client("Unable to describe task definition."))?;
    let described = definition::describe(world, id);
    let tags = if input.texts("include").contains(&"TAGS") { definition::tags(world, id) } else { vec![] };
    Ok(Object::new().with("taskDefinition", described).with("tags", tags).value())
}

pub(super) fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    let status = match input.text("status") {
        None | Some("ACTIVE") => RevisionStatus::Active,
        Some("INACTIVE") => RevisionStatus::Inactive,
        Some("DELETE_IN_PROGRESS") => RevisionStatus::DeleteInProgress,
        Some(other) => return Err(invalid(format!("Invalid status: {other}"))),
    };
    // For this operation the prefix is the whole name of a family.
    let family = input.text("familyPrefix");
    let families = world.families.iter().filter(|(name, _)| family.is_none_or(|family| *family == ***name));
    let ids = families.flat_map(|(_, family)| family.revisions.values().copied());
    let mut arns: Vec<String> =
        ids.filter(|&id| world.definitions[id].status == status).map(|id| arn::definition(world, id)).collect();
    if input.text("sort") == Some("DESC") {
        arns.reverse();
    }
    let (arns, next) = page(input, HUNDRED, arns)?;
    Ok(Object::new().with("taskDefinitionArns", arns).with("nextToken", next).value())
}

pub(super) fn list_families(world: &World, input: Input) -> Result<Value, ServiceError> {
    let active = |name: &str| world.latest(name).is_some();
    let wanted = |name: &str| match input.text("status") {
        None | Some("ALL") => true,
        Some("ACTIVE") => active(name),
        Some(_) => !active(name),
    };
    let prefix = input.text("familyPrefix").unwrap_or_default();
    // A family whose revisions are all deleted isn't returned.
    let families = world.families.iter().filter(|(_, family)| !family.revisions.is_empty());
    let names = families.map(|(name, _)| name).filter(|name| name.starts_with(prefix) && wanted(name));
    let (names, next) = page(input, HUNDRED, names.map(|name| name.to_string()).collect())?;
    Ok(Object::new().with("families", names).with("nextToken", next).value())
}
