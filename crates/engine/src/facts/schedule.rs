//! Schedules and rules that run tasks.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use super::Wakes;
use crate::agenda::Wake;
use crate::ids::{FactId, ScheduleId};
use crate::model::Name;
use crate::model::schedule::{Kind, Outcome, Schedule, Settings, Target};
use crate::time::{Span, Time};
use crate::world::{EventPattern, World};

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ScheduleChange {
    Created(Box<NewSchedule>),
    /// A rate counts anew from now.
    SettingsSet {
        settings: Rc<Settings>,
        pattern: Option<EventPattern>,
        enabled: bool,
    },
    EnabledSet {
        enabled: bool,
    },
    TargetsSet {
        targets: Vec<Target>,
    },
    /// Its moment came. What it started follows, and is caused by this.
    Fired,
    /// The next event that its pattern matched reaches its targets.
    Delivered,
    /// What came of the firing for the next of its targets.
    Ran {
        outcome: Outcome,
    },
    Deleted,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NewSchedule {
    pub kind: Kind,
    pub name: Name,
    pub settings: Rc<Settings>,
    pub pattern: Option<EventPattern>,
    pub enabled: bool,
    pub targets: Vec<Target>,
}

impl ScheduleChange {
    pub(super) fn apply(&self, world: &mut World, id: ScheduleId) {
        let (now, because) = (world.now, FactId(world.facts));
        self.keep_patterns(world, id);
        match self {
            ScheduleChange::Created(new) => {
                let schedule = Schedule {
                    kind: new.kind,
                    name: new.name.clone(),
                    settings: new.settings.clone(),
                    enabled: new.enabled,
                    targets: new.targets.clone(),
                    created_at: now,
                    modified_at: now,
                    because,
                    began: now,
                    passed: now,
                    pending: VecDeque::new(),
                    dropped: 0,
                    last: None,
                    outcomes: vec![],
                };
                world.schedules.insert(id, schedule);
            }
            ScheduleChange::SettingsSet { settings, enabled, .. } => {
                let schedule = world.schedules.row_mut(id);
                schedule.settings = settings.clone();
                schedule.enabled = *enabled;
                schedule.began = now;
                schedule.changed(now, because);
            }
            ScheduleChange::EnabledSet { enabled } => {
                let schedule = world.schedules.row_mut(id);
                schedule.enabled = *enabled;
                schedule.changed(now, because);
            }
            ScheduleChange::TargetsSet { targets } => {
                let schedule = world.schedules.row_mut(id);
                schedule.targets = targets.clone();
                schedule.changed(now, because);
            }
            ScheduleChange::Fired => {
                let schedule = world.schedules.row_mut(id);
                schedule.passed = now + Span::millis(1);
                schedule.last = Some(now);
                schedule.outcomes.clear();
            }
            ScheduleChange::Delivered => {
                let schedule = world.schedules.row_mut(id);
                schedule.pending.pop_front();
                schedule.last = Some(now);
                schedule.outcomes.clear();
            }
            ScheduleChange::Ran { outcome } => world.schedules.row_mut(id).outcomes.push(outcome.clone()),
            ScheduleChange::Deleted => {
                world.schedules.remove(id);
            }
        }
    }

    pub(super) fn wakes(&self, world: &World, id: ScheduleId, wakes: &mut Wakes) {
        match self {
            ScheduleChange::Created(_)
            | ScheduleChange::SettingsSet { .. }
            | ScheduleChange::EnabledSet { .. }
            | ScheduleChange::Fired => {
                if let Some(at) = world.schedules[id].next() {
                    wakes.at(at, Wake::Schedule(id));
                }
            }
            ScheduleChange::TargetsSet { .. }
            | ScheduleChange::Delivered
            | ScheduleChange::Ran { .. }
            | ScheduleChange::Deleted => {}
        }
    }
}

impl Schedule {
    /// What it missed meanwhile isn't made up for; and it doesn't fire twice for one moment.
    fn changed(&mut self, now: Time, because: FactId) {
        self.modified_at = now;
        self.because = because;
        self.passed = self.passed.max(now);
    }
}

pub(super) fn check(world: &World) {
    let mut names = BTreeSet::new();
    for schedule in world.schedules.values() {
        let (name, own) = (&schedule.name, (schedule.kind == Kind::Rule, schedule.name.clone()));
        assert!(names.insert(own), "{name} is there once");
        assert!(schedule.next().is_none_or(|at| at >= world.now), "{name} has missed its moment");
    }
}
