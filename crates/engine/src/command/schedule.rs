//! What can be asked of EventBridge Scheduler and of EventBridge.

use crate::facts::NewSchedule;
use crate::model::Name;
use crate::model::schedule::Target;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ScheduleCommand {
    Create(Box<NewSchedule>),
    /// What isn't given is as if it had never been: nothing of the schedule stays but its name.
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
