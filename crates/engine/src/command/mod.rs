//! What can be asked of the account. A command may be refused; then nothing has changed.

mod reply;
mod resource;
mod schedule;
mod sim;

use std::rc::Rc;

pub use crate::model::asked::{
    AttributeOf, BalancerRef, ClientToken, Compute, CreateService, DefinitionRef, InstanceRef, RevisionRef, RunTask,
    StartTask, UpdateService,
};
pub use reply::{NotDeleted, Reply};
pub use resource::ResourceCommand;
pub use schedule::ScheduleCommand;
pub use sim::{ImageTrait, SimCommand};

use crate::ids::TaskId;
use crate::model::Name;
use crate::model::balancer::{HealthCheckSettings, Protocol, TargetType};
use crate::model::definition::TaskDefinition;
use crate::model::kept::Kept;
use crate::model::provider::{Provider, Share};
use crate::model::setting::{Principal, Setting};
use crate::time::Span;

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
        protocol: Protocol,
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
        protocol: Protocol,
        /// A target group and its weight.
        forward: (Name, u32),
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
