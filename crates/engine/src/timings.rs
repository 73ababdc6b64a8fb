//! Every delay of the simulation. docs/fidelity/timings.md says where each number comes from.

use crate::time::Span;

/// How often the service scheduler looks at a service that has something to do.
pub const SCHEDULER_TICK: Span = Span::secs(5);
/// How long a task without a load balancer or health check is in RUNNING before it counts as healthy.
pub const HEALTHY_AFTER_RUNNING: Span = Span::secs(40);
/// When "has reached a steady state" is said again.
pub const STEADY_EVENT_REPEAT: Span = Span::hours(6);
/// From a service's last deregistration of a target to its steady state.
pub const STEADY_AFTER_DEREGISTRATION: Span = Span::secs(10);
/// How long a deployment's alarms are watched once its tasks are healthy and the older ones gone, where
/// `bakeTimeInMinutes` isn't given. ECS says "less than 5 minutes".
pub const ALARM_BAKE_TIME: Span = Span::minutes(3);
/// How long service deployments can be described.
pub const SERVICE_DEPLOYMENTS_KEPT: Span = Span::hours(90 * 24);
/// From an event to what a rule has done with it.
pub const EVENT_DELIVERY: Span = Span::millis(500);

/// How long the same complaint isn't repeated.
pub const COMPLAINT_REPEAT: Span = Span::hours(6);

/// How long a service whose tasks can't be placed tries again at every tick …
pub const UNPLACED_EAGER: Span = Span::secs(50);
/// … and how often afterwards, unless there is more room before.
pub const UNPLACED_RETRY: Span = Span::minutes(5);
/// Pauses after the first, second … attempt in a row in which a task didn't reach RUNNING; the last goes on.
pub const THROTTLE: [Span; 9] = [
    Span::ZERO,
    Span::secs(10),
    Span::secs(30),
    Span::minutes(1),
    Span::minutes(2),
    Span::minutes(4),
    Span::minutes(8),
    Span::minutes(16),
    Span::minutes(27),
];
/// How long a deregistered container instance can be described.
pub const INACTIVE_INSTANCES_KEPT: Span = Span::hours(1);

/// From launch to the agent's registration, shortest and longest.
pub const INSTANCE_BOOT: (Span, Span) = (Span::secs(60), Span::secs(120));
/// From placement to the start of the pull on EC2.
pub const EC2_PENDING: Span = Span::millis(1_500);
/// Making the network interface of an `awsvpc` task on EC2, shortest and longest.
pub const EC2_ENI: (Span, Span) = (Span::secs(5), Span::secs(10));
/// Making the network interface of a Fargate task.
pub const FARGATE_PROVISIONING: (Span, Span) = (Span::secs(8), Span::secs(12));
/// From creation to the start of the pull on Fargate.
pub const FARGATE_PULL_STARTS: (Span, Span) = (Span::secs(18), Span::secs(22));
/// When a task is given up whose containers still wait for each other, counted from its creation.
pub const STARTING_GIVES_UP: Span = Span::hours(3);
/// Taking a network interface away.
pub const DEPROVISIONING: Span = Span::secs(10);
/// From Fargate Spot's warning, which comes with SIGTERM, to the end of the capacity.
pub const SPOT_WARNING: Span = Span::minutes(2);

/// Pulling a small image that isn't on the instance yet.
pub const EC2_PULL: Span = Span::secs(5);
/// Checking that a pulled image is still the newest.
pub const EC2_PULL_CACHED: Span = Span::millis(300);
/// Pulling a small image on Fargate, which never has it yet.
pub const FARGATE_PULL: (Span, Span) = (Span::secs(3), Span::secs(5));
/// Asking in vain for an image that isn't there or isn't given, retries and all. Our choice.
pub const PULL_REFUSED: Span = Span::secs(2);
/// Asking a registry that doesn't answer, retries and all: the agent's pull inactivity timeout.
pub const PULL_TIMED_OUT: Span = Span::minutes(1);
/// From pulled to started.
pub const EC2_START: Span = Span::millis(1_200);
pub const FARGATE_START: Span = Span::secs(2);
/// From SIGTERM to SIGKILL where the definition says nothing.
pub const STOP_TIMEOUT: Span = Span::secs(30);
/// The exit code of a process that SIGKILL ended: 128 + 9.
pub const KILLED: i32 = 137;
/// How long a stopped task can be described.
pub const STOPPED_TASKS_KEPT: Span = Span::hours(1);

/// How often ECS looks whether a revision that is to be deleted is still in use. AWS says that it may take up to an
/// hour after the last task has stopped.
pub const DELETION_CHECK: Span = Span::hours(1);

/// From RUNNING to registration with the target group.
pub const TARGET_REGISTRATION: Span = Span::secs(5);
/// From the scheduler's stop to the target's deregistration.
pub const TARGET_DEREGISTRATION: Span = Span::secs(10);
/// How long a new target is still being registered, before its first checks are in progress.
pub const REGISTRATION_IN_PROGRESS: Span = Span::secs(2);
/// `deregistration_delay.timeout_seconds` where nothing is said.
pub const DEREGISTRATION_DELAY: Span = Span::secs(300);
