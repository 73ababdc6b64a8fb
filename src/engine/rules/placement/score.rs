//! The third step of placement: how well an instance suits a strategy. Lower is better, whatever the rule.

use super::Request;
use crate::engine::ids::InstanceId;
use crate::engine::model::group::Group;
use crate::engine::model::placement::{Resource, SpreadBy, Strategy};
use crate::engine::random::{Purpose, Seed};
use crate::engine::world::World;

/// What one rule of a strategy says of an instance.
pub fn score(world: &World, request: &Request, rule: &Strategy, id: InstanceId) -> u64 {
    let instance = &world.instances[id];
    let group = &world.groups[request.group];
    match rule {
        Strategy::Random => Seed(request.draw).draw(Purpose::Placement, id.0 as u64) >> 32,
        Strategy::Spread(SpreadBy::Instance) => group.by_instance.of(id) as u64,
        Strategy::Spread(SpreadBy::Zone) => group.by_zone[instance.zone.index()] as u64,
        Strategy::Spread(SpreadBy::Attribute(name)) => tasks_by_attribute(world, request, group, name, id),
        Strategy::Binpack(Resource::Cpu) => instance.free().cpu as u64,
        Strategy::Binpack(Resource::Memory) => instance.free().memory as u64,
    }
}

/// How many tasks of the group are on instances with the same value of an attribute.
fn tasks_by_attribute(world: &World, request: &Request, group: &Group, name: &str, id: InstanceId) -> u64 {
    let value = world.instances[id].attribute(name);
    let same = world.instances_of(request.cluster).filter(|(_, other)| other.attribute(name) == value);
    same.map(|(other, _)| group.by_instance.of(other) as u64).sum()
}
