//! Facts about services.

use std::collections::VecDeque;

use crate::engine::fact::{NewService, ServiceChange};
use crate::engine::ids::{DeploymentId, ServiceId};
use crate::engine::model::event::ServiceEvent;
use crate::engine::model::service::{Deployment, EVENTS_KEPT, Service, ServiceStatus};
use crate::engine::sorted::SortedSet;
use crate::engine::world::World;

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
            ServiceChange::DeploymentFailures { deployment, failed, throttled_until } => {
                let deployment = deployment_mut(service, *deployment);
                deployment.failed = *failed;
                deployment.throttled_until = *throttled_until;
                deployment.updated_at = now;
            }
            ServiceChange::DeploymentEnded { deployment, rollout } => {
                let deployment = deployment_mut(service, *deployment);
                deployment.rollout = *rollout;
                deployment.updated_at = now;
            }
            ServiceChange::DeploymentRemoved { deployment } => service.deployments.retain(|d| d.id != *deployment),
            ServiceChange::EventSaid { message } => {
                let number = service.events.front().map_or(1, |event| event.number + 1);
                service.events.push_front(ServiceEvent { number, at: now, message: message.clone() });
                service.events.truncate(EVENTS_KEPT);
            }
            ServiceChange::Steady { steady } => service.steady = *steady,
            ServiceChange::Rebalancing { rebalancing } => service.rebalancing = *rebalancing,
            ServiceChange::PlacementFailed { unplaced } => {
                service.unplaced = *unplaced;
                let short = &mut self.clusters.row_mut(service.cluster).short;
                match unplaced {
                    Some(_) => {
                        short.insert(id);
                    }
                    None => short.remove(&id),
                }
            }
            ServiceChange::Drained => {
                service.status = ServiceStatus::Draining;
                service.desired = 0;
            }
            ServiceChange::Inactive => service.status = ServiceStatus::Inactive,
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
            unplaced: None,
            rebalancing: false,
        };
        self.services.insert(id, service);
    }
}

fn deployment_mut(service: &mut Service, id: DeploymentId) -> &mut Deployment {
    service.deployments.iter_mut().find(|d| d.id == id).expect("a fact names a deployment in the list")
}
