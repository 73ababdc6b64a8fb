//! Commands about secrets, parameters and log groups.

use crate::model::Name;
use crate::model::kept::Kept;
use crate::model::resource::{Content, ResourceKind};
use crate::time::Span;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResourceCommand {
    /// A parameter that is there gets another value if it may be overwritten.
    Put {
        kind: ResourceKind,
        name: Name,
        content: Option<Content>,
        kept: Kept,
        overwrite: bool,
    },
    /// Another value of a secret, which is named by name or ARN.
    PutValue {
        secret: Name,
        content: Content,
    },
    Delete {
        kind: ResourceKind,
        name: Name,
    },
    /// `None`: by force, at once, and even if there is none.
    DeleteSecret {
        secret: Name,
        after: Option<Span>,
    },
    Restore {
        secret: Name,
    },
}
