//! Secrets, parameters and log groups: which of them a task's start needs, and what is wrong with one.

use crate::model::Name;
use crate::model::definition::{LogConfiguration, TaskDefinition};
use crate::model::network::{ACCOUNT, REGION};
use crate::model::resource::{Content, Json, Presence, Resource, ResourceKind, SUFFIX, Source};
use crate::model::role::Unread;
use crate::sorted::SortedSet;
use crate::world::World;

/// The secrets with credentials for registries.
pub fn credentials(definition: &TaskDefinition) -> impl Iterator<Item = &Name> {
    definition.containers.iter().filter_map(|container| container.credentials.as_ref())
}

/// Where environment variables and options of log drivers are read from.
pub fn secrets(definition: &TaskDefinition) -> impl Iterator<Item = &Name> {
    definition.containers.iter().flat_map(|container| {
        let of_log = container.log.iter().flat_map(|log| &log.secrets);
        container.secrets.iter().map(|(_, from)| from).chain(of_log)
    })
}

/// The log group that a container writes to.
pub fn log_group(log: &LogConfiguration) -> Option<&Name> {
    log.group.as_ref().filter(|_| *log.driver == *"awslogs")
}

/// What a definition names that never was, with the letters at the end of a secret's ARN. What another account or
/// region has isn't this one's to make, and a group that the driver makes needn't be there.
pub fn missing(world: &World, definition: &TaskDefinition) -> Vec<(ResourceKind, Name, Name)> {
    let mut all: Vec<(ResourceKind, Name, Name)> = Vec::new();
    let mut seen = SortedSet::default();
    let read = credentials(definition).map(|from| Source::parse_credentials(from));
    let read = read.chain(secrets(definition).map(|from| Source::parse(from)));
    for source in read.filter(|source| is_here(definition, source)) {
        let (name, suffix) = source.parts();
        let is_new = world.account.resource(source.kind, name).is_none() && world.account.named(&source).is_none();
        if is_new && !name.is_empty() && seen.insert((source.kind, name)) {
            let drawn = || if source.kind == ResourceKind::Secret { new_suffix(world, all.len()) } else { "".into() };
            let suffix = suffix.map_or_else(drawn, Name::from);
            all.push((source.kind, name.into(), suffix));
        }
    }
    let logs = definition.containers.iter().filter_map(|container| container.log.as_ref());
    for group in logs.filter(|log| !log.create_group).filter_map(log_group) {
        let kind = ResourceKind::LogGroup;
        if world.account.resource(kind, group).is_none() && seen.insert((kind, group)) {
            all.push((kind, group.clone(), "".into()));
        }
    }
    all
}

/// The six letters at the end of a new secret's ARN; the n-th of a fact's.
pub fn new_suffix(world: &World, n: usize) -> Name {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut bits = world.seed().shuffle(43, (world.facts as u128) << 16 | n as u128);
    let letter = |_| {
        let letter = LETTERS[(bits % 62) as usize] as char;
        bits /= 62;
        letter
    };
    (0..SUFFIX).map(letter).collect::<String>().into()
}

fn is_here(definition: &TaskDefinition, source: &Source) -> bool {
    source.place.is_none_or(|(region, _)| region == REGION) && !is_foreign(definition, source)
}

/// Whether it belongs to another account than the execution role. People paste definitions with their own account's
/// number; what counts is that roles and secrets belong together.
pub fn is_foreign(definition: &TaskDefinition, source: &Source) -> bool {
    let role = definition.execution_role.as_deref().and_then(|role| role.strip_prefix("arn:")?.split(':').nth(3));
    source.place.is_some_and(|(_, account)| account != role.unwrap_or(ACCOUNT))
}

/// Why a secret or parameter can't be had, if its owner lets it be read.
pub fn fault(world: &World, source: &Source) -> Option<Unread> {
    if source.place.is_some_and(|(region, _)| region != REGION) {
        return Some(Unread::Missing);
    }
    let name = world.account.named(source);
    let Some(resource) = name.and_then(|name| world.account.resource(source.kind, &name)) else {
        return Some(Unread::Missing);
    };
    match resource.presence {
        Presence::There => version_fault(resource, source),
        Presence::Leaving { until, .. } if world.now < until => Some(Unread::MarkedForDeletion),
        Presence::Leaving { .. } | Presence::Gone => Some(Unread::Missing),
    }
}

/// The staging labels that Secrets Manager sets by itself.
pub const CURRENT: &str = "AWSCURRENT";
pub const PREVIOUS: &str = "AWSPREVIOUS";

/// The version of a secret that a source asks for.
pub fn version<'a>(secret: &'a Resource, source: &Source) -> Result<&'a Content, Unread> {
    let current = secret.content.as_ref().map(|content| (CURRENT, content));
    let previous = secret.previous.as_ref().map(|content| (PREVIOUS, content));
    let mut versions = current.into_iter().chain(previous);
    // Of what was assumed nothing is known: it is taken to be as it is asked for.
    let is_asked = |stage: &str, content: &Content| match (&content.version, source.stage, source.version) {
        (None, ..) => true,
        (Some(_), "", "") => stage == CURRENT,
        (Some(_), asked, "") => stage == asked,
        (Some(version), asked, id) => **version == *id && (asked.is_empty() || asked == stage),
    };
    let found = versions.find(|(stage, content)| is_asked(stage, content)).map(|(_, content)| content);
    found.ok_or_else(|| match (source.stage, source.version) {
        ("", "") => Unread::NoStage(CURRENT.into()),
        (stage, "") => Unread::NoStage(stage.into()),
        (_, version) => Unread::NoVersion(version.into()),
    })
}

fn version_fault(resource: &Resource, source: &Source) -> Option<Unread> {
    if source.kind != ResourceKind::Secret {
        return None;
    }
    let content = match version(resource, source) {
        Ok(content) => content,
        Err(why) => return Some(why),
    };
    match &content.json {
        _ if source.key.is_empty() => None,
        Json::Unknown => None,
        Json::Keys(keys) if keys.contains(&Name::from(source.key)) => None,
        Json::Keys(_) => Some(Unread::NoKey(source.key.into())),
        Json::Unreadable(why) => Some(Unread::NotJson(why.clone())),
    }
}
