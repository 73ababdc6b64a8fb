//! `aws ecs wait …`, `aws elbv2 wait …`: asks again and again, as the CLI's waiters do, while simulated time goes on (commands.md#waiters).

use serde_json::Value;

use super::{USAGE, Usage, failed, input};
use crate::{Files, Outcome};
use aws::call;
use aws::errors::ApiError;
use aws::model::{Operation, model};
use engine::history::History;
use engine::time::Span;

struct Waiter {
    service: &'static str,
    name: &'static str,
    /// As its errors name it.
    title: &'static str,
    operation: &'static str,
    every: Span,
    attempts: u32,
    judge: fn(&Value) -> Verdict,
    /// What an error with this code means.
    on_error: Option<(&'static str, Verdict)>,
}

#[derive(Clone, Copy)]
enum Verdict {
    Done,
    Again,
    Failed(&'static str),
}

const WAITERS: [Waiter; 9] = [
    Waiter {
        service: "ecs",
        name: "services-stable",
        title: "ServicesStable",
        operation: "DescribeServices",
        every: Span::secs(15),
        attempts: 40,
        judge: services_stable,
        on_error: None,
    },
    Waiter {
        service: "ecs",
        name: "services-inactive",
        title: "ServicesInactive",
        operation: "DescribeServices",
        every: Span::secs(15),
        attempts: 40,
        judge: services_inactive,
        on_error: None,
    },
    Waiter {
        service: "ecs",
        name: "tasks-running",
        title: "TasksRunning",
        operation: "DescribeTasks",
        every: Span::secs(6),
        attempts: 100,
        judge: tasks_running,
        on_error: None,
    },
    Waiter {
        service: "ecs",
        name: "tasks-stopped",
        title: "TasksStopped",
        operation: "DescribeTasks",
        every: Span::secs(6),
        attempts: 100,
        judge: tasks_stopped,
        on_error: None,
    },
    Waiter {
        name: "load-balancer-exists",
        title: "LoadBalancerExists",
        operation: "DescribeLoadBalancers",
        judge: |_| Verdict::Done,
        on_error: Some(("LoadBalancerNotFound", Verdict::Again)),
        ..OF_ELBV2
    },
    Waiter {
        name: "load-balancer-available",
        title: "LoadBalancerAvailable",
        operation: "DescribeLoadBalancers",
        judge: |_| Verdict::Done,
        on_error: Some(("LoadBalancerNotFound", Verdict::Again)),
        ..OF_ELBV2
    },
    Waiter {
        name: "load-balancers-deleted",
        title: "LoadBalancersDeleted",
        operation: "DescribeLoadBalancers",
        judge: |_| Verdict::Again,
        on_error: Some(("LoadBalancerNotFound", Verdict::Done)),
        ..OF_ELBV2
    },
    Waiter {
        name: "target-in-service",
        title: "TargetInService",
        judge: |output| all_targets(output, "healthy"),
        on_error: Some(("InvalidInstance", Verdict::Again)),
        ..OF_ELBV2
    },
    Waiter {
        name: "target-deregistered",
        title: "TargetDeregistered",
        judge: |output| all_targets(output, "unused"),
        on_error: Some(("InvalidTarget", Verdict::Done)),
        ..OF_ELBV2
    },
];

const OF_ELBV2: Waiter = Waiter {
    service: "elbv2",
    name: "",
    title: "",
    operation: "DescribeTargetHealth",
    every: Span::secs(15),
    attempts: 40,
    judge: |_| Verdict::Again,
    on_error: None,
};

/// As botocore's `pathAll`: of no targets it isn't so.
fn all_targets(output: &Value, state: &str) -> Verdict {
    let targets = list(output, "TargetHealthDescriptions");
    let all = targets.iter().all(|target| target["TargetHealth"]["State"] == state);
    if all && !targets.is_empty() { Verdict::Done } else { Verdict::Again }
}

/// The names of all waiters of a service.
pub fn names(service: &str) -> impl Iterator<Item = &'static str> {
    WAITERS.iter().filter(move |waiter| waiter.service == service).map(|waiter| waiter.name)
}

pub(super) fn run(history: &mut History, files: &dyn Files, service: &str, words: &[&str]) -> Outcome {
    let Some((name, rest)) = words.split_first() else {
        let list: Vec<&str> = names(service).collect();
        return failed(&Usage::new(format!(
            "{USAGE}\naws: [ERROR]: aws {service} wait takes one of {}",
            list.join(", ")
        )));
    };
    let Some(waiter) = WAITERS.iter().find(|waiter| waiter.service == service && waiter.name == *name) else {
        let absent = super::elsewhere::operation(&format!("{service} wait"), name);
        return failed(
            &absent.unwrap_or_else(|| super::unknown("operation", name, &names(service).collect::<Vec<_>>())),
        );
    };
    let Some(operation) = model().operation(service, waiter.operation) else { return Outcome::default() };
    match input::read(operation, files, rest) {
        Ok(call) => wait(history, waiter, operation, &call.input).with_notes(&call.notes),
        Err(usage) => failed(&usage),
    }
}

fn wait(history: &mut History, waiter: &Waiter, operation: &Operation, input: &Value) -> Outcome {
    let fail = |why: String| Outcome::failed(255, format!("\nWaiter {} failed: {why}", waiter.title));
    for attempt in 1..=waiter.attempts {
        let verdict = match call(history, operation, input.clone(), "") {
            Ok(answer) => (waiter.judge)(&answer.output),
            Err(ApiError::Service(error)) if waiter.on_error.is_some_and(|(code, _)| code == error.code) => {
                waiter.on_error.map_or(Verdict::Again, |(_, verdict)| verdict)
            }
            Err(ApiError::Service(error)) => {
                return fail(format!("An error occurred ({}): {}", error.code, error.message));
            }
            Err(ApiError::Parameters(faults)) => return fail(faults.join("; ")),
        };
        match verdict {
            Verdict::Done => return Outcome::default(),
            Verdict::Failed(why) => return fail(format!("Waiter encountered a terminal failure state: {why}")),
            Verdict::Again if attempt < waiter.attempts => {
                let until = history.now() + waiter.every;
                history.advance(until);
            }
            Verdict::Again => {}
        }
    }
    fail("Max attempts exceeded".into())
}

fn list<'a>(output: &'a Value, name: &str) -> &'a [Value] {
    output[name].as_array().map_or(&[], Vec::as_slice)
}

fn services_stable(output: &Value) -> Verdict {
    if !list(output, "failures").is_empty() {
        return Verdict::Failed("a service is MISSING");
    }
    let services = list(output, "services");
    if services.iter().any(|service| service["status"] != "ACTIVE") {
        return Verdict::Failed("a service is DRAINING or INACTIVE");
    }
    let stable =
        |service: &Value| list(service, "deployments").len() == 1 && service["runningCount"] == service["desiredCount"];
    if services.iter().all(stable) { Verdict::Done } else { Verdict::Again }
}

fn services_inactive(output: &Value) -> Verdict {
    if !list(output, "failures").is_empty() {
        return Verdict::Failed("a service is MISSING");
    }
    let any = list(output, "services").iter().any(|service| service["status"] == "INACTIVE");
    if any { Verdict::Done } else { Verdict::Again }
}

fn tasks_running(output: &Value) -> Verdict {
    if !list(output, "failures").is_empty() {
        return Verdict::Failed("a task is MISSING");
    }
    let tasks = list(output, "tasks");
    if tasks.iter().any(|task| task["lastStatus"] == "STOPPED") {
        return Verdict::Failed("a task is STOPPED");
    }
    if tasks.iter().all(|task| task["lastStatus"] == "RUNNING") { Verdict::Done } else { Verdict::Again }
}

fn tasks_stopped(output: &Value) -> Verdict {
    if list(output, "tasks").iter().all(|task| task["lastStatus"] == "STOPPED") {
        Verdict::Done
    } else {
        Verdict::Again
    }
}
