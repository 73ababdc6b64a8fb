//! What is checked of each container by itself: names, image, memory, timeouts, health check, restart policy.

use super::{LONGEST_NAME, in_a_name, outside};
use crate::model::definition::{ContainerDefinition, TaskDefinition};
use crate::model::refusal::DefinitionFault;
use crate::time::Span;

/// MiB that Docker needs for a container, since its version 20.10; 4 before (definitions.md#sizes).
const LEAST_MEMORY: u32 = 6;
/// CPU units or MiB of one container: more than any machine has, and ten times it can still be added up.
const MOST_OF_ANYTHING: u32 = 100_000_000;
/// Seconds of a startTimeout or stopTimeout (definitions.md#containers).
const LEAST_TIMEOUT: u64 = 2;
/// Seconds that a container must run before it is restarted (definitions.md#containers).
const ATTEMPT_PERIOD: (u32, u32) = (60, 1_800);
/// Letters of an image's name and tag; a digest isn't counted (definitions.md#registration).
const LONGEST_IMAGE: usize = 255;

pub(super) fn check(given: &TaskDefinition, container: &ContainerDefinition) -> Result<(), DefinitionFault> {
    check_name(given, container)?;
    check_image(container)?;
    check_memory(given, container)?;
    check_timeouts(container)?;
    check_health(container)?;
    check_restarts(container)
}

fn check_name(given: &TaskDefinition, container: &ContainerDefinition) -> Result<(), DefinitionFault> {
    match &*container.name {
        "" => Err(DefinitionFault::ContainerNameMissing),
        name if !name.chars().all(in_a_name) => Err(DefinitionFault::ContainerNameCharacters),
        name if name.len() > LONGEST_NAME => Err(DefinitionFault::ContainerNameTooLong),
        name if given.containers.iter().filter(|other| *other.name == *name).count() > 1 => {
            Err(DefinitionFault::ContainerNameTwice)
        }
        _ => Ok(()),
    }
}

fn check_image(container: &ContainerDefinition) -> Result<(), DefinitionFault> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_:./#@".contains(c);
    match &*container.image {
        "" => Err(DefinitionFault::ImageMissing),
        image if !image.chars().all(fits) => Err(DefinitionFault::ImageCharacters),
        image if image.split('@').next().is_some_and(|name| name.len() > LONGEST_IMAGE) => {
            Err(DefinitionFault::ImageTooLong)
        }
        _ => Ok(()),
    }
}

fn check_memory(given: &TaskDefinition, container: &ContainerDefinition) -> Result<(), DefinitionFault> {
    let (hard, soft) = (container.memory, container.memory_reservation);
    let setting = |field| DefinitionFault::Setting { field, container: container.name.clone() };
    if given.memory.is_none() && hard.is_none() && soft.is_none() {
        return Err(DefinitionFault::MemoryMissing(container.name.clone()));
    }
    for (field, size) in [("memory", hard), ("memoryReservation", soft)] {
        if size.is_some_and(|mib| !(LEAST_MEMORY..=MOST_OF_ANYTHING).contains(&mib)) {
            return Err(setting(field));
        }
    }
    if container.cpu > MOST_OF_ANYTHING {
        return Err(setting("cpu"));
    }
    if hard.is_some_and(|hard| soft.is_some_and(|soft| soft > hard)) {
        return Err(DefinitionFault::ReservationAboveMemory(container.name.clone()));
    }
    Ok(())
}

fn check_timeouts(container: &ContainerDefinition) -> Result<(), DefinitionFault> {
    for (which, timeout) in [("start", container.start_timeout), ("stop", container.stop_timeout)] {
        if timeout.is_some_and(|timeout| timeout < Span::secs(LEAST_TIMEOUT)) {
            return Err(DefinitionFault::TimeoutTooShort { which, container: container.name.clone() });
        }
    }
    Ok(())
}

fn check_health(container: &ContainerDefinition) -> Result<(), DefinitionFault> {
    let Some(check) = &container.health_check else { return Ok(()) };
    let numbers = [
        ("Health check interval", check.interval.as_secs(), 5, 300),
        ("Health check timeout", check.timeout.as_secs(), 2, 60),
        ("Health check retries", check.retries as u64, 1, 10),
        ("Health check startPeriod", check.start_period.as_secs(), 0, 300),
    ];
    within(container, &numbers)
}

fn check_restarts(container: &ContainerDefinition) -> Result<(), DefinitionFault> {
    let Some(policy) = &container.restart else { return Ok(()) };
    let (least, most) = ATTEMPT_PERIOD;
    if outside(policy.attempt_period.as_secs(), least, most).is_some() {
        let (field, container) = ("restartAttemptPeriod", container.name.clone());
        return Err(DefinitionFault::NotBetween { field, container, least, most });
    }
    within(container, &[("Number of ignored exit codes", policy.ignored_exit_codes.len() as u64, 0, 50)])
}

fn within(container: &ContainerDefinition, numbers: &[(&'static str, u64, u32, u32)]) -> Result<(), DefinitionFault> {
    for &(what, number, least, most) in numbers {
        if let Some(bound) = outside(number, least, most) {
            return Err(DefinitionFault::OutOfRange { what, container: container.name.clone(), bound });
        }
    }
    Ok(())
}
