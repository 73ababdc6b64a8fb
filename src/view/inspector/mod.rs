//! The inspector: what is selected, why it is as it is, and what can be done to it.

mod balancer;
mod control;
mod definition;
mod instance;
mod placing;
mod service;
mod service_actions;
mod stopped;
mod task;
mod undo;

use crate::session::remembered::Absence;
use crate::session::{Point, Selection, Session};
use crate::view::names;
use engine::chronicle::Chronicle;
use engine::ids::TaskId;

pub use control::{Control, Field};
pub use placing::{CandidateRow, PlacingTable};
pub use service::{DeploymentRow, Waiting};
pub use undo::Regret;

/// All that the inspector shows, in the order in which it is shown.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Inspector {
    /// `Service`
    pub kind: &'static str,
    pub title: String,
    /// `6 desired · 7 running · 2 pending`
    pub summary: String,
    /// What a command took from it, to be had back.
    pub regret: Option<Regret>,
    /// Short facts: name and value.
    pub facts: Vec<(String, String)>,
    pub deployments: Vec<DeploymentRow>,
    pub waiting: Vec<Waiting>,
    pub phases: Vec<PhaseStep>,
    pub table: Option<Table>,
    /// The service deployments of a service.
    pub history: Option<Table>,
    /// The tasks that stopped last, and why.
    pub stopped: Option<Table>,
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
    /// What is too long for a cell.
    pub note: Option<String>,
    pub leads_to: Option<Selection>,
    pub alarming: bool,
}

impl Row {
    /// What it is about, so that a row isn't another one the next moment: who is about to press it means this one.
    pub fn key(&self, position: usize) -> String {
        match (self.leads_to, self.cells.first()) {
            (Some(thing), Some(first)) => format!("{} {first}", names::key(thing)),
            (Some(_), None) | (None, _) => position.to_string(),
        }
    }
}

/// Text of a description that is shown.
const LONGEST_DESCRIPTION: usize = 40_000;

pub fn inspector(session: &Session, memo: &mut Memo) -> Inspector {
    memo.follow(session);
    let found = match session.selection() {
        Some(Selection::Service(id)) => service::inspect(session, id, memo),
        Some(Selection::Task(id)) => task::inspect(session, id, memo),
        Some(Selection::Instance(id)) => instance::inspect(session, id, memo),
        Some(Selection::TargetGroup(id)) => balancer::inspect_group(session, id),
        Some(Selection::LoadBalancer(id)) => balancer::inspect(session, id),
        Some(Selection::Definition(id)) => definition::inspect(session, id, memo),
        None => session.absent().map_or_else(overview, |(label, why)| absent(session, label, why)),
    };
    let regret = session.selection().and_then(|thing| undo::regret(session, thing));
    Inspector { regret, ..found }
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
    Some((line, aws::cut(&cli::aws::json(value), LONGEST_DESCRIPTION)))
}

/// What took long to work out, or is followed: how the task that is looked at got its place, and how tasks ended.
#[derive(Clone, Default, Debug)]
pub struct Memo {
    placed: Option<Placed>,
    chronicle: Chronicle,
    /// Up to where it was read.
    read: Option<Point>,
}

#[derive(Clone, Debug)]
struct Placed {
    task: TaskId,
    /// Whether it was wanted running.
    wanted: bool,
    /// When it was worked out: in another course of events, the same number may be another task's.
    at: Point,
    tables: Vec<PlacingTable>,
}

impl Memo {
    /// Reads on what happened; all of it again, if another course of events is followed.
    fn follow(&mut self, session: &Session) {
        let history = session.history();
        if !self.read.as_ref().is_some_and(|read| read.is_on(history)) {
            self.chronicle = Chronicle::default();
        }
        self.read = Some(Point::of(history));
        self.chronicle.follow(history.simulation());
    }

    /// How a task got its place, and why it was stopped.
    fn placing(&mut self, session: &Session, task: TaskId) -> Vec<PlacingTable> {
        let wanted = session.world().tasks.get(task).is_some_and(|task| task.wanted);
        let history = session.history();
        let same = |known: &&Placed| known.task == task && known.wanted == wanted && known.at.is_on(history);
        if let Some(known) = self.placed.as_ref().filter(same) {
            return known.tables.clone();
        }
        let tables = placing::tables(session, task);
        self.placed = Some(Placed { task, wanted, at: Point::of(history), tables: tables.clone() });
        tables
    }
}
