//! Services and their deployments.

use std::collections::VecDeque;
use std::rc::Rc;

use super::Wakes;
use crate::agenda::Wake;
use crate::ids::{ClusterId, DeploymentId, GroupId, ServiceId};
use crate::model::Name;
use crate::model::event::{Message, ServiceEvent};
use crate::model::service::{Deployment, EVENTS_KEPT, Role, Rollout, Service, ServiceConfig, ServiceStatus, Unplaced};
use crate::sorted::SortedSet;
use crate::time::{Span, Time};
use crate::timings::{STEADY_AFTER_DEREGISTRATION, STEADY_EVENT_REPEAT, UNPLACED_RETRY};
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ServiceChange {
    Created(Box<NewService>),
    DesiredCountSet {
        desired: u32,
    },
    ConfigSet {
        config: Rc<ServiceConfig>,
    },
    DeploymentStarted {
        deployment: Box<Deployment>,
    },
    DeploymentDesired {
        deployment: DeploymentId,
        desired: u32,
    },
    DeploymentFailures {
        deployment: DeploymentId,
        failed: u32,
        attempts: u32,
        throttled_until: Option<Time>,
    },
    DeploymentEnded {
        deployment: DeploymentId,
        rollout: Rollout,
    },
    /// An older deployment has no tasks left and leaves the list.
    DeploymentRemoved {
        deployment: DeploymentId,
    },
    EventSaid {
        message: Message,
    },
    Steady {
        steady: bool,
    },
    /// The zones of the service turned out to be uneven, or are even again.
    Rebalancing {
        rebalancing: bool,
    },
    PlacementFailed {
        deployment: DeploymentId,
        unplaced: Option<Unplaced>,
    },
    Drained,
    Inactive,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NewService {
    pub cluster: ClusterId,
    pub name: Name,
    pub group: GroupId,
    pub request: Name,
    pub desired: u32,
    pub config: Rc<ServiceConfig>,
    pub deployment: Deployment,
}

impl ServiceChange {
    pub(super) fn apply(&self, world: &mut World, id: ServiceId) {
        if let ServiceChange::Created(new) = self {
            return world.create_service(id, new);
        }
        if let ServiceChange::DeploymentStarted { .. } = self {
            world.deployments += 1;
            world.cut_unfinished(id);
        }
        let now = world.now;
        let service = world.services.row_mut(id);
        match self {
            ServiceChange::Created(_) => unreachable!("handled above"),
            ServiceChange::DesiredCountSet { desired } => service.desired = *desired,
            ServiceChange::ConfigSet { config } => service.config = config.clone(),
            ServiceChange::DeploymentStarted { deployment } => {
                service.deployments.iter_mut().for_each(|older| older.role = Role::Active);
                service.deployments.insert(0, (**deployment).clone());
            }
            ServiceChange::DeploymentDesired { deployment, desired } => {
                let deployment = deployment_mut(service, *deployment);
                deployment.desired = *desired;
                deployment.updated_at = now;
            }
            ServiceChange::DeploymentFailures { deployment, failed, attempts, throttled_until } => {
                let deployment = deployment_mut(service, *deployment);
                deployment.failed = *failed;
                deployment.attempts = *attempts;
                deployment.throttled_until = *throttled_until;
                deployment.updated_at = now;
            }
            ServiceChange::DeploymentEnded { deployment, rollout } => {
                let deployment = deployment_mut(service, *deployment);
                deployment.rollout = *rollout;
                deployment.updated_at = now;
            }
            ServiceChange::DeploymentRemoved { deployment } => {
                service.deployments.retain(|d| d.id != *deployment);
                world.note_shortage(id);
            }
            ServiceChange::EventSaid { message } => {
                let number = service.events.front().map_or(1, |event| event.number + 1);
                service.events.push_front(ServiceEvent { number, at: now, message: message.clone() });
                service.events.truncate(EVENTS_KEPT);
            }
            ServiceChange::Steady { steady } => service.steady = *steady,
            ServiceChange::Rebalancing { rebalancing } => service.rebalancing = *rebalancing,
            ServiceChange::PlacementFailed { deployment, unplaced } => {
                deployment_mut(service, *deployment).unplaced = *unplaced;
                world.note_shortage(id);
            }
            ServiceChange::Drained => {
                service.status = ServiceStatus::Draining;
                service.desired = 0;
            }
            ServiceChange::Inactive => service.status = ServiceStatus::Inactive,
        }
    }

    pub(super) fn wakes(&self, world: &World, id: ServiceId, wakes: &mut Wakes) {
        match self {
            ServiceChange::Created(_)
            | ServiceChange::DesiredCountSet { .. }
            | ServiceChange::DeploymentStarted { .. }
            | ServiceChange::DeploymentDesired { .. }
            | ServiceChange::DeploymentRemoved { .. }
            | ServiceChange::Drained => wakes.next_tick(world, id),
            ServiceChange::ConfigSet { config } => {
                wakes.next_tick(world, id);
                let grace = config.grace_period.unwrap_or(Span::ZERO);
                let started = world.service_tasks(id).filter_map(|(_, task)| task.stamps.started);
                let ends = started.map(|started| started + grace).filter(|&end| end > world.now);
                ends.for_each(|end| wakes.tick_from(world, id, end));
            }
            ServiceChange::DeploymentFailures { throttled_until, .. } => {
                let at = throttled_until.unwrap_or(world.now);
                wakes.tick_from(world, id, at.max(Time(world.now.0 + 1)));
            }
            ServiceChange::PlacementFailed { unplaced: Some(_), .. } => {
                wakes.next_tick(world, id);
                wakes.tick_from(world, id, world.now + UNPLACED_RETRY);
            }
            ServiceChange::EventSaid { message: Message::Deregistered { .. } } => {
                wakes.tick_from(world, id, world.now + STEADY_AFTER_DEREGISTRATION);
            }
            ServiceChange::EventSaid { message: Message::SteadyState } => {
                wakes.at(world.now + STEADY_EVENT_REPEAT, Wake::Service(id));
            }
            ServiceChange::PlacementFailed { unplaced: None, .. }
            | ServiceChange::DeploymentEnded { .. }
            | ServiceChange::EventSaid { .. }
            | ServiceChange::Steady { .. }
            | ServiceChange::Rebalancing { .. }
            | ServiceChange::Inactive => {}
        }
    }
}

impl World {
    /// Keeps the cluster's list of services that wait for room.
    fn note_shortage(&mut self, id: ServiceId) {
        let service = &self.services[id];
        let (cluster, is_short) = (service.cluster, service.is_short());
        let short = &mut self.clusters.row_mut(cluster).short;
        if is_short {
            short.insert(id);
        } else {
            short.remove(&id);
        }
    }

    /// A PRIMARY that is replaced before it was complete keeps up what it has got, and no more
    /// (deployments.md#rolling-update).
    fn cut_unfinished(&mut self, id: ServiceId) {
        let primary = self.services[id].primary();
        if primary.rollout == Rollout::Completed {
            return;
        }
        let of = primary.id;
        let has =
            self.service_tasks(id).filter(|(_, task)| task.wanted && task.deployment() == Some(of)).count() as u32;
        let primary = deployment_mut(self.services.row_mut(id), of);
        primary.desired = primary.desired.min(has);
    }

    fn create_service(&mut self, id: ServiceId, new: &NewService) {
        self.deployments += 1;
        let service = Service {
            id,
            cluster: new.cluster,
            name: new.name.clone(),
            group: new.group,
            request: new.request.clone(),
            status: ServiceStatus::Active,
            desired: new.desired,
            config: new.config.clone(),
            deployments: vec![new.deployment.clone()],
            tasks: SortedSet::default(),
            events: VecDeque::new(),
            created_at: self.now,
            steady: false,
            rebalancing: false,
        };
        self.services.insert(id, service);
    }
}

fn deployment_mut(service: &mut Service, id: DeploymentId) -> &mut Deployment {
    service.deployments.iter_mut().find(|d| d.id == id).expect("a fact names a deployment in the list")
}

pub(super) fn check(world: &World) {
    for (id, service) in world.services.iter() {
        let tasks = world.tasks.iter().filter(|(_, task)| task.service() == Some(id)).map(|(id, _)| id);
        assert_eq!(service.tasks, tasks.collect::<SortedSet<_>>(), "tasks of service {}", service.name);
        let primaries = service.deployments.iter().filter(|deployment| deployment.role == Role::Primary);
        assert_eq!(primaries.count(), 1, "{} has one PRIMARY", service.name);
    }
}
