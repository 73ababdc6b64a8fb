//! From the words of a command to the input of its operation.

use serde_json::{Map, Value};

use super::names::kebab;
use super::options::{self, Global, Paging};
use super::{USAGE, Usage, elsewhere, shorthand};
use crate::Files;
use crate::words::is_option;
use aws::import;
use aws::model::{Kind, Member, Operation};

/// A call as it was typed.
#[derive(Debug)]
pub(super) struct Call {
    pub input: Value,
    pub paging: Paging,
    pub notes: Vec<String>,
    /// Whether something of it was read from a file.
    pub from_file: bool,
}

/// What an option is.
enum Meaning<'a> {
    Member(&'a Member),
    /// `--no-force` for a member that is true or false.
    Not(&'a Member),
    Global(&'static Global),
}

pub(super) fn read(operation: &Operation, files: &dyn Files, words: &[&str]) -> Result<Call, Usage> {
    let mut call = Call { input: Value::Null, paging: Paging::default(), notes: Vec::new(), from_file: false };
    let mut whole = Map::new();
    let mut members = Map::new();
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        let Some(name) = word.strip_prefix("--") else {
            return Err(Usage::new(format!("{USAGE}\naws: [ERROR]: Unknown options: {}", aws::cut(word, 80))));
        };
        let (name, joined) = name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
        let values = after.iter().take_while(|word| !is_option(word)).count();
        let meaning = meaning(operation, name).ok_or_else(|| unknown_option(operation, name))?;
        let wanted = match &meaning {
            Meaning::Member(member) if member.kind == Kind::Boolean => 0,
            Meaning::Not(_) => 0,
            Meaning::Global(global) => usize::from(global.takes_value),
            Meaning::Member(member) => match member.kind {
                Kind::TextList | Kind::IntegerList | Kind::StructureList(_) => values,
                _ => 1,
            },
        };
        let taken = if joined.is_some() { 0 } else { wanted.min(values) };
        let mut texts = Vec::new();
        for text in joined.into_iter().chain(after[..taken].iter().copied()) {
            texts.push(load(text, files, name, &mut call.from_file)?);
        }
        if wanted > 0 && texts.is_empty() {
            return Err(Usage::new(format!("{USAGE}\naws: [ERROR]: argument --{name}: expected one argument")));
        }
        match meaning {
            Meaning::Global(global) => match (global.name, texts.first()) {
                ("cli-input-json", Some(text)) => whole = document(name, import::parse_json(text))?,
                ("cli-input-yaml", Some(text)) => whole = document(name, import::parse(text))?,
                (name, Some(text)) => {
                    call.notes.extend(options::note(name, text));
                    call.paging.set(name, text)?;
                }
                (name, None) => call.paging.set(name, "")?,
            },
            Meaning::Not(member) => {
                members.insert(member.name.into(), Value::Bool(false));
            }
            Meaning::Member(member) => {
                members.insert(member.name.into(), shorthand::value(member, name, &texts)?);
            }
        }
        rest = &after[taken..];
    }
    whole.extend(members);
    missing(operation, &whole)?;
    call.input = Value::Object(whole);
    Ok(call)
}

fn meaning<'a>(operation: &'a Operation, name: &str) -> Option<Meaning<'a>> {
    let member = |name: &str| operation.input.members.iter().find(|member| kebab(member.name) == name);
    let boolean = |name: &str| member(name).filter(|member| member.kind == Kind::Boolean);
    if let Some(member) = member(name) {
        return Some(Meaning::Member(member));
    }
    if let Some(member) = name.strip_prefix("no-").and_then(boolean) {
        return Some(Meaning::Not(member));
    }
    if let Some(member) = name.strip_prefix("disable-").and_then(|rest| boolean(&format!("enable-{rest}"))) {
        return Some(Meaning::Not(member));
    }
    Global::find(name).map(Meaning::Global)
}

fn unknown_option(operation: &Operation, name: &str) -> Usage {
    if let Some(absent) = elsewhere::option(name) {
        return absent;
    }
    let options = operation.input.members.iter().map(|member| kebab(member.name));
    let near = options.min_by_key(|option| strsim::damerau_levenshtein(option, name));
    let near = near.filter(|option| strsim::damerau_levenshtein(option, name) <= 2 + name.len() / 4);
    let hint = near.map_or(String::new(), |option| format!(" (did you mean --{option}?)"));
    let name = aws::cut(name, 80);
    Usage::new(format!("{USAGE}\naws: [ERROR]: Unknown options: --{name}{hint}"))
}

/// The text behind `file://`, or the text itself.
fn load(text: &str, files: &dyn Files, option: &str, from_file: &mut bool) -> Result<String, Usage> {
    let Some(path) = text.strip_prefix("file://") else { return Ok(text.into()) };
    *from_file = true;
    files.read(path).map_err(|why| Usage {
        status: 255,
        message: format!(
            "Error parsing parameter '--{option}': Unable to load paramfile file://{path}: {why}: '{path}'"
        ),
    })
}

/// The members of an input that was given as a whole.
fn document(option: &str, value: Result<Value, String>) -> Result<Map<String, Value>, Usage> {
    match value {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(bad_document(option, "it must be one object, with the names of the parameters")),
        Err(why) => Err(bad_document(option, &why)),
    }
}

fn bad_document(option: &str, why: &str) -> Usage {
    let kind = if option.ends_with("yaml") { "YAML" } else { "JSON" };
    Usage { status: 252, message: format!("Error parsing parameter '{option}': Invalid {kind} received.\n{why}") }
}

/// The CLI itself asks for what must be given, unless the whole input was.
fn missing(operation: &Operation, given: &Map<String, Value>) -> Result<(), Usage> {
    let required = operation.input.members.iter().filter(|member| member.required);
    let missing: Vec<String> = required
        .filter(|member| !given.contains_key(member.name))
        .map(|member| format!("--{}", kebab(member.name)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(", ");
    Err(Usage::new(format!("{USAGE}\naws: [ERROR]: the following arguments are required: {list}")))
}
