//! Service events before they are put into words (deployments.md#events).

use super::Name;
use super::deployment::Failure;
use super::network::Zone;
use super::placement::Rejection;
use crate::ids::{DeploymentId, InstanceId, TargetGroupId, TaskId};
use crate::time::Time;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ServiceEvent {
    /// Counts the events of a service, from 1.
    pub number: u32,
    pub at: Time,
    pub message: Message,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Message {
    SteadyState,
    Started {
        tasks: Vec<TaskId>,
        replacing_unhealthy: u32,
    },
    Stopped {
        tasks: Vec<TaskId>,
    },
    StoppedPending {
        count: u32,
    },
    Registered {
        count: u32,
        target_group: TargetGroupId,
    },
    Deregistered {
        count: u32,
        target_group: TargetGroupId,
    },
    /// Tasks of one deployment.
    Draining {
        deployment: DeploymentId,
        count: u32,
    },
    Deployment(Deploying),
    Unhealthy {
        task: TaskId,
        port: u16,
        target_group: TargetGroupId,
        failure: CheckFailure,
    },
    /// An essential container of a task is UNHEALTHY.
    FailedContainerChecks {
        task: TaskId,
    },
    RoleNotAssumable(Name),
    NoInstances,
    NoInstanceFits {
        closest: InstanceId,
        rejection: Rejection,
    },
    NoFargateCapacity,
    FargateQuota,
    CannotStartConsistently,
    StuckByPercents,
    /// Protected tasks of a deployment keep the service from scaling in, or from its new deployment.
    UnderProtection {
        deployment: DeploymentId,
        tasks: u32,
        deploying: bool,
    },
    Rebalancing(Rebalancing),
}

/// What is said of a deployment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Deploying {
    Completed(DeploymentId),
    Failed(DeploymentId, Failure),
    RollingBack(DeploymentId),
}

/// What is said of Availability Zone rebalancing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Rebalancing {
    /// The tasks of each zone, those with most first.
    Uneven {
        zones: Vec<(Zone, u32)>,
    },
    Even {
        zones: Vec<(Zone, u32)>,
    },
    Started {
        zone: Zone,
        tasks: Vec<TaskId>,
    },
    Stopped {
        zone: Zone,
        tasks: Vec<TaskId>,
    },
}

/// How a load balancer's health check failed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CheckFailure {
    Code(u16),
    Timeout,
    Refused,
}

impl Message {
    /// Whether saying it again while nothing changed adds nothing: ECS says these once and is silent for hours.
    pub fn repeats_itself(&self) -> bool {
        matches!(
            self,
            Message::NoInstances
                | Message::RoleNotAssumable(_)
                | Message::NoInstanceFits { .. }
                | Message::NoFargateCapacity
                | Message::FargateQuota
                | Message::CannotStartConsistently
                | Message::StuckByPercents
                | Message::UnderProtection { .. }
        )
    }
}
