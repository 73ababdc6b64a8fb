//! What to try next: a few steps that tick themselves.

use crate::session::Session;
use engine::commands::{Command, UpdateService};
use engine::model::service::Service;
use engine::world::World;

#[derive(Clone, PartialEq, Debug)]
pub struct Guide {
    pub hidden: bool,
    pub steps: Vec<Step>,
    pub done: usize,
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
                let done = |service: &Service| service.deployments.len() == 1 && service.steady;
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
        done: |session| asked(session, |command| matches!(command, Command::RegisterTaskDefinition(_))),
    },
];

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
    Guide { hidden: session.guide_hidden, done: steps.iter().filter(|step| step.done).count(), steps }
}
