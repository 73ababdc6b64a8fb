//! What facts change about secrets, parameters and log groups.

use crate::engine::fact::{Origin, ResourceChange};
use crate::engine::model::Name;
use crate::engine::model::kept::Kept;
use crate::engine::model::resource::{Content, NewResource, Presence, Resource, ResourceKind};
use crate::engine::world::World;

impl World {
    pub(super) fn apply_resource(&mut self, change: &ResourceChange) {
        let now = self.now;
        match change {
            ResourceChange::Assumed { all } => {
                for (kind, name, suffix) in all {
                    let content = (*kind != ResourceKind::LogGroup).then(Content::default);
                    let new = NewResource { suffix: suffix.clone(), content, kept: Kept::default() };
                    let resource = Resource::new(&new, Origin::Assumed, now);
                    self.account.resources.insert((*kind, name.clone()), resource);
                }
            }
            ResourceChange::Made { kind, name, new } => {
                let before = self.account.resource(*kind, name).and_then(|before| match before.presence {
                    Presence::Leaving { until, .. } => Some(until),
                    Presence::There | Presence::Gone => before.deleted_at,
                });
                let resource = Resource { deleted_at: before, ..Resource::new(new, Origin::Asked, now) };
                self.account.resources.insert((*kind, name.clone()), resource);
            }
            ResourceChange::ValueSet { kind, name, content, kept } => self.change_resource(*kind, name, |resource| {
                resource.previous = resource.content.replace(content.clone());
                resource.versions += 1;
                resource.changed_at = now;
                resource.kept = resource.kept.updated(kept);
            }),
            ResourceChange::DeletionScheduled { name, until } => {
                let presence = Presence::Leaving { asked: now, until: *until };
                self.change_resource(ResourceKind::Secret, name, |resource| resource.presence = presence);
            }
            ResourceChange::Restored { name } => {
                self.change_resource(ResourceKind::Secret, name, |resource| resource.presence = Presence::There);
            }
            ResourceChange::Deleted { kind, name } => self.change_resource(*kind, name, |resource| {
                resource.presence = Presence::Gone;
                resource.deleted_at = Some(now);
            }),
        }
    }

    /// What never was may be deleted, too: a secret by force. Then it is known not to be there.
    fn change_resource(&mut self, kind: ResourceKind, name: &Name, change: impl FnOnce(&mut Resource)) {
        let nothing = NewResource { suffix: "".into(), content: None, kept: Kept::default() };
        let known = self.account.resource(kind, name).cloned();
        let mut resource = known.unwrap_or_else(|| Resource::new(&nothing, Origin::Asked, self.now));
        change(&mut resource);
        self.account.resources.insert((kind, name.clone()), resource);
    }
}
