//! Tags: those that a task has, and the operations that list those of a resource.

use serde_json::Value;

use super::run_task::find;
use super::{listener_rules, listeners, load_balancers, target_groups};
use crate::arn::{self, balancing_parts};
use crate::errors::{ServiceError, cluster_not_found, elb, elb_validation, invalid, other, service_not_found};
use crate::json::{Input, Object};
use crate::{definition, kept, tags};
use engine::commands::{Balancing, Command, KeepOfBalancing};
use engine::model::kept::Kept;
use engine::model::schedule::Kind;
use engine::model::task::{Owner, Task};
use engine::world::World;

/// A task's own tags, those that are propagated to it, and those that ECS manages (DG: ecs-using-tags).
pub(super) fn task(world: &World, task: &Task) -> Vec<Value> {
    let propagated = kept::text(&task.kept, "propagateTags");
    let of_definition = || definition::tags(world, task.definition);
    let mut all = match (task.owner, propagated.as_deref()) {
        // A service's tags are its tasks' if it says so.
        (Owner::Service(..), Some("SERVICE")) | (Owner::Standalone, _) => tags::kept(&task.kept),
        (Owner::Service(..), _) => vec![],
    };
    if propagated.as_deref() == Some("TASK_DEFINITION") {
        all.extend(
            of_definition()
                .into_iter()
                .filter(|tag| all.iter().all(|own| own["key"] != tag["key"]))
                .collect::<Vec<_>>(),
        );
    }
    if kept::flag(&task.kept, "enableECSManagedTags") {
        let tag = |key: &str, value: &str| Object::new().with("key", key).with("value", value).value();
        all.push(tag("aws:ecs:clusterName", &world.clusters[task.cluster].name));
        if let Owner::Service(service, _) = task.owner {
            all.push(tag("aws:ecs:serviceName", &world.services[service].name));
        }
    }
    all
}

/// ListTagsForResource of ECS: of a cluster, service, task or task definition.
pub(super) fn ecs(world: &World, input: Input) -> Result<Value, ServiceError> {
    let arn = input.required("resourceArn");
    let resource = arn.splitn(6, ':').nth(5).filter(|_| arn.starts_with("arn:aws:ecs:"));
    let (kind, rest) = resource.and_then(|resource| resource.split_once('/')).unwrap_or_default();
    let cluster = |name: &str| world.cluster(name).ok_or_else(cluster_not_found);
    let of_cluster = rest.split_once('/');
    let tags = match (kind, of_cluster) {
        ("cluster", None) => tags::kept(&world.clusters[cluster(rest)?].kept),
        ("service", Some((of, name))) => {
            let id = world.service(cluster(of)?, name).ok_or_else(service_not_found)?;
            tags::kept(&world.services[id].config.kept)
        }
        ("task", Some(_)) => {
            let id = find(world, arn).ok_or_else(|| invalid("The specified task does not exist."))?;
            task(world, &world.tasks[id])
        }
        // Nothing here tags an instance.
        ("container-instance", Some(_)) => vec![],
        ("task-definition", None) => {
            let (family, revision) = super::definitions::split(rest)?;
            let id = revision.and_then(|number| world.revision(family, number));
            definition::tags(world, id.ok_or_else(|| invalid("The specified task definition does not exist."))?)
        }
        _ => {
            return Err(invalid("Invalid identifier: Identifier is for a resource that can't be tagged.")
                .hint("the ARN of a cluster, service, task, container instance or task definition"));
        }
    };
    Ok(Object::new().with("tags", tags).value())
}

/// DescribeTags of Elastic Load Balancing: of load balancers, listeners and target groups.
pub(super) fn elbv2(world: &World, input: Input) -> Result<Value, ServiceError> {
    let described = input.texts("ResourceArns").into_iter().map(|arn| {
        let tags = kept::list(of_balancing(world, arn)?, "Tags");
        Ok(Object::new().with("ResourceArn", arn).with("Tags", tags).value())
    });
    Ok(Object::new().with("TagDescriptions", described.collect::<Result<Vec<_>, ServiceError>>()?).value())
}

fn of_balancing<'a>(world: &'a World, arn: &str) -> Result<&'a Kept, ServiceError> {
    Ok(thing(world, arn)?.1)
}

/// What an ARN of Elastic Load Balancing names, and what it keeps.
fn thing<'a>(world: &'a World, arn: &str) -> Result<(Balancing, &'a Kept), ServiceError> {
    if arn.contains(":targetgroup/") {
        let id = target_groups::find(world, arn)?;
        return Ok((Balancing::TargetGroup(id), &world.target_groups[id].kept));
    }
    if arn.contains(":loadbalancer/") {
        let id = load_balancers::find(world, arn)?;
        return Ok((Balancing::LoadBalancer(id, None), &world.balancers[id].kept));
    }
    if arn.contains(":listener-rule/") {
        let id = listener_rules::find(world, arn)?;
        let none = || elb("RuleNotFound", "One or more rules not found");
        let (_, rule) = world.rule(id).ok_or_else(none)?;
        return Ok((Balancing::LoadBalancer(id.balancer, Some(id.number)), &rule.kept));
    }
    let name = balancing_parts(arn).0;
    let found = listeners::find(world, arn).map_err(|error| error.hint(format!("there is no {name}")));
    let (id, listener) = found?;
    Ok((Balancing::LoadBalancer(id, Some(listener.number)), &listener.kept))
}

/// Tags of a resource of Elastic Load Balancing.
const MOST: usize = 50;

pub(super) fn add(world: &World, input: Input) -> Result<Command, ServiceError> {
    let mut keys: Vec<&str> = input.list("Tags").map(|tag| tag.required("Key")).collect();
    keys.sort_unstable();
    if let Some(twice) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(elb("DuplicateTagKeys", format!("Tag keys must be unique: '{}'", crate::cut(twice[0], 128))));
    }
    if keys.iter().any(|key| key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(elb_validation("Tag keys that begin with 'aws:' are reserved."));
    }
    let given = input.values("Tags");
    change(world, input, &|before| {
        let stays = |tag: &&Value| given.iter().all(|new| new["Key"] != tag["Key"]);
        before.iter().filter(stays).chain(given).cloned().collect()
    })
}

pub(super) fn remove(world: &World, input: Input) -> Result<Command, ServiceError> {
    let keys = input.texts("TagKeys");
    change(world, input, &|before| {
        let stays = |tag: &&Value| tag["Key"].as_str().is_none_or(|key| !keys.contains(&key));
        before.iter().filter(stays).cloned().collect()
    })
}

/// Other tags for each resource of a call.
fn change(world: &World, input: Input, to: &dyn Fn(&[Value]) -> Vec<Value>) -> Result<Command, ServiceError> {
    let one = |arn: &str| {
        let (of, before) = thing(world, arn)?;
        let tags = to(&kept::list(before, "Tags"));
        if tags.len() > MOST {
            return Err(elb("TooManyTags", format!("A resource can have at most '{MOST}' tags")));
        }
        Ok((of, before.updated(&Kept::new([("Tags".into(), Value::Array(tags).to_string().into())]))))
    };
    let all = input.texts("ResourceArns").into_iter().map(one).collect::<Result<Vec<_>, _>>()?;
    Ok(KeepOfBalancing { all }.into())
}

/// ListTagsForResource of EventBridge: of a rule.
pub(super) fn events(world: &World, input: Input) -> Result<Value, ServiceError> {
    let arn = input.required("ResourceARN");
    let id = world.schedule(Kind::Rule, arn::last_part(arn));
    let none = || other("ResourceNotFoundException", format!("Rule {} does not exist.", crate::cut(arn, 120)));
    let document = super::ecs_target::kept(&world.schedules[id.ok_or_else(none)?].settings.document);
    Ok(Object::new().with("Tags", document.get("Tags").cloned().unwrap_or(Value::Array(vec![]))).value())
}
