//! ECS's own words for what the engine says in values: service events and reasons.

mod deployment;
mod listener;
mod placement;
mod resource;
mod schedule;
mod stopped;

pub use deployment::{rolled_back, rollout, status_reason};
pub use listener::conditions;
pub use placement::{failure_reason, lack, misfit, rejection, score, score_head, strategy};
pub use resource::{resource_change, resources};
pub use schedule::outcome;
pub use stopped::{by_count, ended};

use super::{arn, reasons};
use engine::ids::{DeploymentId, TaskId};
use engine::model::Name;
use engine::model::event::{CheckFailure, Message, Rebalancing};
use engine::model::instance::InstanceStatus;
use engine::model::network::Zone;
use engine::model::service::Service;
use engine::model::strategy::Share;
use engine::model::task::{Health, Phase, StopCode, StopReason};
use engine::rules::services::WaitingOn;
use engine::world::World;

const TROUBLESHOOTING: &str =
    "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";

/// A service event as DescribeServices prints it.
pub fn event(world: &World, service: &Service, message: &Message) -> String {
    let list = |tasks| tasks_by_name(world, tasks);
    let group = |id| target_group(world, id);
    let said = match message {
        Message::SteadyState => "has reached a steady state.".into(),
        Message::Started { tasks, replacing_unhealthy: 0 } => {
            format!("has started {} tasks: {}.", tasks.len(), list(tasks))
        }
        Message::Started { tasks, replacing_unhealthy } => {
            let (count, tasks) = (tasks.len(), list(tasks));
            format!(
                "has started {count} tasks: {tasks}. Amazon ECS replaced {replacing_unhealthy} tasks due to an unhealthy status."
            )
        }
        Message::Stopped { tasks } => format!("has stopped {} running tasks: {}.", tasks.len(), list(tasks)),
        Message::StoppedPending { count } => format!("stopped {count} pending tasks."),
        Message::Registered { count, target_group } => {
            format!("registered {count} targets in {}", group(*target_group))
        }
        Message::Deregistered { count, target_group } => {
            format!("deregistered {count} targets in {}", group(*target_group))
        }
        Message::Draining { deployment, count } => {
            let set = arn::deployment(world, *deployment);
            return format!(
                "(service {}, taskSet {set}) has begun draining connections on {count} tasks.",
                service.name
            );
        }
        Message::Deployment(said) => deployment::event(world, *said),
        Message::Unhealthy { task, port, target_group, failure } => {
            let (task, reason) = (arn::task_name(world, *task), check_failure(*failure));
            let group = group(*target_group);
            format!("(task {task}) (port {port}) is unhealthy in {group} due to (reason {reason}).")
        }
        Message::FailedContainerChecks { task } => {
            format!("(task {}) failed container health checks.", arn::task_name(world, *task))
        }
        Message::RoleNotAssumable(role) => {
            format!("failed to launch a task with (error {}).", reasons::role_not_assumable(role))
        }
        Message::NoInstances => format!(
            "was unable to place a task because no container instance met all of its requirements. \
             Reason: No Container Instances were found in your cluster. {TROUBLESHOOTING}"
        ),
        Message::NoInstanceFits { closest, rejection } => format!(
            "was unable to place a task because no container instance met all of its requirements. \
             The closest matching (container-instance {}) {}. {TROUBLESHOOTING}",
            arn::instance_name(world, *closest),
            misfit(rejection)
        ),
        Message::NoFargateCapacity => {
            format!("was unable to place a task. Reason: {FARGATE_UNAVAILABLE}. {TROUBLESHOOTING}")
        }
        Message::FargateQuota => format!("was unable to place a task. Reason: {FARGATE_QUOTA}. {TROUBLESHOOTING}"),
        Message::CannotStartConsistently => {
            format!("is unable to consistently start tasks successfully. {TROUBLESHOOTING}")
        }
        Message::StuckByPercents => "was unable to stop or start tasks during a deployment because of the service \
             deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
            .into(),
        Message::UnderProtection { deployment, tasks, deploying } => {
            return under_protection(world, service, *deployment, *tasks, *deploying);
        }
        Message::Rebalancing(said) => rebalancing(world, said),
    };
    format!("(service {}) {said}", service.name)
}

fn under_protection(world: &World, service: &Service, of: DeploymentId, tasks: u32, deploying: bool) -> String {
    let (name, set) = (&service.name, arn::deployment(world, of));
    let held = format!("was unable to scale in due to (reason {tasks} tasks under protection)");
    match deploying {
        true => format!("(service {name}) was unable to reach steady state because (taskSet {set}) {held}"),
        false => format!("(service {name}, taskSet {set}) {held}"),
    }
}

fn rebalancing(world: &World, said: &Rebalancing) -> String {
    match said {
        Rebalancing::Uneven { zones } => {
            format!("is not AZ balanced with {}. AZ Rebalancing in progress.", tasks_by_zone(zones))
        }
        Rebalancing::Even { zones } => format!("is AZ balanced with {}.", tasks_by_zone(zones)),
        Rebalancing::Started { zone, tasks } => {
            format!("has started {} tasks in {zone} to AZ Rebalance: {}.", tasks.len(), tasks_by_name(world, tasks))
        }
        Rebalancing::Stopped { zone, tasks } => {
            format!(
                "has stopped {} running tasks in {zone} due to AZ rebalancing: {}.",
                tasks.len(),
                tasks_by_name(world, tasks)
            )
        }
    }
}

fn tasks_by_name(world: &World, tasks: &[TaskId]) -> String {
    tasks.iter().map(|&id| format!("(task {})", arn::task_name(world, id))).collect::<Vec<_>>().join(" ")
}

/// `3 tasks in us-east-1a, 1 tasks in us-east-1b`
fn tasks_by_zone(zones: &[(Zone, u32)]) -> String {
    zones.iter().map(|(zone, count)| format!("{count} tasks in {zone}")).collect::<Vec<_>>().join(", ")
}

/// Fargate has no room.
pub const FARGATE_UNAVAILABLE: &str =
    "Capacity is unavailable at this time. Please try again later or in a different availability zone";

/// The account may run no more on Fargate.
pub const FARGATE_QUOTA: &str = "You've reached the limit on the number of vCPUs you can run concurrently";

fn target_group(world: &World, id: engine::ids::TargetGroupId) -> String {
    match world.target_groups.get(id) {
        Some(_) => format!("(target-group {})", arn::target_group(world, id)),
        None => "(target-group deleted)".into(),
    }
}

/// How a load balancer describes a failed check (load-balancing.md#target-health).
pub fn check_failure(failure: CheckFailure) -> String {
    match failure {
        CheckFailure::Code(code) => format!("Health checks failed with these codes: [{code}]"),
        CheckFailure::Timeout => "Request timed out".into(),
        CheckFailure::Refused => "Health checks failed".into(),
    }
}

/// What a service waits on, as a person would say it.
pub fn waiting(world: &World, reason: &WaitingOn) -> String {
    let plural = |n: u32| if n == 1 { "task" } else { "tasks" };
    match reason {
        WaitingOn::NextLook { at } => format!("the scheduler's next look, in {}", *at - world.now),
        WaitingOn::Room { of, retry } => {
            let revision = world.definition(*of).label();
            format!("no place for a task of {revision}; tries again in {}", *retry - world.now)
        }
        WaitingOn::Starting { tasks } => format!("{tasks} {} starting", plural(*tasks)),
        WaitingOn::Settling { tasks } => format!("{tasks} {} running, but not known to be healthy yet", plural(*tasks)),
        WaitingOn::Throttled { of, until, attempts } => {
            format!(
                "{attempts} {} in a row to start tasks of {} failed; the next comes in {}",
                if *attempts == 1 { "attempt" } else { "attempts" },
                world.definition(*of).label(),
                *until - world.now
            )
        }
        WaitingOn::MinimumHealthyPercent { lower, healthy } => {
            format!("minimumHealthyPercent: {lower} must stay healthy, {healthy} are")
        }
        WaitingOn::MaximumPercent { upper, present } => {
            format!("maximumPercent: {upper} may be there, stopping ones included, and {present} are")
        }
        WaitingOn::Leaving { tasks } => format!("{tasks} {} draining or stopping", plural(*tasks)),
        WaitingOn::Protected { deployment, tasks, until } => format!(
            "{tasks} {} of {} would be stopped, were they not protected from scaling in; the first until {until}, in {}",
            plural(*tasks),
            arn::deployment(world, *deployment),
            *until - world.now
        ),
        WaitingOn::Draining { tasks, lower, healthy } => {
            let tasks = format!("{tasks} {} on draining instances", plural(*tasks));
            format!("{tasks}, to be replaced first: {lower} must stay healthy, {healthy} are")
        }
        WaitingOn::Failed { of, failure } => {
            let (label, why) = (world.definition(*of).label(), deployment::failed(*failure));
            format!(
                "nothing: the deployment of {label} FAILED ({why}) and starts no more tasks; an update begins another"
            )
        }
        WaitingOn::Breaker { failed, threshold } => {
            let failures = if *threshold == 1 { "failure" } else { "failures" };
            format!("{failed} of {threshold} {failures} until the circuit breaker trips")
        }
        WaitingOn::Bake { until, alarms } => {
            let alarm = |(name, rings): &(Name, bool)| format!("{name} {}", if *rings { "ALARM" } else { "OK" });
            let alarms: Vec<String> = alarms.iter().map(alarm).collect();
            let alarms = match alarms.len() {
                0 => "no alarms".into(),
                1 => format!("alarm {}", alarms[0]),
                _ => format!("alarms {}", alarms.join(", ")),
            };
            format!("bake time until {until}, {alarms}")
        }
        WaitingOn::Hook { stage, function, until } => {
            let (stage, left) = (stage.name(), *until - world.now);
            match function {
                Some(name) => format!("hook {name} at {stage} has not answered, {left} left"),
                None => format!("pause at {stage} awaits an action, {left} left"),
            }
        }
        WaitingOn::Step { shifted, until } => {
            format!("production traffic {} green, next step at {until}", percent(*shifted))
        }
    }
}

/// `12.5 %`
pub fn percent(share: Share) -> String {
    match share % 10 {
        0 => format!("{} %", share / 10),
        tenth => format!("{}.{tenth} %", share / 10),
    }
}

/// `stoppedReason`
pub fn stop_reason(world: &World, reason: &StopReason) -> String {
    match reason {
        StopReason::EssentialContainerExited => "Essential container in task exited".into(),
        StopReason::ScalingActivity(id) => {
            format!("Scaling activity initiated by (deployment {})", arn::deployment(world, *id))
        }
        StopReason::FailedElbHealthChecks(id) => {
            format!("Task failed ELB health checks in {}", target_group(world, *id))
        }
        StopReason::HostTerminated(id) => format!("Host EC2 (instance {}) terminated.", arn::ec2_instance(world, *id)),
        StopReason::HostStopped(id) => format!("Host EC2 (instance {}) stopped.", arn::ec2_instance(world, *id)),
        StopReason::SpotInterrupted => "Your Spot Task was interrupted.".into(),
        StopReason::DeregistrationForced => "Container instance deregistration forced by user".into(),
        StopReason::User(Some(reason)) => reason.to_string(),
        StopReason::User(None) => "Task stopped by user".into(),
        StopReason::FailedContainerHealthChecks => "Task failed container health checks".into(),
        StopReason::CannotPull(reference, fault) => reasons::cannot_pull(world, reference, fault),
        StopReason::NotInitialised(on, fault) => reasons::not_initialised(world, *on, fault),
        StopReason::FailedToStart => "Task failed to start".into(),
        StopReason::ZoneLost => "The infrastructure of the task's Availability Zone is unavailable.".into(),
    }
}

pub fn stop_code(code: StopCode) -> &'static str {
    match code {
        StopCode::TaskFailedToStart => "TaskFailedToStart",
        StopCode::EssentialContainerExited => "EssentialContainerExited",
        StopCode::UserInitiated => "UserInitiated",
        StopCode::ServiceSchedulerInitiated => "ServiceSchedulerInitiated",
        StopCode::SpotInterruption => "SpotInterruption",
        StopCode::TerminationNotice => "TerminationNotice",
        StopCode::InfrastructureHealth => "InfrastructureHealth",
    }
}

/// `lastStatus`
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Provisioning { .. } => "PROVISIONING",
        Phase::Pending { .. } => "PENDING",
        Phase::Activating => "ACTIVATING",
        Phase::Running => "RUNNING",
        Phase::Deactivating => "DEACTIVATING",
        Phase::Stopping => "STOPPING",
        Phase::Deprovisioning { .. } => "DEPROVISIONING",
        Phase::Stopped => "STOPPED",
    }
}

pub fn health(health: Health) -> &'static str {
    match health {
        Health::Unknown => "UNKNOWN",
        Health::Healthy => "HEALTHY",
        Health::Unhealthy => "UNHEALTHY",
    }
}

/// The container instance's `status`.
pub fn instance_status(status: InstanceStatus) -> &'static str {
    match status {
        InstanceStatus::Unregistered => "REGISTERING",
        InstanceStatus::Active => "ACTIVE",
        InstanceStatus::Draining => "DRAINING",
        InstanceStatus::Inactive => "INACTIVE",
    }
}
