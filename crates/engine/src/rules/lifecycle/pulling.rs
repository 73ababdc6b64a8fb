//! Image pulls: how long they take, and why they fail (tasks.md#pulls).

use super::permissions;
use crate::ids::TaskId;
use crate::model::image::PullFault;
use crate::model::task::{Host, Task};
use crate::rules::launch::latency;
use crate::time::Span;
use crate::timings::{EC2_PULL, EC2_PULL_CACHED, FARGATE_PULL, PULL_REFUSED, PULL_TIMED_OUT};
use crate::world::World;

/// How long it takes to pull a container's image, or to fail.
pub(super) fn time(world: &World, id: TaskId, task: &Task, position: usize) -> Span {
    let reference = &world.definition(task.definition).containers[position].image;
    match registry_fault(world, id, task, position) {
        Some(PullFault::Timeout) => return PULL_TIMED_OUT,
        Some(_) => return PULL_REFUSED,
        None => {}
    }
    let image = world.account.image(reference);
    match task.host {
        Host::Instance(_) if is_cached(world, task, reference) => EC2_PULL_CACHED,
        Host::Instance(_) => image.pull.unwrap_or(EC2_PULL),
        Host::Fargate => image.pull.unwrap_or_else(|| latency(world, id, 2 + position as u64, FARGATE_PULL)),
    }
}

/// Why a container has no image after the attempt. On an instance that pulled it before, the cached one does.
pub(super) fn fault(world: &World, id: TaskId, task: &Task, position: usize) -> Option<PullFault> {
    let reference = &world.definition(task.definition).containers[position].image;
    if is_cached(world, task, reference) { None } else { registry_fault(world, id, task, position) }
}

fn is_cached(world: &World, task: &Task, reference: &str) -> bool {
    task.instance().is_some_and(|on| world.instances[on].cached.contains(reference))
}

fn registry_fault(world: &World, id: TaskId, task: &Task, position: usize) -> Option<PullFault> {
    if world.account.registry_down || !permissions::leads_out(world, task) {
        return Some(PullFault::Timeout);
    }
    let reference = &world.definition(task.definition).containers[position].image;
    let image = world.account.image(reference);
    let of_role = || permissions::pull_fault(world, id, task, reference);
    of_role().or(image.pull_fault).or((!image.exists).then_some(PullFault::NotFound))
}
