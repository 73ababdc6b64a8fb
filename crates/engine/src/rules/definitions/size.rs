//! The task's CPU and memory against those of its containers (definitions.md#sizes).

use crate::model::definition::{ContainerDefinition, TaskDefinition};
use crate::model::refusal::DefinitionFault;

/// CPU units of a task: an eighth of a vCPU to 192.
const TASK_CPU: std::ops::RangeInclusive<u32> = 128..=196_608;

pub(super) fn check(given: &TaskDefinition) -> Result<(), DefinitionFault> {
    if given.cpu.is_some_and(|cpu| !TASK_CPU.contains(&cpu)) {
        return Err(DefinitionFault::TaskSetting("cpu"));
    }
    let sum = |part: fn(&ContainerDefinition) -> u32| given.containers.iter().map(part).sum::<u32>();
    if given.cpu.is_some_and(|cpu| sum(|c| c.cpu) > cpu) {
        return Err(DefinitionFault::CpuSum);
    }
    let Some(memory) = given.memory else { return Ok(()) };
    if sum(|c| c.memory_reservation.unwrap_or(0)) > memory {
        return Err(DefinitionFault::MemorySum);
    }
    match given.containers.iter().find(|c| c.memory.is_some_and(|hard| hard > memory)) {
        Some(container) => Err(DefinitionFault::MemoryAboveTask(container.name.clone())),
        None => Ok(()),
    }
}
