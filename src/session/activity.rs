//! When something happened: how busy each stretch of time was, and the moments that stand out. Kept for the timeline.

use std::rc::Rc;

use engine::facts::{AccountChange, Change, Fact, FactId, InstanceChange, ServiceChange, TaskChange};
use engine::history::History;
use engine::model::instance::Machine;
use engine::model::task::StopCode;
use engine::time::{Span, Time};
use engine::world::World;

/// The width of a stretch at first.
const NARROWEST: Span = Span::secs(5);
/// Stretches; when time goes on past the last of them, they are counted anew with twice the width.
const MOST_STRETCHES: usize = 4_096;

#[derive(Clone, Debug)]
pub struct Activity {
    /// Facts in each stretch from the beginning on, a level for each width; each is twice as wide as the one before and
    /// begins with all that it counted. What isn't the last is full: it is kept for when time is taken back, so that the
    /// width follows from the present alone.
    levels: Vec<Vec<u32>>,
    pub marks: Vec<Mark>,
    /// The first fact, and the first entry of the journal, that weren't taken in yet.
    next: FactId,
    entry: usize,
    /// Facts that weren't kept until they could be counted.
    missed: u64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    pub at: Time,
    pub kind: MarkKind,
    pub label: Rc<str>,
    /// How many faults of its stretch it stands for; it is the first of them.
    pub count: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MarkKind {
    Command,
    Deployment,
    Fault,
}

impl Default for Activity {
    fn default() -> Activity {
        Activity { levels: vec![Vec::new()], marks: Vec::new(), next: FactId(0), entry: 0, missed: 0 }
    }
}

impl Activity {
    /// Facts in each stretch from the beginning on, up to the last in which something happened.
    pub fn counts(&self) -> &[u32] {
        self.levels.last().map_or(&[], Vec::as_slice)
    }

    /// The width of a stretch.
    pub fn width(&self) -> Span {
        width(self.levels.len() - 1)
    }

    /// Takes in what happened since the last time. `given`: the entries of the journal that the scenario made; they get
    /// no marks.
    pub fn follow(&mut self, history: &History, given: usize) {
        let world = history.world();
        let mut facts = history.simulation().log().since(self.next).peekable();
        let known = facts.peek().map_or(world.next_fact(), |fact| fact.id);
        self.missed += known.0 - self.next.0;
        for fact in facts {
            self.count(fact.at, 1);
            self.note(world, fact);
        }
        self.next = world.next_fact();
        self.widen(history.now());
        for entry in history.journal().iter().skip(self.entry.max(given)) {
            let label = aws::cut(&entry.line, 120).into();
            self.marks.push(Mark { at: entry.at, kind: MarkKind::Command, label, count: 1 });
        }
        self.entry = history.journal().len();
    }

    /// Marks a fact that stands out. The faults of a stretch have one mark: services that fail all the time would have
    /// more than can be seen.
    fn note(&mut self, world: &World, fact: &Fact) {
        let Some(mark) = mark(world, fact) else { return };
        let own = stretch(mark.at, self.width());
        let last = self.marks.iter_mut().rfind(|last| last.kind == MarkKind::Fault);
        match last.filter(|last| mark.kind == MarkKind::Fault && stretch(last.at, width(self.levels.len() - 1)) == own)
        {
            Some(last) => last.count += 1,
            None => self.marks.push(mark),
        }
    }

    fn count(&mut self, at: Time, facts: u32) {
        self.widen(at);
        let stretch = stretch(at, self.width());
        let Some(counts) = self.levels.last_mut() else { return };
        if counts.len() <= stretch {
            counts.resize(stretch + 1, 0);
        }
        counts[stretch] = counts[stretch].saturating_add(facts);
    }

    /// Begins wider stretches until they reach `now`.
    fn widen(&mut self, now: Time) {
        while stretch(now, self.width()) >= MOST_STRETCHES {
            let wider = self.counts().chunks(2).map(|pair| pair.iter().fold(0, |sum: u32, n| sum.saturating_add(*n)));
            let wider = wider.collect();
            self.levels.push(wider);
        }
    }

    /// Forgets what was from a moment on, for another course of events is followed from there.
    pub fn part(&mut self, from: Time, history: &History) {
        while self.levels.len() > 1 && stretch(from, width(self.levels.len() - 2)) < MOST_STRETCHES {
            self.levels.pop();
        }
        let later = |fact: &&Fact| fact.at >= from;
        let log = history.simulation().log();
        self.next = log.iter().rev().take_while(later).last().map_or(history.world().next_fact(), |fact| fact.id);
        // What happened in the stretch before the moment is all that isn't counted in those before it.
        let stretch = stretch(from, self.width());
        if let Some(counts) = self.levels.last_mut() {
            counts.truncate(stretch);
        }
        let counted: u64 = self.counts().iter().map(|n| u64::from(*n)).sum();
        let rest = self.next.0.saturating_sub(self.missed + counted);
        self.count(from, rest.try_into().unwrap_or(u32::MAX));
        self.missed = self.next.0.saturating_sub(counted + rest);
        if let Some(counts) = self.levels.last_mut() {
            while counts.pop_if(|count| *count == 0).is_some() {}
        }
        self.part_marks(from, history);
        self.entry = history.journal().partition_point(|entry| entry.at < from);
    }

    /// Only the faults of the stretch in which another course begins are gone through again.
    fn part_marks(&mut self, from: Time, history: &History) {
        let width = self.width();
        let begins = Time(from.0 - from.0 % width.0);
        self.marks.retain(|mark| mark.at < if mark.kind == MarkKind::Fault { begins } else { from });
        let log = history.simulation().log();
        let again: Vec<&Fact> = log.iter().rev().take_while(|fact| fact.at >= begins).collect();
        for fact in again.into_iter().rev().filter(|fact| fact.at < from) {
            if mark(history.world(), fact).is_some_and(|mark| mark.kind == MarkKind::Fault) {
                self.note(history.world(), fact);
            }
        }
    }
}

fn width(level: usize) -> Span {
    NARROWEST * (1 << level)
}

/// Which stretch a moment lies in.
fn stretch(at: Time, width: Span) -> usize {
    usize::try_from(at.0 / width.0).unwrap_or(usize::MAX)
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
    Some(Mark { at: fact.at, kind, label: label.into(), count: 1 })
}
