//! Container instances, and the EC2 instances beneath them.

use std::borrow::Cow;

use super::instance_types::InstanceType;
use super::network::{Protocol, VPC, Zone, default_subnet};
use super::{Name, Room};
use crate::ids::{ClusterId, TaskId};
use crate::sorted::{SortedMap, SortedSet};
use crate::time::Time;

#[derive(Clone, Debug)]
pub struct Instance {
    pub cluster: ClusterId,
    pub instance_type: &'static InstanceType,
    pub zone: Zone,
    pub machine: Machine,
    pub status: InstanceStatus,
    /// Whether the container agent can be reached. If not, tasks go on and what ECS knows of them is frozen.
    pub agent_connected: bool,
    /// The agent was cut off while the machine ran: what ECS knows of the tasks here doesn't change until it is back.
    pub frozen: bool,
    pub launched_at: Time,
    /// When the machine last changed.
    pub changed_at: Time,
    pub registered_at: Option<Time>,
    pub deregistered_at: Option<Time>,
    /// The trunk network interface that ECS attached when it was launched: `eni-…` (placement.md#filters).
    pub trunk: Option<Name>,
    /// Attributes that users put. Those that ECS sets follow from the type and the zone.
    pub custom: SortedMap<Name, Option<Name>>,
    /// The ledger of the control plane: what tasks that are wanted running have reserved. Freed as soon as a task
    /// is told to stop. Derived; kept by `apply`.
    pub reserved: Room,
    pub ports: SortedSet<(Protocol, u16)>,
    pub enis: u32,
    pub gpus: u32,
    /// The ledger of the agent: what tasks really hold until their containers have ended (tasks.md#two-ledgers).
    /// Derived; kept by `apply`.
    pub held: Room,
    pub held_ports: SortedSet<(Protocol, u16)>,
    /// All tasks that were placed here and aren't STOPPED yet. Derived; kept by `apply`.
    pub tasks: SortedSet<TaskId>,
    /// Images that a task here has pulled already.
    pub cached: SortedSet<(Name, u32)>,
    /// The last dynamic host port given.
    pub last_port: u16,
}

/// The EC2 instance.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Machine {
    /// Starting; its agent registers then.
    Booting {
        until: Time,
    },
    Running,
    Stopped,
    Terminated,
}

/// The container instance's `status`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum InstanceStatus {
    /// EC2 instance launched, not yet known to ECS.
    Unregistered,
    Active,
    Draining,
    /// Deregistered; describable for a while.
    Inactive,
}

impl Instance {
    /// What is not reserved.
    pub fn free(&self) -> Room {
        self.instance_type.room().less(self.reserved)
    }

    /// Whether the control plane would give it a task at all.
    pub fn open(&self) -> bool {
        self.status == InstanceStatus::Active && self.agent_connected
    }

    /// Whether ECS lists it.
    pub fn registered(&self) -> bool {
        matches!(self.status, InstanceStatus::Active | InstanceStatus::Draining)
    }

    /// Whether its containers can run.
    pub fn powered(&self) -> bool {
        self.machine == Machine::Running
    }

    /// An attribute's value: `None` if it lacks the attribute, `Some("")` if that has no value.
    pub fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        if let Some(value) = self.custom.get(name) {
            return Some(Cow::Borrowed(value.as_deref().unwrap_or_default()));
        }
        let arm = self.instance_type.arm;
        Some(match name {
            "ecs.ami-id" => Cow::Borrowed(if arm { "ami-0b5e1f7c2d94a8863" } else { "ami-0c4f7a9d2be158e36" }),
            "ecs.awsvpc-trunk-id" => Cow::Borrowed(self.trunk.as_deref()?),
            "ecs.availability-zone" => Cow::Owned(self.zone.to_string()),
            "ecs.cpu-architecture" => Cow::Borrowed(if arm { "arm64" } else { "x86_64" }),
            "ecs.instance-type" => Cow::Borrowed(self.instance_type.name),
            "ecs.os-family" => Cow::Borrowed("LINUX"),
            "ecs.os-type" => Cow::Borrowed("linux"),
            "ecs.subnet-id" => Cow::Owned(default_subnet(self.zone).to_string()),
            "ecs.vpc-id" => Cow::Borrowed(VPC),
            _ if CAPABILITIES.binary_search(&name).is_ok() => Cow::Borrowed(""),
            _ => return None,
        })
    }

    pub fn has_attribute(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    /// How many `awsvpc` tasks it can take: without a trunk one network interface is its own (placement.md#filters).
    pub fn eni_limit(&self) -> u32 {
        let trunked = self.instance_type.trunked_tasks.filter(|_| self.trunk.is_some());
        trunked.unwrap_or(self.instance_type.enis - 1)
    }
}

/// The version of the container agent on every instance.
pub const AGENT_VERSION: &str = "1.98.0";
/// TCP ports that every instance keeps for itself (placement.md#filters).
pub const RESERVED_PORTS: [u16; 5] = [22, 2375, 2376, 51678, 51679];
/// Docker's range for dynamic host ports on Linux (definitions.md#ports).
pub const DYNAMIC_PORTS: std::ops::RangeInclusive<u16> = 32_768..=60_999;

/// Attributes with a value that ECS sets, in the order in which it lists them: on every instance all but the trunk's.
pub const BUILT_IN: [&str; 9] = [
    "ecs.ami-id",
    "ecs.availability-zone",
    "ecs.awsvpc-trunk-id",
    "ecs.cpu-architecture",
    "ecs.instance-type",
    "ecs.os-family",
    "ecs.os-type",
    "ecs.subnet-id",
    "ecs.vpc-id",
];

/// What the agent of the ECS-optimised Linux image can do (capacity.md#instances): attributes without a value,
/// in the order of their names.
pub const CAPABILITIES: [&str; 68] = [
    "com.amazonaws.ecs.capability.docker-remote-api.1.17",
    "com.amazonaws.ecs.capability.docker-remote-api.1.18",
    "com.amazonaws.ecs.capability.docker-remote-api.1.19",
    "com.amazonaws.ecs.capability.docker-remote-api.1.20",
    "com.amazonaws.ecs.capability.docker-remote-api.1.21",
    "com.amazonaws.ecs.capability.docker-remote-api.1.22",
    "com.amazonaws.ecs.capability.docker-remote-api.1.23",
    "com.amazonaws.ecs.capability.docker-remote-api.1.24",
    "com.amazonaws.ecs.capability.docker-remote-api.1.25",
    "com.amazonaws.ecs.capability.docker-remote-api.1.26",
    "com.amazonaws.ecs.capability.docker-remote-api.1.27",
    "com.amazonaws.ecs.capability.docker-remote-api.1.28",
    "com.amazonaws.ecs.capability.docker-remote-api.1.29",
    "com.amazonaws.ecs.capability.docker-remote-api.1.30",
    "com.amazonaws.ecs.capability.docker-remote-api.1.31",
    "com.amazonaws.ecs.capability.docker-remote-api.1.32",
    "com.amazonaws.ecs.capability.docker-remote-api.1.33",
    "com.amazonaws.ecs.capability.docker-remote-api.1.34",
    "com.amazonaws.ecs.capability.docker-remote-api.1.35",
    "com.amazonaws.ecs.capability.docker-remote-api.1.36",
    "com.amazonaws.ecs.capability.docker-remote-api.1.37",
    "com.amazonaws.ecs.capability.docker-remote-api.1.38",
    "com.amazonaws.ecs.capability.docker-remote-api.1.39",
    "com.amazonaws.ecs.capability.docker-remote-api.1.40",
    "com.amazonaws.ecs.capability.docker-remote-api.1.41",
    "com.amazonaws.ecs.capability.docker-remote-api.1.42",
    "com.amazonaws.ecs.capability.docker-remote-api.1.43",
    "com.amazonaws.ecs.capability.docker-remote-api.1.44",
    "com.amazonaws.ecs.capability.ecr-auth",
    "com.amazonaws.ecs.capability.logging-driver.awsfirelens",
    "com.amazonaws.ecs.capability.logging-driver.awslogs",
    "com.amazonaws.ecs.capability.logging-driver.fluentd",
    "com.amazonaws.ecs.capability.logging-driver.json-file",
    "com.amazonaws.ecs.capability.logging-driver.none",
    "com.amazonaws.ecs.capability.logging-driver.syslog",
    "com.amazonaws.ecs.capability.privileged-container",
    "com.amazonaws.ecs.capability.task-iam-role",
    "com.amazonaws.ecs.capability.task-iam-role-network-host",
    "ecs.capability.aws-appmesh",
    "ecs.capability.container-health-check",
    "ecs.capability.container-ordering",
    "ecs.capability.container-restart-policy",
    "ecs.capability.docker-plugin.local",
    "ecs.capability.ecr-endpoint",
    "ecs.capability.efs",
    "ecs.capability.efsAuth",
    "ecs.capability.env-files.s3",
    "ecs.capability.execution-role-awslogs",
    "ecs.capability.execution-role-ecr-pull",
    "ecs.capability.fault-injection",
    "ecs.capability.firelens.fluentbit",
    "ecs.capability.firelens.fluentd",
    "ecs.capability.firelens.options.config.file",
    "ecs.capability.firelens.options.config.s3",
    "ecs.capability.full-sync",
    "ecs.capability.increased-task-cpu-limit",
    "ecs.capability.logging-driver.awsfirelens.log-driver-buffer-limit",
    "ecs.capability.network.container-port-range",
    "ecs.capability.pid-ipc-namespace-sharing",
    "ecs.capability.private-registry-authentication.secretsmanager",
    "ecs.capability.secrets.asm.bootstrap.log-driver",
    "ecs.capability.secrets.asm.environment-variables",
    "ecs.capability.secrets.ssm.bootstrap.log-driver",
    "ecs.capability.secrets.ssm.environment-variables",
    "ecs.capability.storage.ebs-task-volume-attach",
    "ecs.capability.task-cpu-mem-limit",
    "ecs.capability.task-eia",
    "ecs.capability.task-eni",
];
