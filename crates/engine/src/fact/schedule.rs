//! What can happen to schedules.

use std::rc::Rc;

use crate::model::Name;
use crate::model::schedule::{Kind, Outcome, Settings, Target};

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ScheduleChange {
    Created(Box<NewSchedule>),
    /// A rate counts anew from now.
    SettingsSet {
        settings: Rc<Settings>,
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
    pub enabled: bool,
    pub targets: Vec<Target>,
}
