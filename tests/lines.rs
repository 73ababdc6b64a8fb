//! Lines with what the last of them answers: a case a place where nothing else looked. Kept short; tours are in scenarios.

#![cfg(not(target_arch = "wasm32"))]

use cli::{self, NoFiles};
use engine::history::{History, Memory};
use engine::model::network::Zone;
use engine::random::Seed;

const FARGATE: &str = r#"aws ecs register-task-definition --family fg --network-mode awsvpc --requires-compatibilities FARGATE --cpu 256 --memory 512 --container-definitions '[{"name": "a", "image": "playground/web:1"}]'"#;
const EC2: &str = r#"aws ecs register-task-definition --family web --container-definitions '[{"name": "a", "image": "playground/web:1", "memory": 128}]'"#;
const NETWORK: &str =
    "--network-configuration awsvpcConfiguration={subnets=[subnet-1,subnet-2],assignPublicIp=ENABLED}";
const INSTANCE: &str = "sim add-instances --cluster c --type m5.large --zone us-east-1a --count 1";

/// What the last line prints; the others must succeed.
fn answer(lines: &[&str]) -> String {
    let mut history = History::new(Seed(1), Memory::Recent);
    let mut answered = String::new();
    for (at, line) in lines.iter().enumerate() {
        let outcome = cli::run(&mut history, &NoFiles, line);
        assert!(outcome.status == 0 || at + 1 == lines.len(), "{line}: {}", outcome.stderr);
        answered = format!("{}{}", outcome.stdout, outcome.stderr);
    }
    history.world().check();
    answered
}

fn check(lines: &[&str], part: &str) {
    let answered = answer(lines);
    assert!(answered.contains(part), "{} should say {part}:\n{answered}", lines.last().unwrap());
}

/// How many of something the last line prints.
fn count(lines: &[&str], part: &str, expected: usize) {
    let answered = answer(lines);
    assert_eq!(answered.matches(part).count(), expected, "{part} in what {} says:\n{answered}", lines.last().unwrap());
}

fn service(options: &str) -> String {
    format!("aws ecs create-service --cluster c --service-name s --desired-count 2 {options}")
}

#[test]
fn a_task_on_fargate_is_explained_by_its_subnets() {
    let created = service(&format!("--task-definition fg --launch-type FARGATE {NETWORK}"));
    let explained = ["sim wait 1m", "sim fargate-capacity us-east-1b off", "sim explain next:s"];
    let lines: Vec<&str> = [FARGATE, &created].into_iter().chain(explained).collect();
    check(&lines, "1  subnet-1  us-east-1a  chosen: 1 tasks of the group in the zone\n");
    check(&lines, "2  subnet-2  us-east-1b  no Fargate capacity\n");
}

#[test]
fn images_are_listed_with_what_sets_them_apart() {
    count(&["sim image set playground/web:1 health-check=fails", "sim image list"], "health-check=fails", 1);
    check(&["sim image set x:1 memory=9+1/m", "sim image list"], "memory=9+1/m");
}

#[test]
fn a_role_is_denied_twenty_actions_at_once_and_no_more() {
    let deny =
        |actions: usize| format!("sim role set r cannot={}", vec!["ecr:GetAuthorizationToken"; actions].join(","));
    count(&[&deny(20)], "at most", 0);
    for actions in [21, 22] {
        check(&[&deny(actions)], "at most 20 actions at once");
    }
}

#[test]
fn a_provider_can_be_taken_away_while_only_others_are_used() {
    let both = "aws ecs create-cluster --cluster-name c --capacity-providers FARGATE FARGATE_SPOT";
    let run = format!(
        "aws ecs run-task --cluster c --task-definition fg --capacity-provider-strategy capacityProvider=FARGATE,weight=1 {NETWORK}"
    );
    let keep = |kept: &str| {
        format!(
            "aws ecs put-cluster-capacity-providers --cluster c --capacity-providers {kept} --default-capacity-provider-strategy []"
        )
    };
    check(&[both, FARGATE, &run, &keep("FARGATE_SPOT")], "ResourceInUseException");
    count(&[both, FARGATE, &run, &keep("FARGATE")], "FARGATE_SPOT", 0);
    count(&[both, FARGATE, &run, &keep("FARGATE")], "Exception", 0);
    let create = service(&format!(
        "--task-definition fg --capacity-provider-strategy capacityProvider=FARGATE,weight=1 {NETWORK}"
    ));
    count(&[both, FARGATE, &create, &keep("FARGATE")], "Exception", 0);
    check(&[both, FARGATE, &create, &keep("FARGATE_SPOT")], "ResourceInUseException");
    // Nothing runs on it any more.
    count(
        &[both, FARGATE, &run, "sim wait 1m", "sim kill-task family:fg", "sim wait 1m", &keep("FARGATE_SPOT")],
        "Exception",
        0,
    );
}

#[test]
fn a_revision_is_deleted_once_no_task_runs_of_it() {
    let show = "aws ecs describe-task-definition --task-definition web:1";
    let begin = [
        INSTANCE,
        EC2,
        "sim wait 3m",
        "aws ecs run-task --cluster c --task-definition web --started-by me",
        "aws ecs deregister-task-definition --task-definition web:1",
        "aws ecs delete-task-definitions --task-definitions web:1",
    ];
    let then = |more: &[&'static str]| [&begin[..], more].concat();
    check(&then(&["sim wait 2h", show]), "DELETE_IN_PROGRESS");
    check(
        &then(&["sim wait 1m", "sim kill-task family:web", "sim wait 2h", show]),
        "Unable to describe task definition.",
    );
}

#[test]
fn fargate_offers_each_size_with_its_memory() {
    for (cpu, least, most) in [
        (256, 512, 2_048),
        (512, 1_024, 4_096),
        (1_024, 2_048, 8_192),
        (2_048, 4_096, 16_384),
        (4_096, 8_192, 30_720),
        (8_192, 16_384, 61_440),
        (16_384, 32_768, 122_880),
    ] {
        let register = |memory: u32| {
            let sized = format!("--cpu {cpu} --memory {memory}");
            answer(&[&FARGATE.replace("--cpu 256 --memory 512", &sized)])
        };
        for memory in [least, most] {
            assert!(register(memory).contains("\"revision\": 1"), "{cpu} with {memory}");
        }
        for memory in [least - 256, most + 1_024] {
            assert!(register(memory).contains("ClientException"), "{cpu} with {memory}");
        }
    }
}

#[test]
fn instances_are_asked_when_they_registered() {
    let begin = [INSTANCE, "sim wait 10m", INSTANCE, "sim wait 10m"];
    let asked = |filter: &'static str| [&begin[..], &[filter]].concat();
    let arn = "container-instance/c/";
    count(&asked("aws ecs list-container-instances --cluster c --filter 'registeredAt > 2026-01-05T09:10Z'"), arn, 1);
    count(&asked("aws ecs list-container-instances --cluster c --filter 'registeredAt > 2026-01-05T09:00Z'"), arn, 2);
    count(&asked("aws ecs list-container-instances --cluster c --filter 'registeredAt > 2026-01-05T09:20Z'"), arn, 0);
}

#[test]
fn failures_in_a_row_are_forgotten_with_the_first_task_that_is_well() {
    let create = service("--task-definition web");
    let begin = [INSTANCE, EC2, "sim wait 3m", "sim image set playground/web:1 exists=false", &create, "sim wait 2m"];
    let show = "aws ecs describe-services --cluster c --services s";
    count(&[&begin[..], &[show]].concat(), "\"failedTasks\": 0", 0);
    let mended = ["sim image set playground/web:1 exists=true", "sim wait 1h", show];
    count(&[&begin[..], &mended].concat(), "\"failedTasks\": 0", 1);
}

#[test]
fn what_finds_capacity_is_started_though_the_rest_waits_for_it() {
    let strategy =
        "--capacity-provider-strategy capacityProvider=FARGATE,weight=1 capacityProvider=FARGATE_SPOT,weight=1";
    let create = service(&format!("--task-definition fg {strategy} {NETWORK}"));
    let spot = "sim fargate-capacity us-east-1a off --provider FARGATE_SPOT";
    let also = "sim fargate-capacity us-east-1b off --provider FARGATE_SPOT";
    let list = "aws ecs list-tasks --cluster c";
    let begin = [FARGATE, spot, also, &create, "sim wait 2m"];
    count(&[&begin[..], &[list]].concat(), ":task/", 1);
    // The one that runs is killed: it has a successor at once, while the other still waits.
    count(&[&begin[..], &["sim kill-task service:s", "sim wait 10s", list]].concat(), ":task/", 1);
}

#[test]
fn a_task_that_evens_out_the_zones_says_so_of_the_others() {
    let mut lines = vec![EC2.to_string()];
    lines.extend(
        ["a", "b", "c"]
            .map(|zone| format!("sim add-instances --cluster c --type m5.large --zone us-east-1{zone} --count 1")),
    );
    lines
        .extend(["sim wait 3m".into(), service("--task-definition web").replace("desired-count 2", "desired-count 4")]);
    lines.extend(
        ["sim wait 5m", "sim add-instances --cluster c --type m5.large --zone us-east-1f --count 1"].map(String::from),
    );
    lines.push("sim wait 10m".into());
    let mut history = History::new(Seed(1), Memory::Recent);
    for line in &lines {
        assert_eq!(cli::run(&mut history, &NoFiles, line).status, 0, "{line}");
    }
    let (world, zone) = (history.world(), Zone::parse("us-east-1f"));
    let there =
        world.tasks.iter().find(|(_, task)| Some(task.zone) == zone).map(|(id, _)| aws::arn::task_name(world, id));
    let line = format!("sim explain {}", there.expect("one task was for the new zone"));
    let said = cli::run(&mut history, &NoFiles, &line).stdout;
    assert_eq!(said.matches("this task was for us-east-1f, to even out the zones").count(), 3, "{said}");
    assert!(!said.contains("no subnet"), "{said}");
}

#[test]
fn what_looks_like_an_option_is_no_value() {
    for name in ["-2", "-1.5", "'- x'", "-", "a--help"] {
        let line = format!("aws ecs create-cluster --cluster-name={}", name.trim_matches('\''));
        assert!(!answer(&[&line]).contains("expected one argument"), "{name}");
        assert!(
            !answer(&[&format!("aws ecs create-cluster --cluster-name {name}")]).contains("expected one"),
            "{name}"
        );
    }
    let family = "aws ecs register-task-definition --family";
    for line in [
        "aws ecs create-cluster --cluster-name --help",
        "aws ecs create-cluster --cluster-name -x",
        "aws ecs create-cluster --cluster-name",
        &format!("{family} -2a --container-definitions []"),
        "aws ecs list-tasks --cluster --region us-east-1",
        "aws ecs list-tasks --region --cluster c",
        "aws ecs wait services-stable --services s --cluster --region us-east-1",
        "aws logs tail /g --since --region us-east-1",
        "aws logs tail /g --region",
    ] {
        check(&[line], "expected one argument");
    }
    check(&["sim add-instances --cluster -x --type m5.large --count 1"], "--cluster needs a value");
}

#[test]
fn options_of_every_command_are_taken_by_waiters_too() {
    let created = service("--task-definition web");
    let wait = "aws ecs wait services-stable --cluster c --services s --region eu-west-1 --no-cli-pager";
    check(&[EC2, INSTANCE, "sim wait 3m", &created, wait], "--region eu-west-1 is taken for that");
    check(&["aws ecs wait services-stable --servces s"], "Unknown options: --servces (did you mean --services?)");
    check(&["aws ecs wait services-stable"], "the following arguments are required: --services");
    check(&["aws logs tail /g --region eu-west-1"], "The specified log group does not exist");
}

#[test]
fn names_of_what_is_not_there_are_refused_as_such() {
    check(&[INSTANCE, "sim lose-instance us-east-1a/0"], "0 is no number of an instance; us-east-1a/1 is the first");
    check(&[INSTANCE, "sim lose-instance us-east-1a/x"], "x is no number of an instance");
    check(&[INSTANCE, "sim lose-instance us-east-1a/2"], "us-east-1a has fewer than 2 instances");
    check(&[INSTANCE, "sim disconnect-agent us-east-1z/1"], "there is no zone us-east-1z; the zones are us-east-1a,");
    let whole = r#""arn": "arn:aws:ecs:us-east-1:123456789012:container-instance/c/x""#;
    check(&[INSTANCE, "aws ecs describe-container-instances --cluster c --container-instances x"], whole);
    let drain = "aws ecs update-container-instances-state --cluster c --container-instances x --status DRAINING";
    check(&[INSTANCE, drain], whole);
    let start = "aws ecs start-task --cluster c --container-instances x --task-definition web";
    check(&[EC2, INSTANCE, start], whole);
}

#[test]
fn numbers_too_large_are_refused_for_what_they_are() {
    let run = |count: &str| format!("aws ecs run-task --cluster c --task-definition web --count {count}");
    for count in ["99999999999999999999", "9999999999", "-99999999999999999999"] {
        let said = answer(&[EC2, INSTANCE, &run(count)]);
        assert!(!said.contains("invalid literal"), "{said}");
    }
    check(&[EC2, INSTANCE, &run("--")], "expected one argument");
    check(&[EC2, INSTANCE, &run("+-3")], "invalid literal for int() with base 10: '+-3'");
    let memory = EC2.replace("128", "2147483647");
    check(&[&memory], "6 MiB at least and 100000000 at most");
    check(&["sim wait 1000000h"], "nothing here takes longer than a year (8784h)");
    let year = "sim wait 366d";
    let ten = [year; 11];
    check(&ten, "simulated time ends at 3660d 00:00:00, after ten years; 0 s are left");
}

#[test]
fn the_cli_says_which_version_it_is_and_that_it_is_the_playground() {
    check(&["aws --version"], "aws-cli/2.");
    check(&["aws --version"], "this is the playground");
}

#[test]
fn what_deployments_wait_on_is_said_of_each_revision_once() {
    let large = EC2.replace("128", "1024");
    let created = service("--task-definition web:1").replace("desired-count 2", "desired-count 14");
    let update = "aws ecs update-service --cluster c --service s";
    let (deploy, again) = (format!("{update} --task-definition web:2"), format!("{update} --force-new-deployment"));
    let more = INSTANCE.replace("1a", "1b");
    let start = [&large, &large, INSTANCE, &more, "sim wait 3m", &created, "sim wait 5m"];
    let lost = ["sim wait 1m", "sim lose-instance us-east-1a/1", "sim wait 1m", "sim lose-instance us-east-1b/1"];
    let lines = |change| start.into_iter().chain([change]).chain(lost).chain(["sim wait 1m", "sim waiting"]).collect();
    let (deploying, forced): (Vec<&str>, Vec<&str>) = (lines(&deploy), lines(&again));
    count(&deploying, "no place for a task of web:1", 1);
    count(&deploying, "no place for a task of web:2", 1);
    count(&forced, "no place for a task of web:1", 1);
}
