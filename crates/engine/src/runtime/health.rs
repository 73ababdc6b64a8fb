//! Container health checks, as the container runtime does them (tasks.md#health-checks).
//!
//! Checks fall on a grid that begins with the container: the first comes one interval after its start. A check that
//! would change nothing needs no wake.

use crate::ids::FactId;
use crate::model::definition::{HealthCheck, TaskDefinition};
use crate::model::image::{Check, Image};
use crate::model::task::{Answer, Container, Health, Task};
use crate::time::{Span, Time};
use crate::world::World;

/// One container with its check, while it runs.
struct Checked<'a> {
    container: &'a Container,
    check: &'a HealthCheck,
    since: Time,
    passes: bool,
    /// Whether the command is still going when its timeout is over.
    hangs: bool,
}

/// The health and the failures in a row after the check that is due now, if one is and it has an effect.
pub fn due(world: &World, task: &Task, position: usize) -> Option<(Health, u32)> {
    let checked = Checked::of(world, task, position)?;
    let due = world.now > checked.since && (world.now - checked.since).0.is_multiple_of(checked.every().0);
    if !due || checked.container.checked == Some(world.now) {
        return None;
    }
    checked.outcome(world.now)
}

/// When the next check falls that could have an effect.
pub fn next_at(world: &World, task: &Task, position: usize) -> Option<Time> {
    let checked = Checked::of(world, task, position)?;
    let has_effect = match (checked.container.health, checked.passes) {
        (Health::Healthy, true) => checked.container.failing > 0,
        (Health::Unhealthy, false) => false,
        (Health::Unknown | Health::Unhealthy, true) | (Health::Unknown | Health::Healthy, false) => true,
    };
    let from = match (checked.container.health, checked.passes) {
        (Health::Unknown, false) => world.now.max(Time((checked.counts_from() + checked.lasts()).0.saturating_sub(1))),
        (Health::Unknown | Health::Healthy | Health::Unhealthy, _) => world.now,
    };
    has_effect.then(|| from.next_on_grid(checked.since, checked.every()))
}

impl<'a> Checked<'a> {
    fn of(world: &'a World, task: &'a Task, position: usize) -> Option<Checked<'a>> {
        let container = &task.containers[position];
        let definition = &world.definition(task.definition).containers[position];
        let check = definition.health_check.as_ref()?;
        let since = container.running_since()?;
        let image = super::image(world, task, position);
        let passes = passes(check, image, container.answer);
        Some(Checked { container, check, since, passes, hangs: image.check == Check::Hangs })
    }

    fn lasts(&self) -> Span {
        if self.hangs { self.check.timeout } else { Span::ZERO }
    }

    /// The next check begins an interval after the last one ended.
    fn every(&self) -> Span {
        self.check.interval.max(Span::secs(1)) + self.lasts()
    }

    /// Checks that begin before this may fail without being counted, until one has passed.
    fn counts_from(&self) -> Time {
        self.since + self.check.start_period
    }

    /// The health and the failures in a row after a check that ends now; `None` if it leaves both as they are.
    fn outcome(&self, now: Time) -> Option<(Health, u32)> {
        let (health, failing) = (self.container.health, self.container.failing);
        if self.passes {
            return (health != Health::Healthy || failing > 0).then_some((Health::Healthy, 0));
        }
        let counts = health == Health::Healthy || now >= self.counts_from() + self.lasts();
        if health == Health::Unhealthy || !counts {
            return None;
        }
        let failing = failing + 1;
        Some(if failing >= self.check.retries.max(1) { (Health::Unhealthy, failing) } else { (health, failing) })
    }
}

/// Whether the command of a health check ends with 0. One that calls `curl` can't where there is none.
fn passes(check: &HealthCheck, image: &Image, answer: Answer) -> bool {
    if check.needs_curl && !image.has_curl {
        return false;
    }
    match image.check {
        Check::AsServed => matches!(answer, Answer::Status(status) if status < 400),
        Check::Passes => true,
        Check::Fails | Check::Hangs => false,
    }
}

/// The check by which an essential container is UNHEALTHY: the service scheduler replaces such a task.
pub fn failed_by(definition: &TaskDefinition, task: &Task) -> Option<FactId> {
    checked(definition, task).find(|container| container.health == Health::Unhealthy)?.judged_by
}

/// Whether every essential container that has a check passes it; `None` if none has one (deployments.md#healthy).
pub fn all_pass(definition: &TaskDefinition, task: &Task) -> Option<bool> {
    let mut checked = checked(definition, task).peekable();
    checked.peek()?;
    Some(checked.all(|container| container.health == Health::Healthy))
}

fn checked<'a>(definition: &'a TaskDefinition, task: &'a Task) -> impl Iterator<Item = &'a Container> + 'a {
    let containers = task.containers.iter().zip(&definition.containers);
    containers.filter(|(_, d)| d.essential && d.health_check.is_some()).map(|(container, _)| container)
}
