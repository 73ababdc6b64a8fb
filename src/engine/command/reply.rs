//! What comes of a command.

use crate::engine::ids::{ClusterId, DefinitionId, InstanceId, LoadBalancerId, ServiceId, TargetGroupId, TaskId};
use crate::engine::model::Name;
use crate::engine::model::resource::ResourceKind;
use crate::engine::model::schedule::Kind;
use crate::engine::model::setting::{Principal, Setting};
use crate::engine::rules::placement::Rejection;

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
    Task(TaskId),
    Tasks {
        started: Vec<TaskId>,
        failures: Vec<Failure>,
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
    Listener(LoadBalancerId, u16),
    /// A secret, parameter or log group by its name; one that was deleted is known as well.
    Resource(ResourceKind, Name),
    /// By its name, for one whose only moment is now may be over and gone.
    Schedule(Kind, Name),
}

/// Why a revision isn't deleted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotDeleted {
    Unreadable,
    Unknown,
    StillActive,
}

/// Why RunTask started fewer tasks than it was asked for, or another call did less.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Failure {
    Instance(InstanceId, Rejection),
    /// There is no such container instance.
    NoInstance(Name),
    /// It was deregistered.
    Inactive(InstanceId),
    /// Fargate has no capacity in any of the zones.
    Fargate,
    /// The account may run no more vCPUs on Fargate.
    FargateQuota,
}
