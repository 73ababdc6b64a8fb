//! Facts about services.

use std::collections::VecDeque;

use crate::fact::{NewService, ServiceChange};
use crate::ids::{DeploymentId, ServiceId};
use crate::model::event::ServiceEvent;
use crate::model::service::{Deployment, EVENTS_KEPT, Service, ServiceStatus};
use crate::sorted::SortedSet;
use crate::world::World;

impl World {
    pub(super) fn apply_service(&mut self, id: ServiceId, change: &ServiceChange) {
        if let ServiceChange::Created(new) = change {
            return self.create_service(id, new);
        }
        if let ServiceChange::DeploymentStarted { .. } = change {
            self.deployments += 1;
        }
        let now = self.now;
        let service = self.services.row_mut(id);
        match change {
            ServiceChange::Created(_) => unreachable!("handled above"),
            ServiceChange::DesiredCountSet { desired } => service.desired = *desired,
            ServiceChange::ConfigSet { config } => service.config = config.clone(),
            ServiceChange::DeploymentStarted { deployment } => {
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
                self.note_shortage(id);
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
                self.note_shortage(id);
            }
            ServiceChange::Drained => {
                service.status = ServiceStatus::Draining;
                service.desired = 0;
            }
            ServiceChange::Inactive => service.status = ServiceStatus::Inactive,
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
