//! Names, images, memory, timeouts, health checks, and the order of containers.

use serde_json::{Value, json};

use super::{check, fine};

#[test]
fn names() {
    check(json!({"family": ""}), "Family should not be null or empty.");
    check(json!({"family": "my app"}), "Family contains invalid characters.");
    check(json!({"family": "wëb"}), "Family contains invalid characters.");
    check(json!({"family": "w".repeat(256)}), "Family should not be longer than 255 characters.");
    fine(json!({"family": "W-eb_2"}));
    fine(json!({"family": "w".repeat(255)}));
    check(json!({"container": {"name": null}}), "Container.name should not be null or empty.");
    check(json!({"container": {"name": "a b"}}), "Container.name contains invalid characters.");
    check(json!({"container": {"name": "c".repeat(256)}}), "Container.name should not be longer than 255 characters.");
    check(json!({"more": [{"name": "web"}]}), "Container names must be unique within a Task Definition.");
    check(json!({"container": {"image": null}}), "Container.image should not be null or empty.");
    check(json!({"container": {"image": "<IMAGE1_NAME>"}}), "Container.image contains invalid characters.");
    fine(json!({"container": {"image": "public.ecr.aws/a_b/c-d:1.2@sha256:0f"}}));
    check(
        json!({"container": {"image": "i".repeat(256)}}),
        "Container.image should not be longer than 255 characters.",
    );
    fine(json!({"container": {"image": format!("{}@sha256:{}", "i".repeat(255), "0".repeat(64))}}));
}

#[test]
fn how_many_containers() {
    check(json!({"containerDefinitions": []}), "Container list cannot be empty.");
    let others = |n: usize| (0..n).map(|n| json!({"name": format!("c{n}")})).collect::<Vec<Value>>();
    check(json!({"more": others(10)}), "Too many containers.");
    fine(json!({"more": others(9)}));
    check(json!({"container": {"essential": false}}), "Task definition doesn't have any essential container");
    fine(json!({"container": {"essential": false}, "more": [{"name": "app"}]}));
}

#[test]
fn memory_and_cpu() {
    let neither =
        "Invalid setting for container 'web'. At least one of 'memory' or 'memoryReservation' must be specified.";
    check(json!({"container": {"memory": null}}), neither);
    fine(json!({"container": {"memory": null, "memoryReservation": 64}}));
    fine(json!({"container": {"memory": null}, "memory": "512"}));
    check(json!({"container": {"memory": 5}}), "Invalid 'memory' setting for container 'web'.");
    check(json!({"container": {"memory": -1}}), "Invalid 'memory' setting for container 'web'.");
    check(json!({"container": {"memoryReservation": 5}}), "Invalid 'memoryReservation' setting for container 'web'.");
    fine(json!({"container": {"memory": 6}}));
    let above = "Invalid setting for container 'web'. 'memory' must be greater than or equal to 'memoryReservation'.";
    check(json!({"container": {"memory": 128, "memoryReservation": 129}}), above);
    fine(json!({"container": {"memory": 128, "memoryReservation": 128}}));
    check(json!({"container": {"cpu": -1}}), "Invalid 'cpu' setting for container 'web'.");
    check(json!({"container": {"cpu": 4_000_000_000u32}}), "Invalid 'cpu' setting for container 'web'.");
    fine(json!({"container": {"cpu": 0}}));
}

#[test]
fn timeouts_and_restarts() {
    check(
        json!({"container": {"stopTimeout": 1}}),
        "Granular stop timeout on container 'web' must be at least 2 seconds.",
    );
    check(
        json!({"container": {"startTimeout": 0}}),
        "Granular start timeout on container 'web' must be at least 2 seconds.",
    );
    check(
        json!({"container": {"stopTimeout": -30}}),
        "Granular stop timeout on container 'web' must be at least 2 seconds.",
    );
    // Only Fargate has a limit above.
    fine(json!({"container": {"stopTimeout": 600}}));
    let restart = |period: i64, codes: usize| json!({"container": {"restartPolicy": {"enabled": true, "restartAttemptPeriod": period, "ignoredExitCodes": vec![0; codes]}}});
    for period in [-1, 0, 59, 1_801] {
        check(
            restart(period, 0),
            "The 'restartAttemptPeriod' setting for container 'web' must be between 60 and 1800.",
        );
    }
    check(
        restart(60, 51),
        "Number of ignored exit codes must be less than or equal to the maximum allowed value 50 for container 'web'",
    );
    fine(restart(60, 50));
}

#[test]
fn health_checks() {
    let of = |field: &str, value: i64| json!({"container": {"healthCheck": {"command": ["CMD-SHELL", "true"], field: value}}});
    let least = |what: &str, n: u32| {
        format!(
            "Health check {what} must be greater than or equal to the minimum allowed value {n} for container 'web'"
        )
    };
    let most = |what: &str, n: u32| {
        format!("Health check {what} must be less than or equal to the maximum allowed value {n} for container 'web'")
    };
    for (field, what, low, high) in
        [("interval", "interval", 5, 300), ("timeout", "timeout", 2, 60), ("retries", "retries", 1, 10)]
    {
        check(of(field, low as i64 - 1), &least(what, low));
        check(of(field, -1), &least(what, low));
        check(of(field, high as i64 + 1), &most(what, high));
        fine(of(field, low.into()));
        fine(of(field, high.into()));
    }
    check(of("startPeriod", 301), &most("startPeriod", 300));
    check(of("startPeriod", -1), &least("startPeriod", 0));
    fine(of("startPeriod", 0));
}

#[test]
fn dependencies() {
    let on = |name: &str, condition: &str| json!({"containerName": name, "condition": condition});
    let web = |on: Value| json!({"container": {"dependsOn": [on]}, "more": [{"name": "db"}]});
    // The plus is ECS's.
    check(web(on("cache", "START")), "Cannot depend on container + 'cache' because it does not exist");
    check(
        web(on("db", "STARTED")),
        "STARTED is not a valid condition. Must be one of [START,COMPLETE,SUCCESS,HEALTHY]",
    );
    let ends = "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container";
    check(web(on("db", "SUCCESS")), ends);
    check(web(on("db", "COMPLETE")), ends);
    check(web(on("db", "HEALTHY")), "A dependency container with HEALTHY condition must have health check configured");
    check(web(on("web", "START")), "Container dependencies should not have a cycle");
    fine(web(on("db", "START")));
    let chain = |last: &str| {
        json!({
            "container": {"dependsOn": [on("a", "START")]},
            "more": [{"name": "a", "dependsOn": [on("b", "START")]}, {"name": "b", "dependsOn": [on(last, "START")]}, {"name": "c"}],
        })
    };
    check(chain("web"), "Container dependencies should not have a cycle");
    check(chain("a"), "Container dependencies should not have a cycle");
    fine(chain("c"));
    let init = json!({"name": "init", "essential": false});
    fine(json!({"container": {"dependsOn": [on("init", "SUCCESS")]}, "more": [init]}));
}
