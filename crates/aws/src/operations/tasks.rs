//! Tasks: descriptions and lists.

use serde_json::Value;

use super::run_task::find;
use super::{cluster, instances, missing, task_output};
use crate::arn;
use crate::errors::{ServiceError, invalid, service_not_found};
use crate::json::{Input, Object};
use crate::pages::{HUNDRED, page};
use engine::model::network::{ACCOUNT, REGION};
use engine::world::World;

/// Tasks in one DescribeTasks (account.md#quotas).
const MOST_DESCRIBED: usize = 100;

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let cluster = cluster(world, input)?;
    let named = input.texts("tasks");
    if named.is_empty() {
        return Err(invalid("Tasks cannot be empty."));
    }
    if named.len() > MOST_DESCRIBED {
        return Err(invalid(format!("Tasks list can have at most {MOST_DESCRIBED} items.")));
    }
    let tags = input.texts("include").contains(&"TAGS");
    let (mut described, mut failures) = (Vec::new(), Vec::new());
    for text in named {
        match find(world, text).filter(|&id| world.tasks[id].cluster == cluster) {
            Some(id) => described.push(task_output::describe(world, id, tags)),
            None => {
                let (cluster, id) = (&world.clusters[cluster].name, arn::last_part(text));
                failures.push(missing(format!("arn:aws:ecs:{REGION}:{ACCOUNT}:task/{cluster}/{id}")));
            }
        }
    }
    Ok(Object::new().with("tasks", described).with("failures", failures).value())
}

/// Without `desiredStatus`, those that are wanted RUNNING (tasks.md#states).
pub(super) fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    let cluster = cluster(world, input)?;
    let wanted = match input.text("desiredStatus") {
        None | Some("RUNNING") => Some(true),
        Some("STOPPED") => Some(false),
        // ECS never sets PENDING as a desired status.
        Some(_) => None,
    };
    let service = match input.text("serviceName") {
        None => None,
        Some(name) => Some(world.service(cluster, arn::last_part(name)).ok_or_else(service_not_found)?),
    };
    let instance = input.text("containerInstance").map(|text| instances::find(world, text));
    let (family, started_by) = (input.text("family"), input.text("startedBy"));
    let launch = input.text("launchType");
    let tasks = world.tasks_of(cluster).filter(|(_, task)| {
        Some(task.wanted) == wanted
            && service.is_none_or(|service| task.service() == Some(service))
            && instance.is_none_or(|instance| instance.is_some() && task.instance() == instance)
            && family.is_none_or(|family| *world.definition(task.definition).family == *family)
            && started_by.is_none_or(|by| task_output::started_by(world, task).as_deref() == Some(by))
            && launch.is_none_or(|launch| task.launch_type().name() == launch)
    });
    let (arns, next) = page(input, HUNDRED, tasks.map(|(id, _)| arn::task(world, id)).collect())?;
    Ok(Object::new().with("taskArns", arns).with("nextToken", next).value())
}
