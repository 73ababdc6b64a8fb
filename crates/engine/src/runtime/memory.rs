//! Memory: what containers use, and when the kernel kills one for it (tasks.md#memory).

use crate::model::image::MemoryUse;
use crate::model::task::Task;
use crate::time::Time;
use crate::world::World;

/// Parts of a MiB: as many as a minute has milliseconds, so that growth by the minute isn't rounded.
const PARTS: u64 = 60_000;

/// The container that is killed now, if one is over its own hard limit or all are over the task's.
pub fn killed(world: &World, task: &Task) -> Option<usize> {
    let definition = world.spec(task);
    let over = |used: u64, limit: Option<u32>| limit.is_some_and(|limit| used > u64::from(limit) * PARTS);
    let used: Vec<u64> = (0..task.containers.len()).map(|n| used(world, task, n)).collect();
    let own = (0..used.len()).find(|&n| over(used[n], definition.containers[n].memory));
    own.or_else(|| {
        let all_over = over(used.iter().sum(), definition.memory);
        all_over.then(|| (0..used.len()).max_by_key(|&n| used[n])).flatten()
    })
}

/// When a container or the whole task goes over its limit, if nothing else happens before.
pub fn over_at(world: &World, task: &Task, position: usize) -> Option<Time> {
    let definition = world.spec(task);
    let all: Vec<usize> = (0..task.containers.len()).collect();
    let own = crosses(world, task, &[position], definition.containers[position].memory);
    [own, crosses(world, task, &all, definition.memory)].into_iter().flatten().min()
}

fn crosses(world: &World, task: &Task, containers: &[usize], limit: Option<u32>) -> Option<Time> {
    let limit = u64::from(limit?) * PARTS;
    let used: u64 = containers.iter().map(|&n| used(world, task, n)).sum();
    let growth: u64 = containers.iter().map(|&n| growth(world, task, n)).sum();
    match (limit.checked_sub(used), growth) {
        (None, _) => Some(world.now),
        (Some(_), 0) => None,
        (Some(left), growth) => Some(Time(world.now.0 + left / growth + 1)),
    }
}

fn used(world: &World, task: &Task, position: usize) -> u64 {
    let Some((since, memory)) = running(world, task, position) else { return 0 };
    u64::from(memory.idle) * PARTS + u64::from(memory.growth) * (world.now - since).0
}

fn growth(world: &World, task: &Task, position: usize) -> u64 {
    running(world, task, position).map_or(0, |(_, memory)| u64::from(memory.growth))
}

fn running(world: &World, task: &Task, position: usize) -> Option<(Time, MemoryUse)> {
    let since = task.containers[position].running_since()?;
    Some((since, super::image(world, task, position).memory))
}

/// MiB that a container uses now.
pub fn in_use(world: &World, task: &Task, position: usize) -> u64 {
    used(world, task, position) / PARTS
}
