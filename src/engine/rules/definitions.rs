//! What registration checks of a task definition, and what ECS adds to it (§2).

use std::rc::Rc;

use crate::engine::model::Name;
use crate::engine::model::definition::{Condition, ContainerDefinition, NetworkMode, TaskDefinition};
use crate::engine::refusal::DefinitionFault;
use crate::engine::sorted::SortedSet;

/// Containers in a task definition (§10).
const MOST_CONTAINERS: usize = 10;

/// The definition as ECS keeps it, with what follows from what was said; or the first thing that is wrong with it.
pub fn complete(given: &TaskDefinition) -> Result<Rc<TaskDefinition>, DefinitionFault> {
    check_identity(given)?;
    for container in &given.containers {
        check_container(given, container)?;
    }
    check_dependencies(given)?;
    check_ports(given)?;
    check_sizes(given)?;
    if given.asks_for_fargate {
        check_fargate(given)?;
    }
    let mut definition = given.clone();
    definition.fargate = check_fargate(given).is_ok();
    definition.requires = required_attributes(given);
    Ok(Rc::new(definition))
}

fn check_identity(given: &TaskDefinition) -> Result<(), DefinitionFault> {
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if given.family.is_empty() || given.family.len() > 255 || !given.family.chars().all(letter) {
        return Err(DefinitionFault::BadFamily);
    }
    match given.containers.len() {
        0 => Err(DefinitionFault::NoContainers),
        n if n > MOST_CONTAINERS => Err(DefinitionFault::TooManyContainers),
        _ if given.containers.iter().all(|c| !c.essential) => Err(DefinitionFault::NothingEssential),
        _ => Ok(()),
    }
}

fn check_container(given: &TaskDefinition, container: &ContainerDefinition) -> Result<(), DefinitionFault> {
    let name = &container.name;
    if name.is_empty() {
        return Err(DefinitionFault::ContainerNameMissing);
    }
    if container.image.is_empty() {
        return Err(DefinitionFault::ImageMissing);
    }
    if given.containers.iter().filter(|other| other.name == *name).count() > 1 {
        return Err(DefinitionFault::ContainerNameTwice(name.clone()));
    }
    if given.memory.is_none() && container.memory.is_none() && container.memory_reservation.is_none() {
        return Err(DefinitionFault::MemoryMissing(name.clone()));
    }
    if let (Some(hard), Some(soft)) = (container.memory, container.memory_reservation)
        && soft > hard
    {
        return Err(DefinitionFault::ReservationAboveMemory(name.clone()));
    }
    if container.ports.iter().any(|port| port.container == 0) {
        return Err(DefinitionFault::BadPort(name.clone()));
    }
    if let Some(log) = &container.log
        && *log.driver == *"awslogs"
        && log.group.is_none()
    {
        return Err(DefinitionFault::LogOptionsMissing);
    }
    Ok(())
}

fn check_dependencies(given: &TaskDefinition) -> Result<(), DefinitionFault> {
    let ends = |condition| matches!(condition, Condition::Complete | Condition::Success);
    for dependency in given.containers.iter().flat_map(|c| &c.depends_on) {
        if ends(dependency.condition) && given.containers[dependency.container].essential {
            return Err(DefinitionFault::DependencyEssential);
        }
    }
    let reaches_itself = |start: usize| {
        let mut seen = SortedSet::default();
        let mut next = vec![start];
        while let Some(at) = next.pop() {
            for dependency in &given.containers[at].depends_on {
                if dependency.container == start {
                    return true;
                }
                if seen.insert(dependency.container) {
                    next.push(dependency.container);
                }
            }
        }
        false
    };
    if (0..given.containers.len()).any(reaches_itself) { Err(DefinitionFault::DependencyCycle) } else { Ok(()) }
}

fn check_ports(given: &TaskDefinition) -> Result<(), DefinitionFault> {
    let mut taken = SortedSet::default();
    for port in given.host_ports() {
        if !taken.insert(port) {
            return Err(DefinitionFault::PortTwice(port.1));
        }
    }
    let differs = |c: &ContainerDefinition| c.ports.iter().any(|p| p.host != 0 && p.host != p.container);
    let own_ports = matches!(given.network_mode, NetworkMode::Awsvpc | NetworkMode::Host);
    if own_ports && given.containers.iter().any(differs) { Err(DefinitionFault::HostPortDiffers) } else { Ok(()) }
}

fn check_sizes(given: &TaskDefinition) -> Result<(), DefinitionFault> {
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

/// What keeps a definition from running on Fargate (§2.3, §2.4, §2.6).
fn check_fargate(given: &TaskDefinition) -> Result<(), DefinitionFault> {
    if given.network_mode != NetworkMode::Awsvpc {
        return Err(DefinitionFault::FargateNetworkMode);
    }
    let cpu = given.cpu.ok_or(DefinitionFault::FargateCpuMissing)?;
    let memory = given.memory.ok_or(DefinitionFault::FargateMemoryMissing)?;
    if !fargate_memory(cpu).contains(&memory) {
        return Err(DefinitionFault::FargatePair { cpu, memory });
    }
    if given.execution_role.is_some() {
        return Ok(());
    }
    if given.containers.iter().any(|c| c.image.contains(".dkr.ecr.")) {
        return Err(DefinitionFault::FargateRoleForImages);
    }
    let logs = |c: &ContainerDefinition| c.log.as_ref().is_some_and(|log| *log.driver == *"awslogs");
    if given.containers.iter().any(logs) { Err(DefinitionFault::FargateRoleForLogs) } else { Ok(()) }
}

/// The MiB that Fargate offers with so many CPU units; none if it doesn't offer that many units (§2.4).
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

/// The attributes that a container instance must have (§2.2), in the order of their names.
fn required_attributes(given: &TaskDefinition) -> Vec<Name> {
    let any = |test: fn(&ContainerDefinition) -> bool| given.containers.iter().any(test);
    let logs = any(|c| c.log.as_ref().is_some_and(|log| *log.driver == *"awslogs"));
    let ecr = any(|c| c.image.contains(".dkr.ecr."));
    let needed = [
        (true, "com.amazonaws.ecs.capability.docker-remote-api.1.18"),
        (logs || ecr, "com.amazonaws.ecs.capability.docker-remote-api.1.19"),
        (any(|c| c.memory_reservation.is_some()), "com.amazonaws.ecs.capability.docker-remote-api.1.21"),
        (ecr, "com.amazonaws.ecs.capability.ecr-auth"),
        (logs, "com.amazonaws.ecs.capability.logging-driver.awslogs"),
        (given.task_role.is_some(), "com.amazonaws.ecs.capability.task-iam-role"),
        (any(|c| c.health_check.is_some()), "ecs.capability.container-health-check"),
        (any(|c| !c.depends_on.is_empty()), "ecs.capability.container-ordering"),
        (logs && given.execution_role.is_some(), "ecs.capability.execution-role-awslogs"),
        (ecr && given.execution_role.is_some(), "ecs.capability.execution-role-ecr-pull"),
        (any(|c| !c.secrets.is_empty()), "ecs.capability.secrets.asm.environment-variables"),
        (given.cpu.is_some() || given.memory.is_some(), "ecs.capability.task-cpu-mem-limit"),
        (given.network_mode == NetworkMode::Awsvpc, "ecs.capability.task-eni"),
    ];
    needed.into_iter().filter(|(is, _)| *is).map(|(_, name)| name.into()).collect()
}
