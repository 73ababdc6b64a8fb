//! Attributes of container instances (capacity.md#instances).

use serde_json::Value;

use super::instance_changes::reference;
use super::{cluster, cluster_name, instances};
use crate::arn;
use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object};
use crate::pages::{HUNDRED, page};
use engine::commands::{AttributeOf, Command, DeleteAttributes, PutAttributes, Reply};
use engine::ids::InstanceId;
use engine::world::World;

pub(super) fn put(world: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(PutAttributes { cluster: cluster_name(input.text("cluster")), attributes: attributes(world, input)? }.into())
}

pub(super) fn delete(world: &World, input: Input) -> Result<Command, ServiceError> {
    let attributes = attributes(world, input)?;
    Ok(DeleteAttributes { cluster: cluster_name(input.text("cluster")), attributes }.into())
}

fn attributes(world: &World, input: Input) -> Result<Vec<AttributeOf>, ServiceError> {
    let read = |given: Input| {
        check_type(given.text("targetType"))?;
        let target = given.text("targetId").ok_or_else(|| invalid("The targetId of an attribute must be set."))?;
        let (name, value) = (given.required("name").into(), given.text("value").map(Into::into));
        Ok(AttributeOf { instance: reference(world, target), name, value })
    };
    let attributes: Vec<AttributeOf> = input.list("attributes").map(read).collect::<Result<_, ServiceError>>()?;
    if attributes.is_empty() { Err(invalid("Attributes cannot be empty.")) } else { Ok(attributes) }
}

fn check_type(given: Option<&str>) -> Result<(), ServiceError> {
    match given {
        None | Some("container-instance") => Ok(()),
        Some(_) => Err(invalid("Attributes are of container instances: targetType must be container-instance.")),
    }
}

pub(super) fn changed(world: &World, reply: &Reply) -> Value {
    let Reply::Attributes(changed) = reply else { return Value::Null };
    let attributes = changed.iter().map(|(id, name, value)| attribute(world, *id, name, value.as_deref()));
    Object::new().with("attributes", attributes.collect::<Vec<_>>()).value()
}

fn attribute(world: &World, id: InstanceId, name: &str, value: Option<&str>) -> Value {
    Object::new().with("name", name).with("value", value).with("targetId", arn::instance(world, id)).value()
}

/// All attributes of all registered instances, those too that ECS sets.
pub(super) fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    let cluster = cluster(world, input)?;
    check_type(input.text("targetType"))?;
    let (name, value) = (input.text("attributeName"), input.text("attributeValue"));
    if value.is_some() && name.is_none() {
        return Err(invalid("The attributeName must be set when the attributeValue is."));
    }
    let mut listed = Vec::new();
    for (id, instance) in world.instances_of(cluster).filter(|(_, instance)| instance.registered()) {
        for own in instances::attribute_names(instance).ids().filter(|own| name.is_none_or(|name| name == *own)) {
            let has = instance.attribute(own).filter(|has| !has.is_empty());
            if value.is_none_or(|value| has.as_deref() == Some(value)) {
                listed.push(attribute(world, id, own, has.as_deref()));
            }
        }
    }
    let (listed, next) = page(input, HUNDRED, listed)?;
    Ok(Object::new().with("attributes", listed).with("nextToken", next).value())
}
