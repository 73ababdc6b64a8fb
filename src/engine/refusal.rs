//! Why a command was refused. The words are ECS's, and are put together at the edge (`api/errors.rs`).

use super::ids::TargetGroupId;
use super::model::Name;
use super::model::provider::Provider;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    ClusterNotFound,
    ClusterHasServices,
    ClusterHasInstances,
    ClusterHasTasks,
    ServiceNotFound,
    ServiceNotActive,
    ServiceStillDraining,
    ServiceScaledAboveZero,
    CreationNotIdempotent,
    TaskNotFound,
    DefinitionNotFound,
    DefinitionInactive,
    NoInstances,
    InstanceNotFound(Name),
    InstanceHasTasks,
    /// PutAttributes or DeleteAttributes names what isn't there.
    TargetNotFound(Name),
    TooManyAttributes(u32),
    AttributeName(Name),
    AttributeValue(Name),
    /// RunTask takes 1 to so many.
    CountOutOfRange(u32),
    DesiredCountExceedsLimit,
    /// There is no room for more `clusters`, `services per cluster` …
    TooMany(&'static str),
    /// A list of a call has more items than it may.
    TooManyItems {
        list: &'static str,
        most: u32,
    },
    NetworkRequired,
    NetworkNotValid,
    SubnetsEmpty,
    SubnetNotFound(Name),
    SecurityGroupNotFound(Name),
    RoleNotAssumable(Name),
    NotForFargate,
    NotForStrategy,
    /// No capacity provider of a strategy has a weight; whether it is the cluster's default one.
    NoWeight {
        default: bool,
    },
    SeveralBases,
    ProviderTwice(Provider),
    ProviderNotAssociated,
    ProviderInUse,
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
    Definition(DefinitionFault),
    /// A `sim` line that can't be followed: what was expected instead.
    Sim(String),
}

/// What is wrong with a task definition (§2.7).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DefinitionFault {
    NoContainers,
    TooManyContainers,
    BadFamily,
    ContainerNameMissing,
    ContainerNameTwice(Name),
    ImageMissing,
    MemoryMissing(Name),
    NothingEssential,
    BadPort(Name),
    PortTwice(u16),
    HostPortDiffers,
    FargateCpuMissing,
    FargateMemoryMissing,
    FargateNetworkMode,
    FargatePair { cpu: u32, memory: u32 },
    CpuSum,
    MemorySum,
    MemoryAboveTask(Name),
    ReservationAboveMemory(Name),
    FargateRoleForImages,
    FargateRoleForLogs,
    LogOptionsMissing,
    DependencyUnknown(Name),
    DependencyCycle,
    DependencyEssential,
}

impl From<DefinitionFault> for Refusal {
    fn from(fault: DefinitionFault) -> Refusal {
        Refusal::Definition(fault)
    }
}
