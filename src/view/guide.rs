//! What to try next: a few steps that tick themselves.

use crate::session::Session;
use engine::commands::{Command, UpdateService};
use engine::model::Name;
use engine::model::service::{Rollout, Service};
use engine::world::World;

#[derive(Clone, PartialEq, Debug)]
pub struct Guide {
    pub hidden: bool,
    pub steps: Vec<Step>,
    pub done: usize,
    /// The line that was run last, if it is one of a step's, and what came of it.
    pub said: Option<(String, String)>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    pub title: &'static str,
    pub about: &'static str,
    /// The line that does it, if one does.
    pub line: Option<String>,
    pub done: bool,
    /// The first that isn't done.
    pub next: bool,
}

struct Goal {
    title: &'static str,
    about: &'static str,
    line: fn(&World) -> Option<String>,
    done: fn(&Session) -> bool,
}

const GOALS: [Goal; 6] = [
    Goal {
        title: "Kill a task",
        about: "The service notices within seconds and starts another. Watch where it goes, then click it: why here?",
        line: |world| service(world, "shop").then(|| "sim kill-task service:shop".into()),
        done: |session| asked(session, |command| matches!(command, Command::KillTask(_))),
    },
    Goal {
        title: "Ship a new revision",
        about: "shop:2 answers differently. New tasks start first, pass their health check, and only then old ones drain.",
        line: |world| {
            let line = "aws ecs update-service --cluster demo --service shop --task-definition shop:2";
            service(world, "shop").then(|| line.into())
        },
        done: |session| {
            let world = session.world();
            let shipped = |update: &UpdateService| {
                let cluster = world.cluster(&update.cluster);
                let service = cluster.and_then(|cluster| world.service(cluster, &update.service));
                // What fails later doesn't undo it.
                let done = |service: &Service| service.primary().rollout == Rollout::Completed;
                update.definition.is_some() && service.is_some_and(|id| done(&world.services[id]))
            };
            asked(session, |command| matches!(command, Command::UpdateService(update) if shipped(update)))
        },
    },
    Goal {
        title: "Lose an instance",
        about: "Its tasks are replaced elsewhere. Nothing moves back when another comes.",
        line: |_| Some("sim lose-instance us-east-1a/1".into()),
        done: |session| {
            let lost = |command: &Command| matches!(command, Command::LoseInstance(_) | Command::LoseZone(_));
            asked(session, lost)
        },
    },
    Goal {
        title: "Run a task by itself",
        about: "No service stands behind it: it runs, ends, and nobody replaces it.",
        line: |world| world.cluster("demo").map(|_| "aws ecs run-task --cluster demo --task-definition job".into()),
        done: |session| asked(session, |command| matches!(command, Command::RunTask(_))),
    },
    Goal {
        title: "Go back in time",
        about: "Drag the timeline to any moment. Act there, and the future forks; undo brings it back.",
        line: |_| None,
        done: |session| session.has_travelled(),
    },
    Goal {
        title: "Paste your own",
        about: "Register a task definition from a real project, then create a service with it.",
        line: |_| None,
        done: |session| {
            // A fault registers another revision of what is there.
            let theirs = |family: &Name| {
                session.history().journal()[..session.given()].iter().any(|entry| registers(&entry.command, family))
            };
            let own = |command: &Command| match command {
                Command::RegisterTaskDefinition(asked) => !theirs(&asked.definition.family),
                _ => false,
            };
            asked(session, own)
        },
    },
];

fn registers(command: &Command, family: &Name) -> bool {
    matches!(command, Command::RegisterTaskDefinition(asked) if asked.definition.family == *family)
}

fn service(world: &World, name: &str) -> bool {
    world.cluster("demo").is_some_and(|cluster| world.service(cluster, name).is_some())
}

fn asked(session: &Session, wanted: impl Fn(&Command) -> bool) -> bool {
    session.history().journal().iter().skip(session.given()).any(|entry| wanted(&entry.command))
}

pub fn guide(session: &Session) -> Guide {
    let world = session.world();
    let mut found_next = false;
    let steps: Vec<Step> = GOALS
        .iter()
        .map(|goal| {
            let done = (goal.done)(session);
            let next = !done && !found_next;
            found_next |= next;
            let line = if next { (goal.line)(world) } else { None };
            Step { title: goal.title, about: goal.about, line, done, next }
        })
        .collect();
    let done = steps.iter().filter(|step| step.done).count();
    Guide { hidden: session.guide_hidden, done, steps, said: said(session) }
}

/// What came of the step that was done last: beside its button, for the terminal and the map may be far away.
fn said(session: &Session) -> Option<(String, String)> {
    let last = session.terminal().exchanges().next_back().filter(|last| !last.undone)?;
    let offered = GOALS.iter().filter_map(|goal| (goal.line)(session.world())).any(|line| line == *last.line);
    let outcome = &last.outcome;
    let answer = match outcome.status {
        0 => "Done. The map shows what comes of it, and the terminal what was said.".into(),
        _ => aws::cut(outcome.stderr.trim(), 300),
    };
    offered.then(|| (last.line.to_string(), answer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Action;
    use crate::session::scenario::Scenario;
    use crate::view::faults::faults;
    use engine::random::Seed;

    fn run(session: &mut Session, line: &str) {
        session.update(Action::Line(line.into()));
    }

    #[test]
    fn only_what_is_ones_own_ticks_the_last_step() {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        let last = |session: &Session| guide(session).steps.last().is_some_and(|step| step.done);
        let fault = faults(&session).breaks.into_iter().find(|one| one.title == "Bad image").expect("is offered");
        fault.lines.iter().for_each(|line| run(&mut session, line));
        assert!(!last(&session));
        run(&mut session, "aws ecs register-task-definition --cli-input-json file://web-taskdef.json");
        assert!(last(&session));
    }

    #[test]
    fn what_came_of_a_step_stands_beside_it() {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        assert_eq!(guide(&session).said, None);
        run(&mut session, "sim kill-task service:shop");
        assert!(
            guide(&session).said.is_some_and(|(line, said)| line.contains("kill-task") && said.starts_with("Done"))
        );
        run(&mut session, "sim now");
        assert_eq!(guide(&session).said, None);
        for _ in 0..2 {
            run(&mut session, "sim lose-zone us-east-1a");
            run(&mut session, "sim lose-instance us-east-1a/1");
        }
        assert!(guide(&session).said.is_some());
    }
}
