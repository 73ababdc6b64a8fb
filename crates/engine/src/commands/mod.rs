//! What can be asked of the account. Each command decides itself: it answers with facts and with what there is to show,
//! or is refused, and then nothing has changed.
//!
//! A command that is refused half-way leaves nothing behind: the caller takes the World from before it.

mod balancer;
mod cluster;
mod definition;
mod deployment;
mod fault;
mod instance;
mod listener;
mod playground;
mod providers;
mod reply;
mod resource;
mod schedule;
mod service;
mod setting;
mod task;
mod to_run;

pub use self::reply::{NotDeleted, NotProtected, Reply};
use crate::ledger::Ledger;
pub use crate::model::asked::{AdvancedRef, BalancerRef, ClientToken, Compute, DefinitionRef};
use crate::model::refusal::Refusal;

/// What a command does, or why it is refused. It reads from top to bottom: what it names is found, or assumed where it is
/// missing; then what it asks for is checked; then it happens.
pub(crate) trait Decide {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal>;
}

/// The commands: a file for each subject.
macro_rules! commands {
    ($($file:ident { $($name:ident),* })*) => {
        $(pub use self::$file::{$($name),*};)*

        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum Command {
            $($($name(Box<$name>),)*)*
        }

        impl Decide for Command {
            fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
                match self {
                    $($(Command::$name(asked) => asked.decide(ledger),)*)*
                }
            }
        }

        $($(impl From<$name> for Command {
            fn from(asked: $name) -> Command {
                Command::$name(Box::new(asked))
            }
        })*)*
    };
}

pub use self::balancer::Balancing;
pub use self::definition::RevisionRef;
pub use self::deployment::StopType;
pub use self::instance::{AttributeOf, InstanceRef};
pub(crate) use self::schedule::look as look_at_schedule;
pub use self::task::can_be_protected;

commands! {
    cluster { CreateCluster, DeleteCluster }
    providers { PutClusterProviders }
    definition { RegisterTaskDefinition, DeregisterTaskDefinition, DeleteTaskDefinitions }
    service { CreateService, UpdateService, DeleteService }
    deployment { StopServiceDeployment, ContinueServiceDeployment, SetAlarm, SetFunction }
    task { RunTask, StartTask, StopTask, UpdateProtection }
    instance { SetInstancesState, DeregisterInstance, PutAttributes, DeleteAttributes }
    balancer {
        CreateLoadBalancer, DeleteLoadBalancer, CreateTargetGroup, DeleteTargetGroup, SetHealthChecks,
        SetBalancerAttributes, SetTargetGroupAttributes, KeepOfBalancing, RegisterTargets, DeregisterTargets
    }
    listener {
        CreateListener, ModifyListener, DeleteListener, CreateRule, ModifyRule, DeleteRule, SetRulePriorities
    }
    setting { PutSetting, DeleteSetting }
    schedule { ScheduleCommand, PutEvents }
    resource { ResourceCommand }
    fault {
        KillTask, LoseInstance, RestoreInstance, LoseZone, RestoreZone, InterruptSpot, SetFargateCapacity,
        DisconnectAgent, ConnectAgent
    }
    playground { SetSeed, SetStrict, SetQuota, AddInstances, SetImage, PushImage, SetBehaviour, SetRole, SetRoute, SetRegistry, SetTraffic }
}

/// A `sim` line that can't be followed, and why.
fn refuse(why: impl Into<String>) -> Refusal {
    Refusal::Sim(why.into())
}
