//! What happened. A fact can't be refused or taken back.
//!
//! Each subject has a file with what can happen to it, and three things about that: `apply`, what a fact changes in the
//! World; `wakes`, what it makes worth looking at; and `check`, what must be true of that part of every World.
//! [`World::apply`] is the only code that changes a World.

mod account;
mod alarm;
mod balancer;
mod bus;
mod cluster;
mod definition;
mod function;
mod instance;
mod resource;
mod schedule;
mod service;
mod service_deployment;
mod task;
mod wakes;

pub use self::wakes::Wakes;
pub use crate::ids::FactId;
use crate::ids::*;
pub use crate::model::Origin;
use crate::time::Time;
use crate::world::World;

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

/// The subjects, a file for each: the kinds of thing that it is about, how one is named, and its changes.
macro_rules! subjects {
    ($($file:ident { $($subject:ident($($id:ident: $key:ty),*): $change:ident),* })*) => {
        $(pub use self::$file::{$($change),*};)*

        /// What a fact changes.
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        pub enum Change {
            $($($subject($($key,)* $change),)*)*
        }

        impl Change {
            fn apply(&self, world: &mut World) {
                match self {
                    $($(Change::$subject($($id,)* change) => change.apply(world, $(*$id),*),)*)*
                }
            }

            /// Asks for a look at what the change, which has just been applied, may affect.
            pub fn wakes(&self, world: &World, wakes: &mut Wakes) {
                match self {
                    $($(Change::$subject($($id,)* change) => change.wakes(world, $(*$id,)* wakes),)*)*
                }
            }
        }

        impl World {
            /// What must be true of every World. Numbers that `apply` keeps are worked out again from nothing.
            ///
            /// # Panics
            /// If something that is always true isn't: a mistake in the engine.
            pub fn check(&self) {
                $($file::check(self);)*
            }
        }
    };
}

subjects! {
    account { Account(): AccountChange }
    cluster { Cluster(id: ClusterId): ClusterChange }
    instance { Instance(id: InstanceId): InstanceChange }
    definition { Definition(id: DefinitionId): DefinitionChange }
    task { Task(id: TaskId): TaskChange }
    service { Service(id: ServiceId): ServiceChange }
    service_deployment { ServiceDeployment(id: DeploymentId): ServiceDeploymentChange }
    alarm { Alarm(): AlarmChange }
    function { Function(): FunctionChange }
    balancer {
        Balancer(id: LoadBalancerId): BalancerChange,
        TargetGroup(id: TargetGroupId): TargetGroupChange,
        Target(group: TargetGroupId, task: TaskId): TargetChange
    }
    resource { Resource(): ResourceChange }
    schedule { Schedule(id: ScheduleId): ScheduleChange }
    bus { Bus(): BusChange }
}

pub use self::bus::events;
pub use self::schedule::NewSchedule;
pub use self::service::NewService;
pub use self::task::NewTask;

impl World {
    /// Makes a fact true.
    ///
    /// # Panics
    /// If the fact is out of order or names what doesn't exist: that is a mistake in the engine, never in its input.
    pub fn apply(&mut self, fact: &Fact) {
        assert_eq!(fact.id, FactId(self.facts), "facts are applied in order");
        assert!(fact.at >= self.now, "time doesn't go back");
        self.now = fact.at;
        fact.change.apply(self);
        self.facts += 1;
        self.hash.add(fact);
    }

    /// Checks after every fact while the World is small, and ever more rarely as it grows: it looks at everything.
    pub fn check_often(&self) {
        let size = (self.tasks.len() + self.instances.len()) as u64;
        if self.facts.is_multiple_of(1 + size * size / 10_000) {
            self.check();
        }
    }
}
