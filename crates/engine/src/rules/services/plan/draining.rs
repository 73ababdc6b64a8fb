//! Tasks on container instances that drain: which of them are stopped now (capacity.md#draining).

use super::replica::Planner;
use super::{Plan, WhyStop, push};
use crate::ids::TaskId;
use crate::rules::services::Buckets;

/// All tasks of a deployment that are on instances that drain.
pub(super) fn displaced_tasks(buckets: &Buckets) -> impl Iterator<Item = &TaskId> {
    buckets.evicted.iter().chain(&buckets.draining).chain(&buckets.draining_healthy)
}

impl Planner<'_> {
    /// Stops tasks on instances that drain, oldest deployment first: those that never ran at once, the others as far
    /// as minimumHealthyPercent allows. Below 100 % that may be before there is a replacement, as the description of
    /// UpdateContainerInstancesState says, even where a deployment would start one first. Replacements are started
    /// as for any missing task, as far as maximumPercent allows. Says how many healthy tasks go.
    pub(super) fn stop_displaced(&self, plan: &mut Plan, lower: u32) -> u32 {
        let healthy = self.sorted.healthy();
        let mut spare = healthy.saturating_sub(lower) as usize;
        let mut gone = 0;
        let mut tasks = Vec::new();
        for deployment in self.service.deployments.iter().rev() {
            let buckets = self.sorted.of(deployment.id);
            let (go, healthy) = self.displaced(&buckets, healthy >= lower, spare);
            spare -= healthy;
            gone += healthy as u32;
            tasks.extend(go);
        }
        push(plan, tasks, WhyStop::Scaling);
        gone
    }

    /// Those of one deployment that go, and how many of them are healthy: at most `spare`. `enough`: whether there are
    /// as many healthy tasks as there must be.
    pub(super) fn displaced(&self, buckets: &Buckets, enough: bool, spare: usize) -> (Vec<TaskId>, usize) {
        let mut tasks = buckets.evicted.clone();
        if enough {
            tasks.extend(&buckets.draining);
        }
        let go = self.choose(&buckets.draining_healthy, spare.min(buckets.draining_healthy.len()));
        let healthy = go.len();
        tasks.extend(go);
        (tasks, healthy)
    }
}
