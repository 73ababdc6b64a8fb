//! What keeps a definition from running on Fargate (definitions.md#fargate). An error if `requiresCompatibilities` asks
//! for Fargate; otherwise `compatibilities` just lacks it.

use super::outside;
use crate::model::definition::{ContainerDefinition, NetworkMode, TaskDefinition};
use crate::model::refusal::FargateFault;
use crate::time::Span;

/// The log drivers of Fargate (definitions.md#logging).
const LOG_DRIVERS: [&str; 3] = ["awslogs", "splunk", "awsfirelens"];
/// The longest startTimeout or stopTimeout (definitions.md#containers).
const LONGEST_TIMEOUT: Span = Span::secs(120);
/// GiB of ephemeral storage that can be asked for; 20 come without asking.
const STORAGE: (u32, u32) = (21, 200);
/// The CPU units that Fargate offers Windows.
const WINDOWS_CPU: [u32; 3] = [1_024, 2_048, 4_096];

pub(super) fn check(given: &TaskDefinition) -> Result<(), FargateFault> {
    if given.network_mode != NetworkMode::Awsvpc {
        return Err(FargateFault::NetworkMode);
    }
    check_size(given)?;
    check_support(given)?;
    if given.execution_role.is_some() {
        return Ok(());
    }
    if given.containers.iter().any(|c| c.image.contains(".dkr.ecr.")) {
        return Err(FargateFault::RoleForImages);
    }
    let logs = |c: &ContainerDefinition| c.log.as_ref().is_some_and(|log| *log.driver == *"awslogs");
    if given.containers.iter().any(logs) { Err(FargateFault::RoleForLogs) } else { Ok(()) }
}

fn check_size(given: &TaskDefinition) -> Result<(), FargateFault> {
    let cpu = given.cpu.ok_or(FargateFault::CpuMissing)?;
    let memory = given.memory.ok_or(FargateFault::MemoryMissing)?;
    let offered = fargate_memory(cpu).contains(&memory) && (!given.windows || WINDOWS_CPU.contains(&cpu));
    if !offered {
        return Err(FargateFault::Pair { cpu, memory });
    }
    match given.ephemeral_storage.and_then(|gib| outside(gib as u64, STORAGE.0, STORAGE.1)) {
        Some(bound) => Err(FargateFault::Storage(bound)),
        None => Ok(()),
    }
}

fn check_support(given: &TaskDefinition) -> Result<(), FargateFault> {
    if let Some(feature) = &given.only_on_ec2 {
        return Err(FargateFault::Unsupported(feature.clone()));
    }
    for container in &given.containers {
        if let Some(log) = &container.log
            && !LOG_DRIVERS.contains(&&*log.driver)
        {
            return Err(FargateFault::LogDriver(log.driver.clone()));
        }
        for (which, timeout) in [("start", container.start_timeout), ("stop", container.stop_timeout)] {
            if timeout.is_some_and(|timeout| timeout > LONGEST_TIMEOUT) {
                return Err(FargateFault::Timeout(which));
            }
        }
    }
    Ok(())
}

/// The MiB that Fargate offers with so many CPU units; none if it doesn't offer that many units (definitions.md#sizes).
pub fn fargate_memory(cpu: u32) -> Vec<u32> {
    let steps = |from: u32, to: u32, step: u32| (from..=to).step_by(step as usize).collect();
    match cpu {
        256 => vec![512, 1_024, 2_048],
        512 => steps(1_024, 4_096, 1_024),
        1_024 => steps(2_048, 8_192, 1_024),
        2_048 => steps(4_096, 16_384, 1_024),
        4_096 => steps(8_192, 30_720, 1_024),
        8_192 => steps(16_384, 61_440, 4_096),
        16_384 => steps(32_768, 122_880, 8_192),
        _ => vec![],
    }
}

/// The CPU units that Fargate offers.
pub const FARGATE_CPU: [u32; 7] = [256, 512, 1_024, 2_048, 4_096, 8_192, 16_384];
