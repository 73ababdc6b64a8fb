//! Why something happened: the cause that a fact names, and the reason that is given for it.

#![cfg(not(target_arch = "wasm32"))]

use aws::words;
use cli::{self, NoFiles};
use engine::facts::{Change, DefinitionChange, Fact, TargetChange, TaskChange};
use engine::history::{History, Memory};
use engine::ids::TaskId;
use engine::model::balancer::TargetState;
use engine::model::task::{Health, StopReason};
use engine::random::Seed;

const TWO: &str = r#"[{"name":"web","image":"web:1","memory":256,"portMappings":[{"containerPort":80}]},
    {"name":"admin","image":"admin:1","memory":256,"portMappings":[{"containerPort":81}]}]"#;
const CHECKED: &str =
    r#"[{"name":"web","image":"web:1","memory":256,"healthCheck":{"command":["CMD","x"],"interval":10,"retries":2}}]"#;

fn after(lines: &[&str]) -> History {
    let mut history = History::new(Seed(1), Memory::Whole);
    let begin = ["sim add-instances --cluster c --count 3 --type m5.large", "sim wait 2m"];
    for line in begin.iter().chain(lines) {
        let outcome = cli::run(&mut history, &NoFiles, line);
        assert_eq!(outcome.status, 0, "{line}: {outcome:?}");
    }
    history
}

fn register(containers: &str) -> String {
    format!("aws ecs register-task-definition --family web --container-definitions '{containers}'")
}

/// A service with two target groups, of which the second fails for a while: the replacement is healthy before the
/// task that it replaces is again.
fn two_groups() -> History {
    after(&[
        &register(TWO),
        "aws ecs create-service --cluster c --service-name web --task-definition web --desired-count 1 --load-balancers targetGroupArn=first,containerName=web,containerPort=80 targetGroupArn=second,containerName=admin,containerPort=81",
        "sim wait 3m",
        "sim container set admin:1 status=500",
        "sim wait 65s",
        "sim container set admin:1 status=200",
        "sim wait 2m",
    ])
}

fn stop_of(history: &History, stops: fn(&StopReason) -> bool) -> (TaskId, &Fact, StopReason) {
    let found = history.simulation().log().iter().find_map(|fact| match &fact.change {
        Change::Task(id, TaskChange::StopWanted { stop }) if stops(&stop.reason) => {
            Some((*id, fact, stop.reason.clone()))
        }
        _ => None,
    });
    found.expect("such a task was stopped")
}

#[test]
fn the_reason_names_the_target_group_that_failed() {
    let history = two_groups();
    let (task, stop, reason) = stop_of(&history, |reason| matches!(reason, StopReason::FailedElbHealthChecks(_)));
    let said = words::stop_reason(history.world(), &reason);
    assert!(said.starts_with("Task failed ELB health checks in (target-group") && said.contains("/second/"), "{said}");
    let check = history.simulation().log().causes(stop.id).nth(1).expect("it has a cause");
    let Change::Target(group, of, TargetChange::StateChanged { state: TargetState::Unhealthy(_) }) = check.change
    else {
        panic!("{check:?}")
    };
    assert_eq!((of, StopReason::FailedElbHealthChecks(group)), (task, reason));
}

/// It is looked at when the grace period ends; what that began with is not why.
#[test]
fn a_failed_check_is_why_a_task_is_replaced() {
    let history = after(&[
        &register(CHECKED),
        "sim image set web:1 health-check=fails",
        "aws ecs create-service --cluster c --service-name web --task-definition web --desired-count 1 --health-check-grace-period-seconds 60",
        "sim wait 100s",
    ]);
    let log = history.simulation().log();
    let mut starts = log.iter().filter(|fact| matches!(fact.change, Change::Task(_, TaskChange::Created(_))));
    let replacement = starts.nth(1).expect("it was replaced");
    let check = log.causes(replacement.id).nth(1).expect("it has a cause");
    let failed = matches!(check.change, Change::Task(_, TaskChange::HealthChecked { health: Health::Unhealthy, .. }));
    assert!(failed, "{check:?}");
}

/// Another service is busy meanwhile; what was last in the World has nothing to do with it.
#[test]
fn a_deletion_that_waits_is_caused_by_who_asked_for_it() {
    let history = after(&[
        &register(CHECKED),
        &register(TWO),
        "aws ecs create-service --cluster c --service-name web --task-definition web:2 --desired-count 1",
        "aws ecs create-service --cluster c --service-name busy --task-definition web:1 --desired-count 1",
        "sim image set web:1 exit-after=50s",
        "sim wait 1m",
        "aws ecs deregister-task-definition --task-definition web:2",
        "aws ecs delete-task-definitions --task-definitions web:2",
        "sim wait 90m",
        "aws ecs delete-service --cluster c --service web --force",
        "sim wait 2h",
    ]);
    let log = history.simulation().log();
    let deleted = log.iter().find(|fact| matches!(fact.change, Change::Definition(_, DefinitionChange::Deleted)));
    let asked = log.causes(deleted.expect("it is deleted").id).nth(1).expect("it has a cause");
    assert!(matches!(asked.change, Change::Definition(_, DefinitionChange::DeletionRequested)), "{asked:?}");
}
