//! What is said of deployments: rollout states, and why a service deployment is as it is (deployments.md#failures).

use crate::arn;
use engine::model::deployment::{Failure, Reason};
use engine::model::event::Deploying;
use engine::model::service::Rollout;
use engine::world::World;

/// `rolloutState` and `rolloutStateReason` of the deployment of that name.
pub fn rollout(id: &str, rollout: Rollout) -> (&'static str, String) {
    match rollout {
        Rollout::InProgress => ("IN_PROGRESS", format!("ECS deployment {id} in progress.")),
        Rollout::RollingBack(Failure::TasksFailed) => {
            ("IN_PROGRESS", format!("ECS deployment circuit breaker: rolling back to deploymentId {id}."))
        }
        Rollout::RollingBack(Failure::Alarm) => {
            ("IN_PROGRESS", format!("ECS deployment alarm: rolling back to deploymentId {id}."))
        }
        Rollout::RollingBack(Failure::Stopped) => {
            ("IN_PROGRESS", format!("ECS deployment stopped by user: rolling back to deploymentId {id}."))
        }
        Rollout::RollingBack(Failure::Hook(_) | Failure::HookTimedOut(_)) => {
            ("IN_PROGRESS", format!("ECS deployment lifecycle hook: rolling back to deploymentId {id}."))
        }
        Rollout::Completed => ("COMPLETED", format!("ECS deployment {id} completed.")),
        Rollout::Failed(Failure::TasksFailed) => {
            ("FAILED", "ECS deployment circuit breaker: tasks failed to start.".into())
        }
        Rollout::Failed(Failure::Alarm) => ("FAILED", "ECS deployment failed: alarm detected.".into()),
        Rollout::Failed(Failure::Stopped) => ("FAILED", "ECS deployment stopped by user.".into()),
        Rollout::Failed(Failure::Hook(_) | Failure::HookTimedOut(_)) => {
            ("FAILED", "ECS deployment failed: lifecycle hook failed.".into())
        }
    }
}

/// What a service event says of a deployment.
pub(super) fn event(world: &World, said: Deploying) -> String {
    let name = |id| arn::deployment(world, id);
    match said {
        Deploying::Completed(id) => format!("(deployment {}) deployment completed.", name(id)),
        Deploying::Failed(id, failure) => format!("(deployment {}) deployment failed: {}.", name(id), failed(failure)),
        Deploying::RollingBack(id) => format!("rolling back to deployment {}.", name(id)),
    }
}

/// What a service event says of a failed deployment.
pub(super) fn failed(failure: Failure) -> &'static str {
    match failure {
        Failure::TasksFailed => "tasks failed to start",
        Failure::Alarm => "alarm detected",
        Failure::Stopped => "stopped by user",
        Failure::Hook(_) => "lifecycle hook failed",
        Failure::HookTimedOut(_) => "lifecycle hook timed out",
    }
}

/// The `reason` of a rollback. The first is ECS's; the others are like it.
pub fn rolled_back(because: Failure) -> String {
    let words = match because {
        Failure::TasksFailed => "Service deployment rolled back because the circuit breaker threshold was exceeded.",
        Failure::Alarm => {
            "Service deployment rolled back because one or more CloudWatch alarms went into the ALARM state."
        }
        Failure::Stopped => "Service deployment rolled back because of a request by the user.",
        // The first is ECS's (a report of 2025).
        Failure::Hook(stage) => {
            return format!(
                "Service deployment rolled back because {} lifecycle hook(s) failed. Lifecycle hook target ARN returned FAILED status.",
                stage.name()
            );
        }
        Failure::HookTimedOut(stage) => {
            return format!("Service deployment rolled back because {} lifecycle hook(s) timed out.", stage.name());
        }
    };
    words.into()
}

/// `statusReason`
pub fn status_reason(reason: Reason) -> String {
    let words = match reason {
        Reason::Failed(Failure::TasksFailed) => {
            "Service deployment failed because the circuit breaker threshold was exceeded."
        }
        Reason::Failed(Failure::Alarm) => {
            "Service deployment failed because one or more CloudWatch alarms went into the ALARM state."
        }
        Reason::Failed(Failure::Stopped) => "Service deployment stopped by the user.",
        Reason::Failed(because @ (Failure::Hook(_) | Failure::HookTimedOut(_))) => {
            return rolled_back(because).replace("rolled back", "failed");
        }
        Reason::RolledBack(because) => return rolled_back(because),
        // A report of 2026 (a service that was never complete).
        Reason::NoCandidate(_) => "No rollback candidate was found to run the rollback.",
        Reason::Superseded => "Service deployment stopped because a newer service deployment was started.",
    };
    words.into()
}
