//! Plans for REPLICA services: as many tasks as are desired, wherever they fit.

use super::{Plan, StartGroup, WaitingOn, WhyStop, active_tasks, held_back, push, rebalance};
use crate::engine::ids::TaskId;
use crate::engine::model::service::Service;
use crate::engine::rules::placement::stopping;
use crate::engine::rules::services::next_tick;
use crate::engine::rules::services::{Buckets, Sorted};
use crate::engine::world::World;

pub fn plan(world: &World, service: &Service, sorted: Sorted) -> Plan {
    Planner { world, service, sorted }.plan()
}

struct Planner<'a> {
    world: &'a World,
    service: &'a Service,
    sorted: Sorted,
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
        let missing = wants.saturating_sub(now.active());
        let room = upper.saturating_sub(active);
        let held_back = held_back(self.world, service, primary);
        let starts = if held_back.is_some() { 0 } else { missing.min(room) };
        if starts > 0 {
            plan.start.push(StartGroup { deployment: primary.id, count: starts, only: None });
        }
        self.refill_older(&mut plan, room - starts);

        let blocked = missing > 0 && starts == 0 && now.starting.is_empty() && now.settling.is_empty();
        // Its own unhealthy tasks make way before healthy older ones do.
        let throttled = matches!(held_back, Some(WaitingOn::Throttled { .. }));
        self.stop_older(&mut plan, lower, blocked && !throttled && now.unhealthy.is_empty());
        self.stop_surplus(&mut plan, &now, blocked);
        self.note_desired(&mut plan);

        if !plan.start.is_empty() || !plan.stop.is_empty() {
            plan.waiting.push(WaitingOn::NextLook { at: next_tick(service, self.world.now) });
        }
        plan.waiting.extend(held_back);
        self.note_waiting(&mut plan, &now, missing > starts && room <= starts);
        plan.complete = self.is_complete(&now) && plan.start.is_empty() && plan.stop.is_empty();
        if plan.complete && service.config.rebalancing {
            rebalance::even_out(self.world, service, &now, &mut plan);
        }
        plan
    }

    /// Tasks of older deployments that ended are started again with their own revision while the service would
    /// otherwise fall below its lower limit (§5.7).
    fn refill_older(&self, plan: &mut Plan, mut room: u32) {
        let lower = self.service.lower_limit();
        let mut healthy = self.sorted.healthy();
        for older in &self.service.deployments[1..] {
            let buckets = self.sorted.of(older.id);
            healthy += (buckets.starting.len() + buckets.settling.len()) as u32;
            let lost = older.desired.saturating_sub(buckets.active() - buckets.unhealthy.len() as u32);
            let count = lost.min(lower.saturating_sub(healthy)).min(room);
            if count > 0 && held_back(self.world, self.service, older).is_none() {
                plan.start.push(StartGroup { deployment: older.id, count, only: None });
                healthy += count;
                room -= count;
            }
        }
    }

    /// Stops tasks of older deployments as far as enough stay healthy. Only a deployment that can't start anything
    /// goes down to minimumHealthyPercent; otherwise the desired count is kept up (§5.4).
    fn stop_older(&self, plan: &mut Plan, lower: u32, blocked: bool) {
        let floor = if blocked { lower } else { lower.max(self.service.desired) };
        let mut spare = self.sorted.healthy().saturating_sub(floor) as usize;
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
                let refills = plan.start.iter().filter(|group| group.deployment == deployment.id);
                let refills: u32 = refills.map(|group| group.count).sum();
                active_tasks(&buckets).filter(|task| !stopping(task)).count() as u32 + refills
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
    fn choose(&self, candidates: &[TaskId], count: usize) -> Vec<TaskId> {
        if count == 0 {
            return Vec::new();
        }
        if count >= candidates.len() {
            return candidates.to_vec();
        }
        let all = self.sorted.by_deployment.values().flat_map(active_tasks);
        let keep: Vec<TaskId> = all.filter(|task| !candidates.contains(task)).collect();
        stopping::choose(self.world, self.service.id, candidates, &keep, count)
    }
}
