//! A container instance's card, with its meters.

use super::tiles::Placed;
use super::{Card, CardState, GHOST, Meter, Segment};
use crate::session::{Selection, Session};
use crate::view::names::{self, count, percent};
use engine::ids::InstanceId;
use engine::model::Room;
use engine::model::instance::{Instance, InstanceStatus, Machine};
use engine::world::World;

/// A terminated instance fades from the map.
pub(super) fn is_long_gone(world: &World, instance: &Instance) -> bool {
    instance.machine == Machine::Terminated && instance.changed_at + GHOST <= world.now
}

pub(super) fn card(session: &Session, id: InstanceId, instance: &Instance, tiles: &[Placed]) -> Card {
    let world = session.world();
    let whole = instance.instance_type.room();
    let name = names::instance(world, id);
    let state = state(instance);
    let cpu = meter(tiles, whole.cpu, |room| room.cpu);
    let memory = meter(tiles, whole.memory, |room| room.memory);
    let about =
        format!("{}, {}, cpu {} %, memory {} %", state.word(), count(tiles.len(), "task"), cpu.percent, memory.percent);
    Card {
        id,
        name,
        instance_type: instance.instance_type.name,
        state,
        tiles: tiles.iter().map(|placed| placed.tile.clone()).collect(),
        cpu,
        memory,
        selected: session.selection() == Some(Selection::Instance(id)),
        about,
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
fn meter(tiles: &[Placed], whole: u32, part: fn(&Room) -> u32) -> Meter {
    let mut segments = Vec::new();
    let mut from = 0;
    for Placed { tile, room, .. } in tiles.iter().filter(|placed| placed.reserves) {
        let width = part(room);
        let scale = |n: u32| (n as u64 * 1_000 / whole.max(1) as u64) as u32;
        segments.push(Segment { from: scale(from), width: scale(width), hue: tile.hue, older: tile.older });
        from += width;
    }
    Meter { segments, percent: percent(from, whole) }
}
