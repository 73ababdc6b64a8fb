//! What a caller may say about placement: strategies and constraints.

use super::Name;
use super::definition::Accelerators;
use super::instance::InstanceStatus;
use super::network::{Network, Protocol, Zone};
use super::provider::Share;
use super::service::LaunchType;
use crate::ids::InstanceId;
use crate::query::{Failure, Query};

/// All that a caller says about where tasks are to run.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Placement {
    pub launch: LaunchType,
    /// The capacity provider strategy; empty: the launch type alone.
    pub providers: Vec<Share>,
    pub network: Option<Network>,
    /// Empty: the default of whoever starts the tasks.
    pub strategy: Vec<Strategy>,
    pub constraints: Vec<Constraint>,
    /// The only place where the scheduler lets it go. Callers don't set this.
    pub only: Option<Only>,
}

/// A single instance, or a single zone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Only {
    /// A daemon has one task there.
    Instance(InstanceId),
    /// The zone has too few tasks of a service that is being rebalanced.
    Zone(Zone),
}

/// One rule of a placement strategy. Later rules only break the ties of earlier ones.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Strategy {
    Random,
    Spread(SpreadBy),
    Binpack(Resource),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum SpreadBy {
    /// `instanceId`, or its alias `host`
    Instance,
    /// `attribute:ecs.availability-zone`
    Zone,
    /// `attribute:NAME`
    Attribute(Name),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Resource {
    Cpu,
    Memory,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Constraint {
    DistinctInstance,
    /// Only instances for which an expression of the cluster query language holds.
    MemberOf(Query),
}

/// Why an instance can't take a task.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Rejection {
    /// Its status isn't ACTIVE.
    NotActive(InstanceStatus),
    AgentDisconnected,
    /// It is in another zone than the subnets.
    Location(Zone),
    /// The task is for this zone alone, to even out the zones of its service.
    EveningOut(Zone),
    /// It lacks an attribute that the task definition requires.
    Attribute(Name),
    Cpu {
        needs: u32,
        free: u32,
    },
    Memory {
        needs: u32,
        free: u32,
    },
    Port(Protocol, u16),
    /// All its network interfaces are taken.
    Eni {
        limit: u32,
    },
    Gpu {
        needs: u32,
        free: u32,
    },
    /// It has no such GPUs or Neuron devices.
    Accelerators(Accelerators),
    /// A task of the group is there already.
    DistinctInstance,
    /// An expression doesn't hold: the parts of it that failed.
    MemberOf {
        expression: Name,
        failures: Vec<Failure>,
    },
}
