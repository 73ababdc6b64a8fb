//! Where a Fargate task goes: of its subnets' zones, the one with fewest tasks of its group (placement.md#fargate).

use crate::ids::GroupId;
use crate::model::Name;
use crate::model::network::Zone;
use crate::model::provider::Fargate;
use crate::world::World;

/// A subnet that a Fargate task could go to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    pub subnet: Name,
    pub zone: Zone,
    /// Whether Fargate has capacity in the zone.
    pub available: bool,
    /// Tasks of the group in the zone.
    pub tasks: u32,
}

/// All subnets, the one that gets the task first. Equal ones in turn, beginning at a random one.
pub fn options(world: &World, group: GroupId, subnets: &[Name], of: Fargate, draw: u64) -> Vec<Choice> {
    let start = (draw % subnets.len().max(1) as u64) as usize;
    let circle = subnets.iter().cycle().skip(start).take(subnets.len());
    let mut options: Vec<Choice> = circle
        .filter_map(|subnet| {
            let zone = *world.account.subnets.get(subnet)?;
            let available = world.account.fargate_has(zone, of);
            let tasks = world.groups[group].by_zone[zone.index()];
            Some(Choice { subnet: subnet.clone(), zone, available, tasks })
        })
        .collect();
    // The first of the best comes to the front, the others stay in the order of the circle.
    let best = (0..options.len()).min_by_key(|&at| (!options[at].available, options[at].tasks));
    if let Some(best) = best {
        options[..=best].rotate_right(1);
    }
    options
}
