//! What secrets, parameters and log groups have in common: their values.

use serde_json::Value;

pub(super) use crate::errors::resource::{marked, missing};
use engine::model::Name;
use engine::model::resource::{Content, Json, Resource, ResourceKind};
use engine::world::World;

/// What was assumed has no value that anybody knows.
const ASSUMED: &str = "(assumed)";

pub(super) fn value(content: &Content) -> &str {
    content.value.as_deref().unwrap_or(ASSUMED)
}

/// A value that was given; `version`: its id.
pub(super) fn content(value: Option<&str>, version: Option<Name>) -> Content {
    Content { value: value.map(Into::into), json: value.map_or(Json::Unknown, json), version }
}

/// What the agent, which is written in Go, makes of a value as JSON.
fn json(text: &str) -> Json {
    let kind = match serde_json::from_str(text) {
        Ok(Value::Object(members)) => return Json::Keys(members.keys().map(|key| Name::from(key.as_str())).collect()),
        Ok(Value::Null) => return Json::Keys(Default::default()),
        Ok(Value::String(_)) => "string",
        Ok(Value::Number(_)) => "number",
        Ok(Value::Bool(_)) => "bool",
        Ok(Value::Array(_)) => "array",
        Err(error) => {
            let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
            let at = error.column().saturating_sub(1);
            let wrong = line.char_indices().find(|(index, _)| *index >= at).map(|(_, letter)| letter);
            return Json::Unreadable(match wrong.filter(|_| !error.is_eof()) {
                Some('\'') => r"invalid character '\'' looking for beginning of value".into(),
                Some(letter) => format!("invalid character '{letter}' looking for beginning of value").into(),
                None => "unexpected end of JSON input".into(),
            });
        }
    };
    Json::Unreadable(format!("json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}").into())
}

/// All of a kind that are there, by name.
pub(super) fn all(world: &World, kind: ResourceKind) -> impl Iterator<Item = (&Name, &Resource)> {
    let of_kind = world.account.resources.iter().filter(move |((of, _), _)| *of == kind);
    of_kind.map(|((_, name), resource)| (name, resource)).filter(|(_, resource)| resource.is_there())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_the_agent_reads_them() {
        let unreadable = |why: &str| Json::Unreadable(why.into());
        let keys = |keys: &[&str]| Json::Keys(keys.iter().map(|key| Name::from(*key)).collect());
        for (text, read) in [
            (r#"{"user": "a", "password": "b"}"#, keys(&["user", "password"])),
            ("null", keys(&[])),
            ("hunter2", unreadable("invalid character 'h' looking for beginning of value")),
            ("'{\"a\":1}'", unreadable("invalid character '\\'' looking for beginning of value")),
            ("{\"a\":", unreadable("unexpected end of JSON input")),
            ("[1]", unreadable("json: cannot unmarshal array into Go value of type map[string]interface {}")),
            ("42", unreadable("json: cannot unmarshal number into Go value of type map[string]interface {}")),
        ] {
            assert_eq!(json(text), read, "{text}");
        }
    }
}
