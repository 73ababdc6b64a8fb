//! Schedules through the command line: when they fire, what caused it, what they leave behind.

#![cfg(not(target_arch = "wasm32"))]

use cli::complete::complete;
use cli::{self, NoFiles};
use engine::facts::{Cause, Change, Fact, FactId, ScheduleChange, TaskChange};
use engine::history::{History, Memory};
use engine::model::refusal::{ClusterFault, Refusal};
use engine::model::schedule::{Outcome, Schedule};
use engine::random::Seed;

fn account(lines: &[&str]) -> History {
    let mut history = History::new(Seed(1), Memory::Recent);
    all(&mut history, lines);
    history
}

fn all(history: &mut History, lines: &[&str]) {
    for line in lines {
        let outcome = cli::run(history, &NoFiles, line);
        assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
    }
    history.world().check();
}

/// `aws scheduler create-schedule`, for one Fargate task at a time.
fn create(name: &str, expression: &str) -> String {
    format!(
        r#"aws scheduler create-schedule --name {name} --schedule-expression '{expression}' --flexible-time-window Mode=OFF --target '{{"Arn": "arn:aws:ecs:us-east-1:123456789012:cluster/c", "RoleArn": "scheduler", "EcsParameters": {{"TaskDefinitionArn": "job", "LaunchType": "FARGATE", "NetworkConfiguration": {{"awsvpcConfiguration": {{"Subnets": ["subnet-1"]}}}}}}}}'"#
    )
}

fn only(history: &History) -> &Schedule {
    history.world().schedules.values().next().expect("there is a schedule")
}

fn facts(history: &History) -> Vec<Fact> {
    history.simulation().log().since(FactId(0)).cloned().collect()
}

fn count(history: &History, of: impl Fn(&Change) -> bool) -> usize {
    facts(history).iter().filter(|fact| of(&fact.change)).count()
}

fn firings(history: &History) -> usize {
    count(history, |change| matches!(change, Change::Schedule(_, ScheduleChange::Fired)))
}

#[test]
fn a_task_is_caused_by_the_firing_and_that_by_the_schedule() {
    let history = account(&[&create("tidy", "rate(1 minute)"), "sim wait 150s"]);
    let facts = facts(&history);
    let of = |cause: Cause| match cause {
        Cause::Fact(id) => &facts[id.0 as usize],
        Cause::Command(n) => panic!("command {n} is not a fact"),
    };
    let tasks = facts.iter().filter(|fact| matches!(fact.change, Change::Task(_, TaskChange::Created(_))));
    let firings: Vec<&Fact> = tasks.map(|task| of(task.cause)).collect();
    assert_eq!(firings.iter().map(|fired| fired.at.0).collect::<Vec<_>>(), [0, 60_000, 120_000]);
    for fired in firings {
        assert!(matches!(fired.change, Change::Schedule(_, ScheduleChange::Fired)));
        assert!(matches!(of(fired.cause).change, Change::Schedule(_, ScheduleChange::Created(_))));
    }
}

#[test]
fn long_names_are_cut_in_started_by() {
    let history = account(&[&create("a-schedule-with-a-long-name", "rate(1 day)")]);
    let task = history.world().tasks.values().next().expect("it fired at once");
    assert_eq!(task.started_by.as_deref(), Some("chronos-schedule/a-schedule-with-a-l"));
}

#[test]
fn one_whose_only_moment_is_now_is_answered_before_it_is_gone() {
    let now =
        create("once", "at(2026-01-05T09:05:30)").replace("--target", "--action-after-completion DELETE --target");
    let history = account(&["sim wait 330s", &now]);
    assert_eq!((firings(&history), history.world().schedules.len(), history.world().tasks.len()), (1, 0, 1));
}

#[test]
fn a_strict_account_makes_nothing_up_and_a_refused_firing_leaves_nothing() {
    let history = account(&["sim strict on", &create("tidy", "rate(1 minute)")]);
    assert_eq!(only(&history).outcomes, [Outcome::Refused(Refusal::Cluster(ClusterFault::NotFound))]);
    assert!(history.world().clusters.is_empty() && history.world().families.is_empty());

    let mut history =
        account(&["sim strict on", "aws ecs create-cluster --cluster-name c", &create("tidy", "rate(1 minute)")]);
    assert_eq!(only(&history).outcomes, [Outcome::Refused(Refusal::DefinitionNotFound)]);
    let before = history.world().facts;
    all(&mut history, &["sim wait 60s"]);
    // It fired, and was refused: nothing else.
    assert_eq!(history.world().facts, before + 2);
}

#[test]
fn what_is_missed_while_disabled_is_not_made_up_for() {
    let mut history = account(&[
        "aws events put-rule --name r --schedule-expression 'rate(10 minutes)' --state DISABLED",
        "sim wait 35m",
        "aws events enable-rule --name r",
    ]);
    assert_eq!(firings(&history), 0);
    all(&mut history, &["sim wait 4m"]);
    assert_eq!(firings(&history), 0);
    all(&mut history, &["sim wait 1m", "aws events disable-rule --name r", "sim wait 1h"]);
    assert_eq!((firings(&history), only(&history).last.map(|at| at.0)), (1, Some(40 * 60_000)));
}

#[test]
fn days_of_firings_leave_only_what_is_still_described() {
    let job = r#"aws ecs register-task-definition --family job --network-mode awsvpc --requires-compatibilities FARGATE --cpu 256 --memory 512 --container-definitions '[{"name": "job", "image": "playground/job:1"}]'"#;
    let history = account(&[job, &create("tidy", "rate(1 minute)"), "sim wait 2d"]);
    assert_eq!(firings(&history), 2 * 24 * 60 + 1);
    // Stopped tasks are described for an hour.
    assert!(history.world().tasks.len() < 70, "{} tasks", history.world().tasks.len());
    assert!(history.simulation().moment().agenda.len() < 300);
}

#[test]
fn schedules_and_rules_are_named_once_each_and_tab_knows_them() {
    let mut history = account(&[
        &create("tidy", "rate(1 day)"),
        "aws events put-rule --name tidy --schedule-expression 'rate(1 day)'",
        "aws events put-rule --name tidy --schedule-expression 'rate(2 days)'",
    ]);
    assert_eq!(history.world().schedules.len(), 2);
    let completed = |line: &str| complete(history.world(), &NoFiles, line).line;
    assert_eq!(completed("aws scheduler get-schedule --name t"), "aws scheduler get-schedule --name tidy ");
    assert_eq!(completed("aws events put-targets --rule t"), "aws events put-targets --rule tidy ");
    assert_eq!(cli::run(&mut history, &NoFiles, &create("tidy", "rate(1 day)")).status, 254);
}

fn refused(line: &str, expected: &str) {
    let mut history = account(&["aws events put-rule --name r --schedule-expression 'rate(1 day)'"]);
    let hash = history.world().hash;
    let outcome = cli::run(&mut history, &NoFiles, line);
    assert!(outcome.status != 0 && outcome.stderr.contains(expected), "{line}: {}", outcome.stderr);
    assert_eq!(history.world().hash, hash, "{line} changed something");
}

#[test]
fn bad_input_is_refused_in_eventbridges_words() {
    refused(&create("a/b", "rate(1 day)"), "Value 'a/b' at 'name' failed to satisfy constraint: Member must satisfy");
    refused(&create(&"x".repeat(65), "rate(1 day)"), "Member must have length less than or equal to 64");
    refused(&create("x", "cron(0 9 * * * *)"), "Invalid Schedule Expression cron(0 9 * * * *).");
    refused(
        &create("x", "rate(1 day)").replace("scheduler\"", "scheduler\", \"Input\": \"{\""),
        "JSON syntax error in input for the target.",
    );
    refused(
        &create("x", "rate(1 day)").replace("\"LaunchType\"", "\"TaskCount\": 11, \"LaunchType\""),
        "at 'target.ecsParameters.taskCount'",
    );
    refused(&create("x", "rate(1 day)").replace(":cluster/c", ":service/c"), "Provided Arn is not in correct format.");
    refused(
        &create("x", "rate(1 day)").replace("\"RoleArn\": \"scheduler\", ", ""),
        "Missing required parameter in Target: \"RoleArn\"",
    );
    refused(&format!("{} --group-name g", create("x", "rate(1 day)")), "Schedule group g does not exist.");
    refused(
        &format!("{} --schedule-expression-timezone Europe/Rome", create("x", "rate(1 day)")),
        "Invalid Schedule Expression Timezone Europe/Rome.",
    );
    refused("aws events put-rule --name x", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
    let none = "Invalid length for parameter Targets, value: 0, valid min length: 1";
    refused("aws events put-targets --rule r --targets []", none);
    let target = |n: u32| {
        format!(
            r#"{{"Id": "{n}", "Arn": "arn:aws:ecs:us-east-1:123456789012:cluster/c", "RoleArn": "r", "EcsParameters": {{"TaskDefinitionArn": "job"}}}}"#
        )
    };
    let line = format!("aws events put-targets --rule none --targets '[{}]'", target(1));
    refused(&line, "Rule none does not exist on EventBus default.");
    let six: Vec<String> = (0..6).map(target).collect();
    let line = format!("aws events put-targets --rule r --targets '[{}]'", six.join(", "));
    refused(&line, "The number of targets for rule r exceeds the limit of 5.");
}
