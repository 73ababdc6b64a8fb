//! What came of a schedule's firing, in a few words.

use super::{FARGATE_QUOTA, FARGATE_UNAVAILABLE, failure_reason};
use crate::errors::ServiceError;
use engine::model::refusal::Failure;
use engine::model::schedule::Outcome;
use engine::world::World;

/// `started 1 task`; or why it started none.
pub fn outcome(world: &World, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Ran { started, failures } => {
            let tasks = if *started == 1 { "1 task".into() } else { format!("{started} tasks") };
            match (failures.first(), started) {
                (None, _) => format!("started {tasks}"),
                (Some(first), 0) => format!("started no task: {}", reason(first)),
                (Some(first), _) => format!("started {tasks}, no more: {}", reason(first)),
            }
        }
        Outcome::Refused(refusal) => {
            let error = ServiceError::from_refusal(world, refusal);
            format!("RunTask was refused: {}: {}", error.code, error.message)
        }
        Outcome::Denied(action) => format!("its role may not do {action}"),
    }
}

fn reason(failure: &Failure) -> &'static str {
    match failure {
        Failure::Instance(_, rejection) => failure_reason(rejection),
        Failure::NoInstance(..) => "MISSING",
        Failure::Inactive(_) => "INACTIVE",
        Failure::FargateQuota => FARGATE_QUOTA,
        Failure::Fargate => FARGATE_UNAVAILABLE,
    }
}
