//! Event patterns of EventBridge: which events a rule wants, by their JSON (events.md#patterns).

use std::rc::Rc;

use serde_json::{Map, Value};

use super::bus;
use crate::import::parse_json;
use engine::model::Name;
use engine::model::bus::Event;
use engine::world::{EventPattern, Matcher, World};

/// A pattern, read.
#[derive(Debug)]
struct Pattern {
    written: String,
    fields: Vec<Node>,
}

/// What an object must have: all of its nodes.
#[derive(Clone, PartialEq, Debug)]
enum Node {
    Object(String, Vec<Node>),
    /// One of these must hold of the field.
    Leaf(String, Vec<Test>),
    /// One of these groups must hold: `$or`.
    Or(Vec<Vec<Node>>),
}

#[derive(Clone, PartialEq, Debug)]
enum Test {
    Exactly(Value),
    Prefix(String, bool),
    Suffix(String, bool),
    IgnoringCase(String),
    Wildcard(String),
    Not(Vec<Test>),
    Exists(bool),
    Numeric(Vec<(Comparison, f64)>),
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Reads a pattern, or says what is wrong with it.
pub(crate) fn parse(text: &str) -> Result<EventPattern, String> {
    let value = parse_json(text).map_err(|why| format!("Filter is not valid JSON: {why}"))?;
    let Value::Object(object) = value else { return Err("Filter is not an object".into()) };
    let fields = nodes(&object)?;
    if fields.is_empty() {
        return Err("Empty objects are not allowed".into());
    }
    Ok(EventPattern(Rc::new(Pattern { written: text.into(), fields })))
}

impl Matcher for Pattern {
    fn text(&self) -> &str {
        &self.written
    }

    fn matches(&self, world: &World, event: &Event) -> bool {
        // Most events are ruled out by what kind they are: only for the others the whole is written.
        let (source, kind) = bus::kind(event);
        let may_be = |name: &str, is: &str| {
            let of = self.fields.iter().filter_map(|node| match node {
                Node::Leaf(field, tests) if field == name => Some(tests),
                Node::Leaf(..) | Node::Object(..) | Node::Or(_) => None,
            });
            of.into_iter().all(|tests| tests.iter().any(|test| test.holds(Some(&Value::String(is.into())))))
        };
        may_be("source", &source)
            && may_be("detail-type", &kind)
            && all_hold(&self.fields, &bus::document(world, event))
    }

    fn document(&self, world: &World, event: &Event) -> Name {
        bus::document(world, event).to_string().into()
    }
}

fn nodes(object: &Map<String, Value>) -> Result<Vec<Node>, String> {
    object.iter().map(|(name, value)| node(name, value)).collect()
}

fn node(name: &str, value: &Value) -> Result<Node, String> {
    match (name, value) {
        ("$or", Value::Array(groups)) if groups.len() >= 2 && groups.iter().all(Value::is_object) => {
            let groups = groups.iter().filter_map(Value::as_object).map(nodes);
            Ok(Node::Or(groups.collect::<Result<_, _>>()?))
        }
        (_, Value::Object(inner)) if inner.is_empty() => Err("Empty objects are not allowed".into()),
        (_, Value::Object(inner)) => Ok(Node::Object(name.into(), nodes(inner)?)),
        (_, Value::Array(tests)) if tests.is_empty() => Err("Empty arrays are not allowed".into()),
        (_, Value::Array(tests)) => {
            let tests: Vec<Test> = tests.iter().map(test).collect::<Result<_, _>>()?;
            Ok(Node::Leaf(name.into(), tests))
        }
        _ => Err(format!("\"{name}\" must be an object or an array")),
    }
}

fn test(value: &Value) -> Result<Test, String> {
    match value {
        Value::Object(filter) => match filter.iter().next() {
            Some((name, argument)) if filter.len() == 1 => content(name, argument),
            _ => Err("Only one key allowed in match expression".into()),
        },
        Value::Array(_) => Err("Match value must be String, number, true, false, or null".into()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(Test::Exactly(value.clone())),
    }
}

/// The content filters.
fn content(name: &str, argument: &Value) -> Result<Test, String> {
    let affix = |make: fn(String, bool) -> Test| match argument {
        Value::String(text) => Ok(make(text.clone(), false)),
        Value::Object(inner) => match inner.get("equals-ignore-case").and_then(Value::as_str) {
            Some(text) if inner.len() == 1 => Ok(make(text.to_lowercase(), true)),
            _ => Err(format!("{name} match pattern must be a string")),
        },
        _ => Err(format!("{name} match pattern must be a string")),
    };
    let text = || argument.as_str().map(String::from).ok_or_else(|| format!("{name} match pattern must be a string"));
    match name {
        "prefix" => affix(Test::Prefix),
        "suffix" => affix(Test::Suffix),
        "equals-ignore-case" => Ok(Test::IgnoringCase(text()?.to_lowercase())),
        "wildcard" => match text()? {
            doubled if doubled.contains("**") => Err("Consecutive wildcard characters at a position".into()),
            text => Ok(Test::Wildcard(text)),
        },
        "exists" => {
            argument.as_bool().map(Test::Exists).ok_or_else(|| "exists match pattern must be true or false".into())
        }
        "numeric" => numeric(argument),
        "anything-but" => Ok(Test::Not(match argument {
            Value::Array(list) if list.is_empty() => return Err("Empty arrays are not allowed".into()),
            Value::Array(list) => list.iter().map(test).collect::<Result<_, _>>()?,
            one => vec![test(one)?],
        })),
        _ => Err(format!("Unrecognized match type {name}")),
    }
}

fn numeric(argument: &Value) -> Result<Test, String> {
    let wrong = || "Value of numeric must be an array of operators and numbers".to_string();
    let list = argument.as_array().filter(|list| list.len() == 2 || list.len() == 4).ok_or_else(wrong)?;
    let pair = |pair: &[Value]| {
        let comparison = match pair[0].as_str()? {
            "=" => Comparison::Equal,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return None,
        };
        Some((comparison, pair[1].as_f64()?))
    };
    list.chunks(2).map(pair).collect::<Option<_>>().map(Test::Numeric).ok_or_else(wrong)
}

fn all_hold(nodes: &[Node], object: &Value) -> bool {
    nodes.iter().all(|node| match node {
        Node::Or(groups) => groups.iter().any(|group| all_hold(group, object)),
        Node::Object(name, inner) => match object.get(name) {
            // Of a list, one member must be as wanted.
            Some(Value::Array(list)) => list.iter().any(|member| all_hold(inner, member)),
            Some(member) => all_hold(inner, member),
            None => all_hold(inner, &Value::Null),
        },
        Node::Leaf(name, tests) => {
            let field = object.get(name);
            tests.iter().any(|test| match field {
                Some(Value::Array(list)) => list.iter().any(|member| test.holds(Some(member))),
                _ => test.holds(field),
            })
        }
    })
}

impl Test {
    fn holds(&self, field: Option<&Value>) -> bool {
        let text = field.and_then(Value::as_str);
        let affix = |wanted: &str, ignoring: bool, has: fn(&str, &str) -> bool| {
            text.is_some_and(|text| if ignoring { has(&text.to_lowercase(), wanted) } else { has(text, wanted) })
        };
        match self {
            Test::Exactly(wanted) => match (wanted.as_f64(), field.and_then(Value::as_f64)) {
                (Some(wanted), Some(number)) => wanted == number,
                _ => field == Some(wanted),
            },
            Test::Prefix(wanted, ignoring) => affix(wanted, *ignoring, |text, wanted| text.starts_with(wanted)),
            Test::Suffix(wanted, ignoring) => affix(wanted, *ignoring, |text, wanted| text.ends_with(wanted)),
            Test::IgnoringCase(wanted) => text.is_some_and(|text| text.to_lowercase() == *wanted),
            Test::Wildcard(wanted) => text.is_some_and(|text| wildcard(wanted, text)),
            Test::Not(tests) => field.is_some() && !tests.iter().any(|test| test.holds(field)),
            Test::Exists(wanted) => field.is_some() == *wanted,
            Test::Numeric(bounds) => field.and_then(Value::as_f64).is_some_and(|number| {
                bounds.iter().all(|(comparison, bound)| match comparison {
                    Comparison::Equal => number == *bound,
                    Comparison::Less => number < *bound,
                    Comparison::LessOrEqual => number <= *bound,
                    Comparison::Greater => number > *bound,
                    Comparison::GreaterOrEqual => number >= *bound,
                })
            }),
        }
    }
}

/// Whether a text is as a pattern with `*` says.
fn wildcard(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"source": "aws.ecs", "detail-type": "ECS Task State Change", "detail": {"lastStatus": "STOPPED", "version": 5, "group": "service:web", "reason": null, "containers": [{"name": "web", "exitCode": 1}, {"name": "log", "exitCode": 0}], "ids": ["a", "b"]}}"#;

    fn check(pattern: &str, expected: bool) {
        let Value::Object(object) = parse_json(pattern).unwrap() else { panic!("{pattern}") };
        let event = parse_json(EVENT).unwrap();
        assert_eq!(all_hold(&nodes(&object).unwrap(), &event), expected, "{pattern}");
    }

    #[test]
    fn patterns_match_as_eventbridge_says() {
        check(r#"{"source": ["aws.ecs", "aws.ec2"]}"#, true);
        check(r#"{"source": ["aws.ec2"]}"#, false);
        check(r#"{"detail": {"lastStatus": ["STOPPED"], "version": [5]}}"#, true);
        check(r#"{"detail": {"lastStatus": ["STOPPED"], "version": [4]}}"#, false);
        check(r#"{"detail": {"group": [{"prefix": "service:"}]}}"#, true);
        check(r#"{"detail": {"group": [{"prefix": {"equals-ignore-case": "SERVICE:"}}]}}"#, true);
        check(r#"{"detail": {"group": [{"suffix": "web"}, {"suffix": "api"}]}}"#, true);
        check(r#"{"detail": {"group": [{"suffix": "api"}]}}"#, false);
        check(r#"{"detail": {"group": [{"wildcard": "s*:*b"}]}}"#, true);
        check(r#"{"detail": {"group": [{"wildcard": "s*:*c"}]}}"#, false);
        check(r#"{"detail": {"group": [{"equals-ignore-case": "Service:WEB"}]}}"#, true);
        check(r#"{"detail": {"group": [{"anything-but": ["service:api"]}]}}"#, true);
        check(r#"{"detail": {"group": [{"anything-but": {"prefix": "service:"}}]}}"#, false);
        check(r#"{"detail": {"absent": [{"anything-but": "x"}]}}"#, false);
        check(r#"{"detail": {"absent": [{"exists": false}], "group": [{"exists": true}]}}"#, true);
        check(r#"{"detail": {"group": [{"exists": false}]}}"#, false);
        check(r#"{"detail": {"reason": [null]}}"#, true);
        check(r#"{"detail": {"version": [{"numeric": [">", 4, "<=", 5]}]}}"#, true);
        check(r#"{"detail": {"version": [{"numeric": ["=", 6]}]}}"#, false);
        check(r#"{"detail": {"containers": {"exitCode": [1]}}}"#, true);
        check(r#"{"detail": {"containers": {"exitCode": [{"anything-but": [0, 1]}]}}}"#, false);
        check(r#"{"detail": {"ids": ["b"]}}"#, true);
        check(r#"{"$or": [{"source": ["x"]}, {"detail": {"version": [5]}}]}"#, true);
        check(r#"{"$or": [{"source": ["x"]}, {"detail": {"version": [6]}}]}"#, false);
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for wrong in [
            "nope",
            "[]",
            "{}",
            r#"{"source": "aws.ecs"}"#,
            r#"{"source": []}"#,
            r#"{"detail": {}}"#,
            r#"{"a": [{"like": "x"}]}"#,
            r#"{"a": [{"prefix": 1}]}"#,
            r#"{"a": [{"numeric": ["~", 1]}]}"#,
            r#"{"a": [["x"]]}"#,
            r#"{"a": [{"prefix": "x", "suffix": "y"}]}"#,
            r#"{"a": [{"exists": "yes"}]}"#,
            r#"{"a": [{"wildcard": "a**"}]}"#,
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
