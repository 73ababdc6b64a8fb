//! What `model.txt` says is kept (`~`) is shown again as it was given, on create and on update.
//!
//! For each such member a value is made from its kind, the operation is called with it, and the answer of the operation that
//! describes is looked at. A new `~` is tried without a word here; only members that AWS shows elsewhere, or that can't be
//! just anything, stand in the tables below.

#![cfg(not(target_arch = "wasm32"))]

use aws::call;
use aws::model::{Kind, Member, Operation, Shape, model};
use cli::{self, NoFiles};
use engine::history::{History, Memory};
use engine::random::Seed;
use serde_json::{Value, json};

const CLUSTER: &str = "arn:aws:ecs:us-east-1:123456789012:cluster/c";
const BALANCING: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012";

/// Definitions: `web` for Fargate, `bridge` for EC2; a load balancer and a target group for each kind.
const ACCOUNT: &str = r#"
aws ecs create-cluster --cluster-name c
sim add-instances --cluster c --type m5.large --count 2
sim wait 2m
aws ecs register-task-definition --family web --requires-compatibilities FARGATE --network-mode awsvpc --cpu 256 --memory 512 --execution-role-arn r --volumes name=v,configuredAtLaunch=true --container-definitions '[{"name":"web","image":"web:1","portMappings":[{"name":"http","containerPort":80}],"mountPoints":[{"sourceVolume":"v","containerPath":"/v"}]}]'
aws ecs register-task-definition --family bridge --container-definitions '[{"name":"web","image":"web:1","memory":128,"portMappings":[{"name":"http","containerPort":80}]}]'
aws elbv2 create-load-balancer --name lb --subnets subnet-a subnet-b
aws elbv2 create-target-group --name ips --protocol HTTP --port 80 --target-type ip
aws elbv2 create-target-group --name hosts --protocol HTTP --port 80
aws elbv2 create-target-group --name fresh --protocol HTTP --port 80
aws elbv2 create-listener --load-balancer-arn lb --protocol HTTP --port 80 --default-actions Type=forward,TargetGroupArn=ips
aws elbv2 create-listener --load-balancer-arn lb --protocol HTTP --port 81 --default-actions Type=forward,TargetGroupArn=hosts
aws elbv2 create-load-balancer --name nlb --type network --subnets subnet-a
aws elbv2 create-target-group --name tcp --protocol TCP --port 80
aws elbv2 create-listener --load-balancer-arn nlb --protocol TCP --port 81 --default-actions Type=forward,TargetGroupArn=tcp
aws events put-rule --name rule --schedule-expression 'rate(1 day)'
"#;

/// An operation whose `~` members are tried: what else it is given, what describes, and where in its answer.
struct Case {
    operation: (&'static str, &'static str),
    input: Value,
    describe: (&'static str, &'static str, Value),
    at: &'static str,
}

fn vpc() -> Value {
    json!({"awsvpcConfiguration": {"subnets": ["subnet-a", "subnet-b"]}})
}

fn case(member: &str) -> impl Fn(&Operation) -> Option<Case> + '_ {
    move |operation| {
        let ecs = json!({"Arn": CLUSTER, "RoleArn": "arn:aws:iam::123456789012:role/r", "EcsParameters": {"TaskDefinitionArn": "web", "LaunchType": "FARGATE", "NetworkConfiguration": {"awsvpcConfiguration": {"Subnets": ["subnet-a"]}}}});
        let schedule = |mode: Value| json!({"Name": "s", "ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": mode, "Target": ecs});
        let mode = if member == "MaximumWindowInMinutes" {
            json!({"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1})
        } else {
            json!({"Mode": "OFF"})
        };
        let mut target = ecs.clone();
        target["Id"] = "t".into();
        let services = ("ecs", "DescribeServices", json!({"cluster": "c", "services": ["s"], "include": ["TAGS"]}));
        // An IAM role is for services of the modes that need none of ECS's own.
        let create = match member {
            "role" | "advancedConfiguration" => {
                json!({"cluster": "c", "serviceName": "s", "taskDefinition": "bridge", "desiredCount": 0, "loadBalancers": [{"targetGroupArn": "hosts", "containerName": "web", "containerPort": 80}]})
            }
            _ => {
                json!({"cluster": "c", "serviceName": "s", "taskDefinition": "web", "launchType": "FARGATE", "desiredCount": 0, "networkConfiguration": vpc()})
            }
        };
        let update = match member {
            "advancedConfiguration" => {
                json!({"cluster": "c", "service": "s", "loadBalancers": [{"targetGroupArn": "ips", "containerName": "web", "containerPort": 80}]})
            }
            _ => json!({"cluster": "c", "service": "s"}),
        };
        let https = matches!(member, "Certificates" | "SslPolicy" | "MutualAuthentication");
        let tls = member == "AlpnPolicy";
        let action = match member {
            "AlpnPolicy" => json!([{"Type": "forward", "TargetGroupArn": "tcp"}]),
            "Protocol" | "Port" | "Host" | "Path" | "Query" => {
                json!([{"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", "Host": "example.com"}}])
            }
            "MessageBody" | "ContentType" => {
                json!([{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}])
            }
            _ => {
                json!([{"Type": "forward", "TargetGroupArn": "ips", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "ips"}]}}])
            }
        };
        let secure = json!({"Protocol": "HTTPS", "Certificates": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"}]});
        let plain = json!({"Protocol": "HTTP"});
        let network = json!({"Protocol": "TLS", "Certificates": secure["Certificates"]});
        let mut listener = if https {
            secure
        } else if tls {
            network
        } else {
            plain
        };
        let mut modified = listener.clone();
        listener["LoadBalancerArn"] = json!(if tls { "nlb" } else { "lb" });
        listener["Port"] = json!(if https { 443 } else { 90 });
        listener["DefaultActions"] = action.clone();
        modified["ListenerArn"] = json!(if tls { "nlb:81" } else { "lb:81" });
        let listeners = |arn: &str| ("elbv2", "DescribeListeners", json!({"ListenerArns": [arn]}));
        modified["DefaultActions"] = action.clone();
        let rule = json!({"ListenerArn": "lb:81", "Priority": 7, "Conditions": [{"Field": "path-pattern", "Values": ["/x"]}], "Actions": action});
        let rules = ("elbv2", "DescribeRules", json!({"RuleArns": ["lb:81/7"]}));
        let grpc = member == "GrpcCode";
        let group = match grpc {
            true => json!({"Name": "new", "Protocol": "HTTP", "Port": 80, "ProtocolVersion": "GRPC"}),
            false => json!({"Name": "new", "Protocol": "HTTP", "Port": 80}),
        };
        let tags = |arn: String| ("elbv2", "DescribeTags", json!({"ResourceArns": [arn]}));
        let of = |name: &str| ("elbv2", "DescribeTargetGroups", json!({"Names": [name]}));
        let (input, describe, at) = match (operation.service, operation.name) {
            ("ecs", "CreateCluster") => (
                json!({"clusterName": "new"}),
                (
                    "ecs",
                    "DescribeClusters",
                    json!({"clusters": ["new"], "include": ["SETTINGS", "CONFIGURATIONS", "TAGS"]}),
                ),
                "/clusters/0",
            ),
            ("ecs", "CreateService") => (create, services, "/services/0"),
            ("ecs", "UpdateService") => (update, services, "/services/0"),
            ("ecs", "RunTask") => (
                json!({"cluster": "c", "taskDefinition": "web", "launchType": "FARGATE", "networkConfiguration": vpc()}),
                ("ecs", "DescribeTasks", json!({"cluster": "c", "include": ["TAGS"]})),
                "/tasks/0",
            ),
            ("ecs", "StartTask") => (
                json!({"cluster": "c", "taskDefinition": "bridge"}),
                ("ecs", "DescribeTasks", json!({"cluster": "c", "include": ["TAGS"]})),
                "/tasks/0",
            ),
            ("elbv2", "CreateLoadBalancer") if member == "Tags" => (
                json!({"Name": "new", "Subnets": ["subnet-a", "subnet-b"]}),
                tags(format!("{BALANCING}:loadbalancer/app/new/0")),
                "/TagDescriptions/0",
            ),
            ("elbv2", "CreateLoadBalancer") => (
                json!({"Name": "new", "Subnets": ["subnet-a", "subnet-b"]}),
                ("elbv2", "DescribeLoadBalancers", json!({"Names": ["new"]})),
                "/LoadBalancers/0",
            ),
            ("elbv2", "CreateTargetGroup") if member == "Tags" => {
                (group, tags(format!("{BALANCING}:targetgroup/new/0")), "/TagDescriptions/0")
            }
            ("elbv2", "CreateTargetGroup") => (group, of("new"), "/TargetGroups/0"),
            ("elbv2", "ModifyTargetGroup") if grpc => {
                (json!({"TargetGroupArn": "grpc"}), of("grpc"), "/TargetGroups/0")
            }
            ("elbv2", "ModifyTargetGroup") => (json!({"TargetGroupArn": "fresh"}), of("fresh"), "/TargetGroups/0"),
            ("elbv2", "CreateListener") => {
                let port = if https { 443 } else { 90 };
                let made = listeners(&format!("{}:{port}", if tls { "nlb" } else { "lb" }));
                (listener, made, "/Listeners/0")
            }
            ("elbv2", "ModifyListener") => {
                let listener = listeners(if tls { "nlb:81" } else { "lb:81" });
                (modified, listener, "/Listeners/0")
            }
            ("elbv2", "CreateRule") => (rule, rules, "/Rules/0"),
            ("elbv2", "ModifyRule") => (json!({"RuleArn": "lb:81/7", "Actions": action}), rules, "/Rules/0"),
            ("logs", "CreateLogGroup") => (
                json!({"logGroupName": "new"}),
                ("logs", "DescribeLogGroups", json!({"logGroupNamePrefix": "new"})),
                "/logGroups/0",
            ),
            ("secretsmanager", "CreateSecret") => {
                (json!({"Name": "new"}), ("secretsmanager", "DescribeSecret", json!({"SecretId": "new"})), "")
            }
            ("ssm", "PutParameter") => (
                json!({"Name": "new", "Type": "SecureString", "Value": "v"}),
                ("ssm", "DescribeParameters", json!({})),
                "/Parameters/0",
            ),
            ("scheduler", "CreateSchedule" | "UpdateSchedule") => {
                (schedule(mode), ("scheduler", "GetSchedule", json!({"Name": "s"})), "")
            }
            ("events", "PutRule") => (
                json!({"Name": "new", "ScheduleExpression": "rate(1 day)"}),
                (
                    "events",
                    "ListTagsForResource",
                    json!({"ResourceARN": "arn:aws:events:us-east-1:123456789012:rule/new"}),
                ),
                "",
            ),
            ("events", "PutTargets") => (
                json!({"Rule": "rule", "Targets": [target]}),
                ("events", "ListTargetsByRule", json!({"Rule": "rule"})),
                "",
            ),
            _ => return None,
        };
        Some(Case { operation: (operation.service, operation.name), input, describe, at })
    }
}

/// Operations whose `~` members are tried elsewhere.
const ELSEWHERE: [(&str, &str); 1] =
    [("RegisterTaskDefinition", "a definition is kept and printed whole: api/definition/tests")];

/// Where AWS shows a member, where that isn't under its own name. `-`: nowhere as such, for the reason that is given.
const SHOWN: [(&str, &str, &str); 11] = [
    ("ecs", "role", "roleArn"),
    ("ecs", "serviceConnectConfiguration", "deployments/0/serviceConnectConfiguration"),
    ("ecs", "volumeConfigurations", "deployments/0/volumeConfigurations"),
    ("ecs", "vpcLatticeConfigurations", "deployments/0/vpcLatticeConfigurations"),
    ("ecs RunTask", "propagateTags", "-the tags that come of it are shown: tags_reach_tasks"),
    ("ecs StartTask", "propagateTags", "-the tags that come of it are shown: tags_reach_tasks"),
    ("ecs RunTask", "enableECSManagedTags", "-the tags that come of it are shown: tags_reach_tasks"),
    ("ecs StartTask", "enableECSManagedTags", "-the tags that come of it are shown: tags_reach_tasks"),
    ("elbv2 CreateListener", "Tags", "-by DescribeTags: tags_of_a_listener"),
    ("elbv2 CreateRule", "Tags", "-by DescribeTags, as of a listener"),
    ("elbv2", "GrpcCode", "Matcher/GrpcCode"),
];

/// Values where not any will do.
fn value(member: &Member) -> Value {
    match member.name {
        "role" => json!("arn:aws:iam::123456789012:role/ecs"),
        "platformVersion" | "PlatformVersion" => json!("1.3.0"),
        "serviceConnectConfiguration" => {
            json!({"enabled": true, "namespace": "ns", "services": [{"portName": "http", "clientAliases": [{"port": 80, "dnsName": "web"}]}]})
        }
        "serviceRegistries" => {
            json!([{"registryArn": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1", "port": 80}])
        }
        "volumeConfigurations" => json!([{"name": "v", "managedEBSVolume": {"sizeInGiB": 10, "roleArn": "r"}}]),
        "Certificates" => json!([{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/2"}]),
        "SslPolicy" => json!("ELBSecurityPolicy-TLS13-1-2-2021-06"),
        "MutualAuthentication" => {
            json!({"Mode": "verify", "TrustStoreArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:truststore/t/1"})
        }
        "HealthCheckPort" | "Port" => json!("8080"),
        "Protocol" => json!("HTTPS"),
        "Path" => json!("/given"),
        "ContentType" => json!("text/css"),
        "AlpnPolicy" => json!(["HTTP2Optional"]),
        "HealthCheckProtocol" => json!("HTTPS"),
        "ProtocolVersion" => json!("HTTP2"),
        "GrpcCode" => json!("0-5"),
        "StartDate" => json!("2030-01-01T00:00:00+00:00"),
        "EndDate" => json!("2031-01-01T00:00:00+00:00"),
        "DeadLetterConfig" => json!({"Arn": "arn:aws:sqs:us-east-1:123456789012:dead"}),
        "InputPath" => json!("$.detail"),
        "InputTransformer" => json!({"InputPathsMap": {"a": "$.a"}, "InputTemplate": "<a>"}),
        "configuration" => {
            json!({"executeCommandConfiguration": {"logging": "OVERRIDE", "logConfiguration": {"s3BucketName": "b"}}})
        }
        _ => made(member.kind, member.least.unwrap_or_default()),
    }
}

/// A value of a kind, a number no smaller than the table says; of words the last, which is no default.
fn made(kind: Kind, least: i64) -> Value {
    match kind {
        Kind::Text => json!("given"),
        Kind::Integer => json!(least.max(7)),
        Kind::Boolean => json!(true),
        Kind::Word(words) => json!(words.split('|').next_back()),
        Kind::Map => json!({"key": "value"}),
        Kind::TextList => json!(["given"]),
        Kind::IntegerList => json!([7]),
        Kind::Any => json!([{"key": "a", "value": "b"}]),
        Kind::StructureList(name) => json!([made(Kind::Structure(name), least)]),
        Kind::Structure(name) => {
            let members = model().shape(name).members.iter();
            Value::Object(members.map(|member| (member.name.to_string(), value(member))).collect())
        }
    }
}

fn account() -> History {
    let mut history = History::new(Seed(1), Memory::Recent);
    for line in ACCOUNT.lines() {
        let outcome = cli::run(&mut history, &NoFiles, line);
        assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
    }
    history
}

fn ask(history: &mut History, service: &str, operation: &str, input: &Value) -> Value {
    let found = model().operation(service, operation).expect("an operation");
    let answer = call(history, found, input.clone(), "");
    answer.unwrap_or_else(|error| panic!("{operation} {input}: {error:?}")).output
}

/// Each `~` member of a shape with the path to it.
fn kept_members<'a>(shape: &'a Shape, before: &str, found: &mut Vec<(String, &'a Member)>) {
    for member in &shape.members {
        let path = format!("{before}/{}", member.name);
        match member.kind {
            _ if !member.acted_on && member.shown => found.push((path, member)),
            _ if !member.acted_on => {}
            Kind::Structure(name) => kept_members(model().shape(name), &path, found),
            Kind::StructureList(name) => kept_members(model().shape(name), &format!("{path}/0"), found),
            _ => {}
        }
    }
}

/// Puts a value under a path; what is missing on the way is made.
fn put(input: &mut Value, path: &str, value: Value) {
    let mut place = input;
    for step in path.split('/').skip(1) {
        place = match step.parse::<usize>() {
            Ok(at) => {
                if !place.is_array() {
                    *place = json!([]);
                }
                let items = place.as_array_mut().unwrap();
                if items.len() == at {
                    items.push(json!({}));
                }
                &mut items[at]
            }
            Err(_) => &mut place[step],
        };
    }
    *place = value;
}

/// What comes before the operation: what it changes, or its like.
fn prepare(history: &mut History, operation: &Operation, member: &str) {
    match operation.name {
        "UpdateService" => {
            let load = json!([{"targetGroupArn": "ips", "containerName": "web", "containerPort": 80}]);
            let load = if member == "advancedConfiguration" { load } else { json!([]) };
            let input = json!({"cluster": "c", "serviceName": "s", "taskDefinition": "web", "launchType": "FARGATE", "desiredCount": 0, "networkConfiguration": vpc(), "loadBalancers": load});
            ask(history, "ecs", "CreateService", &input);
        }
        "UpdateSchedule" => {
            let case = case("")(model().operation("scheduler", "CreateSchedule").unwrap()).unwrap();
            ask(history, "scheduler", "CreateSchedule", &case.input);
        }
        "ModifyRule" => {
            let rule = json!({"ListenerArn": "lb:81", "Priority": 7, "Conditions": [{"Field": "path-pattern", "Values": ["/x"]}], "Actions": [{"Type": "forward", "TargetGroupArn": "ips"}]});
            ask(history, "elbv2", "CreateRule", &rule);
        }
        "ModifyTargetGroup" => {
            let input = json!({"Name": "grpc", "Protocol": "HTTP", "Port": 80, "ProtocolVersion": "GRPC"});
            ask(history, "elbv2", "CreateTargetGroup", &input);
        }
        _ => {}
    }
}

fn shown_at(operation: &Operation, path: &str, member: &Member) -> String {
    let whole = format!("{} {}", operation.service, operation.name);
    let own = SHOWN.iter().find(|(of, name, _)| (*of == whole || *of == operation.service) && *name == member.name);
    own.map_or_else(|| path.trim_start_matches('/').to_string(), |(_, _, at)| at.to_string())
}

fn try_member(operation: &Operation, path: &str, member: &Member) {
    let Case { operation: (service, name), mut input, describe, at } =
        case(member.name)(operation).unwrap_or_else(|| panic!("{} keeps {path}: add a case", operation.name));
    let shown = shown_at(operation, path, member);
    if shown.starts_with('-') {
        return;
    }
    let given = value(member);
    let mut history = account();
    prepare(&mut history, operation, member.name);
    put(&mut input, path, given.clone());
    if name == "StartTask" {
        let listed = ask(&mut history, "ecs", "ListContainerInstances", &json!({"cluster": "c"}));
        input["containerInstances"] = json!([listed["containerInstanceArns"][0]]);
    }
    let answered = ask(&mut history, service, name, &input);
    let (service, operation, mut wanted) = describe;
    if operation == "DescribeTasks" {
        wanted["tasks"] = json!([answered["tasks"][0]["taskArn"]]);
    }
    let described = ask(&mut history, service, operation, &wanted);
    let found = described.pointer(&format!("{at}/{shown}"));
    assert_eq!(found, Some(&given), "{name} {path}, under {at}/{shown} of {described:#}");
}

#[test]
fn whatever_is_kept_is_shown_as_it_was_given() {
    let mut tried = 0;
    for operation in &model().operations {
        if ELSEWHERE.iter().any(|(name, _)| *name == operation.name) {
            continue;
        }
        let mut members = Vec::new();
        kept_members(&operation.input, "", &mut members);
        for (path, member) in members {
            try_member(operation, &path, member);
            tried += 1;
        }
    }
    assert!(tried > 100, "only {tried} members are kept: is the table read?");
}

fn run(history: &mut History, line: &str) -> Value {
    let outcome = cli::run(history, &NoFiles, line);
    assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).unwrap_or_default()
}

/// The tags of the only task that runs, as `key=value`.
fn tags_of_the_task(lines: &[&str]) -> Vec<String> {
    let mut history = account();
    for line in lines {
        run(&mut history, line);
    }
    run(&mut history, "sim wait 1m");
    let listed = run(&mut history, "aws ecs list-tasks --cluster c");
    let arn = listed["taskArns"][0].as_str().expect("there is a task");
    let line = format!("aws ecs describe-tasks --cluster c --tasks {arn} --include TAGS");
    let described = run(&mut history, &line);
    let bare = run(&mut history, &format!("aws ecs describe-tasks --cluster c --tasks {arn}"));
    assert_eq!(bare["tasks"][0]["tags"], json!([]));
    let tags = described["tasks"][0]["tags"].as_array().unwrap().clone();
    let by_arn = run(&mut history, &format!("aws ecs list-tags-for-resource --resource-arn {arn}"));
    assert_eq!(by_arn["tags"], described["tasks"][0]["tags"]);
    tags.iter().map(|tag| format!("{}={}", tag["key"], tag["value"]).replace('"', "")).collect()
}

#[test]
fn tags_reach_tasks() {
    const REGISTER: &str = r#"aws ecs register-task-definition --family tagged --tags key=d,value=1 --container-definitions '[{"name":"web","image":"web:1","memory":128}]'"#;
    let run_task = |more: &str, tags: &[&str]| {
        let line = format!("aws ecs run-task --cluster c --task-definition tagged --tags key=r,value=1 {more}");
        assert_eq!(tags_of_the_task(&[REGISTER, &line]), tags, "run-task {more}");
    };
    run_task("", &["r=1"]);
    run_task("--propagate-tags TASK_DEFINITION", &["r=1", "d=1"]);
    run_task("--enable-ecs-managed-tags", &["r=1", "aws:ecs:clusterName=c"]);
    let service = |more: &str, tags: &[&str]| {
        let line = format!(
            "aws ecs create-service --cluster c --service-name s --task-definition tagged --desired-count 1 --tags key=s,value=1 {more}"
        );
        assert_eq!(tags_of_the_task(&[REGISTER, &line]), tags, "create-service {more}");
    };
    service("", &[]);
    service("--propagate-tags NONE", &[]);
    service("--propagate-tags SERVICE", &["s=1"]);
    service("--propagate-tags TASK_DEFINITION", &["d=1"]);
    service(
        "--propagate-tags SERVICE --enable-ecs-managed-tags",
        &["s=1", "aws:ecs:clusterName=c", "aws:ecs:serviceName=s"],
    );
    let rule = [
        REGISTER,
        r#"aws events put-targets --rule rule --targets '[{"Id":"t","Arn":"arn:aws:ecs:us-east-1:123456789012:cluster/c","RoleArn":"r","EcsParameters":{"TaskDefinitionArn":"tagged","Tags":[{"Key":"e","Value":"1"}],"PropagateTags":"TASK_DEFINITION"}}]'"#,
        "sim wait 1439m",
    ];
    assert_eq!(tags_of_the_task(&rule), ["e=1", "d=1"]);
}

#[test]
fn tags_of_a_listener() {
    let mut history = account();
    let line = "aws elbv2 create-listener --load-balancer-arn lb --protocol HTTP --port 90 --default-actions Type=forward,TargetGroupArn=ips --tags Key=a,Value=b";
    let made = run(&mut history, line);
    let arn = made["Listeners"][0]["ListenerArn"].as_str().unwrap();
    let tags = run(&mut history, &format!("aws elbv2 describe-tags --resource-arns {arn}"));
    assert_eq!(tags["TagDescriptions"][0]["Tags"], json!([{"Key": "a", "Value": "b"}]));
}

/// Absent: unchanged. Given: replaced. An empty list: removed.
#[test]
fn an_update_changes_what_it_gives() {
    let mut history = account();
    run(
        &mut history,
        "aws ecs create-service --cluster c --service-name s --task-definition bridge --desired-count 0 --enable-execute-command --propagate-tags SERVICE --deployment-configuration 'alarms={alarmNames=[a],enable=true,rollback=true},deploymentCircuitBreaker={enable=true,rollback=true}' --service-registries registryArn=arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1,containerName=web,containerPort=80",
    );
    let mut update = |more: &str| {
        let line = format!("aws ecs update-service --cluster c --service s {more}");
        run(&mut history, &line)["service"].clone()
    };
    let same = update("--desired-count 0");
    assert_eq!(same["enableExecuteCommand"], json!(true));
    assert_eq!(same["serviceRegistries"][0]["containerPort"], json!(80));
    let changed = update(
        "--no-enable-execute-command --deployment-configuration 'alarms={alarmNames=[b],enable=false,rollback=false}'",
    );
    assert_eq!(changed["enableExecuteCommand"], json!(false));
    assert_eq!(changed["propagateTags"], json!("SERVICE"));
    let deployment = &changed["deploymentConfiguration"];
    assert_eq!(deployment["alarms"], json!({"alarmNames": ["b"], "rollback": false, "enable": false}));
    assert_eq!(deployment["deploymentCircuitBreaker"]["enable"], json!(true));
    let deployments = changed["deployments"].as_array().unwrap().len();
    let removed = update("--service-registries '[]'");
    assert_eq!(removed["serviceRegistries"], json!([]));
    assert_eq!(removed["deployments"].as_array().unwrap().len(), deployments + 1, "other registries are deployed");
}
