//! What the scheduler would do with a service now, and what it waits for. A pure function of the World.

mod blue_green;
mod daemon;
mod draining;
mod older;
mod protection;
mod rebalance;
mod replica;
mod starting;

pub(crate) use rebalance::{by_zone, is_eligible};

use super::breaker::threshold;
use super::buckets::{Buckets, Failing, Sorted, failing, sort};
use super::stages::progress;
use crate::facts::FactId;
use crate::ids::{DefinitionId, DeploymentId, ProviderId, ServiceId, TaskId};
use crate::model::Name;
use crate::model::deployment::{EarlySuccess, Failure, SourceCleanup};
use crate::model::network::Zone;
use crate::model::placement::Only;
use crate::model::service::{Deployment, LaunchType, Rollout, Scheduling, Service, ServiceStatus};
use crate::model::strategy::{Share, Stage};
use crate::time::Time;
use crate::timings::{UNPLACED_EAGER, UNPLACED_RETRY};
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Plan {
    pub start: Vec<StartGroup>,
    pub stop: Vec<StopGroup>,
    /// The service's own new desired count: a DAEMON's follows the instances.
    pub service_desired: Option<u32>,
    /// The new desired count of each deployment.
    pub desired: Vec<(DeploymentId, u32)>,
    /// Older deployments without tasks that are wanted running.
    pub ended: Vec<DeploymentId>,
    /// The PRIMARY has all its tasks healthy, and no other is left.
    pub complete: bool,
    /// The deployment that is under way is COMPLETED now.
    pub succeeds: bool,
    /// It would be, but for the bake time.
    pub bakes: bool,
    /// Whether the zones of a complete service with AZ rebalancing are uneven: begins or ends a rebalancing.
    pub uneven: Option<bool>,
    pub waiting: Vec<WaitingOn>,
}

/// Tasks to start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StartGroup {
    pub deployment: DeploymentId,
    /// Where there is a capacity provider strategy.
    pub provider: Option<ProviderId>,
    pub count: u32,
    /// Where alone they may go.
    pub only: Option<Only>,
    /// The check that a task failed which they are to replace.
    pub because: Option<FactId>,
}

/// Tasks to stop, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StopGroup {
    pub tasks: Vec<TaskId>,
    pub why: WhyStop,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WhyStop {
    /// Too many, or of an older revision.
    Scaling,
    /// Failing these health checks.
    Unhealthy(Failing),
    /// Their zone has more of the service's tasks than others.
    Rebalancing(Zone),
}

/// Why a service isn't where it wants to be: the answer to "why is nothing happening?".
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WaitingOn {
    /// The scheduler's next look, at which it will do something.
    NextLook { at: Time },
    /// No place for a task of a revision; tried again at or before this moment.
    Room { of: DefinitionId, retry: Time },
    /// Tasks that are on their way to RUNNING.
    Starting { tasks: u32 },
    /// Tasks that run and aren't known to be healthy yet.
    Settling { tasks: u32 },
    /// Tasks of a revision keep failing to start; the next attempt comes then.
    Throttled { of: DefinitionId, until: Time, attempts: u32 },
    /// No more may be stopped: so many must stay healthy, and so many are.
    MinimumHealthyPercent { lower: u32, healthy: u32 },
    /// No more may be started: so many may be there, and so many are that aren't STOPPED.
    MaximumPercent { upper: u32, present: u32 },
    /// Tasks that were told to stop.
    Leaving { tasks: u32 },
    /// Tasks of a deployment that would be stopped if they weren't protected; the first protection ends then.
    Protected { deployment: DeploymentId, tasks: u32, until: Time },
    /// Tasks on instances that drain, which minimumHealthyPercent keeps until they are replaced.
    Draining { tasks: u32, lower: u32, healthy: u32 },
    /// The PRIMARY has failed: it starts no more tasks.
    Failed { of: DefinitionId, failure: Failure },
    /// The circuit breaker has counted so many failures, and trips at so many.
    Breaker { failed: u32, threshold: u32 },
    /// Nothing but the end of the bake time; the alarms that are watched, and whether each rings.
    Bake { until: Time, alarms: Vec<(Name, bool)> },
    /// A lifecycle hook of a stage: the function that hasn't answered, or somebody who says how to go on.
    Hook { stage: Stage, function: Option<Name>, until: Time },
    /// The next step of a shift of production traffic, of which so much has gone over.
    Step { shifted: Share, until: Time },
}

impl WaitingOn {
    /// Whether no task of a deployment is even tried to be placed.
    fn starts_nothing(&self) -> bool {
        match self {
            WaitingOn::Throttled { .. } | WaitingOn::Failed { .. } => true,
            WaitingOn::NextLook { .. }
            | WaitingOn::Room { .. }
            | WaitingOn::Starting { .. }
            | WaitingOn::Settling { .. }
            | WaitingOn::MinimumHealthyPercent { .. }
            | WaitingOn::MaximumPercent { .. }
            | WaitingOn::Leaving { .. }
            | WaitingOn::Protected { .. }
            | WaitingOn::Draining { .. }
            | WaitingOn::Breaker { .. }
            | WaitingOn::Bake { .. }
            | WaitingOn::Hook { .. }
            | WaitingOn::Step { .. } => false,
        }
    }
}

/// What the scheduler would do with a service now.
pub fn plan(world: &World, id: ServiceId) -> Plan {
    of_sorted(world, id, &sort(world, id))
}

/// The plan for a service whose tasks are sorted already.
pub(super) fn of_sorted(world: &World, id: ServiceId, sorted: &Sorted) -> Plan {
    let service = &world.services[id];
    let mut plan = match service.status {
        ServiceStatus::Active => match service.config.scheduling {
            Scheduling::Replica => match progress(world, service) {
                Some(progress) => blue_green::plan(world, service, sorted, progress),
                None => replica::plan(world, service, sorted),
            },
            Scheduling::Daemon => daemon::plan(world, service, sorted),
        },
        ServiceStatus::Draining => stop_everything(sorted),
        ServiceStatus::Inactive => Plan::default(),
    };
    if service.status == ServiceStatus::Active {
        judged(world, service, &mut plan);
    }
    // Several deployments of one revision may wait on the same.
    let waiting = std::mem::take(&mut plan.waiting);
    for reason in waiting {
        if !plan.waiting.contains(&reason) {
            plan.waiting.push(reason);
        }
    }
    plan
}

/// What is waited on because the deployment is judged: that it has failed, what its breaker has counted, its alarms.
fn judged(world: &World, service: &Service, plan: &mut Plan) {
    let (primary, judgement) = (service.primary(), &service.config.judgement);
    if let Rollout::Failed(failure) = primary.rollout {
        plan.waiting.insert(0, WaitingOn::Failed { of: primary.revision.definition, failure });
    }
    if !primary.rollout.is_under_way() {
        return;
    }
    if judgement.breaker.enable && primary.failed > 0 {
        plan.waiting.push(WaitingOn::Breaker { failed: primary.failed, threshold: threshold(service) });
    }
    let forward = primary.rollout == Rollout::InProgress;
    let staged = progress(world, service).filter(|progress| forward && progress.stage == Stage::BakeTime);
    let until = staged.and_then(|progress| service.stage_until(progress)).or_else(|| service.bakes_until());
    if let Some(until) = until.filter(|&until| world.now < until) {
        let watched = judgement.alarms.iter().filter(|_| primary.monitors_alarms);
        let names = watched.flat_map(|alarms| &alarms.names);
        let alarms = names.map(|name| (name.clone(), world.rings(name))).collect();
        plan.waiting.push(WaitingOn::Bake { until, alarms });
    }
}

/// Whether the bake time of the PRIMARY is over, or there is none.
fn is_baked(world: &World, service: &Service) -> bool {
    !service.primary().monitors_alarms || service.bakes_until().is_some_and(|until| world.now >= until)
}

/// `earlySuccessCriteria`, if they are on, and whether enough tasks are healthy for them.
fn early(service: &Service, desired: u32, own: &Buckets) -> Option<(EarlySuccess, bool)> {
    let early = service.config.judgement.early_success.filter(|early| early.enable)?;
    Some((early, own.healthy.len() as u32 >= early.enough(desired)))
}

/// Whether the deployment that is under way has succeeded, and the service is steady. `settled`: nothing is left to do;
/// `alone`: nothing is left of older revisions.
fn note_success(
    world: &World,
    service: &Service,
    plan: &mut Plan,
    early: Option<(EarlySuccess, bool)>,
    settled: bool,
    alone: bool,
) {
    let (ready, cleaned) = match early {
        None => (settled, true),
        Some((early, enough)) => (enough, alone || early.cleanup == Some(SourceCleanup::Deferred)),
    };
    let rollout = service.primary().rollout;
    let (under_way, baked) = (rollout.is_under_way(), is_baked(world, service));
    plan.bakes = under_way && ready && !baked;
    plan.succeeds = under_way && ready && baked && cleaned;
    plan.complete = settled && !rollout.has_failed() && (!under_way || plan.succeeds);
}

fn stop_everything(sorted: &Sorted) -> Plan {
    let tasks: Vec<TaskId> = sorted.by_deployment.values().flat_map(active_tasks).collect();
    let waiting = match sorted.leaving() {
        0 => vec![],
        tasks => vec![WaitingOn::Leaving { tasks }],
    };
    Plan { stop: vec![StopGroup { tasks, why: WhyStop::Scaling }], waiting, ..Plan::default() }
}

fn active_tasks(buckets: &Buckets) -> impl Iterator<Item = TaskId> + '_ {
    let staying = buckets.starting.iter().chain(&buckets.settling).chain(&buckets.unhealthy).chain(&buckets.healthy);
    staying.chain(draining::displaced_tasks(buckets)).copied()
}

/// What keeps a deployment from starting tasks, though it should.
pub(super) fn held_back(world: &World, service: &Service, deployment: &Deployment) -> Option<WaitingOn> {
    let (now, of) = (world.now, deployment.revision.definition);
    if let Rollout::Failed(failure) = deployment.rollout {
        return Some(WaitingOn::Failed { of, failure });
    }
    if let Some(until) = deployment.throttled_until.filter(|&until| now < until) {
        return Some(WaitingOn::Throttled { of, until, attempts: deployment.attempts });
    }
    let unplaced = deployment.unplaced?;
    let retry = if unplaced.tried_at - unplaced.since < UNPLACED_EAGER {
        service.next_tick(unplaced.tried_at)
    } else {
        unplaced.tried_at + UNPLACED_RETRY
    };
    let freed_at = match deployment.revision.placement.launch {
        LaunchType::Ec2 => world.clusters[service.cluster].freed_at,
        LaunchType::Fargate => world.account.fargate_freed_at,
    };
    (now < retry && freed_at <= unplaced.tried_at).then_some(WaitingOn::Room { of, retry })
}

fn push(plan: &mut Plan, tasks: Vec<TaskId>, why: WhyStop) {
    if !tasks.is_empty() {
        plan.stop.push(StopGroup { tasks, why });
    }
}

/// Stops tasks for their health: those that fail the same checks together.
fn push_unhealthy(world: &World, plan: &mut Plan, tasks: Vec<TaskId>) {
    for task in tasks {
        let by = failing(world, task, &world.tasks[task]).map_or(Failing::Containers, |(by, _)| by);
        let why = WhyStop::Unhealthy(by);
        match plan.stop.iter_mut().find(|group| group.why == why) {
            Some(group) => group.tasks.push(task),
            None => push(plan, vec![task], why),
        }
    }
}

impl Plan {
    /// The service can neither start nor stop anything, and nothing will change that by itself (deployments.md#limits).
    pub fn is_stuck(&self) -> bool {
        let waits = |wanted: fn(&WaitingOn) -> bool| self.waiting.iter().any(wanted);
        self.start.is_empty()
            && self.stop.is_empty()
            && waits(|w| matches!(w, WaitingOn::MaximumPercent { .. }))
            && waits(|w| matches!(w, WaitingOn::MinimumHealthyPercent { .. }))
            && !waits(|w| {
                matches!(
                    w,
                    WaitingOn::Starting { .. }
                        | WaitingOn::Settling { .. }
                        | WaitingOn::Throttled { .. }
                        | WaitingOn::Leaving { .. }
                        | WaitingOn::Failed { .. }
                )
            })
    }
}
