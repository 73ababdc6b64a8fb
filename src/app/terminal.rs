//! The terminal: what was typed and what came of it.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::cli::Outcome;
use crate::engine::time::Time;

/// A line with what it printed.
#[derive(Clone, PartialEq, Debug)]
pub struct Exchange {
    /// Counts all exchanges of a session.
    pub number: u32,
    pub at: Time,
    pub line: Rc<str>,
    pub outcome: Outcome,
}

#[derive(Clone, Default, Debug)]
pub struct Terminal {
    exchanges: VecDeque<Rc<Exchange>>,
    count: u32,
}

/// Exchanges that are shown; past it the oldest go.
const MOST_EXCHANGES: usize = 200;
/// Characters of one output that are kept; past it the rest is left out, and that is said.
const LONGEST_OUTPUT: usize = 200_000;

impl Terminal {
    pub fn add(&mut self, at: Time, line: Rc<str>, mut outcome: Outcome) {
        if outcome.stdout.len() > LONGEST_OUTPUT {
            outcome.stdout = crate::api::cut(&outcome.stdout, LONGEST_OUTPUT);
            outcome.stderr.push_str("note: the output is longer than the terminal keeps\n");
        }
        self.count += 1;
        self.exchanges.push_back(Rc::new(Exchange { number: self.count, at, line, outcome }));
        if self.exchanges.len() > MOST_EXCHANGES {
            self.exchanges.pop_front();
        }
    }

    pub fn exchanges(&self) -> impl DoubleEndedIterator<Item = &Rc<Exchange>> {
        self.exchanges.iter()
    }

    /// How many there ever were: changes whenever there is something new to show.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The lines that were typed, latest first, without repetitions of the one before.
    pub fn recall(&self) -> Vec<Rc<str>> {
        let mut lines: Vec<Rc<str>> = self.exchanges.iter().rev().map(|exchange| exchange.line.clone()).collect();
        lines.dedup();
        lines
    }
}
