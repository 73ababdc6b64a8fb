//! The map: a lane for each zone, in it the container instances as cards and Fargate's tasks in a band.

mod card;
mod tiles;

use std::rc::Rc;

use self::card::{card, is_long_gone};
use self::tiles::{Placed, Tiles, tiles};
use super::colours::{Hue, Shape};
use super::names::{count, percent, vcpus};
use crate::session::{Selection, Session};
use engine::ids::{ClusterId, InstanceId, ServiceId, TaskId};
use engine::model::Room;
use engine::model::network::Zone;
use engine::model::service::{Service, ServiceStatus};
use engine::sorted::SortedSet;
use engine::time::Span;
use engine::world::World;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Map {
    pub services: Vec<ServiceChip>,
    pub lanes: Vec<Rc<Lane>>,
    /// What to do where there is nothing to see.
    pub hint: Option<&'static str>,
}

/// A service in the legend: a click shows it.
#[derive(Clone, PartialEq, Debug)]
pub struct ServiceChip {
    pub id: ServiceId,
    pub name: String,
    pub hue: Hue,
    /// `6 of 6`
    pub running: String,
    pub steady: bool,
    pub selected: bool,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Lane {
    pub zone: Zone,
    pub name: String,
    /// `14 tasks · 46 % cpu · 44 % mem`
    pub summary: String,
    pub lost: bool,
    pub cards: Vec<Rc<Card>>,
    pub fargate: Option<Rc<FargateBand>>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Card {
    pub id: InstanceId,
    pub name: String,
    pub instance_type: &'static str,
    pub state: CardState,
    pub tiles: Vec<Tile>,
    pub cpu: Meter,
    pub memory: Meter,
    pub selected: bool,
    /// What it shows, in words.
    pub about: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CardState {
    Booting,
    Active,
    Draining,
    Disconnected,
    Stopped,
    Lost,
}

#[derive(Clone, PartialEq, Debug)]
pub struct FargateBand {
    /// `2 tasks · 0.5 vCPU`
    pub summary: String,
    pub tiles: Vec<Tile>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Tile {
    pub task: TaskId,
    pub hue: Hue,
    pub older: bool,
    pub shape: Shape,
    pub unhealthy: bool,
    /// From scaling in.
    pub protected: bool,
    pub selected: bool,
    pub label: String,
}

/// Reserved against the whole, a segment a task. Positions and widths in thousandths.
#[derive(Clone, PartialEq, Debug)]
pub struct Meter {
    pub segments: Vec<Segment>,
    pub percent: u32,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Segment {
    pub from: u32,
    pub width: u32,
    pub hue: Hue,
    pub older: bool,
}

/// How long a stopped task's ghost stays, and a lost instance's card.
const GHOST: Span = Span::secs(20);

pub fn map(session: &Session) -> Map {
    let world = session.world();
    let Some(cluster) = session.cluster() else {
        return Map {
            hint: Some("There is no cluster yet. Create one on the left, or type aws ecs create-cluster."),
            ..Map::default()
        };
    };
    let tiles = tiles(session, cluster);
    let lanes = zones(world, cluster).iter().map(|&zone| Rc::new(lane(session, cluster, zone, &tiles))).collect();
    let empty = world.instances_of(cluster).next().is_none() && tiles.is_empty();
    Map {
        services: chips(session, cluster),
        lanes,
        hint: empty.then_some(
            "This cluster has no container instances and no tasks. Add instances on the left, or use Fargate.",
        ),
    }
}

/// The usual zones, and any other that is used.
fn zones(world: &World, cluster: ClusterId) -> SortedSet<Zone> {
    let used = world.instances_of(cluster).map(|(_, i)| i.zone).chain(world.tasks_of(cluster).map(|(_, t)| t.zone));
    Zone::all().take(Zone::USUAL).chain(used).collect()
}

fn chips(session: &Session, cluster: ClusterId) -> Vec<ServiceChip> {
    let world = session.world();
    let shown = world.services_of(cluster).filter(|(_, service)| service.status != ServiceStatus::Inactive);
    let chip = |(id, service): (ServiceId, &Service)| ServiceChip {
        id,
        name: service.name.to_string(),
        hue: Hue::of_service(world, cluster, id),
        running: {
            let running = world.service_tasks(id).filter(|(_, task)| task.is_running()).count();
            format!("{running} of {}", service.desired)
        },
        steady: service.steady,
        selected: session.selection() == Some(Selection::Service(id)),
    };
    shown.map(chip).collect()
}

fn lane(session: &Session, cluster: ClusterId, zone: Zone, tiles: &Tiles) -> Lane {
    let world = session.world();
    let there = || world.instances_of(cluster).filter(move |(_, instance)| instance.zone == zone);
    let cards = there().filter(|(_, instance)| !is_long_gone(world, instance));
    let (mut reserved, mut whole) = (Room::default(), Room::default());
    for (_, instance) in there().filter(|(_, instance)| instance.registered()) {
        reserved.add(instance.reserved);
        whole.add(instance.instance_type.room());
    }
    let alive = world.tasks_of(cluster).filter(|(_, task)| task.zone == zone && !task.is_stopped()).count();
    let mut summary = count(alive, "task");
    if whole.cpu > 0 {
        let (cpu, memory) = (percent(reserved.cpu, whole.cpu), percent(reserved.memory, whole.memory));
        summary.push_str(&format!(" · {cpu} % cpu · {memory} % mem"));
    }
    let none = Vec::new();
    let card = |(id, instance)| Rc::new(card(session, id, instance, tiles.get(&(Some(id), zone)).unwrap_or(&none)));
    Lane {
        zone,
        name: zone.to_string(),
        summary,
        lost: world.account.lost_zones.contains(&zone),
        cards: cards.map(card).collect(),
        fargate: tiles.get(&(None, zone)).map(|tiles| Rc::new(band(tiles))),
    }
}

fn band(tiles: &[Placed]) -> FargateBand {
    let alive: Vec<_> = tiles.iter().filter(|placed| placed.tile.shape != Shape::Stopped).collect();
    let cpu = alive.iter().map(|placed| placed.room.cpu).sum();
    FargateBand {
        summary: format!("{} · {}", count(alive.len(), "task"), vcpus(cpu)),
        tiles: tiles.iter().map(|placed| placed.tile.clone()).collect(),
    }
}
