//! What can happen to load balancers, target groups and targets.

use super::Origin;
use crate::model::Name;
use crate::model::balancer::{Address, HealthCheckSettings, Listener, TargetState, TargetType};
use crate::model::kept::Kept;
use crate::model::network::Zone;
use crate::time::{Span, Time};

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum BalancerChange {
    Created { name: Name, suffix: Name, subnets: Vec<Name>, kept: Kept, origin: Origin },
    ListenerAdded { listener: Listener },
    TrafficSet { rate: u64 },
    Deleted,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TargetGroupChange {
    Created {
        name: Name,
        suffix: Name,
        target_type: TargetType,
        port: u16,
        checks: HealthCheckSettings,
        kept: Kept,
        origin: Origin,
    },
    ChecksSet {
        checks: HealthCheckSettings,
        kept: Kept,
    },
    DeregistrationDelaySet {
        delay: Span,
    },
    Deleted,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TargetChange {
    Registered {
        /// Which container of the task answers, by position.
        container: usize,
        address: Address,
        port: u16,
        zone: Zone,
        first_check: Time,
    },
    /// A health check said otherwise than the target's state does, for the n-th time in a row.
    CheckedAgainst {
        against: u32,
    },
    StateChanged {
        state: TargetState,
    },
    Removed,
}
