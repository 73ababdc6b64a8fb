//! Commands about container instances: draining, deregistration, attributes.

use super::{Decide, Reply};
use crate::facts::{Change, InstanceChange};
use crate::ids::{ClusterId, InstanceId};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::instance::InstanceStatus;
use crate::model::quota::Quota;
use crate::model::refusal::Refusal;
use crate::model::refusal::{ClusterFault, Failure, InstanceFault};
use crate::rules::capacity;
use crate::world::World;

/// A container instance: the name as given, and the instance with that id or ARN.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InstanceRef {
    pub text: Name,
    pub id: Option<InstanceId>,
}

/// A custom attribute of a container instance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttributeOf {
    pub instance: InstanceRef,
    pub name: Name,
    pub value: Option<Name>,
}

/// DRAINING, or ACTIVE again.
/// DRAINING, or ACTIVE again. An instance that isn't there is a failure of its own; the others change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetInstancesState {
    pub cluster: Name,
    pub instances: Vec<InstanceRef>,
    pub draining: bool,
}

impl Decide for SetInstancesState {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let SetInstancesState { cluster, instances: wanted, .. } = self;
        let draining = self.draining;
        let cluster = ledger.world().cluster(cluster).ok_or(Refusal::Cluster(ClusterFault::NotFound))?;
        let (mut instances, mut failures) = (Vec::new(), Vec::new());
        for wanted in wanted {
            let Some(id) = find(ledger.world(), cluster, wanted) else {
                failures.push(Failure::NoInstance(cluster, wanted.text.clone()));
                continue;
            };
            match (ledger.world().instances[id].status, draining) {
                (InstanceStatus::Inactive | InstanceStatus::Unregistered, _) => failures.push(Failure::Inactive(id)),
                (InstanceStatus::Active, true) | (InstanceStatus::Draining, false) => {
                    ledger.record(Change::Instance(id, InstanceChange::DrainingSet { draining }));
                    instances.push(id);
                }
                (InstanceStatus::Active, false) | (InstanceStatus::Draining, true) => instances.push(id),
            }
        }
        Ok(Reply::InstancesChanged { instances, failures })
    }
}

/// An instance with tasks is deregistered only by force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeregisterInstance {
    pub cluster: Name,
    pub instance: InstanceRef,
    pub force: bool,
}

impl Decide for DeregisterInstance {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let DeregisterInstance { cluster, instance: wanted, .. } = self;
        let force = self.force;
        let world = ledger.world();
        let cluster = world.cluster(cluster).ok_or(Refusal::Cluster(ClusterFault::NotFound))?;
        let id = find(world, cluster, wanted).filter(|&id| world.instances[id].registered());
        let id = id.ok_or_else(|| Refusal::Instance(InstanceFault::NotFound(wanted.text.clone())))?;
        if !force && !world.instances[id].tasks.is_empty() {
            return Err(Refusal::Instance(InstanceFault::HasTasks));
        }
        capacity::deregister(ledger, id);
        Ok(Reply::InstancesChanged { instances: vec![id], failures: vec![] })
    }
}

/// An attribute that is there gets the new value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PutAttributes {
    pub cluster: Name,
    pub attributes: Vec<AttributeOf>,
}

impl Decide for PutAttributes {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let PutAttributes { cluster, attributes: wanted } = self;
        let cluster = ledger.world().cluster(cluster).ok_or(Refusal::Cluster(ClusterFault::NotFound))?;
        let mut put = Vec::new();
        for attribute in wanted {
            let id = target(ledger.world(), cluster, attribute)?;
            let (name, value) = (attribute.name.clone(), attribute.value.clone());
            check_name(&name)?;
            if value.as_ref().is_some_and(|value| !is_value(value)) {
                return Err(Refusal::Instance(InstanceFault::AttributeValue(value.unwrap_or_default())));
            }
            let most = ledger.world().account.quota(Quota::AttributesPerInstance);
            let instance = &ledger.world().instances[id];
            if !instance.custom.contains_key(&name) && instance.custom.len() as u32 >= most {
                return Err(Refusal::Instance(InstanceFault::TooManyAttributes(most)));
            }
            let change = InstanceChange::AttributePut { name: name.clone(), value: value.clone() };
            ledger.record(Change::Instance(id, change));
            put.push((id, name, value));
        }
        Ok(Reply::Attributes(put))
    }
}

/// An attribute that isn't there counts as deleted. If a value is given, the attribute must have it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteAttributes {
    pub cluster: Name,
    pub attributes: Vec<AttributeOf>,
}

impl Decide for DeleteAttributes {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let DeleteAttributes { cluster, attributes: wanted } = self;
        let cluster = ledger.world().cluster(cluster).ok_or(Refusal::Cluster(ClusterFault::NotFound))?;
        let mut deleted = Vec::new();
        for attribute in wanted {
            let id = target(ledger.world(), cluster, attribute)?;
            let Some(value) = ledger.world().instances[id].custom.get(&attribute.name).cloned() else { continue };
            if attribute.value.is_some() && attribute.value != value {
                continue;
            }
            let name = attribute.name.clone();
            ledger.record(Change::Instance(id, InstanceChange::AttributeDeleted { name: name.clone() }));
            deleted.push((id, name, value));
        }
        Ok(Reply::Attributes(deleted))
    }
}

/// An instance that has ever registered with the cluster.
fn find(world: &World, cluster: ClusterId, wanted: &InstanceRef) -> Option<InstanceId> {
    wanted.id.filter(|&id| {
        let instance = world.instances.get(id);
        instance.is_some_and(|instance| instance.cluster == cluster && instance.registered_at.is_some())
    })
}

fn target(world: &World, cluster: ClusterId, attribute: &AttributeOf) -> Result<InstanceId, Refusal> {
    let found = find(world, cluster, &attribute.instance).filter(|&id| world.instances[id].registered());
    found.ok_or_else(|| Refusal::Instance(InstanceFault::TargetNotFound(attribute.instance.text.clone())))
}

/// 1 to 128 letters, digits and some signs; names that begin with `ecs.` are ECS's own.
fn check_name(name: &str) -> Result<(), Refusal> {
    let letter = |c: char| c.is_ascii_alphanumeric() || "-_./\\".contains(c);
    let own = name.starts_with("ecs.") || name.starts_with("com.amazonaws.ecs.");
    let good = (1..=128).contains(&name.len()) && name.chars().all(letter) && !own;
    if good { Ok(()) } else { Err(Refusal::Instance(InstanceFault::AttributeName(name.into()))) }
}

/// 1 to 128 letters, digits and some signs, with no space at either end.
fn is_value(value: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || "-_./\\@:, ".contains(c);
    (1..=128).contains(&value.len()) && value.chars().all(letter) && value.trim() == value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_of_attributes_are_checked() {
        let good = |name: &str| check_name(name).is_ok();
        assert!(["stack", "my.team/rack-1", "a_b", "x\\y"].into_iter().all(good));
        assert!(!["", "a b", "ecs.instance-type", "com.amazonaws.ecs.capability.x", "ä"].into_iter().any(good));
        assert!(["prod", "10.0.0.1:80, b"].into_iter().all(is_value));
        assert!(!["", " prod", "prod ", "#"].into_iter().any(is_value));
    }
}
