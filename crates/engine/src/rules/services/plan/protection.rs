//! Task scale-in protection: which tasks of a deployment are left alone though there are too many
//! (deployments.md#protection).

use super::replica::Planner;
use super::{Plan, WaitingOn};
use crate::ids::{DeploymentId, TaskId};
use crate::world::World;

impl Planner<'_> {
    /// Which of these tasks go, of those that aren't protected.
    pub(super) fn choose_unprotected(&self, candidates: &[TaskId], count: usize) -> Vec<TaskId> {
        self.choose(&unprotected(self.world, candidates), count)
    }
}

pub(super) fn unprotected(world: &World, tasks: &[TaskId]) -> Vec<TaskId> {
    tasks.iter().copied().filter(|&task| !world.tasks[task].is_protected(world.now)).collect()
}

/// Notes that a deployment has so many tasks more than it should which can't be stopped now, if protection is why.
pub(super) fn note(world: &World, plan: &mut Plan, deployment: DeploymentId, surplus: usize, buckets: &[&[TaskId]]) {
    let tasks = buckets.iter().flat_map(|bucket| bucket.iter());
    let protected = tasks.map(|&task| &world.tasks[task]).filter(|task| task.is_protected(world.now));
    let ends: Vec<_> = protected.filter_map(|task| task.protected_until).collect();
    if let (Some(&until), Some(tasks)) = (ends.iter().min(), Some(surplus.min(ends.len())).filter(|&tasks| tasks > 0)) {
        plan.waiting.push(WaitingOn::Protected { deployment, tasks: tasks as u32, until });
    }
}
