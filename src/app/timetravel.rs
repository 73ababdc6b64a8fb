//! Looking at the past, and what undo goes back to.

use std::rc::Rc;

use crate::engine::history::{Entry, History};
use crate::engine::time::Time;
use crate::engine::world::World;

/// A moment of the past that is looked at.
#[derive(Clone, Debug)]
pub struct Past {
    pub world: Rc<World>,
}

impl Past {
    pub fn at(history: &History, time: Time) -> Past {
        Past { world: Rc::new(history.at(time)) }
    }
}

/// What was followed before a command: its lines, and how far time had gone.
#[derive(Clone, Debug)]
pub struct Before {
    journal: Vec<Rc<Entry>>,
    now: Time,
}

/// Steps that can be undone; past it the oldest can't any more.
const MOST_STEPS: usize = 100;

/// The ways that were left, to go back to.
#[derive(Clone, Default, Debug)]
pub struct Steps {
    undo: Vec<Before>,
    redo: Vec<Before>,
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
        let same = |(a, b): (&Rc<Entry>, &Rc<Entry>)| Rc::ptr_eq(a, b);
        self.journal.len() != history.journal().len() || !self.journal.iter().zip(history.journal()).all(same)
    }
}
