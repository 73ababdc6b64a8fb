//! The terminal: what was typed and what came of it.

use std::collections::VecDeque;
use std::rc::Rc;

use super::timetravel::Point;
use cli::Outcome;
use engine::history::History;

/// A line with what it printed.
#[derive(Clone, PartialEq, Debug)]
pub struct Exchange {
    /// Counts all exchanges of a session.
    pub number: u32,
    pub line: Rc<str>,
    pub outcome: Outcome,
    /// Whether it changed the account.
    pub changed: bool,
    /// Whether it belongs to a course of events that isn't followed any more: it was undone, or what it saw was.
    pub undone: bool,
    /// Where it led to.
    to: Point,
}

#[derive(Clone, Default, Debug)]
pub struct Terminal {
    exchanges: VecDeque<Rc<Exchange>>,
    count: u32,
    pub ahead: Ahead,
}

/// What is to come: the command line may still be on its way.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Ahead {
    /// What waits for it.
    pub lines: Vec<Rc<str>>,
    /// Whether it couldn't be fetched.
    pub missing: bool,
}

/// Exchanges that are shown; past it the oldest go.
const MOST_EXCHANGES: usize = 200;
/// Characters of one output that are kept; past it the rest is left out, and that is said.
const LONGEST_OUTPUT: usize = 200_000;

impl Terminal {
    /// Adds a line with what came of it: whether it changed the account, and where it led to.
    pub fn add(&mut self, line: Rc<str>, mut outcome: Outcome, changed: bool, to: Point) {
        if outcome.stdout.len() > LONGEST_OUTPUT {
            outcome.stdout = aws::cut(&outcome.stdout, LONGEST_OUTPUT);
            outcome.stderr.push_str("note: the output is longer than the terminal keeps\n");
        }
        self.count += 1;
        let number = self.count;
        self.exchanges.push_back(Rc::new(Exchange { number, line, outcome, changed, undone: false, to }));
        if self.exchanges.len() > MOST_EXCHANGES {
            self.exchanges.pop_front();
        }
    }

    /// Marks what isn't of the course of events that is followed now, and nothing else.
    pub fn part(&mut self, history: &History) {
        for exchange in &mut self.exchanges {
            let undone = !exchange.to.is_on(history);
            if exchange.undone != undone {
                Rc::make_mut(exchange).undone = undone;
            }
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
