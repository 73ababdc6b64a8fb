//! The parts of a document that are only kept, and what is printed of it.

use serde_json::{Value, json};

use super::{check, fargate, fine, plain, refused, register, registered, with};

#[test]
fn volumes() {
    let mounts = |mount: Value| json!({"volumes": [{"name": "data"}], "container": {"mountPoints": [mount]}});
    check(mounts(json!({"sourceVolume": "root-RO", "containerPath": "/x"})), "Unknown volume 'root-RO'.");
    check(mounts(json!({"containerPath": "/x"})), "Unknown volume 'null'.");
    fine(mounts(json!({"sourceVolume": "data", "containerPath": "/x"})));
    check(json!({"volumes": [{}]}), "Volume.name should not be null or empty.");
    check(json!({"volumes": [{"name": "my data"}]}), "Volume.name contains invalid characters.");
    check(json!({"volumes": [{"name": "a"}, {"name": "a"}]}), "Volume names must be unique within a Task Definition.");
    check(json!({"volumes": [{"name": "a", "host": {"sourcePath": ""}}]}), "host.sourcePath should not be blank.");
    check(
        json!({"container": {"volumesFrom": [{"sourceContainer": "db"}]}}),
        "Invalid 'volumesFrom' setting. Unknown container: 'db'.",
    );
}

#[test]
fn secrets_and_logs() {
    let secret = json!({"name": "KEY", "valueFrom": "arn:aws:secretsmanager:us-east-1:1:secret:key"});
    let without = "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.";
    check(json!({"container": {"secrets": [secret]}}), without);
    fine(json!({"container": {"secrets": [secret]}, "executionRoleArn": "role"}));
    check(
        json!({"container": {"secrets": [secret, secret]}, "executionRoleArn": "role"}),
        "Duplicate secret names found: KEY. Each secret name must be unique.",
    );
    check(
        json!({"container": {"secrets": [secret], "environment": [{"name": "KEY", "value": "1"}]}, "executionRoleArn": "role"}),
        "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'KEY'.",
    );
    let log = |options: Value| json!({"container": {"logConfiguration": {"logDriver": "awslogs", "options": options}}});
    let needs = "Log driver awslogs requires options: awslogs-region, awslogs-group";
    check(log(json!({})), needs);
    check(log(json!({"awslogs-group": "g"})), needs);
    check(log(json!({"awslogs-region": "r"})), needs);
    fine(log(json!({"awslogs-group": "g", "awslogs-region": "r", "mode": "non-blocking"})));
    check(
        log(json!({"awslogs-group": "g", "awslogs-region": "r", "log_key": "log"})),
        "Log driver awslogs disallows options: log_key",
    );
    let mut prefix = log(json!({"awslogs-group": "g", "awslogs-region": "r"}));
    prefix["executionRoleArn"] = "role".into();
    let prefix = refused(with(fargate(), prefix)).1;
    assert_eq!(prefix, "Log driver awslogs requires options: awslogs-stream-prefix");
    let file = json!({"type": "s3", "value": "arn:aws:s3:::bucket/a.env"});
    check(json!({"container": {"environmentFiles": vec![file; 11]}}), "Too many environment files.");
}

#[test]
fn roles_constraints_and_size() {
    check(json!({"taskRoleArn": ""}), "Role is not valid");
    check(json!({"executionRoleArn": "arn:aws:s3:::bucket"}), "Role is not valid");
    fine(json!({"taskRoleArn": "arn:aws:iam::123456789012:role/app/web"}));
    let constraint = |expression: &str| json!({"type": "memberOf", "expression": expression});
    check(
        json!({"placementConstraints": [{"type": "distinctInstance"}]}),
        "constraint.type 'distinctInstance' is not supported.",
    );
    check(
        json!({"placementConstraints": [{"type": "memberof"}]}),
        "memberof is not a valid type. Must be one of [distinctInstance,memberOf]",
    );
    check(
        json!({"placementConstraints": vec![constraint("agentConnected == true"); 11]}),
        "Too many placement constraints.",
    );
    fine(json!({"placementConstraints": vec![constraint("agentConnected == true"); 10]}));
    let big = |letters: usize| json!({"container": {"command": ["x".repeat(letters)]}});
    let others = with(plain(), big(0)).to_string().len();
    fine(big(65_536 - others));
    check(big(65_537 - others), "Actual length: '65537'. Max allowed length is '65536' bytes.");
}

#[test]
fn tags() {
    let check = |tags: Value, message: &str| {
        assert_eq!(
            refused(with(plain(), json!({"tags": tags}))),
            ("InvalidParameterException", message.into()),
            "{tags}"
        );
    };
    let tag = |key: &str, value: &str| json!({"key": key, "value": value});
    let many: Vec<Value> = (0..51).map(|n| tag(&n.to_string(), "")).collect();
    check(json!(many), "Too many tags. A resource can have at most 50 tags.");
    check(json!([tag("", "x")]), "Tag keys must have between 1 and 128 characters.");
    check(json!([tag(&"k".repeat(129), "")]), "Tag keys must have between 1 and 128 characters.");
    check(json!([tag("k", &"v".repeat(257))]), "Tag values must have at most 256 characters.");
    check(
        json!([tag("k", "a,b")]),
        "Some tags contain invalid characters. Valid characters: UTF-8 letters, spaces, numbers and _ . / = + - : @.",
    );
    check(json!([tag("AWS:k", "")]), "Tag keys that begin with 'aws:' are reserved.");
    check(json!([tag("k", "a"), tag("k", "b")]), "Duplicate tag keys found: k. Each tag key must be unique.");
    let answer = register(with(plain(), json!({"tags": [tag("team", "web")]}))).unwrap().output;
    assert_eq!(answer["tags"], json!([tag("team", "web")]));
    assert_eq!(answer["taskDefinition"].get("tags"), None);
}

#[test]
fn unknown_fields_are_found_all_the_way_down() {
    for (fragment, fault) in [
        (json!({"memorry": "512"}), r#"Unknown parameter in input: "memorry""#),
        (
            json!({"container": {"linuxParameters": {"init": true}}}),
            r#"Unknown parameter in containerDefinitions[0].linuxParameters: "init""#,
        ),
        (json!({"volumes": [{"name": "v", "host": {"path": "/"}}]}), r#"Unknown parameter in volumes[0].host: "path""#),
        (
            json!({"container": {"ulimits": [{"name": "nofile", "softLimit": 1}]}}),
            r#"Missing required parameter in containerDefinitions[0].ulimits[0]: "hardLimit""#,
        ),
        (
            json!({"container": {"healthCheck": {}}}),
            r#"Missing required parameter in containerDefinitions[0].healthCheck: "command""#,
        ),
    ] {
        let (code, said) = refused(with(plain(), fragment));
        assert_eq!((code, said.starts_with(fault)), ("Parameters", true), "{said}");
    }
}

#[test]
fn where_it_can_run() {
    let can = |input: Value| registered(input)["compatibilities"].clone();
    assert_eq!(can(plain()), json!(["EXTERNAL", "EC2"]));
    assert_eq!(can(with(plain(), json!({"networkMode": "host"}))), json!(["EXTERNAL", "EC2"]));
    assert_eq!(can(with(plain(), json!({"networkMode": "awsvpc"}))), json!(["EC2"]));
    assert_eq!(can(fargate()), json!(["EC2", "FARGATE"]));
    // Whether it can run there doesn't depend on whether that is asked for.
    assert_eq!(can(with(fargate(), json!({"requiresCompatibilities": null}))), json!(["EC2", "FARGATE"]));
    assert_eq!(can(with(fargate(), json!({"memory": "300", "requiresCompatibilities": ["EC2"]}))), json!(["EC2"]));
}

#[test]
fn required_attributes() {
    let check = |fragment: Value, more: &[&str]| {
        let printed = registered(with(plain(), fragment.clone()))["requiresAttributes"].clone();
        let names: Vec<&str> =
            printed.as_array().unwrap().iter().filter_map(|attribute| attribute["name"].as_str()).collect();
        let mut expected = vec!["com.amazonaws.ecs.capability.docker-remote-api.1.18"];
        expected.extend(more);
        expected.sort_unstable();
        assert_eq!(names, expected, "{fragment}");
    };
    let secret =
        |from: &str| json!({"container": {"secrets": [{"name": "K", "valueFrom": from}]}, "executionRoleArn": "r"});
    check(json!({}), &[]);
    check(json!({"networkMode": "awsvpc", "cpu": "256"}), &["ecs.capability.task-eni"]);
    check(json!({"memory": "512"}), &["ecs.capability.task-cpu-mem-limit"]);
    check(json!({"taskRoleArn": "r"}), &["com.amazonaws.ecs.capability.task-iam-role"]);
    check(json!({"container": {"memoryReservation": 64}}), &["com.amazonaws.ecs.capability.docker-remote-api.1.21"]);
    check(json!({"container": {"privileged": true}}), &["com.amazonaws.ecs.capability.privileged-container"]);
    check(json!({"container": {"stopTimeout": 60}}), &["ecs.capability.container-ordering"]);
    check(
        json!({"container": {"healthCheck": {"command": ["CMD", "true"]}}}),
        &["ecs.capability.container-health-check"],
    );
    check(
        json!({"container": {"logConfiguration": {"logDriver": "splunk"}}}),
        &["com.amazonaws.ecs.capability.logging-driver.splunk"],
    );
    check(secret("arn:aws:secretsmanager:us-east-1:1:secret:k"), &["ecs.capability.secrets.asm.environment-variables"]);
    check(secret("/app/key"), &["ecs.capability.secrets.ssm.environment-variables"]);
    check(
        json!({"volumes": [{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}]}),
        &["ecs.capability.efs"],
    );
    check(
        json!({"container": {"image": "1.dkr.ecr.us-east-1.amazonaws.com/web"}, "executionRoleArn": "r"}),
        &[
            "com.amazonaws.ecs.capability.docker-remote-api.1.19",
            "com.amazonaws.ecs.capability.ecr-auth",
            "ecs.capability.execution-role-ecr-pull",
        ],
    );
}
