//! Fits a value to what RegisterTaskDefinition takes, and says what didn't fit.

use serde_json::{Map, Value};

use super::Imported;
use crate::model::{Kind, Shape, model};

/// What ECS adds to a registered definition, so that it can't be asked for.
const ADDED_BY_ECS: [&str; 9] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "deleteRequestedAt",
];

pub(super) fn task_definition(value: Value) -> Result<Imported, String> {
    let mut notes = Vec::new();
    let Some(mut members) = find(value, &mut notes) else {
        return Err("this is no task definition: it has neither family nor containerDefinitions".into());
    };
    drop_added(&mut members, &mut notes);
    name_family(&mut members, &mut notes);
    let input = &model().operation("ecs", "RegisterTaskDefinition").expect("the model has it").input;
    let input = Fitting { notes: &mut notes }.structure(members, input, "");
    Ok(Imported { input, notes })
}

/// Whether a definition can be found in it.
pub(super) fn is_definition(value: &Value) -> bool {
    find(value.clone(), &mut Vec::new()).is_some()
}

/// The members of the definition, wherever it stands: at the top, in `taskDefinition` as in a service's file, as the
/// only one of a list; or a list of containers, as Terraform has them.
fn find(value: Value, notes: &mut Vec<String>) -> Option<Map<String, Value>> {
    let mut members = match value {
        Value::Object(members) => members,
        Value::Array(mut items) if items.len() == 1 && items[0].get("containerDefinitions").is_some() => {
            return find(items.remove(0), notes);
        }
        Value::Array(items) if items.first().is_some_and(|first| first.get("image").is_some()) => {
            notes.push("taken for containerDefinitions".into());
            return Some(Map::from_iter([("containerDefinitions".into(), Value::Array(items))]));
        }
        _ => return None,
    };
    if members.contains_key("family") || members.contains_key("containerDefinitions") {
        return Some(members);
    }
    match members.remove("taskDefinition") {
        Some(Value::Object(mut inner)) => {
            notes.push("taken from taskDefinition".into());
            if let Some(Value::Array(tags)) = members.remove("tags").filter(|_| !inner.contains_key("tags"))
                && !tags.is_empty()
            {
                inner.insert("tags".into(), Value::Array(tags));
            }
            Some(inner)
        }
        _ => None,
    }
}

fn drop_added(members: &mut Map<String, Value>, notes: &mut Vec<String>) {
    let added: Vec<&str> = ADDED_BY_ECS.into_iter().filter(|name| members.shift_remove(*name).is_some()).collect();
    if !added.is_empty() {
        notes.push(format!("left out what ECS adds itself: {}", added.join(", ")));
    }
}

/// A definition without a family gets the name of its first container.
fn name_family(members: &mut Map<String, Value>, notes: &mut Vec<String>) {
    let named = members.get("family").is_some_and(|family| !family.is_null());
    let first = members.get("containerDefinitions").and_then(|list| list.get(0)).and_then(|first| first.get("name"));
    if let Some(Value::String(name)) = first.filter(|_| !named).cloned() {
        notes.push(format!("it has no family: {name}, after its first container"));
        members.insert("family".into(), Value::String(name));
    }
}

struct Fitting<'a> {
    notes: &'a mut Vec<String>,
}

impl Fitting<'_> {
    fn structure(&mut self, members: Map<String, Value>, shape: &Shape, path: &str) -> Value {
        let mut fitted = Map::new();
        for (name, value) in members {
            match shape.member(&name) {
                Some(_) if value.is_null() => {}
                Some(member) => {
                    let value = self.value(value, member.kind, &join(path, &name));
                    fitted.insert(name, value);
                }
                None => {
                    let nearest = nearest(&name, shape, path);
                    self.notes.push(format!("left out {}: ECS has no such field.{nearest}", join(path, &name)));
                }
            }
        }
        Value::Object(fitted)
    }

    fn value(&mut self, value: Value, kind: Kind, path: &str) -> Value {
        match (kind, value) {
            // YAML reads 256 as a number where AWS has text.
            (Kind::Text | Kind::Word(_), Value::Number(number)) => Value::String(number.to_string()),
            (Kind::Text | Kind::Word(_), Value::Bool(value)) => Value::String(value.to_string()),
            (Kind::Integer, Value::String(text)) => {
                text.trim().parse::<i64>().map_or(Value::String(text), |number| Value::Number(number.into()))
            }
            (Kind::Boolean, Value::String(text)) => match text.trim() {
                "true" | "True" => Value::Bool(true),
                "false" | "False" => Value::Bool(false),
                _ => Value::String(text),
            },
            (Kind::Map, Value::Object(mut entries)) => {
                entries.retain(|_, value| !value.is_null());
                let text = |value| self.value(value, Kind::Text, path);
                let (names, values): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
                Value::Object(names.into_iter().zip(values.into_iter().map(text)).collect())
            }
            (Kind::Structure(name), Value::Object(members)) => self.structure(members, model().shape(name), path),
            (Kind::StructureList(name), Value::Array(items)) => {
                let items = items.into_iter().filter(|item| !item.is_null());
                let fit = |item| self.value(item, Kind::Structure(name), &format!("{path}[]"));
                Value::Array(items.map(fit).collect())
            }
            (Kind::TextList, Value::Array(items)) => {
                Value::Array(items.into_iter().map(|item| self.value(item, Kind::Text, path)).collect())
            }
            (_, value) => value,
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.into() } else { format!("{path}.{name}") }
}

/// What was probably meant by an unknown field: one of the same structure, or one a level down.
fn nearest(name: &str, shape: &Shape, path: &str) -> String {
    let here = shape.members.iter().map(|member| (member.name, String::new()));
    let below = shape.members.iter().filter_map(|member| match member.kind {
        Kind::StructureList(inner) => Some((inner, format!("{}[]", join(path, member.name)))),
        Kind::Structure(inner) => Some((inner, join(path, member.name))),
        _ => None,
    });
    let below =
        below.flat_map(|(inner, place)| model().shape(inner).members.iter().map(move |m| (m.name, place.clone())));
    let distance = |other: &str| strsim::damerau_levenshtein(&name.to_ascii_lowercase(), &other.to_ascii_lowercase());
    let best = here.chain(below).min_by_key(|(other, place)| (distance(other), place.len()));
    match best.filter(|(other, _)| distance(other) <= 1 + name.len() / 4) {
        None => String::new(),
        Some((other, place)) if place.is_empty() => format!(" Did you mean {other}?"),
        Some((other, place)) => {
            let each = if place.ends_with("[]") { " (each container has its own)" } else { "" };
            format!(" The nearest is {other}, which belongs in {place}{each}")
        }
    }
}
