//! Which task goes when a service has too many: the one whose loss suits the strategy best (placement.md#scaling-in).

use std::cmp::Reverse;

use super::SERVICE_DEFAULT;
use crate::ids::{InstanceId, ServiceId, TaskId};
use crate::model::Room;
use crate::model::instance::InstanceStatus;
use crate::model::network::Zone;
use crate::model::placement::{Resource, SpreadBy, Strategy};
use crate::model::task::Task;
use crate::random::Purpose;
use crate::sorted::{SortedMap, order};
use crate::world::World;

/// Where a task stands among those that could be stopped. The largest goes first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Standing {
    /// On an instance that is DRAINING.
    pub draining: bool,
    /// For each rule: the tasks of the service with the same value, or the room that the instance would have.
    pub scores: Vec<u64>,
    pub lot: u64,
}

/// The rules by which tasks of a service are stopped: those by which they are placed.
pub fn rules(world: &World, service: ServiceId) -> &[Strategy] {
    let asked = &world.services[service].config.placement.strategy;
    if asked.is_empty() { &SERVICE_DEFAULT } else { asked }
}

/// Chooses `count` of the candidates, one after the other. `keep` are further tasks of the service, which count but
/// don't go.
pub fn choose(world: &World, service: ServiceId, candidates: &[TaskId], keep: &[TaskId], count: usize) -> Vec<TaskId> {
    let mut spread = Remaining::of(world, service, candidates.iter().chain(keep).copied());
    let mut left = candidates.to_vec();
    let mut chosen = Vec::new();
    while chosen.len() < count && !left.is_empty() {
        let best = (0..left.len()).max_by_key(|&at| spread.standing(left[at]));
        let task = left.swap_remove(best.expect("there are candidates left"));
        spread.take_out(task);
        chosen.push(task);
    }
    chosen
}

/// Where each candidate stands, the first to go first.
pub fn standings(world: &World, service: ServiceId, candidates: &[TaskId]) -> Vec<(TaskId, Standing)> {
    let remaining = Remaining::of(world, service, candidates.iter().copied());
    let standings: Vec<_> = candidates.iter().map(|&task| Reverse(remaining.standing(task))).collect();
    order(&standings).into_iter().map(|at| (candidates[at], standings[at].0.clone())).collect()
}

/// What a rule of spreading counts by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Value {
    Zone(Zone),
    Host(Option<InstanceId>),
    Attribute(Option<String>),
}

/// What would remain of a service: its tasks by each rule, and the room on instances that those chosen so far free.
struct Remaining<'a> {
    world: &'a World,
    service: ServiceId,
    rules: &'a [Strategy],
    counts: Vec<SortedMap<Value, u64>>,
    freed: SortedMap<InstanceId, Room>,
}

impl<'a> Remaining<'a> {
    fn of(world: &'a World, service: ServiceId, tasks: impl Iterator<Item = TaskId>) -> Remaining<'a> {
        let rules = rules(world, service);
        let counts = vec![SortedMap::default(); rules.len()];
        let mut remaining = Remaining { world, service, rules, counts, freed: SortedMap::default() };
        for id in tasks {
            for (rule, counts) in rules.iter().zip(&mut remaining.counts) {
                if let Some(value) = value(world, rule, &world.tasks[id]) {
                    *counts.or_default(value) += 1;
                }
            }
        }
        remaining
    }

    fn take_out(&mut self, id: TaskId) {
        let task = &self.world.tasks[id];
        for (rule, counts) in self.rules.iter().zip(&mut self.counts) {
            if let Some(value) = value(self.world, rule, task) {
                *counts.or_default(value) -= 1;
            }
        }
        if let Some(on) = task.instance() {
            self.freed.or_default(on).add(task.room);
        }
    }

    fn standing(&self, id: TaskId) -> Standing {
        let task = &self.world.tasks[id];
        let instance = task.instance().map(|on| &self.world.instances[on]);
        let lot = self.world.seed().draw(Purpose::Stopping, (self.service.0 as u64) << 32 | id.0 as u64);
        let scores = self.rules.iter().zip(&self.counts).map(|(rule, counts)| match rule {
            Strategy::Random => lot,
            Strategy::Spread(_) => value(self.world, rule, task).map_or(0, |value| counts[&value]),
            Strategy::Binpack(resource) => self.room_after(task, *resource),
        });
        Standing {
            draining: instance.is_some_and(|instance| instance.status == InstanceStatus::Draining),
            scores: scores.collect(),
            lot,
        }
    }

    /// What the task's instance would have free without it.
    fn room_after(&self, task: &Task, resource: Resource) -> u64 {
        let Some(on) = task.instance() else { return 0 };
        let mut room = self.world.instances[on].free();
        room.add(task.room);
        room.add(self.freed.get(&on).copied().unwrap_or_default());
        match resource {
            Resource::Cpu => room.cpu as u64,
            Resource::Memory => room.memory as u64,
        }
    }
}

fn value(world: &World, rule: &Strategy, task: &Task) -> Option<Value> {
    match rule {
        Strategy::Random | Strategy::Binpack(_) => None,
        Strategy::Spread(SpreadBy::Zone) => Some(Value::Zone(task.zone)),
        Strategy::Spread(SpreadBy::Instance) => Some(Value::Host(task.instance())),
        Strategy::Spread(SpreadBy::Attribute(name)) => {
            let attribute = |on| world.instances[on].attribute(name).map(|value| value.into_owned());
            Some(Value::Attribute(task.instance().and_then(attribute)))
        }
    }
}
