//! The latest facts, kept so that anyone can ask what happened and why.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::facts::{Cause, Fact, FactId};

/// Keeps the newest facts up to a limit; past it the oldest go. Nothing in the engine depends on what is kept.
#[derive(Clone, Debug)]
pub struct Log {
    /// Copies share them.
    facts: VecDeque<Rc<Fact>>,
    limit: usize,
}

impl Log {
    pub fn keeping(limit: usize) -> Log {
        Log { facts: VecDeque::new(), limit }
    }

    pub fn push(&mut self, fact: Fact) {
        if self.facts.len() >= self.limit {
            self.facts.pop_front();
        }
        self.facts.push_back(Rc::new(fact));
    }

    pub fn get(&self, id: FactId) -> Option<&Fact> {
        let first = self.facts.front()?.id.0;
        self.facts.get(usize::try_from(id.0.checked_sub(first)?).ok()?).map(Rc::as_ref)
    }

    /// The facts from `id` on.
    pub fn since(&self, id: FactId) -> impl DoubleEndedIterator<Item = &Fact> {
        let first = self.facts.front().map_or(id.0, |fact| fact.id.0);
        let skipped =
            usize::try_from(id.0.saturating_sub(first)).map_or(self.facts.len(), |at| at.min(self.facts.len()));
        self.facts.range(skipped..).map(Rc::as_ref)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Fact> {
        self.facts.iter().map(Rc::as_ref)
    }

    /// Forgets `id` and everything after it: that future didn't happen.
    pub fn cut(&mut self, id: FactId) {
        while self.facts.back().is_some_and(|fact| fact.id >= id) {
            self.facts.pop_back();
        }
    }

    /// A fact, what caused it, what caused that … up to a command or to where the log begins.
    pub fn causes(&self, id: FactId) -> impl Iterator<Item = &Fact> {
        std::iter::successors(self.get(id), |fact| match fact.cause {
            Cause::Fact(cause) => self.get(cause),
            Cause::Command(_) => None,
        })
    }
}
