//! Task definitions.

use serde::Deserialize;
use serde_json::{Value, json};

use super::typed;
use crate::api::errors::{ServiceError, client, invalid};
use crate::api::{arn, definition};
use crate::engine::command::{Command, Reply};
use crate::engine::model::definition::RevisionStatus;
use crate::engine::world::World;

pub fn register(_: &World, input: Value) -> Result<Command, ServiceError> {
    Ok(Command::RegisterTaskDefinition(definition::read(input)?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    task_definition: String,
}

pub fn deregister(world: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Named = typed(input)?;
    let (family, revision) = split(&input.task_definition)?;
    let revision = revision.ok_or_else(|| client("Revision is missing."))?;
    if world.revision(family, revision).is_none() {
        return Err(client("The specified task definition does not exist."));
    }
    Ok(Command::DeregisterTaskDefinition { family: family.into(), revision })
}

/// `family` or `family:revision`, also as an ARN.
pub fn split(text: &str) -> Result<(&str, Option<u32>), ServiceError> {
    match arn::definition_part(text).split_once(':') {
        None => Ok((arn::definition_part(text), None)),
        Some((family, number)) => {
            let revision = number.parse().ok().filter(|&n| n > 0);
            let revision = revision.ok_or_else(|| invalid(format!("Invalid revision number. Number: {number}")))?;
            Ok((family, Some(revision)))
        }
    }
}

pub fn registered(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Definition(id) => json!({ "taskDefinition": definition::describe(world, *id) }),
        _ => Value::Null,
    }
}

pub fn describe(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: Named = typed(input)?;
    let (family, revision) = split(&input.task_definition)?;
    let found = match revision {
        Some(revision) => world.revision(family, revision),
        None => world.latest(family),
    };
    let id = found.ok_or_else(|| client("Unable to describe task definition."))?;
    Ok(json!({ "taskDefinition": definition::describe(world, id), "tags": [] }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    family_prefix: Option<String>,
    status: Option<String>,
    sort: Option<String>,
}

pub fn list(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: List = typed(input)?;
    let status = match input.status.as_deref() {
        None | Some("ACTIVE") => RevisionStatus::Active,
        Some("INACTIVE") => RevisionStatus::Inactive,
        Some("DELETE_IN_PROGRESS") => RevisionStatus::DeleteInProgress,
        Some(other) => return Err(invalid(format!("Invalid status: {other}"))),
    };
    // For this operation the prefix is the whole name of a family.
    let families =
        world.families.iter().filter(|(name, _)| input.family_prefix.as_deref().is_none_or(|p| p == &***name));
    let ids = families.flat_map(|(_, family)| family.revisions.values().copied());
    let mut arns: Vec<String> =
        ids.filter(|&id| world.definitions[id].status == status).map(|id| arn::definition(world, id)).collect();
    if input.sort.as_deref() == Some("DESC") {
        arns.reverse();
    }
    Ok(json!({ "taskDefinitionArns": arns }))
}

pub fn list_families(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: List = typed(input)?;
    let active = |name: &str| world.latest(name).is_some();
    let wanted = |name: &str| match input.status.as_deref() {
        None | Some("ALL") => true,
        Some("ACTIVE") => active(name),
        Some(_) => !active(name),
    };
    let prefix = input.family_prefix.as_deref().unwrap_or_default();
    let names = world.families.keys().filter(|name| name.starts_with(prefix) && wanted(name));
    Ok(json!({ "families": names.map(|name| name.to_string()).collect::<Vec<_>>() }))
}
