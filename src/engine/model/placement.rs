//! What a caller may say about placement: strategies and constraints.

use super::Name;
use super::network::Network;
use super::provider::Share;
use super::service::LaunchType;

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
    /// An expression of the cluster query language.
    MemberOf(Name),
}
