//! Health checks and draining, as a load balancer does them.
//!
//! Each target has a grid of its own: its first check and every interval after it. A check that agrees with the
//! target's state changes nothing and needs no wake: the next one is set by what the target answers, or by a check that
//! disagrees.

use crate::facts::{Change, TargetChange};
use crate::ids::{TargetGroupId, TaskId};
use crate::ledger::Ledger;
use crate::model::balancer::{Target, TargetGroup, TargetState};
use crate::time::Time;

/// A check of a target may be due, or its drain over.
pub fn look(ledger: &mut Ledger, group_id: TargetGroupId, task: TaskId) {
    let Some(group) = ledger.world().target_groups.get(group_id) else { return };
    let Some(target) = group.targets.get(&task) else { return };
    let now = ledger.now();
    let change = match target.state {
        TargetState::Draining { until } if now >= until => Some(TargetChange::Removed),
        TargetState::Draining { .. } => None,
        _ if is_check(group, target, now) => check(group, target),
        _ => None,
    };
    let Some(change) = change else { return };
    ledger.record(Change::Target(group_id, task, change));
}

/// Whether a check of this target falls on this moment. A group without a load balancer checks nobody.
fn is_check(group: &TargetGroup, target: &Target, now: Time) -> bool {
    group.load_balancer.is_some()
        && now >= target.first_check
        && (now - target.first_check).0.is_multiple_of(group.checks.interval.0)
}

/// What one health check does.
fn check(group: &TargetGroup, target: &Target) -> Option<TargetChange> {
    let against = target.against + 1;
    let healthy = TargetChange::StateChanged { state: TargetState::Healthy };
    match (target.state, group.passes(target.answer)) {
        // A new target needs one success only (load-balancing.md#health-checks).
        (TargetState::Initial, Ok(())) => Some(healthy),
        (TargetState::Unhealthy(_), Ok(())) if against >= group.checks.healthy_threshold => Some(healthy),
        (TargetState::Initial | TargetState::Healthy, Err(failure)) if against >= group.checks.unhealthy_threshold => {
            Some(TargetChange::StateChanged { state: TargetState::Unhealthy(failure) })
        }
        (TargetState::Unhealthy(_), Ok(())) | (TargetState::Initial | TargetState::Healthy, Err(_)) => {
            Some(TargetChange::CheckedAgainst { against })
        }
        (TargetState::Healthy, Ok(())) | (TargetState::Unhealthy(_), Err(_)) => {
            (target.against > 0).then_some(TargetChange::CheckedAgainst { against: 0 })
        }
        (TargetState::Draining { .. }, _) => None,
    }
}
