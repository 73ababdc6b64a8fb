//! What registration checks of a task definition, and what it works out. What the simulation acts on is checked
//! here; what is only kept and shown again is checked where the document is read.

mod containers;
pub mod deletion;
mod dependencies;
mod fargate;
mod ports;
mod size;

use std::rc::Rc;

pub use dependencies::has_cycle;
pub use fargate::{FARGATE_CPU, fargate_memory};

use crate::model::definition::{NetworkMode, TaskDefinition};
use crate::model::placement::Constraint;
use crate::model::refusal::{Bound, DefinitionFault};

/// Containers in a task definition (definitions.md#containers).
const MOST_CONTAINERS: usize = 10;
/// Revisions of a family (definitions.md#revisions).
pub const MOST_REVISIONS: u32 = 1_000_000;
/// Placement constraints of a task definition (definitions.md#registration).
const MOST_CONSTRAINTS: usize = 10;
/// Letters of a family's or a container's name (definitions.md#registration).
const LONGEST_NAME: usize = 255;

/// The definition as ECS keeps it, with what follows from what was said; or the first thing that is wrong with it.
pub fn complete(given: &TaskDefinition) -> Result<Rc<TaskDefinition>, DefinitionFault> {
    check_family(given)?;
    check_containers(given)?;
    dependencies::check(given).map_err(DefinitionFault::Dependency)?;
    ports::check(given)?;
    size::check(given)?;
    check_constraints(given)?;
    let fargate = fargate::check(given).map_err(DefinitionFault::Fargate);
    if given.asks_for_fargate {
        fargate.clone()?;
    }
    if given.asks_for_external && given.network_mode == NetworkMode::Awsvpc {
        return Err(DefinitionFault::ExternalNetworkMode);
    }
    Ok(Rc::new(TaskDefinition { fargate: fargate.is_ok(), ..given.clone() }))
}

fn check_family(given: &TaskDefinition) -> Result<(), DefinitionFault> {
    match &*given.family {
        "" => Err(DefinitionFault::FamilyMissing),
        name if !name.chars().all(in_a_name) => Err(DefinitionFault::FamilyCharacters),
        name if name.len() > LONGEST_NAME => Err(DefinitionFault::FamilyTooLong),
        _ => Ok(()),
    }
}

fn in_a_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

fn check_containers(given: &TaskDefinition) -> Result<(), DefinitionFault> {
    match given.containers.len() {
        0 => return Err(DefinitionFault::NoContainers),
        n if n > MOST_CONTAINERS => return Err(DefinitionFault::TooManyContainers),
        _ => {}
    }
    for container in &given.containers {
        containers::check(given, container)?;
    }
    if given.containers.iter().all(|c| !c.essential) {
        return Err(DefinitionFault::NothingEssential);
    }
    if given.execution_role.is_none() && given.containers.iter().any(|c| !c.secrets.is_empty()) {
        return Err(DefinitionFault::SecretsWithoutRole);
    }
    Ok(())
}

/// `distinctInstance` is for services and RunTask only.
fn check_constraints(given: &TaskDefinition) -> Result<(), DefinitionFault> {
    if given.constraints.contains(&Constraint::DistinctInstance) {
        return Err(DefinitionFault::DistinctInstance);
    }
    if given.constraints.len() > MOST_CONSTRAINTS { Err(DefinitionFault::TooManyConstraints) } else { Ok(()) }
}

/// Which bound a number breaks, if it breaks one.
fn outside(number: u64, least: u32, most: u32) -> Option<Bound> {
    match number {
        n if n < least as u64 => Some(Bound::AtLeast(least)),
        n if n > most as u64 => Some(Bound::AtMost(most)),
        _ => None,
    }
}
