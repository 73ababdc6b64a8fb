//! Plans for REPLICA services: as many tasks as are desired, wherever they fit.

use super::draining::displaced_tasks;
use super::{Plan, WaitingOn, WhyStop, active_tasks, held_back, push, rebalance};
use crate::engine::ids::TaskId;
use crate::engine::model::service::Service;
use crate::engine::rules::placement::stopping;
use crate::engine::rules::services::next_tick;
use crate::engine::rules::services::{Buckets, Sorted};
use crate::engine::world::World;

pub fn plan(world: &World, service: &Service, sorted: Sorted) -> Plan {
    Planner { world, service, sorted }.plan()
}

pub(super) struct Planner<'a> {
    pub(super) world: &'a World,
    pub(super) service: &'a Service,
    pub(super) sorted: Sorted,
}

impl Planner<'_> {
    fn plan(&self) -> Plan {
        let service = self.service;
        let primary = service.primary();
        let now = self.sorted.of(primary.id);
        let mut plan = Plan::default();
        let (lower, upper) = (service.lower_limit(), service.upper_limit());
        let active = self.sorted.active();

        // A replacement for each unhealthy task is started first, if maximumPercent has room for it (§5.7).
        let wants = service.desired + now.unhealthy.len() as u32;
        let missing = wants.saturating_sub(now.staying());
        let room = upper.saturating_sub(active);
        let held_back = held_back(self.world, service, primary);
        let starts = self.start(&mut plan, primary, missing.min(room), held_back.as_ref());
        self.refill_older(&mut plan, room - starts);

        let blocked = missing > 0 && starts == 0 && now.starting.is_empty() && now.settling.is_empty();
        let gone = self.stop_displaced(&mut plan, lower);
        // Its own unhealthy tasks make way before healthy older ones do.
        let throttled = matches!(held_back, Some(WaitingOn::Throttled { .. }));
        self.stop_older(&mut plan, lower, gone, blocked && !throttled && now.unhealthy.is_empty());
        self.stop_surplus(&mut plan, &now, blocked);
        self.note_desired(&mut plan);

        if !plan.start.is_empty() || !plan.stop.is_empty() {
            plan.waiting.push(WaitingOn::NextLook { at: next_tick(service, self.world.now) });
        }
        plan.waiting.extend(held_back.filter(|_| missing > starts));
        self.note_waiting(&mut plan, &now, missing > starts && room <= starts);
        plan.complete = self.is_complete(&now) && plan.start.is_empty() && plan.stop.is_empty();
        if plan.complete && service.config.rebalancing && rebalance::is_possible(self) {
            rebalance::even_out(self, &now, &mut plan);
        }
        plan
    }

    /// Stops tasks of older deployments as far as enough stay healthy. Only a deployment that can't start anything
    /// goes down to minimumHealthyPercent; otherwise the desired count is kept up (§5.4). `gone`: healthy tasks that
    /// are to be stopped already.
    fn stop_older(&self, plan: &mut Plan, lower: u32, gone: u32, blocked: bool) {
        let floor = if blocked { lower } else { lower.max(self.service.desired) };
        let mut spare = self.sorted.healthy().saturating_sub(floor + gone) as usize;
        let enough = self.sorted.healthy() >= lower;
        let mut tasks = Vec::new();
        let mut unhealthy = Vec::new();
        for older in self.service.deployments[1..].iter().rev() {
            let buckets = self.sorted.of(older.id);
            unhealthy.extend(&buckets.unhealthy);
            if enough {
                tasks.extend(&buckets.starting);
                tasks.extend(&buckets.settling);
            }
            let go = self.choose(&buckets.healthy, spare.min(buckets.healthy.len()));
            spare -= go.len();
            tasks.extend(go);
        }
        push(plan, tasks, WhyStop::Scaling);
        push(plan, unhealthy, WhyStop::Unhealthy);
    }

    /// Stops what the PRIMARY has too many of: unhealthy tasks that have their replacement, then any others.
    fn stop_surplus(&self, plan: &mut Plan, now: &Buckets, blocked: bool) {
        let desired = self.service.desired;
        let (healthy, unhealthy) = (now.healthy.len() as u32, now.unhealthy.len() as u32);
        let replaced = (healthy + unhealthy).saturating_sub(desired).min(unhealthy);
        // Without room to start first, one unhealthy task at a time makes way (§5.7).
        let makes_way = u32::from(blocked && unhealthy > 0);
        let go = self.choose(&now.unhealthy, replaced.max(makes_way) as usize);
        push(plan, go, WhyStop::Unhealthy);

        let others = (now.starting.len() + now.settling.len()) as u32 + healthy;
        // Those that even out the zones are waited for; only then others go.
        let evening = rebalance::on_the_way(self.world, self.service, now);
        let mut surplus = others.saturating_sub(desired + evening) as usize;
        let mut go = Vec::new();
        for bucket in [&now.starting, &now.settling, &now.healthy] {
            let chosen = self.choose(bucket, surplus.min(bucket.len()));
            surplus -= chosen.len();
            go.extend(chosen);
        }
        if self.service.rebalancing {
            rebalance::stop_by_zone(self.world, plan, go);
        } else {
            push(plan, go, WhyStop::Scaling);
        }
    }

    /// The PRIMARY wants what the service wants; older ones want no more than they still have.
    fn note_desired(&self, plan: &mut Plan) {
        let stopping = |task: &TaskId| plan.stop.iter().any(|group| group.tasks.contains(task));
        for (position, deployment) in self.service.deployments.iter().enumerate() {
            let buckets = self.sorted.of(deployment.id);
            let desired = if position == 0 {
                self.service.desired
            } else {
                let refills: u32 = plan.start.iter().filter(|g| g.deployment == deployment.id).map(|g| g.count).sum();
                let left =
                    |tasks: &mut dyn Iterator<Item = TaskId>| tasks.filter(|task| !stopping(task)).count() as u32;
                let displaced = left(&mut displaced_tasks(&buckets).copied());
                left(&mut active_tasks(&buckets)) + refills.saturating_sub(displaced)
            };
            if desired != deployment.desired {
                plan.desired.push((deployment.id, desired));
            }
            if position > 0 && buckets.active() == 0 && desired == 0 {
                plan.ended.push(deployment.id);
            }
        }
    }

    fn note_waiting(&self, plan: &mut Plan, now: &Buckets, full: bool) {
        let (lower, upper) = (self.service.lower_limit(), self.service.upper_limit());
        let count =
            |bucket: fn(&Buckets) -> usize| self.sorted.by_deployment.values().map(bucket).sum::<usize>() as u32;
        let starting = count(|b| b.starting.len());
        let settling = count(|b| b.settling.len());
        if starting > 0 {
            plan.waiting.push(WaitingOn::Starting { tasks: starting });
        }
        if settling > 0 {
            plan.waiting.push(WaitingOn::Settling { tasks: settling });
        }
        if full {
            plan.waiting.push(WaitingOn::MaximumPercent { upper, active: self.sorted.active() });
        }
        let old: u32 = self.service.deployments[1..].iter().map(|d| self.sorted.of(d.id).active()).sum();
        let old_go = !plan.stop.is_empty();
        let healthy = self.sorted.healthy();
        if old > 0 && !old_go && (now.healthy.len() as u32) < self.service.desired {
            plan.waiting.push(WaitingOn::MinimumHealthyPercent { lower, healthy });
        }
        if self.sorted.displaced() > 0 && plan.stop.is_empty() {
            plan.waiting.push(WaitingOn::Draining { tasks: self.sorted.displaced(), lower, healthy });
        }
        if self.sorted.leaving() > 0 {
            plan.waiting.push(WaitingOn::Leaving { tasks: self.sorted.leaving() });
        }
    }

    fn is_complete(&self, now: &Buckets) -> bool {
        let all_healthy = now.healthy.len() as u32 == self.service.desired && now.active() == self.service.desired;
        let others = self.service.deployments[1..].iter().all(|d| self.sorted.of(d.id).active() == 0);
        all_healthy && others
    }

    /// Which of these tasks go, all others of the service counting as they are spread.
    pub(super) fn choose(&self, candidates: &[TaskId], count: usize) -> Vec<TaskId> {
        if count == 0 {
            return Vec::new();
        }
        if count >= candidates.len() {
            return candidates.to_vec();
        }
        let all = self.sorted.by_deployment.values().flat_map(active_tasks);
        let keep: Vec<TaskId> = all.filter(|task| !candidates.contains(task)).collect();
        if !self.service.config.placement.providers.is_empty() {
            return self.choose_by_share(candidates, &keep, count);
        }
        stopping::choose(self.world, self.service.id, candidates, &keep, count)
    }
}
