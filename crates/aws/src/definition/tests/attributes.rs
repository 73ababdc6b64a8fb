//! `requiresAttributes`, after what public outputs of describe-task-definition have.

use serde_json::{Value, json};

use super::{plain, registered, with};

/// The attributes of the plain definition with a fragment, without their beginnings: `1.19` is a version of Docker's API.
fn check(fragment: Value, expected: &[&str]) {
    let printed = registered(with(plain(), fragment.clone()));
    let names = printed["requiresAttributes"].as_array().cloned().unwrap_or_default();
    let short = |attribute: &Value| {
        let name = attribute["name"].as_str().unwrap().to_string();
        let name = name.strip_prefix("com.amazonaws.").unwrap_or(&name).replace("ecs.capability.", "");
        name.replace("docker-remote-api.", "")
    };
    let mut names: Vec<String> = names.iter().map(short).collect();
    names.sort();
    assert_eq!(names, expected, "{fragment}");
}

#[test]
fn of_the_task() {
    check(json!({}), &[]);
    check(json!({"networkMode": "awsvpc", "cpu": "256"}), &["1.18", "task-eni"]);
    check(json!({"cpu": "256", "memory": "512"}), &[]);
    check(json!({"cpu": "16 vCPU", "memory": "32 GB"}), &["increased-task-cpu-limit"]);
    check(json!({"taskRoleArn": "r"}), &["task-iam-role"]);
    check(json!({"taskRoleArn": "r", "networkMode": "host"}), &["task-iam-role", "task-iam-role-network-host"]);
    check(json!({"pidMode": "task"}), &["pid-ipc-namespace-sharing"]);
    check(json!({"ephemeralStorage": {"sizeInGiB": 30}}), &["extensible-ephemeral-storage"]);
    check(json!({"enableFaultInjection": true}), &["fault-injection"]);
    let properties: Vec<Value> =
        [("ProxyIngressPort", "1"), ("ProxyEgressPort", "2"), ("AppPorts", "80"), ("IgnoredUID", "1")]
            .iter()
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect();
    let proxy =
        json!({"networkMode": "awsvpc", "proxyConfiguration": {"containerName": "web", "properties": properties}});
    check(proxy, &["1.18", "aws-appmesh", "task-eni"]);
}

#[test]
fn of_containers() {
    let container =
        |field: &str, value: Value, expected: &[&str]| check(json!({"container": {field: value}}), expected);
    container("memoryReservation", json!(64), &["1.21"]);
    container("privileged", json!(true), &["1.17", "privileged-container"]);
    container("user", json!("app"), &["1.17"]);
    container("dockerLabels", json!({"a": "b"}), &["1.18"]);
    container("ulimits", json!([{"name": "nofile", "softLimit": 1, "hardLimit": 1}]), &["1.18"]);
    container("stopTimeout", json!(60), &["container-ordering"]);
    container("healthCheck", json!({"command": ["CMD", "true"]}), &["1.24", "container-health-check"]);
    container(
        "healthCheck",
        json!({"command": ["CMD", "true"], "startPeriod": 10}),
        &["1.29", "container-health-check"],
    );
    container("linuxParameters", json!({"initProcessEnabled": true}), &["1.25"]);
    container("restartPolicy", json!({"enabled": true}), &["container-restart-policy"]);
    container("portMappings", json!([{"containerPortRange": "1-9"}]), &["network.container-port-range"]);
    container("dockerSecurityOptions", json!(["label:x", "apparmor:y"]), &["1.17", "apparmor", "selinux"]);
    container("credentialSpecs", json!(["credentialspec:arn:x"]), &["gmsa"]);
    container("credentialSpecs", json!(["credentialspecdomainless:arn:x"]), &["gmsa-domainless"]);
    container("environmentFiles", json!([{"type": "s3", "value": "arn:aws:s3:::b/k"}]), &["env-files.s3"]);
    container("image", json!("1.dkr.ecr.us-east-1.amazonaws.com/web"), &["ecr-auth"]);
    check(
        json!({"container": {"image": "1.dkr.ecr.us-east-1.amazonaws.com/web"}, "executionRoleArn": "r"}),
        &["ecr-auth", "execution-role-ecr-pull"],
    );
    let secret =
        |from: &str| json!({"container": {"secrets": [{"name": "K", "valueFrom": from}]}, "executionRoleArn": "r"});
    check(secret("arn:aws:secretsmanager:us-east-1:1:secret:k"), &["secrets.asm.environment-variables"]);
    check(secret("/app/key"), &["secrets.ssm.environment-variables"]);
}

#[test]
fn of_logs() {
    let log = |driver: &str, options: Value| json!({"container": {"logConfiguration": {"logDriver": driver, "options": options}}});
    check(json!({"container": {"logConfiguration": {"logDriver": "syslog"}}}), &["1.18", "logging-driver.syslog"]);
    check(log("json-file", json!({"max-size": "1m"})), &["1.19", "logging-driver.json-file"]);
    let awslogs = |more: &[(&str, &str)]| {
        let mut options = json!({"awslogs-group": "g", "awslogs-region": "r"});
        more.iter().for_each(|(name, value)| options[name] = (*value).into());
        log("awslogs", options)
    };
    check(awslogs(&[]), &["1.19", "logging-driver.awslogs"]);
    check(awslogs(&[("awslogs-create-group", "true")]), &["1.19", "1.29", "logging-driver.awslogs"]);
    check(awslogs(&[("mode", "non-blocking")]), &["1.19", "1.28", "logging-driver.awslogs"]);
    check(
        with(awslogs(&[]), json!({"executionRoleArn": "r"})),
        &["1.19", "execution-role-awslogs", "logging-driver.awslogs"],
    );
    let router = |options: Value| {
        let mut router = json!({"name": "router", "firelensConfiguration": {"type": "fluentbit"}});
        router["firelensConfiguration"]["options"] = options;
        let mut sender = log("awsfirelens", json!({"Name": "x"}));
        sender["more"] = json!([router]);
        sender
    };
    check(router(json!({})), &["1.19", "firelens.fluentbit", "logging-driver.awsfirelens"]);
    check(
        router(json!({"config-file-type": "file", "config-file-value": "/x"})),
        &["1.19", "firelens.fluentbit", "firelens.options.config.file", "logging-driver.awsfirelens"],
    );
}

#[test]
fn of_volumes() {
    let volume =
        |kind: &str, value: Value, expected: &[&str]| check(json!({"volumes": [{"name": "v", kind: value}]}), expected);
    volume("host", json!({"sourcePath": "/x"}), &[]);
    volume("efsVolumeConfiguration", json!({"fileSystemId": "fs-1"}), &["1.25", "efs", "efsAuth"]);
    volume("dockerVolumeConfiguration", json!({"driver": "rexray/ebs"}), &["docker-plugin.rexray/ebs"]);
    volume("dockerVolumeConfiguration", json!({}), &["docker-plugin.local"]);
    let fsx = json!({"fileSystemId": "fs-1", "rootDirectory": "x", "authorizationConfig": {"credentialsParameter": "a", "domain": "d"}});
    volume("fsxWindowsFileServerVolumeConfiguration", fsx, &["fsxWindowsFileServer"]);
    check(
        json!({"volumes": [{"name": "v", "configuredAtLaunch": true}], "container": {"mountPoints": [{"sourceVolume": "v", "containerPath": "/v"}]}}),
        &["storage.ebs-task-volume-attach"],
    );
}

fn list(names: &str) -> Vec<&str> {
    names.split(' ').collect()
}

/// Three definitions of public repositories, shortened: nabs-nextjs (2024-10), a FireLens router (2024-02), GitLab (2024-10).
#[test]
fn as_printed_in_public() {
    let log = |more: &[(&str, &str)]| {
        let mut options = json!({"awslogs-group": "g", "awslogs-region": "r", "awslogs-stream-prefix": "p", "awslogs-create-group": "true"});
        more.iter().for_each(|(name, value)| options[name] = (*value).into());
        json!({"logDriver": "awslogs", "options": options})
    };
    let buffered = log(&[("mode", "non-blocking"), ("max-buffer-size", "25m")]);
    let image = "1.dkr.ecr.us-west-1.amazonaws.com/web";
    check(
        json!({
            "taskRoleArn": "r", "executionRoleArn": "r", "networkMode": "bridge", "cpu": "1024", "memory": "512",
            "container": {"image": image, "memory": null, "hostname": "web", "logConfiguration": buffered, "healthCheck": {"command": ["CMD", "x"], "interval": 30}},
            "more": [{"name": "nginx", "memory": null, "essential": false, "links": ["web:app"], "dependsOn": [{"containerName": "web", "condition": "HEALTHY"}]}],
        }),
        &list(
            "1.17 1.19 1.24 1.28 1.29 container-health-check container-ordering ecr-auth execution-role-awslogs execution-role-ecr-pull logging-driver.awslogs task-iam-role",
        ),
    );
    check(
        json!({
            "taskRoleArn": "r", "executionRoleArn": "r", "networkMode": "awsvpc",
            "container": {"image": image, "dockerLabels": {"env": "dev"}, "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "x"}}, "healthCheck": {"command": ["CMD", "x"], "startPeriod": 10}},
            "more": [{"name": "router", "memory": null, "memoryReservation": 50, "user": "0", "logConfiguration": log(&[]), "firelensConfiguration": {"type": "fluentbit", "options": {"config-file-type": "file", "config-file-value": "/x"}}}],
        }),
        &list(
            "1.17 1.18 1.19 1.21 1.29 container-health-check ecr-auth execution-role-awslogs execution-role-ecr-pull firelens.fluentbit firelens.options.config.file logging-driver.awsfirelens logging-driver.awslogs task-eni task-iam-role",
        ),
    );
    check(
        json!({
            "taskRoleArn": "r", "executionRoleArn": "r", "networkMode": "awsvpc",
            "container": {"logConfiguration": buffered},
            "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "rootDirectory": "/srv"}}],
        }),
        &list(
            "1.18 1.19 1.25 1.28 1.29 efs efsAuth execution-role-awslogs logging-driver.awslogs task-eni task-iam-role",
        ),
    );
}
