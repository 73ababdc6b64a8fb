//! EventBridge's event bus: what passes on it, and where it is collected (events.md#bus).

use std::rc::Rc;

use super::Name;
use super::event::{Message, Rebalancing};
use super::placement::Rejection;
use super::service::Rollout;
use crate::ids::{DeploymentId, FactId, InstanceId, ServiceId, TaskId};
use crate::time::Time;

/// Something that happened, as EventBridge hears of it. What it says in full is the affair of who writes it down.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Event {
    /// The fact that it tells of.
    pub fact: FactId,
    pub at: Time,
    pub what: What,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum What {
    /// `ECS Task State Change`
    Task(TaskId),
    /// `ECS Container Instance State Change`
    Instance(InstanceId),
    /// `ECS Service Action`
    Service(ServiceId, ServiceAction),
    /// `ECS Deployment State Change`
    Deployment(ServiceId, DeploymentId, Rollout),
    /// Of an application, by PutEvents.
    Custom(Rc<Custom>),
}

/// What an `ECS Service Action` is about.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ServiceAction {
    SteadyState,
    /// The scheduler itself changed how many tasks a service wants.
    DesiredCountUpdated,
    NoInstances,
    NoInstanceFits(Rejection),
    /// Fargate has no capacity, or the quota no room.
    NoFargate,
    RoleNotAssumable(Name),
    StartImpaired,
    RebalancingStarted,
    RebalancingCompleted,
    TasksStarted,
    TasksStopped,
}

impl ServiceAction {
    /// What EventBridge makes of what a service says; `None`: it doesn't hear of it.
    pub fn of(message: &Message) -> Option<ServiceAction> {
        Some(match message {
            Message::SteadyState => ServiceAction::SteadyState,
            Message::NoInstances => ServiceAction::NoInstances,
            Message::NoInstanceFits { rejection, .. } => ServiceAction::NoInstanceFits(rejection.clone()),
            Message::NoFargateCapacity | Message::FargateQuota => ServiceAction::NoFargate,
            Message::RoleNotAssumable(role) => ServiceAction::RoleNotAssumable(role.clone()),
            Message::CannotStartConsistently => ServiceAction::StartImpaired,
            Message::Rebalancing(Rebalancing::Uneven { .. }) => ServiceAction::RebalancingStarted,
            Message::Rebalancing(Rebalancing::Even { .. }) => ServiceAction::RebalancingCompleted,
            Message::Rebalancing(Rebalancing::Started { .. }) => ServiceAction::TasksStarted,
            Message::Rebalancing(Rebalancing::Stopped { .. }) => ServiceAction::TasksStopped,
            Message::Started { .. }
            | Message::Stopped { .. }
            | Message::StoppedPending { .. }
            | Message::Registered { .. }
            | Message::Deregistered { .. }
            | Message::Draining { .. }
            | Message::Deployment(_)
            | Message::Unhealthy { .. }
            | Message::FailedContainerChecks { .. }
            | Message::StuckByPercents
            | Message::UnderProtection { .. } => return None,
        })
    }
}

/// An event of an application.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Custom {
    pub source: Name,
    pub detail_type: Name,
    /// JSON.
    pub detail: Name,
    pub resources: Vec<Name>,
}

/// A target that only collects.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Collector {
    /// An SNS topic.
    Topic(Name),
    LogGroup(Name),
}

/// An event that some rule wanted, as it was sent.
#[derive(Clone, Debug)]
pub struct Passed {
    pub event: Event,
    pub document: Name,
    /// The rules that wanted it.
    pub rules: Rc<[Name]>,
}

/// How many events are kept of those that passed, and by each collector.
pub const EVENTS_KEPT: usize = 100;
