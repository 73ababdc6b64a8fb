//! How a task ended, in one line; and how many tasks ended, by reason.

use crate::{arn, reasons};
use engine::chronicle::{End, Stopped};
use engine::world::World;

/// `Essential container in task exited · app: exit code 1`: the stopped reason, and what its containers add.
pub fn ended(world: &World, stopped: &Stopped) -> String {
    let reason = stopped.stop.as_ref().map(|stop| super::stop_reason(world, &stop.reason));
    let containers = stopped.ends.iter().filter_map(|end| container(world, stopped, end, reason.as_deref()));
    let parts: Vec<String> = reason.clone().into_iter().chain(containers).collect();
    parts.join(" · ")
}

/// What a container adds to the reason of its task: nothing, if it ended as it should or for the same reason.
fn container(world: &World, stopped: &Stopped, end: &End, known: Option<&str>) -> Option<String> {
    let definition = world.definition(stopped.definition);
    let reason = end.reason.as_ref().map(|reason| reasons::container_of(world, definition, end.container, reason));
    let said = [end.code.map(|code| format!("exit code {code}")), reason.filter(|reason| Some(&**reason) != known)];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let name = &definition.containers.get(end.container)?.name;
    (!said.is_empty()).then(|| format!("{name}: {}", said.join(", ")))
}

/// Why tasks ended: each reason once, with how many did for it; the latest first.
pub fn by_count<'a>(world: &World, stopped: impl Iterator<Item = &'a Stopped>) -> Vec<String> {
    let mut counts: Vec<(String, u32)> = Vec::new();
    for one in stopped {
        // A reason may name its task: the same reason all the same.
        let why = ended(world, one).replace(&arn::task_name(world, one.task), "…");
        match counts.iter_mut().find(|(known, _)| *known == why) {
            Some((_, count)) => *count += 1,
            None => counts.push((why, 1)),
        }
    }
    counts.into_iter().map(|(why, count)| format!("{count} × {why}")).collect()
}
