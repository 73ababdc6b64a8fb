//! The tiles of all tasks, by where they are.

use super::{GHOST, Tile};
use crate::session::{Selection, Session};
use crate::view::colours::{Hue, Shape, is_older};
use crate::view::names;
use aws::words;
use engine::ids::{ClusterId, InstanceId, ServiceId, TaskId};
use engine::model::Room;
use engine::model::network::Zone;
use engine::model::task::{Host, Task};
use engine::rules::services::{Standing, standing};
use engine::sorted::SortedMap;

/// A tile with the room that its task reserves, if it still does.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Placed {
    pub tile: Tile,
    pub room: Room,
    pub reserves: bool,
}

/// By instance, or by zone for those on Fargate.
pub(super) type Tiles = SortedMap<(Option<InstanceId>, Zone), Vec<Placed>>;

/// All tiles of the cluster.
pub(super) fn tiles(session: &Session, cluster: ClusterId) -> Tiles {
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
        tiles.or_default(key).push(Placed {
            tile: tile(session, id, task, hue),
            room: task.room,
            reserves: task.wanted,
        });
    }
    tiles
}

fn tile(session: &Session, id: TaskId, task: &Task, hue: Hue) -> Tile {
    let world = session.world();
    let judged = task.service().and_then(|service| standing(world, &world.services[service], id, task));
    let unhealthy = judged == Some(Standing::Unhealthy);
    let protected = task.is_protected(world.now);
    let label = format!(
        "task {} of {}, {}, {}{}",
        names::task(world, id),
        world.groups[task.group].name,
        world.definition(task.definition).label(),
        words::phase(task.phase),
        match (unhealthy, protected) {
            (false, false) => "",
            (true, false) => ", unhealthy",
            (false, true) => ", protected from scaling in",
            (true, true) => ", unhealthy, protected from scaling in",
        }
    );
    Tile {
        task: id,
        hue,
        older: is_older(world, task),
        shape: Shape::of(task.phase),
        unhealthy,
        protected,
        selected: session.selection() == Some(Selection::Task(id)),
        label,
    }
}
