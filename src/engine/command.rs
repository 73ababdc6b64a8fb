//! What can be asked of the account. A command may be refused; then nothing has changed.

use std::rc::Rc;

use super::ids::{ClusterId, DefinitionId, InstanceId, LoadBalancerId, ServiceId, TargetGroupId, TaskId};
use super::model::Name;
use super::model::balancer::{HealthCheckSettings, TargetType};
use super::model::definition::TaskDefinition;
use super::model::image::{Check, MemoryUse, PullFault};
use super::model::network::{Network, Zone};
use super::model::overrides::AskedOverrides;
use super::model::placement::{Constraint, Placement, Strategy};
use super::model::service::Scheduling;
use super::rules::placement::Rejection;
use super::time::Span;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    CreateCluster {
        name: Name,
    },
    DeleteCluster {
        name: Name,
    },
    /// The revision number is given by the family; what stands in the definition isn't read.
    RegisterTaskDefinition(Rc<TaskDefinition>),
    DeregisterTaskDefinition {
        family: Name,
        revision: u32,
    },
    DeleteTaskDefinitions(Vec<RevisionRef>),
    CreateService(Box<CreateService>),
    UpdateService(Box<UpdateService>),
    DeleteService {
        cluster: Name,
        service: Name,
        force: bool,
    },
    RunTask(Box<RunTask>),
    StartTask(Box<StartTask>),
    StopTask {
        cluster: Name,
        task: TaskId,
        reason: Option<Name>,
    },
    CreateLoadBalancer {
        name: Name,
        subnets: Vec<Name>,
    },
    DeleteLoadBalancer {
        name: Name,
    },
    CreateTargetGroup {
        name: Name,
        target_type: TargetType,
        port: u16,
        checks: HealthCheckSettings,
    },
    DeleteTargetGroup {
        name: Name,
    },
    CreateListener {
        balancer: Name,
        port: u16,
        target_group: Name,
    },
    SetHealthChecks {
        target_group: Name,
        checks: HealthCheckSettings,
    },
    SetDeregistrationDelay {
        target_group: Name,
        delay: Span,
    },
    Sim(SimCommand),
}

/// What AWS has no command for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SimCommand {
    Seed {
        seed: u64,
    },
    Strict {
        strict: bool,
    },
    AddInstances {
        cluster: Name,
        instance_type: Name,
        zone: Option<Zone>,
        count: u32,
    },
    KillTask {
        task: TaskId,
    },
    LoseInstance {
        instance: InstanceId,
    },
    LoseZone {
        zone: Zone,
    },
    RestoreInstance {
        instance: InstanceId,
    },
    RestoreZone {
        zone: Zone,
    },
    SetImage {
        reference: Name,
        traits: Vec<ImageTrait>,
    },
    /// Takes actions from a role, gives them back, or says whether it can be assumed.
    SetRole {
        name: Name,
        can: Vec<Name>,
        cannot: Vec<Name>,
        assumable: Option<bool>,
    },
    SetRegistry {
        down: bool,
    },
    /// Thousandths of a request a second.
    SetTraffic {
        balancer: Name,
        rate: u64,
    },
}

/// One `key=value` of `sim image set`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ImageTrait {
    Exists(bool),
    Pull(Span),
    Start(Span),
    HealthyAfter(Span),
    /// `None`: it never ends by itself.
    ExitAfter(Option<Span>),
    ExitCode(i32),
    Status(u16),
    Says(Name),
    /// `None`: it ignores SIGTERM.
    StopsIn(Option<Span>),
    StopCode(i32),
    PullFault(Option<PullFault>),
    Curl(bool),
    Check(Check),
    Memory(MemoryUse),
    Calls(Vec<Name>),
}

/// A reference to a task definition: `web` (the latest ACTIVE revision) or `web:3`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DefinitionRef {
    pub family: Name,
    pub revision: Option<u32>,
    /// What is registered if there is no such family, unless the account is strict.
    pub fallback: Rc<TaskDefinition>,
}

/// A revision to be deleted: as it was given, and what that names if it can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RevisionRef {
    pub given: Name,
    pub names: Option<(Name, u32)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateService {
    pub cluster: Name,
    pub name: Name,
    pub definition: DefinitionRef,
    pub scheduling: Scheduling,
    /// 0 for a DAEMON, which has as many tasks as there are instances for it.
    pub desired: u32,
    pub placement: Placement,
    pub balancers: Vec<BalancerRef>,
    /// `None`: as far as the service is eligible for it.
    pub rebalancing: Option<bool>,
    pub minimum_healthy_percent: u32,
    pub maximum_percent: u32,
    pub grace_period: Option<Span>,
    /// What is shown again and not acted on, as JSON with AWS's names.
    pub document: Name,
}

/// One of `--load-balancers`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BalancerRef {
    pub target_group: Name,
    /// The end of the ARN that was given, to make a group with that very ARN.
    pub suffix: Name,
    pub container: Name,
    pub port: u16,
}

/// Each field that is given changes; the others stay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UpdateService {
    pub cluster: Name,
    pub service: Name,
    pub desired: Option<u32>,
    pub definition: Option<DefinitionRef>,
    pub network: Option<Network>,
    pub balancers: Option<Vec<BalancerRef>>,
    pub minimum_healthy_percent: Option<u32>,
    pub maximum_percent: Option<u32>,
    pub grace_period: Option<Span>,
    pub rebalancing: Option<bool>,
    pub strategy: Option<Vec<Strategy>>,
    pub constraints: Option<Vec<Constraint>>,
    pub force_new_deployment: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunTask {
    pub cluster: Name,
    pub definition: DefinitionRef,
    pub count: u32,
    pub placement: Placement,
    pub group: Option<Name>,
    pub started_by: Option<Name>,
    pub overrides: Option<AskedOverrides>,
}

/// Tasks on container instances that are named: nothing is chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StartTask {
    pub cluster: Name,
    pub definition: DefinitionRef,
    /// Their ARNs; `None` where there is no such instance.
    pub instances: Vec<(Name, Option<InstanceId>)>,
    pub network: Option<Network>,
    pub group: Option<Name>,
    pub started_by: Option<Name>,
    pub overrides: Option<AskedOverrides>,
}

/// What came of a command that was accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    Done,
    Cluster(ClusterId),
    Definition(DefinitionId),
    Deletions { definitions: Vec<DefinitionId>, failures: Vec<(Name, NotDeleted)> },
    Service(ServiceId),
    Task(TaskId),
    Tasks { started: Vec<TaskId>, failures: Vec<Failure> },
    Instances(Vec<InstanceId>),
    LoadBalancer(LoadBalancerId),
    TargetGroup(TargetGroupId),
    Listener(LoadBalancerId, u16),
}

/// Why a revision isn't deleted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotDeleted {
    Unreadable,
    Unknown,
    StillActive,
}

/// Why RunTask started fewer tasks than it was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    Instance(InstanceId, Rejection),
    /// No such container instance.
    Missing(Name),
    /// Fargate has no capacity in any of the zones.
    Fargate,
}
