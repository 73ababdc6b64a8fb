//! The fast form of placement.

use super::filter::{fits, only_room};
use super::score::Scorer;
use super::{NotPlaced, Request, explain};
use crate::ids::InstanceId;
use crate::model::cluster::OpenInstances;
use crate::model::network::Zone;
use crate::model::placement::{SpreadBy, Strategy};
use crate::world::World;

/// The instance that gets the task.
///
/// Candidates are looked at in a circle that begins at a random one, and the first of the best is taken, so equal
/// ones get their turn by lot. If the strategy begins with the zone, zones with fewest tasks are searched first and
/// the others not at all once one fits; a spread that finds an instance without a task of the group looks no further.
pub fn choose(world: &World, request: &Request) -> Result<InstanceId, NotPlaced> {
    let open = &world.clusters[request.cluster].open;
    let total: usize = open.iter().map(OpenInstances::len).sum();
    let start = (request.draw % total.max(1) as u64) as usize;
    let (classes, rules) = zones_in_order(world, request);
    let search = Search { world, request, rules, scorer: Scorer::new(world, request), only_room: only_room(request) };
    for zones in classes {
        if let Some(found) = search.best(open, &zones, start) {
            return Ok(found);
        }
    }
    Err(not_placed(world, request))
}

/// The zones to search, best first, those that are equal together; and the rules that are left to decide within.
fn zones_in_order<'a>(world: &World, request: &Request<'a>) -> (Vec<Vec<Zone>>, &'a [Strategy]) {
    let allowed = |zone: &Zone| {
        request.zones.as_ref().is_none_or(|zones| zones.contains(zone))
            && request.evens_out.is_none_or(|wanted| wanted == *zone)
    };
    let mut zones: Vec<Zone> = Zone::all().filter(allowed).collect();
    let [Strategy::Spread(SpreadBy::Zone), rest @ ..] = request.strategy else {
        return (vec![zones], request.strategy);
    };
    let count = |zone: &Zone| world.groups[request.group].by_zone[zone.index()];
    let mut classes = Vec::new();
    while let Some(fewest) = zones.iter().map(count).min() {
        let (class, others) = zones.into_iter().partition(|zone| count(zone) == fewest);
        classes.push(class);
        zones = others;
    }
    (classes, rest)
}

struct Search<'a> {
    world: &'a World,
    request: &'a Request<'a>,
    rules: &'a [Strategy],
    scorer: Scorer<'a>,
    only_room: bool,
}

/// The best so far: its scores in the order of the rules.
struct Best {
    id: InstanceId,
    first: u64,
    rest: Vec<u64>,
}

impl Search<'_> {
    /// The first of the best in the circle over all zones that begins at `start`.
    fn best(&self, open: &[OpenInstances; Zone::COUNT], zones: &[Zone], start: usize) -> Option<InstanceId> {
        let mut best = None;
        let mut offset = 0;
        let mut after = Vec::with_capacity(Zone::COUNT);
        let mut before = Vec::with_capacity(Zone::COUNT);
        for zone in Zone::all() {
            let columns = &open[zone.index()];
            if zones.contains(&zone) {
                let split = start.saturating_sub(offset).min(columns.len());
                after.push((columns, split..columns.len()));
                before.push((columns, 0..split));
            }
            offset += columns.len();
        }
        for (columns, rows) in after.into_iter().chain(before) {
            if self.scan(columns, rows, &mut best) {
                break;
            }
        }
        best.map(|best: Best| best.id)
    }

    /// Goes through some rows. Says whether nothing better can come.
    fn scan(&self, columns: &OpenInstances, rows: std::ops::Range<usize>, best: &mut Option<Best>) -> bool {
        let room = self.request.room;
        let (ids, cpu, memory) = (&columns.ids[rows.clone()], &columns.cpu[rows.clone()], &columns.memory[rows]);
        for ((&id, &cpu), &memory) in ids.iter().zip(cpu).zip(memory) {
            if cpu < room.cpu || memory < room.memory {
                continue;
            }
            let first = self.rules.first().map_or(0, |rule| self.scorer.score(rule, id, cpu, memory));
            if best.as_ref().is_some_and(|best| first > best.first) {
                continue;
            }
            let rest = self.rules.iter().skip(1).map(|rule| self.scorer.score(rule, id, cpu, memory));
            let rest: Vec<u64> = rest.collect();
            let better = best.as_ref().is_none_or(|best| (first, &rest) < (best.first, &best.rest));
            // Last, for it costs most.
            if better && (self.only_room || fits(self.world, self.request, id)) {
                let ideal = first == 0 && rest.iter().all(|&score| score == 0);
                *best = Some(Best { id, first, rest });
                if ideal {
                    return true;
                }
            }
        }
        false
    }
}

/// Says why nothing was chosen. Only asked when nothing was, so it may look at everything.
fn not_placed(world: &World, request: &Request) -> NotPlaced {
    if !world.instances_of(request.cluster).any(|(_, instance)| instance.registered()) {
        return NotPlaced::NoInstances;
    }
    NotPlaced::NoneFits(explain(world, request).by_closeness())
}
