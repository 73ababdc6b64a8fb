//! The third step of placement: how well an instance suits a strategy. Lower is better, whatever the rule.

use super::Request;
use crate::ids::InstanceId;
use crate::model::Name;
use crate::model::group::Group;
use crate::model::placement::{Resource, SpreadBy, Strategy};
use crate::random::{Purpose, Seed};
use crate::sorted::SortedMap;
use crate::world::World;

/// Scores the instances of one request.
pub(super) struct Scorer<'a> {
    world: &'a World,
    request: &'a Request<'a>,
    group: &'a Group,
    /// For each attribute that is spread over, how many tasks of the group each of its values has. Instances without
    /// the attribute are together as one value.
    by_value: SortedMap<&'a Name, SortedMap<Option<String>, u64>>,
}

impl<'a> Scorer<'a> {
    pub(super) fn new(world: &'a World, request: &'a Request) -> Scorer<'a> {
        let group = &world.groups[request.group];
        let by_value = request.strategy.iter().filter_map(|rule| match rule {
            Strategy::Spread(SpreadBy::Attribute(name)) => Some((name, count_by_value(world, request, group, name))),
            Strategy::Random
            | Strategy::Spread(SpreadBy::Instance | SpreadBy::Zone)
            | Strategy::Binpack(Resource::Cpu | Resource::Memory) => None,
        });
        Scorer { world, request, group, by_value: by_value.collect() }
    }

    /// What one rule says of an instance that has so much CPU and memory free.
    #[inline]
    pub(super) fn score(&self, rule: &Strategy, id: InstanceId, cpu: u32, memory: u32) -> u64 {
        match rule {
            Strategy::Random => Seed(self.request.draw).draw(Purpose::Placement, id.0 as u64) >> 32,
            Strategy::Spread(SpreadBy::Instance) => self.group.by_instance.of(id) as u64,
            Strategy::Spread(SpreadBy::Zone) => self.group.by_zone[self.world.instances[id].zone.index()] as u64,
            Strategy::Spread(SpreadBy::Attribute(name)) => {
                let value = self.world.instances[id].attribute(name).map(|value| value.into_owned());
                self.by_value[&name].get(&value).copied().unwrap_or(0)
            }
            Strategy::Binpack(Resource::Cpu) => cpu as u64,
            Strategy::Binpack(Resource::Memory) => memory as u64,
        }
    }
}

fn count_by_value(world: &World, request: &Request, group: &Group, name: &str) -> SortedMap<Option<String>, u64> {
    let mut counts = SortedMap::default();
    for (id, instance) in world.instances_of(request.cluster) {
        let value = instance.attribute(name).map(|value| value.into_owned());
        *counts.or_default(value) += group.by_instance.of(id) as u64;
    }
    counts
}
