//! Which tasks a service starts now: of which deployment, and from which capacity provider.

use super::replica::Planner;
use super::{Plan, StartGroup, WaitingOn};
use crate::ids::{ProviderId, TaskId};
use crate::model::provider::Capacity;
use crate::model::service::Deployment;
use crate::rules::launch;
use crate::rules::placement::stopping;
use crate::rules::providers;
use crate::rules::services::{failing, order};

/// Tasks in all.
pub(super) fn count(groups: &[StartGroup]) -> u32 {
    groups.iter().map(|group| group.count).sum()
}

impl Planner<'_> {
    /// Plans to start up to `wanted` tasks of a deployment; says how many.
    pub(super) fn start(
        &self,
        plan: &mut Plan,
        deployment: &Deployment,
        wanted: u32,
        held_back: Option<&WaitingOn>,
    ) -> u32 {
        let groups = self.starts(deployment, wanted, held_back);
        let started = count(&groups);
        plan.start.extend(groups);
        started
    }

    /// Up to `wanted` tasks of a deployment, as far as anything lets them start. Where a strategy divides them, each
    /// provider's part is its own: one without capacity neither keeps the others waiting nor leaves its part to them
    /// (capacity.md#capacity-providers).
    pub(super) fn starts(
        &self,
        deployment: &Deployment,
        wanted: u32,
        held_back: Option<&WaitingOn>,
    ) -> Vec<StartGroup> {
        if wanted == 0 || held_back.is_some_and(WaitingOn::starts_nothing) {
            return Vec::new();
        }
        let unhealthy = self.sorted.by_deployment.get(&deployment.id).into_iter().flat_map(|own| &own.unhealthy);
        let checks = unhealthy.filter_map(|&task| failing(self.world, task, &self.world.tasks[task]));
        let because = checks.map(|(_, check)| check).max();
        let mut groups: Vec<StartGroup> = Vec::new();
        for provider in self.providers(deployment, wanted) {
            match groups.iter_mut().find(|group| group.provider == provider) {
                Some(group) => group.count += 1,
                None => {
                    groups.push(StartGroup { deployment: deployment.id, provider, count: 1, only: None, because });
                }
            }
        }
        groups.retain(|group| held_back.is_none() || self.has_fargate(deployment, group.provider));
        groups
    }

    /// The provider of each of the next tasks of a deployment.
    pub(super) fn providers(&self, deployment: &Deployment, count: u32) -> Vec<Option<ProviderId>> {
        let strategy = &self.service.config.placement.providers;
        if strategy.is_empty() {
            return vec![None; count as usize];
        }
        let tasks = self.world.service_tasks(self.service.id).map(|(_, task)| task);
        let own = tasks.filter(|task| task.wanted && task.deployment() == Some(deployment.id));
        let counts = providers::counts(strategy, own.map(|task| task.provider));
        providers::sequence(strategy, counts, count).into_iter().map(Some).collect()
    }

    /// Whether a task that goes to Fargate would find capacity now.
    fn has_fargate(&self, deployment: &Deployment, provider: Option<ProviderId>) -> bool {
        let order = order(self.service, deployment, provider);
        match order.capacity(self.world) {
            Capacity::Instances => false,
            Capacity::Fargate(fargate) => launch::fargate_shortage(self.world, &order, fargate).is_none(),
        }
    }

    /// Which of these tasks go so that the rest is divided as the strategy says; within a provider, as always.
    pub(super) fn choose_by_share(&self, candidates: &[TaskId], keep: &[TaskId], count: usize) -> Vec<TaskId> {
        let strategy = &self.service.config.placement.providers;
        let provider = |task: &TaskId| self.world.tasks[*task].provider;
        let known = |task: &TaskId| strategy.iter().any(|share| Some(share.provider) == provider(task));
        // Tasks from before the strategy go first.
        let mut go: Vec<TaskId> = candidates.iter().filter(|task| !known(task)).take(count).copied().collect();
        let mut counts = providers::counts(strategy, candidates.iter().chain(keep).map(provider));
        let mut stops = vec![0; strategy.len()];
        for _ in go.len()..count {
            let of = |kind: ProviderId| candidates.iter().filter(|task| provider(task) == Some(kind)).count();
            let left = |kind: ProviderId| {
                let at = strategy.iter().position(|share| share.provider == kind);
                at.is_some_and(|at| stops[at] < of(kind))
            };
            let Some(at) = providers::surplus(strategy, &counts, left) else { break };
            counts[at] -= 1;
            stops[at] += 1;
        }
        for (share, count) in strategy.iter().zip(stops) {
            let own: Vec<TaskId> =
                candidates.iter().filter(|task| provider(task) == Some(share.provider)).copied().collect();
            let others = candidates.iter().filter(|task| !own.contains(task));
            let others: Vec<TaskId> = keep.iter().chain(others).copied().collect();
            go.extend(stopping::choose(self.world, self.service.id, &own, &others, count));
        }
        go
    }
}
