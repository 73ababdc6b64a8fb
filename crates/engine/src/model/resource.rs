//! What a task's start needs beside its image: secrets, parameters and log groups.

use super::account::Account;
use super::kept::Kept;
use super::network::REGION;
use super::{Name, Origin};
use crate::sorted::SortedSet;
use crate::time::Time;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ResourceKind {
    /// Of Secrets Manager.
    Secret,
    /// Of the Parameter Store of Systems Manager.
    Parameter,
    /// Of CloudWatch Logs.
    LogGroup,
}

/// One that is there, or was: what was deleted is never assumed again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resource {
    pub presence: Presence,
    pub origin: Origin,
    pub made_at: Time,
    pub changed_at: Time,
    /// When it, or an earlier one of its name, was last deleted.
    pub deleted_at: Option<Time>,
    /// The six letters at the end of a secret's ARN; others have none.
    pub suffix: Name,
    /// What it has now, and what it had before: a secret may have been made without a value.
    pub content: Option<Content>,
    pub previous: Option<Content>,
    /// How many values it has had.
    pub versions: u32,
    pub kept: Kept,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    There,
    /// A secret that is marked for deletion: nobody can read it, and it is gone in the end.
    Leaving {
        asked: Time,
        until: Time,
    },
    Gone,
}

/// The value of a secret or parameter.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Content {
    /// `None`: it isn't known, as of what was assumed.
    pub value: Option<Name>,
    pub json: Json,
    /// The id of this version of a secret; `None`: of what was assumed, nobody knows it.
    pub version: Option<Name>,
}

/// What a value is as JSON. The engine reads none: who gives the value says it.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub enum Json {
    #[default]
    Unknown,
    /// An object with these keys.
    Keys(SortedSet<Name>),
    /// What the agent's reader says of it.
    Unreadable(Name),
}

/// A new resource, or a new version of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NewResource {
    pub suffix: Name,
    /// A secret may be made without a value.
    pub content: Option<Content>,
    pub kept: Kept,
}

impl Resource {
    pub fn new(new: &NewResource, origin: Origin, now: Time) -> Resource {
        Resource {
            presence: Presence::There,
            origin,
            made_at: now,
            changed_at: now,
            deleted_at: None,
            suffix: new.suffix.clone(),
            content: new.content.clone(),
            previous: None,
            versions: new.content.is_some().into(),
            kept: new.kept.clone(),
        }
    }

    pub fn is_there(&self) -> bool {
        self.presence == Presence::There
    }

    /// Whether it is there or marked for deletion: its name is taken.
    pub fn is_known(&self, now: Time) -> bool {
        match self.presence {
            Presence::There => true,
            Presence::Leaving { until, .. } => now < until,
            Presence::Gone => false,
        }
    }
}

/// What a `valueFrom` or `credentialsParameter` names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source<'a> {
    pub kind: ResourceKind,
    /// Of an ARN: its region and account.
    pub place: Option<(&'a str, &'a str)>,
    /// The secret as it stands in its ARN, with or without the six letters; a parameter's name.
    pub name: &'a str,
    /// Of a secret, where they are given: a key of its JSON, a stage, a version.
    pub key: &'a str,
    pub stage: &'a str,
    pub version: &'a str,
}

impl<'a> Source<'a> {
    /// Of `secrets` and `secretOptions`: a secret by its ARN, a parameter by ARN or name (DG: specifying-sensitive-data).
    pub fn parse(from: &'a str) -> Source<'a> {
        let parts: Vec<&str> = from.split(':').collect();
        let of = |kind, place, name| Source { kind, place, name, key: "", stage: "", version: "" };
        match *parts.as_slice() {
            ["arn", _, "secretsmanager", region, account, ref rest @ ..] => {
                let part = |n: usize| rest.get(n).copied().unwrap_or_default();
                let secret = of(ResourceKind::Secret, Some((region, account)), part(1));
                Source { key: part(2), stage: part(3), version: part(4), ..secret }
            }
            ["arn", _, "ssm", region, account, resource, ..] => {
                let name = resource.strip_prefix("parameter").unwrap_or(resource);
                of(ResourceKind::Parameter, Some((region, account)), name_of_parameter(name))
            }
            _ => of(ResourceKind::Parameter, None, from),
        }
    }

    /// Of `repositoryCredentials`: a secret by ARN or name (DG: private-auth).
    pub fn parse_credentials(from: &'a str) -> Source<'a> {
        match Source::parse(from) {
            source @ Source { kind: ResourceKind::Secret, .. } => source,
            source => Source { kind: ResourceKind::Secret, place: None, name: from, ..source },
        }
    }

    /// The secret's name and the six letters of its ARN, where those stand there.
    pub fn parts(&self) -> (&'a str, Option<&'a str>) {
        match self.kind {
            ResourceKind::Secret if self.place.is_some() => complete(self.name),
            ResourceKind::Secret | ResourceKind::Parameter | ResourceKind::LogGroup => (self.name, None),
        }
    }
}

/// What stands behind `parameter` in an ARN: a name with a path has a slash in front of it, one without has none.
fn name_of_parameter(text: &str) -> &str {
    let bare = text.strip_prefix('/').unwrap_or(text);
    if bare.contains('/') { text } else { bare }
}

/// Whether a hyphen and six letters end a secret's name in an ARN: then it is complete, or taken for that.
fn complete(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once('-') {
        Some((name, end)) if end.len() == SUFFIX && end.bytes().all(|b| b.is_ascii_alphanumeric()) => (name, Some(end)),
        Some(_) | None => (text, None),
    }
}

/// A secret's ARN without the key, stage and version that may stand behind it; anything else as it is.
pub fn without_key(from: &str) -> &str {
    match Source::parse(from).kind {
        ResourceKind::Secret => from.match_indices(':').nth(6).map_or(from, |(at, _)| &from[..at]),
        ResourceKind::Parameter | ResourceKind::LogGroup => from,
    }
}

/// Letters that Secrets Manager adds to a name in the ARN.
pub const SUFFIX: usize = 6;

impl Account {
    pub fn resource(&self, kind: ResourceKind, name: &str) -> Option<&Resource> {
        self.resources.get(&(kind, Name::from(name)))
    }

    /// The name of what a source names, if there is or was such a thing: an ARN names a secret by the very letters that
    /// it was given, unless it was assumed and nobody knows them.
    pub fn named(&self, source: &Source) -> Option<Name> {
        let has = |name: &str| self.resource(source.kind, name);
        let (name, suffix) = source.parts();
        if let Some(suffix) = suffix
            && let Some(secret) = has(name)
            && (*secret.suffix == *suffix || secret.origin == Origin::Assumed)
        {
            return Some(name.into());
        }
        if suffix.is_none() && has(name).is_some() {
            return Some(name.into());
        }
        // `parameter/name` is what the ARN of `/name` says, too.
        let with_slash = format!("/{name}");
        let parameter = source.kind == ResourceKind::Parameter && source.place.is_some();
        (parameter && has(&with_slash).is_some()).then(|| with_slash.into())
    }

    /// The secret that an id of a call names: by name, or by an ARN, complete or not.
    pub fn secret(&self, id: &str) -> Option<(Name, &Resource)> {
        let source = Source::parse_credentials(id);
        if source.place.is_some_and(|(region, _)| region != REGION) {
            return None;
        }
        let name = self.named(&source)?;
        let secret = self.resource(ResourceKind::Secret, &name)?;
        Some((name, secret))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(from: &str) -> String {
        let source = Source::parse(from);
        let (name, suffix) = source.parts();
        let place = source.place.map_or("-".into(), |(region, account)| format!("{region}/{account}"));
        let kind = if source.kind == ResourceKind::Secret { "asm" } else { "ssm" };
        format!(
            "{kind} {place} {name} {} key={} {}/{}",
            suffix.unwrap_or("-"),
            source.key,
            source.stage,
            source.version
        )
    }

    #[test]
    fn sources_are_read() {
        for (from, parts) in [
            ("arn:aws:secretsmanager:us-east-1:1:secret:db-a1B2c3", "asm us-east-1/1 db a1B2c3 key= /"),
            ("arn:aws:secretsmanager:us-east-1:1:secret:db", "asm us-east-1/1 db - key= /"),
            (
                "arn:aws:secretsmanager:us-east-1:1:secret:app/db-a1B2c3:user::",
                "asm us-east-1/1 app/db a1B2c3 key=user /",
            ),
            (
                "arn:aws:secretsmanager:eu-west-1:1:secret:db-a1B2c3::AWSPREVIOUS:",
                "asm eu-west-1/1 db a1B2c3 key= AWSPREVIOUS/",
            ),
            ("arn:aws:secretsmanager:us-east-1:1:secret:db:k:s:v", "asm us-east-1/1 db - key=k s/v"),
            // A name that ends so is taken for a complete ARN; that is why AWS advises against such names.
            ("arn:aws:secretsmanager:us-east-1:1:secret:my-secret", "asm us-east-1/1 my secret key= /"),
            ("arn:aws:secretsmanager:us-east-1:1:secret:my-secrets", "asm us-east-1/1 my-secrets - key= /"),
            ("arn:aws-cn:secretsmanager:cn-north-1:1:secret:db", "asm cn-north-1/1 db - key= /"),
            ("arn:aws:ssm:us-east-1:1:parameter/app/key", "ssm us-east-1/1 /app/key - key= /"),
            ("arn:aws:ssm:us-east-1:1:parameter/key", "ssm us-east-1/1 key - key= /"),
            ("/app/key-a1B2c3", "ssm - /app/key-a1B2c3 - key= /"),
            ("key", "ssm - key - key= /"),
        ] {
            assert_eq!(read(from), parts, "{from}");
        }
        let arn = "arn:aws:secretsmanager:us-east-1:1:secret:db";
        assert_eq!([format!("{arn}:key::").as_str(), arn, "/a"].map(without_key), [arn, arn, "/a"]);
        assert_eq!(Source::parse_credentials("dockerhub").parts(), ("dockerhub", None));
        assert_eq!(Source::parse_credentials("dockerhub").kind, ResourceKind::Secret);
    }
}
