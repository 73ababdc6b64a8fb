//! Short names for things with long ones.

use crate::session::Selection;
use aws::arn;
use engine::ids::{InstanceId, ScheduleId, TaskId};
use engine::world::World;

/// The first digits of a task's id: `7f3a9c`.
pub(super) fn task(world: &World, id: TaskId) -> String {
    arn::task_name(world, id)[..6].into()
}

/// The first digits of an EC2 instance's id: `i-0a1f`.
pub(super) fn instance(world: &World, id: InstanceId) -> String {
    arn::ec2_instance(world, id)[..6].into()
}

/// `schedule nightly`
pub(super) fn schedule(world: &World, id: ScheduleId) -> String {
    world.schedules.get(id).map_or("a schedule that is gone".into(), |schedule| format!("schedule {}", schedule.name))
}

/// What tells a thing from all others: `service-2`.
pub(super) fn key(thing: Selection) -> String {
    match thing {
        Selection::Service(id) => format!("service-{}", id.0),
        Selection::Task(id) => format!("task-{}", id.0),
        Selection::Instance(id) => format!("instance-{}", id.0),
        Selection::TargetGroup(id) => format!("target-group-{}", id.0),
        Selection::LoadBalancer(id) => format!("load-balancer-{}", id.0),
        Selection::Definition(id) => format!("definition-{}", id.0),
    }
}

/// `1 task`, `2 tasks`.
pub(super) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// A share as a whole percentage.
pub(super) fn percent(part: u32, whole: u32) -> u32 {
    (part as u64 * 100).checked_div(whole as u64).unwrap_or(0) as u32
}

/// CPU units as vCPUs: `0.25 vCPU`, `2 vCPU`.
pub(super) fn vcpus(units: u32) -> String {
    let hundredths = units as u64 * 100 / 1_024;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    format!("{} vCPU", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            [vcpus(256), vcpus(512), vcpus(2_048), vcpus(128)],
            ["0.25 vCPU", "0.5 vCPU", "2 vCPU", "0.12 vCPU"]
        );
        assert_eq!([count(1, "task"), count(0, "task")], ["1 task", "0 tasks"]);
        assert_eq!([percent(1, 3), percent(1, 0)], [33, 0]);
    }
}
