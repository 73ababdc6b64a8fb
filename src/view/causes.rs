//! What led to an event: the walk up the tree of causes, with what happened beside each step.

use super::briefs::brief;
use crate::session::Session;
use engine::facts::{Cause, Change, Fact, FactId, TaskChange};
use engine::log::Log;
use engine::model::task::{ContainerState, Owner, Task};
use engine::world::World;

/// Lines of a chain of causes that are shown: its beginning, which is nearest, and its end, where it was asked for. And how
/// many lines one step may give.
const NEAREST: usize = 10;
const FARTHEST: usize = 3;
const MOST_BESIDE: usize = 3;

/// Each step in a few words, the nearest first.
pub(super) fn causes(session: &Session, world: &World, fact: &Fact) -> Vec<String> {
    let log = session.history().simulation().log();
    let mut steps = Vec::new();
    let mut last = fact;
    for step in log.causes(fact.id) {
        let own = (step.id != fact.id).then_some(step);
        steps.extend(own.into_iter().chain(ends_beside(log, world, step)));
        last = step;
    }
    let line = |fact: &&Fact| format!("{} {}", fact.at, brief(world, &fact.change));
    let mut lines: Vec<String> = match steps.len().saturating_sub(NEAREST + FARTHEST) {
        0 | 1 => steps.iter().map(line).collect(),
        left_out => {
            let (near, far) = (&steps[..NEAREST], &steps[NEAREST + left_out..]);
            let between = format!("… {left_out} steps in between");
            near.iter().map(line).chain([between]).chain(far.iter().map(line)).collect()
        }
    };
    match last.cause {
        Cause::Command(number) => {
            let line = session.history().journal().get(number as usize).map(|entry| aws::cut(&entry.line, 160));
            lines.push(format!("{} asked for: {}", last.at, line.unwrap_or_default()));
        }
        Cause::Fact(_) => lines.push("… what came before is no longer kept".into()),
    }
    lines
}

/// What of the same task or service ended at the same moment for the same cause, just before: that a service complains is of
/// the same cause as that a task failed, and says nothing without it.
fn ends_beside<'a>(log: &'a Log, world: &'a World, fact: &'a Fact) -> impl Iterator<Item = &'a Fact> {
    let (cause, at) = (fact.cause, fact.at);
    let before = (0..fact.id.0).rev().map_while(|id| log.get(FactId(id)));
    let same = before.take_while(move |other| other.cause == cause && other.at == at);
    same.filter(|other| tells_an_end(&other.change) && concerns(world, &fact.change, &other.change)).take(MOST_BESIDE)
}

/// Whether the end of a task has to do with a change beside it.
fn concerns(world: &World, change: &Change, end: &Change) -> bool {
    let Change::Task(ended, _) = end else { return false };
    let service_of = |task| world.tasks.get(task).and_then(Task::service);
    match change {
        Change::Service(service, _) => service_of(*ended) == Some(*service),
        Change::Task(_, TaskChange::Created(new)) => match new.owner {
            Owner::Service(service, _) => service_of(*ended) == Some(service),
            Owner::Standalone => false,
        },
        Change::Task(task, _) | Change::Target(_, task, _) => task == ended,
        Change::Account(_)
        | Change::Cluster(..)
        | Change::Instance(..)
        | Change::Definition(..)
        | Change::Balancer(..)
        | Change::TargetGroup(..)
        | Change::Resource(_)
        | Change::Schedule(..)
        | Change::ServiceDeployment(..)
        | Change::Alarm(_)
        | Change::Bus(_)
        | Change::Function(_) => false,
    }
}

fn tells_an_end(change: &Change) -> bool {
    match change {
        Change::Task(_, TaskChange::StopWanted { .. } | TaskChange::ContainerRestarted { .. }) => true,
        Change::Task(_, TaskChange::ContainerMoved { state, .. }) => matches!(state, ContainerState::Stopped { .. }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::session::scenario::Scenario;
    use crate::session::{Action, Session};
    use crate::view::events::events;
    use crate::view::faults::faults;
    use engine::random::Seed;

    /// Deploys a fault, lets time go on, and gives the causes of the latest event that has `text` in it.
    fn causes_of(fault: &str, wait: &str, text: &str) -> Vec<String> {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        let fault = faults(&session).breaks.into_iter().find(|one| one.title == fault).expect("is offered");
        for line in fault.lines.iter().map(String::as_str).chain([wait]) {
            session.update(Action::Line(line.into()));
        }
        let row = events(&session).into_iter().find(|row| row.text.contains(text)).expect("is said");
        session.update(Action::ToggleCauses(row.fact));
        events(&session).into_iter().find_map(|row| row.causes).expect("they are shown")
    }

    fn has(causes: &[String], wanted: &str) {
        assert!(causes.iter().any(|line| line.contains(wanted)), "{wanted}: {causes:#?}");
    }

    #[test]
    fn the_causes_of_a_complaint_lead_to_the_reason_and_to_who_asked() {
        let causes = causes_of("Bad image", "sim wait 1m", "is unable to consistently start tasks");
        has(&causes, "is to stop: CannotPullContainerError: pull image manifest has been retried 1 time(s)");
        has(&causes, "playground/web:missing: not found");
        has(&causes, "service shop deploys shop:3");
        has(&causes, "asked for: aws ecs update-service");
    }

    /// A lost zone ends tasks of all services at one moment, by one command.
    #[test]
    fn what_else_ended_at_that_moment_is_no_cause() {
        let causes = causes_of("Lose a zone", "sim wait 2s", "the agent of");
        assert_eq!(causes.len(), 1, "{causes:#?}");
        let causes = causes_of("Lose a zone", "sim wait 12s", "(service api) has started");
        assert!(causes.iter().all(|line| !line.contains("never ran")), "{causes:#?}");
        let told = causes.iter().filter(|line| line.contains("is to stop"));
        assert!(told.count() >= 1, "{causes:#?}");
    }

    #[test]
    fn a_replacement_leads_to_how_the_task_before_it_ended() {
        let causes = causes_of("Crashing release", "sim wait 3m", "has started");
        has(&causes, "exit code 1");
    }
}
