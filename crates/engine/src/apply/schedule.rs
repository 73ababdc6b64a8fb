//! What facts change about schedules.

use crate::fact::{FactId, ScheduleChange};
use crate::ids::ScheduleId;
use crate::model::schedule::Schedule;
use crate::time::{Span, Time};
use crate::world::World;

impl World {
    pub(super) fn apply_schedule(&mut self, id: ScheduleId, change: &ScheduleChange) {
        let (now, because) = (self.now, FactId(self.facts));
        match change {
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
                    last: None,
                    outcomes: vec![],
                };
                self.schedules.insert(id, schedule);
            }
            ScheduleChange::SettingsSet { settings, enabled } => {
                let schedule = self.schedules.row_mut(id);
                schedule.settings = settings.clone();
                schedule.enabled = *enabled;
                schedule.began = now;
                schedule.changed(now, because);
            }
            ScheduleChange::EnabledSet { enabled } => {
                let schedule = self.schedules.row_mut(id);
                schedule.enabled = *enabled;
                schedule.changed(now, because);
            }
            ScheduleChange::TargetsSet { targets } => {
                let schedule = self.schedules.row_mut(id);
                schedule.targets = targets.clone();
                schedule.changed(now, because);
            }
            ScheduleChange::Fired => {
                let schedule = self.schedules.row_mut(id);
                schedule.passed = now + Span::millis(1);
                schedule.last = Some(now);
                schedule.outcomes.clear();
            }
            ScheduleChange::Ran { outcome } => self.schedules.row_mut(id).outcomes.push(outcome.clone()),
            ScheduleChange::Deleted => {
                self.schedules.remove(id);
            }
        }
    }
}

impl Schedule {
    /// What it missed while it was otherwise isn't made up for; what it has fired for, it doesn't fire for again.
    fn changed(&mut self, now: Time, because: FactId) {
        self.modified_at = now;
        self.because = because;
        self.passed = self.passed.max(now);
    }
}
