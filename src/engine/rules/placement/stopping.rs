//! Which task goes when a service has too many (§4.3).

use crate::engine::ids::{InstanceId, ServiceId, TaskId};
use crate::engine::model::network::Zone;
use crate::engine::random::Purpose;
use crate::engine::sorted::SortedMap;
use crate::engine::world::World;

/// Where a task stands among those that could be stopped. The largest goes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Standing {
    /// Tasks of the service in its zone.
    pub in_zone: u32,
    /// Tasks of the service on its instance.
    pub on_instance: u32,
    pub lot: u64,
}

/// Tasks of a service by zone and by host.
struct Spread {
    zones: [u32; Zone::COUNT],
    hosts: SortedMap<Option<InstanceId>, u32>,
}

/// Chooses `count` of the candidates, one after the other: from the zone with most tasks of the service, there from
/// the instance with most, there by lot. `keep` are further tasks of the service, which count but don't go.
pub fn choose(world: &World, service: ServiceId, candidates: &[TaskId], keep: &[TaskId], count: usize) -> Vec<TaskId> {
    let mut spread = Spread::of(world, candidates.iter().chain(keep).copied());
    let mut left = candidates.to_vec();
    let mut chosen = Vec::new();
    while chosen.len() < count && !left.is_empty() {
        let best = (0..left.len()).max_by_key(|&at| spread.standing(world, service, left[at]));
        let task = left.swap_remove(best.expect("there are candidates left"));
        spread.take_out(world, task);
        chosen.push(task);
    }
    chosen
}

impl Spread {
    fn of(world: &World, tasks: impl Iterator<Item = TaskId>) -> Spread {
        let mut spread = Spread { zones: [0; Zone::COUNT], hosts: SortedMap::default() };
        for task in tasks.map(|id| &world.tasks[id]) {
            spread.zones[task.zone.index()] += 1;
            *spread.hosts.or_default(task.instance()) += 1;
        }
        spread
    }

    fn take_out(&mut self, world: &World, id: TaskId) {
        let task = &world.tasks[id];
        self.zones[task.zone.index()] -= 1;
        *self.hosts.or_default(task.instance()) -= 1;
    }

    fn standing(&self, world: &World, service: ServiceId, id: TaskId) -> Standing {
        let task = &world.tasks[id];
        Standing {
            in_zone: self.zones[task.zone.index()],
            on_instance: self.hosts[&task.instance()],
            lot: world.seed().draw(Purpose::Stopping, (service.0 as u64) << 32 | id.0 as u64),
        }
    }
}
