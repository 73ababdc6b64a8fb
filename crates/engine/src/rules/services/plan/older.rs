//! Older deployments: how many tasks each has to keep up until the PRIMARY has its own, and what becomes of the rest.
//! Tasks of theirs that fail or are lost are replaced with their own revision (deployments.md#rolling-update).

use super::replica::Planner;
use super::{Plan, WaitingOn, WhyStop, held_back, protection, push, push_unhealthy};
use crate::model::service::Deployment;
use crate::rules::services::Buckets;

/// What an older deployment comes down to.
pub(super) struct Share<'a> {
    pub deployment: &'a Deployment,
    buckets: Buckets,
    /// How many tasks it should have from now on.
    pub desired: u32,
}

impl Share<'_> {
    /// Tasks that it should have, and that neither are there nor on their way.
    fn missing(&self) -> u32 {
        self.desired.saturating_sub(self.buckets.staying() - self.buckets.unhealthy.len() as u32)
    }

    /// Tasks that it should have and that aren't there: room that is kept for them.
    pub(super) fn reserved(&self) -> u32 {
        self.desired.saturating_sub(self.buckets.active())
    }
}

impl Planner<'_> {
    /// How many tasks each older deployment keeps, the newest first, if the service is to have `floor` tasks and the
    /// PRIMARY's healthy ones count towards it. Tasks that are missing or not healthy are given up first, the oldest
    /// deployment's before others; of healthy ones at most `spare`.
    pub(super) fn shares(&self, floor: u32, mut spare: u32) -> Vec<Share<'_>> {
        let own = self.sorted.of(self.service.primary().id).healthy.len() as u32;
        let mut shares: Vec<Share> = self.service.older().map(|older| self.share(older)).collect();
        // Not one of which nothing is wanted any more.
        if let Some(newest) = shares.iter_mut().find(|share| share.desired > 0) {
            newest.desired += self.grown();
        }
        let all: u32 = shares.iter().map(|share| share.desired).sum();
        let mut cut = all.saturating_sub(floor.saturating_sub(own));
        for share in shares.iter_mut().rev() {
            let healthy = share.buckets.healthy.len() as u32;
            let go = cut.min(share.desired.saturating_sub(healthy));
            share.desired -= go;
            cut -= go;
        }
        for share in shares.iter_mut().rev() {
            let go = cut.min(spare).min(share.desired);
            share.desired -= go;
            cut -= go;
            spare -= go;
        }
        shares
    }

    /// Gives up what older deployments miss, the oldest's before others', until the service keeps `floor` tasks.
    pub(super) fn release(&self, shares: &mut [Share], floor: u32) {
        let own = self.sorted.of(self.service.primary().id).healthy.len() as u32;
        let all: u32 = shares.iter().map(|share| share.desired).sum();
        let mut cut = all.saturating_sub(floor.saturating_sub(own));
        for share in shares.iter_mut().rev() {
            let go = cut.min(share.reserved());
            share.desired -= go;
            cut -= go;
        }
    }

    fn share<'a>(&self, deployment: &'a Deployment) -> Share<'a> {
        let buckets = self.sorted.of(deployment.id);
        // What has failed starts no tasks: what it lost is lost.
        let there = buckets.staying() - buckets.unhealthy.len() as u32;
        let desired = if deployment.rollout.has_failed() { deployment.desired.min(there) } else { deployment.desired };
        Share { deployment, buckets, desired }
    }

    /// By how much the desired count has risen during a deployment: the revision that is replaced grows with it.
    fn grown(&self) -> u32 {
        match self.service.primary().desired {
            0 => 0,
            before => self.service.desired.saturating_sub(before),
        }
    }

    /// Starts again, with their own revisions, what older deployments have lost, and replacements for what is
    /// unhealthy. Says how many.
    pub(super) fn refill(&self, plan: &mut Plan, shares: &[Share], mut room: u32) -> u32 {
        let before = room;
        for share in shares {
            let held_back = held_back(self.world, self.service, share.deployment);
            let missing = share.missing();
            let started = self.start(plan, share.deployment, missing.min(room), held_back.as_ref());
            room -= started;
            plan.waiting.extend(held_back.filter(|_| missing > started));
        }
        before - room
    }

    /// Stops what older deployments have too many of. `gone`: healthy tasks that are to be stopped already. `waits`:
    /// whether there will be room to start something.
    pub(super) fn stop_older(&self, plan: &mut Plan, shares: &[Share], mut spare: u32, waits: bool) {
        let (mut scaled, mut unhealthy) = (Vec::new(), Vec::new());
        for share in shares.iter().rev() {
            let buckets = &share.buckets;
            let bad = buckets.unhealthy.len() as u32;
            let replaced = (buckets.healthy.len() as u32 + bad).saturating_sub(share.desired).min(bad);
            let makes_way = u32::from(!waits && self.is_without_room(plan, share));
            unhealthy.extend(self.choose(&buckets.unhealthy, replaced.max(makes_way.min(bad)) as usize));

            let mut surplus = (buckets.staying() - bad).saturating_sub(share.desired) as usize;
            for bucket in [&buckets.starting, &buckets.settling] {
                let go = self.choose_unprotected(bucket, surplus);
                surplus -= go.len();
                scaled.extend(go);
            }
            let go = self.choose_unprotected(&buckets.healthy, surplus.min(spare as usize));
            spare -= go.len() as u32;
            surplus -= go.len();
            scaled.extend(go);
            let kept = [&buckets.starting[..], &buckets.settling, &buckets.healthy];
            protection::note(self.world, plan, share.deployment.id, surplus, &kept);
        }
        push(plan, scaled, WhyStop::Scaling);
        push_unhealthy(self.world, plan, unhealthy);
    }

    /// Whether a replacement for an unhealthy task can't be started first, so that one of them has to make way.
    fn is_without_room(&self, plan: &Plan, share: &Share) -> bool {
        let buckets = &share.buckets;
        let held_back = held_back(self.world, self.service, share.deployment);
        let throttled = held_back.as_ref().is_some_and(WaitingOn::starts_nothing);
        share.missing() > 0
            && plan.start.is_empty()
            && buckets.starting.is_empty()
            && buckets.settling.is_empty()
            && !throttled
    }
}
