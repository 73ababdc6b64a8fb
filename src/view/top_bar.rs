//! The top bar: which cluster, how time runs, what it costs.

use super::{cost, names};
use crate::session::Session;
use crate::session::playback::Speed;
use crate::session::scenario::Scenario;
use engine::ids::ClusterId;
use engine::model::network::{REGION, Zone};
use engine::sorted::SortedSet;

#[derive(Clone, PartialEq, Debug)]
pub struct TopBar {
    pub cluster: Option<ClusterId>,
    /// All clusters, by name.
    pub clusters: Vec<(ClusterId, String)>,
    /// `us-east-1 · 3 zones · 9 instances`
    pub place: String,
    pub playing: bool,
    pub speed: Speed,
    /// What is reached of the speed, where it can't be kept up.
    pub lagging: Option<String>,
    /// `00:04:32`, `3d 00:04:32`
    pub clock: String,
    pub in_past: bool,
    pub cost: String,
    pub can_undo: bool,
    pub can_redo: bool,
    pub scenario: Scenario,
}

pub fn top_bar(session: &Session) -> TopBar {
    let world = session.world();
    let cluster = session.cluster();
    let instances = cluster.map_or(0, |id| world.instances_of(id).filter(|(_, i)| i.registered()).count());
    let used = cluster.into_iter().flat_map(|id| world.instances_of(id).map(|(_, instance)| instance.zone));
    let zones: SortedSet<Zone> = used.collect();
    let zones = zones.len().max(Zone::USUAL);
    TopBar {
        cluster,
        clusters: world.clusters.iter().filter(|(_, c)| c.active).map(|(id, c)| (id, c.name.to_string())).collect(),
        place: format!("{REGION} · {} · {}", names::count(zones, "zone"), names::count(instances, "instance")),
        playing: session.playback.playing,
        speed: session.playback.speed,
        lagging: session.playback.lagging.map(|times| format!("{times}× reached")),
        clock: world.now.to_string(),
        in_past: session.in_past(),
        cost: cost::label(world),
        can_undo: session.can_undo(),
        can_redo: session.can_redo(),
        scenario: session.scenario(),
    }
}
