//! How a deployment is judged, and the record of it that outlives it: a service deployment (deployments.md#failures,
//! deployments.md#service-deployments).

use std::rc::Rc;

use super::Name;
use super::service::{ServiceConfig, ServiceRevision};
use super::strategy::{Progress, Stage};
use crate::ids::{DeploymentId, ServiceId};
use crate::sorted::SortedMap;
use crate::time::{Span, Time};

/// What of `deploymentConfiguration` says when a deployment has failed and when it has succeeded. It holds for the
/// deployment that is under way, too.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Judgement {
    pub breaker: CircuitBreaker,
    pub alarms: Option<DeploymentAlarms>,
    /// `bakeTimeInMinutes`, where it is given.
    pub bake_time: Option<Span>,
    pub early_success: Option<EarlySuccess>,
}

/// What of it a call gives.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct AskedJudgement {
    pub breaker: Option<CircuitBreaker>,
    pub alarms: Option<DeploymentAlarms>,
    pub bake_time: Option<Span>,
    pub early_success: Option<EarlySuccess>,
}

impl Judgement {
    /// What a call leaves: each member that is given takes the place of what there was.
    pub fn updated(&self, given: &AskedJudgement) -> Judgement {
        Judgement {
            breaker: given.breaker.unwrap_or(self.breaker),
            alarms: given.alarms.clone().or_else(|| self.alarms.clone()),
            bake_time: given.bake_time.or(self.bake_time),
            early_success: given.early_success.or(self.early_success),
        }
    }
}

/// `deploymentCircuitBreaker`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CircuitBreaker {
    pub enable: bool,
    pub rollback: bool,
    pub reset_on_healthy_task: bool,
    pub threshold: Threshold,
}

impl Default for CircuitBreaker {
    fn default() -> CircuitBreaker {
        let threshold = Threshold { kind: ThresholdType::BoundedPercent, value: 50 };
        CircuitBreaker { enable: false, rollback: false, reset_on_healthy_task: true, threshold }
    }
}

/// `thresholdConfiguration`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Threshold {
    pub kind: ThresholdType,
    pub value: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ThresholdType {
    /// So many failures.
    Count,
    /// That part of the desired count, rounded up; at least 3 and at most 200.
    BoundedPercent,
    /// That part of the desired count, rounded up; at least 1.
    UnboundedPercent,
}

impl ThresholdType {
    pub const ALL: [ThresholdType; 3] =
        [ThresholdType::Count, ThresholdType::BoundedPercent, ThresholdType::UnboundedPercent];

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            ThresholdType::Count => "COUNT",
            ThresholdType::BoundedPercent => "BOUNDED_PERCENT",
            ThresholdType::UnboundedPercent => "UNBOUNDED_PERCENT",
        }
    }
}

impl Threshold {
    /// How many failures fail a deployment of so many tasks.
    pub fn failures(self, desired: u32) -> u32 {
        let part = (u64::from(desired) * u64::from(self.value)).div_ceil(100).min(u64::from(u32::MAX)) as u32;
        match self.kind {
            ThresholdType::Count => self.value,
            ThresholdType::BoundedPercent => part.clamp(3, 200),
            ThresholdType::UnboundedPercent => part.max(1),
        }
    }
}

/// `alarms`
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DeploymentAlarms {
    pub names: Vec<Name>,
    pub enable: bool,
    pub rollback: bool,
}

/// `earlySuccessCriteria`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct EarlySuccess {
    pub enable: bool,
    pub healthy_percent: Option<u32>,
    pub cleanup: Option<SourceCleanup>,
}

/// `sourceServiceRevisionCleanup`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SourceCleanup {
    /// The older revisions' tasks go before the deployment is complete.
    Blocking,
    /// They go afterwards.
    Deferred,
}

impl SourceCleanup {
    pub const ALL: [SourceCleanup; 2] = [SourceCleanup::Blocking, SourceCleanup::Deferred];

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            SourceCleanup::Blocking => "BLOCKING",
            SourceCleanup::Deferred => "DEFERRED",
        }
    }
}

impl EarlySuccess {
    /// How many healthy tasks are enough: at least one, unless none is wanted.
    pub fn enough(self, desired: u32) -> u32 {
        let part = (u64::from(desired) * u64::from(self.healthy_percent.unwrap_or(100))).div_ceil(100) as u32;
        part.max(1).min(desired)
    }
}

/// What makes a deployment FAILED.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Failure {
    /// The circuit breaker's threshold was reached.
    TasksFailed,
    /// One of its alarms is in ALARM.
    Alarm,
    /// StopServiceDeployment.
    Stopped,
    /// A lifecycle hook of that stage failed, or nobody answered it in time.
    Hook(Stage),
    HookTimedOut(Stage),
}

/// What became of a service in one go: its creation, or an update that deploys. It is known by the deployment, and that
/// by the revision, that it was made for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceDeployment {
    pub id: DeploymentId,
    pub service: ServiceId,
    /// What it rolls out.
    pub target: Rc<ServiceRevision>,
    /// Which versions of their images its containers have, by position, once the first task has found out. One that is
    /// rolled back to has those that it had.
    pub images: SortedMap<usize, u32>,
    /// The revisions that had tasks when it began, the newest first.
    pub sources: Vec<DeploymentId>,
    /// The settings of the service while it was under way.
    pub config: Rc<ServiceConfig>,
    pub status: Status,
    pub reason: Option<Reason>,
    pub created_at: Time,
    pub started_at: Option<Time>,
    pub finished_at: Option<Time>,
    pub stopped_at: Option<Time>,
    pub updated_at: Time,
    pub rollback: Option<Rollback>,
    /// How far it has come, unless it is a rolling update.
    pub progress: Option<Progress>,
    /// What had been seen when it was judged; `None` while it is watched.
    pub monitors: Option<Monitors>,
    /// Tasks of its own revision and of its sources, in this order, when it ended.
    pub tasks: Option<Vec<TaskCounts>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Status {
    Pending,
    InProgress,
    Successful,
    StopRequested,
    Stopped,
    RollbackRequested,
    RollbackInProgress,
    RollbackSuccessful,
    RollbackFailed,
}

/// Why a service deployment has its status.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    Failed(Failure),
    RolledBack(Failure),
    /// It failed, or was to be rolled back, and there is nothing to roll back to.
    NoCandidate(Failure),
    /// Another began.
    Superseded,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Rollback {
    pub because: Failure,
    pub started_at: Time,
    /// The revision that is restored.
    pub to: DeploymentId,
}

/// Tasks of a revision.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct TaskCounts {
    pub requested: u32,
    pub running: u32,
    pub pending: u32,
}

/// What watches a deployment, and what it has seen.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Monitors {
    pub breaker: Monitor,
    pub failures: u32,
    pub threshold: u32,
    pub alarms: Monitor,
    /// Alarms that rang.
    pub triggered: Vec<Name>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Monitor {
    Triggered,
    Monitoring,
    MonitoringComplete,
    Disabled,
}

impl Monitor {
    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Monitor::Triggered => "TRIGGERED",
            Monitor::Monitoring => "MONITORING",
            Monitor::MonitoringComplete => "MONITORING_COMPLETE",
            Monitor::Disabled => "DISABLED",
        }
    }
}

impl Status {
    pub const ALL: [Status; 9] = [
        Status::Pending,
        Status::InProgress,
        Status::Successful,
        Status::StopRequested,
        Status::Stopped,
        Status::RollbackRequested,
        Status::RollbackInProgress,
        Status::RollbackSuccessful,
        Status::RollbackFailed,
    ];

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Status::Pending => "PENDING",
            Status::InProgress => "IN_PROGRESS",
            Status::Successful => "SUCCESSFUL",
            Status::StopRequested => "STOP_REQUESTED",
            Status::Stopped => "STOPPED",
            Status::RollbackRequested => "ROLLBACK_REQUESTED",
            Status::RollbackInProgress => "ROLLBACK_IN_PROGRESS",
            Status::RollbackSuccessful => "ROLLBACK_SUCCESSFUL",
            Status::RollbackFailed => "ROLLBACK_FAILED",
        }
    }

    /// The statuses that may come next (DG: service-deployment). ROLLBACK_FAILED without a rollback that began is what
    /// happens where there is nothing to roll back to.
    pub fn next(self) -> &'static [Status] {
        use Status::*;
        match self {
            Pending => &[InProgress, RollbackRequested, StopRequested, Stopped],
            InProgress => &[Successful, StopRequested, RollbackRequested, RollbackInProgress, RollbackFailed, Stopped],
            StopRequested => &[Stopped],
            RollbackRequested => &[Successful, RollbackInProgress, Stopped],
            RollbackInProgress => &[RollbackSuccessful, RollbackFailed],
            Successful | Stopped | RollbackSuccessful | RollbackFailed => &[],
        }
    }

    /// Whether nothing will become of it any more.
    pub fn is_over(self) -> bool {
        self.next().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_a_part_of_the_desired_count_within_bounds() {
        use ThresholdType::*;
        for (kind, value, desired, failures) in [
            (BoundedPercent, 50, 0, 3),
            (BoundedPercent, 50, 1, 3),
            (BoundedPercent, 50, 6, 3),
            (BoundedPercent, 50, 7, 4),
            (BoundedPercent, 50, 25, 13),
            (BoundedPercent, 50, 400, 200),
            (BoundedPercent, 50, 800, 200),
            (BoundedPercent, 10, 40, 4),
            (BoundedPercent, 200, 4, 8),
            (UnboundedPercent, 50, 1, 1),
            (UnboundedPercent, 25, 3, 1),
            (UnboundedPercent, 50, 800, 400),
            (UnboundedPercent, 1, 0, 1),
            (Count, 1, 800, 1),
            (Count, 7, 1, 7),
            (UnboundedPercent, u32::MAX, u32::MAX, u32::MAX),
        ] {
            assert_eq!(Threshold { kind, value }.failures(desired), failures, "{kind:?} {value} of {desired}");
        }
    }

    #[test]
    fn enough_healthy_tasks_are_rounded_up_and_at_least_one() {
        let enough = |percent, desired| {
            EarlySuccess { enable: true, healthy_percent: Some(percent), cleanup: None }.enough(desired)
        };
        for (percent, desired, count) in
            [(50, 2, 1), (50, 3, 2), (80, 10, 8), (90, 100, 90), (100, 10, 10), (0, 4, 1), (50, 0, 0)]
        {
            assert_eq!(enough(percent, desired), count, "{percent} % of {desired}");
        }
    }

    #[test]
    fn what_is_over_stays_so_and_everything_else_can_end() {
        for status in Status::ALL {
            let ends = status.is_over() || status.next().iter().any(|next| next.is_over());
            assert!(ends, "{}", status.name());
        }
    }
}
