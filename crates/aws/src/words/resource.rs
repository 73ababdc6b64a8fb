//! Secrets, parameters and log groups in words.

use engine::facts::ResourceChange;
use engine::model::Name;
use engine::model::resource::ResourceKind;

fn resource_kind(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Secret => "secret",
        ResourceKind::Parameter => "parameter",
        ResourceKind::LogGroup => "log group",
    }
}

/// `secret db, parameters /a and /b, log group /ecs/web`
pub fn resources(all: &[(ResourceKind, Name, Name)]) -> String {
    let kinds = [ResourceKind::Secret, ResourceKind::Parameter, ResourceKind::LogGroup];
    let of_kind = kinds.map(|kind| {
        let names: Vec<&str> = all.iter().filter(|(of, ..)| *of == kind).map(|(_, name, _)| &**name).collect();
        let what = resource_kind(kind);
        match names.as_slice() {
            [] => String::new(),
            [name] => format!("{what} {name}"),
            [first @ .., last] => format!("{what}s {} and {last}", first.join(", ")),
        }
    });
    of_kind.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What happened to one, unless it was only assumed.
pub fn resource_change(change: &ResourceChange) -> Option<String> {
    let of = |kind: &ResourceKind, name: &Name, what: &str| format!("{} {name} {what}", resource_kind(*kind));
    Some(match change {
        ResourceChange::Assumed { .. } => return None,
        ResourceChange::Made { kind, name, .. } => of(kind, name, "was created"),
        ResourceChange::ValueSet { kind, name, .. } => of(kind, name, "has another value"),
        ResourceChange::DeletionScheduled { name, .. } => of(&ResourceKind::Secret, name, "is marked for deletion"),
        ResourceChange::Restored { name } => of(&ResourceKind::Secret, name, "was restored"),
        ResourceChange::Deleted { kind, name } => of(kind, name, "was deleted"),
    })
}
