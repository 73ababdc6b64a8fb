//! What can be asked of the account. A command may be refused; then nothing has changed.

use std::rc::Rc;

use super::ids::{ClusterId, DefinitionId, InstanceId, LoadBalancerId, ServiceId, TargetGroupId, TaskId};
use super::model::Name;
use super::model::balancer::{HealthCheckSettings, TargetType};
use super::model::definition::TaskDefinition;
use super::model::network::{Network, Zone};
use super::model::placement::{Constraint, Placement, Strategy};
use super::model::provider::{Provider, Share};
use super::model::quota::Quota;
use super::model::service::LaunchType;
use super::rules::placement::Rejection;
use super::time::Span;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    CreateCluster {
        name: Name,
        providers: Vec<Provider>,
        strategy: Vec<Share>,
    },
    /// Replaces both lists.
    PutClusterProviders {
        cluster: Name,
        providers: Vec<Provider>,
        strategy: Vec<Share>,
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
    CreateService(Box<CreateService>),
    UpdateService(Box<UpdateService>),
    DeleteService {
        cluster: Name,
        service: Name,
        force: bool,
    },
    RunTask(Box<RunTask>),
    StopTask {
        cluster: Name,
        task: TaskId,
        reason: Option<Name>,
    },
    /// DRAINING, or ACTIVE again.
    SetInstancesState {
        cluster: Name,
        instances: Vec<InstanceRef>,
        draining: bool,
    },
    DeregisterInstance {
        cluster: Name,
        instance: InstanceRef,
        force: bool,
    },
    PutAttributes {
        cluster: Name,
        attributes: Vec<AttributeOf>,
    },
    DeleteAttributes {
        cluster: Name,
        attributes: Vec<AttributeOf>,
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
    SetQuota {
        quota: Quota,
        value: u32,
    },
    InterruptSpot {
        task: TaskId,
    },
    SetFargateCapacity {
        zone: Zone,
        providers: Vec<Provider>,
        available: bool,
    },
    DisconnectAgent {
        instance: InstanceId,
    },
    ConnectAgent {
        instance: InstanceId,
    },
    RestoreZone {
        zone: Zone,
    },
    SetImage {
        reference: Name,
        traits: Vec<ImageTrait>,
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
}

/// A container instance as it was named, and the one that has that id or ARN.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InstanceRef {
    pub text: Name,
    pub id: Option<InstanceId>,
}

/// A custom attribute of a container instance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttributeOf {
    pub instance: InstanceRef,
    pub name: Name,
    pub value: Option<Name>,
}

/// A reference to a task definition: `web` (the latest ACTIVE revision) or `web:3`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DefinitionRef {
    pub family: Name,
    pub revision: Option<u32>,
    /// What is registered if there is no such family, unless the account is strict.
    pub fallback: Rc<TaskDefinition>,
}

/// What is asked for: the launch type or strategy of a [`Placement`] follows from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Compute {
    /// The cluster's default strategy, else EC2.
    Unsaid,
    Launch(LaunchType),
    Strategy(Vec<Share>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateService {
    pub cluster: Name,
    pub name: Name,
    pub definition: DefinitionRef,
    pub desired: u32,
    pub compute: Compute,
    pub placement: Placement,
    pub balancers: Vec<BalancerRef>,
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
    /// Empty: what the cluster's default is.
    pub providers: Option<Vec<Share>>,
    pub balancers: Option<Vec<BalancerRef>>,
    pub minimum_healthy_percent: Option<u32>,
    pub maximum_percent: Option<u32>,
    pub grace_period: Option<Span>,
    pub strategy: Option<Vec<Strategy>>,
    pub constraints: Option<Vec<Constraint>>,
    pub force_new_deployment: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunTask {
    pub cluster: Name,
    pub definition: DefinitionRef,
    pub count: u32,
    pub compute: Compute,
    pub placement: Placement,
    pub group: Option<Name>,
    pub started_by: Option<Name>,
}

/// What came of a command that was accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    Done,
    Cluster(ClusterId),
    Definition(DefinitionId),
    Service(ServiceId),
    Task(TaskId),
    Tasks { started: Vec<TaskId>, failures: Vec<Failure> },
    Instances(Vec<InstanceId>),
    InstancesChanged { instances: Vec<InstanceId>, failures: Vec<Failure> },
    Attributes(Vec<(InstanceId, Name, Option<Name>)>),
    LoadBalancer(LoadBalancerId),
    TargetGroup(TargetGroupId),
    Listener(LoadBalancerId, u16),
}

/// Why RunTask started fewer tasks than it was asked for, or another call did less.
#[derive(Clone, PartialEq, Eq, Debug)]
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
