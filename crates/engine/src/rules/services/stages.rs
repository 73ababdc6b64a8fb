//! The stages of a deployment that shifts traffic: hooks run, rules get their weights, and once nothing is waited for
//! the next stage begins (deployments.md#blue-green-linear-and-canary). One that lasts no time lasts until the next look.

use super::Sorted;
use crate::facts::{BalancerChange, Change, ServiceDeploymentChange};
use crate::ids::{DeploymentId, ServiceId};
use crate::ledger::Ledger;
use crate::model::listener::{Action, RuleId, Weighted};
use crate::model::service::{Rollout, Service, ServiceBalancer};
use crate::model::strategy::{Hook, HookRun, HookStatus, HookTarget, Progress, Share, Stage, WHOLE, weights};
use crate::world::World;

/// How far the deployment of a service that is under way has come, if it has stages.
pub fn progress<'a>(world: &'a World, service: &Service) -> Option<&'a Progress> {
    let record = service.history.last().map(|&record| &world.deployments[record])?;
    record.progress.as_ref().filter(|_| service.primary().rollout != Rollout::Completed)
}

/// What the hooks of the present stage have answered by now.
pub(super) fn hear(ledger: &mut Ledger, id: ServiceId) {
    let world = ledger.world();
    let service = &world.services[id];
    let Some(progress) = progress(world, service).filter(|_| service.primary().rollout.is_under_way()) else { return };
    let answers = progress.hooks.iter().enumerate().filter_map(|(hook, run)| Some((hook, answer(world, run)?)));
    let (answers, record): (Vec<_>, _) = (answers.collect(), service.current());
    for (hook, status) in answers {
        set(ledger, record, ServiceDeploymentChange::HookEnded { hook, status });
    }
}

/// What a hook that runs has come to now.
fn answer(world: &World, run: &HookRun) -> Option<HookStatus> {
    let function = run.target.function().map(|name| world.function(name));
    let answered = world.answer_at(run).filter(|&at| at <= world.now.min(run.expires_at));
    match (run.status.is_open(), answered, function) {
        (true, Some(_), Some(function)) if function.succeeds => Some(HookStatus::Succeeded),
        (true, Some(_), Some(_)) => Some(HookStatus::Failed),
        (true, _, _) => (world.now >= run.expires_at).then_some(HookStatus::TimedOut),
        (false, _, _) => None,
    }
}

fn set(ledger: &mut Ledger, record: DeploymentId, change: ServiceDeploymentChange) {
    ledger.record(Change::ServiceDeployment(record, change));
}

/// Takes the deployment that is under way on.
pub(super) fn look(ledger: &mut Ledger, id: ServiceId, sorted: &Sorted) {
    let world = ledger.world();
    let service = &world.services[id];
    if progress(world, service).is_none() {
        if follows_a_shift(world, service) {
            set_weights(ledger, id);
        }
        return;
    }
    match service.primary().rollout {
        Rollout::InProgress => go_on(ledger, id, sorted),
        Rollout::RollingBack(_) => go_back(ledger, id, sorted),
        Rollout::Completed | Rollout::Failed(_) => return,
    }
    set_weights(ledger, id);
}

/// Whether a rolling update is under way after deployments that may have left the traffic divided: it gets all of it.
fn follows_a_shift(world: &World, service: &Service) -> bool {
    let shifted = |record: &DeploymentId| world.deployments[*record].progress.is_some();
    service.primary().rollout.is_under_way() && service.history.iter().any(shifted)
}

fn go_on(ledger: &mut Ledger, id: ServiceId, sorted: &Sorted) {
    let world = ledger.world();
    let service = &world.services[id];
    let record = service.current();
    let Some(now) = progress(world, service) else { return };
    let (test, production) = (now.test, now.production);
    let next = match now.since {
        None => Some(now.stage),
        Some(since) if since < world.now && is_over(world, service, now, sorted) => next_stage(service, now.stage),
        Some(_) => None,
    };
    let share = || service.config.shifting.next_share(now.strategy, production);
    let shift = match next {
        Some(Stage::TestTrafficShift) => Some((WHOLE, production)),
        Some(Stage::ProductionTrafficShift) => Some((test, share())),
        None if service.stage_until(now).is_some_and(|until| world.now >= until) && production < WHOLE => {
            Some((test, share()))
        }
        _ => None,
    };
    if let Some(stage) = next {
        let runs: Vec<HookRun> = begin_hooks(world, service, stage);
        set(ledger, record, ServiceDeploymentChange::StageBegan { stage });
        runs.into_iter().for_each(|run| set(ledger, record, ServiceDeploymentChange::HookBegan { run }));
    }
    if let Some((test, production)) = shift.filter(|&to| to != (test, production)) {
        set(ledger, record, ServiceDeploymentChange::Shifted { test, production });
    }
}

/// The stage that follows. That before production traffic is left out without hooks.
fn next_stage(service: &Service, stage: Stage) -> Option<Stage> {
    let next = stage.next()?;
    let is_empty = service.config.shifting.hooks_at(next).next().is_none();
    if next == Stage::PreProductionTrafficShift && is_empty { next.next() } else { Some(next) }
}

fn begin_hooks(world: &World, service: &Service, stage: Stage) -> Vec<HookRun> {
    let hooks = service.config.shifting.hooks_at(stage);
    let run = |hook: &Hook| HookRun {
        target: hook.target.clone(),
        stage,
        status: match hook.target {
            HookTarget::Lambda(_) => HookStatus::InProgress,
            HookTarget::Pause => HookStatus::AwaitingAction,
        },
        began_at: world.now,
        expires_at: world.now + hook.timeout,
        on_timeout: hook.on_timeout,
    };
    hooks.map(run).collect()
}

/// Whether nothing of a stage is waited for any more.
fn is_over(world: &World, service: &Service, progress: &Progress, sorted: &Sorted) -> bool {
    let hooks = progress.current_hooks().all(|(_, run)| !run.status.is_open());
    let primary = service.primary().id;
    hooks
        && match progress.stage {
            Stage::ReconcileService => {
                let mut others = service.older().filter(|other| progress.blue != Some(other.id));
                others.all(|other| sorted.of(other.id).active() == 0)
            }
            Stage::ScaleUp => sorted.of(primary).healthy.len() as u32 >= service.desired,
            Stage::ProductionTrafficShift => progress.production == WHOLE,
            Stage::BakeTime => service.stage_until(progress).is_none_or(|until| world.now >= until),
            Stage::CleanUp => false,
            Stage::PreScaleUp
            | Stage::PostScaleUp
            | Stage::TestTrafficShift
            | Stage::PostTestTrafficShift
            | Stage::PreProductionTrafficShift
            | Stage::PostProductionTrafficShift => true,
        }
}

/// A rollback: blue has the traffic back at once if it still runs, and otherwise once it does again; then green ends.
fn go_back(ledger: &mut Ledger, id: ServiceId, sorted: &Sorted) {
    let world = ledger.world();
    let service = &world.services[id];
    let record = service.current();
    let Some(now) = progress(world, service) else { return };
    let blue = sorted.of(service.primary().id).healthy.len() as u32;
    let (stage, is_back) = (now.stage, is_back(world, service, now));
    let share = restored_share(world, service);
    if !is_back && (stage < Stage::CleanUp || blue >= service.desired) {
        set(ledger, record, ServiceDeploymentChange::Shifted { test: share, production: share });
    } else if is_back && stage != Stage::CleanUp {
        set(ledger, record, ServiceDeploymentChange::StageBegan { stage: Stage::CleanUp });
    }
}

/// Whether a rollback has given the traffic back.
pub(super) fn is_back(world: &World, service: &Service, progress: &Progress) -> bool {
    let share = restored_share(world, service);
    (progress.test, progress.production) == (share, share)
}

/// What the failed revision's groups get in a rollback: nothing, unless what is restored has the same ones.
fn restored_share(world: &World, service: &Service) -> Share {
    let failed = &world.deployments[service.current()].target;
    if service.primary().revision.alternate == failed.alternate { WHOLE } else { 0 }
}

/// Gives the rules of a deployment their weights.
fn set_weights(ledger: &mut Ledger, id: ServiceId) {
    let world = ledger.world();
    for (rule, forward) in wanted_weights(world, &world.services[id]) {
        let change = BalancerChange::WeightsSet { rule: rule.number, forward };
        ledger.record(Change::Balancer(rule.balancer, change));
    }
}

/// The rules of a deployment that should forward otherwise than they do.
fn wanted_weights(world: &World, service: &Service) -> Vec<(RuleId, Vec<Weighted>)> {
    let record = &world.deployments[service.current()];
    let (revision, test, production) = match &record.progress {
        Some(now) => (&record.target, now.test, now.production),
        None => (&service.primary().revision, WHOLE, WHOLE),
    };
    let balancers = revision.balancers.iter().filter_map(|one| Some((one, one.advanced.as_ref()?)));
    let rules = balancers.flat_map(|(balancer, advanced)| {
        let rule = [(advanced.production, balancer, production)];
        rule.into_iter().chain(advanced.test.map(|rule| (rule, balancer, test)))
    });
    let wanted = rules.map(|(rule, balancer, share)| (rule, forward(balancer, revision.alternate, share)));
    wanted.filter(|(rule, forward)| differs(world, *rule, forward)).collect()
}

/// The two groups of a balancer and their weights, of which green has the alternate one or not.
fn forward(balancer: &ServiceBalancer, alternate: bool, share: Share) -> Vec<Weighted> {
    let (green, blue) = weights(share);
    let weight = |of: bool| if of == alternate { green } else { blue };
    [false, true].map(|of| Weighted { target_group: balancer.group(of), weight: weight(of) }).to_vec()
}

/// Whether a rule is there, and can and doesn't forward so.
fn differs(world: &World, rule: RuleId, forward: &[Weighted]) -> bool {
    let behind = |to: &Weighted| {
        let group = world.target_groups.get(to.target_group);
        group.is_some_and(|group| group.load_balancer.is_none_or(|balancer| balancer == rule.balancer))
    };
    let found = world.rule(rule);
    found.is_some_and(|(_, rule)| rule.action != Action::Forward(forward.to_vec())) && forward.iter().all(behind)
}
