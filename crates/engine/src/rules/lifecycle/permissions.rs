//! A task's two roles: the execution role is the agent's, the task role the application's (roles-and-resources.md#roles).

use super::reading;
use crate::ids::TaskId;
use crate::model::Name;
use crate::model::image::PullFault;
use crate::model::role::{Asked, Caller, Denied, ECR_LAYERS, ECR_READ, ECR_TOKEN, InitFault, role_name};
use crate::model::task::{Host, Task};
use crate::runtime::image;
use crate::world::World;

/// What the agent can't get before it pulls: a token for ECR on Fargate, and secrets.
pub(super) fn before_pull(world: &World, id: TaskId, task: &Task) -> Option<InitFault> {
    let ecr = world.spec(task).containers.iter().any(|container| is_ecr(&container.image));
    if task.host == Host::Fargate
        && ecr
        && let Some(denied) = agent_is_denied(world, id, task, ECR_TOKEN, "*")
    {
        return Some(InitFault::RegistryAuth(denied));
    }
    if ecr && !leads_out(world, task) {
        return Some(InitFault::Unreachable(Asked::RegistryAuth));
    }
    reading::first_fault(world, id, task)
}

/// Whether Fargate gets from a task's subnet to registries and the like. On an instance it is the instance's agent that
/// asks, by the instance's own way, which is taken to be open.
pub(super) fn leads_out(world: &World, task: &Task) -> bool {
    let Some(own) = task.eni.as_ref().filter(|_| task.host == Host::Fargate) else { return true };
    let public_ip = task.placement.network.as_ref().is_some_and(|network| network.public_ip);
    world.account.routes.get(&own.subnet).copied().unwrap_or_default().leads_out(public_ip)
}

/// Why ECR doesn't give an image to the execution role.
pub(super) fn pull_fault(world: &World, id: TaskId, task: &Task, reference: &Name) -> Option<PullFault> {
    if !is_ecr(reference) {
        return None;
    }
    match agent_is_denied(world, id, task, ECR_TOKEN, "*") {
        Some(denied) => Some(PullFault::NoToken(denied)),
        None => [ECR_READ, ECR_LAYERS]
            .into_iter()
            .find_map(|action| agent_is_denied(world, id, task, action, reference))
            .map(|_| PullFault::Forbidden),
    }
}

fn is_ecr(reference: &str) -> bool {
    reference.contains(".dkr.ecr.")
}

/// Without an execution role, the agent of an EC2 instance uses the instance's, which may do all of this.
pub(super) fn agent_is_denied(world: &World, id: TaskId, task: &Task, action: &str, resource: &str) -> Option<Denied> {
    let role = world.spec(task).execution_role.as_ref()?;
    denied(world, id, role, action, resource)
}

fn denied(world: &World, id: TaskId, role: &str, action: &str, resource: &str) -> Option<Denied> {
    let allowed = world.account.role(role).is_none_or(|role| role.allows(action));
    let caller = || Caller::Role(role_name(role).into(), id);
    (!allowed).then(|| Denied { caller: caller(), action: action.into(), resource: resource.into() })
}

/// The calls that an application makes when it starts, and that its task role doesn't allow.
pub(super) fn denied_calls(world: &World, id: TaskId, position: usize) -> Vec<Denied> {
    let task = &world.tasks[id];
    let definition = world.spec(task);
    let image = image(world, task, position);
    let refused = image.calls.iter().filter_map(|action| match &definition.task_role {
        Some(role) => denied(world, id, role, action, "*"),
        None => Some(Denied { caller: no_role(task), action: action.clone(), resource: "*".into() }),
    });
    refused.collect()
}

/// Who a process is without a role of its own.
pub(super) fn no_role(task: &Task) -> Caller {
    match task.host {
        Host::Instance(on) => Caller::Instance(on),
        Host::Fargate => Caller::Nobody,
    }
}
