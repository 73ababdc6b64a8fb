//! Task scale-in protection: UpdateTaskProtection and GetTaskProtection.

use serde_json::Value;

use super::run_task::find;
use super::{cluster, cluster_name};
use crate::arn;
use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object};
use crate::time::timestamp;
use engine::commands::{Command, NotProtected, Reply, UpdateProtection, can_be_protected};
use engine::ids::TaskId;
use engine::model::network::{ACCOUNT, REGION};
use engine::time::Span;
use engine::world::World;

/// Tasks in one UpdateTaskProtection, and in one GetTaskProtection (account.md#quotas).
const MOST_UPDATED: usize = 10;
const MOST_ASKED: usize = 100;

/// Minutes of protection where nothing is said, and the most.
const USUAL_MINUTES: i64 = 120;
const MOST_MINUTES: i64 = 2_880;

pub(super) fn update(world: &World, input: Input) -> Result<Command, ServiceError> {
    let minutes = input.number("expiresInMinutes").unwrap_or(USUAL_MINUTES);
    if !(1..=MOST_MINUTES).contains(&minutes) {
        return Err(invalid(format!("expiresInMinutes must be between 1 and {MOST_MINUTES}.")));
    }
    let cluster = cluster_name(input.text("cluster"));
    let tasks = named(input, MOST_UPDATED)?.into_iter().map(|text| (missing(&cluster, text).into(), find(world, text)));
    let lasts = input.flag("protectionEnabled").then(|| Span::minutes(minutes as u64));
    Ok(UpdateProtection { tasks: tasks.collect(), cluster, lasts }.into())
}

fn named<'a>(input: Input<'a>, most: usize) -> Result<Vec<&'a str>, ServiceError> {
    let named = input.texts("tasks");
    match named.len() {
        0 => Err(invalid("Tasks cannot be empty.")),
        given if given > most => Err(invalid(format!("Tasks list can have at most {most} items."))),
        _ => Ok(named),
    }
}

/// The ARN that a task would have.
fn missing(cluster: &str, text: &str) -> String {
    format!("arn:aws:ecs:{REGION}:{ACCOUNT}:task/{cluster}/{}", arn::last_part(text))
}

pub(super) fn updated(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Protection { tasks, failures } => answer(world, tasks, failures),
        _ => Value::Null,
    }
}

pub(super) fn get(world: &World, input: Input) -> Result<Value, ServiceError> {
    let cluster = cluster(world, input)?;
    let (mut tasks, mut failures) = (Vec::new(), Vec::new());
    for text in named(input, MOST_ASKED)? {
        match find(world, text).filter(|&id| world.tasks[id].cluster == cluster) {
            Some(id) if can_be_protected(&world.tasks[id]) => tasks.push(id),
            Some(id) => failures.push(NotProtected::NotValid(id)),
            None => failures.push(NotProtected::Missing(missing(&world.clusters[cluster].name, text).into())),
        }
    }
    Ok(answer(world, &tasks, &failures))
}

fn answer(world: &World, tasks: &[TaskId], failures: &[NotProtected]) -> Value {
    let tasks: Vec<Value> = tasks.iter().map(|&id| describe(world, id)).collect();
    let failures: Vec<Value> = failures.iter().map(|given| failure(world, given)).collect();
    Object::new().with("protectedTasks", tasks).with("failures", failures).value()
}

fn describe(world: &World, id: TaskId) -> Value {
    let task = &world.tasks[id];
    let until = task.protected_until.filter(|_| task.is_protected(world.now));
    Object::new()
        .with("taskArn", arn::task(world, id))
        .with("protectionEnabled", until.is_some())
        .with("expirationDate", until.map(timestamp))
        .value()
}

fn failure(world: &World, failure: &NotProtected) -> Value {
    let (arn, reason) = match failure {
        NotProtected::Missing(arn) => (arn.to_string(), "MISSING"),
        NotProtected::NotValid(id) => (arn::task(world, *id), "TASK_NOT_VALID"),
        NotProtected::DeploymentBlocked(id) => (arn::task(world, *id), "DEPLOYMENT_BLOCKED"),
    };
    Object::new().with("arn", arn).with("reason", reason).value()
}
