//! Where an application's output goes, and its lines as CloudWatch Logs would hold them.

use super::{arn, reasons};
use engine::ids::TaskId;
use engine::model::Name;
use engine::model::definition::ContainerDefinition;
use engine::model::resource::ResourceKind;
use engine::model::role::Caller;
use engine::model::task::Host;
use engine::output::{Line, Said};
use engine::world::World;

/// The log group and stream of a container, or where its output is instead.
pub fn destination(world: &World, task: TaskId, container: usize) -> String {
    let row = &world.tasks[task];
    let definition = &world.spec(row).containers[container];
    match (group(definition), &definition.log) {
        (Some(group), _) => format!("log group {group}, stream {}", stream(world, task, container)),
        (None, Some(log)) => format!("log driver {}, not in CloudWatch Logs", log.driver),
        (None, None) => match row.host {
            Host::Instance(_) => "no logConfiguration: only on the instance, by docker logs".into(),
            Host::Fargate => "no logConfiguration: on Fargate, nobody can read it".into(),
        },
    }
}

/// The log group of a container, where it writes to one.
pub fn group(container: &ContainerDefinition) -> Option<&str> {
    let log = container.log.as_ref().filter(|log| *log.driver == *"awslogs")?;
    Some(log.group.as_deref().unwrap_or_default())
}

/// The log groups that are there.
pub fn groups(world: &World) -> Vec<&Name> {
    let all = world.account.resources.iter().filter(|((kind, _), _)| *kind == ResourceKind::LogGroup);
    all.filter(|(_, group)| group.is_there()).map(|((_, name), _)| name).collect()
}

/// `prefix/container/task`; without a prefix the container's own id.
pub fn stream(world: &World, task: TaskId, container: usize) -> String {
    let definition = &world.spec(&world.tasks[task]).containers[container];
    let prefix = definition.log.as_ref().and_then(|log| log.stream_prefix.as_ref());
    match prefix {
        Some(prefix) => format!("{prefix}/{}/{}", definition.name, arn::task_name(world, task)),
        None => arn::last_part(&arn::container(world, task, container)).into(),
    }
}

/// A line in the application's words.
pub fn line(world: &World, task: TaskId, line: &Line) -> String {
    let definition = &world.spec(&world.tasks[task]).containers[line.container];
    match &line.said {
        Said::Started => match definition.ports.first() {
            Some(port) => format!("started, listening on port {}", port.container),
            None => "started".into(),
        },
        Said::Answers(status) if *status < 400 => "ready".into(),
        Said::Answers(status) => format!("answering with {status}"),
        Said::Denied(denied) => {
            let operation = denied.action.split(':').next_back().unwrap_or_default();
            let why = match denied.caller {
                Caller::Nobody => "Unable to locate credentials".into(),
                Caller::Role(..) | Caller::Instance(_) => {
                    let why = reasons::access_denied(world, denied);
                    why.trim_start_matches("AccessDeniedException: ").to_string()
                }
            };
            match denied.caller {
                Caller::Nobody => format!("ERROR {operation}: {why}"),
                Caller::Role(..) | Caller::Instance(_) => {
                    format!("ERROR An error occurred (AccessDenied) when calling the {operation} operation: {why}")
                }
            }
        }
        Said::EndsSoon => "SIGTERM received, finishing".into(),
        Said::Ended(0) => "finished".into(),
        Said::Ended(code) => format!("fatal: exiting with code {code}"),
    }
}
