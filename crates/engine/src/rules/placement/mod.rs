//! Where a task goes: filters, then constraints, then strategies, then one of the best (placement.md#steps).
//!
//! The pipeline has two forms. [`choose`] decides and is fast; [`explain`] says of every candidate why or why not.
//! They share every rule, and a property test holds them to the same answer.

mod choose;
mod constraints;
mod explain;
pub mod fargate;
mod filter;
mod score;
pub mod stopping;

pub use choose::choose;
pub use constraints::Asked;
pub use explain::{Candidate, Explanation, Verdict, explain};
pub use filter::rejections;

use crate::ids::{ClusterId, GroupId, InstanceId};
use crate::model::Room;
use crate::model::definition::TaskDefinition;
use crate::model::network::Zone;
use crate::model::placement::{Constraint, Rejection, SpreadBy, Strategy};

/// One task that is to be placed on a container instance.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub cluster: ClusterId,
    /// Whose tasks spreading counts.
    pub group: GroupId,
    pub definition: &'a TaskDefinition,
    pub room: Room,
    /// The zones of the given subnets; `None`: any.
    pub zones: Option<Vec<Zone>>,
    /// The one zone that it is for, to even out the zones of its service.
    pub evens_out: Option<Zone>,
    /// The one instance that is asked about, for a daemon.
    pub instance: Option<InstanceId>,
    pub strategy: &'a [Strategy],
    /// The task definition's constraints, then those of the service or of the call.
    pub constraints: Vec<&'a Constraint>,
    /// Random bits of this decision, for lots and ties.
    pub draw: u64,
}

/// A service without a strategy: fewest of its tasks in the zone, then on the instance (placement.md#strategies).
pub const SERVICE_DEFAULT: [Strategy; 2] = [Strategy::Spread(SpreadBy::Zone), Strategy::Spread(SpreadBy::Instance)];
/// RunTask without a strategy.
pub const RUN_TASK_DEFAULT: [Strategy; 1] = [Strategy::Random];

/// Why no instance was chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotPlaced {
    /// The cluster has no container instance at all.
    NoInstances,
    /// Each was rejected: the reason that ECS would report for it, the closest match first.
    NoneFits(Vec<(InstanceId, Rejection)>),
}
