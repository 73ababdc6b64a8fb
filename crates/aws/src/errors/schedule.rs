//! What is wrong with schedules and rules, in EventBridge's words.

use super::{ServiceError, other};
use crate::cut;
use engine::model::refusal::ScheduleFault;
use engine::model::schedule::Kind;

pub(crate) fn in_words(fault: &ScheduleFault) -> ServiceError {
    match fault {
        ScheduleFault::Exists(name) => other("ConflictException", format!("Schedule {name} already exists.")),
        ScheduleFault::NoSchedule(name) => not_found(format!("Schedule {} does not exist.", cut(name, 64))),
        ScheduleFault::NoRule(name) => not_found(format!("Rule {} does not exist on EventBus default.", cut(name, 64))),
        ScheduleFault::RuleHasTargets => validation("Rule can't be deleted since it has targets.")
            .hint("aws events remove-targets --rule RULE --ids … takes them away"),
        ScheduleFault::TooMany(Kind::Schedule) => {
            other("ServiceQuotaExceededException", "The number of schedules exceeds the limit.")
        }
        ScheduleFault::TooMany(Kind::Rule) => {
            other("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
        }
        ScheduleFault::TooManyTargets(rule) => {
            other("LimitExceededException", format!("The number of targets for rule {rule} exceeds the limit of 5."))
        }
    }
}

pub(crate) fn validation(message: impl Into<String>) -> ServiceError {
    other("ValidationException", message)
}

pub(crate) fn not_found(message: String) -> ServiceError {
    other("ResourceNotFoundException", message)
}
