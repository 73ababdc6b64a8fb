//! What Tab offers: the words that could stand where the line ends.

use super::Files;
use super::aws::names::{kebab, services};
use super::aws::{GLOBAL, wait_names};
use super::offered::{option_values, resources};
use super::sim::{Offering, VERBS};
use super::words;
use aws::model::{Kind, Operation, model};
use engine::model::resource::ResourceKind;
use engine::model::schedule;
use engine::sorted::SortedSet;
use engine::world::World;

/// The beginning that all candidates share, and the candidates.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Completion {
    /// The line with as much added as is certain.
    pub line: String,
    pub candidates: Vec<String>,
}

/// Completes the last word of a line.
pub fn complete(world: &World, files: &dyn Files, line: &str) -> Completion {
    let words = words::split(line).unwrap_or_default();
    let fresh = line.is_empty() || line.ends_with(char::is_whitespace);
    let last = if fresh { "" } else { words.last().map_or("", String::as_str) };
    let before = if fresh { &words[..] } else { &words[..words.len().saturating_sub(1)] };
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    let fitting: SortedSet<String> =
        choices(world, files, &before).into_iter().filter(|c| c.starts_with(last)).collect();
    let candidates: Vec<String> = fitting.iter().cloned().collect();
    let shared = candidates.iter().skip(1).fold(candidates.first().cloned(), |shared, c| shared.map(|s| common(&s, c)));
    let added = shared.map(|shared| shared.get(last.len()..).unwrap_or_default().to_string()).unwrap_or_default();
    let end = if candidates.len() == 1 && !candidates[0].ends_with('=') { " " } else { "" };
    let line = if candidates.is_empty() { line.to_string() } else { format!("{line}{added}{end}") };
    Completion { line, candidates }
}

fn common(a: &str, b: &str) -> String {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}

fn choices(world: &World, files: &dyn Files, before: &[&str]) -> Vec<String> {
    let owned = |list: &[&str]| list.iter().map(|word| word.to_string()).collect::<Vec<_>>();
    match before {
        [] => owned(&["aws", "sim", "help"]),
        ["aws"] => owned(&services()),
        ["aws", service @ ("ecs" | "elbv2"), "wait"] => wait_names(service).map(Into::into).collect(),
        ["aws", "elbv2", "wait", .., option] if option.starts_with("--") => option_values(world, option),
        ["aws", "elbv2", "wait", _, ..] => {
            owned(&["--load-balancer-arns", "--names", "--target-group-arn", "--targets"])
        }
        ["aws", "ecs", "wait", .., option] if option.starts_with("--") => option_values(world, option),
        ["aws", "ecs", "wait", _, ..] => owned(&["--cluster", "--services", "--tasks"]),
        ["aws", "logs"] => operations("logs").chain(["tail".into()]).collect(),
        ["aws", "logs", "tail"] => option_values(world, "--log-group-name"),
        ["aws", "logs", "tail", ..] => owned(&["--since", "--format", "--log-stream-name-prefix"]),
        ["aws", service] => {
            operations(service).chain(["ecs", "elbv2"].contains(service).then(|| "wait".into())).collect()
        }
        ["aws", service, name, rest @ ..] => {
            let found = model().operations.iter().find(|op| op.service == *service && kebab(op.name) == *name);
            found.map_or(vec![], |operation| options(world, operation, rest))
        }
        ["sim"] => VERBS.iter().map(|verb| verb.name.to_string()).collect(),
        ["sim", verb, rest @ ..] => {
            let found = VERBS.iter().find(|own| own.name == *verb);
            found.map_or(vec![], |verb| (verb.offers)(&Offering { world, files }, rest))
        }
        _ => vec![],
    }
}

fn operations(service: &str) -> impl Iterator<Item = String> {
    let own = model().operations.iter().filter(move |operation| operation.service == service);
    own.map(|operation| kebab(operation.name))
}

/// The options that weren't given yet; or, after an option, its values.
fn options(world: &World, operation: &Operation, given: &[&str]) -> Vec<String> {
    if let Some(option) = given.last().filter(|word| word.starts_with("--")) {
        let member = operation.input.members.iter().find(|member| format!("--{}", kebab(member.name)) == **option);
        match member {
            Some(member) if matches!(member.kind, Kind::Word(_)) => return member.words().map(Into::into).collect(),
            Some(member) if member.kind != Kind::Boolean => {
                return match (operation.service, *option) {
                    ("scheduler", "--name") => schedules(world, schedule::Kind::Schedule),
                    ("ssm", "--name" | "--names") => resources(world, ResourceKind::Parameter),
                    ("events", "--name" | "--rule") => schedules(world, schedule::Kind::Rule),
                    _ => option_values(world, option),
                };
            }
            _ => {}
        }
    }
    let own = operation.input.members.iter().map(|member| format!("--{}", kebab(member.name)));
    let global = GLOBAL.iter().take(3).map(|global| format!("--{}", global.name));
    own.chain(global).filter(|option| !given.contains(&option.as_str())).collect()
}

fn schedules(world: &World, kind: schedule::Kind) -> Vec<String> {
    let own = world.schedules.values().filter(|schedule| schedule.kind == kind);
    own.map(|schedule| schedule.name.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::random::Seed;

    /// One file, a template.
    struct Template;

    impl Files for Template {
        fn read(&self, path: &str) -> Result<String, String> {
            let text = r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "<IMAGE>", "memory": ${MEMORY}}]}"#;
            if path == "web.json" { Ok(text.into()) } else { Err("No such file or directory".into()) }
        }

        fn names(&self) -> Vec<String> {
            vec!["web.json".into()]
        }
    }

    fn check(line: &str, completed: &str) {
        assert_eq!(complete(&World::new(Seed(1)), &Template, line).line, completed);
    }

    #[test]
    fn lines_are_completed_as_far_as_is_certain() {
        check("a", "aws ");
        check("aws e", "aws e");
        check("aws ec", "aws ecs ");
        check("aws ecs create-s", "aws ecs create-service ");
        check("aws ecs create-service --des", "aws ecs create-service --desired-count ");
        check("aws ecs create-service --launch-type F", "aws ecs create-service --launch-type FARGATE ");
        check("sim lose-", "sim lose-");
        check("sim lose-z", "sim lose-zone ");
        check("sim fargate-capacity us-east-1a of", "sim fargate-capacity us-east-1a off ");
        check("sim quota fargate-s", "sim quota fargate-spot-vcpus ");
        check(
            "aws ecs update-container-instances-state --status D",
            "aws ecs update-container-instances-state --status DRAINING ",
        );
        check("sim image set playground/web:sl", "sim image set playground/web:slow ");
        check("aws sc", "aws scheduler ");
        check("aws events put-r", "aws events put-rule ");
        check("aws scheduler create-schedule --state E", "aws scheduler create-schedule --state ENABLED ");
        check("sim sche", "sim schedules ");
        check("sim import ", "sim import file://web.json ");
        check("sim import file://web.json I", "sim import file://web.json IMAGE=");
        check("sim import file://web.json IMAGE=web:1 ", "sim import file://web.json IMAGE=web:1 MEMORY=");
        check("nonsense ", "nonsense ");
    }

    #[test]
    fn all_that_could_follow_is_offered() {
        let offered = complete(&World::new(Seed(1)), &Template, "sim lose-").candidates;
        assert_eq!(offered, ["lose-instance", "lose-zone"]);
    }
}
