//! What registration refuses, by the fragment of an input that makes it do so, and what it answers.

mod attributes;
mod containers;
mod document;
mod logging;
mod network;
mod resources;
mod revisions;
mod size;
mod volumes;

use serde_json::{Map, Value, json};

use crate::errors::ApiError;
use crate::model::model;
use crate::{Answer, call};
use engine::history::{History, Memory};
use engine::random::Seed;

/// One container that any instance can run.
fn plain() -> Value {
    json!({"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 128}]})
}

/// A definition that Fargate can run, and that asks for it.
fn fargate() -> Value {
    with(
        plain(),
        json!({"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512"}),
    )
}

/// A definition with members replaced. `container` changes those of its first container, `more` adds containers, of
/// which a name is enough; null takes a member away.
fn with(mut input: Value, fragment: Value) -> Value {
    let Value::Object(fragment) = fragment else { panic!("a fragment is an object") };
    for (name, value) in fragment {
        match (name.as_str(), value) {
            ("container", Value::Object(members)) => {
                replace(input["containerDefinitions"][0].as_object_mut().unwrap(), members);
            }
            ("more", Value::Array(others)) => {
                for other in others {
                    let mut container = json!({"image": "nginx", "memory": 128});
                    replace(container.as_object_mut().unwrap(), other.as_object().unwrap().clone());
                    input["containerDefinitions"].as_array_mut().unwrap().push(container);
                }
            }
            (name, value) => replace(input.as_object_mut().unwrap(), Map::from_iter([(name.into(), value)])),
        }
    }
    input
}

fn replace(members: &mut Map<String, Value>, with: Map<String, Value>) {
    for (name, value) in with {
        match value {
            Value::Null => members.shift_remove(&name),
            value => members.insert(name, value),
        };
    }
}

fn register(input: Value) -> Result<Answer, ApiError> {
    let operation = model().operation("ecs", "RegisterTaskDefinition").unwrap();
    let mut history = History::new(Seed(1), Memory::Recent);
    let facts = history.world().facts;
    let answer = call(&mut history, operation, input, "");
    assert!(answer.is_ok() || history.world().facts == facts, "what is refused changes nothing");
    answer
}

/// What is registered, as it is printed.
fn registered(input: Value) -> Value {
    register(input).unwrap().output["taskDefinition"].clone()
}

fn refused(input: Value) -> (&'static str, String) {
    match register(input) {
        Ok(answer) => ("", format!("registered: {}", answer.output)),
        Err(ApiError::Parameters(faults)) => ("Parameters", faults.join("\n")),
        Err(ApiError::Service(error)) => (error.code, error.message),
    }
}

/// The plain definition with a fragment is refused by a ClientException of these words.
fn check(fragment: Value, message: &str) {
    let input = with(plain(), fragment.clone());
    assert_eq!(refused(input), ("ClientException", message.into()), "{fragment}");
}

/// The same for one that asks for Fargate.
fn check_fargate(fragment: Value, message: &str) {
    let input = with(fargate(), fragment.clone());
    assert_eq!(refused(input), ("ClientException", message.into()), "{fragment}");
}

/// The plain definition with a fragment is registered.
fn fine(fragment: Value) {
    assert_eq!(refused(with(plain(), fragment.clone())).0, "", "{fragment}");
}
