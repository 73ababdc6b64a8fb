//! The order of a task's containers: `dependsOn` (definitions.md#containers).

use crate::model::definition::{Condition, ContainerDefinition, TaskDefinition};
use crate::model::refusal::DependencyFault;
use crate::sorted::SortedSet;

pub(super) fn check(given: &TaskDefinition) -> Result<(), DependencyFault> {
    for dependency in given.containers.iter().flat_map(|c| &c.depends_on) {
        let on = &given.containers[dependency.container];
        match dependency.condition {
            Condition::Complete | Condition::Success if on.essential => {
                return Err(DependencyFault::Essential);
            }
            Condition::Healthy if on.health_check.is_none() => {
                return Err(DependencyFault::WithoutHealthCheck);
            }
            Condition::Start | Condition::Complete | Condition::Success | Condition::Healthy => {}
        }
    }
    let leads_to = |c: &ContainerDefinition| c.depends_on.iter().map(|dependency| dependency.container).collect();
    let edges: Vec<Vec<usize>> = given.containers.iter().map(leads_to).collect();
    if has_cycle(&edges) { Err(DependencyFault::Cycle) } else { Ok(()) }
}

/// Whether there is a cycle, where each number leads to those listed for it.
pub fn has_cycle(edges: &[Vec<usize>]) -> bool {
    let reaches_itself = |start: usize| {
        let mut seen = SortedSet::default();
        let mut next = edges[start].clone();
        while let Some(at) = next.pop() {
            if at == start {
                return true;
            }
            if seen.insert(at) {
                next.extend(&edges[at]);
            }
        }
        false
    };
    (0..edges.len()).any(reaches_itself)
}
