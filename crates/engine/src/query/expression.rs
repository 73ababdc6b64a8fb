//! Expressions: whether one holds, and if not, which of its parts is to blame.

use std::ops::Range;

use super::Subject;
use super::condition::Condition;

/// An expression, and where in the text it stands.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub from: usize,
    pub to: usize,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Single(Condition),
}

impl Expression {
    pub(super) fn span(&self) -> Range<usize> {
        self.from..self.to
    }

    pub(super) fn holds(&self, subject: &impl Subject) -> bool {
        match &self.kind {
            Kind::All(parts) => parts.iter().all(|part| part.holds(subject)),
            Kind::Any(parts) => parts.iter().any(|part| part.holds(subject)),
            Kind::Not(part) => !part.holds(subject),
            Kind::Single(condition) => condition.holds(subject),
        }
    }

    /// All its single expressions, in the order in which they are written.
    pub(super) fn conditions(&self) -> Vec<&Condition> {
        match &self.kind {
            Kind::All(parts) | Kind::Any(parts) => parts.iter().flat_map(Expression::conditions).collect(),
            Kind::Not(part) => part.conditions(),
            Kind::Single(condition) => vec![condition],
        }
    }

    /// The parts of which each must hold, and doesn't.
    pub(super) fn failing(&self, subject: &impl Subject) -> Vec<&Expression> {
        match &self.kind {
            Kind::All(parts) => parts.iter().flat_map(|part| part.failing(subject)).collect(),
            Kind::Any(_) | Kind::Not(_) | Kind::Single(_) if self.holds(subject) => Vec::new(),
            Kind::Any(_) | Kind::Not(_) | Kind::Single(_) => vec![self],
        }
    }

    /// What was found where it fails, each thing once.
    pub(super) fn found(&self, subject: &impl Subject) -> Vec<String> {
        let mut found = Vec::new();
        self.blame(true, subject, &mut found);
        found
    }

    /// Adds what keeps it from being as wanted.
    fn blame(&self, wanted: bool, subject: &impl Subject, found: &mut Vec<String>) {
        if self.holds(subject) == wanted {
            return;
        }
        match &self.kind {
            Kind::All(parts) | Kind::Any(parts) => parts.iter().for_each(|part| part.blame(wanted, subject, found)),
            Kind::Not(part) => part.blame(!wanted, subject, found),
            Kind::Single(condition) => {
                let fact = condition.found(subject);
                if !found.contains(&fact) {
                    found.push(fact);
                }
            }
        }
    }
}
