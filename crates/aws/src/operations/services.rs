//! Services: answers, descriptions, lists.

use serde_json::Value;

use super::{cluster, missing, service_output};
use crate::arn::{self, last_part};
use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object};
use crate::pages::{PageSize, page};
use engine::commands::Reply;
use engine::model::network::{ACCOUNT, REGION};
use engine::model::service::ServiceStatus;
use engine::world::World;

pub(super) fn changed(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Service(id) => Object::new().with("service", service_output::describe(world, *id, true)).value(),
        _ => Value::Null,
    }
}

/// Services in one DescribeServices (account.md#quotas).
const MOST_DESCRIBED: usize = 10;

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let cluster = cluster(world, input)?;
    let named = input.texts("services");
    if named.is_empty() {
        return Err(invalid("Services cannot be empty."));
    }
    if named.len() > MOST_DESCRIBED {
        return Err(invalid(format!("Services list can have at most {MOST_DESCRIBED} items.")));
    }
    let tags = input.texts("include").contains(&"TAGS");
    let (mut services, mut failures) = (Vec::new(), Vec::new());
    for name in named.into_iter().map(last_part) {
        match world.service(cluster, name) {
            Some(id) => services.push(service_output::describe(world, id, tags)),
            None => {
                let cluster = &world.clusters[cluster].name;
                failures.push(missing(format!("arn:aws:ecs:{REGION}:{ACCOUNT}:service/{cluster}/{name}")));
            }
        }
    }
    Ok(Object::new().with("services", services).with("failures", failures).value())
}

/// Services in one ListServices (commands.md#lists).
const LISTED: PageSize = PageSize { usual: 10, most: 100 };

/// DRAINING services aren't listed any more (deployments.md#services).
pub(super) fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    let cluster = cluster(world, input)?;
    let launch = input.text("launchType");
    let active = world.services_of(cluster).filter(|(_, service)| service.status == ServiceStatus::Active);
    let wanted = active.filter(|(_, s)| launch.is_none_or(|launch| launch == s.config.placement.launch.name()));
    let arns: Vec<String> = wanted.map(|(id, _)| arn::service(world, id)).collect();
    let (arns, next) = page(input, LISTED, arns)?;
    Ok(Object::new().with("serviceArns", arns).with("nextToken", next).value())
}
