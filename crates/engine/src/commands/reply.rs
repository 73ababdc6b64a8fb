//! What comes of a command.

use crate::ids::{
    ClusterId, DefinitionId, DeploymentId, FactId, InstanceId, LoadBalancerId, ServiceId, TargetGroupId, TaskId,
};
use crate::model::Name;
use crate::model::listener::RuleId;
use crate::model::refusal::Failure;
use crate::model::resource::ResourceKind;
use crate::model::schedule::Kind;
use crate::model::setting::{Principal, Setting};

/// What came of a command that was accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    Done,
    Cluster(ClusterId),
    Definition(DefinitionId),
    Deletions {
        definitions: Vec<DefinitionId>,
        failures: Vec<(Name, NotDeleted)>,
    },
    Service(ServiceId),
    ServiceDeployment(DeploymentId),
    Task(TaskId),
    Tasks {
        started: Vec<TaskId>,
        failures: Vec<Failure>,
    },
    /// Tasks whose protection was set.
    Protection {
        tasks: Vec<TaskId>,
        failures: Vec<NotProtected>,
    },
    Instances(Vec<InstanceId>),
    InstancesChanged {
        instances: Vec<InstanceId>,
        failures: Vec<Failure>,
    },
    /// An account setting, whose it is and its value.
    Setting(Setting, Principal, Name),
    Attributes(Vec<(InstanceId, Name, Option<Name>)>),
    LoadBalancer(LoadBalancerId),
    TargetGroup(TargetGroupId),
    /// A listener by its number.
    Listener(LoadBalancerId, u32),
    Rules(Vec<RuleId>),
    /// A secret, parameter or log group by its name; one that was deleted is known as well.
    Resource(ResourceKind, Name),
    /// Events that were put on the bus, by their facts.
    Events(Vec<FactId>),
    /// By its name: a schedule whose only moment is now may be gone already.
    Schedule(Kind, Name),
}

/// Why a revision isn't deleted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotDeleted {
    Unreadable,
    Unknown,
    StillActive,
}

/// Why a task's protection can't be set, or isn't known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotProtected {
    /// There is no such task in the cluster.
    Missing(Name),
    /// It belongs to no service, or is stopping.
    NotValid(TaskId),
    /// Its service would have more protected tasks than it is to have.
    DeploymentBlocked(TaskId),
}
