//! Tasks: descriptions and lists.

use serde::Deserialize;
use serde_json::{Value, json};

use super::run_task::find;
use super::{cluster, instances, missing, task_output, typed};
use crate::api::arn;
use crate::api::errors::{ServiceError, invalid};
use crate::engine::model::network::{ACCOUNT, REGION};
use crate::engine::world::World;

#[derive(Deserialize)]
struct Describe {
    cluster: Option<String>,
    tasks: Vec<String>,
}

/// Tasks in one DescribeTasks (§10).
const MOST_DESCRIBED: usize = 100;

pub fn describe(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: Describe = typed(input)?;
    let cluster = cluster(world, input.cluster.as_deref())?;
    if input.tasks.is_empty() {
        return Err(invalid("Tasks cannot be empty."));
    }
    if input.tasks.len() > MOST_DESCRIBED {
        return Err(invalid(format!("Tasks list can have at most {MOST_DESCRIBED} items.")));
    }
    let (mut tasks, mut failures) = (Vec::new(), Vec::new());
    for text in &input.tasks {
        match find(world, text).filter(|&id| world.tasks[id].cluster == cluster) {
            Some(id) => tasks.push(task_output::describe(world, id)),
            None => {
                let (cluster, id) = (&world.clusters[cluster].name, arn::last_part(text));
                failures.push(missing(format!("arn:aws:ecs:{REGION}:{ACCOUNT}:task/{cluster}/{id}")));
            }
        }
    }
    Ok(json!({ "tasks": tasks, "failures": failures }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    cluster: Option<String>,
    container_instance: Option<String>,
    family: Option<String>,
    started_by: Option<String>,
    service_name: Option<String>,
    desired_status: Option<String>,
    launch_type: Option<String>,
}

/// Without `desiredStatus`, those that are wanted RUNNING (§1.1).
pub fn list(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: List = typed(input)?;
    let cluster = cluster(world, input.cluster.as_deref())?;
    let wanted = match input.desired_status.as_deref() {
        None | Some("RUNNING") => Some(true),
        Some("STOPPED") => Some(false),
        // ECS never sets PENDING as a desired status.
        Some(_) => None,
    };
    let service = match &input.service_name {
        None => None,
        Some(name) => {
            let found = world.service(cluster, arn::last_part(name));
            let not_found =
                || ServiceError { code: "ServiceNotFoundException", message: "Service not found.".into(), hint: None };
            Some(found.ok_or_else(not_found)?)
        }
    };
    let instance = input.container_instance.as_deref().map(|text| instances::find(world, text));
    let tasks = world.tasks_of(cluster).filter(|(_, task)| {
        Some(task.wanted) == wanted
            && service.is_none_or(|service| task.service() == Some(service))
            && instance.is_none_or(|instance| instance.is_some() && task.instance() == instance)
            && input.family.as_deref().is_none_or(|family| *world.definition(task.definition).family == *family)
            && input.started_by.as_deref().is_none_or(|by| task.started_by.as_deref() == Some(by))
            && input.launch_type.as_deref().is_none_or(|launch| task.launch_type().name() == launch)
    });
    Ok(json!({ "taskArns": tasks.map(|(id, _)| arn::task(world, id)).collect::<Vec<_>>() }))
}
