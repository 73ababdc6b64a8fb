//! A service's tasks, sorted: every task that isn't STOPPED is in just one bucket of its deployment.

use crate::facts::FactId;
use crate::ids::{DeploymentId, ServiceId, TargetGroupId, TaskId};
use crate::model::balancer::TargetState;
use crate::model::instance::InstanceStatus;
use crate::model::service::{Service, ServiceBalancer};
use crate::model::task::Task;
use crate::runtime::health;
use crate::sorted::SortedMap;
use crate::time::{Span, Time};
use crate::timings::HEALTHY_AFTER_RUNNING;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Buckets {
    /// On the way to RUNNING.
    pub starting: Vec<TaskId>,
    /// RUNNING, but not known to be healthy yet.
    pub settling: Vec<TaskId>,
    /// RUNNING, and counted by minimumHealthyPercent.
    pub healthy: Vec<TaskId>,
    /// RUNNING, and failing its health checks.
    pub unhealthy: Vec<TaskId>,
    /// Told to stop.
    pub leaving: Vec<TaskId>,
    /// Not RUNNING yet, on an instance that drains: stopped at once (capacity.md#draining).
    pub evicted: Vec<TaskId>,
    /// RUNNING and counted by minimumHealthyPercent, on an instance that drains: to be replaced elsewhere.
    pub draining_healthy: Vec<TaskId>,
    /// RUNNING and not healthy, on an instance that drains.
    pub draining: Vec<TaskId>,
}

/// What the scheduler makes of a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Starting,
    Settling,
    Healthy,
    Unhealthy,
    Leaving,
    Evicted,
    DrainingHealthy,
    Draining,
}

/// All buckets of a service by deployment. A task of a deployment that has left the list is still found here.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Sorted {
    pub by_deployment: SortedMap<DeploymentId, Buckets>,
}

/// Sorts the tasks of a service.
pub fn sort(world: &World, id: ServiceId) -> Sorted {
    let service = &world.services[id];
    let mut sorted = Sorted::default();
    for (task_id, task) in world.service_tasks(id) {
        let (Some(standing), Some(deployment)) = (standing(world, service, task_id, task), task.deployment()) else {
            continue;
        };
        let buckets = sorted.by_deployment.or_default(deployment);
        buckets.bucket(standing).push(task_id);
    }
    sorted
}

/// What the scheduler makes of a task; `None` once it is STOPPED.
pub fn standing(world: &World, service: &Service, id: TaskId, task: &Task) -> Option<Standing> {
    if task.is_stopped() {
        return None;
    }
    Some(if !task.wanted {
        Standing::Leaving
    } else if is_on_draining(world, task) {
        match task.is_running() {
            false => Standing::Evicted,
            true if is_counted_healthy(world, service, id, task) => Standing::DrainingHealthy,
            true => Standing::Draining,
        }
    } else if !task.is_running() {
        Standing::Starting
    } else if is_counted_healthy(world, service, id, task) {
        Standing::Healthy
    } else if failing(world, id, task).is_some() && !in_grace(service, task, world.now) {
        Standing::Unhealthy
    } else {
        Standing::Settling
    })
}

fn is_on_draining(world: &World, task: &Task) -> bool {
    task.instance().is_some_and(|on| world.instances[on].status == InstanceStatus::Draining)
}

/// Whether minimumHealthyPercent counts a RUNNING task (deployments.md#healthy): its targets are healthy and its
/// containers' health checks pass; or, where there is nothing to ask, it has run for 40 seconds.
pub fn is_counted_healthy(world: &World, service: &Service, id: TaskId, task: &Task) -> bool {
    let groups = groups_of(service, task);
    let checks_pass = health::all_pass(world.definition(task.definition), task);
    if groups.is_empty() && checks_pass.is_none() {
        return task.stamps.started.is_some_and(|started| world.now >= started + HEALTHY_AFTER_RUNNING);
    }
    checks_pass.unwrap_or(true)
        && groups.iter().all(|&(group, _)| {
            let target = world.target_groups.get(group).and_then(|group| group.targets.get(&id));
            target.is_some_and(|target| target.state == TargetState::Healthy)
        })
}

/// The target groups that a task belongs in: those of its deployment.
pub(super) fn groups_of<'a>(service: &'a Service, task: &Task) -> Vec<(TargetGroupId, &'a ServiceBalancer)> {
    let deployment = task.deployment().and_then(|id| service.deployment(id));
    deployment.map_or(vec![], |deployment| deployment.revision.groups().collect())
}

/// Whose health check a task fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failing {
    /// An essential container's own.
    Containers,
    TargetGroup(TargetGroupId),
}

/// Whose health check a task fails, and the check by which that is so.
pub fn failing(world: &World, id: TaskId, task: &Task) -> Option<(Failing, FactId)> {
    let target = |group| world.target_groups.get(group)?.targets.get(&id);
    let failed_by = |group| target(group).filter(|target| matches!(target.state, TargetState::Unhealthy(_)));
    let own = health::failed_by(world.definition(task.definition), task).map(|fact| (Failing::Containers, fact));
    own.or_else(|| {
        let mut groups = task.targets.iter().map(|&(group, _)| group);
        groups.find_map(|group| Some((Failing::TargetGroup(group), failed_by(group)?.judged_by)))
    })
}

fn in_grace(service: &Service, task: &Task, now: Time) -> bool {
    let grace = service.config.grace_period.unwrap_or(Span::ZERO);
    task.stamps.started.is_some_and(|started| now < started + grace)
}

impl Buckets {
    pub fn bucket(&mut self, standing: Standing) -> &mut Vec<TaskId> {
        match standing {
            Standing::Starting => &mut self.starting,
            Standing::Settling => &mut self.settling,
            Standing::Healthy => &mut self.healthy,
            Standing::Unhealthy => &mut self.unhealthy,
            Standing::Leaving => &mut self.leaving,
            Standing::Evicted => &mut self.evicted,
            Standing::DrainingHealthy => &mut self.draining_healthy,
            Standing::Draining => &mut self.draining,
        }
    }

    /// Tasks that are wanted running, whatever they do, where they can stay.
    pub fn staying(&self) -> u32 {
        (self.starting.len() + self.settling.len() + self.healthy.len() + self.unhealthy.len()) as u32
    }

    /// Tasks that are wanted running, on instances that drain.
    pub fn displaced(&self) -> u32 {
        (self.evicted.len() + self.draining_healthy.len() + self.draining.len()) as u32
    }

    /// All tasks that are wanted running.
    pub fn active(&self) -> u32 {
        self.staying() + self.displaced()
    }
}

impl Sorted {
    pub fn of(&self, deployment: DeploymentId) -> Buckets {
        self.by_deployment.get(&deployment).cloned().unwrap_or_default()
    }

    pub fn active(&self) -> u32 {
        self.by_deployment.values().map(Buckets::active).sum()
    }

    /// Tasks that minimumHealthyPercent counts, wherever they are.
    pub fn healthy(&self) -> u32 {
        self.by_deployment.values().map(|b| (b.healthy.len() + b.draining_healthy.len()) as u32).sum()
    }

    /// Those of one deployment.
    pub fn healthy_of(&self, deployment: DeploymentId) -> u32 {
        self.by_deployment.get(&deployment).map_or(0, |b| (b.healthy.len() + b.draining_healthy.len()) as u32)
    }

    /// Those of them that can stay where they are.
    pub fn healthy_staying(&self) -> u32 {
        self.by_deployment.values().map(|buckets| buckets.healthy.len() as u32).sum()
    }

    pub fn displaced(&self) -> u32 {
        self.by_deployment.values().map(Buckets::displaced).sum()
    }

    /// All tasks that aren't STOPPED: what maximumPercent counts (deployments.md#limits).
    pub fn present(&self) -> u32 {
        self.active() + self.leaving()
    }

    pub fn leaving(&self) -> u32 {
        self.by_deployment.values().map(|buckets| buckets.leaving.len() as u32).sum()
    }
}
