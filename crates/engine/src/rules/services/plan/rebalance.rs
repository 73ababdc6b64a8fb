//! Availability Zone rebalancing (deployments.md#rebalancing): a service whose zones differ by more than one task gets a
//! task where there are too few, and once that is healthy loses one where there are too many.

use std::cmp::Reverse;

use super::replica::Planner;
use super::{Plan, StartGroup, StopGroup, WhyStop, active_tasks};
use crate::ids::TaskId;
use crate::model::definition::TaskDefinition;
use crate::model::network::Zone;
use crate::model::placement::{Constraint, Only, SpreadBy, Strategy};
use crate::model::provider::Capacity;
use crate::model::service::{Scheduling, Service, ServiceConfig};
use crate::rules::launch;
use crate::rules::placement::choose;
use crate::rules::services::{Buckets, order};
use crate::sorted::SortedSet;
use crate::world::World;

const ZONE: &str = "ecs.availability-zone";

/// Whether a service may have its zones rebalanced.
pub(crate) fn is_eligible(config: &ServiceConfig, definition: &TaskDefinition) -> bool {
    let spreads = matches!(config.placement.strategy.first(), None | Some(Strategy::Spread(SpreadBy::Zone)));
    let asks_for_zone = |constraint: &Constraint| match constraint {
        Constraint::DistinctInstance => false,
        Constraint::MemberOf(query) => query.attributes().any(|name| name == ZONE),
    };
    let mut constraints = definition.constraints.iter().chain(&config.placement.constraints);
    config.scheduling == Scheduling::Replica
        && spreads
        && config.maximum_percent > 100
        && !constraints.any(asks_for_zone)
}

/// A service that lost its eligibility keeps the setting, and nothing comes of it.
pub(super) fn is_possible(planner: &Planner) -> bool {
    let service = planner.service;
    is_eligible(&service.config, planner.world.definition(service.primary().revision.definition))
}

/// The service's active tasks in each zone that has some, those with most first.
pub(crate) fn by_zone(world: &World, tasks: impl Iterator<Item = TaskId>) -> Vec<(Zone, u32)> {
    let mut counts = [0; Zone::COUNT];
    tasks.for_each(|task| counts[world.tasks[task].zone.index()] += 1);
    let used = Zone::all().map(|zone| (Reverse(counts[zone.index()]), zone)).filter(|(count, _)| count.0 > 0);
    let used: SortedSet<(Reverse<u32>, Zone)> = used.collect();
    used.iter().map(|&(count, zone)| (zone, count.0)).collect()
}

/// Tasks that were started to even out the zones and aren't healthy yet.
pub(super) fn on_the_way(world: &World, service: &Service, own: &Buckets) -> u32 {
    if !service.rebalancing {
        return 0;
    }
    let evens = |task: &&TaskId| matches!(world.tasks[**task].placement.only, Some(Only::Zone(_)));
    own.starting.iter().chain(&own.settling).filter(evens).count() as u32
}

/// Adds to the plan of a complete service what evens out its zones: as many tasks as it takes and maximumPercent
/// allows.
pub(super) fn even_out(planner: &Planner, own: &Buckets, plan: &mut Plan) {
    let (world, service) = (planner.world, planner.service);
    let mut counts = [0u32; Zone::COUNT];
    active_tasks(own).for_each(|task| counts[world.tasks[task].zone.index()] += 1);
    let open: Vec<Zone> = open_zones(world, service, counts);
    let mut room = service.upper_limit().saturating_sub(planner.sorted.present());
    let mut moves = [0u32; Zone::COUNT];
    let mut uneven = false;
    loop {
        let most = Zone::all().max_by_key(|zone| counts[zone.index()]);
        let fewest = open.iter().copied().min_by_key(|zone| counts[zone.index()]);
        let (Some(most), Some(fewest)) = (most, fewest) else { break };
        if counts[most.index()] < counts[fewest.index()] + 2 {
            break;
        }
        uneven = true;
        if room == 0 {
            break;
        }
        room -= 1;
        counts[most.index()] -= 1;
        counts[fewest.index()] += 1;
        moves[fewest.index()] += 1;
    }
    plan.uneven = (uneven != service.rebalancing).then_some(uneven);
    let mut providers = planner.providers(service.primary(), moves.iter().sum()).into_iter();
    for zone in Zone::all() {
        for provider in providers.by_ref().take(moves[zone.index()] as usize) {
            let (deployment, only) = (service.primary().id, Some(Only::Zone(zone)));
            let same = |group: &&mut StartGroup| group.only == only && group.provider == provider;
            match plan.start.iter_mut().find(same) {
                Some(group) => group.count += 1,
                None => plan.start.push(StartGroup { deployment, provider, count: 1, only, because: None }),
            }
        }
    }
}

/// Zones that could take another task, as far as that matters: those with fewer tasks than another by two.
fn open_zones(world: &World, service: &Service, counts: [u32; Zone::COUNT]) -> Vec<Zone> {
    let most = counts.iter().max().copied().unwrap_or(0);
    let few = Zone::all().filter(|zone| counts[zone.index()] + 2 <= most);
    few.filter(|&zone| has_room(world, service, zone)).collect()
}

fn has_room(world: &World, service: &Service, zone: Zone) -> bool {
    let order = order(service, service.primary(), None).within(Only::Zone(zone));
    match order.capacity(world) {
        Capacity::Instances => choose(world, &launch::request(world, &order)).is_ok(),
        Capacity::Fargate(fargate) => {
            launch::fargate_options(world, &order, fargate).first().is_some_and(|choice| choice.is_possible())
        }
    }
}

/// Tasks that go because others came elsewhere, zone by zone.
pub(super) fn stop_by_zone(world: &World, plan: &mut Plan, tasks: Vec<TaskId>) {
    for zone in Zone::all() {
        let there: Vec<TaskId> = tasks.iter().copied().filter(|&task| world.tasks[task].zone == zone).collect();
        if !there.is_empty() {
            plan.stop.push(StopGroup { tasks: there, why: WhyStop::Rebalancing(zone) });
        }
    }
}
