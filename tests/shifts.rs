//! What holds of deployments that shift traffic, whatever is asked, fails or is stopped meanwhile.

#![cfg(not(target_arch = "wasm32"))]

use aws::arn;
use cli::NoFiles;
use engine::facts::{BalancerChange, Change};
use engine::history::{History, Memory};
use engine::model::service::Service;
use engine::random::Seed;
use engine::rules::services::is_steady;
use engine::timings::SCHEDULER_TICK;
use engine::world::World;
use proptest::prelude::*;

const ACCOUNT: &str = r#"
sim add-instances --cluster c --count 4 --type m5.large
sim wait 2m
aws ecs register-task-definition --family web --container-definitions '[{"name":"web","image":"web:1","memory":256,"portMappings":[{"containerPort":80}]}]'
aws ecs register-task-definition --family web --container-definitions '[{"name":"web","image":"playground/web:slow","memory":256,"portMappings":[{"containerPort":80}]}]'
aws ecs register-task-definition --family web --container-definitions '[{"name":"web","image":"playground/web:crash","memory":256,"portMappings":[{"containerPort":80}]}]'
aws elbv2 create-load-balancer --name web --subnets subnet-a subnet-b subnet-c
aws elbv2 create-target-group --name one --protocol HTTP --port 80 --health-check-interval-seconds 5 --healthy-threshold-count 2
aws elbv2 create-target-group --name two --protocol HTTP --port 80 --health-check-interval-seconds 5 --healthy-threshold-count 2
aws elbv2 create-listener --load-balancer-arn web --protocol HTTP --port 80 --default-actions Type=forward,TargetGroupArn=one
aws elbv2 create-listener --load-balancer-arn web --protocol HTTP --port 81 --default-actions Type=forward,TargetGroupArn=one
aws ecs create-service --cluster c --service-name web --task-definition web:1 --desired-count 2 --load-balancers 'targetGroupArn=one,containerName=web,containerPort=80,advancedConfiguration={alternateTargetGroupArn=two,productionListenerRule=web:80,testListenerRule=web:81,roleArn=r}' --deployment-configuration 'strategy=BLUE_GREEN,bakeTimeInMinutes=1,alarms={alarmNames=[errors],enable=true,rollback=true},deploymentCircuitBreaker={enable=true,rollback=true}'
sim traffic web 100/s
"#;

const LAMBDA: &str = "hookTargetArn=arn:aws:lambda:us-east-1:123456789012:function:f,roleArn=r,lifecycleStages=[PRE_SCALE_UP,PRODUCTION_TRAFFIC_SHIFT]";
const PAUSE: &str = "targetType=PAUSE,lifecycleStages=[POST_SCALE_UP,POST_PRODUCTION_TRAFFIC_SHIFT],timeoutConfiguration={timeoutInMinutes=9}";

fn line() -> impl Strategy<Value = String> {
    let update = |what: String| format!("aws ecs update-service --cluster c --service web {what}");
    let strategies = prop::sample::select(vec![
        "strategy=BLUE_GREEN,bakeTimeInMinutes=2",
        "strategy=LINEAR,bakeTimeInMinutes=0,linearConfiguration={stepPercent=33.3,stepBakeTimeInMinutes=1}",
        "strategy=CANARY,canaryConfiguration={canaryPercent=0.1,canaryBakeTimeInMinutes=1}",
        "strategy=ROLLING",
        "maximumPercent=150,minimumHealthyPercent=0",
    ]);
    let hooks = prop::sample::select(vec!["", LAMBDA, PAUSE]);
    prop_oneof![
        6 => (1u32..4).prop_map(move |revision| update(format!("--task-definition web:{revision}"))),
        2 => strategies.prop_map(move |how| update(format!("--deployment-configuration '{how}'"))),
        2 => hooks.prop_map(move |hook| update(match hook {
            "" => "--deployment-configuration lifecycleHooks=[]".into(),
            hook => format!("--deployment-configuration 'lifecycleHooks=[{{{hook}}}]'"),
        })),
        2 => (0u32..4).prop_map(move |desired| update(format!("--desired-count {desired}"))),
        10 => (1u64..200).prop_map(|seconds| format!("sim wait {seconds}s")),
        2 => prop::sample::select(vec!["succeeds", "fails", "waits", "waits 50s"]).prop_map(|how| format!("sim hook f {how}")),
        2 => prop::sample::select(vec!["on", "off"]).prop_map(|how| format!("sim alarm errors {how}")),
        2 => prop::sample::select(vec!["ABORT", "ROLLBACK"]).prop_map(|how| format!("stop {how}")),
        2 => prop::sample::select(vec!["CONTINUE", "ROLLBACK"]).prop_map(|how| format!("answer {how}")),
        1 => Just("sim kill-task service:web".to_string()),
    ]
}

/// The line with the ARN of the service deployment, and of its latest hook.
fn with_names(world: &World, line: &str) -> String {
    let (id, service) = world.services.iter().next().unwrap();
    let current = service.current();
    let arn = arn::service_deployment(world, id, current);
    let hooks = world.deployments[current].progress.as_ref().map_or(0, |progress| progress.hooks.len());
    match line.split_once(' ') {
        Some(("stop", how)) => {
            format!("aws ecs stop-service-deployment --service-deployment-arn {arn} --stop-type {how}")
        }
        Some(("answer", how)) => format!(
            "aws ecs continue-service-deployment --service-deployment-arn {arn} --hook-id {} --action {how}",
            arn::hook(world, current, hooks.max(1) - 1)
        ),
        _ => line.into(),
    }
}

fn account(lines: &[String]) -> History {
    let mut history = History::new(Seed(1), Memory::Whole);
    for line in ACCOUNT.lines().filter(|line| !line.is_empty()) {
        let outcome = cli::run(&mut history, &NoFiles, line);
        assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
    }
    for line in lines {
        let line = with_names(history.world(), line);
        cli::run(&mut history, &NoFiles, &line);
        check_targets(history.world());
    }
    history
}

/// Targets that get requests stand for tasks that run, but for the moments until the scheduler looks.
fn check_targets(world: &World) {
    for group in world.target_groups.values() {
        for (task, _) in group.targets.iter().filter(|(_, target)| target.registered()) {
            let stopped = world.tasks[*task].stamps.stopped;
            assert!(stopped.is_none_or(|at| world.now - at <= SCHEDULER_TICK), "{task:?} of {} has ended", group.name);
        }
    }
}

fn web(world: &World) -> &Service {
    world.services.values().next().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// The weights of a rule always make 100, between the two groups of the service.
    #[test]
    fn weights_make_a_hundred(lines in prop::collection::vec(line(), 1..25)) {
        let history = account(&lines);
        for fact in history.simulation().log().iter() {
            if let Change::Balancer(_, BalancerChange::WeightsSet { forward, .. }) = &fact.change {
                prop_assert_eq!(forward.iter().map(|to| to.weight).sum::<u32>(), 100, "{:?}", fact);
                prop_assert_eq!(forward.len(), 2);
            }
        }
    }

    /// Once nothing is broken, each deployment reaches an end, and where it was a good one the PRIMARY has the traffic.
    #[test]
    fn each_deployment_ends(lines in prop::collection::vec(line(), 1..25)) {
        let mut history = account(&lines);
        for line in ["sim alarm errors off", "sim hook f succeeds", "sim wait 6h"] {
            cli::run(&mut history, &NoFiles, line);
        }
        let world = history.world();
        let (id, service) = (web(world).id, web(world));
        let primary = service.primary();
        prop_assert!(!primary.rollout.is_under_way(), "{:?} {:?}", primary, world.deployments[service.current()]);
        prop_assert!(world.deployments[service.current()].status.is_over());
        if is_steady(world, id) {
            prop_assert_eq!(service.deployments.len(), 1);
            let (group, _) = primary.revision.groups().next().unwrap();
            let rule = aws::arn::find_rule(world, "web:80").unwrap();
            let (_, rule) = world.rule(rule).unwrap();
            let has = |to: &engine::model::listener::Weighted| to.target_group == group && to.weight > 0;
            prop_assert!(rule.forwards().iter().all(|to| has(to) || to.weight == 0), "{:?}", rule);
        }
    }
}
