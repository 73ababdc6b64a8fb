//! Tasks.

use std::rc::Rc;

pub use super::container::{Answer, Container, ContainerReason, ContainerState, Health, NeverMet};
use super::image::PullFault;
use super::kept::Kept;
use super::network::{Ip, Protocol, Zone};
use super::overrides::Overrides;
use super::placement::Placement;
use super::role::InitFault;
use super::service::LaunchType;
use super::{Name, Room};
use crate::ids::{ClusterId, DefinitionId, DeploymentId, GroupId, InstanceId, ProviderId, ServiceId, TargetGroupId};
use crate::time::Time;

#[derive(Clone, Debug)]
pub struct Task {
    pub cluster: ClusterId,
    pub definition: DefinitionId,
    pub group: GroupId,
    pub owner: Owner,
    pub started_by: Option<Name>,
    /// What RunTask overrode in the definition.
    pub overrides: Option<Rc<Overrides>>,
    /// What was asked about where it runs.
    pub placement: Rc<Placement>,
    /// Whether StartTask named its instance, so that nothing was chosen.
    pub named: bool,
    pub host: Host,
    /// The capacity provider, where a strategy chose one.
    pub provider: Option<ProviderId>,
    /// Of its call, or of its service when it was started.
    pub kept: Kept,
    pub zone: Zone,
    /// What placement reserved for it.
    pub room: Room,
    /// Whether its containers hold that room on the host now (tasks.md#two-ledgers).
    pub holds_host: bool,
    /// The network interface of an `awsvpc` task.
    pub eni: Option<Interface>,
    /// The host port of each port mapping, container by container; where the mode gives none, the container's port.
    pub host_ports: Vec<BoundPort>,
    /// What ECS wants: running, or not.
    pub wanted: bool,
    /// What ECS sees.
    pub phase: Phase,
    /// Why it was stopped, from the moment it was wanted stopped.
    pub stop: Option<Stop>,
    pub containers: Vec<Container>,
    /// The target groups in which it is a target, and the container that answers for it there.
    pub targets: Vec<(TargetGroupId, usize)>,
    pub stamps: Stamps,
    /// Until when it isn't stopped for scaling in or for a deployment, if it was ever protected.
    pub protected_until: Option<Time>,
    /// Rises with every change of state.
    pub version: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Owner {
    /// Started by the service scheduler, which replaces it.
    Service(ServiceId, DeploymentId),
    /// Started by RunTask or StartTask. Nobody replaces it.
    Standalone,
}

impl Owner {
    pub fn service(self) -> Option<ServiceId> {
        match self {
            Owner::Service(service, _) => Some(service),
            Owner::Standalone => None,
        }
    }

    pub fn deployment(self) -> Option<DeploymentId> {
        match self {
            Owner::Service(_, deployment) => Some(deployment),
            Owner::Standalone => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Host {
    Instance(InstanceId),
    Fargate,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Interface {
    pub subnet: Name,
    pub ip: Ip,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BoundPort {
    /// Which container of the task, by position.
    pub container: usize,
    pub container_port: u16,
    pub host_port: u16,
    pub protocol: Protocol,
}

/// `lastStatus`, with the moment at which each phase is over where that is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// The network interface is being made.
    Provisioning {
        until: Time,
    },
    /// Waiting for the agent, and for real room on the host.
    Pending {
        until: Time,
    },
    /// Images are pulled, containers are created and started.
    Activating,
    Running,
    /// Targets are deregistered and drain.
    Deactivating,
    /// Containers are told to stop.
    Stopping,
    /// The network interface is being taken away.
    Deprovisioning {
        until: Time,
    },
    Stopped,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Stop {
    pub code: StopCode,
    pub reason: StopReason,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StopCode {
    TaskFailedToStart,
    EssentialContainerExited,
    UserInitiated,
    ServiceSchedulerInitiated,
    SpotInterruption,
    TerminationNotice,
    InfrastructureHealth,
}

/// `stoppedReason` before it is put into words.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum StopReason {
    EssentialContainerExited,
    /// Scale-in, a rolling update, a deleted service: all are "Scaling activity".
    ScalingActivity(DeploymentId),
    FailedElbHealthChecks(TargetGroupId),
    HostTerminated(InstanceId),
    HostStopped(InstanceId),
    /// Its container instance was deregistered by force.
    DeregistrationForced,
    /// Fargate takes its Spot capacity back.
    SpotInterrupted,
    /// The words that came with StopTask; `None`: it came without.
    User(Option<Name>),
    FailedContainerHealthChecks,
    /// The image of this reference can't be pulled.
    CannotPull(Name, PullFault),
    /// What a task needs before its containers run couldn't be had.
    NotInitialised(LaunchType, InitFault),
    /// A container never ran, for another reason: it is the container's to say.
    FailedToStart,
    /// The zone of a Fargate task lost its power.
    ZoneLost,
}

/// Each is absent until it happens.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Stamps {
    pub created: Time,
    pub connected: Option<Time>,
    pub pull_started: Option<Time>,
    pub pull_stopped: Option<Time>,
    pub started: Option<Time>,
    pub stopping: Option<Time>,
    pub execution_stopped: Option<Time>,
    pub stopped: Option<Time>,
}

impl Task {
    pub fn service(&self) -> Option<ServiceId> {
        self.owner.service()
    }

    pub fn deployment(&self) -> Option<DeploymentId> {
        self.owner.deployment()
    }

    pub fn instance(&self) -> Option<InstanceId> {
        match self.host {
            Host::Instance(instance) => Some(instance),
            Host::Fargate => None,
        }
    }

    pub fn launch_type(&self) -> LaunchType {
        match self.host {
            Host::Instance(_) => LaunchType::Ec2,
            Host::Fargate => LaunchType::Fargate,
        }
    }

    /// Whether scaling in and deployments leave it alone (deployments.md#protection).
    pub fn is_protected(&self, now: Time) -> bool {
        self.wanted && self.protected_until.is_some_and(|until| now < until)
    }

    pub fn is_running(&self) -> bool {
        self.phase == Phase::Running
    }

    pub fn is_stopped(&self) -> bool {
        self.phase == Phase::Stopped
    }

    /// Whether it is on its way to RUNNING.
    pub fn is_starting(&self) -> bool {
        matches!(self.phase, Phase::Provisioning { .. } | Phase::Pending { .. } | Phase::Activating)
    }
}

impl Phase {
    /// When this phase is over, where a clock says so.
    pub fn until(self) -> Option<Time> {
        match self {
            Phase::Provisioning { until } | Phase::Pending { until } | Phase::Deprovisioning { until } => Some(until),
            Phase::Activating | Phase::Running | Phase::Deactivating | Phase::Stopping | Phase::Stopped => None,
        }
    }
}
