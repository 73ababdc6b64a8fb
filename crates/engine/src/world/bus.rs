//! The event bus of a World: which rules listen, and what has passed.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use super::World;
use crate::ids::ScheduleId;
use crate::model::Name;
use crate::model::bus::{Collector, Event, Passed};
use crate::sorted::SortedMap;

/// What a rule looks for in events. The engine knows what happened; how an event is written down, and what a pattern
/// means in that, only the layer above knows, which gives this to the rule. It is a pure function of the World and the event.
pub trait Matcher: Debug {
    /// The pattern as it was written.
    fn text(&self) -> &str;
    fn matches(&self, world: &World, event: &Event) -> bool;
    /// The event as it is sent.
    fn document(&self, world: &World, event: &Event) -> Name;
}

/// A pattern, shared; equal and hashed by its text.
#[derive(Clone, Debug)]
pub struct EventPattern(pub Rc<dyn Matcher>);

impl PartialEq for EventPattern {
    fn eq(&self, other: &EventPattern) -> bool {
        self.0.text() == other.0.text()
    }
}

impl Eq for EventPattern {}

impl Hash for EventPattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.text().hash(state);
    }
}

#[derive(Clone, Default, Debug)]
pub struct Bus {
    /// The patterns of rules.
    pub patterns: SortedMap<ScheduleId, EventPattern>,
    /// Events that some rule wanted, the oldest first: the last hundred.
    pub passed: VecDeque<Passed>,
    pub collected: SortedMap<Collector, VecDeque<Passed>>,
}

impl World {
    /// The rules that want an event.
    pub fn wanted_by(&self, event: &Event) -> Vec<ScheduleId> {
        let enabled = self.bus.patterns.iter().filter(|(id, _)| self.schedules[**id].enabled);
        enabled.filter(|(_, pattern)| pattern.0.matches(self, event)).map(|(&id, _)| id).collect()
    }
}
