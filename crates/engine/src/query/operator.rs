//! The operators: how each is written, and which subject takes which.

use std::cmp::Ordering;

use super::condition::{Field, Text};
use super::mistake::nearest;

/// An operator without its negation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operator {
    Compare(Comparison),
    Exists,
    In,
    Matches,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// One way to ask, under its two names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelling {
    pub symbol: &'static str,
    pub word: &'static str,
    pub operator: Operator,
    pub negated: bool,
}

const fn spelling(symbol: &'static str, word: &'static str, operator: Operator, negated: bool) -> Spelling {
    Spelling { symbol, word, operator, negated }
}

const SPELLINGS: [Spelling; 12] = [
    spelling("==", "equals", Operator::Compare(Comparison::Equal), false),
    spelling("!=", "not_equals", Operator::Compare(Comparison::Equal), true),
    spelling(">", "greater_than", Operator::Compare(Comparison::Greater), false),
    spelling(">=", "greater_than_equal", Operator::Compare(Comparison::GreaterOrEqual), false),
    spelling("<", "less_than", Operator::Compare(Comparison::Less), false),
    spelling("<=", "less_than_equal", Operator::Compare(Comparison::LessOrEqual), false),
    spelling("exists", "exists", Operator::Exists, false),
    spelling("!exists", "not_exists", Operator::Exists, true),
    spelling("in", "in", Operator::In, false),
    spelling("!in", "not_in", Operator::In, true),
    spelling("=~", "matches", Operator::Matches, false),
    spelling("!~", "not_matches", Operator::Matches, true),
];

/// What other languages write, and what is written here.
const FOREIGN: [(&str, &str); 10] = [
    ("=", "=="),
    ("===", "=="),
    ("is", "=="),
    ("<>", "!="),
    ("=>", ">="),
    ("=<", "<="),
    ("~", "=~"),
    ("~=", "=~"),
    ("like", "=~"),
    ("not", "!in"),
];

impl Spelling {
    pub(super) fn of(written: &str) -> Option<&'static Spelling> {
        SPELLINGS.iter().find(|spelling| spelling.symbol == written || spelling.word == written)
    }

    /// The operator that someone who wrote this likely meant.
    pub(super) fn likely(written: &str) -> Option<&'static str> {
        let foreign = FOREIGN.iter().find(|(theirs, _)| *theirs == written).map(|(_, ours)| *ours);
        foreign.or_else(|| nearest(written, SPELLINGS.iter().map(|spelling| spelling.word)))
    }

    /// The operators that a subject takes, for a sentence: `==, != or exists`.
    pub(super) fn listed(field: &Field) -> String {
        let fitting = SPELLINGS.iter().filter(|spelling| spelling.operator.fits(field));
        let symbols: Vec<&str> = fitting.map(|spelling| spelling.symbol).collect();
        match symbols.as_slice() {
            [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
            _ => symbols.concat(),
        }
    }
}

impl Operator {
    /// Whether a subject takes it, as the documentation lists.
    pub(super) fn fits(self, field: &Field) -> bool {
        let compares = matches!(self, Operator::Compare(_));
        let orders = compares && self != Operator::Compare(Comparison::Equal);
        match field {
            Field::AgentVersion | Field::RegisteredAt | Field::RunningTasksCount => compares,
            Field::Text(Text::AgentConnected | Text::Ec2InstanceId) => !orders && self != Operator::Exists,
            Field::Text(Text::TaskGroup) => !orders,
            Field::Text(Text::Attribute(_)) => true,
        }
    }
}

impl Comparison {
    pub(super) fn holds(self, ordering: Ordering) -> bool {
        match self {
            Comparison::Equal => ordering.is_eq(),
            Comparison::Less => ordering.is_lt(),
            Comparison::LessOrEqual => ordering.is_le(),
            Comparison::Greater => ordering.is_gt(),
            Comparison::GreaterOrEqual => ordering.is_ge(),
        }
    }
}
