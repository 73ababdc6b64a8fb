//! A task: how far it is, its containers, why it is where it is.

use super::{Control, Inspector, Memo, PhaseStep, Row, Table, description};
use crate::session::{Selection, Session};
use crate::view::{lines, names};
use aws::{arn, logs, operations, reasons, words};
use engine::commands::can_be_protected;
use engine::ids::TaskId;
use engine::model::provider::{Capacity, Fargate};
use engine::model::task::{Answer, Container, ContainerState, Health, Owner, Phase, Task};
use engine::output::{Said, lines as lines_of};
use engine::runtime::{self, memory};
use engine::time::Time;
use engine::world::World;

pub(super) fn inspect(session: &Session, id: TaskId, memo: &mut Memo) -> Inspector {
    let world = session.world();
    let task = &world.tasks[id];
    let cluster = &world.clusters[task.cluster].name;
    let name = arn::task_name(world, id);
    Inspector {
        kind: match task.owner {
            Owner::Service(..) => "Task of a service",
            Owner::Standalone => "Standalone task",
        },
        title: names::task(world, id),
        summary: format!("{} · {}", words::phase(task.phase), world.definition(task.definition).label()),
        facts: facts(world, task),
        phases: phases(world, task),
        table: Some(containers(world, id, task)),
        output: Some(output(session, id)).filter(|table| !table.rows.is_empty()),
        placing: memo.placing(session, id),
        actions: actions(world, id, task),
        describe: description(
            format!("aws ecs describe-tasks --cluster {cluster} --tasks {name}"),
            &operations::describe_task(world, id),
        ),
        ..Inspector::default()
    }
}

fn facts(world: &World, task: &Task) -> Vec<(String, String)> {
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String| facts.push((name.into(), value));
    match task.owner {
        Owner::Service(service, _) => {
            add("Kept by", format!("service {}: if it ends, another is started", world.services[service].name));
        }
        Owner::Standalone => add("Kept by", "nobody: if it ends, it isn't replaced".into()),
    }
    add(
        "Runs on",
        match (task.instance(), world.capacity_of(task)) {
            (Some(on), _) => format!("{} in {}", names::instance(world, on), task.zone),
            (None, Capacity::Fargate(Fargate::Spot)) => format!("Fargate Spot in {}", task.zone),
            (None, _) => format!("Fargate in {}", task.zone),
        },
    );
    if let Some(until) = task.protected_until.filter(|_| task.is_protected(world.now)) {
        add("Protected", format!("from scaling in and deployments, until {until}"));
    }
    add("Reserves", format!("{} cpu · {} MiB", task.room.cpu, task.room.memory));
    if let Some(eni) = &task.eni {
        add("Address", eni.ip.to_string());
    }
    let ports: Vec<String> =
        task.host_ports.iter().map(|bound| format!("{} → {}", bound.host_port, bound.container_port)).collect();
    if !ports.is_empty() && task.eni.is_none() {
        add("Ports", ports.join(", "));
    }
    if let Some(says) = said(world, task) {
        add("Answers", says);
    }
    if let Some(stop) = &task.stop {
        add("Stopped for", words::stop_reason(world, &stop.reason));
    }
    facts
}

/// What a client hears from its first container with a port.
fn said(world: &World, task: &Task) -> Option<String> {
    let definition = world.definition(task.definition);
    let position = definition.containers.iter().position(|c| !c.ports.is_empty())?;
    match task.containers[position].answer {
        Answer::Status(status) => {
            let says = runtime::image(world, task, position).says.clone();
            Some(if status < 400 { format!("{status} “{says}”") } else { status.to_string() })
        }
        Answer::Refused | Answer::Silent => None,
    }
}

fn phases(world: &World, task: &Task) -> Vec<PhaseStep> {
    // Its targets are gone once they have drained.
    let balanced = task.service().is_some_and(|service| !world.services[service].config.balancers.is_empty());
    let stamps = &task.stamps;
    let label = |time: Option<Time>| time.map(|time| time.to_string());
    let eni = task.eni.is_some();
    let steps = [
        ("PROVISIONING", eni.then_some(stamps.created), matches!(task.phase, Phase::Provisioning { .. }), eni),
        (
            "PENDING",
            if eni { stamps.connected } else { Some(stamps.created) },
            matches!(task.phase, Phase::Pending { .. }),
            true,
        ),
        ("ACTIVATING", stamps.pull_started, task.phase == Phase::Activating, true),
        ("RUNNING", stamps.started, task.phase == Phase::Running, true),
        (
            "DEACTIVATING",
            stamps.stopping.filter(|_| stamps.started.is_some()),
            task.phase == Phase::Deactivating,
            balanced || !task.targets.is_empty() || task.phase == Phase::Deactivating,
        ),
        ("STOPPING", stamps.execution_stopped, task.phase == Phase::Stopping, true),
        ("DEPROVISIONING", None, matches!(task.phase, Phase::Deprovisioning { .. }), eni),
        ("STOPPED", stamps.stopped, task.phase == Phase::Stopped, true),
    ];
    let shown = steps.into_iter().filter(|(.., shown)| *shown);
    shown.map(|(name, at, current, _)| PhaseStep { name, at: label(at), current }).collect()
}

fn containers(world: &World, id: TaskId, task: &Task) -> Table {
    let definition = world.spec(task);
    let rows = task.containers.iter().zip(&definition.containers).enumerate().map(|(position, (container, definition))| {
        let failed = matches!(&container.state, ContainerState::Stopped { code, reason, .. } if reason.is_some() || code.is_some_and(|code| code != 0));
        let restarts = container.restarts;
        let cells = [
            definition.name.to_string(),
            definition.image.to_string(),
            state(world, id, position, container),
            memory(world, task, position),
            if definition.health_check.is_some() { words::health(container.health).into() } else { "no check".into() },
            if definition.restart.is_some() { restarts.to_string() } else { String::new() },
        ];
        Row {
            cells: cells.into(),
            note: None,
            leads_to: None,
            alarming: failed || container.health == Health::Unhealthy,
        }
    });
    let head = vec!["name", "image", "state", "memory", "health", "restarts"];
    Table { title: "Containers", head, rows: rows.collect() }
}

/// MiB that are in use, where the image says so, and the hard limit.
fn memory(world: &World, task: &Task, position: usize) -> String {
    let used = memory::in_use(world, task, position);
    let definition = world.spec(task);
    match definition.containers[position].memory.or(definition.memory) {
        _ if used == 0 => String::new(),
        Some(limit) => format!("{used} of {limit} MiB"),
        None => format!("{used} MiB"),
    }
}

/// Lines of output that are shown.
const MOST_LINES: usize = 8;

/// What its applications wrote last.
fn output(session: &Session, id: TaskId) -> Table {
    let world = session.world();
    let definition = world.spec(&world.tasks[id]);
    let lines = lines_of(session.history().simulation().log(), world, id);
    let rows = lines.iter().rev().take(MOST_LINES).rev().map(|line| Row {
        cells: vec![
            line.at.to_string(),
            definition.containers[line.container].name.to_string(),
            logs::line(world, id, line),
        ],
        note: None,
        leads_to: None,
        alarming: matches!(line.said, Said::Denied(_)) || matches!(line.said, Said::Ended(code) if code != 0),
    });
    Table { title: "Output", head: vec!["time", "container", "line"], rows: rows.collect() }
}

fn state(world: &World, id: TaskId, position: usize, container: &Container) -> String {
    match &container.state {
        ContainerState::Waiting => "waiting".into(),
        ContainerState::Pulling { .. } => "pulling".into(),
        ContainerState::Pulled => "pulled".into(),
        ContainerState::Starting { .. } => "starting".into(),
        ContainerState::Running { .. } => "RUNNING".into(),
        ContainerState::Stopping { .. } => "stopping".into(),
        ContainerState::Stopped { reason, .. } => match (container.exit_code(), reason) {
            (Some(code), Some(reason)) => {
                format!("STOPPED, exit code {code}: {}", reasons::container(world, id, position, reason))
            }
            (None, Some(reason)) => reasons::container(world, id, position, reason),
            (Some(code), None) => format!("STOPPED, exit code {code}"),
            (None, None) => "STOPPED".into(),
        },
    }
}

fn actions(world: &World, id: TaskId, task: &Task) -> Vec<Control> {
    let name = arn::task_name(world, id);
    let cluster = &world.clusters[task.cluster].name;
    let button = |purpose: &str, title: &str, line: String| Control::button(Selection::Task(id), purpose, title, line);
    let mut actions = Vec::new();
    if task.wanted {
        actions.push(button("stop", "Stop task", lines::stop_task(cluster, &name)).main().taking());
    }
    if can_be_protected(task) {
        let protected = task.is_protected(world.now);
        let title = if protected { "End protection" } else { "Protect from scale-in" };
        actions.push(button("protect", title, lines::protect_task(cluster, &name, !protected)));
    }
    if task.containers.iter().any(|c| matches!(c.state, ContainerState::Running { .. })) {
        actions.push(button("kill", "Kill task", lines::kill_task(&name[..12])).taking());
    }
    if task.wanted && world.capacity_of(task).is_spot() {
        actions.push(button("interrupt", "Interrupt Spot", lines::interrupt_spot(&name[..12])).taking());
    }
    actions
}
