//! Log drivers and FireLens.

use serde_json::{Value, json};

use super::{check, fargate, fine, plain, refused, registered, with};

fn log(driver: &str, options: Value) -> Value {
    json!({"container": {"logConfiguration": {"logDriver": driver, "options": options}}})
}

#[test]
fn what_drivers_need() {
    check(log("awslogs", json!({})), "Log driver awslogs requires options: awslogs-region, awslogs-group");
    check(log("awslogs", json!({"awslogs-group": "g"})), "Log driver awslogs requires options: awslogs-region");
    check(log("awslogs", json!({"awslogs-region": "r"})), "Log driver awslogs requires options: awslogs-group");
    fine(log("awslogs", json!({"awslogs-group": "g", "awslogs-region": "r", "mode": "non-blocking"})));
    check(
        log("awslogs", json!({"awslogs-group": "g", "awslogs-region": "r", "log_key": "log"})),
        "Log driver awslogs disallows options: log_key",
    );
    let both = json!({"awslogs-group": "g", "awslogs-region": "r", "awslogs-datetime-format": "%Y", "awslogs-multiline-pattern": "x"});
    check(
        log("awslogs", both),
        "Log driver awslogs allows only one of the options awslogs-datetime-format and awslogs-multiline-pattern.",
    );
    check(log("splunk", json!({})), "Log driver splunk requires options: splunk-url, splunk-token");
    check(log("splunk", json!({"splunk-url": "u"})), "Log driver splunk requires options: splunk-token");
    fine(log("splunk", json!({"splunk-url": "u", "splunk-token": "t"})));
    let mut secret = log("splunk", json!({"splunk-url": "u"}));
    secret["container"]["logConfiguration"]["secretOptions"] = json!([{"name": "splunk-token", "valueFrom": "/t"}]);
    fine(secret);
    let mut prefix = log("awslogs", json!({"awslogs-group": "g", "awslogs-region": "r"}));
    prefix["executionRoleArn"] = "role".into();
    let prefix = refused(with(fargate(), prefix)).1;
    assert_eq!(
        prefix,
        "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs."
    );
}

#[test]
fn routers() {
    let router = |members: Value| with_router(json!({"type": "fluentbit"}), members);
    check(
        log("awsfirelens", json!({"Name": "stdout"})),
        "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers.",
    );
    let unused = "When a firelensConfiguration object is specified, at least one container has to be configured with the awsfirelens log driver.";
    check(json!({"container": {"firelensConfiguration": {"type": "fluentd"}}}), unused);
    fine(router(json!({})));
    let user = "If 'user' field is specified on firelens container, then 'UID' has to be '0'.";
    check(router(json!({"user": "root"})), user);
    check(router(json!({"user": "1000"})), user);
    fine(router(json!({"user": "0"})));
    fine(router(json!({"user": "0:0"})));
    // ECS says who it runs as.
    assert_eq!(registered(with(plain(), router(json!({}))))["containerDefinitions"][1]["user"], "0");
    let file = |kind: &str, value: &str| {
        with_router(
            json!({"type": "fluentbit", "options": {"config-file-type": kind, "config-file-value": value}}),
            json!({}),
        )
    };
    check(file("s3", "s3://bucket/x.conf"), "Invalid arn syntax.");
    check(file("http", "x"), "http is not a valid config-file-type. Must be one of [file,s3]");
    fine(file("s3", "arn:aws:s3:::bucket/x.conf"));
    fine(file("file", "/x.conf"));
    check(
        with_router(json!({"type": "vector"}), json!({})),
        "vector is not a valid type. Must be one of [fluentd,fluentbit]",
    );
}

/// A container that logs to a router, which has more members.
fn with_router(firelens: Value, members: Value) -> Value {
    let mut router = json!({"name": "router", "firelensConfiguration": firelens});
    router.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    json!({"container": {"logConfiguration": {"logDriver": "awsfirelens"}}, "more": [router]})
}
