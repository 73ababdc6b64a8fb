//! CPU and memory of the task, and all that Fargate wants or lacks.

use serde_json::{Value, json};

use super::{check, check_fargate, fargate, fine, plain, refused, registered, with};
use engine::rules::definitions::{FARGATE_CPU, fargate_memory};

#[test]
fn task_sizes() {
    for wrong in ["", "many", "0", "-256", "127", "196609", "1.5.5 vCPU", "0.-1 vCPU"] {
        check(json!({"cpu": wrong}), "Invalid 'cpu' setting for task.");
    }
    for wrong in ["", "lots", "0", "512 MB"] {
        check(json!({"memory": wrong}), "Invalid 'memory' setting for task.");
    }
    for (given, cpu) in
        [("128", "128"), ("1 vCPU", "1024"), (".5 vcpu", "512"), ("0.25vCPU", "256"), ("196608", "196608")]
    {
        assert_eq!(registered(with(plain(), json!({"cpu": given})))["cpu"], cpu, "{given}");
    }
    for (given, memory) in [("512", "512"), ("1GB", "1024"), ("0.5 GB", "512")] {
        assert_eq!(registered(with(plain(), json!({"memory": given})))["memory"], memory, "{given}");
    }
}

#[test]
fn containers_fit_into_their_task() {
    let two = |field: &str, n: u32| json!({"cpu": "256", "memory": "512", "container": {field: n}, "more": [{"name": "b", field: n}]});
    check(two("cpu", 129), "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.");
    fine(two("cpu", 128));
    let mut soft = two("memoryReservation", 257);
    soft["container"]["memory"] = Value::Null;
    soft["more"][0]["memory"] = Value::Null;
    check(
        soft,
        "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'.",
    );
    check(two("memory", 513), "The 'memory' setting for container 'web' is greater than for the task.");
    // Hard limits together may exceed the task's.
    fine(two("memory", 512));
}

#[test]
fn fargate_sizes() {
    check_fargate(json!({"cpu": null}), "Fargate requires that 'cpu' be defined at the task level.");
    check_fargate(json!({"memory": null}), "Fargate requires that 'memory' be defined at the task level.");
    let none = |cpu: u32, memory: u32| {
        format!(
            "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. See the Amazon ECS documentation for the valid values."
        )
    };
    let sized = |cpu: u32, memory: u32| json!({"cpu": cpu.to_string(), "memory": memory.to_string()});
    for (cpu, memory) in
        [(256, 4096), (512, 512), (1024, 1024), (300, 512), (8192, 17408), (16384, 36864), (32768, 61440)]
    {
        check_fargate(sized(cpu, memory), &none(cpu, memory));
    }
    for cpu in FARGATE_CPU {
        for memory in fargate_memory(cpu) {
            assert_eq!(refused(with(fargate(), sized(cpu, memory))).0, "", "{cpu} {memory}");
        }
    }
    let mut windows = sized(512, 1024);
    windows["runtimePlatform"] = json!({"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"});
    check_fargate(windows, &none(512, 1024));
    let amiga = json!({"runtimePlatform": {"operatingSystemFamily": "AMIGA"}});
    let said = refused(with(fargate(), amiga));
    assert!(said.1.starts_with("AMIGA is not a valid operating system family. Must be one of [WINDOWS"), "{said:?}");
    check_fargate(json!({"ephemeralStorage": {"sizeInGiB": 20}}), "EphemeralStorage size should be at least 21");
    check_fargate(json!({"ephemeralStorage": {"sizeInGiB": 201}}), "EphemeralStorage size should be at most 200");
}

#[test]
fn fargate_roles_and_logs() {
    check_fargate(
        json!({"container": {"image": "1.dkr.ecr.us-east-1.amazonaws.com/web"}}),
        "Fargate requires task definition to have execution role ARN to support ECR images.",
    );
    let log = |driver: &str| json!({"container": {"logConfiguration": {"logDriver": driver, "options": {"awslogs-group": "g", "awslogs-region": "r", "awslogs-stream-prefix": "p"}}}});
    check_fargate(
        log("awslogs"),
        "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
    );
    check_fargate(log("json-file"), "json-file is not a valid log driver. Must be one of [awslogs,splunk,awsfirelens]");
    check_fargate(log("awsvpc"), "awsvpc is not a valid log driver. Must be one of [awslogs,splunk,awsfirelens]");
    // On EC2 an instance has the driver, or it lacks an attribute.
    fine(log("json-file"));
    fine(log("loki"));
    let mut with_role = log("awslogs");
    with_role["executionRoleArn"] = "role".into();
    assert_eq!(refused(with(fargate(), with_role)).0, "");
}

#[test]
fn what_fargate_lacks() {
    let lacks = |field: &str| format!("Fargate compatible task definitions do not support {field}");
    let container = |field: &str, value: Value| json!({"container": {field: value}});
    for (fragment, message) in [
        (json!({"ipcMode": "task"}), lacks("ipcMode")),
        (
            json!({"pidMode": "host"}),
            "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.".into(),
        ),
        (json!({"volumes": [{"name": "v", "host": {"sourcePath": "/x"}}]}), lacks("sourcePath")),
        (json!({"volumes": [{"name": "v", "dockerVolumeConfiguration": {}}]}), lacks("dockerVolumeConfiguration")),
        (
            json!({"placementConstraints": [{"type": "memberOf", "expression": "agentConnected == true"}]}),
            lacks("constraints"),
        ),
        (
            container("privileged", json!(true)),
            "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.".into(),
        ),
        (container("dockerSecurityOptions", json!(["no-new-privileges"])), lacks("dockerSecurityOptions")),
        (container("linuxParameters", json!({"maxSwap": 64})), lacks("maxSwap")),
        (container("linuxParameters", json!({"swappiness": 60})), lacks("swappiness")),
        (
            container("linuxParameters", json!({"capabilities": {"add": ["SYS_PTRACE", "NET_ADMIN"]}})),
            "NET_ADMIN is not allowed on Fargate.".into(),
        ),
        (container("linuxParameters", json!({"devices": [{"hostPath": "/dev/x"}]})), lacks("devices")),
        (container("linuxParameters", json!({"sharedMemorySize": 64})), lacks("sharedMemorySize")),
        (container("resourceRequirements", json!([{"type": "GPU", "value": "1"}])), "Tasks using the Fargate launch type do not support GPU resource requirements.".into()),
        (
            container("stopTimeout", json!(121)),
            "Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.".into(),
        ),
        (
            container("startTimeout", json!(121)),
            "Tasks using the Fargate launch type must have a container start timeout of less than 120 seconds.".into(),
        ),
    ] {
        check_fargate(fragment.clone(), &message);
        // Without asking for Fargate it is registered, and can't run there.
        let ec2 = with(with(fargate(), fragment.clone()), json!({"requiresCompatibilities": null}));
        assert_eq!(registered(ec2)["compatibilities"], json!(["EC2", "MANAGED_INSTANCES"]), "{fragment}");
    }
    for fine in [
        json!({"pidMode": "task"}),
        container("linuxParameters", json!({"tmpfs": [{"containerPath": "/t", "size": 64}]})),
        container("linuxParameters", json!({"capabilities": {"add": ["SYS_PTRACE"], "drop": ["NET_RAW"]}})),
        container("stopTimeout", json!(120)),
        json!({"volumes": [{"name": "v", "host": {}}]}),
    ] {
        assert_eq!(refused(with(fargate(), fine.clone())).0, "", "{fine}");
    }
}
