//! Image pulls: which version of an image is pulled, how long that takes, and why it fails (tasks.md#pulls).

use super::permissions;
use crate::facts::{Change, ServiceChange};
use crate::ids::TaskId;
use crate::model::Name;
use crate::model::image::PullFault;
use crate::model::task::{Host, Owner, Task};
use crate::rules::launch::latency;
use crate::time::Span;
use crate::timings::{EC2_PULL, EC2_PULL_CACHED, FARGATE_PULL, PULL_REFUSED, PULL_TIMED_OUT};
use crate::world::World;

/// Which version of its image a container gets: the one that its deployment has found, else what the tag means now; if
/// that can't be had, what its instance pulled last (tasks.md#versions).
pub(super) fn version(world: &World, id: TaskId, task: &Task, position: usize) -> u32 {
    let reference = reference(world, task, position);
    let newest = world.account.images.version(reference);
    found(world, task, position).unwrap_or_else(|| match registry_fault(world, id, task, position, newest) {
        Some(_) => last_cached(world, task, reference).unwrap_or(newest),
        None => newest,
    })
}

fn reference<'a>(world: &'a World, task: &Task, position: usize) -> &'a Name {
    &world.definition(task.definition).containers[position].image
}

/// What the first task of a deployment found behind the tag of a container.
fn found(world: &World, task: &Task, position: usize) -> Option<u32> {
    world.deployments.get(task.deployment()?)?.images.get(&position).copied()
}

/// The tag of a container has a digest from now on, as far as its deployment is concerned: this is the first of its tasks
/// that comes to pull it.
pub(super) fn resolved(world: &World, id: TaskId, position: usize, version: u32) -> Option<Change> {
    let task = &world.tasks[id];
    let Owner::Service(service, deployment) = task.owner else { return None };
    let consistent = world.definition(task.definition).containers[position].consistent;
    let first = consistent && found(world, task, position).is_none();
    let there = first && registry_fault(world, id, task, position, version).is_none();
    let known = world.services[service].deployment(deployment).is_some();
    let change = ServiceChange::ImageResolved { deployment, container: position, version };
    (there && known).then_some(Change::Service(service, change))
}

/// How long it takes to pull a container's image, or to fail.
pub(super) fn time(world: &World, id: TaskId, task: &Task, position: usize, version: u32) -> Span {
    let reference = reference(world, task, position);
    match registry_fault(world, id, task, position, version) {
        Some(PullFault::Timeout) => return PULL_TIMED_OUT,
        Some(_) => return PULL_REFUSED,
        None => {}
    }
    let image = world.account.images.image(reference, version);
    match task.host {
        Host::Instance(_) if is_cached(world, task, reference, version) => EC2_PULL_CACHED,
        Host::Instance(_) => image.pull.unwrap_or(EC2_PULL),
        Host::Fargate => image.pull.unwrap_or_else(|| latency(world, id, 2 + position as u64, FARGATE_PULL)),
    }
}

/// Why a container has no image after the attempt. On an instance that pulled it before, the cached one does.
pub(super) fn fault(world: &World, id: TaskId, task: &Task, position: usize, version: u32) -> Option<PullFault> {
    match is_cached(world, task, reference(world, task, position), version) {
        true => None,
        false => registry_fault(world, id, task, position, version),
    }
}

fn is_cached(world: &World, task: &Task, reference: &Name, version: u32) -> bool {
    task.instance().is_some_and(|on| world.instances[on].cached.contains(&(reference.clone(), version)))
}

fn last_cached(world: &World, task: &Task, reference: &Name) -> Option<u32> {
    let cached = world.instances[task.instance()?].cached.iter();
    cached.filter(|(name, _)| name == reference).map(|&(_, version)| version).max()
}

fn registry_fault(world: &World, id: TaskId, task: &Task, position: usize, version: u32) -> Option<PullFault> {
    if world.account.registry_down || !permissions::leads_out(world, task) {
        return Some(PullFault::Timeout);
    }
    let reference = reference(world, task, position);
    let image = world.account.images.image(reference, version);
    let of_role = || permissions::pull_fault(world, id, task, reference);
    of_role().or_else(|| image.pull_fault.clone()).or((!image.exists).then_some(PullFault::NotFound))
}
