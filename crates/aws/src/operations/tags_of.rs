//! Tags: those that a task has, and the operations that list those of a resource.

use serde_json::Value;

use super::run_task::find;
use super::{listener_rules, listeners, load_balancers, target_groups};
use crate::arn::{self, balancing_parts};
use crate::errors::{ServiceError, cluster_not_found, elb, invalid, other, service_not_found};
use crate::json::{Input, Object};
use crate::{definition, kept, tags};
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
    if arn.contains(":targetgroup/") {
        return Ok(&world.target_groups[target_groups::find(world, arn)?].kept);
    }
    if arn.contains(":loadbalancer/") {
        return Ok(&world.balancers[load_balancers::find(world, arn)?].kept);
    }
    if arn.contains(":listener-rule/") {
        let rule = world.rule(listener_rules::find(world, arn)?);
        let none = || elb("RuleNotFound", "One or more rules not found");
        return Ok(&rule.ok_or_else(none)?.1.kept);
    }
    let name = balancing_parts(arn).0;
    let found = listeners::find(world, arn).map_err(|error| error.hint(format!("there is no {name}")));
    Ok(&found?.1.kept)
}

/// ListTagsForResource of EventBridge: of a rule.
pub(super) fn events(world: &World, input: Input) -> Result<Value, ServiceError> {
    let arn = input.required("ResourceARN");
    let id = world.schedule(Kind::Rule, arn::last_part(arn));
    let none = || other("ResourceNotFoundException", format!("Rule {} does not exist.", crate::cut(arn, 120)));
    let document = super::ecs_target::kept(&world.schedules[id.ok_or_else(none)?].settings.document);
    Ok(Object::new().with("Tags", document.get("Tags").cloned().unwrap_or(Value::Array(vec![]))).value())
}
