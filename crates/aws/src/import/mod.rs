//! Task definitions as people have them: JSON or YAML, inside a `taskDefinition`, as DescribeTaskDefinition printed
//! them, with fields that ECS doesn't have, as templates. What can be taken is taken, and what is left out is said.

mod lenient;
mod marks;
mod template;
#[cfg(test)]
mod tests;
mod yaml;

use serde_json::Value;

use template::Template;
pub use template::{Given, Placeholder};

/// A definition that RegisterTaskDefinition takes, and what was done to make it so.
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    pub input: Value,
    /// A sentence each.
    pub notes: Vec<String>,
}

/// Bytes of a file that is read; ECS itself takes 64 KB of a task definition.
pub const LARGEST: usize = 1 << 20;

/// Reads JSON or YAML, whichever it is. The error says where the mistake is.
pub fn parse(text: &str) -> Result<Value, String> {
    if text.len() > LARGEST {
        return Err(format!("it has {} bytes, and at most {LARGEST} are read", text.len()));
    }
    if text.contains('\0') {
        return Err("it is not text: it has a NUL byte in it".into());
    }
    if text.trim_start().starts_with(['{', '[']) { parse_json(text) } else { yaml::parse(text) }
}

pub fn parse_json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| {
        let what = error.to_string();
        // serde_json puts the place at the end: " at line 3 column 7".
        let what = what.rsplit_once(" at line").map_or(what.as_str(), |(what, _)| what);
        format!("{what}, in line {}, column {}", error.line(), error.column())
    })
}

/// Why a text can't be taken.
#[derive(Clone, PartialEq, Debug)]
pub enum Trouble {
    Wrong(String),
    /// It is a template, and these of its placeholders have no value yet.
    Unfilled(Vec<Placeholder>),
}

/// Takes a task definition out of a text, with values for its placeholders.
pub fn task_definition(text: &str, given: &Given) -> Result<Imported, Trouble> {
    let template = Template::read(text, parse).map_err(Trouble::Wrong)?;
    let mut open = template.placeholders();
    let (value, mut notes) = template.fill(given).map_err(Trouble::Wrong)?;
    open.retain(|placeholder| !given.iter().any(|(name, _)| *name == placeholder.name));
    if !open.is_empty() && lenient::is_definition(&value) {
        return Err(Trouble::Unfilled(open));
    }
    let mut imported = lenient::task_definition(value).map_err(Trouble::Wrong)?;
    notes.append(&mut imported.notes);
    Ok(Imported { notes, ..imported })
}

/// What of a text must be filled; nothing where it can't be read.
pub fn placeholders(text: &str) -> Vec<Placeholder> {
    Template::read(text, parse).map(|template| template.placeholders()).unwrap_or_default()
}

/// The placeholders that a message names.
const NAMED: usize = 12;

impl Trouble {
    /// What is wrong. `fill` says how placeholders are filled, with a value for each.
    pub fn in_words(&self, fill: impl Fn(&str) -> String) -> String {
        let open = match self {
            Trouble::Wrong(why) => return why.clone(),
            Trouble::Unfilled(open) => open,
        };
        let named = &open[..open.len().min(NAMED)];
        let shown: Vec<&str> = named.iter().map(|placeholder| placeholder.shown.as_str()).collect();
        let values: Vec<String> = named.iter().map(|open| format!("{}={}", open.name, open.example)).collect();
        let more = if open.len() > NAMED { format!(" and {} more", open.len() - NAMED) } else { String::new() };
        let (what, them) = if open.len() == 1 { ("a placeholder", "it") } else { ("placeholders", "them") };
        format!("it is a template with {what}: {}{more}. To fill {them}: {}", shown.join(", "), fill(&values.join(" ")))
    }
}
