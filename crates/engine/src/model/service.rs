//! Services and their deployments.

use std::collections::VecDeque;
use std::rc::Rc;

use super::Name;
use super::deployment::{Failure, Judgement};
use super::event::ServiceEvent;
use super::kept::Kept;
use super::placement::Placement;
use super::strategy::{Advanced, Shifting};
use crate::ids::{ClusterId, DefinitionId, DeploymentId, GroupId, ServiceId, TargetGroupId, TaskId};
use crate::sorted::SortedSet;
use crate::time::{Span, Time};
use crate::timings::{ALARM_BAKE_TIME, SCHEDULER_TICK};

#[derive(Clone, Debug)]
pub struct Service {
    pub id: ServiceId,
    pub cluster: ClusterId,
    pub name: Name,
    pub group: GroupId,
    /// All parameters of the call that made it, as JSON: the same call returns it instead of making another.
    pub request: Name,
    pub status: ServiceStatus,
    pub desired: u32,
    pub config: Rc<ServiceConfig>,
    /// The PRIMARY first, then those that it replaces, the newest first.
    pub deployments: Vec<Deployment>,
    /// The records of its deployments, oldest first; the last is the current one.
    pub history: Vec<DeploymentId>,
    /// The latest deployment that is COMPLETED: what a failed one is rolled back to.
    pub last_completed: Option<DeploymentId>,
    /// All tasks that aren't forgotten yet, stopped ones too. Derived; kept by `apply`.
    pub tasks: SortedSet<TaskId>,
    /// Newest first, at most 100.
    pub events: VecDeque<ServiceEvent>,
    pub created_at: Time,
    /// Whether "has reached a steady state" was said and still holds.
    pub steady: bool,
    /// Whether "is not AZ balanced" was said and the zones aren't even yet.
    pub rebalancing: bool,
}

/// What may be updated. A change of the fields that [`Deployment`] copies starts a deployment.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ServiceConfig {
    pub scheduling: Scheduling,
    pub placement: Placement,
    pub balancers: Vec<ServiceBalancer>,
    pub minimum_healthy_percent: u32,
    pub maximum_percent: u32,
    pub judgement: Judgement,
    pub shifting: Shifting,
    /// `availabilityZoneRebalancing`
    pub rebalancing: bool,
    /// healthCheckGracePeriodSeconds; `None` if it wasn't given and there is no load balancer.
    pub grace_period: Option<Span>,
    pub kept: Kept,
}

/// `schedulingStrategy`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scheduling {
    /// As many tasks as are desired.
    Replica,
    /// A task on each instance.
    Daemon,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ServiceStatus {
    Active,
    /// Deleted; its tasks are ending.
    Draining,
    Inactive,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LaunchType {
    Ec2,
    Fargate,
}

/// A target group whose targets are this container of the service's tasks.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ServiceBalancer {
    pub target_group: TargetGroupId,
    pub container: Name,
    pub port: u16,
    pub advanced: Option<Advanced>,
}

impl ServiceBalancer {
    /// Where the tasks of a revision are targets: every other revision has the alternate group.
    pub fn group(&self, alternate: bool) -> TargetGroupId {
        let other = self.advanced.as_ref().filter(|_| alternate);
        other.map_or(self.target_group, |advanced| advanced.alternate)
    }
}

/// What a deployment rolls out: its tasks are made by this, and it never changes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ServiceRevision {
    pub definition: DefinitionId,
    /// Where tasks go. A later change of strategy or constraints reaches them too, without a new deployment.
    pub placement: Rc<Placement>,
    pub balancers: Vec<ServiceBalancer>,
    /// Whether its tasks are targets of the alternate groups.
    pub alternate: bool,
    pub kept: Kept,
}

impl ServiceRevision {
    /// The target groups that its tasks belong in.
    pub fn groups(&self) -> impl Iterator<Item = (TargetGroupId, &ServiceBalancer)> {
        self.balancers.iter().map(|balancer| (balancer.group(self.alternate), balancer))
    }
}

/// What a deployment is to its service; AWS calls it the deployment's status.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// What the service is to become, or is.
    Primary,
    /// Its tasks are being replaced.
    Active,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Deployment {
    pub id: DeploymentId,
    pub role: Role,
    pub revision: Rc<ServiceRevision>,
    /// The deployment that had the service's traffic when it began.
    pub replaces: Option<DeploymentId>,
    /// How many tasks it should have: the service's desired count for the PRIMARY, 0 until the scheduler first looks.
    /// That of an older one falls as its tasks are no longer needed, not as they fail or are lost.
    pub desired: u32,
    pub rollout: Rollout,
    /// Failures in a row, as the circuit breaker counts them (deployments.md#circuit-breaker).
    pub failed: u32,
    /// Since when tasks of it have failed, without one that became healthy.
    pub failing_since: Option<Time>,
    /// How many of its tasks were healthy when the scheduler first looked after a failure, or fewer since: one more ends
    /// the run of failures.
    pub healthy_then: Option<u32>,
    /// Whether a task of it has ever been RUNNING. Derived; kept by `apply`.
    pub ran: bool,
    /// Whether the alarms of its service can fail it: none of them rang when it began.
    pub monitors_alarms: bool,
    /// Since when nothing but its alarms is waited for.
    pub baking_since: Option<Time>,
    /// Attempts in a row in which a task didn't reach RUNNING; tasks that were started together are one attempt
    /// (deployments.md#throttling).
    pub attempts: u32,
    /// No task is started before this while attempts keep failing.
    pub throttled_until: Option<Time>,
    /// Set while its tasks can't be placed.
    pub unplaced: Option<Unplaced>,
    pub created_at: Time,
    pub updated_at: Time,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rollout {
    InProgress,
    /// It was COMPLETED, and is IN_PROGRESS again because a later one failed.
    RollingBack(Failure),
    Completed,
    /// It starts no more tasks.
    Failed(Failure),
}

impl Rollout {
    /// IN_PROGRESS.
    pub fn is_under_way(self) -> bool {
        match self {
            Rollout::InProgress | Rollout::RollingBack(_) => true,
            Rollout::Completed | Rollout::Failed(_) => false,
        }
    }

    pub fn has_failed(self) -> bool {
        match self {
            Rollout::Failed(_) => true,
            Rollout::InProgress | Rollout::RollingBack(_) | Rollout::Completed => false,
        }
    }
}

/// When a placement last failed, and since when it has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Unplaced {
    pub since: Time,
    pub tried_at: Time,
}

/// Of what is only kept, what starts a deployment when it changes (API: UpdateService).
pub const KEPT_BY_DEPLOYMENTS: [&str; 5] = [
    "platformVersion",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
];

/// `DescribeServices` keeps the latest 100 events (deployments.md#events).
pub const EVENTS_KEPT: usize = 100;

impl LaunchType {
    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            LaunchType::Ec2 => "EC2",
            LaunchType::Fargate => "FARGATE",
        }
    }
}

impl Deployment {
    /// One that begins now.
    pub fn new(id: DeploymentId, revision: Rc<ServiceRevision>, now: Time) -> Deployment {
        Deployment {
            id,
            role: Role::Primary,
            revision,
            replaces: None,
            desired: 0,
            rollout: Rollout::InProgress,
            failed: 0,
            failing_since: None,
            healthy_then: None,
            ran: false,
            monitors_alarms: false,
            baking_since: None,
            attempts: 0,
            throttled_until: None,
            unplaced: None,
            created_at: now,
            updated_at: now,
        }
    }
}

impl Service {
    /// The deployment that the service has, or is moving to.
    ///
    /// # Panics
    /// Never: a service has just one.
    pub fn primary(&self) -> &Deployment {
        self.deployments.iter().find(|deployment| deployment.role == Role::Primary).expect("a service has a PRIMARY")
    }

    /// The deployment that has the service's traffic: the one that was COMPLETED last, or else the newest.
    pub fn source(&self) -> &Deployment {
        let completed = self.last_completed.and_then(|id| self.deployment(id));
        completed.unwrap_or_else(|| self.primary())
    }

    /// Those that the PRIMARY replaces, the newest first.
    pub fn older(&self) -> impl Iterator<Item = &Deployment> {
        self.deployments.iter().filter(|deployment| deployment.role == Role::Active)
    }

    /// Whether tasks of a deployment can't be placed.
    pub fn is_short(&self) -> bool {
        self.deployments.iter().any(|deployment| deployment.unplaced.is_some())
    }

    pub fn deployment(&self, id: DeploymentId) -> Option<&Deployment> {
        self.deployments.iter().find(|d| d.id == id)
    }

    /// The record of what is, or was last, under way.
    ///
    /// # Panics
    /// Never: a service is made with one, and they go when it is INACTIVE.
    pub fn current(&self) -> DeploymentId {
        *self.history.last().expect("a service has a record")
    }

    /// When the bake time of the deployment that is under way is over; `None` if it isn't in it.
    pub fn bakes_until(&self) -> Option<Time> {
        let primary = self.primary();
        let since = primary.baking_since.filter(|_| primary.rollout.is_under_way())?;
        Some(since + self.config.judgement.bake_time.unwrap_or(ALARM_BAKE_TIME))
    }

    /// When the scheduler next looks, if there is something to do: its ticks are its own, from its creation on.
    pub fn next_tick(&self, now: Time) -> Time {
        now.next_on_grid(self.created_at, SCHEDULER_TICK)
    }

    /// The first tick at or after a moment.
    pub fn tick_from(&self, at: Time) -> Time {
        self.next_tick(Time(at.0.saturating_sub(1)))
    }

    /// ceil(desired × minimumHealthyPercent): ceil(2 × 75 %) = 2, so neither of two may go (deployments.md#limits).
    pub fn lower_limit(&self) -> u32 {
        lower_limit(self.desired, self.config.minimum_healthy_percent)
    }

    /// floor(desired × maximumPercent): floor(3 × 125 %) = 3, so no fourth may be started.
    pub fn upper_limit(&self) -> u32 {
        self.upper_limit_of(self.desired)
    }

    /// The same of another number of tasks.
    pub fn upper_limit_of(&self, desired: u32) -> u32 {
        upper_limit(desired, self.config.maximum_percent)
    }
}

/// How many of so many must stay healthy.
pub fn lower_limit(desired: u32, percent: u32) -> u32 {
    (desired as u64 * percent as u64).div_ceil(100) as u32
}

fn upper_limit(desired: u32, percent: u32) -> u32 {
    (desired as u64 * percent as u64 / 100) as u32
}

#[cfg(test)]
mod tests {
    use super::{lower_limit as lower, upper_limit as upper};

    #[test]
    fn limits_round_up_below_and_down_above() {
        assert_eq!([lower(2, 75), lower(1, 50), lower(4, 50), lower(4, 0)], [2, 1, 2, 0]);
        assert_eq!([upper(3, 125), upper(1, 150), upper(4, 150), upper(1, 200)], [3, 1, 6, 2]);
        // More than 32 bits on the way.
        assert_eq!((lower(50_000_000, 100), upper(50_000_000, 200)), (50_000_000, 100_000_000));
    }
}
