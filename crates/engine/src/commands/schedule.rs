//! Schedules: what is asked of them, and what they ask of ECS when their moment comes.

use super::{Decide, Reply, RunTask};
use crate::agenda::Agenda;
use crate::facts::{Cause, Change, Fact, NewSchedule, ScheduleChange};
use crate::ids::ScheduleId;
use crate::ledger::{Ledger, Sink};
use crate::model::Name;
use crate::model::refusal::{Refusal, ScheduleFault};
use crate::model::role::PASS_ROLE;
use crate::model::schedule::{Kind, Outcome, Schedule, Target};
use crate::rules::assume;
use crate::world::World;

/// How many schedules there may be, and how many rules. EventBridge takes 300 rules and a million schedules.
const MOST_SCHEDULES: usize = 300;
/// Targets of a rule.
const MOST_TARGETS: usize = 5;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ScheduleCommand {
    Create(Box<NewSchedule>),
    /// Replaces all but the schedule's name: what isn't given is as if it had never been.
    Update(Box<NewSchedule>),
    Delete {
        name: Name,
    },
    /// Makes the rule or changes it; its targets stay.
    PutRule(Box<NewSchedule>),
    SetRuleState {
        rule: Name,
        enabled: bool,
    },
    DeleteRule {
        rule: Name,
    },
    /// Adds targets, or replaces those with the same id.
    PutTargets {
        rule: Name,
        targets: Vec<Target>,
    },
    RemoveTargets {
        rule: Name,
        ids: Vec<Name>,
    },
}

impl Decide for ScheduleCommand {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        match self {
            ScheduleCommand::Create(new) => create(ledger, new),
            ScheduleCommand::Update(new) => {
                let id = schedule(ledger.world(), &new.name)?;
                set(ledger, id, new)?;
                set_targets(ledger, id, new.targets.clone())
            }
            ScheduleCommand::Delete { name } => {
                let id = schedule(ledger.world(), name)?;
                record(ledger, id, ScheduleChange::Deleted)
            }
            ScheduleCommand::PutRule(new) => match ledger.world().schedule(Kind::Rule, &new.name) {
                None => create(ledger, new),
                Some(id) => set(ledger, id, new),
            },
            ScheduleCommand::SetRuleState { rule: name, enabled } => {
                let id = rule(ledger.world(), name)?;
                match ledger.world().schedules[id].enabled == *enabled {
                    true => Ok(Reply::Schedule(Kind::Rule, name.clone())),
                    false => record(ledger, id, ScheduleChange::EnabledSet { enabled: *enabled }),
                }
            }
            ScheduleCommand::DeleteRule { rule: name } => {
                // One that isn't there is as good as deleted.
                let Ok(id) = rule(ledger.world(), name) else { return Ok(Reply::Done) };
                if !ledger.world().schedules[id].targets.is_empty() {
                    return Err(ScheduleFault::RuleHasTargets.into());
                }
                record(ledger, id, ScheduleChange::Deleted)
            }
            ScheduleCommand::PutTargets { rule: name, targets } => {
                let id = rule(ledger.world(), name)?;
                let mut all = ledger.world().schedules[id].targets.clone();
                for target in targets {
                    match all.iter_mut().find(|old| old.id == target.id) {
                        Some(old) => *old = target.clone(),
                        None => all.push(target.clone()),
                    }
                }
                if all.len() > MOST_TARGETS {
                    return Err(ScheduleFault::TooManyTargets(name.clone()).into());
                }
                set_targets(ledger, id, all)
            }
            ScheduleCommand::RemoveTargets { rule: name, ids } => {
                let id = rule(ledger.world(), name)?;
                let targets = ledger.world().schedules[id].targets.iter();
                let left = targets.filter(|target| !ids.contains(&target.id)).cloned().collect();
                set_targets(ledger, id, left)
            }
        }
    }
}

fn schedule(world: &World, name: &Name) -> Result<ScheduleId, Refusal> {
    world.schedule(Kind::Schedule, name).ok_or_else(|| ScheduleFault::NoSchedule(name.clone()).into())
}

fn rule(world: &World, name: &Name) -> Result<ScheduleId, Refusal> {
    world.schedule(Kind::Rule, name).ok_or_else(|| ScheduleFault::NoRule(name.clone()).into())
}

fn record(ledger: &mut Ledger, id: ScheduleId, change: ScheduleChange) -> Result<Reply, Refusal> {
    // A new one gets its name with this very fact; one that is deleted had it.
    let named = |world: &World| world.schedules.get(id).map(|it| Reply::Schedule(it.kind, it.name.clone()));
    let before = named(ledger.world());
    ledger.record(Change::Schedule(id, change));
    Ok(before.or_else(|| named(ledger.world())).unwrap_or(Reply::Done))
}

fn create(ledger: &mut Ledger, new: &NewSchedule) -> Result<Reply, Refusal> {
    let world = ledger.world();
    if world.schedule(new.kind, &new.name).is_some() {
        return Err(ScheduleFault::Exists(new.name.clone()).into());
    }
    if world.schedules.values().filter(|schedule| schedule.kind == new.kind).count() >= MOST_SCHEDULES {
        return Err(ScheduleFault::TooMany(new.kind).into());
    }
    assume_targets(ledger, &new.targets);
    let id = ledger.world().schedules.next_key();
    record(ledger, id, ScheduleChange::Created(Box::new(new.clone())))
}

fn set(ledger: &mut Ledger, id: ScheduleId, new: &NewSchedule) -> Result<Reply, Refusal> {
    let change = ScheduleChange::SettingsSet { settings: new.settings.clone(), enabled: new.enabled };
    record(ledger, id, change)
}

fn set_targets(ledger: &mut Ledger, id: ScheduleId, targets: Vec<Target>) -> Result<Reply, Refusal> {
    assume_targets(ledger, &targets);
    record(ledger, id, ScheduleChange::TargetsSet { targets })
}

/// A target isn't looked at before it is needed. But what it names and doesn't exist is made now, while there is
/// somebody to tell; a strict account makes nothing.
fn assume_targets(ledger: &mut Ledger, targets: &[Target]) {
    for target in targets.iter().filter(|_| !ledger.world().account.strict).collect::<Vec<_>>() {
        // What can't be made shows when the schedule fires.
        let _ = assume::cluster(ledger, &target.run.cluster);
        if let Ok(definition) = assume::definition(ledger, &target.run.definition) {
            let definition = ledger.world().definitions[definition].definition.clone();
            assume::resources(ledger, &definition);
        }
        if let Some(network) = &target.run.placement.network {
            assume::network(ledger, network);
        }
    }
}

/// Fires a schedule if its moment has come.
pub(crate) fn look(ledger: &mut Ledger, id: ScheduleId) {
    let Some(schedule) = ledger.world().schedules.get(id).cloned() else { return };
    if schedule.next().is_none_or(|at| at > ledger.now()) {
        return;
    }
    ledger.because(schedule.because);
    let fired = ledger.record(Change::Schedule(id, ScheduleChange::Fired));
    ledger.because(fired);
    for target in &schedule.targets {
        let outcome = invoke(ledger, &schedule, target);
        ledger.record(Change::Schedule(id, ScheduleChange::Ran { outcome }));
    }
    if schedule.settings.delete_after && ledger.world().schedules[id].next().is_none() {
        ledger.record(Change::Schedule(id, ScheduleChange::Deleted));
    }
}

fn invoke(ledger: &mut Ledger, schedule: &Schedule, target: &Target) -> Outcome {
    if let Some(action) = denied(ledger.world(), target) {
        return Outcome::Denied(action);
    }
    let wanted = RunTask { started_by: Some(schedule.started_by()), ..(*target.run).clone() };
    match try_out(ledger, &wanted).and_then(|()| wanted.decide(ledger)) {
        Ok(Reply::Tasks { started, failures }) => Outcome::Ran { started: started.len() as u32, failures },
        Ok(_) => Outcome::Ran { started: 0, failures: vec![] },
        Err(refusal) => Outcome::Refused(refusal),
    }
}

/// What the role of a target may not do but must: run tasks, and give them their roles.
fn denied(world: &World, target: &Target) -> Option<&'static str> {
    let role = world.account.role(&target.role)?;
    if !role.allows("ecs:RunTask") {
        return Some("ecs:RunTask");
    }
    let wanted = &target.run.definition;
    let id = match wanted.revision {
        Some(number) => world.revision(&wanted.family, number),
        None => world.latest(&wanted.family),
    };
    let has_roles = world.definition(id?).roles().next().is_some();
    (has_roles && !role.allows(PASS_ROLE)).then_some(PASS_ROLE)
}

/// A command that is refused half-way leaves nothing behind. So what may be refused is tried on a copy first.
fn try_out(ledger: &Ledger, wanted: &RunTask) -> Result<(), Refusal> {
    let (mut world, mut agenda, mut sink) = (ledger.world().clone(), Agenda::default(), Unheard);
    let mut trial = Ledger::new(&mut world, &mut agenda, &mut sink, ledger.now(), Cause::Command(0));
    wanted.decide(&mut trial).map(drop)
}

/// Nobody is told of what is only tried.
struct Unheard;

impl Sink for Unheard {
    fn after(&mut self, _: Fact) {}
}
