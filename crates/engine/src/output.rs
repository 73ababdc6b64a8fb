//! What applications wrote: read off the facts, so that nothing is kept for it. It reaches as far back as the log does.

use crate::facts::{Change, Fact, TaskChange};
use crate::ids::TaskId;
use crate::log::Log;
use crate::model::resource::ResourceKind;
use crate::model::role::Denied;
use crate::model::task::{Answer, ContainerState};
use crate::resources::log_group;
use crate::sorted::SortedSet;
use crate::time::Time;
use crate::timings::KILLED;
use crate::world::World;

/// A line of an application's output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub at: Time,
    /// Which container of the task wrote it, by position.
    pub container: usize,
    pub said: Said,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    Started,
    /// It answers its requests with this from now on.
    Answers(u16),
    Denied(Denied),
    /// SIGTERM came, and it takes its time to end.
    EndsSoon,
    /// It ended by itself, or by its own handler of SIGTERM.
    Ended(i32),
}

/// The lines of a task up to the moment of `world`, oldest first.
pub fn lines(log: &Log, world: &World, task: TaskId) -> Vec<Line> {
    let Some(created) = world.tasks.get(task).map(|task| task.stamps.created) else { return vec![] };
    lines_since(log, world, created, |of| of == task).into_iter().map(|(_, line)| line).collect()
}

/// The lines of some tasks from a moment up to that of `world`, oldest first.
pub fn lines_since(log: &Log, world: &World, since: Time, of: impl Fn(TaskId) -> bool) -> Vec<(TaskId, Line)> {
    let past = log.iter().rev().skip_while(|fact| fact.id.0 >= world.facts);
    let own = past.take_while(|fact| fact.at >= since).filter_map(line).filter(|(task, _)| of(*task));
    let mut lines: Vec<(TaskId, Line)> = own.filter(|(task, line)| arrives(world, *task, line)).collect();
    lines.reverse();
    // Answering from the very start is no news.
    let started = lines.iter().filter(|(_, line)| line.said == Said::Started);
    let starts: SortedSet<(Time, TaskId, usize)> =
        started.map(|(task, line)| (line.at, *task, line.container)).collect();
    let is_news = |task: TaskId, line: &Line| match line.said {
        Said::Answers(_) => !starts.contains(&(line.at, task, line.container)),
        Said::Started | Said::Denied(_) | Said::EndsSoon | Said::Ended(_) => true,
    };
    lines.retain(|(task, line)| is_news(*task, line));
    lines
}

/// Whether what a container wrote reached its log group: its execution role must let it (roles-and-resources.md#roles).
fn arrives(world: &World, task: TaskId, line: &Line) -> bool {
    let Some(task) = world.tasks.get(task) else { return true };
    let spec = world.spec(task);
    let to_cloudwatch = spec.containers[line.container].log.as_ref().is_some_and(|log| *log.driver == *"awslogs");
    // With a group went its streams: a task that began before then has none in the next group of the name.
    let group = spec.containers[line.container].log.as_ref().and_then(log_group);
    let resource = group.and_then(|group| world.account.resource(ResourceKind::LogGroup, group));
    if resource.is_some_and(|group| !group.is_there() || group.deleted_at.is_some_and(|at| task.stamps.created < at)) {
        return false;
    }
    let role = spec.execution_role.as_deref().filter(|_| to_cloudwatch);
    role.is_none_or(|role| world.account.heard(role, line.at))
}

fn line(fact: &Fact) -> Option<(TaskId, Line)> {
    let Change::Task(task, change) = &fact.change else { return None };
    let (container, said) = match change {
        TaskChange::ContainerMoved { container, state } => (*container, of_state(fact.at, state)?),
        TaskChange::AnswerChanged { container, answer: Answer::Status(status) } => (*container, Said::Answers(*status)),
        TaskChange::ContainerRestarted { container, code, .. } if *code != KILLED => (*container, Said::Ended(*code)),
        TaskChange::CallDenied { container, denied } => (*container, Said::Denied(denied.clone())),
        TaskChange::AnswerChanged { .. }
        | TaskChange::ContainerRestarted { .. }
        | TaskChange::Created(_)
        | TaskChange::PhaseChanged { .. }
        | TaskChange::StopWanted { .. }
        | TaskChange::HealthChecked { .. }
        | TaskChange::BehaviourSet { .. }
        | TaskChange::ProtectionSet { .. }
        | TaskChange::Forgotten => return None,
    };
    Some((*task, Line { at: fact.at, container, said }))
}

/// A process that is killed, or ends of SIGTERM without a handler, writes nothing.
fn of_state(now: Time, state: &ContainerState) -> Option<Said> {
    match state {
        ContainerState::Running { .. } => Some(Said::Started),
        ContainerState::Stopping { until, code } if *code != KILLED && *until > now => Some(Said::EndsSoon),
        ContainerState::Stopped { code: Some(code), .. } if ![KILLED, UNHANDLED].contains(code) => {
            Some(Said::Ended(*code))
        }
        ContainerState::Waiting
        | ContainerState::Pulling { .. }
        | ContainerState::Pulled
        | ContainerState::Starting { .. }
        | ContainerState::Stopping { .. }
        | ContainerState::Stopped { .. } => None,
    }
}

/// The exit code of a process that SIGTERM ended: 128 + 15.
const UNHANDLED: i32 = 143;
