//! Changes of secrets, parameters and log groups.

use crate::engine::model::Name;
use crate::engine::model::kept::Kept;
use crate::engine::model::resource::{Content, NewResource, ResourceKind};
use crate::engine::time::Time;

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
