//! What the session remembers of things: what is selected, the cluster that is shown.
//!
//! An id in a World names what exists there. One that the session holds may outlive that: the past is looked at, where
//! the thing isn't yet, or what made it is undone and its number given to another. So it is kept as a [`Remembered`],
//! and the only way from there to an id is to ask whether a World has that very thing.

use super::action::Selection;
use aws::arn;
use engine::ids::{ClusterId, Key};
use engine::model::Name;
use engine::table::Table;
use engine::time::Time;
use engine::world::World;

/// What can be remembered.
pub trait Thing: Copy {
    /// What tells it from others that may have the same number in another course of events: since when it is there, as
    /// far as the World knows, and what it is called or belongs to. `None` if it isn't there.
    fn signs(self, world: &World) -> Option<(Option<Time>, &str)>;

    /// Whether its number was given in this World, to it or to another.
    fn is_given(self, world: &World) -> bool;

    /// `service shop`; asked only of a World that has it.
    fn label(self, world: &World) -> String;
}

/// A thing that was seen in some World.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remembered<T> {
    pub(super) thing: T,
    pub(super) since: Option<Time>,
    pub(super) name: String,
    pub(super) label: String,
}

/// Why a remembered thing isn't in the World that is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absence {
    /// It came later, at that moment if that is known.
    NotYet(Option<Time>),
    NoLonger,
    /// In this course of events it never was.
    Undone,
}

impl<T: Thing> Remembered<T> {
    /// `None` if the World doesn't have it.
    pub fn of(world: &World, thing: T) -> Option<Remembered<T>> {
        let (since, name) = thing.signs(world)?;
        Some(Remembered { thing, since, name: name.into(), label: thing.label(world) })
    }

    /// Its id in a World that has it.
    pub fn within(&self, world: &World) -> Option<T> {
        self.thing.signs(world).filter(|signs| *signs == (self.since, self.name.as_str())).map(|_| self.thing)
    }

    /// What it was called when it was seen.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Why it isn't in the World that is looked at.
    pub fn absence(&self, shown: &World, present: &World) -> Absence {
        if self.is_gone(shown) {
            Absence::NoLonger
        } else if !self.thing.is_given(shown) && (self.within(present).is_some() || self.is_gone(present)) {
            Absence::NotYet(self.since)
        } else {
            Absence::Undone
        }
    }

    /// Whether it was there and isn't any more: nothing has its number, which was given.
    fn is_gone(&self, world: &World) -> bool {
        let began = self.since.is_none_or(|since| since <= world.now);
        began && self.thing.is_given(world) && self.thing.signs(world).is_none()
    }
}

impl Thing for ClusterId {
    fn signs(self, world: &World) -> Option<(Option<Time>, &str)> {
        world.clusters.get(self).map(|cluster| (Some(cluster.created_at), &*cluster.name))
    }

    fn is_given(self, world: &World) -> bool {
        self < world.clusters.next_key()
    }

    fn label(self, world: &World) -> String {
        format!("cluster {}", world.clusters.get(self).map_or("", |cluster| &cluster.name))
    }
}

impl Thing for Selection {
    fn signs(self, world: &World) -> Option<(Option<Time>, &str)> {
        match self {
            Selection::Service(id) => world.services.get(id).map(|it| (Some(it.created_at), &*it.name)),
            Selection::Task(id) => {
                let task = world.tasks.get(id)?;
                Some((Some(task.stamps.created), &*world.groups.get(task.group)?.name))
            }
            Selection::Instance(id) => world.instances.get(id).map(|it| (Some(it.launched_at), it.instance_type.name)),
            // AWS doesn't say when it was made.
            Selection::TargetGroup(id) => world.target_groups.get(id).map(|it| (None, &*it.name)),
            Selection::LoadBalancer(id) => world.balancers.get(id).map(|it| (Some(it.created_at), &*it.name)),
            Selection::Definition(id) => {
                let revision = world.definitions.get(id)?;
                let (family, number): (&Name, u32) = (&revision.definition.family, revision.definition.revision);
                // A revision that was deleted keeps its row, for tasks may still run by it.
                (world.revision(family, number) == Some(id)).then_some((Some(revision.registered_at), &**family))
            }
        }
    }

    fn is_given(self, world: &World) -> bool {
        fn given<K: Key, T: Clone>(table: &Table<K, T>, id: K) -> bool {
            id < table.next_key()
        }
        match self {
            Selection::Service(id) => given(&world.services, id),
            Selection::Task(id) => given(&world.tasks, id),
            Selection::Instance(id) => given(&world.instances, id),
            Selection::TargetGroup(id) => given(&world.target_groups, id),
            Selection::LoadBalancer(id) => given(&world.balancers, id),
            Selection::Definition(id) => given(&world.definitions, id),
        }
    }

    fn label(self, world: &World) -> String {
        let name = self.signs(world).map_or("", |(_, name)| name);
        match self {
            Selection::Service(_) => format!("service {name}"),
            Selection::Task(id) => {
                format!("task {} of {}", &arn::task_name(world, id)[..6], name.replacen(':', " ", 1))
            }
            Selection::Instance(id) => format!("instance {}", &arn::ec2_instance(world, id)[..6]),
            Selection::TargetGroup(_) => format!("target group {name}"),
            Selection::LoadBalancer(_) => format!("load balancer {name}"),
            Selection::Definition(id) => world.definitions.get(id).map(|it| it.definition.label()).unwrap_or_default(),
        }
    }
}
