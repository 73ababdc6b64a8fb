//! Health checks and draining, as a load balancer does them.
//!
//! Each target has a grid of its own: its first check and every interval after it. A check that agrees with the
//! target's state changes nothing and needs no wake: the next one is set by what the target answers, or by a check that
//! disagrees.

use crate::facts::{Change, TargetChange};
use crate::ids::{TargetGroupId, TaskId};
use crate::ledger::Ledger;
use crate::model::balancer::{Address, Target, TargetGroup, TargetState, TargetType};
use crate::model::routing::Pace;
use crate::model::task::Task;
use crate::random::Purpose;
use crate::runtime::image;
use crate::time::{Span, Time};
use crate::world::World;

/// A check of a target may be due, or its drain over.
pub fn look(ledger: &mut Ledger, group_id: TargetGroupId, task: TaskId) {
    let Some(group) = ledger.world().target_groups.get(group_id) else { return };
    let Some(target) = group.targets.get(&task) else { return };
    let now = ledger.now();
    let target = &Target { load: group.load_at(task, now), ..target.clone() };
    let change = match target.state {
        TargetState::Draining { until } if now >= until => Some(TargetChange::Removed),
        TargetState::Draining { .. } => None,
        _ if is_check(group, target, now) => check(group, target),
        _ => None,
    };
    let Some(change) = change else { return };
    ledger.record(Change::Target(group_id, task, change));
}

/// Whether a check of this target falls on this moment. Who gets no requests, since the group has no load balancer or it
/// isn't in the target's zone, isn't checked.
fn is_check(group: &TargetGroup, target: &Target, now: Time) -> bool {
    group.load_balancer.is_some()
        && group.reaches(target.zone)
        && now >= target.first_check
        && (now - target.first_check).0.is_multiple_of(group.checks.interval.0)
}

/// What one health check does.
fn check(group: &TargetGroup, target: &Target) -> Option<TargetChange> {
    let against = target.against + 1;
    let healthy = TargetChange::StateChanged { state: TargetState::Healthy };
    match (target.state, group.passes(target)) {
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

/// How the container of a task would be registered as a target now; `None` if it can't be: it has no such port, or not the
/// network that the group's target type needs.
pub fn registration(
    world: &World,
    group: &TargetGroup,
    id: TaskId,
    container: usize,
    port: u16,
    key: u64,
) -> Option<TargetChange> {
    let task = &world.tasks[id];
    let bound = task.host_ports.iter().find(|b| b.container == container && b.container_port == port)?;
    let (address, port) = match group.target_type {
        TargetType::Ip => (Address::Ip(task.eni.as_ref()?.ip), bound.container_port),
        TargetType::Instance => (Address::Instance(task.instance()?), bound.host_port),
    };
    // Checks of a new target begin on any whole second of the first interval (load-balancing.md#health-checks).
    let first = 1 + world.seed().below(Purpose::HealthChecks, key, group.checks.interval.as_secs());
    let (first_check, pace) = (world.now + Span::secs(first), pace(world, task, container));
    Some(TargetChange::Registered { container, address, port, zone: task.zone, first_check, pace })
}

/// How quickly a container answers, by its CPU and its image (load-balancing.md#requests).
fn pace(world: &World, task: &Task, container: usize) -> Pace {
    const ONE_VCPU: u64 = 1_024;
    let spec = world.spec(task);
    let image = image(world, task, container);
    // A container without a share of its own has the task's, if that has one.
    let own = Some(spec.containers[container].cpu).filter(|cpu| *cpu > 0);
    let cpu = own.or(spec.cpu).map_or(ONE_VCPU, u64::from);
    // Thousandths of a request a second: 1,000 ms × 1,000 in a second, shared by what each costs.
    let capacity = (cpu * 1_000_000 / ONE_VCPU).checked_div(image.request_cpu.0).map(|capacity| capacity.max(1));
    Pace { capacity, takes: image.request_takes }
}
