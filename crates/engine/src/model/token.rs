//! Client tokens of RunTask: a call that is repeated with its token starts nothing, and gets the same answer again.

use super::Name;
use super::refusal::Failure;
use crate::ids::TaskId;
use crate::time::{Span, Time};

/// A token that was used in a cluster, and the answer that the call got.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct UsedToken {
    pub token: Name,
    /// All parameters of the call.
    pub request: Name,
    pub at: Time,
    pub started: Vec<TaskId>,
    pub failures: Vec<Failure>,
}

/// As long as a token holds.
const LIFETIME: Span = Span::hours(24);

impl UsedToken {
    pub fn is_young(&self, now: Time) -> bool {
        now < self.at + LIFETIME
    }
}
