//! What happened: service events in ECS's words, and what happened to instances, zones and images.

use super::briefs::{brief, has_row};
use super::causes::causes;
use super::colours::Hue;
use crate::session::Session;
use aws::words;
use engine::facts::{Change, Fact, FactId, ServiceChange};
use engine::world::World;

#[derive(Clone, PartialEq, Debug)]
pub struct EventRow {
    pub fact: FactId,
    pub time: String,
    pub text: String,
    pub hue: Option<Hue>,
    /// What led to it, the nearest first, if that is asked for.
    pub causes: Option<Vec<String>>,
}

/// Rows that are shown.
const MOST_ROWS: usize = 80;

/// Newest first.
pub fn events(session: &Session) -> Vec<EventRow> {
    let world = session.world();
    let log = session.history().simulation().log();
    let past = log.iter().rev().skip_while(|fact| fact.id.0 >= world.facts);
    let rows = past.filter_map(|fact| row(session, world, fact));
    rows.take(MOST_ROWS).collect()
}

fn row(session: &Session, world: &World, fact: &Fact) -> Option<EventRow> {
    let (text, hue) = match &fact.change {
        Change::Service(id, ServiceChange::EventSaid { message }) => {
            let service = &world.services[*id];
            (words::event(world, service, message), Some(Hue::of_service(world, service.cluster, *id)))
        }
        other if has_row(world, other) => (brief(world, other), None),
        _ => return None,
    };
    let expanded = session.is_expanded(fact);
    let causes = expanded.then(|| causes(session, world, fact));
    Some(EventRow { fact: fact.id, time: fact.at.to_string(), text, hue, causes })
}
