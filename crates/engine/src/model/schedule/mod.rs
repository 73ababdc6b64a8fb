//! Schedules that run tasks: those of EventBridge Scheduler, and EventBridge rules that have a schedule.

mod cron;
mod firing;
mod parse;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::rc::Rc;

pub use firing::moment;
pub use parse::parse;

use super::Name;
use super::asked::RunTask;
use super::bus::Collector;
use super::refusal::{Failure, Refusal};
use crate::ids::FactId;
use crate::time::{Span, Time};

/// Who keeps a schedule.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// EventBridge Scheduler: `aws scheduler`. It has one target.
    Schedule,
    /// EventBridge: `aws events`. A rule has up to five targets.
    Rule,
}

#[derive(Clone, Debug)]
pub struct Schedule {
    pub kind: Kind,
    pub name: Name,
    pub settings: Rc<Settings>,
    pub enabled: bool,
    pub targets: Vec<Target>,
    pub created_at: Time,
    pub modified_at: Time,
    /// The fact that made it what it is: the cause of its firings.
    pub because: FactId,
    /// When a rate began to count.
    pub began: Time,
    /// Every moment before this is behind it.
    pub passed: Time,
    /// Events that its targets haven't got yet: when they do, and the fact by which each passed.
    pub pending: VecDeque<(Time, FactId)>,
    /// How many events weren't delivered because too many were waiting.
    pub dropped: u32,
    /// When it fired last, and what came of it: an outcome for each target.
    pub last: Option<Time>,
    pub outcomes: Vec<Outcome>,
}

/// What is set as a whole.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Settings {
    /// A rule may have an event pattern instead.
    pub expression: Option<Expression>,
    /// The expression as it was written.
    pub written: Name,
    /// Whether it is deleted once it can't fire again.
    pub delete_after: bool,
    /// What is shown again and not acted on, as JSON with AWS's names.
    pub document: Name,
}

/// What is done at each firing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    /// A rule's targets have ids; a schedule's has an empty one.
    pub id: Name,
    pub deed: Deed,
    /// As it was given, as JSON with AWS's names.
    pub document: Name,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Deed {
    Run {
        run: Rc<RunTask>,
        /// The role that calls RunTask, by name or ARN.
        role: Name,
    },
    /// The event is kept to be read.
    Collect(Collector),
}

/// Events that may wait for the targets of a rule; further ones aren't delivered.
pub const MOST_PENDING: usize = 100;

/// What came of a firing for one target.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// RunTask answered. What couldn't be started isn't tried again.
    Ran { started: u32, failures: Vec<Failure> },
    /// RunTask was refused.
    Refused(Refusal),
    /// The role may not do this.
    Denied(&'static str),
}

/// When a schedule fires.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Expression {
    /// Every so often: whole minutes.
    Rate(Span),
    /// Once, at this second since 1970, UTC.
    At(i64),
    Cron(Rc<Cron>),
}

/// The fields of `cron(minutes hours day-of-month month day-of-week year)`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Cron {
    pub minutes: Vec<Run>,
    pub hours: Vec<Run>,
    pub days: Days,
    pub months: Vec<Run>,
    pub years: Vec<Run>,
}

/// The field that isn't `?`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Days {
    OfMonth(Vec<DayOfMonth>),
    OfWeek(Vec<DayOfWeek>),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DayOfMonth {
    Run(Run),
    /// `L`: the last day of the month.
    Last,
    /// `LW`: the last that is no Saturday or Sunday.
    LastWorkday,
    /// `15W`: of Monday to Friday, the one nearest to that day in the same month.
    NearestWorkday(u32),
}

/// 1 is Sunday, 7 is Saturday.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DayOfWeek {
    Run(Run),
    /// `6L`: the last of the month.
    Last(u32),
    /// `2#1`: the first of the month.
    Nth {
        weekday: u32,
        nth: u32,
    },
}

/// The numbers `from`, `from + step` … that aren't above `to`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Run {
    pub from: u32,
    pub to: u32,
    pub step: u32,
}

/// Characters of `startedBy` that remain of a longer one.
const LONGEST_STARTED_BY: usize = 36;

impl Schedule {
    /// When it fires next.
    pub fn next(&self) -> Option<Time> {
        let expression = self.settings.expression.as_ref().filter(|_| self.enabled)?;
        moment(expression, self.began, self.passed)
    }

    /// What its tasks have as `startedBy`: `events-rule/nightly`, `chronos-schedule/nightly` (schedules.md#firing).
    pub fn started_by(&self) -> Name {
        let keeper = match self.kind {
            Kind::Schedule => "chronos-schedule",
            Kind::Rule => "events-rule",
        };
        format!("{keeper}/{}", self.name).chars().take(LONGEST_STARTED_BY).collect::<String>().into()
    }
}

impl Run {
    pub fn has(self, number: u32) -> bool {
        (self.from..=self.to).contains(&number) && (number - self.from).is_multiple_of(self.step)
    }
}
