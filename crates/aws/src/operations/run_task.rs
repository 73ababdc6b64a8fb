//! Standalone tasks: RunTask, StartTask and StopTask.

use serde_json::Value;

use super::service_input::{Request, asked_placement, definition_ref, launch_type, network, request};
use super::{capacity_providers, cluster_name, instances, service_rules, task_output};
use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object};
use crate::{arn, kept, words};
use engine::commands::{ClientToken, Command, Reply, RunTask, StartTask, StopTask};
use engine::ids::TaskId;
use engine::model::network::{ACCOUNT, REGION};
use engine::model::overrides::{AskedOverrides, ContainerOverride};
use engine::model::refusal::Failure;
use engine::world::World;

pub(super) fn run(world: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(asked(world, input)?.into())
}

/// What the input of RunTask asks for.
pub(super) fn asked(world: &World, input: Input) -> Result<RunTask, ServiceError> {
    let cluster = cluster_name(input.text("cluster"));
    let compute = capacity_providers::compute(world, input, launch_type(input.text("launchType"))?)?;
    let fargate = capacity_providers::is_fargate(world, &cluster, &compute);
    let Request { request, token } = request(input, 64)?;
    let definition = definition_ref(input.required("taskDefinition"), fargate, None)?;
    service_rules::task(world, input, &definition)?;
    Ok(RunTask {
        cluster,
        definition,
        // 0 is refused with all other counts that are out of range.
        count: u32::try_from(input.number("count").unwrap_or(1)).unwrap_or(0),
        compute,
        placement: asked_placement(input)?,
        group: input.text("group").map(Into::into),
        started_by: input.text("startedBy").map(Into::into),
        overrides: overrides(input)?,
        kept: kept::of("ecs", "RunTask", input),
        token: token.map(|token| ClientToken { token, request }),
    })
}

pub(super) fn start(world: &World, input: Input) -> Result<Command, ServiceError> {
    let cluster = cluster_name(input.text("cluster"));
    let arn = |text: &str| {
        format!("arn:aws:ecs:{REGION}:{ACCOUNT}:container-instance/{cluster}/{}", arn::last_part(text)).into()
    };
    let definition = definition_ref(input.required("taskDefinition"), false, None)?;
    service_rules::task(world, input, &definition)?;
    let named = input.texts("containerInstances").into_iter();
    let instances = named.map(|text| (arn(text), instances::find(world, text))).collect();
    Ok(StartTask {
        definition,
        kept: kept::of("ecs", "StartTask", input),
        instances,
        cluster,
        network: network(input)?,
        group: input.text("group").map(Into::into),
        started_by: input.text("startedBy").map(Into::into),
        overrides: overrides(input)?,
    }
    .into())
}

fn overrides(input: Input) -> Result<Option<AskedOverrides>, ServiceError> {
    let given = input.inside("overrides");
    if !given.is_there() {
        return Ok(None);
    }
    let size = |name: &str| match given.text(name).map(str::parse::<u32>) {
        None => Ok(None),
        Some(Ok(size)) if size > 0 => Ok(Some(size)),
        Some(_) => Err(invalid(format!("Invalid '{name}' setting for task."))),
    };
    let container = |container: Input| {
        let number = |name: &str| container.number(name).and_then(|number| u32::try_from(number).ok());
        ContainerOverride {
            name: container.text("name").unwrap_or_default().into(),
            cpu: number("cpu"),
            memory: number("memory"),
            memory_reservation: number("memoryReservation"),
        }
    };
    Ok(Some(AskedOverrides {
        cpu: size("cpu")?,
        memory: size("memory")?,
        task_role: given.text("taskRoleArn").map(Into::into),
        execution_role: given.text("executionRoleArn").map(Into::into),
        ephemeral_storage: given.inside("ephemeralStorage").number("sizeInGiB").map(|gib| gib as u32),
        containers: given.list("containerOverrides").map(container).collect(),
        document: given.value().to_string().into(),
    }))
}

pub(super) fn ran(world: &World, reply: &Reply) -> Value {
    let Reply::Tasks { started, failures } = reply else { return Value::Null };
    let tasks: Vec<Value> = started.iter().map(|&id| task_output::describe(world, id, true)).collect();
    let failures = failures.iter().map(|given| failure(world, given));
    Object::new().with("tasks", tasks).with("failures", failures.collect::<Vec<_>>()).value()
}

/// An entry of `failures` (tasks.md#standalone-tasks).
pub(super) fn failure(world: &World, failure: &Failure) -> Value {
    let (arn, reason) = match failure {
        Failure::Instance(id, rejection) => (Some(arn::instance(world, *id)), words::failure_reason(rejection)),
        Failure::NoInstance(cluster, text) => (Some(instances::missing_instance(world, *cluster, text)), "MISSING"),
        Failure::Inactive(id) => (Some(arn::instance(world, *id)), "INACTIVE"),
        Failure::FargateQuota => (None, words::FARGATE_QUOTA),
        Failure::Fargate => (None, words::FARGATE_UNAVAILABLE),
    };
    Object::new().with("arn", arn).with("reason", reason).value()
}

pub(super) fn stop(world: &World, input: Input) -> Result<Command, ServiceError> {
    let found = find(world, input.required("task"));
    let task = found.ok_or_else(|| invalid("The referenced task was not found."))?;
    let cluster = cluster_name(input.text("cluster"));
    Ok(StopTask { cluster, task, reason: input.text("reason").map(Into::into) }.into())
}

/// The task of an id or ARN.
pub(super) fn find(world: &World, text: &str) -> Option<TaskId> {
    let id = TaskId::from_name(world.seed(), arn::parse_name(arn::last_part(text))?)?;
    world.tasks.get(id).map(|_| id)
}

pub(super) fn stopped(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Task(id) => Object::new().with("task", task_output::describe(world, *id, true)).value(),
        _ => Value::Null,
    }
}
