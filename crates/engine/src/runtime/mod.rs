//! What a container runtime knows, read off the World: when containers answer, are checked, run out of memory, end.

pub mod health;
pub mod memory;

use crate::model::image::Image;
use crate::model::network::Zone;
use crate::model::task::{Host, Task};
use crate::time::Time;
use crate::world::World;

/// What a container runs: what it pulled, or what its image means now.
pub fn image<'a>(world: &'a World, task: &'a Task, position: usize) -> &'a Image {
    match &task.containers[position].pulled {
        Some(pulled) => &pulled.image,
        None => world.account.images.newest(&world.definition(task.definition).containers[position].image),
    }
}

/// The moments at which something may happen by itself to a running container, or to those that wait for it.
pub fn moments(world: &World, task: &Task, position: usize) -> impl Iterator<Item = Time> {
    let image = image(world, task, position);
    let since = task.containers[position].running_since();
    let ready = since.map(|since| since + image.healthy_after);
    let ends = since.and_then(|since| ends_at(image, since));
    let checked = health::next_at(world, task, position);
    let given_up = times_out(world, task, position);
    [ready, ends, checked, given_up, memory::over_at(world, task, position)].into_iter().flatten()
}

/// When a container that has run since a moment ends by itself.
pub(crate) fn ends_at(image: &Image, since: Time) -> Option<Time> {
    image.exit_after.map(|after| since + after)
}

/// When those that wait for a container give up: its startTimeout, counted from its start.
pub(crate) fn times_out(world: &World, task: &Task, position: usize) -> Option<Time> {
    let since = task.containers[position].running_since()?;
    Some(since + world.definition(task.definition).containers[position].start_timeout?)
}

/// Whether the processes of a task can run: its host has power.
pub fn powered(world: &World, host: Host, zone: Zone) -> bool {
    match host {
        Host::Instance(id) => world.instances[id].powered(),
        Host::Fargate => !world.account.lost_zones.contains(&zone),
    }
}
