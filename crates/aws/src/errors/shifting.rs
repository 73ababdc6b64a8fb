//! What is said where traffic can't be shifted as it was asked for.

use super::{ServiceError, invalid};
use crate::arn;
use engine::model::refusal::ShiftFault;
use engine::world::World;

/// Why a service can't shift its traffic.
pub(super) fn fault(world: &World, fault: &ShiftFault) -> ServiceError {
    let group = |id| arn::target_group(world, id);
    match fault {
        ShiftFault::Daemon => {
            invalid("Services with the DAEMON scheduling strategy can only use the ROLLING deployment strategy.")
        }
        ShiftFault::NoBakeTime => invalid("bakeTimeInMinutes must be set for the BLUE_GREEN deployment strategy."),
        ShiftFault::NoLoadBalancer(strategy) => {
            invalid(format!("The {} deployment strategy needs a load balancer.", strategy.name()))
                .hint("ECS takes Service Connect, too, whose traffic isn't simulated here")
        }
        // ECS's words (a report of 2026).
        ShiftFault::NoAdvancedConfiguration => invalid(
            "advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy",
        ),
        ShiftFault::EarlySuccess => invalid("earlySuccessCriteria are for the ROLLING deployment strategy only."),
        ShiftFault::SameGroup(id) => {
            invalid(format!("alternateTargetGroupArn must be another target group than {}.", group(*id)))
        }
        ShiftFault::SameRule => invalid("testListenerRule must be another rule than productionListenerRule."),
        ShiftFault::RuleForwardsElsewhere => invalid(
            "productionListenerRule must forward to the target group or the alternate target group of the load balancer.",
        ),
        ShiftFault::OtherBalancer(id) => {
            invalid(format!("The target group {} belongs to another load balancer than the listener rule.", group(*id)))
        }
    }
}

/// A hook that isn't there, or waits for nobody.
pub(super) fn does_not_wait() -> ServiceError {
    invalid("No lifecycle hook with this hookId awaits an action.")
        .hint("describe-service-deployments has the hookId of a pause while it waits, in lifecycleHookDetails")
}
