//! What ECS fills in when a definition is registered (definitions.md#added-by-ecs), and in which order it prints members.

use serde_json::{Map, Value, json};

use crate::model::{Kind, Shape, model};
use engine::model::definition::NetworkMode;

/// The input with what ECS adds, members in the order of AWS's model.
pub(super) fn complete(mut input: Value, mode: NetworkMode) -> Value {
    let defaults =
        [("volumes", json!([])), ("placementConstraints", json!([])), ("enableFaultInjection", json!(false))];
    fill(&mut input, &defaults);
    for container in members_of(&mut input, "containerDefinitions") {
        complete_container(container, mode);
    }
    for volume in members_of(&mut input, "volumes") {
        if let Some(efs) = volume.get_mut("efsVolumeConfiguration") {
            fill(efs, &[("rootDirectory", json!("/"))]);
        }
    }
    let shape = &model().operation("ecs", "RegisterTaskDefinition").expect("the model has it").input;
    in_order(input, shape)
}

fn complete_container(container: &mut Value, mode: NetworkMode) {
    let empty = || json!([]);
    let defaults = [
        ("cpu", json!(0)),
        ("portMappings", empty()),
        ("essential", json!(true)),
        ("environment", empty()),
        ("mountPoints", empty()),
        ("volumesFrom", empty()),
        ("systemControls", empty()),
    ];
    fill(container, &defaults);
    for port in members_of(container, "portMappings") {
        complete_port(port, mode);
    }
    if container.get("firelensConfiguration").is_some() {
        fill(container, &[("user", json!("0"))]);
    }
    if let Some(check) = container.get_mut("healthCheck") {
        fill(check, &[("interval", json!(30)), ("timeout", json!(5)), ("retries", json!(3))]);
    }
}

/// `awsvpc` and `host` use the container's port on the host; `bridge` finds one if none is given.
fn complete_port(port: &mut Value, mode: NetworkMode) {
    if port.get("containerPortRange").is_some() {
        return fill(port, &[("protocol", json!("tcp"))]);
    }
    let same = matches!(mode, NetworkMode::Awsvpc | NetworkMode::Host);
    let host_port = if same { port["containerPort"].clone() } else { json!(0) };
    if same && port["hostPort"] == json!(0) {
        port["hostPort"] = host_port.clone();
    }
    fill(port, &[("hostPort", host_port), ("protocol", json!("tcp"))]);
}

fn fill(value: &mut Value, defaults: &[(&str, Value)]) {
    let Value::Object(members) = value else { return };
    for (name, default) in defaults {
        if !members.contains_key(*name) && !default.is_null() {
            members.insert((*name).into(), default.clone());
        }
    }
}

fn members_of<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

/// Members in the order of a shape, all the way down; what the shape doesn't know comes last.
fn in_order(value: Value, shape: &'static Shape) -> Value {
    let Value::Object(mut members) = value else { return value };
    let mut ordered = Map::new();
    for member in &shape.members {
        if let Some(value) = members.shift_remove(member.name) {
            ordered.insert(member.name.into(), ordered_member(value, member.kind));
        }
    }
    ordered.extend(members);
    Value::Object(ordered)
}

fn ordered_member(value: Value, kind: Kind) -> Value {
    match (kind, value) {
        (Kind::Structure(name), value) => in_order(value, model().shape(name)),
        (Kind::StructureList(name), Value::Array(items)) => {
            Value::Array(items.into_iter().map(|item| in_order(item, model().shape(name))).collect())
        }
        (_, value) => value,
    }
}
