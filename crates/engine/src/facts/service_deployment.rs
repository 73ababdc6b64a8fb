//! Service deployments: the records of deployments. One is made with the deployment that it is for.

use super::Wakes;
use crate::ids::{DeploymentId, ServiceId};
use crate::model::deployment::{Failure, Monitors, Reason, Rollback, ServiceDeployment, Status, TaskCounts};
use crate::model::service::Deployment;
use crate::sorted::SortedMap;
use crate::timings::SERVICE_DEPLOYMENTS_KEPT;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ServiceDeploymentChange {
    StatusSet {
        status: Status,
        reason: Option<Reason>,
    },
    /// What watched it is looked at for the last time: it has failed, or succeeded.
    Judged {
        monitors: Monitors,
    },
    RollbackStarted {
        because: Failure,
        to: DeploymentId,
    },
}

impl ServiceDeploymentChange {
    pub(super) fn apply(&self, world: &mut World, id: DeploymentId) {
        match self {
            ServiceDeploymentChange::StatusSet { status, reason } => world.set_status(id, *status, *reason),
            ServiceDeploymentChange::Judged { monitors } => {
                world.deployments.row_mut(id).monitors = Some(monitors.clone());
            }
            ServiceDeploymentChange::RollbackStarted { because, to } => {
                world.set_status(id, Status::RollbackInProgress, Some(Reason::RolledBack(*because)));
                let started_at = world.now;
                let rollback = Rollback { because: *because, started_at, to: *to };
                world.deployments.row_mut(id).rollback = Some(rollback);
            }
        }
    }

    pub(super) fn wakes(&self, world: &World, id: DeploymentId, wakes: &mut Wakes) {
        match self {
            ServiceDeploymentChange::StatusSet { .. } => wakes.next_tick(world, world.deployments[id].service),
            ServiceDeploymentChange::Judged { .. } | ServiceDeploymentChange::RollbackStarted { .. } => {}
        }
    }
}

impl World {
    /// # Panics
    /// If the status may not come after the one before: a mistake in the engine.
    fn set_status(&mut self, id: DeploymentId, status: Status, reason: Option<Reason>) {
        let now = self.now;
        let tasks = status.is_over().then(|| self.counts_of(id));
        let record = self.deployments.row_mut(id);
        assert!(record.status.next().contains(&status), "{:?} doesn't become {status:?}", record.status);
        record.status = status;
        record.reason = reason.or(record.reason);
        record.updated_at = now;
        if status == Status::InProgress {
            record.started_at = Some(now);
        }
        if status == Status::Stopped {
            record.stopped_at = Some(now);
        }
        if status.is_over() {
            record.finished_at = Some(now);
            record.tasks = tasks;
        }
    }

    /// Tasks of a service deployment's revision and of its sources.
    fn counts_of(&self, id: DeploymentId) -> Vec<TaskCounts> {
        let record = &self.deployments[id];
        let revisions = std::iter::once(&id).chain(&record.sources);
        revisions.map(|&revision| self.tasks_of_revision(record.service, revision)).collect()
    }

    /// Tasks of a revision of a service, as they are now.
    pub fn tasks_of_revision(&self, service: ServiceId, revision: DeploymentId) -> TaskCounts {
        let deployment = self.services[service].deployment(revision);
        let requested = deployment.map_or(0, |deployment| deployment.desired);
        let mut counts = TaskCounts { requested, ..TaskCounts::default() };
        for (_, task) in self.service_tasks(service).filter(|(_, task)| task.deployment() == Some(revision)) {
            counts.running += u32::from(task.is_running());
            counts.pending += u32::from(task.wanted && task.is_starting());
        }
        counts
    }

    /// Keeps the record of a deployment that begins, and drops what is too old to be described.
    pub(super) fn keep_record(&mut self, service: ServiceId, deployment: &Deployment) {
        let sources = &self.services[service].deployments;
        let has_tasks = |id: DeploymentId| {
            let counts = self.tasks_of_revision(service, id);
            counts.running + counts.pending > 0
        };
        let sources = sources.iter().map(|source| source.id).filter(|&id| id != deployment.id && has_tasks(id));
        let record = ServiceDeployment {
            id: deployment.id,
            service,
            target: deployment.revision.clone(),
            images: SortedMap::default(),
            sources: sources.collect(),
            config: self.services[service].config.clone(),
            status: Status::Pending,
            reason: None,
            created_at: self.now,
            started_at: None,
            finished_at: None,
            stopped_at: None,
            updated_at: self.now,
            rollback: None,
            monitors: None,
            tasks: None,
        };
        self.deployments.insert(deployment.id, record);
        let row = self.services.row_mut(service);
        row.history.push(deployment.id);
        let in_use = |id: &DeploymentId| row.last_completed == Some(*id) || row.deployments.iter().any(|d| d.id == *id);
        let excess = row.history.len().saturating_sub(RECORDS_KEPT);
        let old = |n: usize, id: &DeploymentId| {
            n < excess || self.now - self.deployments[*id].created_at > SERVICE_DEPLOYMENTS_KEPT
        };
        let gone = row.history.iter().enumerate().filter(|(n, id)| old(*n, id) && !in_use(id)).map(|(_, id)| *id);
        let gone: Vec<DeploymentId> = gone.collect();
        row.history.retain(|id| !gone.contains(id));
        gone.into_iter().for_each(|id| drop(self.deployments.remove(id)));
    }
}

/// Of each service, however short they take. Our choice.
const RECORDS_KEPT: usize = 100;

pub(super) fn check(world: &World) {
    for (id, service) in world.services.iter() {
        for record in service.history.iter().map(|record| &world.deployments[*record]) {
            assert_eq!(record.service, id, "{} has its own records", service.name);
            let current = record.id == service.current();
            let ending = matches!(record.status, Status::StopRequested);
            assert!(
                current || ending || record.status.is_over(),
                "{} has one service deployment at a time",
                service.name
            );
        }
        assert!(service.last_completed.is_none_or(|id| service.history.contains(&id)), "{}", service.name);
    }
    let kept: usize = world.services.values().map(|service| service.history.len()).sum();
    assert_eq!(world.deployments.len(), kept, "service deployments go with their services");
}
