//! The past: the journal of accepted commands, and snapshots to reach any moment quickly.
//!
//! Nothing of the past is stored but the commands and now and then a copy of the World. A moment is reached by taking
//! the last copy before it and going on from there; everything is deterministic, so it is the moment that was.

use std::rc::Rc;

use crate::commands::{Command, Reply};
use crate::facts::{Change, Fact};
use crate::ledger::Sink;
use crate::model::refusal::Refusal;
use crate::random::Seed;
use crate::sim::{Moment, Simulation};
use crate::time::Time;
use crate::world::World;

/// A command as it was given, and when.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    pub at: Time,
    /// The line of text that asked for it.
    pub line: Rc<str>,
    pub command: Command,
}

/// A simulation that can be looked at, and gone on with, at any moment of its past.
#[derive(Clone, Debug)]
pub struct History {
    simulation: Simulation,
    start: Seed,
    journal: Vec<Rc<Entry>>,
    /// Oldest first; the first is the beginning.
    snapshots: Vec<Snapshot>,
    /// How many facts lie between two snapshots; doubled whenever there are too many of them.
    spacing: u64,
    /// How much of the journal is kept.
    memory: Memory,
    /// Entries of the journal that are no longer kept.
    dropped: usize,
}

/// A moment, and how many journal entries led to it.
#[derive(Clone, Debug)]
struct Snapshot {
    moment: Moment,
    entries: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Memory {
    /// Every command: the page's session.
    Whole,
    /// Only what came after the oldest of a few snapshots: scripts of any length.
    Recent,
}

/// Facts between two snapshots at first.
const SPACING: u64 = 1_000;
/// Snapshots kept with [`Memory::Whole`]; past that every other one goes.
const MOST: usize = 64;
/// Snapshots kept with [`Memory::Recent`]; past that the oldest goes.
const FEW: usize = 8;

impl History {
    pub fn new(seed: Seed, memory: Memory) -> History {
        let simulation = Simulation::new(seed);
        let beginning = Snapshot { moment: simulation.moment().clone(), entries: 0 };
        History {
            simulation,
            start: seed,
            journal: Vec::new(),
            snapshots: vec![beginning],
            spacing: SPACING,
            memory,
            dropped: 0,
        }
    }

    pub fn simulation(&self) -> &Simulation {
        &self.simulation
    }

    pub fn world(&self) -> &World {
        self.simulation.world()
    }

    pub fn now(&self) -> Time {
        self.simulation.now()
    }

    /// The seed that the account began with.
    pub fn seed(&self) -> Seed {
        self.start
    }

    pub fn journal(&self) -> &[Rc<Entry>] {
        &self.journal
    }

    /// Gives a command now. If it is accepted it stands in the journal.
    pub fn command(&mut self, line: &str, command: Command) -> Result<Reply, Refusal> {
        self.enter(Rc::new(Entry { at: self.now(), line: line.into(), command }))
    }

    fn enter(&mut self, entry: Rc<Entry>) -> Result<Reply, Refusal> {
        let reply = self.simulation.command(&entry.command)?;
        self.journal.push(entry);
        self.snapshot_if_due();
        Ok(reply)
    }

    pub fn advance(&mut self, until: Time) {
        let until = until.min(Time::END);
        while let Some(next) = self.simulation.moment().agenda.next_at().filter(|&at| at <= until) {
            self.simulation.advance(next);
            self.snapshot_if_due();
        }
        self.simulation.advance(until);
    }

    /// Goes to the next moment at which something happens, but not past `limit`. Says whether there was one.
    pub fn advance_to_next_fact(&mut self, limit: Time) -> bool {
        let found = self.simulation.advance_to_next_fact(limit);
        self.snapshot_if_due();
        found
    }

    /// The World as it was at a moment of the past, after all that happened in it.
    pub fn at(&self, time: Time) -> World {
        self.moment_at(time, self.journal.len(), &mut Blind).world
    }

    /// The first moment after `time` at which something happened, as far as is remembered.
    pub fn next_fact_after(&self, time: Time) -> Option<Time> {
        self.simulation.log().iter().map(|fact| fact.at).find(|&at| at > time)
    }

    /// The World just before the first change, from `from` on, that `wanted` accepts. `None` if there was none, or if
    /// it lies before what is remembered.
    pub fn before(&self, from: Time, mut wanted: impl FnMut(&Change) -> bool) -> Option<World> {
        if self.snapshots.first()?.moment.world.now > from {
            return None;
        }
        let mut probe = Probe { wanted: &mut wanted, found: None };
        // The change may lie in the very moment of the last snapshot, so go on from the one before that moment.
        let from = Time(from.0.saturating_sub(1));
        let (mut moment, entries) = self.nearest(from, self.journal.len());
        for entry in &self.journal[entries - self.dropped..] {
            moment.advance(entry.at, &mut probe);
            if probe.found.is_some() {
                return probe.found;
            }
            let _ = moment.command(&entry.command, &mut probe);
        }
        while probe.found.is_none() {
            let next = moment.agenda.next_at().filter(|&at| at <= self.now())?;
            moment.advance(next, &mut probe);
        }
        probe.found
    }

    /// Makes an earlier moment the present. What came after it is gone; the caller keeps the journal if it may
    /// be wanted again.
    pub fn fork(&mut self, time: Time) {
        let kept = self.journal.partition_point(|entry| entry.at <= time);
        self.fork_after(kept + self.dropped, time);
    }

    /// Makes another journal the one that was followed, up to `now`. What both have in common isn't done again.
    ///
    /// # Panics
    /// If the journal isn't one that was followed before: its commands are known to be accepted.
    pub fn follow(&mut self, journal: &[Rc<Entry>], now: Time) {
        let common = common(&self.journal, journal);
        let last = journal[..common].last().map_or(Time::ZERO, |entry| entry.at);
        self.fork_after(common, last.min(now));
        for entry in &journal[common..] {
            self.advance(entry.at);
            let followed = self.enter(entry.clone()).is_ok();
            assert!(followed, "a journal that was followed before");
        }
        self.advance(now);
    }

    /// Goes back to the moment `time` after the first `entries` commands.
    fn fork_after(&mut self, entries: usize, time: Time) {
        let moment = self.moment_at(time, entries, &mut Blind);
        self.snapshots.retain(|s| s.entries <= entries && s.moment.world.facts <= moment.world.facts);
        self.journal.truncate(entries - self.dropped);
        self.simulation.return_to(moment);
    }

    /// The moment `time`, with only the first `entries` commands given.
    fn moment_at(&self, time: Time, entries: usize, sink: &mut dyn Sink) -> Moment {
        let (mut moment, done) = self.nearest(time, entries);
        for entry in &self.journal[done - self.dropped..entries - self.dropped] {
            if entry.at > time {
                break;
            }
            moment.advance(entry.at, sink);
            let _ = moment.command(&entry.command, sink);
        }
        moment.advance(time, sink);
        moment
    }

    /// The last snapshot by `time` with at most so many commands.
    fn nearest(&self, time: Time, entries: usize) -> (Moment, usize) {
        let fits = |s: &&Snapshot| s.moment.world.now <= time && s.entries <= entries;
        let snapshot = self.snapshots.iter().rev().find(fits).unwrap_or(&self.snapshots[0]);
        (snapshot.moment.clone(), snapshot.entries)
    }

    fn snapshot_if_due(&mut self) {
        let last = self.snapshots.last().map_or(0, |s| s.moment.world.facts);
        let world = self.world();
        // A copy shares what doesn't change; let as much change as there is before the next.
        let spacing = self.spacing.max(2 * world.tasks.len() as u64);
        if world.facts < last + spacing {
            return;
        }
        let moment = self.simulation.moment().clone();
        self.snapshots.push(Snapshot { moment, entries: self.dropped + self.journal.len() });
        match self.memory {
            Memory::Whole if self.snapshots.len() > MOST => {
                let mut keep = [true, false].into_iter().cycle();
                self.snapshots.retain(|_| keep.next() == Some(true));
                self.spacing *= 2;
            }
            Memory::Recent if self.snapshots.len() > FEW => {
                self.snapshots.remove(0);
                let entries = self.snapshots[0].entries;
                self.journal.drain(..entries - self.dropped);
                self.dropped = entries;
            }
            Memory::Whole | Memory::Recent => {}
        }
    }
}

/// How many commands two journals begin with in common.
pub fn common(a: &[Rc<Entry>], b: &[Rc<Entry>]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| Rc::ptr_eq(a, b)).count()
}

/// Whether two journals end with the same command, or both have none.
pub fn is_same(a: Option<&Rc<Entry>>, b: Option<&Rc<Entry>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Rc::ptr_eq(a, b),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Hears of facts that are known already.
struct Blind;

impl Sink for Blind {
    fn after(&mut self, _: Fact) {}
}

/// Keeps the World as it was just before a change that is looked for.
struct Probe<'a> {
    wanted: &'a mut dyn FnMut(&Change) -> bool,
    found: Option<World>,
}

impl Sink for Probe<'_> {
    fn before(&mut self, world: &World, change: &Change) {
        if self.found.is_none() && (self.wanted)(change) {
            self.found = Some(world.clone());
        }
    }

    fn after(&mut self, _: Fact) {}
}
