//! The account that the page opens on, made without the command line: what the lines of opening.txt ask for, as values.
//!
//! The page shows it before the part that reads lines has come (command_line.rs). A test holds both to the same World.

use std::rc::Rc;

use super::scenario::Scenario;
use engine::commands::{
    AddInstances, BalancerRef, Command, Compute, CreateCluster, CreateListener, CreateLoadBalancer, CreateService,
    CreateTargetGroup, DefinitionRef, RegisterTaskDefinition, SetStrict, SetTargetGroupAttributes, SetTraffic,
};
use engine::history::{History, Memory};
use engine::ids::TargetGroupId;
use engine::model::balancer::{BalancerKind, HealthCheckSettings, Protocol, TargetType};
use engine::model::definition::{Accelerators, ContainerDefinition, NetworkMode, PortMapping, TaskDefinition};
use engine::model::kept::Kept;
use engine::model::listener::{Action, Requests, Weighted};
use engine::model::network::{self, DEFAULT_SECURITY_GROUP, Network, Zone, default_subnet};
use engine::model::placement::Placement;
use engine::model::routing::Routing;
use engine::model::service::{LaunchType, Scheduling};
use engine::random::Seed;
use engine::rules::services::is_steady;
use engine::time::Span;
use engine::timings::SCHEDULER_TICK;

/// What a line does.
enum Step {
    Ask(Command),
    Wait(Span),
    WaitSteady,
}

pub(super) fn opening(seed: Seed) -> History {
    let mut history = History::new(seed, Memory::Whole);
    let lines = Scenario::Opening.script().lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for (line, step) in lines.zip(steps()) {
        match step {
            Step::Ask(command) => {
                let reply = history.command(line, command);
                debug_assert!(reply.is_ok(), "{line}: {reply:?}");
            }
            Step::Wait(span) => history.advance(history.now() + span),
            Step::WaitSteady => {
                while history.world().services.keys().any(|id| !is_steady(history.world(), id)) {
                    history.advance(history.now() + SCHEDULER_TICK);
                }
            }
        }
    }
    history
}

/// One for each line of the script.
fn steps() -> impl Iterator<Item = Step> {
    capacity().chain([Step::Wait(Span::minutes(2))]).chain(definitions()).chain(balancing()).chain(services()).chain([
        Step::WaitSteady,
        ask(SetTraffic { balancer: "shop-alb".into(), requests: Some(Requests::default()), rate: 120_000 }),
        Step::Wait(Span::secs(30)),
    ])
}

fn ask(command: impl Into<Command>) -> Step {
    Step::Ask(command.into())
}

fn capacity() -> impl Iterator<Item = Step> {
    let cluster =
        CreateCluster { name: "demo".into(), providers: Vec::new(), strategy: Vec::new(), kept: Kept::default() };
    let instances = (0..9).map(|n| {
        let instance_type = if matches!(n, 5 | 6) { "c5.xlarge" } else { "m5.large" };
        let zone = Some(Zone::in_turn(n));
        ask(AddInstances { cluster: "demo".into(), instance_type: instance_type.into(), zone, count: 1 })
    });
    [ask(SetStrict { strict: false }), ask(cluster)].into_iter().chain(instances)
}

fn definitions() -> impl Iterator<Item = Step> {
    let all = [shop("playground/web:1"), shop("playground/web:2"), api(), worker(), job()];
    all.into_iter().map(|definition| ask(RegisterTaskDefinition { definition }))
}

fn shop(image: &str) -> Rc<TaskDefinition> {
    on_ec2("shop", image, (256, 512), &[8080])
}

fn api() -> Rc<TaskDefinition> {
    on_ec2("api", "api:3.2", (384, 768), &[3000])
}

fn job() -> Rc<TaskDefinition> {
    on_ec2("job", "playground/job:1", (512, 1024), &[])
}

/// A container with dynamic ports.
fn on_ec2(family: &str, image: &str, (cpu, memory): (u32, u32), ports: &[u16]) -> Rc<TaskDefinition> {
    let mapping = |port: &u16| format!(r#"{{"containerPort":{port},"hostPort":0,"protocol":"tcp"}}"#);
    let mappings: Vec<String> = ports.iter().map(mapping).collect();
    let said = format!(r#""cpu":{cpu},"memory":{memory},"portMappings":[{}]"#, mappings.join(","));
    let ports =
        ports.iter().map(|&container| PortMapping { container, host: 0, protocol: network::Protocol::Tcp }).collect();
    let container = ContainerDefinition { cpu, memory: Some(memory), ports, ..container(family, image) };
    let document = document(family, "", &described(family, image, &said), "");
    Rc::new(TaskDefinition { document: document.into(), ..definition(family, container) })
}

fn worker() -> Rc<TaskDefinition> {
    let (family, image) = ("worker", "worker:1.4");
    let end = r#","requiresCompatibilities":["FARGATE"],"cpu":"256","memory":"512""#;
    let described = described(family, image, r#""cpu":0,"portMappings":[]"#);
    Rc::new(TaskDefinition {
        network_mode: NetworkMode::Awsvpc,
        asks_for_fargate: true,
        cpu: Some(256),
        memory: Some(512),
        requires: vec!["com.amazonaws.ecs.capability.docker-remote-api.1.18".into(), "ecs.capability.task-eni".into()],
        document: document(family, r#","networkMode":"awsvpc""#, &described, end).into(),
        ..definition(family, container(family, image))
    })
}

fn definition(family: &str, container: ContainerDefinition) -> TaskDefinition {
    TaskDefinition {
        family: family.into(),
        revision: 0,
        network_mode: NetworkMode::Bridge,
        asks_for_fargate: false,
        asks_for_external: false,
        fargate: false,
        cpu: None,
        memory: None,
        containers: vec![container],
        task_role: None,
        execution_role: None,
        constraints: Vec::new(),
        requires: Vec::new(),
        arm: false,
        windows: false,
        only_on_ec2: None,
        ephemeral_storage: None,
        document: "".into(),
    }
}

fn container(name: &str, image: &str) -> ContainerDefinition {
    ContainerDefinition {
        name: name.into(),
        image: image.into(),
        cpu: 0,
        memory: None,
        memory_reservation: None,
        ports: Vec::new(),
        essential: true,
        depends_on: Vec::new(),
        start_timeout: None,
        stop_timeout: None,
        health_check: None,
        restart: None,
        log: None,
        secrets: Vec::new(),
        credentials: None,
        accelerators: Accelerators::Gpus(0),
        consistent: true,
    }
}

/// The document that is registered, as ECS completes it.
fn document(family: &str, begin: &str, container: &str, end: &str) -> String {
    format!(
        r#"{{"family":"{family}"{begin},"containerDefinitions":[{container}],"volumes":[],"placementConstraints":[]{end},"enableFaultInjection":false}}"#
    )
}

/// A container of it.
fn described(name: &str, image: &str, said: &str) -> String {
    let empty = r#""environment":[],"mountPoints":[],"volumesFrom":[],"systemControls":[]"#;
    format!(r#"{{"name":"{name}","image":"{image}",{said},"essential":true,{empty}}}"#)
}

fn balancing() -> impl Iterator<Item = Step> {
    let checks = HealthCheckSettings {
        protocol: Protocol::Http,
        path: "/".into(),
        interval: Span::secs(10),
        timeout: Span::secs(5),
        healthy_threshold: 5,
        unhealthy_threshold: 2,
        matcher: (200, 200),
    };
    let group = CreateTargetGroup {
        name: "shop-tg".into(),
        target_type: TargetType::Instance,
        protocol: Protocol::Http,
        port: 8080,
        checks,
        kept: Kept::default(),
    };
    let given = [("deregistration_delay.timeout_seconds".into(), "60".into())];
    let attributes = SetTargetGroupAttributes {
        target_group: TargetGroupId(0),
        given: given.into_iter().collect(),
        delay: Span::minutes(1),
        routing: Routing::default(),
    };
    let listener = CreateListener {
        balancer: "shop-alb".into(),
        port: 80,
        protocol: Protocol::Http,
        action: (
            Action::Forward(vec![Weighted { target_group: TargetGroupId(0), weight: 1 }]),
            Kept::new([("Actions".into(), "[{}]".into())]),
        ),
        kept: Kept::new([("DefaultActions".into(), "[{}]".into())]),
    };
    [
        ask(CreateLoadBalancer {
            name: "shop-alb".into(),
            kind: BalancerKind::Application,
            subnets: subnets(),
            kept: Kept::default(),
        }),
        ask(group),
        ask(attributes),
        ask(listener),
    ]
    .into_iter()
}

fn subnets() -> Vec<Rc<str>> {
    Zone::all().take(Zone::USUAL).map(|zone| default_subnet(zone).into()).collect()
}

fn services() -> impl Iterator<Item = Step> {
    let shop_tg = BalancerRef {
        target_group: "shop-tg".into(),
        suffix: "6d0ecf831eec9f09".into(),
        container: "shop".into(),
        port: 8080,
        advanced: None,
    };
    let shop = CreateService {
        balancers: vec![shop_tg],
        request: r#"{"cluster":"demo","desiredCount":6,"loadBalancers":[{"containerName":"shop","containerPort":8080,"targetGroupArn":"shop-tg"}],"serviceName":"shop","taskDefinition":"shop:1"}"#.into(),
        ..service("shop", 6, shop("playground/web:1"))
    };
    let api = CreateService {
        request: r#"{"cluster":"demo","desiredCount":8,"serviceName":"api","taskDefinition":"api:1"}"#.into(),
        ..service("api", 8, api())
    };
    let mut worker = service("worker", 3, worker());
    worker.compute = Compute::Launch(LaunchType::Fargate);
    worker.placement.network =
        Some(Network { subnets: subnets(), security_groups: vec![DEFAULT_SECURITY_GROUP.into()], public_ip: false });
    worker.request = format!(
        r#"{{"cluster":"demo","desiredCount":3,"launchType":"FARGATE","networkConfiguration":{{"awsvpcConfiguration":{{"securityGroups":["{DEFAULT_SECURITY_GROUP}"],"subnets":["{}"]}}}},"serviceName":"worker","taskDefinition":"worker:1"}}"#,
        subnets().join(r#"",""#)
    )
    .into();
    [ask(shop), ask(api), ask(worker)].into_iter()
}

/// A service of the first revision of its definition, as it is where nothing more is said.
fn service(name: &str, desired: u32, definition: Rc<TaskDefinition>) -> CreateService {
    CreateService {
        cluster: "demo".into(),
        name: name.into(),
        definition: DefinitionRef { family: name.into(), revision: Some(1), fallback: definition },
        scheduling: Scheduling::Replica,
        desired,
        compute: Compute::Unsaid,
        placement: Placement {
            launch: LaunchType::Ec2,
            providers: Vec::new(),
            network: None,
            strategy: Vec::new(),
            constraints: Vec::new(),
            only: None,
        },
        balancers: Vec::new(),
        rebalancing: None,
        minimum_healthy_percent: 100,
        maximum_percent: 200,
        grace_period: None,
        judgement: Default::default(),
        shifting: Default::default(),
        kept: Kept::default(),
        request: "".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use cli::{NoFiles, run};

    #[test]
    fn it_is_what_its_lines_lead_to() {
        for seed in [1, 42] {
            let mut by_lines = History::new(Seed(seed), Memory::Whole);
            for line in cli::words::commands(Scenario::Opening.script()) {
                let outcome = run(&mut by_lines, &NoFiles, &line);
                assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
            }
            let made = opening(Seed(seed));
            let journal = |history: &History| -> Vec<_> {
                history.journal().iter().map(|entry| (entry.at, entry.line.clone())).collect()
            };
            assert_eq!(journal(&made), journal(&by_lines));
            for (made, by_line) in made.simulation().log().iter().zip(by_lines.simulation().log().iter()) {
                assert_eq!(made, by_line);
            }
            assert_eq!(made.world().facts, by_lines.world().facts);
            assert_eq!(made.world().hash, by_lines.world().hash);
            assert_eq!(format!("{:?}", made.world()), format!("{:?}", by_lines.world()));
        }
    }
}
