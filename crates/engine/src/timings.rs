//! Every delay of the simulation, with the section of `ecs-behaviour.md` that its number comes from.

use crate::time::Span;

/// The service scheduler looks at a service that has something to do every so often (§15: 5–10 s).
pub const SCHEDULER_TICK: Span = Span::secs(5);
/// A task without a load balancer or health check counts as healthy after so long in RUNNING (§5.6).
pub const HEALTHY_AFTER_RUNNING: Span = Span::secs(40);
/// "Has reached a steady state" is said again after so long (§5.10, §15).
pub const STEADY_EVENT_REPEAT: Span = Span::hours(6);
/// A service isn't steady before so long after its last target was deregistered (§17.1).
pub const STEADY_AFTER_DEREGISTRATION: Span = Span::secs(10);
/// The same complaint isn't made again before so long (§5.10).
pub const COMPLAINT_REPEAT: Span = Span::hours(6);

/// A service whose tasks can't be placed tries again at every tick for so long …
pub const UNPLACED_EAGER: Span = Span::secs(50);
/// … and then every so often, or as soon as there is more room (§4.2, §15).
pub const UNPLACED_RETRY: Span = Span::minutes(5);
/// Pauses after the first, second … attempt in a row in which a task didn't reach RUNNING; the last goes on (§5.9).
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
/// A deregistered container instance can be described for so long (§7: about 1 hour).
pub const INACTIVE_INSTANCES_KEPT: Span = Span::hours(1);

/// From launch to the agent's registration, shortest and longest (§15: 60–120 s).
pub const INSTANCE_BOOT: (Span, Span) = (Span::secs(60), Span::secs(120));
/// From placement to the start of the pull on EC2 (§1.9: 1.5 s).
pub const EC2_PENDING: Span = Span::millis(1_500);
/// Making the network interface of an `awsvpc` task on EC2, shortest and longest (§15).
pub const EC2_ENI: (Span, Span) = (Span::secs(5), Span::secs(10));
/// Making the network interface of a Fargate task (§15: PROVISIONING 8–12 s).
pub const FARGATE_PROVISIONING: (Span, Span) = (Span::secs(8), Span::secs(12));
/// From creation to the start of the pull on Fargate (§1.9: 18–22 s).
pub const FARGATE_PULL_STARTS: (Span, Span) = (Span::secs(18), Span::secs(22));
/// A task whose containers wait for each other is given up so long after its creation (Roadmap #2379: "three hours").
pub const STARTING_GIVES_UP: Span = Span::hours(3);
/// Taking a network interface away (§15).
pub const DEPROVISIONING: Span = Span::secs(10);
/// From Fargate Spot's warning, which comes with SIGTERM, to the end of the capacity (§8.2).
pub const SPOT_WARNING: Span = Span::minutes(2);

/// Pulling a small image that isn't on the instance yet (§1.9: 5 s).
pub const EC2_PULL: Span = Span::secs(5);
/// Checking that a pulled image is still the newest (§15: 0.3 s).
pub const EC2_PULL_CACHED: Span = Span::millis(300);
/// Pulling a small image on Fargate, which never has it yet (§1.9: 3–5 s).
pub const FARGATE_PULL: (Span, Span) = (Span::secs(3), Span::secs(5));
/// Asking in vain for an image that isn't there or isn't given, retries and all. Our choice; §1.4 has only the text.
pub const PULL_REFUSED: Span = Span::secs(2);
/// Asking a registry that doesn't answer, retries and all (§1.6: the agent's pull inactivity timeout is 1 min).
pub const PULL_TIMED_OUT: Span = Span::minutes(1);
/// From pulled to started (§1.9: about 1.2 s on EC2, 1.5–3 s on Fargate).
pub const EC2_START: Span = Span::millis(1_200);
pub const FARGATE_START: Span = Span::secs(2);
/// From SIGTERM to SIGKILL where the definition says nothing (§1.6).
pub const STOP_TIMEOUT: Span = Span::secs(30);
/// The exit code of a process that SIGKILL ended: 128 + 9.
pub const KILLED: i32 = 137;
/// A stopped task can be described for so long (§1.5: at least 1 hour).
pub const STOPPED_TASKS_KEPT: Span = Span::hours(1);

/// ECS looks every so often whether a revision that is to be deleted is still in use. AWS says that it may take up to
/// an hour after the last task has stopped.
pub const DELETION_CHECK: Span = Span::hours(1);

/// From RUNNING to registration with the target group (§15: 5–10 s; ticks do the rest).
pub const TARGET_REGISTRATION: Span = Span::secs(5);
/// From the scheduler's stop to the target's deregistration (§5.5: 10 s).
pub const TARGET_DEREGISTRATION: Span = Span::secs(10);
/// `deregistration_delay.timeout_seconds` where nothing is said (§6.5).
pub const DEREGISTRATION_DELAY: Span = Span::secs(300);
