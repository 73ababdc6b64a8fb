//! Templates of task definitions. Placeholders are found in the text before it is read, since `"cpu": ${CPU}` isn't
//! JSON, and a mark takes the place of each. Where a mark ends up says whether it must be filled or may stay.

use serde_json::{Map, Value};

use super::marks::{self, Mark};

/// Something in a template that stands for a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placeholder {
    /// What it is filled by: `IMAGE`.
    pub name: String,
    /// As it stands in the text: `<IMAGE>`.
    pub shown: String,
    /// A value that could stand there.
    pub example: &'static str,
}

/// Values for placeholders, by their names.
pub type Given = [(String, String)];

/// A text whose marks were read with it.
pub(super) struct Template {
    value: Value,
    marks: Vec<Mark>,
    notes: Vec<String>,
}

impl Template {
    /// `parse` reads JSON or YAML.
    pub(super) fn read(text: &str, parse: impl Fn(&str) -> Result<Value, String>) -> Result<Template, String> {
        let (marked, marks, notes) = marks::mark(text);
        let filled = if marks.is_empty() { "" } else { " (placeholders aside)" };
        let value = parse(&marked).map_err(|why| format!("{why}{filled}"))?;
        let mut template = Template { value, marks, notes };
        template.place();
        Ok(template)
    }

    /// Notes for each mark where it stands.
    fn place(&mut self) {
        let marks = &mut self.marks;
        visit(&self.value, &mut Vec::new(), &mut |text, path, is_name| {
            for at in marks::within(text) {
                if let Some(mark) = marks.get_mut(at) {
                    // `"$schema"` is a name.
                    mark.needed = if is_name { mark.is_plain } else { !is_free(path) };
                    let alone = marks::whole(text).is_some();
                    mark.example = example(&mark.name, path.last().copied().filter(|_| alone));
                }
            }
        });
    }

    /// What must be filled, each name once; what has a default need not be.
    pub(super) fn placeholders(&self) -> Vec<Placeholder> {
        let mut found: Vec<Placeholder> = Vec::new();
        for mark in self.marks.iter().filter(|mark| mark.needed && mark.default.is_none()) {
            if !found.iter().any(|other| other.name == mark.name) {
                let (name, shown, example) = (mark.name.clone(), mark.shown.clone(), mark.example);
                found.push(Placeholder { name, shown, example });
            }
        }
        found
    }

    /// The value with its placeholders filled, and what is to be said of it. Fails on a name that it doesn't have.
    pub(super) fn fill(self, given: &Given) -> Result<(Value, Vec<String>), String> {
        let Template { value, marks, mut notes } = self;
        if let Some((name, _)) = given.iter().find(|(name, _)| !marks.iter().any(|mark| mark.name == *name)) {
            let mut names: Vec<&str> = marks.iter().map(|mark| mark.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            let there = if names.is_empty() { "none".into() } else { names.join(", ") };
            return Err(format!("it has no placeholder {}; it has {there}", crate::cut(name, 60)));
        }
        let chosen = |mark: &Mark| {
            let own = given.iter().rev().find(|(name, _)| *name == mark.name).map(|(_, value)| value.clone());
            own.or_else(|| mark.default.clone().filter(|_| mark.needed))
        };
        let values: Vec<Option<String>> = marks.iter().map(chosen).collect();
        for (mark, value) in marks.iter().zip(&values) {
            match value {
                Some(value) if !given.iter().any(|(name, _)| *name == mark.name) => {
                    notes.push(format!("{} became {value}, its default", mark.shown));
                }
                None if !mark.needed && mark.is_plain => notes.push(format!("{} stays as it is", mark.shown)),
                Some(_) | None => {}
            }
        }
        let mut said = engine::sorted::SortedSet::default();
        notes.retain(|note| said.insert(note.clone()));
        Ok((put(value, &marks, &values), notes))
    }
}

fn visit<'a>(value: &'a Value, path: &mut Vec<&'a str>, see: &mut dyn FnMut(&str, &[&str], bool)) {
    match value {
        Value::String(text) => see(text, path, false),
        Value::Array(items) => items.iter().for_each(|item| visit(item, path, see)),
        Value::Object(members) => {
            for (name, value) in members {
                see(name, path, true);
                path.push(name);
                visit(value, path, see);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether ECS takes any text there, which a shell or Docker may well mean as it stands.
fn is_free(path: &[&str]) -> bool {
    let within = |name: &str| path.contains(&name);
    within("command")
        || within("entryPoint")
        || within("dockerLabels")
        || path.ends_with(&["environment", "value"])
        || path.ends_with(&["options", "tag"])
}

/// By what it is called, or by the member whose whole value it is.
fn example(name: &str, member: Option<&str>) -> &'static str {
    let name = name.to_ascii_lowercase();
    let called = [("account", "123456789012"), ("region", "us-east-1"), ("tag", "1"), ("image", "nginx")];
    let called = called.into_iter().find(|(part, _)| name.contains(part)).map_or("…", |(_, example)| example);
    let Some(member) = member else { return called };
    match member {
        "image" => "nginx:1",
        "cpu" => "256",
        "memory" | "memoryReservation" => "512",
        "containerPort" | "hostPort" => "80",
        "family" | "name" | "containerName" => "web",
        "taskRoleArn" | "executionRoleArn" => "my-role",
        "awslogs-region" => "us-east-1",
        "awslogs-group" => "/ecs/web",
        _ => called,
    }
}

/// Puts values in place of marks; a mark without a value becomes again what it was.
fn put(value: Value, marks: &[Mark], values: &[Option<String>]) -> Value {
    let text = |text: &str| {
        marks::replace(text, |at| match (values.get(at), marks.get(at)) {
            (Some(Some(value)), _) => value.clone(),
            (_, Some(mark)) => mark.shown.clone(),
            (_, None) => String::new(),
        })
    };
    match value {
        Value::String(own) => match marks::whole(&own).filter(|&at| marks.get(at).is_some_and(|mark| !mark.quoted)) {
            Some(at) => bare(values.get(at).cloned().flatten().unwrap_or_else(|| text(&own))),
            None => Value::String(text(&own)),
        },
        Value::Array(items) => {
            let filled = items.into_iter().map(|item| put(item, marks, values));
            Value::Array(filled.filter(|item| !item.is_null()).collect())
        }
        Value::Object(members) => {
            let named = members.into_iter().map(|(name, value)| (text(&name), put(value, marks, values)));
            Value::Object(named.collect::<Map<_, _>>())
        }
        other => other,
    }
}

/// What stands without quotes may be of any kind, or nothing.
fn bare(text: String) -> Value {
    match text.trim() {
        "" | "null" => Value::Null,
        list if list.starts_with(['[', '{']) => super::parse_json(list).unwrap_or(Value::String(text)),
        _ => Value::String(text),
    }
}
