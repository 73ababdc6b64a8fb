//! Placement constraints: binding, and looked at when a task is placed, never again (placement.md#constraints).

use std::borrow::Cow;

use super::Request;
use crate::ids::InstanceId;
use crate::model::instance::{AGENT_VERSION, Instance};
use crate::model::placement::Constraint;
use crate::model::placement::Rejection;
use crate::query::Subject;
use crate::time::OPENED;
use crate::world::World;

/// What each constraint that isn't met has against an instance.
pub(super) fn unmet<'a>(
    world: &'a World,
    request: &'a Request,
    id: InstanceId,
) -> impl Iterator<Item = Rejection> + 'a {
    request.constraints.iter().filter_map(move |constraint| match constraint {
        Constraint::DistinctInstance => shares(world, request, id).then_some(Rejection::DistinctInstance),
        Constraint::MemberOf(query) => {
            let asked = Asked::new(world, id);
            let failures = query.failures(&asked);
            (!failures.is_empty()).then(|| Rejection::MemberOf { expression: query.text().into(), failures })
        }
    })
}

/// Whether all constraints are met: the fast form of [`unmet`].
pub(super) fn are_met(world: &World, request: &Request, id: InstanceId) -> bool {
    request.constraints.iter().all(|constraint| match constraint {
        Constraint::DistinctInstance => !shares(world, request, id),
        Constraint::MemberOf(query) => query.holds(&Asked::new(world, id)),
    })
}

/// Whether a task of the same group is wanted running on the instance, one of an older revision too. One that was told
/// to stop doesn't hold it any more: "desired status" counts.
fn shares(world: &World, request: &Request, id: InstanceId) -> bool {
    world.groups[request.group].by_instance.of(id) > 0
}

/// A container instance as an expression sees it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    world: &'a World,
    id: InstanceId,
    instance: &'a Instance,
}

impl<'a> Asked<'a> {
    pub fn new(world: &'a World, id: InstanceId) -> Asked<'a> {
        Asked { world, id, instance: &world.instances[id] }
    }
}

impl Subject for Asked<'_> {
    fn agent_connected(&self) -> bool {
        self.instance.agent_connected
    }

    fn agent_version(&self) -> &str {
        AGENT_VERSION
    }

    fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        self.instance.attribute(name)
    }

    fn ec2_instance_id(&self) -> Cow<'_, str> {
        Cow::Owned(self.id.ec2_name(self.world.seed()))
    }

    fn registered_at(&self) -> Option<i64> {
        self.instance.registered_at.map(|at| OPENED + (at.0 / 1_000) as i64)
    }

    fn running_tasks(&self) -> u32 {
        self.instance.tasks.ids().filter(|&task| self.world.tasks[task].is_running()).count() as u32
    }

    fn any_task_group(&self, matches: &mut dyn FnMut(&str) -> bool) -> bool {
        self.instance.tasks.ids().any(|task| matches(&self.world.groups[self.world.tasks[task].group].name))
    }
}
