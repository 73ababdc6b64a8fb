//! EventBridge's event bus: what passes on it, and where it is collected (events.md#bus).

use std::rc::Rc;

use super::Name;
use super::event::Message;
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
    Said(ServiceId, Message),
    /// The same: the scheduler itself changed how many tasks a service wants.
    DesiredCount(ServiceId),
    /// `ECS Deployment State Change`
    Deployment(ServiceId, DeploymentId, Rollout),
    /// Of an application, by PutEvents.
    Custom(Rc<Custom>),
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
