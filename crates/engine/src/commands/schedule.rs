//! Schedules: what is asked of them, and what they ask of ECS when their moment comes.

use std::rc::Rc;

use super::{Decide, Reply, RunTask};
use crate::agenda::Agenda;
use crate::facts::{BusChange, Cause, Change, Fact, NewSchedule, ScheduleChange};
use crate::ids::ScheduleId;
use crate::ledger::{Ledger, Sink};
use crate::model::Name;
use crate::model::bus::{Collector, Custom};
use crate::model::refusal::{Refusal, ScheduleFault};
use crate::model::role::PASS_ROLE;
use crate::model::schedule::{Deed, Kind, Outcome, Schedule, Target};
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

/// An application's events.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PutEvents {
    pub events: Vec<Custom>,
}

impl Decide for PutEvents {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let put = self.events.iter().map(|event| ledger.record(Change::Bus(BusChange::Put(Rc::new(event.clone())))));
        Ok(Reply::Events(put.collect()))
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
    let (settings, pattern, enabled) = (new.settings.clone(), new.pattern.clone(), new.enabled);
    let change = ScheduleChange::SettingsSet { settings, pattern, enabled };
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
        let run = match &target.deed {
            Deed::Run { run, .. } => run,
            Deed::Collect(Collector::Topic(_)) => continue,
            Deed::Collect(Collector::LogGroup(group)) => {
                assume::log_group(ledger, group);
                continue;
            }
        };
        // What can't be made shows when the schedule fires.
        let _ = assume::cluster(ledger, &run.cluster);
        if let Ok(definition) = assume::definition(ledger, &run.definition) {
            let definition = ledger.world().definitions[definition].definition.clone();
            assume::resources(ledger, &definition);
        }
        if let Some(network) = &run.placement.network {
            assume::network(ledger, network);
        }
    }
}

/// Fires a schedule if its moment has come.
pub(crate) fn look(ledger: &mut Ledger, id: ScheduleId) {
    while deliver(ledger, id) {}
    let Some(schedule) = ledger.world().schedules.get(id).cloned() else { return };
    if schedule.next().is_none_or(|at| at > ledger.now()) {
        return;
    }
    ledger.because(schedule.because);
    let fired = ledger.record(Change::Schedule(id, ScheduleChange::Fired));
    ledger.because(fired);
    run_targets(ledger, id, &schedule);
    if schedule.settings.delete_after && ledger.world().schedules[id].next().is_none() {
        ledger.record(Change::Schedule(id, ScheduleChange::Deleted));
    }
}

/// Gives the targets of a rule the event that has waited longest, if it is due.
fn deliver(ledger: &mut Ledger, id: ScheduleId) -> bool {
    let Some(schedule) = ledger.world().schedules.get(id).cloned() else { return false };
    let Some(&(_, event)) = schedule.pending.front().filter(|(due, _)| *due <= ledger.now()) else { return false };
    ledger.because(event);
    let delivered = ledger.record(Change::Schedule(id, ScheduleChange::Delivered));
    ledger.because(delivered);
    run_targets(ledger, id, &schedule);
    true
}

fn run_targets(ledger: &mut Ledger, id: ScheduleId, schedule: &Schedule) {
    for target in &schedule.targets {
        let Deed::Run { run, role } = &target.deed else { continue };
        let outcome = invoke(ledger, schedule, run, role);
        ledger.record(Change::Schedule(id, ScheduleChange::Ran { outcome }));
    }
}

fn invoke(ledger: &mut Ledger, schedule: &Schedule, run: &RunTask, role: &Name) -> Outcome {
    if let Some(action) = denied(ledger.world(), run, role) {
        return Outcome::Denied(action);
    }
    let wanted = RunTask { started_by: Some(schedule.started_by()), ..run.clone() };
    match try_out(ledger, &wanted).and_then(|()| wanted.decide(ledger)) {
        Ok(Reply::Tasks { started, failures }) => Outcome::Ran { started: started.len() as u32, failures },
        Ok(_) => Outcome::Ran { started: 0, failures: vec![] },
        Err(refusal) => Outcome::Refused(refusal),
    }
}

/// What the role of a target may not do but must: run tasks, and give them their roles.
fn denied(world: &World, run: &RunTask, role: &Name) -> Option<&'static str> {
    let role = world.account.role(role)?;
    if !role.allows("ecs:RunTask") {
        return Some("ecs:RunTask");
    }
    let wanted = &run.definition;
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
