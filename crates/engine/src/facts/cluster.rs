//! Clusters and the task groups in them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Origin, Wakes};
use crate::counts::Counts;
use crate::ids::{ClusterId, GroupId, ProviderId};
use crate::model::Name;
use crate::model::cluster::{Cluster, OpenInstances};
use crate::model::group::Group;
use crate::model::kept::Kept;
use crate::model::network::Zone;
use crate::model::provider::Share;
use crate::model::token::UsedToken;
use crate::sorted::SortedSet;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ClusterChange {
    Created {
        name: Name,
        kept: Kept,
        origin: Origin,
    },
    Deleted,
    /// Its capacity providers, and the default strategy.
    ProvidersSet {
        providers: Vec<ProviderId>,
        strategy: Vec<Share>,
        origin: Origin,
    },
    TokenUsed(Rc<UsedToken>),
    /// A task group was named for the first time.
    GroupNamed {
        group: GroupId,
        name: Name,
    },
}

impl ClusterChange {
    pub(super) fn apply(&self, world: &mut World, id: ClusterId) {
        match self {
            ClusterChange::Created { name, kept, origin: _ } => {
                world.clusters.insert(id, Cluster::new(name.clone(), kept.clone(), world.now));
            }
            ClusterChange::ProvidersSet { providers, strategy, origin: _ } => {
                let cluster = world.clusters.row_mut(id);
                cluster.providers = providers.clone();
                cluster.default_strategy = strategy.clone();
            }
            ClusterChange::TokenUsed(used) => {
                let now = world.now;
                let tokens = &mut world.clusters.row_mut(id).tokens;
                let young = tokens.values().filter(|used| used.is_young(now)).chain([used]);
                *tokens = young.map(|used| (used.token.clone(), used.clone())).collect();
            }
            ClusterChange::Deleted => world.clusters.row_mut(id).active = false,
            ClusterChange::GroupNamed { group, name } => world.groups.insert(*group, Group::new(id, name.clone())),
        }
    }

    /// Nothing waits for a cluster.
    pub(super) fn wakes(&self, _: &World, _: ClusterId, _: &mut Wakes) {}
}

pub(super) fn check(world: &World) {
    check_columns(world);
    check_groups(world);
}

fn check_columns(world: &World) {
    for (cluster, row) in world.clusters.iter() {
        for zone in Zone::all() {
            let mut columns = OpenInstances::default();
            for (id, i) in world.instances.iter().filter(|(_, i)| i.cluster == cluster && i.zone == zone && i.open()) {
                columns.insert(id, i.free().cpu, i.free().memory);
            }
            assert_eq!(row.open[zone.index()], columns, "columns of {} in {zone}", row.name);
        }
        let short = world.services_of(cluster).filter(|(_, s)| s.is_short()).map(|(id, _)| id);
        assert_eq!(row.short, short.collect::<SortedSet<_>>(), "services of {} without room", row.name);
    }
}

fn check_groups(world: &World) {
    let mut counted: BTreeMap<_, ([u32; Zone::COUNT], Counts)> = BTreeMap::new();
    for (_, task) in world.tasks.iter().filter(|(_, task)| task.wanted) {
        let (zones, instances) = counted.entry(task.group).or_default();
        zones[task.zone.index()] += 1;
        if let Some(on) = task.instance() {
            instances.increase(on);
        }
    }
    for (id, group) in world.groups.iter() {
        let (zones, instances) = counted.remove(&id).unwrap_or_default();
        assert_eq!(group.by_zone, zones, "{} by zone", group.name);
        assert_eq!(group.by_instance, instances, "{} by instance", group.name);
    }
}
