//! When something happened: how busy each stretch of time was, and the moments that stand out. Kept for the timeline.

use std::rc::Rc;

use crate::engine::fact::{AccountChange, Change, Fact, FactId, InstanceChange, ServiceChange, TaskChange};
use crate::engine::model::instance::Machine;
use crate::engine::model::task::StopCode;
use crate::engine::sim::Simulation;
use crate::engine::time::{Span, Time};
use crate::engine::world::World;

/// The width of a stretch.
pub const STRETCH: Span = Span::secs(5);
/// Moments that are marked; past it the oldest go.
const MOST_MARKS: usize = 500;

#[derive(Clone, Default, Debug)]
pub struct Activity {
    /// Facts in each stretch, from the beginning on.
    pub counts: Vec<u32>,
    pub marks: Vec<Mark>,
    next: u64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    pub at: Time,
    pub kind: MarkKind,
    pub label: Rc<str>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MarkKind {
    Command,
    Deployment,
    Fault,
}

impl Activity {
    /// Takes in the facts that happened since the last time.
    pub fn follow(&mut self, simulation: &Simulation) {
        let world = simulation.world();
        if world.facts < self.next {
            self.cut(world);
        }
        for fact in simulation.log().since(FactId(self.next)) {
            let stretch = (fact.at.0 / STRETCH.0) as usize;
            if self.counts.len() <= stretch {
                self.counts.resize(stretch + 1, 0);
            }
            self.counts[stretch] += 1;
            self.marks.extend(mark(world, fact));
        }
        self.next = world.facts;
        let surplus = self.marks.len().saturating_sub(MOST_MARKS);
        self.marks.drain(..surplus);
    }

    pub fn note_command(&mut self, at: Time, line: &str) {
        self.marks.push(Mark { at, kind: MarkKind::Command, label: crate::api::cut(line, 120).into() });
    }

    /// Forgets what came after the present: that future didn't happen.
    fn cut(&mut self, world: &World) {
        self.counts.truncate((world.now.0 / STRETCH.0) as usize + 1);
        self.marks.retain(|mark| mark.at <= world.now);
    }
}

fn mark(world: &World, fact: &Fact) -> Option<Mark> {
    let (kind, label) = match &fact.change {
        Change::Service(id, ServiceChange::DeploymentStarted { deployment }) => {
            let label = world.definition(deployment.definition).label();
            (MarkKind::Deployment, format!("{}: deployment of {label}", world.services.get(*id)?.name))
        }
        Change::Account(AccountChange::ZoneLost { zone }) => (MarkKind::Fault, format!("{zone} lost")),
        Change::Instance(id, InstanceChange::MachineChanged { machine: Machine::Terminated }) => {
            (MarkKind::Fault, format!("{} lost", crate::api::arn::ec2_instance(world, *id)))
        }
        Change::Task(id, TaskChange::StopWanted { stop }) => match stop.code {
            StopCode::TaskFailedToStart | StopCode::EssentialContainerExited => {
                let task = crate::api::arn::task_name(world, *id);
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
