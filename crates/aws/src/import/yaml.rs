//! YAML into the same values as JSON, event by event: without recursion and aliases, so no text can make it use more
//! memory than its own size suggests.

use serde_json::{Map, Value};
use yaml_rust2::parser::{Event, Parser};
use yaml_rust2::scanner::{Marker, ScanError, TScalarStyle};

/// How deep lists and mappings may be nested.
const DEEPEST: usize = 64;

/// A list or mapping that isn't closed yet.
enum Open {
    List(Vec<Value>),
    /// With the key whose value is awaited.
    Mapping(Map<String, Value>, Option<String>),
}

pub(super) fn parse(text: &str) -> Result<Value, String> {
    let mut parser = Parser::new_from_str(text);
    let mut open: Vec<Open> = Vec::new();
    loop {
        let (event, mark) = parser.next_token().map_err(|error| scan_error(&error))?;
        let done = match event {
            Event::Scalar(text, style, _, _) => Some(scalar(text, style)),
            Event::SequenceStart(..) => begin(&mut open, Open::List(Vec::new()), &mark)?,
            Event::MappingStart(..) => begin(&mut open, Open::Mapping(Map::new(), None), &mark)?,
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(close),
            Event::Alias(_) => return Err(at("anchors and aliases aren't read here", &mark)),
            Event::StreamEnd => return Err("it is empty".into()),
            Event::Nothing | Event::StreamStart | Event::DocumentStart | Event::DocumentEnd => None,
        };
        let Some(value) = done else { continue };
        match open.last_mut() {
            None => return Ok(value),
            Some(Open::List(items)) => items.push(value),
            Some(Open::Mapping(members, key)) => match key.take() {
                None => *key = Some(as_key(value).ok_or_else(|| at("a name must be plain text", &mark))?),
                Some(key) => {
                    members.insert(key, value);
                }
            },
        }
    }
}

fn begin(open: &mut Vec<Open>, new: Open, mark: &Marker) -> Result<Option<Value>, String> {
    if open.len() == DEEPEST {
        return Err(at("it is nested too deeply", mark));
    }
    open.push(new);
    Ok(None)
}

fn close(open: Open) -> Value {
    match open {
        Open::List(items) => Value::Array(items),
        Open::Mapping(members, _) => Value::Object(members),
    }
}

fn scalar(text: String, style: TScalarStyle) -> Value {
    if style != TScalarStyle::Plain {
        return Value::String(text);
    }
    match text.as_str() {
        "" | "~" | "null" => Value::Null,
        "true" | "True" => Value::Bool(true),
        "false" | "False" => Value::Bool(false),
        // AWS's models have no fractions where people write YAML, so a number is a whole one.
        _ => text.parse::<i64>().map_or(Value::String(text), |number| Value::Number(number.into())),
    }
}

fn as_key(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn scan_error(error: &ScanError) -> String {
    at(error.info(), error.marker())
}

fn at(what: &str, mark: &Marker) -> String {
    format!("{what}, in line {}, column {}", mark.line(), mark.col() + 1)
}
