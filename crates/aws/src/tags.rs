//! Tags of any resource of ECS. The texts are ours, but for that of the characters.

use serde_json::Value;

use super::errors::{ServiceError, invalid};
use super::json::Input;
use engine::model::kept::Kept;
use engine::sorted::SortedSet;

/// Tags of a resource, and letters of a key and of a value.
const MOST: usize = 50;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

/// The first thing that is wrong with the `tags` of an input.
pub(crate) fn check(input: Input) -> Result<(), ServiceError> {
    if input.values("tags").len() > MOST {
        return Err(invalid(format!("Too many tags. A resource can have at most {MOST} tags.")));
    }
    let mut keys = SortedSet::default();
    for tag in input.list("tags") {
        let (key, value) = (tag.required("key"), tag.text("value").unwrap_or_default());
        if key.is_empty() || key.chars().count() > LONGEST_KEY {
            return Err(invalid(format!("Tag keys must have between 1 and {LONGEST_KEY} characters.")));
        }
        if value.chars().count() > LONGEST_VALUE {
            return Err(invalid(format!("Tag values must have at most {LONGEST_VALUE} characters.")));
        }
        if !key.chars().chain(value.chars()).all(in_a_tag) {
            return Err(invalid(
                "Some tags contain invalid characters. Valid characters: UTF-8 letters, spaces, numbers and _ . / = + - : @.",
            ));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(invalid("Tag keys that begin with 'aws:' are reserved."));
        }
        if !keys.insert(key) {
            return Err(invalid(format!("Duplicate tag keys found: {key}. Each tag key must be unique.")));
        }
    }
    Ok(())
}

fn in_a_tag(c: char) -> bool {
    c.is_alphanumeric() || c == ' ' || "_./=+-:@".contains(c)
}

/// The tags of a document, as they are printed.
pub(crate) fn of(document: &Value) -> Vec<Value> {
    Input::of(document).values("tags").to_vec()
}

/// The tags that were kept of a call, as they are printed.
pub(crate) fn kept(kept: &Kept) -> Vec<Value> {
    super::kept::list(kept, "tags")
}
