//! Starts the tasks that a plan asks for, and says in the service's events what came of it.

use std::rc::Rc;

use super::plan::{Plan, StartGroup, WaitingOn, held_back};
use super::{Sorted, breaker, say};
use crate::facts::{Change, ServiceChange};
use crate::ids::{DeploymentId, ProviderId, ServiceId, TaskId};
use crate::ledger::Ledger;
use crate::model::event::{Message, Rebalancing};
use crate::model::placement::{Only, Placement};
use crate::model::service::{Deployment, Service, Unplaced};
use crate::model::task::Owner;
use crate::rules::launch::{self, NotStarted, Order};
use crate::rules::placement::NotPlaced;
use crate::sorted::{SortedMap, SortedSet};

/// Where the tasks of a deployment go: as the deployment was asked for, by the service's present rules.
pub fn order(service: &Service, deployment: &Deployment, provider: Option<ProviderId>) -> Order {
    let current = &service.config.placement;
    let as_asked = Placement { network: deployment.revision.placement.network.clone(), ..current.clone() };
    let placement = if *deployment.revision.placement == as_asked {
        deployment.revision.placement.clone()
    } else {
        Rc::new(as_asked)
    };
    // What starts no deployment holds for new tasks of the PRIMARY; those of older ones are as these were.
    let newest = service.primary().id == deployment.id;
    Order {
        kept: if newest { service.config.kept.clone() } else { deployment.revision.kept.clone() },
        cluster: service.cluster,
        group: service.group,
        owner: Owner::Service(service.id, deployment.id),
        definition: deployment.revision.definition,
        started_by: None,
        overrides: None,
        placement,
        provider,
        named: false,
    }
}

/// Starts what the plan says, as far as there is room, and says what there isn't.
pub(super) fn start(ledger: &mut Ledger, id: ServiceId, sorted: &Sorted, plan: &Plan) {
    let mut started: SortedMap<DeploymentId, Vec<TaskId>> = SortedMap::default();
    let mut failures = Vec::new();
    for group in &plan.start {
        let (tasks, failed) = ledger.during(group.because, |ledger| start_group(ledger, id, group));
        failures.extend(failed.map(|why| (group.deployment, why)));
        match group.only {
            Some(Only::Zone(zone)) if !tasks.is_empty() => {
                say(ledger, id, Message::Rebalancing(Rebalancing::Started { zone, tasks }))
            }
            Some(_) | None => started.or_default(group.deployment).extend(tasks),
        }
    }
    for (&deployment, tasks) in started.iter().filter(|(_, tasks)| !tasks.is_empty()) {
        let replacing_unhealthy = sorted.of(deployment).unhealthy.len().min(tasks.len()) as u32;
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

/// Remembers of each deployment since when its tasks can't be placed, and says so.
fn note_room(ledger: &mut Ledger, id: ServiceId, plan: &Plan, failures: Vec<(DeploymentId, NotStarted)>) {
    let tried: SortedSet<DeploymentId> = plan.start.iter().map(|group| group.deployment).collect();
    for &deployment in tried.iter() {
        let has_failed = failures.iter().any(|(failed, _)| *failed == deployment);
        if has_failed {
            breaker::count_not_placed(ledger, id, deployment);
        }
        let service = &ledger.world().services[id];
        let Some(of) = service.deployment(deployment) else { continue };
        let waits = || matches!(held_back(ledger.world(), service, of), Some(WaitingOn::Room { .. }));
        let unplaced = match has_failed {
            true => {
                let tried_at = ledger.now();
                Some(Unplaced { since: of.unplaced.map_or(tried_at, |unplaced| unplaced.since), tried_at })
            }
            // One capacity provider had room, another is still waited for.
            false if waits() => of.unplaced,
            false => None,
        };
        if unplaced != of.unplaced {
            ledger.record(Change::Service(id, ServiceChange::PlacementFailed { deployment, unplaced }));
        }
    }
    for (_, failure) in failures {
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
