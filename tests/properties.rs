//! What holds whatever is asked. A failure prints the lines that lead to it; the seeds are kept beside this file.

#![cfg(not(target_arch = "wasm32"))]

#[path = "properties/causes.rs"]
mod causes;

use std::collections::{BTreeMap, BTreeSet};

use aws::arn;
use cli::{self, NoFiles};
use engine::facts::{BusChange, Cause, Change, Fact, InstanceChange, ServiceChange, TaskChange, events};
use engine::history::{History, Memory};
use engine::ids::TaskId;
use engine::model::bus::Event;
use engine::model::service::{Rollout, ServiceStatus};
use engine::model::task::StopReason;
use engine::random::Seed;
use engine::rules::launch::{Order, request};
use engine::rules::placement::{NotPlaced, choose, explain};
use engine::rules::services::{is_steady, plan, sort};
use engine::time::Time;
use engine::world::World;
use proptest::prelude::*;

/// Lines that make up a small, busy account. Many fail; that must do no harm.
fn line() -> impl Strategy<Value = String> {
    let service = prop::sample::select(vec!["a", "b", "c"]);
    let image = prop::sample::select(vec![
        "web",
        "playground/web:slow",
        "playground/web:crash",
        "playground/web:missing",
        "playground/job:1",
    ]);
    let zone = prop::sample::select(vec!["us-east-1a", "us-east-1b", "us-east-1c"]);
    prop_oneof![
        4 => (1u32..200).prop_map(|s| format!("sim wait {s}s")),
        3 => (zone.clone(), 1u32..3, prop::sample::select(vec!["t3.medium", "m5.large", "c5.large"]))
            .prop_map(|(zone, n, t)| format!("sim add-instances --cluster c --type {t} --zone {zone} --count {n}")),
        2 => (service.clone(), image.clone(), 1u32..5, prop::bool::ANY).prop_map(|(family, image, size, port)| {
            let (cpu, memory) = (size * 256, size * 400);
            let ports = if port { r#", "portMappings": [{"containerPort": 80}]"# } else { "" };
            format!(r#"aws ecs register-task-definition --family {family} --execution-role-arn {family}-role --container-definitions '[{{"name": "{family}", "image": "{image}", "cpu": {cpu}, "memory": {memory}{ports}}}]'"#)
        }),
        3 => (service.clone(), 0u32..7, 0u32..101, 100u32..201).prop_map(|(s, n, min, max)| format!(
            "aws ecs create-service --cluster c --service-name {s} --task-definition {s} --desired-count {n} --deployment-configuration maximumPercent={max},minimumHealthyPercent={min}")),
        2 => (service.clone(), 0u32..5).prop_map(|(s, n)| format!(
            "aws ecs create-service --cluster c --service-name {s}-lb --task-definition {s} --desired-count {n} --load-balancers targetGroupArn={s}-tg,containerName={s},containerPort=80")),
        2 => (service.clone(), 0u32..6).prop_map(|(s, n)| format!("aws ecs create-service --cluster c --service-name {s}-fg --task-definition fg-{s} --desired-count {n} --launch-type FARGATE --network-configuration awsvpcConfiguration={{subnets=[subnet-1,subnet-2]}}")),
        2 => (service.clone(), 0u32..6, 0u32..3, 0u32..4, 0u32..4).prop_map(|(s, n, base, on_demand, spot)| format!(
            "aws ecs create-service --cluster c --service-name {s}-spot --task-definition fg-{s} --desired-count {n} --capacity-provider-strategy capacityProvider=FARGATE,base={base},weight={on_demand} capacityProvider=FARGATE_SPOT,weight={spot} --network-configuration awsvpcConfiguration={{subnets=[subnet-1,subnet-2]}}")),
        1 => (service.clone(), 0u32..9).prop_map(|(s, n)| format!("aws ecs update-service --cluster c --service {s}-spot --desired-count {n}")),
        1 => (service.clone(), 1u32..6).prop_map(|(s, n)| format!("aws ecs run-task --cluster c --task-definition fg-{s} --count {n} --capacity-provider-strategy capacityProvider=FARGATE_SPOT,weight=1 --network-configuration awsvpcConfiguration={{subnets=[subnet-1]}}")),
        1 => (service.clone(), 1u32..11, prop::bool::ANY).prop_map(|(s, n, token)| format!(
            "aws ecs run-task --cluster c --task-definition fg-{s} --count {n} --launch-type EC2 --network-configuration awsvpcConfiguration={{subnets=[subnet-1]}}{}",
            if token { " --client-token once" } else { "" })),
        1 => prop::bool::ANY.prop_map(|on| format!(
            "aws ecs put-account-setting-default --name awsvpcTrunking --value {}", if on { "enabled" } else { "disabled" })),
        1 => (1u32..12).prop_map(|n| format!("sim quota fargate-vcpus {n}")),
        1 => service.clone().prop_map(|s| format!("sim interrupt-spot service:{s}-spot")),
        1 => (zone.clone(), prop::bool::ANY, prop::bool::ANY).prop_map(|(zone, on, spot)| format!(
            "sim fargate-capacity {zone} {}{}", if on { "on" } else { "off" }, if spot { " --provider FARGATE_SPOT" } else { "" })),
        3 => (service.clone(), 0u32..9).prop_map(|(s, n)| format!("aws ecs update-service --cluster c --service {s} --desired-count {n}")),
        3 => (service.clone(), 1u32..5).prop_map(|(s, n)| format!("aws ecs update-service --cluster c --service {s} --task-definition {s}:{n}")),
        1 => service.clone().prop_map(|s| format!("aws ecs update-service --cluster c --service {s}-lb --force-new-deployment")),
        2 => (service.clone(), prop::bool::ANY, 1u32..4).prop_map(|(s, rollback, n)| format!(
            "aws ecs update-service --cluster c --service {s} --deployment-configuration 'deploymentCircuitBreaker={{enable=true,rollback={rollback},thresholdConfiguration={{type=COUNT,value={n}}}}},alarms={{alarmNames=[a],enable=true,rollback={rollback}}}'")),
        1 => (service.clone(), prop::bool::ANY).prop_map(|(s, deferred)| format!(
            "aws ecs update-service --cluster c --service {s} --deployment-configuration 'minimumHealthyPercent=50,earlySuccessCriteria={{enable=true,healthyPercent=50,sourceServiceRevisionCleanup={}}}'", if deferred { "DEFERRED" } else { "BLOCKING" })),
        1 => prop::sample::select(vec!["on", "off"]).prop_map(|state| format!("sim alarm a {state}")),
        1 => (service.clone(), prop::bool::ANY).prop_map(|(s, there)| format!("sim image set {s}:1 exists={there}")),
        1 => service.clone().prop_map(|s| format!("aws ecs delete-service --cluster c --service {s} --force")),
        1 => (service.clone(), 1u32..11).prop_map(|(s, n)| format!("aws ecs run-task --cluster c --task-definition {s} --count {n}")),
        1 => (service.clone(), 1u32..4).prop_map(|(s, n)| format!("aws ecs deregister-task-definition --task-definition {s}:{n}")),
        1 => (service.clone(), 1u32..4).prop_map(|(s, n)| format!("aws ecs delete-task-definitions --task-definitions {s}:{n}")),
        2 => service.clone().prop_map(|s| format!("sim kill-task service:{s}")),
        1 => service.clone().prop_map(|s| format!("sim kill-task service:{s}-lb")),
        1 => (zone.clone(), 1u32..4).prop_map(|(zone, n)| format!("sim lose-instance {zone}/{n}")),
        1 => (zone.clone(), 1u32..4).prop_map(|(zone, n)| format!("sim restore {zone}/{n}")),
        2 => (0usize..4, prop::bool::ANY).prop_map(|(n, draining)| format!(
            "aws ecs update-container-instances-state --cluster c --container-instances @{n} --status {}",
            if draining { "DRAINING" } else { "ACTIVE" })),
        1 => (0usize..4).prop_map(|n| format!(
            "aws ecs deregister-container-instance --cluster c --container-instance @{n} --force")),
        3 => (0usize..9, 1u32..30).prop_map(|(n, minutes)| format!("aws ecs update-task-protection --cluster c --tasks #{n} --protection-enabled --expires-in-minutes {minutes}")),
        1 => (0usize..9).prop_map(|n| format!("aws ecs update-task-protection --cluster c --tasks #{n} --no-protection-enabled")),
        1 => (zone.clone(), 1u32..4).prop_map(|(zone, n)| format!("sim disconnect-agent {zone}/{n}")),
        1 => (zone.clone(), 1u32..4).prop_map(|(zone, n)| format!("sim connect-agent {zone}/{n}")),
        1 => zone.clone().prop_map(|zone| format!("sim lose-zone {zone}")),
        1 => zone.prop_map(|zone| format!("sim restore {zone}")),
        1 => (image.clone(), 0u32..60).prop_map(|(image, s)| format!("sim image set {image} healthy-after={s}s")),
        2 => (image, 0u32..60).prop_map(|(image, s)| format!("sim push {image} healthy-after={s}s")),
        1 => Just("sim traffic a-tg 50/s".to_string()),
        2 => (0u32..90, prop::sample::select(vec!["", "--path /x", "--port 9", "--method PUT"])).prop_map(|(n, what)| format!("sim traffic a-tg {n}/s {what}")),
        2 => (0u32..60, 0u32..4_000).prop_map(|(cost, takes)| format!("sim image set web request-cpu={cost}ms request-takes={takes}ms")),
        2 => prop::sample::select(vec![
            "create-rule --listener-arn a-alb:80 --priority 5 --conditions Field=path-pattern,Values=/x --actions Type=forward,TargetGroupArn=a-tg",
            "create-rule --listener-arn a-alb:80 --priority 6 --conditions Field=path-pattern,Values=/* --actions Type=fixed-response,FixedResponseConfig={StatusCode=404}",
            "set-rule-priorities --rule-priorities RuleArn=a-alb:80/5,Priority=6 RuleArn=a-alb:80/6,Priority=5",
            "delete-rule --rule-arn a-alb:80/5",
            "delete-rule --rule-arn a-alb:80/6",
            "modify-listener --listener-arn a-alb:80 --port 81",
            "modify-listener --listener-arn a-alb:81 --port 80 --default-actions Type=forward,ForwardConfig={TargetGroups=[{TargetGroupArn=a-tg,Weight=3}]}",
            "modify-target-group --target-group-arn a-tg --health-check-interval-seconds 6 --health-check-timeout-seconds 2",
            "modify-target-group-attributes --target-group-arn a-tg --attributes Key=slow_start.duration_seconds,Value=40 Key=deregistration_delay.timeout_seconds,Value=3",
            "modify-target-group-attributes --target-group-arn a-tg --attributes Key=load_balancing.cross_zone.enabled,Value=false",
            "delete-load-balancer --load-balancer-arn a-alb",
        ]).prop_map(|what| format!("aws elbv2 {what}")),
        2 => (service.clone(), prop::sample::select(vec!["START", "COMPLETE", "SUCCESS", "HEALTHY"]), 10u32..60, 60u32..90).prop_map(|(family, condition, seconds, period)| format!(
            r#"aws ecs register-task-definition --family {family} --container-definitions '[{{"name": "{family}", "image": "web", "memory": 300, "restartPolicy": {{"enabled": true, "restartAttemptPeriod": {period}}}, "dependsOn": [{{"containerName": "first", "condition": "{condition}"}}]}}, {{"name": "first", "image": "playground/init:1", "memory": 200, "essential": false, "startTimeout": {seconds}, "healthCheck": {{"command": ["CMD-SHELL", "curl x"], "interval": {seconds}, "retries": 2}}}}]'"#)),
        2 => (service.clone(), 5u32..40).prop_map(|(family, interval)| format!(
            r#"aws ecs register-task-definition --family {family} --container-definitions '[{{"name": "{family}", "image": "web", "memory": 300, "healthCheck": {{"command": ["CMD-SHELL", "curl x"], "interval": {interval}, "timeout": 3, "retries": 2}}}}]'"#)),
        2 => (service.clone(), prop::bool::ANY).prop_map(|(family, makes)| format!(
            r#"aws ecs register-task-definition --family {family} --execution-role-arn {family}-role --container-definitions '[{{"name": "{family}", "image": "web", "memory": 300, "secrets": [{{"name": "A", "valueFrom": "arn:aws:secretsmanager:us-east-1:123456789012:secret:{family}-a1B2c3"}}, {{"name": "B", "valueFrom": "/{family}/b"}}], "logConfiguration": {{"logDriver": "awslogs", "options": {{"awslogs-region": "us-east-1", "awslogs-group": "{family}", "awslogs-create-group": "{makes}"}}}}}}]'"#)),
        3 => (service.clone(), prop::sample::select(vec![
            "logs create-log-group --log-group-name @", "logs delete-log-group --log-group-name @",
            "secretsmanager create-secret --name @ --secret-string x", "secretsmanager restore-secret --secret-id @",
            "secretsmanager delete-secret --secret-id @", "secretsmanager put-secret-value --secret-id @ --secret-string y",
            "secretsmanager delete-secret --secret-id @ --force-delete-without-recovery",
            "ssm put-parameter --name /@/b --type String --value x --overwrite", "ssm delete-parameter --name /@/b",
        ])).prop_map(|(s, what)| format!("aws {}", what.replace('@', s.as_ref()))),
        1 => prop::sample::select(vec!["fails", "passes", "hangs", "as-served"]).prop_map(|how| format!("sim image set web health-check={how}")),
        1 => prop::sample::select(vec!["fails", "passes", "hangs", "as-served"]).prop_map(|how| format!("sim container set web health-check={how}")),
        1 => (0u32..400, 0u32..200).prop_map(|(idle, growth)| format!("sim image set web memory={idle}+{growth}/m")),
        1 => (0u32..400, 0u32..200).prop_map(|(idle, growth)| format!("sim container set web memory={idle}+{growth}/m")),
        1 => (20u32..200, 0u32..2).prop_map(|(s, code)| format!("sim image set web exit-after={s}s exit-code={code}")),
        1 => (20u32..200, 0u32..2).prop_map(|(s, code)| format!("sim container set web exit-after={s}s exit-code={code}")),
        1 => prop::sample::select(vec!["down", "up"]).prop_map(|how| format!("sim registry {how}")),
        1 => (service.clone(), prop::sample::select(vec!["rate(1 minute)", "cron(*/2 * ? * MON *)", "at(2026-01-05T09:05:30)"]), 1u32..4).prop_map(|(s, when, n)| format!(
            r#"aws scheduler create-schedule --name {s} --schedule-expression '{when}' --action-after-completion DELETE --flexible-time-window Mode=OFF --target '{{"Arn": "arn:aws:ecs:us-east-1:123456789012:cluster/c", "RoleArn": "{s}-role", "EcsParameters": {{"TaskDefinitionArn": "{s}", "TaskCount": {n}}}}}'"#)),
        2 => (service.clone(), prop::sample::select(vec![
            r#"{"source": ["aws.ecs"]}"#, r#"{"detail": {"lastStatus": ["STOPPED"]}}"#, r#"{"detail-type": [{"suffix": "Action"}]}"#,
        ])).prop_map(|(s, pattern)| format!("aws events put-rule --name {s} --event-pattern '{pattern}'")),
        2 => (service.clone(), prop::bool::ANY).prop_map(|(s, runs)| match runs {
            true => format!(r#"aws events put-targets --rule {s} --targets '[{{"Id": "1", "Arn": "arn:aws:ecs:us-east-1:123456789012:cluster/c", "RoleArn": "{s}-role", "EcsParameters": {{"TaskDefinitionArn": "{s}"}}}}]'"#),
            false => format!("aws events put-targets --rule {s} --targets Id=2,Arn=arn:aws:sns:us-east-1:123456789012:{s}"),
        }),
        1 => service.clone().prop_map(|s| format!("aws events disable-rule --name {s}")),
        1 => Just(r#"aws events put-events --entries '[{"Source": "x", "DetailType": "y", "Detail": "{}"}]'"#.to_string()),
        1 => service.clone().prop_map(|s| format!("aws scheduler delete-schedule --name {s}")),
        1 => (service, prop::sample::select(vec!["assumable=false", "assumable=true", "cannot=*", "can=*"])).prop_map(|(s, what)| format!("sim role set {s}-role {what}")),
    ]
}

/// Requests take a while, so that some are under way when something happens to who works on them.
fn lines() -> impl Strategy<Value = Vec<String>> {
    (0u32..3_000, prop::collection::vec(line(), 1..40)).prop_map(|(takes, mut lines)| {
        lines.insert(0, format!("sim image set web request-takes={takes}ms"));
        lines
    })
}

fn run(history: &mut History, lines: &[String]) {
    for line in lines {
        let line = with_task(history.world(), &with_instance(history.world(), line));
        cli::run(history, &NoFiles, &line);
    }
}

/// Puts the id of the n-th container instance in the place of `@n`.
fn with_instance(world: &World, line: &str) -> String {
    let Some((before, after)) = line.split_once('@') else { return line.into() };
    let number: usize = after[..1].parse().unwrap();
    let name = world.instances.keys().nth(number).map_or("none".into(), |id| arn::instance_name(world, id));
    format!("{before}{name}{}", &after[1..])
}

/// Puts the id of the n-th task of a service in the place of `#n`.
fn with_task(world: &World, line: &str) -> String {
    let Some((before, after)) = line.split_once('#') else { return line.into() };
    let number: usize = after[..1].parse().unwrap();
    let mut tasks = world.tasks.iter().filter(|(_, task)| task.service().is_some() && task.wanted);
    let name = tasks.nth(number).map_or("none".into(), |(id, _)| arn::task_name(world, id));
    format!("{before}{name}{}", &after[1..])
}

/// No task is scaled in while it is protected, but on instances that drain and by deleted services.
fn check_protection(history: &History) {
    let (mut until, mut draining, mut deleted) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    for fact in history.simulation().log().iter() {
        match &fact.change {
            Change::Task(id, TaskChange::ProtectionSet { until: set }) => drop(until.insert(*id, *set)),
            Change::Service(id, ServiceChange::Drained) => drop(deleted.insert(*id)),
            Change::Instance(id, InstanceChange::DrainingSet { draining: true }) => drop(draining.insert(*id)),
            Change::Instance(id, InstanceChange::DrainingSet { draining: false }) => drop(draining.remove(id)),
            Change::Task(id, TaskChange::StopWanted { stop }) => {
                let Some(task) = history.world().tasks.get(*id) else { continue };
                let free = task.instance().is_some_and(|on| draining.contains(&on))
                    || task.service().is_some_and(|service| deleted.contains(&service));
                let scaled_in = matches!(stop.reason, StopReason::ScalingActivity(_)) && !free;
                let protected = until.get(id).copied().flatten().is_some_and(|until| fact.at < until);
                assert!(!(scaled_in && protected), "{id:?} is protected");
            }
            _ => {}
        }
    }
}

/// Every task that isn't STOPPED is in just one bucket of its service.
fn check_buckets(world: &World) {
    for (id, service) in world.services.iter() {
        let sorted = sort(world, id);
        let in_buckets: usize = sorted
            .by_deployment
            .values()
            .map(|b| {
                b.starting.len()
                    + b.settling.len()
                    + b.healthy.len()
                    + b.unhealthy.len()
                    + b.leaving.len()
                    + b.displaced() as usize
            })
            .sum();
        let alive = world.service_tasks(id).filter(|(_, task)| !task.is_stopped()).count();
        assert_eq!(in_buckets, alive, "{}", service.name);
    }
}

/// What the scheduler would do keeps within both limits: enough stay healthy, and no more run than may.
fn check_limits(world: &World) {
    for (id, service) in world.services.iter().filter(|(_, service)| service.status == ServiceStatus::Active) {
        let (plan, sorted) = (plan(world, id), sort(world, id));
        let healthy = |task: &TaskId| {
            sorted.by_deployment.values().any(|b| b.healthy.contains(task) || b.draining_healthy.contains(task))
        };
        let stopped = plan.stop.iter().flat_map(|group| &group.tasks).filter(|task| healthy(task)).count() as u32;
        let left = sorted.healthy() - stopped;
        assert!(stopped == 0 || left >= service.lower_limit(), "{}: {left} of {}", service.name, service.lower_limit());
        let started: u32 = plan.start.iter().map(|group| group.count).sum();
        let running = sorted.present() + started;
        assert!(
            started == 0 || running <= service.upper_limit(),
            "{}: {running} of {}",
            service.name,
            service.upper_limit()
        );
    }
}

/// For every service, the fast and the explaining form of placement agree on where its next task would go.
fn check_placement(world: &World) {
    for (_, service) in world.services.iter() {
        let deployment = service.primary();
        let order = Order {
            cluster: service.cluster,
            group: service.group,
            owner: engine::model::task::Owner::Service(service.id, deployment.id),
            definition: deployment.revision.definition,
            started_by: None,
            overrides: None,
            named: false,
            placement: deployment.revision.placement.clone(),
            provider: None,
            kept: Default::default(),
        };
        let request = request(world, &order);
        let explanation = explain(world, &request);
        match choose(world, &request) {
            Ok(chosen) => assert_eq!(explanation.chosen(), Some(chosen)),
            Err(NotPlaced::NoInstances) => assert!(explanation.candidates.is_empty()),
            Err(NotPlaced::NoneFits(_)) => assert_eq!(explanation.chosen(), None),
        }
    }
}

proptest! {

    /// `World::check` runs after every fact; here it is that it never finds anything.
    #[test]
    fn nothing_breaks_an_account(seed in 0u64..1000, lines in lines()) {
        let mut history = History::new(Seed(seed), Memory::Whole);
        run(&mut history, &lines);
        history.world().check();
        check_buckets(history.world());
        check_placement(history.world());
        check_limits(history.world());
        check_protection(&history);
    }

    /// What passed on the bus is what the facts say, and a replay writes the same documents.
    #[test]
    fn what_passed_on_the_bus_is_what_the_facts_say(seed in 0u64..1000, lines in lines()) {
        let mut lines = lines;
        lines.insert(0, r#"aws events put-rule --name all --event-pattern '{"source": [{"exists": true}]}'"#.into());
        let mut history = History::new(Seed(seed), Memory::Whole);
        run(&mut history, &lines);
        let log = history.simulation().log();
        let of = |fact: &Fact| match &fact.change {
            Change::Bus(BusChange::Passed { event, .. }) => Some(event.clone()),
            _ => None,
        };
        let said: Vec<Event> = log.iter().flat_map(events).collect();
        let passed: Vec<Event> = log.iter().filter_map(of).collect();
        prop_assert_eq!(&passed, &said);
        let kept = |world: &World| world.bus.passed.iter().map(|passed| passed.document.clone()).collect::<Vec<_>>();
        prop_assert_eq!(kept(history.world()).len(), passed.len().min(100));
        let mut again = History::new(Seed(seed), Memory::Whole);
        again.follow(history.journal(), history.now());
        prop_assert_eq!(kept(again.world()), kept(history.world()));
    }

    /// Looking at a moment of the past shows what following the lines up to it shows.
    #[test]
    fn any_moment_of_the_past_is_reached_again(seed in 0u64..1000, lines in lines(), part in 0u64..1000) {
        let mut history = History::new(Seed(seed), Memory::Whole);
        run(&mut history, &lines);
        let moment = Time(history.now().0 * part / 1000);
        let then = history.at(moment);
        // The same lines, followed from the beginning and stopped at that moment, lead to the same facts.
        let mut again = History::new(Seed(seed), Memory::Whole);
        for entry in history.journal().iter().filter(|entry| entry.at <= moment) {
            again.advance(entry.at);
            again.command(&entry.line, entry.command.clone()).unwrap();
        }
        again.advance(moment);
        prop_assert_eq!(then.hash, again.world().hash);
        prop_assert_eq!(then.facts, again.world().facts);
    }

    /// Undoing by following an older journal leads to the very World that was.
    #[test]
    fn following_an_older_journal_undoes(seed in 0u64..1000, before in lines(), after in lines()) {
        let mut history = History::new(Seed(seed), Memory::Whole);
        run(&mut history, &before);
        let (journal, now, hash) = (history.journal().to_vec(), history.now(), history.world().hash);
        run(&mut history, &after);
        let (later, end, later_hash) = (history.journal().to_vec(), history.now(), history.world().hash);
        history.follow(&journal, now);
        prop_assert_eq!(history.world().hash, hash);
        history.follow(&later, end);
        prop_assert_eq!(history.world().hash, later_hash);
    }

    /// Each task's placement can be explained afterwards, and the explanation names the instance that it is on.
    #[test]
    fn explanations_agree_with_what_happened(seed in 0u64..1000, lines in lines()) {
        let mut history = History::new(Seed(seed), Memory::Whole);
        run(&mut history, &lines);
        for (id, task) in history.world().tasks.iter() {
            let Some(on) = task.instance() else { continue };
            let placing = engine::explain::placing(&history, history.world(), id).expect("it is remembered");
            let engine::explain::Why::Instances(explanation) = placing.why else { panic!("{id:?}") };
            prop_assert_eq!(explanation.chosen(), Some(on));
        }
    }

    /// A line that fails has changed nothing.
    #[test]
    fn a_failed_line_changes_nothing(seed in 0u64..1000, lines in lines()) {
        let mut history = History::new(Seed(seed), Memory::Whole);
        for line in &lines {
            let (facts, entries) = (history.world().facts, history.journal().len());
            let outcome = cli::run(&mut history, &NoFiles, line);
            if outcome.status != 0 && !line.starts_with("sim wait") {
                prop_assert_eq!((history.world().facts, history.journal().len()), (facts, entries), "{}", line);
            }
        }
    }

    /// Each fact's cause came before it, and has to do with it.
    #[test]
    fn causes_have_to_do_with_it(seed in 0u64..1000, lines in lines()) {
        let mut history = History::new(Seed(seed), Memory::Whole);
        run(&mut history, &lines);
        let log = history.simulation().log();
        let known = causes::Known::of(log);
        for fact in log.iter() {
            let Cause::Fact(id) = fact.cause else { continue };
            let cause = log.get(id).expect("it is remembered");
            prop_assert!(id < fact.id && known.may_cause(cause, fact), "{:?}\nby {:?}", fact, cause);
        }
    }

    /// A deployment that is FAILED stays so, and one that is COMPLETED changes only by being rolled back to.
    #[test]
    fn what_is_judged_stays_judged(seed in 0u64..1000, lines in lines()) {
        let mut history = History::new(Seed(seed), Memory::Whole);
        run(&mut history, &lines);
        let mut judged = std::collections::BTreeMap::new();
        for fact in history.simulation().log().iter() {
            let Change::Service(_, change) = &fact.change else { continue };
            match change {
                ServiceChange::DeploymentEnded { deployment, rollout } => {
                    prop_assert_eq!(judged.insert(*deployment, *rollout), None, "{:?}", deployment);
                }
                ServiceChange::RolledBack { to, .. } => {
                    prop_assert_eq!(judged.remove(to), Some(Rollout::Completed), "{:?}", to);
                }
                _ => {}
            }
        }
    }

    /// Once nobody breaks anything any more, a service is steady within hours, or says what it waits on.
    #[test]
    fn what_is_not_steady_has_its_reasons(seed in 0u64..1000, lines in lines()) {
        let mut history = History::new(Seed(seed), Memory::Whole);
        run(&mut history, &lines);
        cli::run(&mut history, &NoFiles, "sim wait 3h");
        let world = history.world();
        for (id, service) in world.services.iter() {
            prop_assert!(is_steady(world, id) || !plan(world, id).waiting.is_empty(), "{}", service.name);
        }
    }

    /// No text breaks the command line.
    #[test]
    fn any_text_is_answered(text in "\\PC{0,200}", prefix in prop::sample::select(vec!["", "aws ", "aws ecs ", "aws ecs create-service --load-balancers ", "sim ", "sim image set x ", "sim push x ", "sim container set "])) {
        let mut history = History::new(Seed(1), Memory::Recent);
        cli::run(&mut history, &NoFiles, &format!("{prefix}{text}"));
        cli::complete::complete(history.world(), &NoFiles, &format!("{prefix}{text}"));
        let within = format!(r#"{{"family": "{text}", "containerDefinitions": [{{"image": "{text}", "cpu": {text}}}]}}"#);
        for text in [text, within] {
            let open = aws::import::placeholders(&text);
            let given: Vec<_> = open.into_iter().map(|placeholder| (placeholder.name, "1".to_string())).collect();
            let filled = aws::import::task_definition(&text, &given);
            prop_assert!(!matches!(filled, Err(aws::import::Trouble::Unfilled(_))));
        }
    }
}
