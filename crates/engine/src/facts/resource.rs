//! Secrets, parameters and log groups: what a task's start needs beside its image.

use super::Wakes;
use crate::model::kept::Kept;
use crate::model::resource::{Content, NewResource, Presence, Resource, ResourceKind, SUFFIX, Source};
use crate::model::{Name, Origin};
use crate::resources;
use crate::time::Time;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ResourceChange {
    /// A command named them through a task definition. With the end of each secret's ARN.
    Assumed {
        all: Vec<(ResourceKind, Name, Name)>,
    },
    Made {
        kind: ResourceKind,
        name: Name,
        new: Box<NewResource>,
    },
    /// Another value; what was said beside it.
    ValueSet {
        kind: ResourceKind,
        name: Name,
        content: Content,
        kept: Kept,
    },
    /// Of a secret: until then it can be restored.
    DeletionScheduled {
        name: Name,
        until: Time,
    },
    Restored {
        name: Name,
    },
    Deleted {
        kind: ResourceKind,
        name: Name,
    },
}

impl ResourceChange {
    pub(super) fn apply(&self, world: &mut World) {
        let now = world.now;
        match self {
            ResourceChange::Assumed { all } => {
                for (kind, name, suffix) in all {
                    let content = (*kind != ResourceKind::LogGroup).then(Content::default);
                    let new = NewResource { suffix: suffix.clone(), content, kept: Kept::default() };
                    let resource = Resource::new(&new, Origin::Assumed, now);
                    world.account.resources.insert((*kind, name.clone()), resource);
                }
            }
            ResourceChange::Made { kind, name, new } => {
                let before = world.account.resource(*kind, name).and_then(|before| match before.presence {
                    Presence::Leaving { until, .. } => Some(until),
                    Presence::There | Presence::Gone => before.deleted_at,
                });
                let resource = Resource { deleted_at: before, ..Resource::new(new, Origin::Asked, now) };
                world.account.resources.insert((*kind, name.clone()), resource);
            }
            ResourceChange::ValueSet { kind, name, content, kept } => world.change_resource(*kind, name, |resource| {
                resource.previous = resource.content.replace(content.clone());
                resource.versions += 1;
                resource.changed_at = now;
                resource.kept = resource.kept.updated(kept);
            }),
            ResourceChange::DeletionScheduled { name, until } => {
                let presence = Presence::Leaving { asked: now, until: *until };
                world.change_resource(ResourceKind::Secret, name, |resource| resource.presence = presence);
            }
            ResourceChange::Restored { name } => {
                world.change_resource(ResourceKind::Secret, name, |resource| resource.presence = Presence::There);
            }
            ResourceChange::Deleted { kind, name } => world.change_resource(*kind, name, |resource| {
                resource.presence = Presence::Gone;
                resource.deleted_at = Some(now);
            }),
        }
    }

    /// None: tasks look at what they need when they start.
    pub(super) fn wakes(&self, _: &World, _: &mut Wakes) {}
}

impl World {
    /// Even what never was may be deleted, a secret by force. From then on it is known not to exist.
    fn change_resource(&mut self, kind: ResourceKind, name: &Name, change: impl FnOnce(&mut Resource)) {
        let nothing = NewResource { suffix: "".into(), content: None, kept: Kept::default() };
        let known = self.account.resource(kind, name).cloned();
        let mut resource = known.unwrap_or_else(|| Resource::new(&nothing, Origin::Asked, self.now));
        change(&mut resource);
        self.account.resources.insert((kind, name.clone()), resource);
    }
}

/// What a task runs with is there, or was.
pub(super) fn check(world: &World) {
    for ((kind, name), resource) in world.account.resources.iter() {
        let letters = if *kind == ResourceKind::Secret && resource.is_there() { SUFFIX } else { 0 };
        assert!(resource.suffix.len() >= letters, "{name} has the letters of an ARN");
        assert_eq!(resource.versions > 0, resource.content.is_some(), "{name} has a value with its first version");
    }
    for (id, task) in world.tasks.iter().filter(|(_, task)| task.is_running()) {
        let definition = world.spec(task);
        for from in resources::secrets(definition) {
            let source = Source::parse(from);
            let by_name = world.account.resource(source.kind, source.parts().0);
            assert!(by_name.is_some() || world.account.named(&source).is_some(), "{id:?} has read {from}");
        }
        for container in definition.containers.iter().filter(|container| container.essential) {
            let group = container.log.as_ref().and_then(resources::log_group);
            let known = group.is_none_or(|name| world.account.resource(ResourceKind::LogGroup, name).is_some());
            assert!(known, "{id:?} writes to the group of {}", container.name);
        }
    }
}
