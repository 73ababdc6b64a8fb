//! The parts of a document that are only kept, and what is printed of it.

use serde_json::{Value, json};

use super::{check, fargate, fine, plain, refused, register, registered, with};

#[test]
fn environment_and_secrets() {
    check(
        json!({"container": {"environment": [{"value": "1"}]}}),
        "Environment variable name cannot be null or blank.",
    );
    check(
        json!({"container": {"environment": [{"name": " ", "value": "1"}]}}),
        "Environment variable name cannot be null or blank.",
    );
    let secret = |from: &str| json!({"name": "KEY", "valueFrom": from});
    let with_role = |container: Value| json!({"container": container, "executionRoleArn": "role"});
    let asm = secret("arn:aws:secretsmanager:us-east-1:1:secret:key");
    let without = "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.";
    check(json!({"container": {"secrets": [asm]}}), without);
    fine(with_role(json!({"secrets": [asm]})));
    check(
        with_role(json!({"secrets": [asm, asm]})),
        "Duplicate secret names found: KEY. Each secret name must be unique.",
    );
    check(
        with_role(json!({"secrets": [asm], "environment": [{"name": "KEY", "value": "1"}]})),
        "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'KEY'.",
    );
    let bad = "The Systems Manager parameter name specified for secret KEY is invalid. The parameter name can be up to 2048 characters and include the following letters and symbols: a-zA-Z0-9_.-";
    for name in ["my secret!", "", "arn:aws:s3:::bucket/key", &"x".repeat(2_049)] {
        check(with_role(json!({"secrets": [secret(name)]})), bad);
    }
    let log = json!({"logDriver": "json-file", "secretOptions": [secret("a b")]});
    check(with_role(json!({"logConfiguration": log})), bad);
    for name in ["/app/db.password", "my_secret-1", "arn:aws:ssm:us-east-1:1:parameter/key"] {
        fine(with_role(json!({"secrets": [secret(name)]})));
    }
    let private =
        json!({"repositoryCredentials": {"credentialsParameter": "arn:aws:secretsmanager:us-east-1:1:secret:k"}});
    check(
        json!({"container": private}),
        "Private repository authentication requires that the task definition specify a value for executionRoleArn.",
    );
    fine(with_role(private));
    let specs = |specs: Value| json!({"container": {"credentialSpecs": specs}});
    check(specs(json!(["arn:aws:s3:::b/k"])), "Invalid 'credentialSpecs' setting for container 'web'.");
    let spec = "credentialspec:arn:aws:s3:::b/k";
    check(specs(json!([spec, spec])), "Container 'web' has more than one credential spec.");
    fine(specs(json!([spec])));
}

#[test]
fn environment_files() {
    let files = |values: Vec<&str>| {
        let files: Vec<Value> = values.into_iter().map(|value| json!({"type": "s3", "value": value})).collect();
        json!({"container": {"environmentFiles": files}})
    };
    let most = "The maximum number of environment files was exceeded. Specify ten or less and try again.";
    check(files(vec!["arn:aws:s3:::bucket/a.env"; 11]), most);
    fine(files(vec!["arn:aws:s3:::bucket/a.env"; 10]));
    for wrong in
        ["s3://bucket/a.env", "https://bucket.s3.amazonaws.com/a.env", "arn:aws:s3:::bucket", "arn:aws:ec2:::b/k", ""]
    {
        check(files(vec![wrong]), "Invalid arn syntax.");
    }
    fine(files(vec!["arn:aws-cn:s3:::bucket/dir/a.env"]));
    let file = json!({"type": "file", "value": "x"});
    check(json!({"container": {"environmentFiles": [file]}}), "file is not a valid type. Must be one of [s3]");
}

#[test]
fn what_goes_with_a_launch_type() {
    check(
        json!({"requiresCompatibilities": ["EC2"], "ephemeralStorage": {"sizeInGiB": 30}}),
        "Tasks using the EC2 launch type do not support EphemeralStorage.",
    );
    fine(json!({"ephemeralStorage": {"sizeInGiB": 30}}));
    let accelerators = json!([{"deviceName": "d", "deviceType": "eia2.medium"}]);
    check(json!({"inferenceAccelerators": accelerators}), "Unsupported field 'inferenceAccelerators'.");
    let trusted = |mode: &str| json!({"trustedExecutionConfiguration": {"isolationMode": mode}});
    check(
        with(trusted("SHARED"), json!({"requiresCompatibilities": ["EC2"]})),
        "Only Managed Instances support trustedExecutionConfiguration.",
    );
    check(trusted("CONFIDENTIAL_SANDBOX"), "isolationMode CONFIDENTIAL_SANDBOX requires an attestationPolicy.");
    fine(trusted("SHARED"));
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
    // The CLI looks at the least length only.
    let (code, said) = refused(with(plain(), json!({"tags": [tag("", "x")]})));
    let none = "Invalid length for parameter tags[0].key, value: 0, valid min length: 1";
    assert_eq!((code, said.as_str()), ("Parameters", none));
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
    assert_eq!(can(with(plain(), json!({"networkMode": "awsvpc"}))), json!(["EC2", "MANAGED_INSTANCES"]));
    let syslog = json!({"networkMode": "awsvpc", "container": {"logConfiguration": {"logDriver": "syslog"}}});
    assert_eq!(can(with(plain(), syslog)), json!(["EC2"]));
    assert_eq!(can(fargate()), json!(["EC2", "FARGATE", "MANAGED_INSTANCES"]));
    // Whether it can run there doesn't depend on whether that is asked for.
    let not_asked = with(fargate(), json!({"requiresCompatibilities": null}));
    assert_eq!(can(not_asked), json!(["EC2", "FARGATE", "MANAGED_INSTANCES"]));
    let odd = with(fargate(), json!({"memory": "300", "requiresCompatibilities": ["EC2"]}));
    assert_eq!(can(odd), json!(["EC2", "MANAGED_INSTANCES"]));
}
