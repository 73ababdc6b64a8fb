//! Service deployments: the records of deployments. One is made with the deployment that it is for.

use super::Wakes;
use crate::ids::{DeploymentId, ServiceId};
use crate::model::deployment::{Failure, Monitors, Reason, Rollback, ServiceDeployment, Status, TaskCounts};
use crate::model::service::{Deployment, Service};
use crate::model::strategy::{Function, HookRun, HookStatus, Progress, Share, Stage, WHOLE};
use crate::sorted::SortedMap;
use crate::time::Time;
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
    StageBegan {
        stage: Stage,
    },
    /// How much of test and of production traffic the new revision is to have from now on.
    Shifted {
        test: Share,
        production: Share,
    },
    HookBegan {
        run: HookRun,
    },
    /// Its number.
    HookEnded {
        hook: usize,
        status: HookStatus,
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
            ServiceDeploymentChange::StageBegan { .. }
            | ServiceDeploymentChange::Shifted { .. }
            | ServiceDeploymentChange::HookBegan { .. }
            | ServiceDeploymentChange::HookEnded { .. } => {
                let now = world.now;
                let record = world.deployments.row_mut(id);
                record.updated_at = now;
                self.advance(record.progress.as_mut().expect("what shifts traffic has stages"), now);
            }
        }
    }

    /// What changes in how far a deployment has come.
    fn advance(&self, progress: &mut Progress, now: Time) {
        match self {
            ServiceDeploymentChange::StageBegan { stage } => (progress.stage, progress.since) = (*stage, Some(now)),
            ServiceDeploymentChange::Shifted { test, production } => {
                (progress.test, progress.production, progress.shifted_at) = (*test, *production, now);
            }
            ServiceDeploymentChange::HookBegan { run } => progress.hooks.push(run.clone()),
            ServiceDeploymentChange::HookEnded { hook, status } => progress.hooks[*hook].status = *status,
            ServiceDeploymentChange::StatusSet { .. }
            | ServiceDeploymentChange::Judged { .. }
            | ServiceDeploymentChange::RollbackStarted { .. } => unreachable!("only what is about stages comes here"),
        }
    }

    pub(super) fn wakes(&self, world: &World, id: DeploymentId, wakes: &mut Wakes) {
        match self {
            ServiceDeploymentChange::StatusSet { .. } => wakes.next_tick(world, world.deployments[id].service),
            ServiceDeploymentChange::Judged { .. } | ServiceDeploymentChange::RollbackStarted { .. } => {}
            ServiceDeploymentChange::StageBegan { .. }
            | ServiceDeploymentChange::Shifted { .. }
            | ServiceDeploymentChange::HookBegan { .. }
            | ServiceDeploymentChange::HookEnded { .. } => stages_go_on(world, world.deployments[id].service, wakes),
        }
    }
}

/// The next tick, and each at which something of a stage is due.
pub(super) fn stages_go_on(world: &World, id: ServiceId, wakes: &mut Wakes) {
    let service = &world.services[id];
    let Some(progress) = service.history.last().and_then(|&record| world.deployments[record].progress.as_ref()) else {
        return;
    };
    wakes.next_tick(world, id);
    let open = progress.current_hooks().map(|(_, run)| run).filter(|run| run.status.is_open());
    let hooks = open.flat_map(|run| world.answer_at(run).into_iter().chain([run.expires_at]));
    let moments = hooks.chain(service.stage_until(progress));
    moments.filter(|&at| at > world.now).for_each(|at| wakes.tick_from(world, id, at));
}

impl Service {
    /// Until when a stage lasts by itself: the bake time, or the pause between two steps of a shift.
    pub fn stage_until(&self, progress: &Progress) -> Option<Time> {
        match progress.stage {
            Stage::BakeTime => Some(progress.since? + self.config.judgement.bake_time.unwrap_or_default()),
            Stage::ProductionTrafficShift if progress.production < WHOLE => {
                Some(progress.shifted_at + self.config.shifting.step_bake(progress.strategy))
            }
            _ => None,
        }
    }
}

impl World {
    /// When the function of a hook answers, as it is now; `None` for a pause, and for one that never does.
    pub fn answer_at(&self, run: &HookRun) -> Option<Time> {
        let name = run.target.function()?;
        Some(run.began_at + self.function(name).after?)
    }

    /// How a function answers.
    pub fn function(&self, name: &str) -> Function {
        self.functions.get(name).copied().unwrap_or_default()
    }

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
            progress: None,
            monitors: None,
            tasks: None,
        };
        let progress = first_progress(&record, deployment, self.now);
        self.deployments.insert(deployment.id, ServiceDeployment { progress, ..record });
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

/// Where the stages of a deployment begin, if it has any: services with several revisions are put in order first.
fn first_progress(record: &ServiceDeployment, deployment: &Deployment, now: Time) -> Option<Progress> {
    let strategy = record.config.shifting.strategy;
    let stage = if record.sources.len() > 1 { Stage::ReconcileService } else { Stage::PreScaleUp };
    strategy.shifts_traffic().then(|| Progress::new(strategy, deployment.replaces, stage, now))
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
