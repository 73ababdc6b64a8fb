//! Services and their deployments.

use std::collections::VecDeque;
use std::rc::Rc;

use super::Wakes;
use crate::agenda::Wake;
use crate::ids::{ClusterId, DeploymentId, GroupId, ServiceId};
use crate::model::Name;
use crate::model::deployment::{Failure, Status};
use crate::model::event::{Message, ServiceEvent};
use crate::model::service::{
    Deployment, EVENTS_KEPT, KEPT_BY_DEPLOYMENTS, Role, Rollout, Service, ServiceConfig, ServiceStatus, Unplaced,
};
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
    /// How many tasks of a deployment are healthy while it is in a run of failures.
    DeploymentHealthy {
        deployment: DeploymentId,
        healthy: u32,
    },
    /// The PRIMARY's tasks are as they should be; from now on only alarms are waited for.
    BakeStarted {
        deployment: DeploymentId,
    },
    DeploymentEnded {
        deployment: DeploymentId,
        rollout: Rollout,
    },
    /// The deployment that was COMPLETED last is the PRIMARY again.
    RolledBack {
        to: DeploymentId,
        because: Failure,
    },
    /// The first task of a deployment found what the tag of a container means: so it is for all of the deployment.
    ImageResolved {
        deployment: DeploymentId,
        container: usize,
        version: u32,
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
        if let ServiceChange::RolledBack { to, because } = self {
            world.cut_unfinished(id);
            return world.roll_back(id, *to, *because);
        }
        if let ServiceChange::DeploymentStarted { .. } = self {
            world.cut_unfinished(id);
        }
        let now = world.now;
        let service = world.services.row_mut(id);
        match self {
            ServiceChange::Created(_) | ServiceChange::RolledBack { .. } => unreachable!("handled above"),
            ServiceChange::DesiredCountSet { desired } => service.desired = *desired,
            ServiceChange::ConfigSet { config } => {
                service.config = config.clone();
                let current = service.current();
                world.note_config(current, config);
            }
            ServiceChange::DeploymentStarted { deployment } => {
                service.deployments.iter_mut().for_each(|older| older.role = Role::Active);
                service.deployments.insert(0, (**deployment).clone());
                world.keep_record(id, deployment);
            }
            ServiceChange::DeploymentDesired { deployment, .. }
            | ServiceChange::DeploymentFailures { deployment, .. }
            | ServiceChange::DeploymentHealthy { deployment, .. }
            | ServiceChange::BakeStarted { deployment } => self.change(deployment_mut(service, *deployment), now),
            ServiceChange::DeploymentEnded { deployment, rollout } => {
                self.change(deployment_mut(service, *deployment), now);
                if *rollout == Rollout::Completed {
                    service.last_completed = Some(*deployment);
                }
            }
            ServiceChange::ImageResolved { deployment, container, version } => {
                world.deployments.row_mut(*deployment).images.insert(*container, *version);
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
            ServiceChange::Inactive => {
                service.status = ServiceStatus::Inactive;
                service.last_completed = None;
                let records = std::mem::take(&mut service.history);
                records.into_iter().for_each(|record| drop(world.deployments.remove(record)));
            }
        }
    }

    /// What changes in the deployment that it is about.
    fn change(&self, of: &mut Deployment, now: Time) {
        match self {
            ServiceChange::DeploymentDesired { desired, .. } => (of.desired, of.updated_at) = (*desired, now),
            ServiceChange::DeploymentFailures { failed, attempts, throttled_until, .. } => {
                (of.failed, of.attempts, of.throttled_until) = (*failed, *attempts, *throttled_until);
                of.updated_at = now;
                if *failed == 0 && *attempts == 0 {
                    (of.failing_since, of.healthy_then) = (None, None);
                } else {
                    of.failing_since = of.failing_since.or(Some(now));
                }
            }
            ServiceChange::DeploymentHealthy { healthy, .. } => of.healthy_then = Some(*healthy),
            ServiceChange::BakeStarted { .. } => of.baking_since = Some(now),
            ServiceChange::DeploymentEnded { rollout, .. } => (of.rollout, of.updated_at) = (*rollout, now),
            ServiceChange::Created(_)
            | ServiceChange::DesiredCountSet { .. }
            | ServiceChange::ConfigSet { .. }
            | ServiceChange::DeploymentStarted { .. }
            | ServiceChange::DeploymentRemoved { .. }
            | ServiceChange::RolledBack { .. }
            | ServiceChange::ImageResolved { .. }
            | ServiceChange::EventSaid { .. }
            | ServiceChange::Steady { .. }
            | ServiceChange::Rebalancing { .. }
            | ServiceChange::PlacementFailed { .. }
            | ServiceChange::Drained
            | ServiceChange::Inactive => unreachable!("only what is about one deployment comes here"),
        }
    }

    pub(super) fn wakes(&self, world: &World, id: ServiceId, wakes: &mut Wakes) {
        match self {
            ServiceChange::Created(_)
            | ServiceChange::DesiredCountSet { .. }
            | ServiceChange::DeploymentStarted { .. }
            | ServiceChange::DeploymentDesired { .. }
            | ServiceChange::DeploymentRemoved { .. }
            | ServiceChange::RolledBack { .. }
            | ServiceChange::Drained => wakes.next_tick(world, id),
            // It may last no time.
            ServiceChange::BakeStarted { .. } => {
                wakes.next_tick(world, id);
                bake_ends(world, id, wakes);
            }
            ServiceChange::ConfigSet { config } => {
                wakes.next_tick(world, id);
                let grace = config.grace_period.unwrap_or(Span::ZERO);
                let started = world.service_tasks(id).filter_map(|(_, task)| task.stamps.started);
                let ends = started.map(|started| started + grace).filter(|&end| end > world.now);
                ends.for_each(|end| wakes.tick_from(world, id, end));
                bake_ends(world, id, wakes);
                super::service_deployment::stages_go_on(world, id, wakes);
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
            | ServiceChange::DeploymentHealthy { .. }
            | ServiceChange::DeploymentEnded { .. }
            | ServiceChange::ImageResolved { .. }
            | ServiceChange::EventSaid { .. }
            | ServiceChange::Steady { .. }
            | ServiceChange::Rebalancing { .. }
            | ServiceChange::Inactive => {}
        }
    }
}

fn bake_ends(world: &World, id: ServiceId, wakes: &mut Wakes) {
    let service = &world.services[id];
    if let Some(until) = service.bakes_until().filter(|&until| until > world.now) {
        wakes.tick_from(world, id, until);
    }
}

impl World {
    /// The record of a deployment that is under way has the settings that are.
    fn note_config(&mut self, deployment: DeploymentId, config: &Rc<ServiceConfig>) {
        let record = self.deployments.row_mut(deployment);
        if !record.status.is_over() && record.status != Status::StopRequested {
            record.config = config.clone();
        }
    }

    /// Makes the deployment that was COMPLETED last the PRIMARY again. If it has left the list, it is there again, with
    /// its number and without tasks.
    fn roll_back(&mut self, id: ServiceId, to: DeploymentId, because: Failure) {
        let record = &self.deployments[to];
        let again =
            Deployment { created_at: record.created_at, ..Deployment::new(to, record.target.clone(), self.now) };
        let service = self.services.row_mut(id);
        service.deployments.iter_mut().for_each(|other| other.role = Role::Active);
        let listed = service.deployments.iter().position(|deployment| deployment.id == to);
        let before = listed.map_or(again, |at| service.deployments.remove(at));
        let restored = Deployment {
            role: Role::Primary,
            rollout: Rollout::RollingBack(because),
            desired: 0,
            failed: 0,
            attempts: 0,
            throttled_until: None,
            failing_since: None,
            healthy_then: None,
            monitors_alarms: false,
            baking_since: None,
            updated_at: self.now,
            ..before
        };
        // What was updated with the failed deployment is as it was before; the rest of the settings stays.
        let mut config = (*service.config).clone();
        config.placement.network = restored.revision.placement.network.clone();
        config.balancers = restored.revision.balancers.clone();
        config.kept = config.kept.restored(&restored.revision.kept, &KEPT_BY_DEPLOYMENTS);
        service.config = Rc::new(config);
        service.deployments.insert(0, restored);
        service.last_completed = None;
    }

    /// A task of a deployment is RUNNING.
    pub(super) fn note_run(&mut self, id: ServiceId, deployment: DeploymentId) {
        if self.services[id].deployment(deployment).is_some_and(|deployment| !deployment.ran) {
            deployment_mut(self.services.row_mut(id), deployment).ran = true;
        }
    }

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
            history: Vec::new(),
            last_completed: None,
            tasks: SortedSet::default(),
            events: VecDeque::new(),
            created_at: self.now,
            steady: false,
            rebalancing: false,
        };
        self.services.insert(id, service);
        self.keep_record(id, &new.deployment);
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
