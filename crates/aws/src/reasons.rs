//! Why a container never ran or ended, in ECS's own words (tasks.md#reasons).

mod initialising;

use crate::arn;
use engine::ids::TaskId;
use engine::model::definition::TaskDefinition;
use engine::model::image::{PullFault, with_tag};
use engine::model::network::{ACCOUNT, REGION};
use engine::model::role::{Caller, Denied, LOG_GROUP};
use engine::model::task::{ContainerReason, NeverMet};
use engine::world::World;
use initialising::no_log;
pub use initialising::not_initialised;

/// A container's `reason`. `container`: which one of the task.
pub fn container(world: &World, task: TaskId, container: usize, reason: &ContainerReason) -> String {
    container_of(world, world.definition(world.tasks[task].definition), container, reason)
}

/// The same where the task itself may be forgotten.
pub fn container_of(world: &World, task: &TaskDefinition, container: usize, reason: &ContainerReason) -> String {
    match reason {
        ContainerReason::CannotPull(reference, fault) => cannot_pull(world, reference, fault),
        // Words: docker-curriculum #260, terraform-aws-nexus #35.
        ContainerReason::NoLog(fault) => format!(
            "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: {}",
            no_log(world, fault)
        ),
        ContainerReason::OutOfMemory => "OutOfMemoryError: Container killed due to memory usage".into(),
        ContainerReason::Dependency(on, why) => {
            let names = &task.containers;
            let (on, target) = (&names[*on].name, &names[container].name);
            let why = match why {
                NeverMet::TimedOut => {
                    format!("container ordering dependency [{on}] for target [{target}] has timed out.")
                }
                NeverMet::Unsuccessful => format!(
                    "failed to resolve container ordering dependency [{on}] for target [{target}] as dependency did not exit successfully."
                ),
                NeverMet::NeverStarts => format!(
                    "failed to resolve container ordering dependency [{on}] for target [{target}] because dependency will never start"
                ),
            };
            format!("CannotStartContainerError: dependency graph: {why}")
        }
    }
}

pub fn cannot_pull(world: &World, reference: &str, fault: &PullFault) -> String {
    let full = full_reference(reference);
    let (registry, path) = full.split_once('/').unwrap_or_default();
    let (name, tag) = path.rsplit_once([':', '@']).unwrap_or((path, "latest"));
    let host = if registry == "docker.io" { "registry-1.docker.io" } else { registry };
    let retried = |times: u32, why: String| {
        format!("CannotPullContainerError: pull image manifest has been retried {times} time(s): {why}")
    };
    let unresolved = format!("failed to resolve ref {full}");
    match fault {
        PullFault::NotFound => retried(1, format!("{unresolved}: {full}: not found")),
        PullFault::AccessDenied => retried(
            1,
            format!(
                "{unresolved}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"
            ),
        ),
        PullFault::RateLimit => retried(
            5,
            format!(
                "{unresolved}: unexpected status from HEAD request to https://{host}/v2/{name}/manifests/{tag}: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit"
            ),
        ),
        PullFault::Platform => {
            retried(7, "image Manifest does not contain descriptor matching platform 'linux/amd64'".into())
        }
        PullFault::Timeout => retried(
            5,
            format!(
                "{unresolved}: failed to do request: Head \"https://{host}/v2/{name}/manifests/{tag}\": dial tcp {REGISTRY_ADDRESS}:443: i/o timeout"
            ),
        ),
        PullFault::Forbidden => retried(
            1,
            format!("{unresolved}: pulling from host {host} failed with status code [manifests {tag}]: 403 Forbidden"),
        ),
        PullFault::NoToken(denied) => format!("CannotPullECRContainerError: {}", access_denied(world, denied)),
    }
}

/// An address of Docker Hub, as errors have shown it.
const REGISTRY_ADDRESS: &str = "34.226.69.105";

/// Docker's own rule: a first part with a dot or a port names a registry.
fn full_reference(reference: &str) -> String {
    let tagged = with_tag(reference);
    let first = tagged.split('/').next().unwrap_or_default();
    match (first.contains(['.', ':']) && tagged.contains('/'), tagged.contains('/')) {
        (true, _) => tagged,
        (false, true) => format!("docker.io/{tagged}"),
        (false, false) => format!("docker.io/library/{tagged}"),
    }
}

/// AWS's refusal of a call.
pub fn access_denied(world: &World, denied: &Denied) -> String {
    refused_by("identity", world, denied)
}

/// The same by a policy of the caller (`identity`) or of what is asked for (`resource`).
pub fn refused_by(policy: &str, world: &World, denied: &Denied) -> String {
    let who = match &denied.caller {
        Caller::Role(role, task) => {
            format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{}", arn::task_name(world, *task))
        }
        Caller::Instance(on) => {
            format!("arn:aws:sts::{ACCOUNT}:assumed-role/ecsInstanceRole/{}", arn::ec2_instance(world, *on))
        }
        Caller::Nobody => return "NoCredentialProviders: no valid providers in chain. Deprecated.".into(),
    };
    let resource = match &*denied.resource {
        "*" => "*".to_string(),
        arn if arn.starts_with("arn:") => arn.to_string(),
        group if denied.action.starts_with("logs:") => {
            let stream = if *denied.action == *LOG_GROUP { "" } else { "*" };
            format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:log-stream:{stream}")
        }
        name if denied.action.starts_with("ssm:") => {
            format!("arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/{}", name.trim_start_matches('/'))
        }
        name => name.to_string(),
    };
    let action = &denied.action;
    format!(
        "AccessDeniedException: User: {who} is not authorized to perform: {action} on resource: {resource} because no {policy}-based policy allows the {action} action"
    )
}

/// What RunTask answers, and a service event says, of a role that ECS tasks can't be.
pub fn role_not_assumable(role: &str) -> String {
    let arn = if role.starts_with("arn:") { role.into() } else { format!("arn:aws:iam::{ACCOUNT}:role/{role}") };
    format!(
        "ECS was unable to assume the role '{arn}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role."
    )
}
