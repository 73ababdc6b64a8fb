//! Starts the tasks that a plan asks for, and says in the service's events what came of it.

use std::rc::Rc;

use super::plan::{Plan, StartGroup, WaitingOn};
use super::say;
use crate::engine::fact::{Change, ServiceChange};
use crate::engine::ids::{DeploymentId, ServiceId, TaskId};
use crate::engine::ledger::Ledger;
use crate::engine::model::event::Message;
use crate::engine::model::placement::{Only, Placement};
use crate::engine::model::provider::Provider;
use crate::engine::model::service::{Deployment, Service, Unplaced};
use crate::engine::model::task::Owner;
use crate::engine::rules::launch::{self, NotStarted, Order};
use crate::engine::rules::placement::NotPlaced;
use crate::engine::sorted::SortedMap;
use crate::engine::world::World;

/// Where the tasks of a deployment go: as the deployment was asked for, by the service's present rules.
pub fn order(service: &Service, deployment: &Deployment, provider: Option<Provider>) -> Order {
    let current = &service.config.placement;
    let as_asked = Placement { network: deployment.placement.network.clone(), ..current.clone() };
    let placement = if *deployment.placement == as_asked { deployment.placement.clone() } else { Rc::new(as_asked) };
    // What starts no deployment holds for new tasks of the PRIMARY; those of older ones are as these were.
    let newest = service.primary().id == deployment.id;
    Order {
        kept: if newest { service.config.kept.clone() } else { deployment.kept.clone() },
        cluster: service.cluster,
        group: service.group,
        owner: Owner::Service(service.id, deployment.id),
        definition: deployment.definition,
        started_by: None,
        overrides: None,
        placement,
        provider,
        named: false,
    }
}

/// Starts what the plan says, as far as there is room, and says what there isn't.
pub fn start(ledger: &mut Ledger, id: ServiceId, plan: &Plan) {
    let mut started: SortedMap<DeploymentId, Vec<TaskId>> = SortedMap::default();
    let mut failures = Vec::new();
    for group in &plan.start {
        let (tasks, failed) = start_group(ledger, id, group);
        failures.extend(failed);
        match group.only {
            Some(Only::Zone(zone)) if !tasks.is_empty() => say(ledger, id, Message::StartedToRebalance { zone, tasks }),
            Some(_) | None => started.or_default(group.deployment).extend(tasks),
        }
    }
    for (&deployment, tasks) in started.iter().filter(|(_, tasks)| !tasks.is_empty()) {
        let replacing_unhealthy = unhealthy_tasks(ledger.world(), id, deployment).min(tasks.len() as u32);
        say(ledger, id, Message::Started { tasks: tasks.clone(), replacing_unhealthy });
    }
    note_room(ledger, id, plan, failures);
}

/// Starts what can be started of a group; the rest would meet the same failure.
fn start_group(ledger: &mut Ledger, id: ServiceId, group: &StartGroup) -> (Vec<TaskId>, Option<NotStarted>) {
    let service = &ledger.world().services[id];
    let Some(deployment) = service.deployment(group.deployment) else { return (Vec::new(), None) };
    let order = order(service, deployment, group.provider);
    let order = match group.only {
        Some(only) => order.within(only),
        None => order,
    };
    let mut started = Vec::new();
    for _ in 0..group.count {
        match launch::start(ledger, &order) {
            Ok(task) => started.push(task),
            Err(why) => return (started, Some(why)),
        }
    }
    (started, None)
}

fn unhealthy_tasks(world: &World, id: ServiceId, deployment: DeploymentId) -> u32 {
    super::sort(world, id).of(deployment).unhealthy.len() as u32
}

/// Remembers since when tasks can't be placed, and says so.
fn note_room(ledger: &mut Ledger, id: ServiceId, plan: &Plan, failures: Vec<NotStarted>) {
    let before = ledger.world().services[id].unplaced;
    let tried_at = ledger.now();
    let since = before.map_or(tried_at, |unplaced| unplaced.since);
    let waits = plan.waiting.iter().any(|reason| matches!(reason, WaitingOn::Room { .. }));
    let unplaced = match failures.is_empty() {
        false => Some(Unplaced { since, tried_at }),
        // One capacity provider had room, another is still waited for.
        true if waits => before,
        true => None,
    };
    if unplaced != before {
        ledger.record(Change::Service(id, ServiceChange::PlacementFailed { unplaced }));
    }
    for failure in failures {
        say(ledger, id, complaint(failure));
    }
}

fn complaint(failure: NotStarted) -> Message {
    match failure {
        NotStarted::RoleNotAssumable(role) => Message::RoleNotAssumable(role),
        NotStarted::NoFargateCapacity => Message::NoFargateCapacity,
        NotStarted::FargateQuota => Message::FargateQuota,
        NotStarted::NotPlaced(NotPlaced::NoInstances) => Message::NoInstances,
        NotStarted::NotPlaced(NotPlaced::NoneFits(closest)) => match closest.into_iter().next() {
            Some((closest, rejection)) => Message::NoInstanceFits { closest, rejection },
            None => Message::NoInstances,
        },
    }
}
