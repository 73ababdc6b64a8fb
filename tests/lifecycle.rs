//! When things happen inside a task, case by case: health checks, memory, restarts.

#![cfg(not(target_arch = "wasm32"))]

use cli::{self, NoFiles};
use engine::history::{History, Memory};
use engine::ids::TaskId;
use engine::model::task::{Container, ContainerReason, ContainerState, Health, Task};
use engine::random::Seed;
use engine::time::{Span, Time};

fn run(history: &mut History, line: &str) {
    let outcome = cli::run(history, &NoFiles, line);
    assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
}

/// A task of one container, just started, on one instance.
fn start(image: &str, container: &str) -> History {
    let mut history = History::new(Seed(1), Memory::Whole);
    run(&mut history, "sim add-instances --cluster default --type m5.large --count 1");
    run(&mut history, "sim wait 2m");
    if !image.is_empty() {
        run(&mut history, &format!("sim image set web {image}"));
    }
    let container = format!(r#"{{"name": "web", "image": "web", "memory": 512{container}}}"#);
    let family = format!("aws ecs register-task-definition --family web --container-definitions '[{container}]'");
    run(&mut history, &family);
    run(&mut history, "aws ecs run-task --task-definition web");
    history
}

fn task(history: &History) -> &Task {
    &history.world().tasks[TaskId(0)]
}

/// Milliseconds from RUNNING until a container is as wanted; `None` if it isn't within an hour.
fn until(history: &mut History, wanted: impl Fn(&Container) -> bool) -> Option<u64> {
    let end = history.now() + Span::minutes(59);
    while !wanted(&task(history).containers[0]) {
        if !history.advance_to_next_fact(end) {
            return None;
        }
    }
    let started: Time = task(history).stamps.started.expect("it ran");
    Some((history.now() - started).0)
}

/// After how many seconds of RUNNING the health is as expected.
fn check_health(image: &str, check: &str, health: Health, expected: Option<u64>) {
    let check = format!(r#", "healthCheck": {{"command": ["CMD-SHELL", "curl -f http://localhost/"]{check}}}"#);
    let mut history = start(image, &check);
    let found = until(&mut history, |container| container.health == health);
    assert_eq!(found, expected.map(|seconds| seconds * 1_000), "{image} {check}");
}

#[test]
fn health_checks_take_effect_when_the_runtime_says_so() {
    let (healthy, unhealthy) = (Health::Healthy, Health::Unhealthy);
    // The defaults: every 30 s, three failures. A command that hangs takes its timeout too.
    check_health("", "", healthy, Some(30));
    check_health("health-check=fails", "", unhealthy, Some(90));
    check_health("curl=false", "", unhealthy, Some(90));
    check_health("health-check=hangs", "", unhealthy, Some(105));
    check_health("status=500", r#", "interval": 10, "retries": 1"#, unhealthy, Some(10));
    // Failures inside the startPeriod don't count; the first that does begins at its end or later.
    check_health("health-check=fails", r#", "interval": 10, "retries": 2, "startPeriod": 60"#, unhealthy, Some(70));
    check_health("health-check=fails", r#", "interval": 10, "retries": 2, "startPeriod": 55"#, unhealthy, Some(70));
    check_health("healthy-after=25s", r#", "interval": 10, "retries": 2, "startPeriod": 60"#, healthy, Some(30));
    // Two failures are one too few, and a success forgets them.
    check_health("healthy-after=25s", r#", "interval": 10, "retries": 3"#, unhealthy, None);
}

fn check_memory(image: &str, expected: Option<u64>) {
    let mut history = start(image, "");
    let killed = |container: &Container| {
        matches!(
            container.state,
            ContainerState::Stopped { code: Some(137), reason: Some(ContainerReason::OutOfMemory), .. }
        )
    };
    let found = until(&mut history, killed);
    assert_eq!(found, expected, "{image}");
}

#[test]
fn a_container_is_killed_just_above_its_limit() {
    check_memory("memory=512", None);
    // The first millisecond in which it is over 512 MiB.
    check_memory("memory=212+300/m", Some(60_001));
    check_memory("memory=511+1/m", Some(60_001));
    check_memory("memory=0+10240/m", Some(3_001));
}

fn check_restarts(exit_after: u64, code: i32, restarts: u32) {
    let policy = r#", "restartPolicy": {"enabled": true, "ignoredExitCodes": [7], "restartAttemptPeriod": 60}"#;
    let mut history = start(&format!("exit-after={exit_after}s exit-code={code}"), policy);
    run(&mut history, "sim wait 5m");
    assert_eq!(task(&history).containers[0].restarts, restarts, "{exit_after} {code}");
    assert_eq!(task(&history).is_running(), restarts > 0);
}

#[test]
fn a_container_restarts_in_place_if_it_ran_for_long_enough() {
    check_restarts(60, 1, 4);
    check_restarts(100, 0, 2);
    check_restarts(59, 1, 0);
    check_restarts(100, 7, 0);
}
