//! The cluster query language: expressions that select container instances (placement.md#expressions).
//!
//! `memberOf` constraints and `list-container-instances --filter` are written in it. A [`Query`] is parsed once and
//! then asked of many instances, each seen as a [`Subject`].
//!
//! ```text
//! any       = all { ("||" | "or") all }
//! all       = operand { ("&&" | "and") operand }
//! operand   = ("!" | "not") operand | "(" any ")" | condition
//! condition = subject operator [ value | "[" value { "," value } "]" | pattern ]
//! ```
//!
//! Where the documentation is silent, this is decided:
//! - `not` binds tighter than `and`, and that tighter than `or`. Words are in lower case. Parentheses may also stand
//!   around a single expression; what a single expression can't do is contain them.
//! - Each negative operator (`!=`, `!in`, `!~`, `!exists`) is the exact opposite of its positive one. So an absent
//!   attribute makes `==`, `in`, `=~` and comparisons false, and `!=`, `!in`, `!~` true.
//! - `==`, `in` and `=~` compare text, letter by letter. `<`, `<=`, `>`, `>=` compare attributes as numbers if both
//!   sides are whole numbers, else as text. An attribute without a value has the value `''`.
//! - `task:group` asks whether any task on the instance is in the group; `!=` whether none is. A group's name is
//!   matched whole: `database` is the group that run-task named so, not `service:database`.
//! - A subject takes the operators that the documentation gives it; `task:group` those for text, without an order.
//! - A date without an offset is in UTC, and stands for its first second. An instance that never registered is like
//!   an absent attribute; so is a version of the agent that isn't a semantic one.
//! - A value ends at a blank or at any of `()[],'"=!<>~&|`; quotes keep those, and nothing is escaped in them. A
//!   pattern without quotes may contain all of these; it ends at a blank, or outside its own parentheses at `)`, `&&` or
//!   `||`.
//! - Patterns are Java's as far as they are regular: look-around, backreferences and `\p{…}` are mistakes, and a possessive
//!   repetition is read as a greedy one.

mod condition;
mod expression;
mod mistake;
mod operator;
mod parse;
mod pattern;
mod scan;
#[cfg(test)]
mod tests;
mod value;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

pub use self::mistake::Mistake;
pub use self::value::parse_date;

use self::expression::Expression;

/// Characters of the longest expression (placement.md#expressions).
pub const LONGEST: usize = 2000;

/// What an expression can ask of a container instance.
pub trait Subject {
    fn agent_connected(&self) -> bool;
    /// Such as `1.98.0`.
    fn agent_version(&self) -> &str;
    /// `Some("")` if the attribute has no value, `None` if there is no such attribute.
    fn attribute(&self, name: &str) -> Option<Cow<'_, str>>;
    fn ec2_instance_id(&self) -> Cow<'_, str>;
    /// In seconds since 1970; `None` before it registered.
    fn registered_at(&self) -> Option<i64>;
    fn running_tasks(&self) -> u32;
    /// Calls back for the group of each task on it until `matches` returns true; whether it did.
    fn any_task_group(&self, matches: &mut dyn FnMut(&str) -> bool) -> bool;
}

/// A parsed expression. Equal, ordered and hashed by its text.
#[derive(Clone)]
pub struct Query {
    text: Rc<str>,
    root: Rc<Expression>,
}

/// A part of an expression that doesn't hold.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Failure {
    /// The part as it was written.
    pub part: String,
    /// What there is instead, such as `ecs.instance-type is m5.large`, `no attribute stack`, `runningTasksCount is 3`.
    pub found: String,
}

impl Query {
    pub fn parse(text: &str) -> Result<Query, Mistake> {
        let root = parse::parse(text)?;
        Ok(Query { text: text.into(), root: Rc::new(root) })
    }

    /// The expression as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it holds.
    pub fn holds(&self, subject: &impl Subject) -> bool {
        self.root.holds(subject)
    }

    /// The parts that make it fail, each with what was found; none if it holds. All of them must be put right: of
    /// `a and b` each is a part of its own, `a or b` is one.
    pub fn failures(&self, subject: &impl Subject) -> Vec<Failure> {
        let failing = self.root.failing(subject);
        let failure = |part: &Expression| Failure {
            part: self.text[part.span()].to_string(),
            found: part.found(subject).join(", "),
        };
        failing.into_iter().map(failure).collect()
    }

    /// Whether it depends only on what stays while an instance runs tasks: not on `agentConnected`,
    /// `runningTasksCount` or `task:group`.
    pub fn is_static(&self) -> bool {
        self.root.conditions().iter().all(|condition| condition.is_static())
    }

    /// The names of the attributes that it asks about, in the order of their first mention.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        let mut names = Vec::new();
        for name in self.root.conditions().into_iter().filter_map(|condition| condition.attribute()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.into_iter()
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Query({:?})", self.text)
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Query) -> bool {
        self.text == other.text
    }
}

impl Eq for Query {}

impl PartialOrd for Query {
    fn partial_cmp(&self, other: &Query) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Query {
    fn cmp(&self, other: &Query) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for Query {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
