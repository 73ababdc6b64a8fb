//! What is kept of a call and shown again: the members that `model.txt` marks with `~`.

use serde_json::{Map, Value};

use super::json::Input;
use super::model::{Kind, Shape, model};
use engine::model::Name;
use engine::model::kept::Kept;

/// The members of a call that nothing here acts on.
///
/// # Panics
/// If there is no such operation: names come from this program.
pub fn of(service: &str, operation: &str, input: Input) -> Kept {
    let shape = &model().operation(service, operation).expect("an operation of the table").input;
    let mut members = Vec::new();
    collect(input, shape, "", &mut members);
    Kept::new(members)
}

fn collect(input: Input, shape: &Shape, before: &str, members: &mut Vec<(Name, Name)>) {
    for member in &shape.members {
        let Some(value) = input.get(member.name) else { continue };
        let path = format!("{before}{}", member.name);
        match member.kind {
            _ if !member.acted_on => members.push((path.into(), in_order(value, member.kind).to_string().into())),
            Kind::Structure(name) => {
                collect(input.inside(member.name), model().shape(name), &format!("{path}."), members);
            }
            Kind::StructureList(name) if keeps_some(model().shape(name)) => {
                let items: Value = input.list(member.name).map(|item| parts(item, model().shape(name))).collect();
                members.push((path.into(), items.to_string().into()));
            }
            _ => {}
        }
    }
}

fn keeps_some(shape: &Shape) -> bool {
    shape.members.iter().any(|member| match member.kind {
        _ if !member.acted_on => true,
        Kind::Structure(name) | Kind::StructureList(name) => keeps_some(model().shape(name)),
        _ => false,
    })
}

/// Of an item of a list, what nothing acts on.
fn parts(item: Input, shape: &Shape) -> Value {
    let given = shape.members.iter().filter_map(|member| {
        let value = item.get(member.name)?;
        let value = match member.kind {
            _ if !member.acted_on => in_order(value, member.kind),
            Kind::Structure(name) if keeps_some(model().shape(name)) => parts(Input::of(value), model().shape(name)),
            Kind::StructureList(name) if keeps_some(model().shape(name)) => {
                item.list(member.name).map(|item| parts(item, model().shape(name))).collect()
            }
            _ => return None,
        };
        Some((member.name.to_string(), value))
    });
    Value::Object(given.collect())
}

/// A value with its members in the order of AWS's model, as far as it knows them.
pub fn in_order(value: &Value, kind: Kind) -> Value {
    match (kind, value) {
        (Kind::Structure(name), Value::Object(given)) => {
            let known = model().shape(name).members.iter();
            let ordered = known
                .filter_map(|member| Some((member.name.to_string(), in_order(given.get(member.name)?, member.kind))));
            Value::Object(ordered.collect())
        }
        (Kind::StructureList(name), Value::Array(items)) => {
            items.iter().map(|item| in_order(item, Kind::Structure(name))).collect()
        }
        _ => value.clone(),
    }
}

/// The value under a path, as it was given.
pub fn value(kept: &Kept, path: &str) -> Option<Value> {
    serde_json::from_str(kept.get(path)?).ok()
}

pub fn text(kept: &Kept, path: &str) -> Option<String> {
    value(kept, path)?.as_str().map(String::from)
}

/// Absent is false.
pub fn flag(kept: &Kept, path: &str) -> bool {
    value(kept, path) == Some(Value::Bool(true))
}

/// An absent list is empty.
pub fn list(kept: &Kept, path: &str) -> Vec<Value> {
    match value(kept, path) {
        Some(Value::Array(items)) => items,
        _ => vec![],
    }
}

/// What is kept of one item of a list.
pub fn item(kept: &Kept, path: &str, position: usize) -> Map<String, Value> {
    match list(kept, path).into_iter().nth(position) {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    }
}
