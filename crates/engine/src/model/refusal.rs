//! Why a command was refused. It is put into ECS's words at the edge (`crates/aws/src/errors.rs`).

use super::Name;
use super::definition::NetworkMode;
use super::deployment::Status;
use super::network::Protocol;
use super::placement::Rejection;
use super::resource::ResourceKind;
use super::schedule::Kind;
use super::setting::Setting;
use super::strategy::DeploymentStrategy;
use crate::ids::{ClusterId, InstanceId, LoadBalancerId, ProviderId, TargetGroupId};

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Refusal {
    Cluster(ClusterFault),
    Service(ServiceFault),
    Daemon(DaemonFault),
    Provider(ProviderFault),
    Balancing(BalancingFault),
    Instance(InstanceFault),
    Network(NetworkFault),
    /// The client token was used with other parameters.
    TokenInUse,
    TaskNotFound,
    DefinitionNotFound,
    DefinitionInactive,
    DefinitionBeingDeleted,
    /// An account setting can't have that value.
    SettingValue(Setting),
    LongArnsStay,
    /// RunTask takes 1 to so many.
    CountOutOfRange(u32),
    /// There is no room for more `clusters`, `services per cluster` …
    TooMany(&'static str),
    /// A list of a call has more items than it may.
    TooManyItems {
        list: &'static str,
        most: u32,
    },
    RoleNotAssumable(Name),
    /// A container override names a container that the definition hasn't got.
    OverrideOfNothing(Name),
    NotForFargate,
    /// Fargate has no instances to choose from.
    StrategyOnFargate,
    ConstraintsOnFargate,
    /// Fargate's platform version, on EC2.
    PlatformVersionOnEc2,
    PlatformUnknown,
    /// More than ten, the task definition's included.
    TooManyConstraints,
    NotForStrategy,
    Definition(DefinitionFault),
    Schedule(ScheduleFault),
    Resource(ResourceFault),
    /// A `sim` line that can't be followed: what was expected instead.
    Sim(String),
}

/// Why a cluster isn't there, or can't be deleted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ClusterFault {
    NotFound,
    HasServices,
    HasInstances,
    HasTasks,
}

impl From<ClusterFault> for Refusal {
    fn from(fault: ClusterFault) -> Refusal {
        Refusal::Cluster(fault)
    }
}

/// What keeps a service from being made, changed or deleted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ServiceFault {
    NotFound,
    NotActive,
    StillDraining,
    ScaledAboveZero,
    NotIdempotent,
    DesiredCountExceedsLimit,
    /// Both percentages are 100: nothing could ever be replaced.
    PercentsBlock,
    /// `earlySuccessCriteria` would be met with fewer healthy tasks than minimumHealthyPercent demands.
    EarlySuccessBelowMinimum,
    ServiceDeploymentNotFound,
    /// It is over.
    ServiceDeploymentOver(Status),
    /// No pause of that name waits for an answer.
    HookDoesNotWait,
    Shifting(ShiftFault),
    /// Another capacity provider strategy, without a new deployment.
    StrategyNeedsDeployment,
    /// AZ rebalancing was asked for, and the service can't have it (deployments.md#rebalancing).
    RebalancingNotEligible,
}

/// Why a service can't have a deployment strategy that shifts traffic.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ShiftFault {
    Daemon,
    NoBakeTime,
    /// LINEAR and CANARY shift the traffic of a load balancer.
    NoLoadBalancer(DeploymentStrategy),
    NoAdvancedConfiguration,
    EarlySuccess,
    /// The target group itself.
    SameGroup(TargetGroupId),
    SameRule,
    /// The production rule forwards to neither group.
    RuleForwardsElsewhere,
    /// A rule and a target group are of different load balancers.
    OtherBalancer(TargetGroupId),
}

impl From<ShiftFault> for Refusal {
    fn from(fault: ShiftFault) -> Refusal {
        Refusal::Service(ServiceFault::Shifting(fault))
    }
}

impl From<ServiceFault> for Refusal {
    fn from(fault: ServiceFault) -> Refusal {
        Refusal::Service(fault)
    }
}

/// What a service with the DAEMON strategy can't have.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DaemonFault {
    Fargate,
    PlacementStrategy,
    /// A capacity provider strategy, be it the cluster's default one.
    Providers,
    /// A DAEMON's desired count is the number of its instances.
    DesiredCount,
    /// A DAEMON has at most one task an instance, so never more than 100 %.
    Maximum,
    Rebalancing,
}

impl From<DaemonFault> for Refusal {
    fn from(fault: DaemonFault) -> Refusal {
        Refusal::Daemon(fault)
    }
}

/// What is wrong with a capacity provider strategy.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ProviderFault {
    /// No capacity provider of a strategy has a weight; whether it is the cluster's default one.
    NoWeight {
        default: bool,
    },
    /// More than one base; whether it is a cluster's default strategy.
    SeveralBases {
        default: bool,
    },
    Twice(ProviderId),
    /// Whether it is a cluster's default strategy.
    NotAssociated {
        default: bool,
    },
    InUse,
}

impl From<ProviderFault> for Refusal {
    fn from(fault: ProviderFault) -> Refusal {
        Refusal::Provider(fault)
    }
}

/// What is wrong with load balancers and target groups, or with a service's use of them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum BalancingFault {
    TargetGroupNotFound(Name),
    TargetGroupInUse(Name),
    TargetTypeMismatch(TargetGroupId),
    NoLoadBalancer(TargetGroupId),
    NoSuchContainer(Name),
    NoSuchContainerPort(Name, u16),
    LoadBalancerNotFound(Name),
    NameTaken {
        kind: &'static str,
        name: Name,
    },
    ListenerPortTaken(u16),
    ListenerNotFound,
    RuleNotFound,
    PriorityTaken(u32),
    TooManyRules(u32),
    /// A target group serves one load balancer.
    BehindAnother(Vec<TargetGroupId>),
    IncompatibleProtocols(Vec<TargetGroupId>),
    /// Deletion protection is on.
    Protected(LoadBalancerId),
    /// No task answers at an address that is to be a target.
    NobodyThere(Name, u16),
    /// The default rule has no conditions and no priority, and stays.
    DefaultRule,
}

impl From<BalancingFault> for Refusal {
    fn from(fault: BalancingFault) -> Refusal {
        Refusal::Balancing(fault)
    }
}

/// What is wrong with container instances and their attributes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum InstanceFault {
    NoneThere,
    NotFound(Name),
    HasTasks,
    /// PutAttributes or DeleteAttributes names what isn't there.
    TargetNotFound(Name),
    TooManyAttributes(u32),
    AttributeName(Name),
    AttributeValue(Name),
    CountOutOfRange,
}

impl From<InstanceFault> for Refusal {
    fn from(fault: InstanceFault) -> Refusal {
        Refusal::Instance(fault)
    }
}

/// What is wrong with a network configuration.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum NetworkFault {
    Required,
    NotValid,
    SubnetsEmpty,
    SubnetNotFound(Name),
    SecurityGroupNotFound(Name),
    /// `assignPublicIp`, on EC2.
    PublicIpOnEc2,
}

impl From<NetworkFault> for Refusal {
    fn from(fault: NetworkFault) -> Refusal {
        Refusal::Network(fault)
    }
}

/// What is wrong with a task definition.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DefinitionFault {
    FamilyMissing,
    FamilyCharacters,
    FamilyTooLong,
    TooManyRevisions,
    NoContainers,
    TooManyContainers,
    NothingEssential,
    ContainerNameMissing,
    ContainerNameCharacters,
    ContainerNameTooLong,
    ContainerNameTwice,
    ImageMissing,
    ImageCharacters,
    ImageTooLong,
    /// A value of a container that makes no sense, by AWS's name of the field.
    Setting {
        field: &'static str,
        container: Name,
    },
    /// A number of a container that isn't within its bounds.
    OutOfRange {
        what: &'static str,
        container: Name,
        bound: Bound,
    },
    /// The same, of a field, where ECS says both bounds.
    NotBetween {
        field: &'static str,
        container: Name,
        least: u32,
        most: u32,
    },
    MemoryMissing(Name),
    ReservationAboveMemory(Name),
    /// `start` or `stop`, shorter than two seconds.
    TimeoutTooShort {
        which: &'static str,
        container: Name,
    },
    PortTwice(Protocol, u16),
    HostPortDiffers(NetworkMode),
    PortsWithoutNetwork,
    /// The task's `cpu` or `memory`.
    TaskSetting(&'static str),
    CpuSum,
    MemorySum,
    MemoryAboveTask(Name),
    Fargate(FargateFault),
    /// EXTERNAL is asked for with `awsvpc`.
    ExternalNetworkMode,
    SecretsWithoutRole,
    DistinctInstance,
    TooManyConstraints,
    Dependency(DependencyFault),
}

/// What is wrong with what was asked of a schedule or of a rule with a schedule.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ScheduleFault {
    Exists(Name),
    NoSchedule(Name),
    NoRule(Name),
    RuleHasTargets,
    TooMany(Kind),
    TooManyTargets(Name),
}

/// What is wrong with what was asked of a secret, parameter or log group.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ResourceFault {
    Exists(ResourceKind, Name),
    /// There is none; whether there ever was.
    Missing(ResourceKind, bool),
    /// A secret of that name is marked for deletion, and a new one can't have it yet.
    NameLeaving,
    /// The secret is marked for deletion.
    Leaving,
    /// There is no room for more.
    TooMany(ResourceKind),
    /// A new parameter needs a type.
    NoType,
}

/// What a number should have been.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Bound {
    AtLeast(u32),
    AtMost(u32),
}

impl From<DefinitionFault> for Refusal {
    fn from(fault: DefinitionFault) -> Refusal {
        Refusal::Definition(fault)
    }
}

impl From<ResourceFault> for Refusal {
    fn from(fault: ResourceFault) -> Refusal {
        Refusal::Resource(fault)
    }
}

impl From<ScheduleFault> for Refusal {
    fn from(fault: ScheduleFault) -> Refusal {
        Refusal::Schedule(fault)
    }
}

/// What Fargate can't run.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum FargateFault {
    CpuMissing,
    MemoryMissing,
    NetworkMode,
    Pair {
        cpu: u32,
        memory: u32,
    },
    RoleForImages,
    RoleForLogs,
    LogDriver(Name),
    Timeout(&'static str),
    Storage(Bound),
    /// Something that only EC2 has, by AWS's name of it.
    Unsupported(Name),
}

/// Why RunTask started fewer tasks than it was asked for, or another call did less.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Failure {
    Instance(InstanceId, Rejection),
    /// There is no such container instance.
    NoInstance(ClusterId, Name),
    /// It was deregistered.
    Inactive(InstanceId),
    /// Fargate has no capacity in any of the zones.
    Fargate,
    /// The account may run no more vCPUs on Fargate.
    FargateQuota,
}

/// What is wrong with `dependsOn`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DependencyFault {
    Unknown(Name),
    Cycle,
    Essential,
    WithoutHealthCheck,
}
