//! When something happened: how busy each stretch of time was, and the moments that stand out. Kept for the timeline.

use std::rc::Rc;

use engine::facts::{AccountChange, Change, Fact, FactId, InstanceChange, ServiceChange, TaskChange};
use engine::history::History;
use engine::model::instance::Machine;
use engine::model::task::StopCode;
use engine::time::{Span, Time};
use engine::world::World;

/// The width of a stretch.
pub const STRETCH: Span = Span::secs(5);

#[derive(Clone, Debug)]
pub struct Activity {
    /// Facts in each stretch, from the beginning on.
    pub counts: Vec<u32>,
    pub marks: Vec<Mark>,
    /// The first fact, and the first entry of the journal, that weren't taken in yet.
    next: FactId,
    entry: usize,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    pub at: Time,
    pub kind: MarkKind,
    pub label: Rc<str>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MarkKind {
    Command,
    Deployment,
    Fault,
}

impl Default for Activity {
    fn default() -> Activity {
        Activity { counts: Vec::new(), marks: Vec::new(), next: FactId(0), entry: 0 }
    }
}

impl Activity {
    /// Takes in what happened since the last time. `given`: the entries of the journal that the scenario made; they get
    /// no marks.
    pub fn follow(&mut self, history: &History, given: usize) {
        let world = history.world();
        for fact in history.simulation().log().since(self.next) {
            let stretch = stretch(fact.at);
            if self.counts.len() <= stretch {
                self.counts.resize(stretch + 1, 0);
            }
            self.counts[stretch] += 1;
            self.marks.extend(mark(world, fact));
        }
        self.next = world.next_fact();
        for entry in history.journal().iter().skip(self.entry.max(given)) {
            let label = aws::cut(&entry.line, 120).into();
            self.marks.push(Mark { at: entry.at, kind: MarkKind::Command, label });
        }
        self.entry = history.journal().len();
    }

    /// Forgets what was from a moment on, for another course of events is followed from there.
    pub fn part(&mut self, from: Time, history: &History) {
        let from = Time(from.0 - from.0 % STRETCH.0);
        self.counts.truncate(stretch(from));
        while self.counts.pop_if(|count| *count == 0).is_some() {}
        self.marks.retain(|mark| mark.at < from);
        let later = |fact: &&Fact| fact.at >= from;
        let log = history.simulation().log();
        self.next = log.iter().rev().take_while(later).last().map_or(history.world().next_fact(), |fact| fact.id);
        self.entry = history.journal().partition_point(|entry| entry.at < from);
    }
}

/// Which stretch a moment lies in.
fn stretch(at: Time) -> usize {
    (at.0 / STRETCH.0) as usize
}

fn mark(world: &World, fact: &Fact) -> Option<Mark> {
    let (kind, label) = match &fact.change {
        Change::Service(id, ServiceChange::DeploymentStarted { deployment }) => {
            let label = world.definition(deployment.revision.definition).label();
            (MarkKind::Deployment, format!("{}: deployment of {label}", world.services.get(*id)?.name))
        }
        Change::Account(AccountChange::ZoneLost { zone }) => (MarkKind::Fault, format!("{zone} lost")),
        Change::Instance(id, InstanceChange::MachineChanged { machine: Machine::Terminated }) => {
            (MarkKind::Fault, format!("{} lost", aws::arn::ec2_instance(world, *id)))
        }
        Change::Task(id, TaskChange::StopWanted { stop }) => match stop.code {
            StopCode::TaskFailedToStart | StopCode::EssentialContainerExited => {
                let task = aws::arn::task_name(world, *id);
                (MarkKind::Fault, format!("task {} ended", &task[..8]))
            }
            StopCode::UserInitiated
            | StopCode::ServiceSchedulerInitiated
            | StopCode::SpotInterruption
            | StopCode::TerminationNotice
            | StopCode::InfrastructureHealth => return None,
        },
        _ => return None,
    };
    Some(Mark { at: fact.at, kind, label: label.into() })
}
