//! All that the page shows. A part that hasn't changed keeps its `Rc`, so that whoever draws it can tell at a glance.

use std::rc::Rc;

use super::events::{EventRow, events};
use super::faults::{Faults, faults};
use super::guide::{Guide, guide};
use super::inspector::{Inspector, Memo, inspector};
use super::map::{Card, Lane, Map, map};
use super::motion::{Flight, flights};
use super::strips::{Strip, strips};
use super::timeline::{Timeline, timeline};
use super::top_bar::{TopBar, top_bar};
use crate::session::remembered::Absence;
use crate::session::{Selection, Session};
use engine::facts::FactId;
use engine::hash::RunningHash;
use engine::ids::{ClusterId, DefinitionId};

#[derive(Clone, Debug)]
pub struct Page {
    pub top_bar: Rc<TopBar>,
    pub left: Rc<LeftPane>,
    pub map: Rc<Map>,
    pub strips: Rc<Vec<Strip>>,
    pub flights: Rc<Vec<Flight>>,
    pub inspector: Rc<Inspector>,
    pub events: Rc<Vec<EventRow>>,
    pub timeline: Rc<Timeline>,
    /// What the slow parts were made from.
    made_from: Key,
    memo: Memo,
}

/// What to try, what can be shown, what can be broken.
#[derive(Clone, PartialEq, Debug)]
pub struct LeftPane {
    pub guide: Guide,
    pub faults: Faults,
    pub definitions: Vec<DefinitionChip>,
}

/// The latest revision of a family.
#[derive(Clone, PartialEq, Debug)]
pub struct DefinitionChip {
    pub id: DefinitionId,
    pub label: String,
}

/// What parts depend on that don't show every moment: as long as it is the same, they are.
#[derive(Clone, PartialEq, Debug)]
struct Key {
    facts: u64,
    /// The same number of facts may be another course of events.
    hash: RunningHash,
    /// Countdowns change each second; a moment that time stands at is shown to the millisecond.
    moment: u64,
    in_past: bool,
    playing: bool,
    selection: Option<Selection>,
    absent: Option<(String, Absence)>,
    cluster: Option<ClusterId>,
    expanded: Vec<FactId>,
    own_lines: usize,
    exchanges: u32,
    guide_hidden: bool,
}

impl Key {
    fn of(session: &Session) -> Key {
        let (world, playing) = (session.world(), session.playback.playing);
        Key {
            facts: world.facts,
            hash: world.hash,
            moment: if playing { world.now.0 / 1_000 } else { world.now.0 },
            in_past: session.in_past(),
            playing,
            selection: session.selection(),
            absent: session.absent().map(|(label, why)| (label.to_string(), why)),
            cluster: session.cluster(),
            expanded: session.expanded().iter().map(|fact| fact.id).collect(),
            own_lines: session.own_lines(),
            exchanges: session.terminal().count(),
            guide_hidden: session.guide_hidden,
        }
    }
}

impl Page {
    pub fn of(session: &Session) -> Page {
        let mut memo = Memo::default();
        Page {
            top_bar: Rc::new(top_bar(session)),
            left: Rc::new(left(session)),
            map: Rc::new(map(session)),
            strips: Rc::new(strips(session)),
            flights: Rc::new(flights(session)),
            inspector: Rc::new(inspector(session, &mut memo)),
            events: Rc::new(events(session)),
            timeline: Rc::new(timeline(session)),
            made_from: Key::of(session),
            memo,
        }
    }

    /// Brings the page up to date.
    pub fn follow(&mut self, session: &Session) {
        keep(&mut self.top_bar, top_bar(session));
        keep(&mut self.timeline, timeline(session));
        keep(&mut self.flights, flights(session));
        let key = Key::of(session);
        if key == self.made_from {
            return;
        }
        self.made_from = key;
        keep(&mut self.left, left(session));
        let map = same_lanes(&self.map, map(session));
        keep(&mut self.map, map);
        keep(&mut self.strips, strips(session));
        let inspector = inspector(session, &mut self.memo);
        keep(&mut self.inspector, inspector);
        keep(&mut self.events, events(session));
    }
}

/// Replaces a part only if it differs.
fn keep<T: PartialEq>(part: &mut Rc<T>, new: T) {
    if **part != new {
        *part = Rc::new(new);
    }
}

/// The new map with the old one's lanes and cards where they are equal.
fn same_lanes(old: &Map, new: Map) -> Map {
    let lanes = new.lanes.into_iter().map(|lane| {
        let Some(before) = old.lanes.iter().find(|before| before.zone == lane.zone) else { return lane };
        if *before == lane {
            return before.clone();
        }
        let cards = lane.cards.iter().map(|card| same_card(before, card)).collect();
        let fargate = match (&before.fargate, &lane.fargate) {
            (Some(before), Some(now)) if before == now => Some(before.clone()),
            (_, now) => now.clone(),
        };
        Rc::new(Lane { cards, fargate, ..(*lane).clone() })
    });
    Map { lanes: lanes.collect(), ..new }
}

fn same_card(before: &Lane, card: &Rc<Card>) -> Rc<Card> {
    let same = before.cards.iter().find(|old| old.id == card.id && *old == card);
    same.unwrap_or(card).clone()
}

fn left(session: &Session) -> LeftPane {
    LeftPane { guide: guide(session), faults: faults(session), definitions: definitions(session) }
}

fn definitions(session: &Session) -> Vec<DefinitionChip> {
    let world = session.world();
    let latest = world.families.keys().filter_map(|family| world.latest(family));
    latest.map(|id| DefinitionChip { id, label: world.definition(id).label() }).collect()
}
