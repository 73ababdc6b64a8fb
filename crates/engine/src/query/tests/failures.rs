//! What is said when an expression doesn't hold.

use super::{EXAMPLE, Example, query};

/// Each failure as `part: found`.
fn check(text: &str, expected: &[&str]) {
    let failures = query(text).failures(&EXAMPLE);
    let said: Vec<String> = failures.iter().map(|failure| format!("{}: {}", failure.part, failure.found)).collect();
    assert_eq!(said, expected, "{text}");
}

#[test]
fn what_was_found() {
    for (text, found) in [
        ("attribute:ecs.instance-type == t2.small", "ecs.instance-type is m5.large"),
        ("attribute:stack !in [prod]", "stack is prod"),
        ("attribute:owner =~ x", "owner is the web team"),
        ("attribute:spare == x", "spare is ''"),
        ("attribute:none exists", "no attribute none"),
        ("agentConnected == false", "agentConnected is true"),
        ("agentVersion < 1.14.5", "agentVersion is 1.98.0"),
        ("ec2InstanceId == i-1", "ec2InstanceId is i-abcd1234"),
        ("registeredAt < 2018-02-13", "registeredAt is 2018-02-13T12:00:00Z"),
        ("runningTasksCount == 0", "runningTasksCount is 3"),
        ("task:group == database", "task:group is family:job, service:production"),
    ] {
        check(text, &[&format!("{text}: {found}")]);
    }
}

#[test]
fn what_was_not_there() {
    let groups = &["g", "f", "e", "d", "c", "b", "a", "a"];
    let crowded = Example { version: "", registered: None, groups, ..EXAMPLE };
    let empty = Example { groups: &["one"], ..EXAMPLE };
    let found = |text, example| query(text).failures(&example).remove(0).found;
    assert_eq!(found("task:group == x", crowded), "task:group is a, b, c, d, e and 2 more");
    assert_eq!(found("task:group == x", empty), "task:group is one");
    assert_eq!(found("task:group exists", Example { groups: &[], ..EXAMPLE }), "no tasks");
    assert_eq!(found("registeredAt > 2018-01", Example { registered: None, ..EXAMPLE }), "not registered yet");
    assert_eq!(found("agentVersion > 1.0.0", Example { version: "", ..EXAMPLE }), "agentVersion is ''");
}

#[test]
fn each_part_that_must_hold() {
    check(YES, &[]);
    check("attribute:stack == prod and runningTasksCount == 0", &["runningTasksCount == 0: runningTasksCount is 3"]);
    check(
        "attribute:a exists and attribute:stack == prod && attribute:b exists",
        &["attribute:a exists: no attribute a", "attribute:b exists: no attribute b"],
    );
    check(
        "(attribute:a exists and ( attribute:b exists ))",
        &["attribute:a exists: no attribute a", "attribute:b exists: no attribute b"],
    );
}

#[test]
fn either_is_one_part() {
    check(
        "(attribute:ecs.instance-type =~ t2.* or attribute:ecs.instance-type =~ t3.*) and attribute:stack == prod",
        &["attribute:ecs.instance-type =~ t2.* or attribute:ecs.instance-type =~ t3.*: ecs.instance-type is m5.large"],
    );
    check(
        "attribute:a exists or (attribute:stack == prod and runningTasksCount < 3)",
        &[
            "attribute:a exists or (attribute:stack == prod and runningTasksCount < 3): no attribute a, runningTasksCount is 3",
        ],
    );
}

#[test]
fn negations_are_one_part() {
    check(
        "not(task:group == family:job)",
        &["not(task:group == family:job): task:group is family:job, service:production"],
    );
    check(
        "attribute:stack == prod and !(attribute:a exists or runningTasksCount > 1)",
        &["!(attribute:a exists or runningTasksCount > 1): runningTasksCount is 3"],
    );
    check("not not attribute:a exists", &["not not attribute:a exists: no attribute a"]);
}

const YES: &str = "attribute:stack == prod";
