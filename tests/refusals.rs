//! Parameters of services, tasks, schedules, rules and load balancers that don't go together: a line, and what it answers.
//!
//! The words are AWS's, from deployments that failed (cdk-preflight: rules/ecs, rules/scheduler, rules/events, rules/elbv2) and
//! from public reports; docs/fidelity.md says which aren't.

#![cfg(not(target_arch = "wasm32"))]

use cli::{self, NoFiles};
use engine::history::{History, Memory};
use engine::random::Seed;

const ACCOUNT: &[&str] = &[
    "aws ecs create-cluster --cluster-name c --capacity-providers FARGATE FARGATE_SPOT",
    "sim add-instances --cluster c --type m5.large --count 1 --zone us-east-1a",
    "sim wait 2m",
    r#"aws ecs register-task-definition --family web --container-definitions '[{"name":"web","image":"web:1","memory":128,"portMappings":[{"name":"http","containerPort":80}]}]'"#,
    r#"aws ecs register-task-definition --family fg --requires-compatibilities FARGATE --network-mode awsvpc --cpu 256 --memory 512 --container-definitions '[{"name":"web","image":"web:1","portMappings":[{"name":"http","containerPort":80}]}]'"#,
    r#"aws ecs register-task-definition --family ebs --volumes name=v,configuredAtLaunch=true --container-definitions '[{"name":"web","image":"web:1","memory":128,"mountPoints":[{"sourceVolume":"v","containerPath":"/v"}]}]'"#,
    "aws elbv2 create-load-balancer --name lb --subnets subnet-a subnet-b",
    "aws elbv2 create-target-group --name hosts --protocol HTTP --port 80",
    "aws elbv2 create-target-group --name ips --protocol HTTP --port 80 --target-type ip",
    "aws elbv2 create-listener --load-balancer-arn lb --protocol HTTP --port 80 --default-actions Type=forward,TargetGroupArn=hosts",
    "aws elbv2 create-listener --load-balancer-arn lb --protocol HTTP --port 81 --default-actions Type=forward,TargetGroupArn=ips",
    "aws elbv2 create-rule --listener-arn lb:80 --priority 10 --conditions Field=path-pattern,Values=/x --actions Type=forward,TargetGroupArn=hosts",
    "aws elbv2 create-load-balancer --name other --subnets subnet-a subnet-b",
    "aws elbv2 create-load-balancer --name nlb --type network --subnets subnet-a",
    "aws elbv2 create-target-group --name tcp --protocol TCP --port 80",
    "aws elbv2 create-listener --load-balancer-arn nlb --protocol TCP --port 81 --default-actions Type=forward,TargetGroupArn=tcp",
    "aws elbv2 modify-load-balancer-attributes --load-balancer-arn nlb --attributes Key=deletion_protection.enabled,Value=true",
    "aws ecs create-service --cluster c --service-name s --task-definition web --desired-count 1",
    "aws ecs create-service --cluster c --service-name balanced --task-definition web --desired-count 1 --load-balancers targetGroupArn=hosts,containerName=web,containerPort=80",
    r#"aws ecs register-task-definition --family other --container-definitions '[{"name":"app","image":"app:1","memory":128}]'"#,
    "aws ecs create-service --cluster c --service-name d --task-definition web --scheduling-strategy DAEMON",
    "aws ecs create-service --cluster c --service-name f --task-definition fg --desired-count 1 --launch-type FARGATE --network-configuration 'awsvpcConfiguration={subnets=[subnet-a,subnet-b]}'",
    "aws ecs create-service --cluster c --service-name p --task-definition fg --desired-count 1 --capacity-provider-strategy capacityProvider=FARGATE_SPOT,weight=10 --network-configuration 'awsvpcConfiguration={subnets=[subnet-a,subnet-b]}'",
    "aws ecs create-service --cluster c --service-name gone --task-definition web --desired-count 0",
    "aws ecs delete-service --cluster c --service gone",
    "sim wait 2m",
];

const CREATE: &str = "aws ecs create-service --cluster c --service-name x --desired-count 1 --task-definition ";
const DAEMON: &str =
    "aws ecs create-service --cluster c --service-name x --task-definition web --scheduling-strategy DAEMON ";
const UPDATE: &str = "aws ecs update-service --cluster c --service ";
const RUN: &str = "aws ecs run-task --cluster c --task-definition ";
const NETWORK: &str = " --network-configuration awsvpcConfiguration={subnets=[subnet-a,subnet-b]}";
const INVALID: &str = "InvalidParameterException";

fn account() -> History {
    let mut history = History::new(Seed(1), Memory::Recent);
    for line in ACCOUNT {
        let outcome = cli::run(&mut history, &NoFiles, line);
        assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
    }
    history
}

/// Each line is refused so, and changes nothing.
fn refused(cases: &[(&str, String, &str)]) {
    let mut history = account();
    for (exception, line, words) in cases {
        let before = history.world().hash;
        let outcome = cli::run(&mut history, &NoFiles, line);
        let operation = outcome.stderr.split("when calling the ").nth(1).and_then(|rest| rest.split(' ').next());
        let expected =
            format!("An error occurred ({exception}) when calling the {} operation: {words}", operation.unwrap_or("?"));
        assert!(outcome.stderr.contains(&expected), "{line}\nexpected {expected}\ngot {}", outcome.stderr);
        assert_eq!(history.world().hash, before, "{line} changed something");
    }
}

/// Each line is taken, in an account of its own.
fn taken(lines: &[String]) {
    for line in lines {
        let outcome = cli::run(&mut account(), &NoFiles, line);
        assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
    }
}

#[test]
fn services_are_refused_in_ecs_words() {
    let fargate = format!("{CREATE}fg --launch-type FARGATE{NETWORK}");
    let strategy = |items: &str| format!("{CREATE}fg{NETWORK} --capacity-provider-strategy {items}");
    let percents = |given: &str| format!("{CREATE}web --deployment-configuration {given}");
    let balanced = "--load-balancers targetGroupArn";
    let registry = |more: &str| {
        format!("--service-registries registryArn=arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1{more}")
    };
    refused(&[
        (
            INVALID,
            percents("minimumHealthyPercent=100,maximumPercent=100"),
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        ),
        (
            INVALID,
            percents("maximumPercent=100"),
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        ),
        (INVALID, percents("minimumHealthyPercent=101"), "minimumHealthyPercent must be at most 100"),
        (INVALID, percents("maximumPercent=99"), "maximumPercent must be at least 100"),
        (
            INVALID,
            format!("{UPDATE}s --deployment-configuration maximumPercent=100"),
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        ),
        (
            INVALID,
            format!("{UPDATE}d --deployment-configuration minimumHealthyPercent=100"),
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        ),
        (
            INVALID,
            format!("{fargate} --capacity-provider-strategy capacityProvider=FARGATE,weight=1"),
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
        ),
        (
            INVALID,
            strategy("capacityProvider=FARGATE,base=1,weight=1 capacityProvider=FARGATE_SPOT,base=1,weight=1"),
            "There are multiple capacity providers in the specified capacity provider strategy with a base value greater than zero. Only one",
        ),
        (
            INVALID,
            strategy("capacityProvider=FARGATE capacityProvider=FARGATE_SPOT"),
            "There are no capacity providers in the capacity provider strategy with a weight value greater than zero. Specify a weight value",
        ),
        (
            INVALID,
            format!("{UPDATE}p --capacity-provider-strategy capacityProvider=FARGATE,weight=1"),
            "When switching from launch type to capacity provider strategy on an existing service, or making a change",
        ),
        (
            INVALID,
            format!("{UPDATE}f --capacity-provider-strategy capacityProvider=FARGATE,weight=1"),
            "When switching from launch type to capacity provider strategy on an existing service, or making a change",
        ),
        (
            INVALID,
            format!("{UPDATE}p --capacity-provider-strategy []"),
            "When switching from launch type to capacity provider strategy on an existing service, or making a change",
        ),
        (
            INVALID,
            format!(
                "{CREATE}fg --launch-type EC2 --network-configuration awsvpcConfiguration={{subnets=[subnet-a],assignPublicIp=ENABLED}}"
            ),
            "Assign public IP is not supported for this launch type.",
        ),
        (
            INVALID,
            format!("{CREATE}web --launch-type EC2 --platform-version LATEST"),
            "The platform version must be null when specifying an EC2 launch type.",
        ),
        (
            "PlatformUnknownException",
            format!("{CREATE}fg --launch-type FARGATE{NETWORK} --platform-version 9.9.9"),
            "The specified platform version does not exist.",
        ),
        (
            INVALID,
            format!("{CREATE}web --platform-version 1.4.0"),
            "The platform version must be null when specifying an EC2 launch type.",
        ),
        (
            INVALID,
            format!("{UPDATE}s --platform-version 1.4.0"),
            "The platform version must be null when specifying an EC2 launch type.",
        ),
        (
            INVALID,
            format!("{CREATE}web --placement-strategy type=binpack,field=disk"),
            "binpack field 'disk' is invalid.",
        ),
        (
            INVALID,
            format!("{CREATE}web --placement-strategy type=random,field=cpu"),
            "random field should not be specified.",
        ),
        (
            INVALID,
            format!("{CREATE}web --placement-constraints type=distinctInstance,expression=foo"),
            "distinctInstance expression should not be specified.",
        ),
        (
            INVALID,
            format!("{CREATE}web --placement-strategy{}", " type=random".repeat(6)),
            "Maximum number of strategies is 5.",
        ),
        (
            INVALID,
            format!("{fargate} --placement-strategy type=random"),
            "Placement strategies are not supported with FARGATE launch type.",
        ),
        (
            INVALID,
            format!("{fargate} --placement-constraints type=distinctInstance"),
            "Placement constraints are not supported with FARGATE launch type.",
        ),
        (
            INVALID,
            format!("{CREATE}web{NETWORK}"),
            "Network Configuration is not valid for the given networkMode of this task definition.",
        ),
        (
            INVALID,
            format!("{DAEMON}--desired-count 0"),
            "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again",
        ),
        (
            INVALID,
            format!("{DAEMON}--placement-strategy type=random"),
            "The daemon scheduling strategy does not support placement strategies. Remove the placement strategy and try again",
        ),
        (
            INVALID,
            format!("{DAEMON}--availability-zone-rebalancing ENABLED"),
            "The service couldn't be created because Availability Zone Rebalancing does not support DAEMON as scheduling strategy.",
        ),
        (
            INVALID,
            format!("{DAEMON}--deployment-configuration maximumPercent=200"),
            "The daemon scheduling strategy does not support values above 100 for maximumPercent on a deployment configuration. Change",
        ),
        (
            INVALID,
            "aws ecs create-service --cluster c --service-name 'my service' --task-definition web --desired-count 1"
                .into(),
            r"ServiceName must match ^[a-zA-Z0-9\-_]{1,255}$, but was my service",
        ),
        (
            INVALID,
            format!("{CREATE}web {balanced}=tg,loadBalancerName=lb,containerName=web,containerPort=80"),
            "loadBalancerName and targetGroupArn cannot both be specified. You must specify either a loadBalancerName or a targetGroupArn",
        ),
        (
            INVALID,
            format!("{fargate} --load-balancers loadBalancerName=lb,containerName=web,containerPort=80"),
            "Classic Load Balancers are not supported with Fargate.",
        ),
        (
            INVALID,
            format!("{CREATE}web {balanced}=hosts,containerName=nope,containerPort=80"),
            "The container nope does not exist in the task definition.",
        ),
        (
            INVALID,
            format!("{CREATE}web {balanced}=hosts,containerName=web,containerPort=8080"),
            "The container web did not have a container port 8080 defined.",
        ),
        (
            INVALID,
            format!("{UPDATE}balanced --task-definition other"),
            "The container web does not exist in the task definition.",
        ),
        (
            INVALID,
            format!("{UPDATE}balanced --task-definition ebs"),
            "The container web did not have a container port 80 defined.",
        ),
        (
            INVALID,
            format!("{CREATE}web --role r"),
            "IAM roles are only valid for services configured to use load balancers.",
        ),
        (
            INVALID,
            format!("{fargate} --role r {balanced}=ips,containerName=web,containerPort=80"),
            "You cannot specify an IAM role for services that require a service linked role.",
        ),
        (
            INVALID,
            format!("{CREATE}web {}", registry("")),
            "When specifying 'host' or 'bridge' for networkMode, values for 'containerName' and 'containerPort' must be specified from the task definition.",
        ),
        (
            INVALID,
            format!("{UPDATE}s {}", registry(",containerName=web,containerPort=81")),
            "When specifying 'host' or 'bridge' for networkMode, values for",
        ),
        (
            INVALID,
            format!("{fargate} {}", registry(",containerName=web,containerPort=80")),
            "The values specified for serviceRegistries do not require a value for 'containerPort'. Remove the value and retry. Registry: arn:aws:servicediscovery:",
        ),
        (
            INVALID,
            format!(
                "{CREATE}web --service-registries registryArn=a,containerName=web,containerPort=80 registryArn=b,containerName=web,containerPort=80"
            ),
            "service registries can have at most 1 items.",
        ),
        (
            INVALID,
            "aws ecs create-service --cluster c --service-name s --task-definition web --desired-count 2".into(),
            "Creation of service was not idempotent.",
        ),
        ("ServiceNotActiveException", format!("{UPDATE}gone --desired-count 1"), "Service was not ACTIVE."),
    ]);
}

#[test]
fn service_connect_and_volumes_are_refused_in_ecs_words() {
    let connect = |services: &str| {
        format!(
            "{CREATE}web --service-connect-configuration '{{\"enabled\":true,\"namespace\":\"n\",\"services\":[{services}]}}'"
        )
    };
    let volume = |definition: &str, volume: &str| {
        format!(
            "{CREATE}{definition} --volume-configurations '[{{\"name\":\"v\",\"managedEBSVolume\":{{\"roleArn\":\"r\"{volume}}}}}]'"
        )
    };
    let none = "Volume configuration provided but no matching configuredAtLaunch volume found in task definition.";
    refused(&[
        (
            INVALID,
            format!(
                "{CREATE}web --service-connect-configuration '{{\"enabled\":true,\"services\":[{{\"portName\":\"http\"}}]}}'"
            ),
            "Namespace is missing",
        ),
        (INVALID, format!("{UPDATE}s --service-connect-configuration enabled=true"), "Namespace is missing"),
        (INVALID, connect(r#"{"portName":"http"}"#), "clientAliases must have 1 element."),
        (
            INVALID,
            connect(r#"{"portName":"http","clientAliases":[{"port":1},{"port":2}]}"#),
            "2 clientAliases exceeds the max limit of 1",
        ),
        (
            INVALID,
            connect(r#"{"portName":"http","clientAliases":[{"port":1,"dnsName":"-Web"}]}"#),
            "The DNS name that you provided is invalid.",
        ),
        (
            INVALID,
            connect(r#"{"portName":"nope","clientAliases":[{"port":1}]}"#),
            "The portName nope isn't the name of a port mapping in the task definition.",
        ),
        (INVALID, volume("web", r#","sizeInGiB":10"#), none),
        (INVALID, format!("{RUN}web --volume-configurations name=v,managedEBSVolume={{roleArn=r,sizeInGiB=10}}"), none),
        (
            INVALID,
            volume("ebs", r#","sizeInGiB":10"#).replace("\"v\"", "\"nope\""),
            "The volume name 'nope' in your request does not have a matching volume in your Task Definition that is configurable at launch.",
        ),
        (INVALID, volume("ebs", ""), "The volume v needs sizeInGiB or snapshotId."),
        (
            INVALID,
            volume("ebs", r#","sizeInGiB":10,"volumeType":"st1","iops":9"#),
            "iops is for volumes of type gp3, io1 and io2, not st1.",
        ),
        (
            INVALID,
            volume("ebs", r#","sizeInGiB":10,"volumeType":"io1","throughput":9"#),
            "throughput is for volumes of type gp3, not io1.",
        ),
    ]);
}

#[test]
fn tasks_and_clusters_are_refused_in_ecs_words() {
    let logging = |given: &str| {
        format!("aws ecs create-cluster --cluster-name x --configuration executeCommandConfiguration={{{given}}}")
    };
    let default = |items: &str| {
        format!(
            "aws ecs create-cluster --cluster-name x --capacity-providers FARGATE --default-capacity-provider-strategy {items}"
        )
    };
    refused(&[
        (
            INVALID,
            format!(
                "{RUN}fg --launch-type EC2 --network-configuration awsvpcConfiguration={{subnets=[subnet-a],assignPublicIp=ENABLED}}"
            ),
            "Assign public IP is not supported for this launch type.",
        ),
        (
            INVALID,
            format!("{RUN}web --platform-version 1.4.0"),
            "The platform version must be null when specifying an EC2 launch type.",
        ),
        (
            INVALID,
            format!("{RUN}web --launch-type EC2 --capacity-provider-strategy capacityProvider=FARGATE,weight=1"),
            "Specifying both a launch type and capacity provider strategy is not supported.",
        ),
        (INVALID, format!("{RUN}web --propagate-tags SERVICE"), "Tags can't be propagated from a service"),
        (INVALID, format!("{RUN}web --tags key=aws:x,value=1"), "Tag keys that begin with 'aws:' are reserved."),
        (
            INVALID,
            "aws ecs create-cluster --cluster-name 'a b'".into(),
            r"ClusterName must match ^[a-zA-Z0-9\-_]{1,255}$",
        ),
        (
            INVALID,
            logging("logging=DEFAULT,logConfiguration={s3BucketName=b}"),
            "You must set logging to 'OVERRIDE' when you supply a log configuration.",
        ),
        (
            INVALID,
            logging("logging=OVERRIDE"),
            "A CloudWatch log group name or S3 bucket name must be specified when overriding the default log configuration.",
        ),
        (
            INVALID,
            default("capacityProvider=FARGATE_SPOT,weight=1"),
            "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify",
        ),
        (
            INVALID,
            default("capacityProvider=FARGATE,base=1 capacityProvider=FARGATE_SPOT,base=1"),
            "The specified capacity provider strategy contains multiple capacity providers with a base value defined.",
        ),
    ]);
}

#[test]
fn what_ecs_takes_is_taken() {
    let strategy = "--capacity-provider-strategy capacityProvider=FARGATE,weight=1 --force-new-deployment";
    taken(&[
        format!("{CREATE}web --deployment-configuration maximumPercent=300"),
        format!("{CREATE}web --deployment-configuration minimumHealthyPercent=50,maximumPercent=100"),
        format!("{DAEMON}--deployment-configuration minimumHealthyPercent=50,maximumPercent=100"),
        format!("{UPDATE}p {strategy}"),
        format!("{UPDATE}f {strategy}"),
        format!("{UPDATE}p --capacity-provider-strategy capacityProvider=FARGATE_SPOT,weight=10"),
        format!("{UPDATE}p --capacity-provider-strategy [] --force-new-deployment"),
        format!(
            "{CREATE}fg --launch-type EC2 --network-configuration awsvpcConfiguration={{subnets=[subnet-a],assignPublicIp=DISABLED}}"
        ),
        format!("{CREATE}fg --launch-type FARGATE{NETWORK} --platform-version 1.4.0"),
        format!(
            "{CREATE}web --service-connect-configuration enabled=true,namespace=n,services=[{{portName=http,clientAliases=[{{port=80,dnsName=web.local}}]}}]"
        ),
        format!("{CREATE}web --service-connect-configuration enabled=false"),
        format!("{CREATE}ebs --volume-configurations name=v,managedEBSVolume={{roleArn=r,sizeInGiB=10,iops=3000}}"),
        "aws ecs delete-service --cluster c --service gone".into(),
        "aws ecs create-service --cluster c --service-name s --task-definition web --desired-count 1".into(),
    ]);
}

const CLUSTER: &str = "arn:aws:ecs:us-east-1:123456789012:cluster/c";

fn schedule(window: &str, more: &str, target: &str) -> String {
    format!(
        r#"aws scheduler create-schedule --name x --schedule-expression 'rate(5 minutes)' --flexible-time-window {window} {more} --target '{{"Arn":"{CLUSTER}","RoleArn":"r"{target}}}'"#
    )
}

fn target(more: &str) -> String {
    format!(r#"aws events put-targets --rule rule --targets '[{{"Id":"t1","Arn":"{CLUSTER}","RoleArn":"r"{more}}}]'"#)
}

fn parameters(more: &str) -> String {
    format!(r#","EcsParameters":{{"TaskDefinitionArn":"web"{more}}}"#)
}

fn vpc(more: &str) -> String {
    parameters(&format!(r#","LaunchType":"EC2","NetworkConfiguration":{{"awsvpcConfiguration":{{{more}}}}}"#))
}

#[test]
fn schedules_are_refused_in_eventbridges_words() {
    const CODE: &str = "ValidationException";
    let plain = parameters("");
    let dates =
        |start: &str, end: &str| schedule("Mode=OFF", &format!("--start-date {start} --end-date {end}"), &plain);
    let given = |more: &str| schedule("Mode=OFF", "", &format!("{plain}{more}"));
    refused(&[
        (
            CODE,
            schedule("Mode=OFF,MaximumWindowInMinutes=15", "", &plain),
            "MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set to OFF.",
        ),
        (
            CODE,
            schedule("Mode=FLEXIBLE", "", &plain),
            "MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to FLEXIBLE.",
        ),
        (
            CODE,
            schedule("Mode=FLEXIBLE,MaximumWindowInMinutes=1441", "", &plain),
            "1 validation error detected: Value '1441' at 'flexibleTimeWindow.maximumWindowInMinutes'",
        ),
        (
            CODE,
            dates("2031-01-01T00:00:00Z", "2030-01-01T00:00:00Z"),
            "The StartDate you specify must come before the EndDate.",
        ),
        (
            CODE,
            dates("2030-01-01T00:00:00Z", "2030-01-01T01:00:00+01:00"),
            "The StartDate you specify must come before the EndDate.",
        ),
        (CODE, given(r#","Input":"{not json""#), "JSON syntax error in input for the target."),
        (
            CODE,
            given(r#","KinesisParameters":{"PartitionKey":"k"}"#),
            "Parameters KinesisParameters not supported for the target.",
        ),
        (
            CODE,
            given(r#","SqsParameters":{"MessageGroupId":"m"}"#),
            "Parameters SqsParameters not supported for the target.",
        ),
        (CODE, schedule("Mode=OFF", "", ""), "Parameters EcsParameters must be specified."),
        (
            CODE,
            schedule("Mode=OFF", "", &parameters(r#","LaunchType":"FARGATE""#)),
            "Parameter NetworkConfiguration must be specified for the target when launch type is FARGATE.",
        ),
        (
            CODE,
            given("").replace("ecs:us-east-1", "ecs:us-west-2"),
            "The target ARN provided does not match the current region us-east-1.",
        ),
    ]);
}

#[test]
fn targets_of_rules_are_refused_in_eventbridges_words() {
    const CODE: &str = "ValidationException";
    let plain = parameters("");
    let given = |more: &str| target(&format!("{plain}{more}"));
    let many = |name: &str, most: usize| {
        format!(r#""Subnets":["s"],"{name}":[{}]"#, vec!["\"x\""; most].join(","))
            .replace(r#""Subnets":["s"],"Subnets""#, r#""Subnets""#)
    };
    let another = r#"arn:aws:ecs:us-west-2:123456789012:task-definition/web:1"#;
    let one = &given("")[given("").find("[{").unwrap() + 1..given("").len() - 2];
    refused(&[
        (CODE, target(""), "Parameter(s) EcsParameters must be specified for target: t1."),
        (CODE, target(&parameters(r#","TaskCount":11"#)), "Parameter(s) TaskCount not valid for target: t1."),
        (
            CODE,
            target(&parameters(r#","LaunchType":"FARGATE""#)),
            "Parameter NetworkConfiguration must be specified for target t1 when launch type is FARGATE.",
        ),
        (
            CODE,
            target(&parameters(r#","LaunchType":"EC2","PlatformVersion":"1.4.0""#)),
            "Parameter PlatformVersion for target t1 is not supported when launch type is EC2.",
        ),
        (
            CODE,
            target(&vpc(r#""Subnets":["s"],"AssignPublicIp":"ENABLED""#)),
            "Parameter AssignPublicIp for target t1 is not supported when launch type is EC2.",
        ),
        (
            CODE,
            target(&vpc(&many("Subnets", 17))),
            "Parameter Subnets is not valid. Reason: size must be in between 1 and 16.",
        ),
        (
            CODE,
            target(&vpc(&many("SecurityGroups", 6))),
            "Parameter SecurityGroups is not valid. Reason: size must be in between 0 and 5.",
        ),
        (
            CODE,
            given("").replace(one, &format!("{one},{one}")),
            "Parameter targets is not valid. Reason: More than one target with Id 't1' is provided.",
        ),
        (
            CODE,
            given(r#","Input":"{}","InputPath":"$.a""#),
            "Only one of Input, InputPath, or InputTransformer must be provided for target t1.",
        ),
        (CODE, given(r#","Input":"hello""#), "JSON syntax error in input for target t1."),
        (CODE, given(r#","InputPath":"detail.state""#), "InputPath for target t1 is invalid."),
        (
            CODE,
            given(r#","InputTransformer":{"InputPathsMap":{"a":"$.a"},"InputTemplate":"<undeclared>"}"#),
            "InputTemplate for target t1 contains invalid placeholder undeclared.",
        ),
        (
            CODE,
            given(r#","DeadLetterConfig":{"Arn":"arn:aws:sns:us-east-1:123456789012:t"}"#),
            "sns is not supported as a dead letter resource.",
        ),
        (
            CODE,
            given(r#","DeadLetterConfig":{"Arn":"arn:aws:sqs:us-east-1:123456789012:q.fifo"}"#),
            "SQS FIFO is not supported by Dead Letter Queues.",
        ),
        (
            CODE,
            given(r#","BatchParameters":{"JobDefinition":"j","JobName":"n"}"#),
            "Parameter(s) BatchParameters not supported for target: t1.",
        ),
        (
            CODE,
            given("").replace(r#""TaskDefinitionArn":"web""#, &format!(r#""TaskDefinitionArn":"{another}""#)),
            &format!("Region of {CLUSTER} does not match region of {another}."),
        ),
    ]);
}

#[test]
fn load_balancing_is_refused_in_its_words() {
    const CODE: &str = "ValidationError";
    let balancer = |more: &str| format!("aws elbv2 create-load-balancer {more}");
    let named = |name: &str| balancer(&format!("--name {name} --subnets subnet-a subnet-b"));
    let group = |more: &str| format!("aws elbv2 create-target-group {more}");
    let http = |more: &str| group(&format!("--name x --protocol HTTP --port 80 {more}"));
    let listen = |more: &str| {
        format!(
            "aws elbv2 create-listener --load-balancer-arn lb {more} --default-actions Type=forward,TargetGroupArn=hosts"
        )
    };
    let secure = |more: &str| {
        listen(&format!(
            "--protocol HTTPS --port 443 --certificates CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1 {more}"
        ))
    };
    let delay =
        |given: &str| format!("aws elbv2 modify-target-group-attributes --target-group-arn hosts --attributes {given}");
    const KEY: &str = "Key=deregistration_delay.timeout_seconds,Value";
    refused(&[
        (
            CODE,
            named(&"a".repeat(33)),
            "The load balancer name 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' cannot be longer than '32' characters",
        ),
        (
            CODE,
            named("a_b"),
            "The load balancer name 'a_b' can only contain characters that are alphanumeric characters and hyphens(-)",
        ),
        (CODE, named("internal-x"), "The load balancer name 'internal-x' cannot begin with 'internal-'"),
        (CODE, named("x-"), "The load balancer name 'x-' cannot end with a hyphen(-)"),
        (
            CODE,
            balancer("--name x --subnets subnet-a"),
            "At least two subnets in two different Availability Zones must be specified",
        ),
        (
            CODE,
            balancer("--name x --subnet-mappings SubnetId=subnet-a,AllocationId=eipalloc-1 SubnetId=subnet-b"),
            "Elastic IPs are not supported for load balancers with type 'application'",
        ),
        (
            CODE,
            balancer("--name x --subnet-mappings SubnetId=subnet-a,PrivateIPv4Address=10.0.0.1 SubnetId=subnet-b"),
            "You can only specify private IPv4 addresses for Network Load Balancers with scheme 'internal'.",
        ),
        (CODE, group("--name x --port 80"), "A protocol must be specified"),
        (
            CODE,
            group("--name -x- --protocol HTTP --port 80").replace("--name -x-", "--name=-x-"),
            "1 validation error detected: Value '-x-' at 'targetGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^-)(?!.*-$)^[A-Za-z0-9-]+$",
        ),
        (
            CODE,
            http("--health-check-timeout-seconds 5 --health-check-interval-seconds 5"),
            "Health check timeout '5' must be smaller than the interval '5'",
        ),
        (CODE, http("--health-check-protocol TCP"), "Health check protocol 'TCP' must be one of 'HTTP, HTTPS'"),
        (
            CODE,
            http("--health-check-port 65536"),
            "Health check port '65536' must be within '1-65535' or 'traffic-port'",
        ),
        (
            CODE,
            http("--no-health-check-enabled"),
            "Health check enabled must be true for target groups with target type 'instance'",
        ),
        (CODE, http("--matcher GrpcCode=0"), "Health check matcher HTTP code cannot be empty"),
        (
            CODE,
            delay(&format!("{KEY}=3601")),
            "'deregistration_delay.timeout_seconds' value '3601' must be between '0-3600' inclusive",
        ),
        (
            CODE,
            delay(&format!("{KEY}=1 {KEY}=2")),
            "Target group attribute keys must be unique: '[deregistration_delay.timeout_seconds]'",
        ),
        (CODE, listen("--protocol TCP --port 90"), "Listener protocol 'TCP' must be one of 'HTTP, HTTPS'"),
        (CODE, listen("--protocol HTTP"), "A listener port must be specified"),
        (
            CODE,
            listen("--protocol HTTP --port 90 --certificates CertificateArn=arn:aws:acm:us-east-1:1:certificate/1"),
            "A certificate cannot be specified for HTTP listeners",
        ),
        (
            CODE,
            listen("--protocol HTTP --port 90 --ssl-policy ELBSecurityPolicy-2016-08"),
            "An SSL policy cannot be specifed for HTTP listeners",
        ),
        (
            CODE,
            listen("--protocol HTTP --port 90 --mutual-authentication Mode=passthrough"),
            "Mutual Authentication cannot be set for non secure listeners",
        ),
        (
            "CertificateNotFound",
            listen("--protocol HTTPS --port 443 --certificates CertificateArn=arn:aws:s3:::my-cert"),
            "Certificate 'arn:aws:s3:::my-cert' not found",
        ),
        (
            CODE,
            secure("").replace("certificate/1", "certificate/1 CertificateArn=arn:aws:acm:us-east-1:1:certificate/2"),
            "Up to '1' certificate ARNs can be specified, but '2' were specified",
        ),
        ("SSLPolicyNotFound", secure("--ssl-policy TLS-1-3"), "SSL policy 'TLS-1-3' not found"),
        (CODE, secure("--alpn-policy HTTP2Only"), "You cannot set ALPN policy on load balancers of type 'application'"),
        (CODE, secure("--mutual-authentication Mode=required"), "Mutual Authentication mode required not found"),
        (
            CODE,
            secure("--mutual-authentication Mode=verify"),
            "Mutual Authentication mode verify requires a trust store arn",
        ),
        (
            CODE,
            secure("--mutual-authentication Mode=passthrough,IgnoreClientCertificateExpiry=true"),
            "Mutual Authentication mode passthrough does not support ignoring client certificate expiry",
        ),
        (
            CODE,
            listen("--protocol HTTP --port 90").replace(
                "TargetGroupArn=hosts",
                "TargetGroupArn=hosts,ForwardConfig={TargetGroups=[{TargetGroupArn=ips}]}",
            ),
            "You can specify both a target group list and a top-level target group ARN only if the ARNs match",
        ),
        (
            CODE,
            listen("--protocol HTTP --port 90").replace("Type=forward,TargetGroupArn=hosts", "Type=fixed-response"),
            "For actions of type 'fixed-response', you must specify the following fields: 'FixedResponseConfig'",
        ),
    ]);
}

#[test]
fn rules_and_actions_are_refused_in_their_words() {
    const CODE: &str = "ValidationError";
    let act = |action: &str| {
        format!(
            "aws elbv2 create-listener --load-balancer-arn lb --protocol HTTP --port 90 --default-actions '{action}'"
        )
    };
    let forward = |config: &str| act(&format!(r#"[{{"Type":"forward","ForwardConfig":{config}}}]"#));
    let redirect = |config: &str| act(&format!(r#"[{{"Type":"redirect","RedirectConfig":{config}}}]"#));
    let answer = |config: &str| act(&format!(r#"[{{"Type":"fixed-response","FixedResponseConfig":{config}}}]"#));
    let when = |conditions: &str| {
        format!(
            "aws elbv2 create-rule --listener-arn lb:80 --priority 20 --conditions '{conditions}' --actions Type=forward,TargetGroupArn=hosts"
        )
    };
    let path = r#"[{"Field":"path-pattern","Values":["/a"]}]"#;
    const PAIR: &str = "The weight for each target group must be between 0 and 999, inclusive";
    const ONE: &str = "The weight for the target group must be between 1 and 999, inclusive";
    const PATH: &str = "The Path parameter must be a valid path, should start with a '/', and may contain up to one of each of these placeholders: '#{path}', '#{host}', '#{port}'.";
    const TYPES: &str = "The ContentType must be one of:'text/html', 'application/json', 'application/javascript', 'text/css', 'text/plain'.";
    const MANY: &str = r#"[{"Field":"path-pattern","Values":["1","2","3","4","5","6"]}]"#;
    refused(&[
        (CODE, forward(r#"{"TargetGroups":[{"TargetGroupArn":"hosts","Weight":1},{"TargetGroupArn":"ips"}]}"#), PAIR),
        (CODE, forward(r#"{"TargetGroups":[{"TargetGroupArn":"hosts","Weight":1000}]}"#), ONE),
        (
            CODE,
            forward(r#"{"TargetGroups":[{"TargetGroupArn":"hosts"}],"TargetGroupStickinessConfig":{"Enabled":true}}"#),
            "You must provide a duration when enabling target group stickiness",
        ),
        (
            CODE,
            forward(
                r#"{"TargetGroups":[{"TargetGroupArn":"hosts"}],"TargetGroupStickinessConfig":{"Enabled":true,"DurationSeconds":604801}}"#,
            ),
            "Target group stickiness duration must be between 1 and 604800 seconds",
        ),
        (
            CODE,
            forward(
                r#"{"TargetGroups":[{"TargetGroupArn":"a"},{"TargetGroupArn":"b"},{"TargetGroupArn":"c"},{"TargetGroupArn":"d"},{"TargetGroupArn":"e"},{"TargetGroupArn":"f"}]}"#,
            ),
            "You cannot specify more than 5 target groups per action",
        ),
        (
            "TargetGroupNotFound",
            forward(r#"{"TargetGroups":[{"TargetGroupArn":"none","Weight":1}]}"#),
            "One or more target groups not found",
        ),
        (
            CODE,
            redirect(r#"{"StatusCode":"HTTP_301","Query":"a=b"}"#),
            "The redirect configuration is not valid because it creates a loop.",
        ),
        (
            CODE,
            redirect(r#"{"StatusCode":"HTTP_307","Protocol":"HTTPS"}"#),
            "1 validation error detected: Value 'HTTP_307' at 'defaultActions.1.member.redirectConfig.statusCode' failed to satisfy constraint: Member must satisfy enum value set: [HTTP_301, HTTP_302]",
        ),
        (CODE, redirect(r#"{"StatusCode":"HTTP_301","Path":"x"}"#), PATH),
        (
            CODE,
            redirect(r#"{"StatusCode":"HTTP_301","Port":"0"}"#),
            "The Port parameter must be either an integer between 1 and 65535 or '#{port}'.",
        ),
        (CODE, answer(r#"{"StatusCode":"200","ContentType":"text/x"}"#), TYPES),
        (
            CODE,
            answer(r#"{"StatusCode":"302"}"#),
            r"1 validation error detected: Value '302' at 'defaultActions.1.member.fixedResponseConfig.statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(2|4|5)\d\d$",
        ),
        ("ListenerNotFound", when(path).replace("lb:80", "lb:82"), "One or more listeners not found"),
        ("PriorityInUse", when(path).replace("priority 20", "priority 10"), "Priority '10' is currently in use"),
        (CODE, when("[]"), "A condition must be specified"),
        (
            CODE,
            when(r#"[{"Field":"header","Values":["a"]}]"#),
            "Condition field 'header' must be one of 'http-header,http-request-method,host-header,query-string,path-pattern,source-ip'",
        ),
        (
            CODE,
            when(r#"[{"Field":"host-header","Values":["a"]},{"Field":"host-header","Values":["b"]}]"#),
            "A rule can only have one 'host-header' condition",
        ),
        (
            CODE,
            when(r#"[{"Field":"source-ip","SourceIpConfig":{"Values":["10.0.0.1"]}}]"#),
            "The specified value '10.0.0.1' is not a valid CIDR block",
        ),
        (
            CODE,
            when(r#"[{"Field":"http-request-method","HttpRequestMethodConfig":{"Values":["get"]}}]"#),
            "Condition value 'get' contains a character that is not valid",
        ),
        (
            CODE,
            when(r#"[{"Field":"http-header","HttpHeaderConfig":{"HttpHeaderName":"host","Values":["a"]}}]"#),
            "You cannot specify 'host' as an HTTP header name",
        ),
        (
            CODE,
            when(r#"[{"Field":"path-pattern","PathPatternConfig":{"Values":["/a"],"RegexValues":["/b"]}}]"#),
            "You must provide exactly one of the following: ['Values' 'RegexValues'] for config of type 'PathPatternConfig'",
        ),
        (
            CODE,
            when(&format!(r#"[{{"Field":"host-header","Values":["{}"]}}]"#, "a".repeat(129))),
            "Condition value for 'host-header' cannot contain more than 128 characters",
        ),
        (CODE, when(MANY), "A rule can only have '5' condition values"),
        ("RuleNotFound", "aws elbv2 delete-rule --rule-arn lb:80/11".into(), "One or more rules not found"),
        (
            "OperationNotPermitted",
            "aws elbv2 delete-rule --rule-arn lb:80".into(),
            "Default rule cannot be modified or deleted",
        ),
        (
            "TargetGroupAssociationLimit",
            act(r#"[{"Type":"forward","TargetGroupArn":"hosts"}]"#).replace("arn lb", "arn other"),
            "",
        ),
        (
            "ResourceInUse",
            "aws elbv2 delete-target-group --target-group-arn hosts".into(),
            "Target group 'hosts' is currently in use by a listener or a rule",
        ),
    ]);
}

#[test]
fn protocols_attributes_and_targets_are_refused_in_their_words() {
    const CODE: &str = "ValidationError";
    let listen = |protocol: &str, more: &str| {
        format!(
            "aws elbv2 create-listener --load-balancer-arn nlb --port 90 --protocol {protocol} --default-actions {more}"
        )
    };
    const TCP: &str = "Type=forward,TargetGroupArn=tcp";
    let group = |more: &str| format!("aws elbv2 create-target-group --name x --port 80 --protocol TCP {more}");
    let of_group = |name: &str, given: &str| {
        format!("aws elbv2 modify-target-group-attributes --target-group-arn {name} --attributes {given}")
    };
    let of_balancer = |name: &str, given: &str| {
        format!("aws elbv2 modify-load-balancer-attributes --load-balancer-arn {name} --attributes {given}")
    };
    const CROSS_ZONE: &str = "load_balancing.cross_zone.enabled";
    const LEAST: &str = "target_group_health.dns_failover.minimum_healthy_targets.count";
    refused(&[
        (CODE, listen("HTTP", TCP), "Listener protocol 'HTTP' must be one of 'TCP, QUIC, TCP_QUIC, UDP, TCP_UDP, TLS'"),
        ("CertificateNotFound", listen("TLS", TCP), "A certificate must be specified for TLS listeners"),
        (
            CODE,
            listen("TCP", &format!("{TCP} --ssl-policy ELBSecurityPolicy-2016-08")),
            "An SSL policy cannot be specifed for TCP listeners",
        ),
        (
            "IncompatibleProtocols",
            listen("UDP", TCP),
            "The listener and the following target groups have incompatible protocols: arn:",
        ),
        ("IncompatibleProtocols", listen("TCP", "Type=forward,TargetGroupArn=hosts"), ""),
        ("InvalidLoadBalancerAction", listen("TCP", "Type=fixed-response,FixedResponseConfig={StatusCode=200}"), ""),
        (
            "UnsupportedProtocol",
            format!(
                "aws elbv2 create-rule --listener-arn nlb:81 --priority 1 --conditions Field=path-pattern,Values=/ --actions {TCP}"
            ),
            "",
        ),
        (
            CODE,
            group("--health-check-path /x"),
            "HealthCheckPath is not supported for health checks with protocol 'TCP'",
        ),
        (CODE, group("--health-check-protocol UDP"), "Health check protocol 'UDP' must be one of 'HTTP, HTTPS, TCP'"),
        (
            CODE,
            of_group("hosts", &format!("Key={CROSS_ZONE},Value=off")),
            "'load_balancing.cross_zone.enabled' must be one of use_load_balancer_configuration,true,false",
        ),
        (
            CODE,
            of_group("hosts", "Key=load_balancing.algorithm.anomaly_mitigation,Value=on"),
            "You cannot enable both anomaly mitigation and round robin algorithm on a target group",
        ),
        (
            CODE,
            of_group(
                "hosts",
                "Key=slow_start.duration_seconds,Value=30 Key=load_balancing.algorithm.type,Value=weighted_random",
            ),
            "You cannot enable both slow start and weighted random algorithm on a target group",
        ),
        (
            CODE,
            of_group("hosts", "Key=slow_start.duration_seconds,Value=10"),
            "'slow_start.duration_seconds' value '10' must be between '30-900' inclusive, or 0",
        ),
        (
            CODE,
            of_group("hosts", &format!("Key={LEAST},Value=0")),
            "The value of 'target_group_health.dns_failover.minimum_healthy_targets.count' must be 'off' or a positive integer",
        ),
        (
            CODE,
            of_group("tcp", "Key=slow_start.duration_seconds,Value=30"),
            "Target group attribute key 'slow_start.duration_seconds' is not recognized",
        ),
        (
            CODE,
            of_balancer("lb", &format!("Key={CROSS_ZONE},Value=false")),
            "The value for 'load_balancing.cross_zone.enabled' must always be 'true' for an Application Load Balancer",
        ),
        (
            CODE,
            of_balancer("lb", "Key=idle_timeout.timeout_seconds,Value=4001"),
            "'idle_timeout.timeout_seconds' value '4001' must be between '1-4000' inclusive",
        ),
        (CODE, of_balancer("nlb", "Key=none,Value=1"), "Load balancer attribute key 'none' is not recognized"),
        (
            "OperationNotPermitted",
            "aws elbv2 delete-load-balancer --load-balancer-arn nlb".into(),
            "Load balancer 'arn:",
        ),
        (
            "InvalidTarget",
            "aws elbv2 register-targets --target-group-arn ips --targets Id=10.9.9.9,Port=80".into(),
            "The following targets are not valid: '10.9.9.9:80'",
        ),
        (
            "DuplicateTagKeys",
            "aws elbv2 add-tags --resource-arns lb:80 --tags Key=a,Value=1 Key=a,Value=2".into(),
            "Tag keys must be unique: 'a'",
        ),
    ]);
}

#[test]
fn secrets_parameters_and_log_groups_are_refused_in_their_words() {
    let secret = |line: &str| format!("aws secretsmanager {line}");
    let parameter = |line: &str| format!("aws ssm {line}");
    let group = |line: &str| format!("aws logs {line}");
    const VALIDATION: &str = "ValidationException";
    const NO_SECRET: &str = "Secrets Manager can't find the specified secret.";
    refused(&[
        ("ResourceNotFoundException", secret("describe-secret --secret-id none"), NO_SECRET),
        ("ResourceNotFoundException", secret("delete-secret --secret-id none"), NO_SECRET),
        ("ResourceNotFoundException", secret("restore-secret --secret-id none"), NO_SECRET),
        ("ResourceNotFoundException", secret("put-secret-value --secret-id none --secret-string x"), NO_SECRET),
        (
            "InvalidRequestException",
            secret("put-secret-value --secret-id none"),
            "You must provide either SecretString or SecretBinary.",
        ),
        (
            INVALID,
            secret("create-secret --name s --secret-string x --secret-binary eA=="),
            "You can't specify both a binary secret value and a string secret value in the same secret.",
        ),
        (
            INVALID,
            secret("delete-secret --secret-id s --recovery-window-in-days 6"),
            "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
        ),
        (
            INVALID,
            secret("delete-secret --secret-id s --recovery-window-in-days 7 --force-delete-without-recovery"),
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        ),
        (
            VALIDATION,
            secret("create-secret --name 'a b'"),
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
        ),
        ("ParameterNotFound", parameter("get-parameter --name none"), ""),
        ("ParameterNotFound", parameter("delete-parameter --name none"), ""),
        (
            VALIDATION,
            parameter("put-parameter --name a/b --type String --value x"),
            "Parameter name must be a fully qualified name.",
        ),
        (
            "InvalidFilterKey",
            parameter("describe-parameters --parameter-filters Key=Colour,Values=red"),
            "The following filter key is not valid: Colour. Valid filter keys include: [Name, Type, KeyId, Path, Tier, DataType]",
        ),
        (
            "ResourceNotFoundException",
            group("delete-log-group --log-group-name none"),
            "The specified log group does not exist.",
        ),
        (
            INVALID,
            group("create-log-group --log-group-name 'a b'"),
            r"1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+",
        ),
    ]);
}

/// Strategies that shift traffic. The words about `advancedConfiguration` are ECS's, the others ours.
#[test]
fn what_traffic_is_shifted_by_must_be_there() {
    let balanced = |advanced: &str| {
        format!(
            "{CREATE}web --deployment-configuration strategy=CANARY --load-balancers \
             'targetGroupArn=hosts,containerName=web,containerPort=80,advancedConfiguration={{{advanced}}}'"
        )
    };
    let update = |service: &str, what: &str| format!("{UPDATE}{service} --deployment-configuration '{what}'");
    let hook = |what: &str| update("s", &format!("lifecycleHooks=[{{{what}}}]"));
    refused(&[
        (
            INVALID,
            update("balanced", "strategy=BLUE_GREEN,bakeTimeInMinutes=1"),
            "advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy",
        ),
        (INVALID, update("s", "strategy=BLUE_GREEN"), "bakeTimeInMinutes must be set for the BLUE_GREEN"),
        (INVALID, update("s", "strategy=LINEAR"), "The LINEAR deployment strategy needs a load balancer."),
        (
            INVALID,
            update("d", "strategy=BLUE_GREEN,bakeTimeInMinutes=1"),
            "Services with the DAEMON scheduling strategy",
        ),
        (
            INVALID,
            update(
                "s",
                "strategy=BLUE_GREEN,bakeTimeInMinutes=1,earlySuccessCriteria={enable=true,healthyPercent=100,sourceServiceRevisionCleanup=BLOCKING}",
            ),
            "earlySuccessCriteria are for the ROLLING",
        ),
        (
            INVALID,
            update("s", "linearConfiguration={stepPercent=2.9}"),
            "stepPercent must be a multiple of 0.1 from 3.0",
        ),
        (
            INVALID,
            update("s", "canaryConfiguration={canaryPercent=5,canaryBakeTimeInMinutes=1441}"),
            "canaryBakeTimeInMinutes",
        ),
        (
            INVALID,
            balanced("alternateTargetGroupArn=hosts,productionListenerRule=lb:80,roleArn=r"),
            "alternateTargetGroupArn must be another",
        ),
        (
            INVALID,
            balanced("alternateTargetGroupArn=tcp,productionListenerRule=lb:80,roleArn=r"),
            "The target group arn:",
        ),
        (INVALID, balanced("alternateTargetGroupArn=new,productionListenerRule=lb:80"), "roleArn must be set."),
        (INVALID, balanced("productionListenerRule=lb:80,roleArn=r"), "alternateTargetGroupArn must be set."),
        (
            INVALID,
            hook("targetType=PAUSE,lifecycleStages=[PRODUCTION_TRAFFIC_SHIFT]"),
            "lifecycleStages of hooks of type PAUSE are",
        ),
        (INVALID, hook("targetType=PAUSE,hookTargetArn=f,lifecycleStages=[PRE_SCALE_UP]"), "hookTargetArn isn't for"),
        (INVALID, hook("lifecycleStages=[PRE_SCALE_UP]"), "hookTargetArn must be set"),
        (
            INVALID,
            hook("hookTargetArn=f,roleArn=r,lifecycleStages=[BAKE_TIME]"),
            "lifecycleStages of hooks of type AWS_LAMBDA are",
        ),
        (
            INVALID,
            hook("targetType=PAUSE,lifecycleStages=[PRE_SCALE_UP],timeoutConfiguration={timeoutInMinutes=20161}"),
            "timeoutInMinutes must be between 1 and 20160.",
        ),
    ]);
    taken(&[
        update("s", "strategy=BLUE_GREEN,bakeTimeInMinutes=0"),
        update("balanced", "strategy=ROLLING,canaryConfiguration={canaryPercent=0.1}"),
        hook(
            "targetType=PAUSE,lifecycleStages=[PRE_PRODUCTION_TRAFFIC_SHIFT],timeoutConfiguration={timeoutInMinutes=20160,action=CONTINUE}",
        ),
    ]);
}
