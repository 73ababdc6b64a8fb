//! `aws ecs wait …`: asks again and again, as the CLI's waiters do, while simulated time goes on (commands.md#waiters).

use serde_json::Value;

use super::{USAGE, Usage, failed, input};
use crate::{Files, Outcome};
use aws::call;
use aws::errors::ApiError;
use aws::model::{Operation, model};
use engine::history::History;
use engine::time::Span;

struct Waiter {
    name: &'static str,
    /// As its errors name it.
    title: &'static str,
    operation: &'static str,
    every: Span,
    attempts: u32,
    judge: fn(&Value) -> Verdict,
}

enum Verdict {
    Done,
    Again,
    Failed(&'static str),
}

const WAITERS: [Waiter; 4] = [
    Waiter {
        name: "services-stable",
        title: "ServicesStable",
        operation: "DescribeServices",
        every: Span::secs(15),
        attempts: 40,
        judge: services_stable,
    },
    Waiter {
        name: "services-inactive",
        title: "ServicesInactive",
        operation: "DescribeServices",
        every: Span::secs(15),
        attempts: 40,
        judge: services_inactive,
    },
    Waiter {
        name: "tasks-running",
        title: "TasksRunning",
        operation: "DescribeTasks",
        every: Span::secs(6),
        attempts: 100,
        judge: tasks_running,
    },
    Waiter {
        name: "tasks-stopped",
        title: "TasksStopped",
        operation: "DescribeTasks",
        every: Span::secs(6),
        attempts: 100,
        judge: tasks_stopped,
    },
];

/// The names of all waiters.
pub fn names() -> impl Iterator<Item = &'static str> {
    WAITERS.iter().map(|waiter| waiter.name)
}

pub(super) fn run(history: &mut History, files: &dyn Files, words: &[&str]) -> Outcome {
    let Some((name, rest)) = words.split_first() else {
        let list: Vec<&str> = names().collect();
        return failed(&Usage::new(format!("{USAGE}\naws: [ERROR]: aws ecs wait takes one of {}", list.join(", "))));
    };
    let Some(waiter) = WAITERS.iter().find(|waiter| waiter.name == *name) else {
        let absent = super::elsewhere::operation("ecs wait", name);
        return failed(&absent.unwrap_or_else(|| super::unknown("operation", name, &names().collect::<Vec<_>>())));
    };
    let Some(operation) = model().operation("ecs", waiter.operation) else { return Outcome::default() };
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
