//! The map: a lane for each zone, in it the container instances as cards and Fargate's tasks in a band.

use std::rc::Rc;

use super::colours::{Hue, Shape, is_older};
use super::names::{count, instance as instance_name, percent, task as task_name, vcpus};
use crate::api::words;
use crate::app::{Selection, Session};
use crate::engine::ids::{ClusterId, InstanceId, ServiceId, TaskId};
use crate::engine::model::Room;
use crate::engine::model::instance::{Instance, InstanceStatus, Machine};
use crate::engine::model::network::Zone;
use crate::engine::model::service::ServiceStatus;
use crate::engine::model::task::{Host, Task};
use crate::engine::rules::services::{Standing, standing};
use crate::engine::sorted::{SortedMap, SortedSet};
use crate::engine::time::Span;
use crate::engine::world::World;

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
    /// For those who don't see it.
    pub label: String,
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
    let chip = |(id, service): (ServiceId, &crate::engine::model::service::Service)| ServiceChip {
        id,
        name: service.name.to_string(),
        hue: Hue::of_service(world, cluster, id),
        running: {
            let running = world.service_tasks(id).filter(|(_, task)| task.is_running()).count();
            format!("{running} of {}", service.desired)
        },
        steady: service.steady,
        selected: session.selection == Some(Selection::Service(id)),
    };
    shown.map(chip).collect()
}

type Tiles = SortedMap<(Option<InstanceId>, Zone), Vec<(Tile, Room, bool)>>;

/// All tiles of the cluster by where they are, each with the room it reserves, if it still does.
fn tiles(session: &Session, cluster: ClusterId) -> Tiles {
    let world = session.world();
    let mut tiles = Tiles::default();
    let hues: SortedMap<Option<ServiceId>, Hue> = {
        let services = world.services_of(cluster).map(|(id, _)| (Some(id), Hue::of_service(world, cluster, id)));
        services.chain([(None, Hue::STANDALONE)]).collect()
    };
    for (id, task) in world.tasks_of(cluster) {
        let gone = task.stamps.stopped.is_some_and(|at| world.now >= at + GHOST);
        if gone {
            continue;
        }
        let hue = hues.get(&task.service()).copied().unwrap_or(Hue::STANDALONE);
        let key = match task.host {
            Host::Instance(on) => (Some(on), task.zone),
            Host::Fargate => (None, task.zone),
        };
        tiles.or_default(key).push((tile(session, id, task, hue), task.room, task.wanted));
    }
    tiles
}

fn tile(session: &Session, id: TaskId, task: &Task, hue: Hue) -> Tile {
    let world = session.world();
    let judged = task.service().and_then(|service| standing(world, &world.services[service], id, task));
    let unhealthy = judged == Some(Standing::Unhealthy);
    let label = format!(
        "task {} of {}, {}, {}{}",
        task_name(world, id),
        world.groups[task.group].name,
        world.definition(task.definition).label(),
        words::phase(task.phase),
        if unhealthy { ", unhealthy" } else { "" }
    );
    Tile {
        task: id,
        hue,
        older: is_older(world, task),
        shape: Shape::of(task.phase),
        unhealthy,
        selected: session.selection == Some(Selection::Task(id)),
        label,
    }
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

/// A terminated instance fades from the map.
fn is_long_gone(world: &World, instance: &Instance) -> bool {
    instance.machine == Machine::Terminated && instance.changed_at + GHOST <= world.now
}

fn card(session: &Session, id: InstanceId, instance: &Instance, tiles: &[(Tile, Room, bool)]) -> Card {
    let world = session.world();
    let whole = instance.instance_type.room();
    let name = instance_name(world, id);
    let state = state(instance);
    let cpu = meter(tiles, whole.cpu, |room| room.cpu);
    let memory = meter(tiles, whole.memory, |room| room.memory);
    let label = format!(
        "instance {name}, {}, {}, {}, cpu {} %, memory {} %",
        instance.instance_type.name,
        state.word(),
        count(tiles.len(), "task"),
        cpu.percent,
        memory.percent
    );
    Card {
        id,
        name,
        instance_type: instance.instance_type.name,
        state,
        tiles: tiles.iter().map(|(tile, ..)| tile.clone()).collect(),
        cpu,
        memory,
        selected: session.selection == Some(Selection::Instance(id)),
        label,
    }
}

fn state(instance: &Instance) -> CardState {
    match (instance.machine, instance.status) {
        (Machine::Terminated, _) => CardState::Lost,
        (Machine::Booting { .. }, _) => CardState::Booting,
        (Machine::Stopped, _) => CardState::Stopped,
        (Machine::Running, InstanceStatus::Draining) => CardState::Draining,
        (Machine::Running, InstanceStatus::Inactive) => CardState::Lost,
        (Machine::Running, InstanceStatus::Unregistered) => CardState::Booting,
        (Machine::Running, InstanceStatus::Active) if !instance.agent_connected => CardState::Disconnected,
        (Machine::Running, InstanceStatus::Active) => CardState::Active,
    }
}

impl CardState {
    pub fn word(self) -> &'static str {
        match self {
            CardState::Booting => "booting",
            CardState::Active => "active",
            CardState::Draining => "draining",
            CardState::Disconnected => "disconnected",
            CardState::Stopped => "stopped",
            CardState::Lost => "lost",
        }
    }
}

/// What wanted tasks reserve, side by side.
fn meter(tiles: &[(Tile, Room, bool)], whole: u32, part: fn(&Room) -> u32) -> Meter {
    let mut segments = Vec::new();
    let mut from = 0;
    for (tile, room, _) in tiles.iter().filter(|(.., reserves)| *reserves) {
        let width = part(room);
        let scale = |n: u32| (n as u64 * 1_000 / whole.max(1) as u64) as u32;
        segments.push(Segment { from: scale(from), width: scale(width), hue: tile.hue, older: tile.older });
        from += width;
    }
    Meter { segments, percent: percent(from, whole) }
}

fn band(tiles: &[(Tile, Room, bool)]) -> FargateBand {
    let alive: Vec<_> = tiles.iter().filter(|(tile, ..)| tile.shape != Shape::Stopped).collect();
    let cpu = alive.iter().map(|(_, room, _)| room.cpu).sum();
    FargateBand {
        summary: format!("{} · {}", count(alive.len(), "task"), vcpus(cpu)),
        tiles: tiles.iter().map(|(tile, ..)| tile.clone()).collect(),
    }
}
