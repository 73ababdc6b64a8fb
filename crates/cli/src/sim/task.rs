//! `sim task` and `sim logs`: how a task and its containers are, and what they wrote.

use super::args::Args;
use super::{Context, table};
use crate::{Outcome, refer};
use aws::{arn, logs, reasons, words};
use engine::chronicle::{Chronicle, Stopped};
use engine::history::History;
use engine::ids::TaskId;
use engine::model::container::task_health;
use engine::model::task::{ContainerState, Task};
use engine::output;
use engine::runtime::memory;
use engine::world::World;

pub(super) fn task(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let world = context.history.world();
    let what = args.required()?;
    args.end()?;
    let id = match refer::task(world, &what) {
        Ok(id) => id,
        Err(why) => return forgotten(context.history, &what).map(Outcome::printed).ok_or(why),
    };
    let task = &world.tasks[id];
    let definition = world.spec(task);
    let (name, group) = (arn::task_name(world, id), &world.groups[task.group].name);
    let health = words::health(task_health(&task.containers, definition));
    let mut text = format!("task {} of {group}: {}, {health}\n", &name[..6], words::phase(task.phase));
    if let Some(stop) = &task.stop {
        let reason = words::stop_reason(world, &stop.reason);
        text.push_str(&format!("{}: {reason}\n", words::stop_code(stop.code)));
    }
    if let Some(at) = task.stamps.stopped {
        text.push_str(&format!("stopped at {at}\n"));
    }
    if let Some(until) = task.protected_until.filter(|_| task.is_protected(world.now)) {
        text.push_str(&format!("protected from scaling in until {until}\n"));
    }
    let rows: Vec<[String; 3]> = (0..task.containers.len()).map(|n| container(world, id, task, n)).collect();
    text.push_str(&table(&rows));
    Ok(Outcome::printed(text))
}

/// What is still known of a task that ECS no longer describes.
fn forgotten(history: &History, what: &str) -> Option<String> {
    let (world, digits) = (history.world(), arn::last_part(what));
    let chronicle = Chronicle::of(history.simulation());
    let named = |stopped: &&Stopped| arn::task_name(world, stopped.task).starts_with(digits);
    let stopped = chronicle.stopped(world).find(named).filter(|_| digits.len() >= refer::FEWEST_DIGITS)?;
    let (name, label) = (arn::task_name(world, stopped.task), world.definition(stopped.definition).label());
    let (at, ended) = (stopped.at, words::ended(world, stopped));
    Some(format!("task {} of {label}, which ECS no longer describes\nstopped at {at}: {ended}\n", &name[..6]))
}

/// A container's name, its status and health, and how it ended.
fn container(world: &World, id: TaskId, task: &Task, position: usize) -> [String; 3] {
    let definition = &world.spec(task).containers[position];
    let container = &task.containers[position];
    let (state, ended) = match &container.state {
        ContainerState::Waiting => ("waiting", String::new()),
        ContainerState::Pulling { .. } => ("pulling", String::new()),
        ContainerState::Pulled => ("pulled", String::new()),
        ContainerState::Starting { .. } => ("starting", String::new()),
        ContainerState::Running { .. } => ("RUNNING", String::new()),
        ContainerState::Stopping { .. } => ("stopping", String::new()),
        ContainerState::Stopped { reason, .. } => {
            let code = container.exit_code().map(|code| format!("exit code {code}"));
            let reason = reason.as_ref().map(|reason| reasons::container(world, id, position, reason));
            ("STOPPED", code.into_iter().chain(reason).collect::<Vec<_>>().join(", "))
        }
    };
    let mut how = vec![state.to_string()];
    if definition.health_check.is_some() {
        how.push(words::health(container.health).into());
    }
    let used = memory::in_use(world, task, position);
    if used > 0 {
        how.push(format!("{used} MiB"));
    }
    match container.restarts {
        0 => {}
        1 => how.push("restarted once".into()),
        n => how.push(format!("restarted {n} times")),
    }
    [format!("  {}", definition.name), how.join(", "), ended]
}

pub(super) fn logs(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let world = context.history.world();
    let task = refer::task(world, &args.required()?)?;
    let only = args.optional();
    args.end()?;
    let containers = &world.spec(&world.tasks[task]).containers;
    if let Some(name) = &only
        && containers.iter().all(|container| *container.name != **name)
    {
        let names: Vec<&str> = containers.iter().map(|container| &*container.name).collect();
        return Err(format!("it has no container {}; it has {}", aws::cut(name, 80), names.join(", ")));
    }
    let lines = output::lines(context.history.simulation().log(), world, task);
    let mut text = String::new();
    for (position, container) in containers.iter().enumerate() {
        if only.as_deref().is_some_and(|name| *name != *container.name) {
            continue;
        }
        text.push_str(&format!("{}: {}\n", container.name, logs::destination(world, task, position)));
        let own = lines.iter().filter(|line| line.container == position);
        own.for_each(|line| text.push_str(&format!("  {} {}\n", line.at, logs::line(world, task, line))));
    }
    Ok(Outcome::printed(text))
}
