//! Large clusters to measure on, made by lines.

use cli::{self, NoFiles};
use engine::history::{History, Memory};
use engine::random::Seed;
use engine::time::{Span, Time};

/// Runs a line that must succeed.
pub(crate) fn run(history: &mut History, line: &str) {
    let outcome = cli::run(history, &NoFiles, line);
    assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
}

/// A cluster `big` of so many instances, a third in each zone, and a task definition `web` of which ten fit on each.
pub(crate) fn empty(instances: u32) -> History {
    let mut history = History::new(Seed(1), Memory::Whole);
    let containers = r#"[{"name": "web", "image": "playground/web:1", "cpu": 128, "memory": 256}]"#;
    run(&mut history, &format!("aws ecs register-task-definition --family web --container-definitions '{containers}'"));
    run(&mut history, &format!("sim add-instances --cluster big --type m5.xlarge --count {instances}"));
    history.advance(Time::ZERO + Span::minutes(3));
    history
}

/// A service of the cluster with so many tasks.
pub(crate) fn create_service(history: &mut History, name: &str, desired: u32, more: &str) {
    run(
        history,
        &format!(
            "aws ecs create-service --cluster big --service-name {name} --task-definition web --desired-count {desired} \
             --availability-zone-rebalancing DISABLED {more}"
        ),
    );
}
