//! What the AWS CLI has and the playground hasn't: said as such, and not taken for a typo.

use super::Usage;

/// Made from AWS's models by `scripts/aws-names`: a line each for the services, and for the operations and waiters of
/// those services that are here in part.
const AWS_HAS: &str = include_str!("aws_has.txt");

/// What comes closest to a service, or to an operation, here.
const CLOSEST: [(&str, &str); 16] = [
    ("application-autoscaling", "aws ecs update-service --desired-count N scales by hand"),
    ("autoscaling", "sim add-instances and sim lose-instance add instances and take them away"),
    ("cloudformation", "what a template would make is made by aws ecs and aws elbv2, or by sim import"),
    ("cloudwatch", "sim show and sim traffic print numbers of the moment"),
    ("configure", "there is one account and nothing to sign in to"),
    ("deploy", "a service here deploys by ECS itself: aws ecs update-service"),
    ("ec2", "sim add-instances adds instances; subnets and security groups are made when they are first named"),
    ("ecr", "images are taken as named; sim image set says how one behaves"),
    ("iam", "roles are made when they are first named; sim role set says what one may not do"),
    ("sts", "there is one account, 123456789012, in us-east-1"),
    ("ecs execute-command", "aws logs tail shows what a container wrote, sim task what state it is in"),
    ("ecs deploy", "aws ecs update-service deploys another revision"),
    ("secretsmanager update-secret", "aws secretsmanager put-secret-value gives a secret another value"),
    ("ssm delete-parameters", "aws ssm delete-parameter deletes one"),
    ("logs filter-log-events", "aws logs tail GROUP prints the lines of a group"),
    ("logs get-log-events", "aws logs tail GROUP prints the lines of a group"),
];

/// The answer to a service that AWS has.
pub(super) fn service(name: &str) -> Option<Usage> {
    has("services", name).then(|| absent(name))
}

/// The answer to an operation that AWS has in a service that is here.
pub(super) fn operation(service: &str, name: &str) -> Option<Usage> {
    has(service, name).then(|| absent(&format!("{service} {name}")))
}

/// Options of every command that the CLI has beside ours.
const OPTIONS: [&str; 4] = ["query", "generate-cli-skeleton", "cli-auto-prompt", "no-cli-auto-prompt"];

/// The answer to an option that AWS has.
pub(super) fn option(name: &str) -> Option<Usage> {
    let here = OPTIONS.contains(&name);
    here.then(|| Usage::new(format!("aws: [ERROR]: AWS has `--{name}`; the playground doesn't simulate it.")))
}

fn has(list: &str, name: &str) -> bool {
    let names = AWS_HAS.lines().find_map(|line| line.strip_prefix(list)?.strip_prefix(": "));
    names.is_some_and(|names| names.split(' ').any(|known| known == name))
}

fn absent(what: &str) -> Usage {
    let closest = CLOSEST.iter().find(|(name, _)| *name == what).map(|(_, closest)| *closest);
    let service = what.split(' ').next().unwrap_or_default();
    let instead = match closest {
        Some(closest) => format!("What comes closest here: {closest}."),
        None if service == what => "`aws help` lists the services that are simulated.".into(),
        None => format!("`aws {service} help` lists the operations that are simulated."),
    };
    Usage::new(format!("aws: [ERROR]: AWS has `aws {what}`; the playground doesn't simulate it. {instead}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::names::kebab;
    use crate::aws::wait;
    use aws::model::model;

    #[test]
    fn what_aws_has_is_no_typo() {
        for (asked, answer) in [
            (
                service("sts"),
                Some(
                    "aws: [ERROR]: AWS has `aws sts`; the playground doesn't simulate it. What comes closest here: there is one account, 123456789012, in us-east-1.",
                ),
            ),
            (
                service("lambda"),
                Some(
                    "aws: [ERROR]: AWS has `aws lambda`; the playground doesn't simulate it. `aws help` lists the services that are simulated.",
                ),
            ),
            (
                operation("ecs", "tag-resource"),
                Some(
                    "aws: [ERROR]: AWS has `aws ecs tag-resource`; the playground doesn't simulate it. `aws ecs help` lists the operations that are simulated.",
                ),
            ),
            (
                operation("ecs wait", "daemon-active"),
                Some(
                    "aws: [ERROR]: AWS has `aws ecs wait daemon-active`; the playground doesn't simulate it. `aws ecs help` lists the operations that are simulated.",
                ),
            ),
            (option("query"), Some("aws: [ERROR]: AWS has `--query`; the playground doesn't simulate it.")),
            (option("qery"), None),
            (service("esc"), None),
            (operation("ecs", "create-servic"), None),
        ] {
            assert_eq!(asked.as_ref().map(|usage| usage.message.as_str()), answer);
        }
    }

    #[test]
    fn what_is_here_is_in_aws() {
        for operation in &model().operations {
            assert!(has("services", operation.service), "{}", operation.service);
            assert!(has(operation.service, &kebab(operation.name)), "{} {}", operation.service, operation.name);
        }
        assert!(wait::names("ecs").all(|name| has("ecs wait", name)));
        for (what, _) in CLOSEST {
            let (list, name) = what.split_once(' ').unwrap_or(("services", what));
            assert!(has(list, name), "{what}");
        }
    }
}
