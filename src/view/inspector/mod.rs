//! The inspector: what is selected, why it is as it is, and what can be done to it.

mod balancer;
mod definition;
mod instance;
mod placing;
mod service;
mod task;

use std::rc::Rc;

use crate::app::remembered::Absence;
use crate::app::{Selection, Session};
use crate::engine::history::Entry;
use crate::engine::ids::TaskId;

pub use placing::{CandidateRow, PlacingTable};
pub use service::{DeploymentRow, Waiting};

/// All that the inspector shows, in the order in which it is shown.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Inspector {
    /// `Service`
    pub kind: &'static str,
    pub title: String,
    /// `6 desired · 7 running · 2 pending`
    pub summary: String,
    /// Short facts: name and value.
    pub facts: Vec<(String, String)>,
    pub deployments: Vec<DeploymentRow>,
    pub waiting: Vec<Waiting>,
    pub phases: Vec<PhaseStep>,
    pub table: Option<Table>,
    /// How it got its place, and why it was the one to go.
    pub placing: Vec<PlacingTable>,
    /// What a task's applications wrote last.
    pub output: Option<Table>,
    pub actions: Vec<Control>,
    /// The line whose output is `json`, and the output itself.
    pub describe: Option<(String, String)>,
}

/// A step on a task's way.
#[derive(Clone, PartialEq, Debug)]
pub struct PhaseStep {
    pub name: &'static str,
    /// When it was entered, if it was.
    pub at: Option<String>,
    pub current: bool,
}

/// Rows of text under a heading; a row may lead to what it names.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    pub title: &'static str,
    pub head: Vec<&'static str>,
    pub rows: Vec<Row>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    pub cells: Vec<String>,
    pub leads_to: Option<Selection>,
    pub alarming: bool,
}

/// Something that can be done.
#[derive(Clone, PartialEq, Debug)]
pub enum Control {
    /// A button; its line is shown before it is pressed.
    Button { title: String, line: String, main: bool },
    /// One of several values, then a button.
    Choice { title: String, label: String, options: Vec<(String, String)>, main: bool },
    /// A number, then a button. `line` has `{}` where the number goes.
    Number { title: String, label: String, value: String, line: String },
}

/// Text of a description that is shown.
const LONGEST_DESCRIPTION: usize = 40_000;

pub fn inspector(session: &Session, memo: &mut Memo) -> Inspector {
    match session.selection() {
        Some(Selection::Service(id)) => service::inspect(session, id, memo),
        Some(Selection::Task(id)) => task::inspect(session, id, memo),
        Some(Selection::Instance(id)) => instance::inspect(session, id),
        Some(Selection::TargetGroup(id)) => balancer::inspect_group(session, id),
        Some(Selection::LoadBalancer(id)) => balancer::inspect(session, id),
        Some(Selection::Definition(id)) => definition::inspect(session, id),
        None => session.absent().map_or_else(overview, |(label, why)| absent(session, label, why)),
    }
}

/// What is selected, where the moment that is shown doesn't have it.
fn absent(session: &Session, label: &str, why: Absence) -> Inspector {
    let now = session.world().now;
    let summary = match why {
        Absence::NotYet(Some(since)) => format!("{label} doesn't exist yet at {now}. It came at {since}."),
        Absence::NotYet(None) => format!("{label} doesn't exist yet at {now}."),
        Absence::NoLonger => format!("{label} no longer exists at {now}."),
        Absence::Undone if session.can_redo() => {
            format!("{label} doesn't exist: what led to it is undone. Redo brings it back.")
        }
        Absence::Undone => format!("{label} doesn't exist: what led to it is undone."),
    };
    Inspector { kind: "Not at this moment", title: label.into(), summary, ..Inspector::default() }
}

fn overview() -> Inspector {
    Inspector {
        kind: "Inspector",
        title: "Nothing is selected".into(),
        summary:
            "Click a service, a task, an instance or a target group to see how it is, why, and what can be done to it."
                .into(),
        ..Inspector::default()
    }
}

/// The output of a describing line, cut if it is very long.
fn description(line: String, value: &serde_json::Value) -> Option<(String, String)> {
    Some((line, crate::api::cut(&crate::cli::aws::json(value), LONGEST_DESCRIPTION)))
}

/// What took long to work out and can't have changed: how the task that is looked at got its place.
#[derive(Clone, Default, Debug)]
pub struct Memo(Option<Placed>);

#[derive(Clone, Debug)]
struct Placed {
    task: TaskId,
    /// Whether it was wanted running.
    wanted: bool,
    /// The last command then: after a fork, the same number may be another task's.
    entry: Option<Rc<Entry>>,
    tables: Vec<PlacingTable>,
}

impl Memo {
    /// How a task got its place, and why it was stopped.
    fn placing(&mut self, session: &Session, task: TaskId) -> Vec<PlacingTable> {
        let wanted = session.world().tasks.get(task).is_some_and(|task| task.wanted);
        let last = session.history().journal().last();
        let same = |entry: &Option<Rc<Entry>>| match (entry, last) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        let known = self.0.as_ref().filter(|known| known.task == task && known.wanted == wanted && same(&known.entry));
        if let Some(known) = known {
            return known.tables.clone();
        }
        let tables = placing::tables(session, task);
        self.0 = Some(Placed { task, wanted, entry: last.cloned(), tables: tables.clone() });
        tables
    }
}
