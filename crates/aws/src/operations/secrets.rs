//! Secrets of Secrets Manager.

use serde_json::Value;

use super::resources::{content, marked, missing, value as value_of};
use crate::arn;
use crate::errors::{ServiceError, invalid, other};
use crate::json::{Input, Object, texts};
use crate::kept;
use crate::time::timestamp;
use engine::commands::{Command, Reply, ResourceCommand};
use engine::model::Name;
use engine::model::resource::{Content, Presence, Resource, ResourceKind, Source};
use engine::model::role::Unread;
use engine::resources::{CURRENT, PREVIOUS, version};
use engine::time::Span;
use engine::world::World;

const LONGEST_NAME: usize = 512;
const LONGEST_VALUE: usize = 65_536;

pub(super) fn create(world: &World, input: Input) -> Result<Command, ServiceError> {
    let name = input.required("Name");
    let letter = |c: char| c.is_ascii_alphanumeric() || "-/_+=.@!".contains(c);
    if name.len() > LONGEST_NAME || !name.chars().all(letter) {
        let why =
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!";
        return Err(other("ValidationException", why));
    }
    Ok(ResourceCommand::Put {
        kind: ResourceKind::Secret,
        name: name.into(),
        content: given(world, input)?,
        kept: kept::of("secretsmanager", "CreateSecret", input),
        overwrite: false,
    }
    .into())
}

/// The value of a call. What is in a binary one isn't looked at.
fn given(world: &World, input: Input) -> Result<Option<Content>, ServiceError> {
    let (text, binary) = (input.text("SecretString"), input.text("SecretBinary").is_some());
    if text.is_some() && binary {
        return Err(invalid(
            "You can't specify both a binary secret value and a string secret value in the same secret.",
        ));
    }
    if text.is_some_and(|text| text.len() > LONGEST_VALUE) {
        return Err(other(
            "ValidationException",
            format!(
                "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to {LONGEST_VALUE}"
            ),
        ));
    }
    let id = || match input.text("ClientRequestToken") {
        Some(token) => token.into(),
        None => arn::uuid(world.seed().shuffle(44, world.facts as u128)).into(),
    };
    Ok((text.is_some() || binary).then(|| content(text, Some(id()))))
}

pub(super) fn put_value(world: &World, input: Input) -> Result<Command, ServiceError> {
    let content = given(world, input)?
        .ok_or_else(|| other("InvalidRequestException", "You must provide either SecretString or SecretBinary."))?;
    Ok(ResourceCommand::PutValue { secret: input.required("SecretId").into(), content }.into())
}

pub(super) fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    let (days, force) = (input.number("RecoveryWindowInDays"), input.flag("ForceDeleteWithoutRecovery"));
    let after = match (days, force) {
        (Some(_), true) => {
            return Err(invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."));
        }
        (None, true) => None,
        (days, false) => match u64::try_from(days.unwrap_or(30)) {
            Ok(days @ 7..=30) => Some(Span::hours(24 * days)),
            Ok(_) | Err(_) => {
                return Err(invalid("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."));
            }
        },
    };
    Ok(ResourceCommand::DeleteSecret { secret: input.required("SecretId").into(), after }.into())
}

pub(super) fn restore(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(ResourceCommand::Restore { secret: input.required("SecretId").into() }.into())
}

fn replied<'a>(world: &'a World, reply: &'a Reply) -> Option<(&'a Name, &'a Resource)> {
    let Reply::Resource(kind, name) = reply else { return None };
    Some((name, world.account.resource(*kind, name)?))
}

fn head(name: &str, secret: &Resource) -> Object {
    Object::new().with("ARN", arn::secret(name, &secret.suffix)).with("Name", name)
}

pub(super) fn created(world: &World, reply: &Reply) -> Value {
    let Some((name, secret)) = replied(world, reply) else { return Value::Null };
    let id = secret.content.as_ref().map(|content| version_id(world, secret, content));
    head(name, secret).with("VersionId", id).value()
}

pub(super) fn value_put(world: &World, reply: &Reply) -> Value {
    let Some((name, secret)) = replied(world, reply) else { return Value::Null };
    let id = secret.content.as_ref().map(|content| version_id(world, secret, content));
    head(name, secret).with("VersionId", id).with("VersionStages", texts(vec![CURRENT.into()])).value()
}

pub(super) fn deleted(world: &World, reply: &Reply) -> Value {
    let Some((name, secret)) = replied(world, reply) else { return Value::Null };
    let at = match secret.presence {
        Presence::Leaving { until, .. } => until,
        Presence::There | Presence::Gone => world.now,
    };
    head(name, secret).with("DeletionDate", timestamp(at)).value()
}

pub(super) fn restored(world: &World, reply: &Reply) -> Value {
    replied(world, reply).map_or(Value::Null, |(name, secret)| head(name, secret).value())
}

/// Of what was assumed, one is made up.
fn version_id(world: &World, secret: &Resource, content: &Content) -> String {
    let made_up = || arn::uuid(world.seed().shuffle(45, secret.made_at.0 as u128));
    content.version.as_ref().map_or_else(made_up, |id| id.to_string())
}

/// One that is there or marked for deletion.
fn find<'a>(world: &'a World, input: Input) -> Result<(Name, &'a Resource), ServiceError> {
    let found = world.account.secret(input.required("SecretId"));
    found.filter(|(_, secret)| secret.is_known(world.now)).ok_or_else(|| missing(ResourceKind::Secret))
}

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let (name, secret) = find(world, input)?;
    Ok(described(world, &name, secret, "VersionIdsToStages"))
}

fn described(world: &World, name: &str, secret: &Resource, versions: &str) -> Value {
    let deleted = match secret.presence {
        Presence::Leaving { asked, .. } => Some(timestamp(asked)),
        Presence::There | Presence::Gone => None,
    };
    let stages =
        [(&secret.content, CURRENT), (&secret.previous, PREVIOUS)].into_iter().filter_map(|(content, stage)| {
            let id = version_id(world, secret, content.as_ref()?);
            Some((id, texts(vec![stage.into()])))
        });
    let stages = Value::Object(stages.collect());
    let tags = kept::list(&secret.kept, "Tags");
    head(name, secret)
        .with("Type", kept::text(&secret.kept, "Type"))
        .with("Description", kept::text(&secret.kept, "Description"))
        .with("KmsKeyId", kept::text(&secret.kept, "KmsKeyId"))
        .with("LastChangedDate", timestamp(secret.changed_at))
        .with("DeletedDate", deleted)
        .with("Tags", (!tags.is_empty()).then_some(tags))
        .with(versions, (secret.versions > 0).then_some(stages))
        .with("CreatedDate", timestamp(secret.made_at))
        .value()
}

pub(super) fn value(world: &World, input: Input) -> Result<Value, ServiceError> {
    let (name, secret) = find(world, input)?;
    if !secret.is_there() {
        return Err(marked());
    }
    let (stage, id) = (input.text("VersionStage").unwrap_or_default(), input.text("VersionId").unwrap_or_default());
    let source = Source { stage, version: id, ..Source::parse_credentials(input.required("SecretId")) };
    let content = version(secret, &source).map_err(|why| {
        let which = match why {
            Unread::NoVersion(id) => format!("VersionId: {id}"),
            Unread::NoStage(stage) => format!("staging label: {stage}"),
            _ => return missing(ResourceKind::Secret),
        };
        let message = format!("Secrets Manager can't find the specified secret value for {which}");
        other("ResourceNotFoundException", message)
    })?;
    let stage = if secret.content.as_ref() == Some(content) { CURRENT } else { PREVIOUS };
    Ok(head(&name, secret)
        .with("VersionId", version_id(world, secret, content))
        .with("SecretString", value_of(content))
        .with("VersionStages", texts(vec![stage.into()]))
        .with("CreatedDate", timestamp(secret.changed_at))
        .value())
}

/// Secrets of one call.
const MOST: usize = 100;

pub(super) fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    let leaving = input.flag("IncludePlannedDeletion");
    let secrets = world.account.resources.iter().filter(|((kind, _), _)| *kind == ResourceKind::Secret);
    let secrets = secrets.map(|((_, name), secret)| (name, secret));
    let shown = |secret: &Resource| secret.is_there() || leaving && secret.is_known(world.now);
    let filters: Vec<Input> = input.list("Filters").collect();
    let fits =
        |name: &Name, secret: &Resource| shown(secret) && filters.iter().all(|filter| fits(name, secret, *filter));
    let mut found: Vec<_> = secrets.filter(|(name, secret)| fits(name, secret)).collect();
    match input.text("SortBy") {
        Some("name") => {}
        Some("last-changed-date") => found.sort_by_key(|(_, secret)| secret.changed_at),
        Some(_) | None => found.sort_by_key(|(_, secret)| secret.made_at),
    }
    if input.text("SortOrder") == Some("desc") {
        found.reverse();
    }
    let length = match input.number("MaxResults").map(usize::try_from) {
        None => MOST,
        Some(Ok(length)) if (1..=MOST).contains(&length) => length,
        Some(_) => return Err(invalid(format!("MaxResults must be between 1 and {MOST}."))),
    };
    let first: usize = match input.text("NextToken").map(str::parse) {
        None => 0,
        Some(Ok(first)) => first,
        Some(Err(_)) => return Err(other("InvalidNextTokenException", "The NextToken value is invalid.")),
    };
    let next = (first.saturating_add(length) < found.len()).then(|| (first + length).to_string());
    let page = found.into_iter().skip(first).take(length);
    let page: Vec<Value> =
        page.map(|(name, secret)| described(world, name, secret, "SecretVersionsToStages")).collect();
    Ok(Object::new().with("SecretList", page).with("NextToken", next).value())
}

/// Whether one of a filter's values begins what it names; with `!` in front, none does.
fn fits(name: &str, secret: &Resource, filter: Input) -> bool {
    let description = kept::text(&secret.kept, "Description");
    let tags = kept::list(&secret.kept, "Tags");
    let of_tags = |part: &str| tags.iter().filter_map(|tag| tag[part].as_str().map(String::from)).collect::<Vec<_>>();
    let has: Vec<String> = match filter.text("Key") {
        Some("name") => vec![name.into()],
        Some("description") => description.into_iter().collect(),
        Some("tag-key") => of_tags("Key"),
        Some("tag-value") => of_tags("Value"),
        Some("all") | None => {
            let mut all = vec![name.to_string()];
            all.extend(description);
            all.extend(of_tags("Key"));
            all.extend(of_tags("Value"));
            all
        }
        Some(_) => vec![],
    };
    filter.texts("Values").iter().any(|value| match value.strip_prefix('!') {
        Some(value) => !has.iter().any(|text| text.starts_with(value)),
        None => has.iter().any(|text| text.starts_with(value)),
    })
}
