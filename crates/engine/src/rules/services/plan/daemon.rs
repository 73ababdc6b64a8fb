//! Plans for DAEMON services: a task on each instance that is ACTIVE and meets the constraints (deployments.md#daemons).

use super::{
    Plan, StartGroup, StopGroup, WaitingOn, WhyStop, active_tasks, early, held_back, note_success, protection, push,
    push_unhealthy,
};
use crate::ids::{InstanceId, TaskId};
use crate::model::instance::InstanceStatus;
use crate::model::placement::Only;
use crate::model::placement::Rejection;
use crate::model::service::{Service, lower_limit};
use crate::rules::launch;
use crate::rules::placement::rejections;
use crate::rules::services::targets::are_clear;
use crate::rules::services::{Sorted, order};
use crate::sorted::SortedSet;
use crate::world::World;

pub(super) fn plan(world: &World, service: &Service, sorted: &Sorted) -> Plan {
    let eligible = eligible(world, service);
    let desired = eligible.len() as u32;
    let primary = service.primary();
    let own = sorted.of(primary.id);
    let mut plan = Plan { service_desired: (desired != service.desired).then_some(desired), ..Plan::default() };

    // Constraints are looked at again for daemons: tasks on instances that no longer meet them go.
    let on = |task: &TaskId| world.tasks[*task].instance();
    let fits = |task: &TaskId| on(task).is_some_and(|on| eligible.contains(&on));
    let everything = || sorted.by_deployment.values().flat_map(active_tasks);
    push(&mut plan, everything().filter(|task| !fits(task)).collect(), WhyStop::Scaling);

    // maximumPercent is 100, so an instance's old task is STOPPED before its new one begins.
    let lower = lower_limit(desired, service.config.minimum_healthy_percent);
    let mut spare = sorted.healthy().saturating_sub(lower) as usize;
    let mut old = Vec::new();
    for older in service.older() {
        let buckets = sorted.of(older.id);
        let free = |bucket: &[TaskId]| protection::unprotected(world, bucket).into_iter().filter(fits);
        old.extend(free(&buckets.starting).chain(free(&buckets.settling)));
        old.extend(buckets.unhealthy.iter().copied().filter(fits));
        let before = old.len();
        old.extend(free(&buckets.healthy).take(spare));
        spare -= old.len() - before;
        let kept = [&buckets.starting[..], &buckets.settling, &buckets.healthy];
        protection::note(world, &mut plan, older.id, usize::MAX, &kept);
    }
    push(&mut plan, old, WhyStop::Scaling);
    push_unhealthy(world, &mut plan, own.unhealthy.iter().copied().filter(fits).collect());

    let leaving = || sorted.by_deployment.values().flat_map(|buckets| &buckets.leaving).copied();
    let taken: SortedSet<InstanceId> = everything().chain(leaving()).filter_map(|task| on(&task)).collect();
    let held_back = held_back(world, service, primary);
    if held_back.is_none() {
        let free = eligible.iter().filter(|instance| !taken.contains(*instance));
        let start = |&instance| StartGroup {
            deployment: primary.id,
            provider: None,
            count: 1,
            only: Some(Only::Instance(instance)),
            because: None,
        };
        plan.start = free.map(start).collect();
    }
    note(&mut plan, service, sorted, desired);
    if !plan.start.is_empty() || !plan.stop.is_empty() {
        plan.waiting.push(WaitingOn::NextLook { at: service.next_tick(world.now) });
    }
    plan.waiting.extend(held_back);
    let settled = own.healthy.len() as u32 == desired
        && sorted.active() == desired
        && plan.start.is_empty()
        && plan.stop.is_empty()
        && are_clear(world, service);
    let alone = service.older().all(|older| sorted.of(older.id).active() == 0) && are_clear(world, service);
    note_success(world, service, &mut plan, early(service, desired, &own), settled, alone);
    plan
}

/// The instances that should have a task: all that lack nothing but room, which may come.
fn eligible(world: &World, service: &Service) -> SortedSet<InstanceId> {
    let order = order(service, service.primary(), None);
    let request = launch::request(world, &order);
    let passing = |rejection: Rejection| match rejection {
        Rejection::Cpu { .. }
        | Rejection::Memory { .. }
        | Rejection::Port(..)
        | Rejection::Eni { .. }
        | Rejection::Gpu { .. }
        | Rejection::DistinctInstance
        | Rejection::AgentDisconnected => true,
        Rejection::NotActive(_)
        | Rejection::Location(_)
        | Rejection::EveningOut(_)
        | Rejection::Attribute(_)
        | Rejection::Accelerators(_)
        | Rejection::MemberOf { .. } => false,
    };
    let active = world.instances_of(service.cluster).filter(|(_, instance)| instance.status == InstanceStatus::Active);
    active.map(|(id, _)| id).filter(|&id| rejections(world, &request, id).all(passing)).collect()
}

fn note(plan: &mut Plan, service: &Service, sorted: &Sorted, desired: u32) {
    let stopped = |task: &TaskId| plan.stop.iter().any(|group: &StopGroup| group.tasks.contains(task));
    let mut desires = Vec::new();
    let mut ended = Vec::new();
    for (position, deployment) in service.deployments.iter().enumerate() {
        let buckets = sorted.of(deployment.id);
        let wanted = match position {
            0 => desired,
            _ => active_tasks(&buckets).filter(|task| !stopped(task)).count() as u32,
        };
        if wanted != deployment.desired {
            desires.push((deployment.id, wanted));
        }
        if position > 0 && buckets.active() == 0 && wanted == 0 {
            ended.push(deployment.id);
        }
    }
    plan.desired = desires;
    plan.ended = ended;
    let count = |bucket: fn(&super::Buckets) -> usize| sorted.by_deployment.values().map(bucket).sum::<usize>() as u32;
    let starting = count(|buckets| buckets.starting.len());
    let settling = count(|buckets| buckets.settling.len());
    let said = [
        (starting > 0).then_some(WaitingOn::Starting { tasks: starting }),
        (settling > 0).then_some(WaitingOn::Settling { tasks: settling }),
        (sorted.leaving() > 0).then_some(WaitingOn::Leaving { tasks: sorted.leaving() }),
    ];
    plan.waiting.extend(said.into_iter().flatten());
}
