//! Standalone tasks: RunTask and StopTask.

use serde::Deserialize;
use serde_json::{Value, json};

use super::service_input::{NetworkConfiguration, definition_ref, launch_type, network};
use super::{cluster_name, task_output, typed};
use crate::api::errors::{ServiceError, invalid};
use crate::api::{arn, words};
use crate::engine::command::{Command, Failure, Reply, RunTask};
use crate::engine::ids::TaskId;
use crate::engine::model::placement::Placement;
use crate::engine::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    cluster: Option<String>,
    count: Option<i64>,
    group: Option<String>,
    launch_type: Option<String>,
    network_configuration: Option<NetworkConfiguration>,
    started_by: Option<String>,
    task_definition: String,
}

pub fn run(_: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Run = typed(input)?;
    let launch = launch_type(input.launch_type.as_deref())?;
    let network = network(input.network_configuration)?;
    Ok(Command::RunTask(Box::new(RunTask {
        cluster: cluster_name(input.cluster.as_deref()),
        definition: definition_ref(&input.task_definition, launch, None)?,
        // 0 is refused with all other counts that are out of range.
        count: u32::try_from(input.count.unwrap_or(1)).unwrap_or(0),
        placement: Placement { launch, network, strategy: vec![], constraints: vec![] },
        group: input.group.map(Into::into),
        started_by: input.started_by.map(Into::into),
    })))
}

pub fn ran(world: &World, reply: &Reply) -> Value {
    let Reply::Tasks { started, failures } = reply else { return Value::Null };
    let tasks: Vec<Value> = started.iter().map(|&id| task_output::describe(world, id)).collect();
    let failures = failures.iter().map(|failure| match failure {
        Failure::Instance(id, rejection) => {
            json!({ "arn": arn::instance(world, *id), "reason": words::failure_reason(rejection) })
        }
        Failure::Fargate => json!({ "reason": words::FARGATE_UNAVAILABLE }),
    });
    json!({ "tasks": tasks, "failures": failures.collect::<Vec<_>>() })
}

#[derive(Deserialize)]
struct Stop {
    cluster: Option<String>,
    task: String,
    reason: Option<String>,
}

pub fn stop(world: &World, input: Value) -> Result<Command, ServiceError> {
    let input: Stop = typed(input)?;
    let not_found = || invalid("The referenced task was not found.");
    let task = find(world, &input.task).ok_or_else(not_found)?;
    let cluster = cluster_name(input.cluster.as_deref());
    Ok(Command::StopTask { cluster, task, reason: input.reason.map(Into::into) })
}

/// The task of an id or ARN.
pub fn find(world: &World, text: &str) -> Option<TaskId> {
    let id = TaskId::from_name(world.seed(), arn::parse_name(arn::last_part(text))?)?;
    world.tasks.get(id).map(|_| id)
}

pub fn stopped(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Task(id) => json!({ "task": task_output::describe(world, *id) }),
        _ => Value::Null,
    }
}
