//! Plans for REPLICA services: as many tasks as are desired, wherever they fit.

use super::older::Share;
use super::starting::count;
use super::{Plan, WaitingOn, WhyStop, active_tasks, held_back, protection, push, push_unhealthy, rebalance};
use crate::ids::TaskId;
use crate::model::service::{Deployment, Rollout, Service};
use crate::rules::placement::stopping;
use crate::rules::services::targets::are_clear;
use crate::rules::services::{Buckets, Sorted};
use crate::world::World;

pub(super) fn plan(world: &World, service: &Service, sorted: &Sorted) -> Plan {
    Planner { world, service, sorted }.plan()
}

pub(super) struct Planner<'a> {
    pub(super) world: &'a World,
    pub(super) service: &'a Service,
    pub(super) sorted: &'a Sorted,
}

impl Planner<'_> {
    fn plan(&self) -> Plan {
        let service = self.service;
        let primary = service.primary();
        let now = self.sorted.of(primary.id);
        let mut plan = Plan::default();
        let (lower, upper) = (service.lower_limit(), service.upper_limit());
        // What is still stopping counts against the upper limit, too (deployments.md#limits).
        let room = upper.saturating_sub(self.sorted.present());

        // If maximumPercent has room, replacements of unhealthy tasks start first (deployments.md#unhealthy-tasks).
        let wants = service.desired + now.unhealthy.len() as u32;
        let missing = wants.saturating_sub(now.staying());
        let held_back = held_back(self.world, service, primary);
        let gone = self.stop_displaced(&mut plan, lower);

        let floor = lower.max(service.desired);
        let spare = |floor: u32| self.sorted.healthy().saturating_sub(floor + gone);
        let shares = self.shares(floor, spare(floor));
        let reserved: u32 = shares.iter().map(Share::reserved).sum();
        let own_room = room.saturating_sub(reserved);
        let could = count(&self.starts(primary, missing.min(own_room), held_back.as_ref()));
        let waits = own_room == 0 && self.sorted.leaving() > 0 && upper > self.sorted.active() + reserved;
        let blocked = missing > 0 && could == 0 && now.starting.is_empty() && now.settling.is_empty() && !waits;
        // Only a deployment that can't start anything goes down to minimumHealthyPercent; otherwise the desired count
        // is kept up. Its own unhealthy tasks make way before healthy older ones do.
        let idle = held_back.as_ref().is_some_and(WaitingOn::starts_nothing);
        let gives_way = blocked && !idle && now.unhealthy.is_empty();
        let (floor, shares) = match gives_way {
            _ if self.cleans_up(&now) => (lower, self.shares(lower, spare(lower))),
            true => self.make_way(shares, missing, room, spare(lower)),
            false => (floor, shares),
        };
        let starts = self.start_both(&mut plan, &shares, room, |plan, room| {
            self.start(plan, primary, missing.min(room), held_back.as_ref())
        });
        self.stop_older(&mut plan, &shares, spare(floor), waits);
        self.stop_surplus(&mut plan, primary, service.desired, blocked);

        if !plan.start.is_empty() || !plan.stop.is_empty() {
            plan.waiting.push(WaitingOn::NextLook { at: service.next_tick(self.world.now) });
        }
        plan.waiting.extend(held_back.filter(|_| missing > starts));
        self.note_waiting(&mut plan, &now, missing > starts && own_room <= starts);
        let settled = self.is_complete(&now) && plan.start.is_empty() && plan.stop.is_empty();
        let early = super::early(service, service.desired, &now);
        super::note_success(self.world, service, &mut plan, early, settled, self.is_alone());
        self.note_desired(&mut plan, &shares);
        if plan.complete && service.config.rebalancing && rebalance::is_possible(self) {
            rebalance::even_out(self, &now, &mut plan);
        }
        plan
    }

    /// The PRIMARY can't start anything. If that is because of room that is kept for older tasks that ended, it gets that
    /// room, as far as minimumHealthyPercent allows; otherwise running ones make way.
    fn make_way<'a>(
        &'a self,
        mut shares: Vec<Share<'a>>,
        missing: u32,
        room: u32,
        spare: u32,
    ) -> (u32, Vec<Share<'a>>) {
        let (service, lower) = (self.service, self.service.lower_limit());
        self.release(&mut shares, lower);
        let own_room = room.saturating_sub(shares.iter().map(Share::reserved).sum());
        let held_back = held_back(self.world, service, service.primary());
        match count(&self.starts(service.primary(), missing.min(own_room), held_back.as_ref())) {
            0 => (lower, self.shares(lower, spare)),
            _ => (lower.max(service.desired), shares),
        }
    }

    /// Starts tasks of the PRIMARY and of older deployments. The PRIMARY comes first, unless its tasks can't be
    /// placed: then what is known to run doesn't wait for it. Says how many of the PRIMARY's.
    fn start_both(
        &self,
        plan: &mut Plan,
        shares: &[Share],
        room: u32,
        start_own: impl Fn(&mut Plan, u32) -> u32,
    ) -> u32 {
        if self.service.primary().unplaced.is_some() {
            let refilled = self.refill(plan, shares, room);
            return start_own(plan, room - refilled);
        }
        let reserved: u32 = shares.iter().map(Share::reserved).sum();
        let starts = start_own(plan, room.saturating_sub(reserved));
        self.refill(plan, shares, room - starts);
        starts
    }

    /// Stops what a deployment has too many of: unhealthy tasks that have their replacement, then any others.
    pub(super) fn stop_surplus(&self, plan: &mut Plan, of: &Deployment, desired: u32, blocked: bool) {
        let now = self.sorted.of(of.id);
        let (healthy, unhealthy) = (now.healthy.len() as u32, now.unhealthy.len() as u32);
        let replaced = (healthy + unhealthy).saturating_sub(desired).min(unhealthy);
        // Without room to start first, one unhealthy task at a time makes way.
        let makes_way = u32::from(blocked && unhealthy > 0);
        let go = self.choose(&now.unhealthy, replaced.max(makes_way) as usize);
        push_unhealthy(self.world, plan, go);

        let others = (now.starting.len() + now.settling.len()) as u32 + healthy;
        // Those that even out the zones are waited for; only then others go.
        let evening = rebalance::on_the_way(self.world, self.service, &now);
        let mut surplus = others.saturating_sub(desired + evening) as usize;
        let mut go = Vec::new();
        for bucket in [&now.starting, &now.settling, &now.healthy] {
            let chosen = self.choose_unprotected(bucket, surplus);
            surplus -= chosen.len();
            go.extend(chosen);
        }
        let kept = [&now.starting[..], &now.settling, &now.healthy];
        protection::note(self.world, plan, of.id, surplus, &kept);
        if self.service.rebalancing {
            rebalance::stop_by_zone(self.world, plan, go);
        } else {
            push(plan, go, WhyStop::Scaling);
        }
    }

    /// The PRIMARY wants what the service wants; older ones what is left to them.
    fn note_desired(&self, plan: &mut Plan, shares: &[Share]) {
        let primary = self.service.primary();
        let older = shares.iter().map(|share| (share.deployment, share.desired));
        for (deployment, desired) in [(primary, self.service.desired)].into_iter().chain(older) {
            if desired != deployment.desired {
                plan.desired.push((deployment.id, desired));
            }
            // What alarms may still bring back stays until the bake time is over (DG: deployment-alarm-failure).
            let may_return = primary.rollout.is_under_way()
                && primary.monitors_alarms
                && !plan.succeeds
                && self.service.last_completed == Some(deployment.id);
            let gone = desired == 0 && self.sorted.of(deployment.id).active() == 0;
            if deployment.id != primary.id && gone && !may_return {
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
            plan.waiting.push(WaitingOn::MaximumPercent { upper, present: self.sorted.present() });
        }
        let old: u32 = self.service.older().map(|d| self.sorted.of(d.id).active()).sum();
        let old_go = !plan.stop.is_empty();
        let healthy = self.sorted.healthy();
        let protected = plan.waiting.iter().any(|w| matches!(w, WaitingOn::Protected { .. }));
        if old > 0 && !old_go && !protected && (now.healthy.len() as u32) < self.service.desired {
            plan.waiting.push(WaitingOn::MinimumHealthyPercent { lower, healthy });
        }
        if self.sorted.displaced() > 0 && plan.stop.is_empty() {
            plan.waiting.push(WaitingOn::Draining { tasks: self.sorted.displaced(), lower, healthy });
        }
        if self.sorted.leaving() > 0 {
            plan.waiting.push(WaitingOn::Leaving { tasks: self.sorted.leaving() });
        }
    }

    pub(super) fn is_complete(&self, now: &Buckets) -> bool {
        let all_healthy = now.healthy.len() as u32 == self.service.desired && now.active() == self.service.desired;
        all_healthy && self.is_alone()
    }

    /// Whether nothing is left of older revisions.
    pub(super) fn is_alone(&self) -> bool {
        let others = self.service.older().all(|d| self.sorted.of(d.id).active() == 0);
        others && are_clear(self.world, self.service)
    }

    /// Whether older revisions go whatever the PRIMARY still lacks: it has succeeded by early success criteria, or will
    /// once they have gone (deployments.md#early-success).
    fn cleans_up(&self, now: &Buckets) -> bool {
        super::early(self.service, self.service.desired, now).is_some_and(|(_, enough)| {
            match self.service.primary().rollout {
                Rollout::Completed => true,
                Rollout::InProgress | Rollout::RollingBack(_) => enough && super::is_baked(self.world, self.service),
                Rollout::Failed(_) => false,
            }
        })
    }

    /// Which of these tasks go; how all others of the service are spread counts.
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
