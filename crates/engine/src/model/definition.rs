//! Task definitions: families of immutable revisions.

use std::rc::Rc;

use super::network::Protocol;
use super::placement::Constraint;
use super::{Name, Room};
use crate::ids::DefinitionId;
use crate::sorted::{SortedMap, SortedSet};
use crate::time::{Span, Time};

/// A family and its revisions. A revision's number is never given again, even after it is deleted.
#[derive(Clone, Default, Debug)]
pub struct Family {
    pub revisions: SortedMap<u32, DefinitionId>,
    pub last: u32,
    /// The numbers of revisions that were deleted.
    pub deleted: SortedSet<u32>,
}

/// A revision with what may still change about it.
#[derive(Clone, Debug)]
pub struct Revision {
    pub definition: Rc<TaskDefinition>,
    pub status: RevisionStatus,
    pub registered_at: Time,
    pub deregistered_at: Option<Time>,
    pub delete_requested_at: Option<Time>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RevisionStatus {
    Active,
    Inactive,
    DeleteInProgress,
}

/// What a revision says, for ever.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TaskDefinition {
    pub family: Name,
    pub revision: u32,
    pub network_mode: NetworkMode,
    /// Whether `requiresCompatibilities` has FARGATE: then registration checks that it can run there.
    pub asks_for_fargate: bool,
    /// Whether `requiresCompatibilities` has EXTERNAL.
    pub asks_for_external: bool,
    /// Whether a task of it can run on Fargate: `compatibilities` has FARGATE. Worked out at registration.
    pub fargate: bool,
    /// Task-level CPU units and MiB.
    pub cpu: Option<u32>,
    pub memory: Option<u32>,
    pub containers: Vec<ContainerDefinition>,
    pub task_role: Option<Name>,
    pub execution_role: Option<Name>,
    pub constraints: Vec<Constraint>,
    /// Attributes that a container instance must have (definitions.md#attributes).
    pub requires: Vec<Name>,
    pub arm: bool,
    pub windows: bool,
    /// AWS's name of something in the document that only EC2 has, such as `privileged`.
    pub only_on_ec2: Option<Name>,
    /// GiB, where more than Fargate's 20 are asked for.
    pub ephemeral_storage: Option<u32>,
    /// The registered document, as JSON with AWS's names. The engine carries it and never reads it.
    pub document: Name,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NetworkMode {
    Bridge,
    Host,
    Awsvpc,
    None,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ContainerDefinition {
    pub name: Name,
    pub image: Name,
    /// CPU units; 0 when not given.
    pub cpu: u32,
    /// The hard limit in MiB: over it the container is killed.
    pub memory: Option<u32>,
    /// The soft limit in MiB: what placement counts if it is given.
    pub memory_reservation: Option<u32>,
    pub ports: Vec<PortMapping>,
    pub essential: bool,
    pub depends_on: Vec<Dependency>,
    pub start_timeout: Option<Span>,
    pub stop_timeout: Option<Span>,
    pub health_check: Option<HealthCheck>,
    pub restart: Option<RestartPolicy>,
    pub log: Option<LogConfiguration>,
    /// Names of environment variables filled from Secrets Manager or SSM, and where from.
    pub secrets: Vec<(Name, Name)>,
    /// The secret with the credentials for the image's registry.
    pub credentials: Option<Name>,
    pub accelerators: Accelerators,
    /// Whether all tasks of a deployment get the version of the image that the first one found.
    pub consistent: bool,
}

/// What a container asks for of GPUs and the like.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Accelerators {
    Gpus(u32),
    /// All that its instance has, and at least one.
    AllGpus,
    /// A part of one, as instances of G6f have. No instance type here does.
    PartOfGpu,
    /// No instance type here has them.
    Neuron,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PortMapping {
    pub container: u16,
    /// 0: a dynamic port is found when the task is placed.
    pub host: u16,
    pub protocol: Protocol,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Dependency {
    /// Which container of the task, by position.
    pub container: usize,
    pub condition: Condition,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Condition {
    Start,
    Complete,
    Success,
    Healthy,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct HealthCheck {
    pub interval: Span,
    pub timeout: Span,
    pub retries: u32,
    pub start_period: Span,
    /// Whether the command needs `curl`, which small images lack.
    pub needs_curl: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RestartPolicy {
    pub ignored_exit_codes: Vec<i32>,
    pub attempt_period: Span,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct LogConfiguration {
    pub driver: Name,
    pub group: Option<Name>,
    /// Whether the driver makes the group, where it isn't there.
    pub create_group: bool,
    pub stream_prefix: Option<Name>,
    /// Where options are filled from, as with `secrets`.
    pub secrets: Vec<Name>,
}

impl TaskDefinition {
    /// The roles that it names: its task's, and the one that ECS starts it with.
    pub fn roles(&self) -> impl Iterator<Item = &Name> {
        [&self.task_role, &self.execution_role].into_iter().flatten()
    }

    /// What placement reserves: the task's CPU and memory if given, else its containers' sum, where memoryReservation
    /// goes before memory (definitions.md#sizes).
    pub fn reservation(&self) -> Room {
        let of_containers = self.containers.iter().fold(Room::default(), |mut sum, c| {
            sum.add(Room { cpu: c.cpu, memory: c.memory_reservation.or(c.memory).unwrap_or(0) });
            sum
        });
        Room { cpu: self.cpu.unwrap_or(of_containers.cpu), memory: self.memory.unwrap_or(of_containers.memory) }
    }

    /// The ports that a task holds on its host: fixed ones of `bridge`, all of `host`, none otherwise.
    pub fn host_ports(&self) -> impl Iterator<Item = (Protocol, u16)> + '_ {
        let mode = self.network_mode;
        self.containers.iter().flat_map(|c| &c.ports).filter_map(move |port| match mode {
            NetworkMode::Bridge if port.host != 0 => Some((port.protocol, port.host)),
            NetworkMode::Host => Some((port.protocol, port.container)),
            NetworkMode::Bridge | NetworkMode::Awsvpc | NetworkMode::None => None,
        })
    }

    /// How many GPUs a task takes on an instance that has so many.
    pub fn gpus(&self, of: u32) -> u32 {
        let taken = |c: &ContainerDefinition| match c.accelerators {
            Accelerators::Gpus(n) => n,
            Accelerators::AllGpus => of.max(1),
            Accelerators::PartOfGpu | Accelerators::Neuron => 0,
        };
        self.containers.iter().map(taken).sum()
    }

    /// What it asks for that no instance type here has.
    pub fn rare_accelerators(&self) -> Option<Accelerators> {
        let mut asked = self.containers.iter().map(|c| c.accelerators);
        asked.find(|asked| matches!(asked, Accelerators::PartOfGpu | Accelerators::Neuron))
    }

    pub fn container(&self, name: &str) -> Option<usize> {
        self.containers.iter().position(|c| *c.name == *name)
    }

    /// `family:revision`
    pub fn label(&self) -> String {
        format!("{}:{}", self.family, self.revision)
    }
}
