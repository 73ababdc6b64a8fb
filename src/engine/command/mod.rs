//! What can be asked of the account. A command may be refused; then nothing has changed.

mod asked;
mod reply;
mod resource;
mod schedule;
mod sim;

use std::rc::Rc;

pub use asked::{
    AttributeOf, BalancerRef, ClientToken, Compute, CreateService, DefinitionRef, InstanceRef, RevisionRef, RunTask,
    StartTask, UpdateService,
};
pub use reply::{Failure, NotDeleted, Reply};
pub use resource::ResourceCommand;
pub use schedule::ScheduleCommand;
pub use sim::{ImageTrait, SimCommand};

use super::ids::TaskId;
use super::model::Name;
use super::model::balancer::{HealthCheckSettings, TargetType};
use super::model::definition::TaskDefinition;
use super::model::kept::Kept;
use super::model::provider::{Provider, Share};
use super::model::setting::{Principal, Setting};
use super::time::Span;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    CreateCluster {
        name: Name,
        providers: Vec<Provider>,
        strategy: Vec<Share>,
        kept: Kept,
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
    PutSetting {
        setting: Setting,
        principal: Principal,
        value: Name,
    },
    DeleteSetting {
        setting: Setting,
        principal: Principal,
    },
    CreateLoadBalancer {
        name: Name,
        subnets: Vec<Name>,
        kept: Kept,
    },
    DeleteLoadBalancer {
        name: Name,
    },
    CreateTargetGroup {
        name: Name,
        target_type: TargetType,
        port: u16,
        checks: HealthCheckSettings,
        kept: Kept,
    },
    DeleteTargetGroup {
        name: Name,
    },
    CreateListener {
        balancer: Name,
        port: u16,
        target_group: Name,
        kept: Kept,
    },
    SetHealthChecks {
        target_group: Name,
        checks: HealthCheckSettings,
        kept: Kept,
    },
    SetDeregistrationDelay {
        target_group: Name,
        delay: Span,
    },
    Schedule(ScheduleCommand),
    Resource(ResourceCommand),
    Sim(SimCommand),
}
