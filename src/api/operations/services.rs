//! Services: answers, descriptions, lists.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{cluster, missing, service_output, typed};
use crate::api::arn::{self, last_part};
use crate::api::errors::{ServiceError, invalid};
use crate::engine::command::Reply;
use crate::engine::model::network::{ACCOUNT, REGION};
use crate::engine::model::service::ServiceStatus;
use crate::engine::world::World;

pub fn changed(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::Service(id) => json!({ "service": service_output::describe(world, *id) }),
        _ => Value::Null,
    }
}

#[derive(Deserialize)]
struct Describe {
    cluster: Option<String>,
    services: Vec<String>,
}

/// Services in one DescribeServices (§10).
const MOST_DESCRIBED: usize = 10;

pub fn describe(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: Describe = typed(input)?;
    let cluster = cluster(world, input.cluster.as_deref())?;
    if input.services.is_empty() {
        return Err(invalid("Services cannot be empty."));
    }
    if input.services.len() > MOST_DESCRIBED {
        return Err(invalid(format!("Services list can have at most {MOST_DESCRIBED} items.")));
    }
    let (mut services, mut failures) = (Vec::new(), Vec::new());
    for name in &input.services {
        let name = last_part(name);
        match world.service(cluster, name) {
            Some(id) => services.push(service_output::describe(world, id)),
            None => {
                let cluster = &world.clusters[cluster].name;
                failures.push(missing(format!("arn:aws:ecs:{REGION}:{ACCOUNT}:service/{cluster}/{name}")));
            }
        }
    }
    Ok(json!({ "services": services, "failures": failures }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    cluster: Option<String>,
    launch_type: Option<String>,
}

/// DRAINING services aren't listed any more (§5.13).
pub fn list(world: &World, input: Value) -> Result<Value, ServiceError> {
    let input: List = typed(input)?;
    let cluster = cluster(world, input.cluster.as_deref())?;
    let active = world.services_of(cluster).filter(|(_, service)| service.status == ServiceStatus::Active);
    let wanted =
        active.filter(|(_, s)| input.launch_type.as_deref().is_none_or(|l| l == s.config.placement.launch.name()));
    Ok(json!({ "serviceArns": wanted.map(|(id, _)| arn::service(world, id)).collect::<Vec<_>>() }))
}
