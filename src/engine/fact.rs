//! What happened. A fact can't be refused or taken back, and `World::apply` is what it does.

mod balancer;
mod resource;
mod schedule;

use std::rc::Rc;

pub use self::balancer::{BalancerChange, TargetChange, TargetGroupChange};
pub use self::resource::ResourceChange;
pub use self::schedule::{NewSchedule, ScheduleChange};

use super::ids::{
    ClusterId, DefinitionId, DeploymentId, GroupId, InstanceId, LoadBalancerId, ScheduleId, ServiceId, TargetGroupId,
    TaskId,
};
use super::model::definition::TaskDefinition;
use super::model::event::Message;
use super::model::image::Image;
use super::model::instance::Machine;
use super::model::kept::Kept;
use super::model::network::{Route, Zone};
use super::model::overrides::Overrides;
use super::model::placement::Placement;
use super::model::provider::{Provider, Share};
use super::model::quota::Quota;
use super::model::role::{Denied, Role};
use super::model::service::{Deployment, Rollout, ServiceConfig, Unplaced};
use super::model::setting::{Principal, Setting};
use super::model::task::{Answer, BoundPort, ContainerState, Health, Host, Interface, Owner, Phase, Stop};
use super::model::token::UsedToken;
use super::model::{Name, Room};
use super::time::Time;

/// Facts are numbered from 0 in the order in which they happen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FactId(pub u64);

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Fact {
    pub id: FactId,
    pub at: Time,
    pub cause: Cause,
    pub change: Change,
}

/// Why it happened: the log of facts is a tree, and its roots are commands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cause {
    /// The n-th command of the session.
    Command(u32),
    Fact(FactId),
}

/// What a fact changes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Change {
    Account(AccountChange),
    Cluster(ClusterId, ClusterChange),
    Instance(InstanceId, InstanceChange),
    Definition(DefinitionId, DefinitionChange),
    Task(TaskId, TaskChange),
    Service(ServiceId, ServiceChange),
    Balancer(LoadBalancerId, BalancerChange),
    TargetGroup(TargetGroupId, TargetGroupChange),
    Target(TargetGroupId, TaskId, TargetChange),
    Schedule(ScheduleId, ScheduleChange),
}

/// Whether a thing was asked for, or made because a command named it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Origin {
    Asked,
    Assumed,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum AccountChange {
    Seeded { seed: u64 },
    Strictness { strict: bool },
    SubnetMade { name: Name, zone: Zone },
    RouteSet { subnet: Name, route: Route },
    SecurityGroupMade { name: Name },
    RoleMade { name: Name },
    RoleSet { name: Name, role: Role },
    RegistryChanged { down: bool },
    ImageSet { reference: Name, image: Image },
    ZoneLost { zone: Zone },
    ZoneRestored { zone: Zone },
    QuotaSet { quota: Quota, value: u32 },
    FargateCapacitySet { zone: Zone, provider: Provider, available: bool },
    SettingPut { setting: Setting, principal: Principal, value: Option<Name> },
    Resource(ResourceChange),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ClusterChange {
    Created {
        name: Name,
        kept: Kept,
        origin: Origin,
    },
    Deleted,
    /// Its capacity providers, and the default strategy.
    ProvidersSet {
        providers: Vec<Provider>,
        strategy: Vec<Share>,
        origin: Origin,
    },
    TokenUsed(Rc<UsedToken>),
    /// A task group was named for the first time.
    GroupNamed {
        group: GroupId,
        name: Name,
    },
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum InstanceChange {
    Launched {
        cluster: ClusterId,
        instance_type: &'static str,
        zone: Zone,
        until: Time,
    },
    Registered,
    MachineChanged {
        machine: Machine,
    },
    AgentConnected,
    AgentDisconnected,
    /// ACTIVE to DRAINING, and back.
    DrainingSet {
        draining: bool,
    },
    AttributePut {
        name: Name,
        value: Option<Name>,
    },
    AttributeDeleted {
        name: Name,
    },
    Deregistered,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DefinitionChange {
    Registered { definition: Rc<TaskDefinition>, copy_of: Option<DefinitionId>, origin: Origin },
    Deregistered,
    DeletionRequested,
    Deleted,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TaskChange {
    Created(Box<NewTask>),
    PhaseChanged {
        phase: Phase,
    },
    StopWanted {
        stop: Stop,
    },
    ContainerMoved {
        container: usize,
        state: ContainerState,
    },
    AnswerChanged {
        container: usize,
        answer: Answer,
    },
    /// The process of a container ended with this code, and its restart policy starts it again at `until`.
    ContainerRestarted {
        container: usize,
        code: i32,
        until: Time,
    },
    /// A health check of a container had an effect.
    HealthChecked {
        container: usize,
        health: Health,
        failing: u32,
    },
    /// The application was refused a call to AWS, and wrote so.
    CallDenied {
        container: usize,
        denied: Denied,
    },
    /// Gone from DescribeTasks.
    Forgotten,
}

/// What is settled about a task when it is placed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NewTask {
    pub cluster: ClusterId,
    pub definition: DefinitionId,
    pub group: GroupId,
    pub owner: Owner,
    pub started_by: Option<Name>,
    pub overrides: Option<Rc<Overrides>>,
    pub placement: Rc<Placement>,
    pub named: bool,
    pub host: Host,
    pub provider: Option<Provider>,
    pub kept: Kept,
    pub zone: Zone,
    pub room: Room,
    pub eni: Option<Interface>,
    pub host_ports: Vec<BoundPort>,
    pub phase: Phase,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ServiceChange {
    Created(Box<NewService>),
    DesiredCountSet {
        desired: u32,
    },
    ConfigSet {
        config: Rc<ServiceConfig>,
    },
    DeploymentStarted {
        deployment: Box<Deployment>,
    },
    DeploymentDesired {
        deployment: DeploymentId,
        desired: u32,
    },
    DeploymentFailures {
        deployment: DeploymentId,
        failed: u32,
        attempts: u32,
        throttled_until: Option<Time>,
    },
    DeploymentEnded {
        deployment: DeploymentId,
        rollout: Rollout,
    },
    /// An older deployment has no tasks left and leaves the list.
    DeploymentRemoved {
        deployment: DeploymentId,
    },
    EventSaid {
        message: Message,
    },
    Steady {
        steady: bool,
    },
    /// The zones of the service turned out to be uneven, or are even again.
    Rebalancing {
        rebalancing: bool,
    },
    PlacementFailed {
        deployment: DeploymentId,
        unplaced: Option<Unplaced>,
    },
    Drained,
    Inactive,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NewService {
    pub cluster: ClusterId,
    pub name: Name,
    pub group: GroupId,
    pub request: Name,
    pub desired: u32,
    pub config: Rc<ServiceConfig>,
    pub deployment: Deployment,
}
