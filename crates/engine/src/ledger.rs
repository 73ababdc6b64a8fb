//! The one way to make something happen: a change that is recorded becomes a fact.

use crate::agenda::{Agenda, Due, Wake};
use crate::facts::{BusChange, Cause, Change, Fact, FactId, Wakes, events};
use crate::log::Log;
use crate::time::Time;
use crate::world::World;

/// Given to rules while they carry something out. They read the World through it and record changes;
/// each is applied at once, so that the next decision sees it.
pub struct Ledger<'a> {
    world: &'a mut World,
    agenda: &'a mut Agenda,
    sink: &'a mut dyn Sink,
    now: Time,
    cause: Cause,
}

/// Who is told of facts.
pub trait Sink {
    /// Just before a fact is applied, with the World that decided it.
    fn before(&mut self, _world: &World, _change: &Change) {}
    fn after(&mut self, fact: Fact);
}

impl Sink for Log {
    fn after(&mut self, fact: Fact) {
        self.push(fact);
    }
}

impl<'a> Ledger<'a> {
    pub fn new(
        world: &'a mut World,
        agenda: &'a mut Agenda,
        sink: &'a mut dyn Sink,
        now: Time,
        cause: Cause,
    ) -> Ledger<'a> {
        Ledger { world, agenda, sink, now, cause }
    }

    pub fn world(&self) -> &World {
        self.world
    }

    pub fn now(&self) -> Time {
        self.now
    }

    /// What is recorded from here on was caused by this.
    pub fn because(&mut self, fact: FactId) {
        self.cause = Cause::Fact(fact);
    }

    /// What is recorded meanwhile was caused by this; with `None`, by what causes the rest.
    pub fn during<T>(&mut self, fact: Option<FactId>, record: impl FnOnce(&mut Ledger) -> T) -> T {
        let before = self.cause;
        self.cause = fact.map_or(before, Cause::Fact);
        let outcome = record(self);
        self.cause = before;
        outcome
    }

    pub fn record(&mut self, change: Change) -> FactId {
        self.sink.before(self.world, &change);
        let fact = Fact { id: self.world.next_fact(), at: self.now, cause: self.cause, change };
        self.world.apply(&fact);
        #[cfg(debug_assertions)]
        self.world.check_often();
        let id = fact.id;
        fact.change.wakes(self.world, &mut Wakes { agenda: self.agenda, because: id });
        // Nobody listens, nothing is done.
        let events = if self.world.bus.patterns.is_empty() { vec![] } else { events(&fact) };
        self.sink.after(fact);
        for event in events {
            let rules = self.world.wanted_by(&event);
            if !rules.is_empty() {
                self.during(Some(id), |ledger| ledger.record(Change::Bus(BusChange::Passed { event, rules })));
            }
        }
        id
    }

    /// Asks for another look later at what is looked at now, with the same cause, where no fact does.
    ///
    /// # Panics
    /// During a command: that records a fact, and facts ask by themselves.
    pub fn remind(&mut self, at: Time, wake: Wake) {
        let Cause::Fact(because) = self.cause else { panic!("only what was woken is reminded") };
        self.agenda.add(Due { at, wake, because });
    }
}
