//! What a container's log driver does when it starts: a stream in its group, and the group itself where it may.

use super::permissions::agent_is_denied;
use crate::facts::{Change, ResourceChange, TaskChange};
use crate::ids::TaskId;
use crate::model::kept::Kept;
use crate::model::resource::{NewResource, Resource, ResourceKind};
use crate::model::role::{InitFault, LOG_GROUP, LOG_STREAM, LogFault};
use crate::model::task::{ContainerReason, ContainerState, Host, Stop, StopCode, StopReason, Task};
use crate::resources::log_group;
use crate::world::World;

/// What comes of a log driver that can't begin: on an instance the container never runs, on Fargate the task's
/// initialisation fails.
pub(super) fn refused(world: &World, id: TaskId, task: &Task, position: usize) -> Option<TaskChange> {
    let fault = fault(world, id, task, position)?;
    Some(match task.host {
        Host::Fargate => {
            let reason = StopReason::NotInitialised(task.launch_type(), InitFault::LogStream(fault));
            TaskChange::StopWanted { stop: Stop { code: StopCode::TaskFailedToStart, reason } }
        }
        Host::Instance(_) => {
            let reason = Some(ContainerReason::NoLog(fault));
            let state = ContainerState::Stopped { at: world.now, code: None, reason };
            TaskChange::ContainerMoved { container: position, state }
        }
    })
}

/// The driver asks for a stream first, and makes the group only if that says that there is none.
fn fault(world: &World, id: TaskId, task: &Task, position: usize) -> Option<LogFault> {
    let log = world.spec(task).containers[position].log.as_ref()?;
    let group = log_group(log)?;
    if let Some(denied) = agent_is_denied(world, id, task, LOG_STREAM, group) {
        return Some(LogFault::Denied(denied));
    }
    if world.account.resource(ResourceKind::LogGroup, group).is_some_and(Resource::is_there) {
        return None;
    }
    match log.create_group {
        true => agent_is_denied(world, id, task, LOG_GROUP, group).map(LogFault::Denied),
        false => Some(LogFault::NoGroup),
    }
}

/// The group that a container's driver makes when it starts.
pub(super) fn made(world: &World, task: &Task, position: usize) -> Option<Change> {
    let log = world.spec(task).containers[position].log.as_ref()?;
    let group = log_group(log).filter(|_| log.create_group)?;
    if world.account.resource(ResourceKind::LogGroup, group).is_some_and(Resource::is_there) {
        return None;
    }
    let new = Box::new(NewResource { suffix: "".into(), content: None, kept: Kept::default() });
    let change = ResourceChange::Made { kind: ResourceKind::LogGroup, name: group.clone(), new };
    Some(Change::Resource(change))
}
