//! Looking at the past, what undo goes back to, and what belongs to the course of events that is followed.

use std::rc::Rc;

use engine::history::{Entry, History, common, is_same};
use engine::time::Time;
use engine::world::World;

/// A moment of the past that is looked at.
#[derive(Clone, Debug)]
pub(super) struct Past {
    pub world: Rc<World>,
}

impl Past {
    pub(super) fn at(history: &History, time: Time) -> Past {
        Past { world: Rc::new(history.at(time)) }
    }
}

/// What was followed before a command: its lines, and how far time had gone.
#[derive(Clone, Debug)]
pub struct Before {
    pub(super) journal: Vec<Rc<Entry>>,
    pub(super) now: Time,
}

/// Steps that can be undone; past it the oldest can't any more.
const MOST_STEPS: usize = 100;

/// The ways that were left, to go back to.
#[derive(Clone, Default, Debug)]
pub struct Steps {
    pub(super) undo: Vec<Before>,
    pub(super) redo: Vec<Before>,
}

impl Steps {
    /// Remembers the present before something changes it.
    pub fn remember(&mut self, before: Before) {
        self.redo.clear();
        self.undo.push(before);
        if self.undo.len() > MOST_STEPS {
            self.undo.remove(0);
        }
    }

    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// How many steps back lead to before the journal's entry with this number.
    pub fn undos_of(&self, history: &History, number: usize) -> Option<usize> {
        let entry = history.journal().get(number)?;
        let without = |before: &Before| !before.journal.get(number).is_some_and(|known| Rc::ptr_eq(known, entry));
        self.undo.iter().rev().position(without).map(|position| position + 1)
    }

    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Goes back to before the last change. Says whether there was one.
    pub fn undo(&mut self, history: &mut History) -> bool {
        go(history, &mut self.undo, &mut self.redo)
    }

    pub fn redo(&mut self, history: &mut History) -> bool {
        go(history, &mut self.redo, &mut self.undo)
    }
}

fn go(history: &mut History, from: &mut Vec<Before>, to: &mut Vec<Before>) -> bool {
    let Some(before) = from.pop() else { return false };
    to.push(Before::of(history));
    history.follow(&before.journal, before.now);
    true
}

impl Before {
    pub fn of(history: &History) -> Before {
        Before { journal: history.journal().to_vec(), now: history.now() }
    }

    /// Whether other commands were given since, or instead.
    pub fn differs_from(&self, history: &History) -> bool {
        let (own, other) = (self.journal.len(), history.journal().len());
        own != other || common(&self.journal, history.journal()) != own
    }

    /// The moment from which on what is followed now is another course of events. What happened before it is the same
    /// in both.
    pub fn parts_from(&self, history: &History) -> Time {
        let journal = history.journal();
        let common = common(&self.journal, journal);
        let next = [self.journal.get(common), journal.get(common)];
        let next = next.into_iter().flatten().map(|entry| entry.at);
        next.chain([self.now, history.now()]).min().unwrap_or_default()
    }
}

/// A point in a course of events: how many commands had been given, the last of them, and the moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Point {
    entries: usize,
    last: Option<Rc<Entry>>,
    now: Time,
}

impl Point {
    pub fn of(history: &History) -> Point {
        Point::at(history, history.now())
    }

    /// A moment of a history, after the commands that were given by then.
    pub fn at(history: &History, time: Time) -> Point {
        let now = time.min(history.now());
        let entries = history.journal().partition_point(|entry| entry.at <= now);
        Point { entries, last: history.journal()[..entries].last().cloned(), now }
    }

    /// Whether a history came by here.
    pub fn is_on(&self, history: &History) -> bool {
        let journal = history.journal();
        let same = is_same(self.last.as_ref(), self.entries.checked_sub(1).and_then(|at| journal.get(at)));
        same && self.now <= history.now() && journal.get(self.entries).is_none_or(|next| next.at >= self.now)
    }
}
