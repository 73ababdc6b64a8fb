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
    /// Why the task can't go there.
    pub lacks: Option<Lack>,
    /// Tasks of the group in the zone.
    pub tasks: u32,
}

/// What Fargate lacks for a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lack {
    /// Capacity in the zone.
    Capacity,
    /// Room in the account's quota. CPU units: in use, what the task needs, and the most.
    Quota { used: u32, needed: u32, most: u64 },
}

impl Choice {
    pub fn is_possible(&self) -> bool {
        self.lacks.is_none()
    }
}

/// All subnets, the one that gets the task first. Equal ones in turn, beginning at a random one.
pub fn options(world: &World, group: GroupId, subnets: &[Name], of: Fargate, cpu: u32, draw: u64) -> Vec<Choice> {
    let (used, most) = world.account.fargate_in_use(of);
    let over = used as u64 + cpu as u64 > most;
    let start = (draw % subnets.len().max(1) as u64) as usize;
    let circle = subnets.iter().cycle().skip(start).take(subnets.len());
    let mut options: Vec<Choice> = circle
        .filter_map(|subnet| {
            let zone = *world.account.subnets.get(subnet)?;
            let lacks = match (over, world.account.fargate_has(zone, of)) {
                (true, _) => Some(Lack::Quota { used, needed: cpu, most }),
                (false, false) => Some(Lack::Capacity),
                (false, true) => None,
            };
            let tasks = world.groups[group].by_zone[zone.index()];
            Some(Choice { subnet: subnet.clone(), zone, lacks, tasks })
        })
        .collect();
    // The first of the best comes to the front, the others stay in the order of the circle.
    let best = (0..options.len()).min_by_key(|&at| (!options[at].is_possible(), options[at].tasks));
    if let Some(best) = best {
        options[..=best].rotate_right(1);
    }
    options
}
