//! Plans for deployments that shift traffic: blue, the revision that is replaced, keeps all its tasks until green, the new
//! one, has the traffic; both percentages hold for each of them by itself (deployments.md#blue-green-linear-and-canary).

use super::replica::Planner;
use super::{Plan, WaitingOn, WhyStop, held_back, push};
use crate::model::service::{Deployment, Rollout, Service, lower_limit};
use crate::model::strategy::{Progress, Stage, WHOLE};
use crate::rules::services::Sorted;
use crate::rules::services::stages::is_back;
use crate::world::World;

pub(super) fn plan(world: &World, service: &Service, sorted: &Sorted, progress: &Progress) -> Plan {
    let planner = Planner { world, service, sorted };
    let mut plan = Plan::default();
    for deployment in &service.deployments {
        planner.keep(&mut plan, deployment, wanted(world, service, deployment, progress));
    }
    if !plan.start.is_empty() || !plan.stop.is_empty() {
        plan.waiting.push(WaitingOn::NextLook { at: service.next_tick(world.now) });
    }
    planner.note_tasks(&mut plan);
    if service.primary().rollout.is_under_way() {
        note_stage(world, service, progress, &mut plan);
    }
    let primary = service.primary();
    let idle = plan.start.is_empty() && plan.stop.is_empty();
    let settled = idle && planner.is_complete(&sorted.of(primary.id));
    let under_way = primary.rollout.is_under_way();
    let back = primary.rollout == Rollout::InProgress || is_back(world, service, progress);
    let cleaned = progress.stage == Stage::CleanUp && back;
    plan.succeeds = under_way && settled && cleaned;
    plan.complete = plan.succeeds;
    let may_return = |deployment: &Deployment| progress.blue == Some(deployment.id) && progress.stage < Stage::CleanUp;
    let gone = |deployment: &&Deployment| {
        let wanted = wanted(world, service, deployment, progress);
        wanted == 0 && sorted.of(deployment.id).active() == 0 && !may_return(deployment)
    };
    plan.ended = service.older().filter(gone).map(|deployment| deployment.id).collect();
    plan
}

/// How many tasks a deployment is to have at this stage.
fn wanted(world: &World, service: &Service, of: &Deployment, progress: &Progress) -> u32 {
    let (primary, is_blue) = (service.primary(), progress.blue == Some(of.id));
    let is_green = of.id == service.current();
    match primary.rollout {
        Rollout::InProgress if of.id == primary.id && progress.stage < Stage::ScaleUp => 0,
        Rollout::InProgress if is_blue && progress.stage == Stage::CleanUp => 0,
        Rollout::InProgress if of.id == primary.id || is_blue => service.desired,
        Rollout::RollingBack(_) if of.id == primary.id => service.desired,
        Rollout::RollingBack(_) if is_green && !is_back(world, service, progress) => of.desired,
        Rollout::InProgress | Rollout::RollingBack(_) => 0,
        // It is left as it is.
        Rollout::Failed(_) | Rollout::Completed => of.desired,
    }
}

impl Planner<'_> {
    /// Keeps so many tasks of a deployment, whatever others have.
    fn keep(&self, plan: &mut Plan, deployment: &Deployment, wanted: u32) {
        let now = self.sorted.of(deployment.id);
        let (healthy, unhealthy) =
            ((now.healthy.len() + now.draining_healthy.len()) as u32, now.unhealthy.len() as u32);
        let (upper, present) = (self.service.upper_limit_of(wanted), now.active() + now.leaving.len() as u32);
        let missing = (wanted + if wanted > 0 { unhealthy } else { 0 }).saturating_sub(now.staying());
        let room = upper.saturating_sub(present);
        let held_back = held_back(self.world, self.service, deployment);
        let starts = self.start(plan, deployment, missing.min(room), held_back.as_ref());

        let lower = lower_limit(wanted, self.service.config.minimum_healthy_percent);
        let spare = healthy.saturating_sub(lower) as usize;
        push(plan, self.displaced(&now, healthy >= lower, spare).0, WhyStop::Scaling);
        let idle = held_back.as_ref().is_some_and(WaitingOn::starts_nothing);
        let on_the_way = !now.starting.is_empty() || !now.settling.is_empty() || !now.leaving.is_empty();
        self.stop_surplus(plan, deployment, wanted, missing > 0 && starts == 0 && !on_the_way && !idle);

        if missing > starts && room <= starts {
            plan.waiting.push(WaitingOn::MaximumPercent { upper, present });
        }
        plan.waiting.extend(held_back.filter(|_| missing > starts));
        if wanted != deployment.desired {
            plan.desired.push((deployment.id, wanted));
        }
    }

    fn note_tasks(&self, plan: &mut Plan) {
        let buckets = || self.sorted.by_deployment.values();
        let starting: usize = buckets().map(|own| own.starting.len()).sum();
        let settling: usize = buckets().map(|own| own.settling.len()).sum();
        let leaving = self.sorted.leaving();
        let notes = [
            (starting as u32, WaitingOn::Starting { tasks: starting as u32 }),
            (settling as u32, WaitingOn::Settling { tasks: settling as u32 }),
            (leaving, WaitingOn::Leaving { tasks: leaving }),
        ];
        plan.waiting.extend(notes.into_iter().filter(|(tasks, _)| *tasks > 0).map(|(_, waiting)| waiting));
    }
}

/// What a stage waits for besides tasks. The bake time is noted with what is judged in it.
fn note_stage(world: &World, service: &Service, progress: &Progress, plan: &mut Plan) {
    if service.primary().rollout != Rollout::InProgress {
        return;
    }
    let open = progress.current_hooks().map(|(_, run)| run).filter(|run| run.status.is_open());
    let hooks: Vec<WaitingOn> = open
        .map(|run| WaitingOn::Hook {
            stage: run.stage,
            function: run.target.function().map(|name| name.into()),
            until: run.expires_at,
        })
        .collect();
    let nothing = plan.waiting.is_empty() && hooks.is_empty();
    plan.waiting.extend(hooks);
    match (progress.stage, service.stage_until(progress).filter(|&until| until > world.now)) {
        (Stage::BakeTime, Some(_)) => {}
        (Stage::ProductionTrafficShift, Some(until)) if progress.production < WHOLE => {
            plan.waiting.push(WaitingOn::Step { shifted: progress.production, until });
        }
        _ if nothing => plan.waiting.push(WaitingOn::NextLook { at: service.next_tick(world.now) }),
        _ => {}
    }
}
