//! How the CLI spells AWS's names.

use aws::model::model;

/// `CreateService` and `createService` as `create-service`; `enableECSManagedTags` as `enable-ecs-managed-tags`.
pub fn kebab(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut kebab = String::new();
    for (at, &c) in chars.iter().enumerate() {
        let begins = c.is_ascii_uppercase()
            && at > 0
            && (!chars[at - 1].is_ascii_uppercase() || chars.get(at + 1).is_some_and(char::is_ascii_lowercase));
        if begins {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
    }
    kebab
}

/// The services that are known here.
pub fn services() -> Vec<&'static str> {
    let mut services: Vec<&str> = model().operations.iter().map(|operation| operation.service).collect();
    services.dedup();
    services
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_the_cli_does() {
        let spelled = ["CreateService", "enableECSManagedTags", "targetGroupArn", "cpu", "HealthCheckPath"].map(kebab);
        assert_eq!(
            spelled,
            ["create-service", "enable-ecs-managed-tags", "target-group-arn", "cpu", "health-check-path"]
        );
        assert_eq!(services(), ["ecs", "elbv2", "logs", "secretsmanager", "ssm", "scheduler", "events"]);
    }
}
