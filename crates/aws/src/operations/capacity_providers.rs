//! Capacity providers and strategies, as the API writes them.

use serde_json::Value;

use super::{cluster_name, missing};
use crate::arn::last_part;
use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object};
use engine::commands::{Command, Compute, PutClusterProviders};
use engine::ids::ProviderId;
use engine::model::network::{ACCOUNT, REGION};
use engine::model::provider::{CapacityProvider, Share};
use engine::model::service::LaunchType;
use engine::world::World;

pub(super) fn put(world: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(PutClusterProviders {
        cluster: cluster_name(input.text("cluster")),
        providers: providers(world, input)?,
        strategy: strategy(world, input, "defaultCapacityProviderStrategy")?,
    }
    .into())
}

/// `capacityProviders`
pub(super) fn providers(world: &World, input: Input) -> Result<Vec<ProviderId>, ServiceError> {
    input.texts("capacityProviders").into_iter().map(|name| find(world, name)).collect()
}

fn find(world: &World, name: &str) -> Result<ProviderId, ServiceError> {
    world.provider(last_part(name)).ok_or_else(|| {
        invalid(format!("The specified capacity provider '{}' was not found.", last_part(name)))
            .hint("the playground has FARGATE and FARGATE_SPOT so far")
    })
}

/// Items of a strategy in one call (account.md#quotas).
const MOST_ITEMS: usize = 20;

/// A strategy that is given under a name.
pub(super) fn strategy(world: &World, input: Input, name: &str) -> Result<Vec<Share>, ServiceError> {
    let within = |item: Input, name: &str, most: i64| match item.number(name).unwrap_or(0) {
        number if (0..=most).contains(&number) => Ok(number as u32),
        _ => Err(invalid(format!("The {name} of a capacity provider must be between 0 and {most}."))),
    };
    let read = |item: Input| {
        let provider = find(world, item.required("capacityProvider"))?;
        Ok(Share { provider, base: within(item, "base", 100_000)?, weight: within(item, "weight", 1_000)? })
    };
    if input.list(name).len() > MOST_ITEMS {
        return Err(invalid(format!("A capacity provider strategy can have at most {MOST_ITEMS} items.")));
    }
    input.list(name).map(read).collect()
}

/// `launchType` or `capacityProviderStrategy`.
pub(super) fn compute(world: &World, input: Input, launch: Option<LaunchType>) -> Result<Compute, ServiceError> {
    let strategy = strategy(world, input, "capacityProviderStrategy")?;
    match (launch, strategy.is_empty()) {
        // CP: pf-ecs-service-launch-type-capacity-provider.
        (Some(_), false) => Err(invalid(
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
        )),
        (Some(launch), true) => Ok(Compute::Launch(launch)),
        (None, false) => Ok(Compute::Strategy(strategy)),
        (None, true) => Ok(Compute::Unsaid),
    }
}

/// Whether it will be Fargate: an unknown task definition is then made for it.
pub(super) fn is_fargate(world: &World, cluster: &str, compute: &Compute) -> bool {
    let launch = match compute {
        Compute::Launch(launch) => *launch,
        Compute::Strategy(strategy) => world.launch_type(strategy),
        Compute::Unsaid => {
            let default = world.cluster(cluster).map(|id| &world.clusters[id].default_strategy[..]);
            world.launch_type(default.unwrap_or_default())
        }
    };
    launch == LaunchType::Fargate
}

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let named = input.texts("capacityProviders");
    let all = || world.providers.values().map(|provider| &*provider.name).collect();
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for name in if named.is_empty() { all() } else { named }.into_iter().map(last_part) {
        match world.provider(name) {
            Some(id) => found.push(describe_one(&world.providers[id])),
            None => failures.push(missing(arn(name))),
        }
    }
    Ok(Object::new().with("capacityProviders", found).with("failures", failures).value())
}

fn arn(name: &str) -> String {
    format!("arn:aws:ecs:{REGION}:{ACCOUNT}:capacity-provider/{name}")
}

fn describe_one(provider: &CapacityProvider) -> Value {
    Object::new()
        .with("capacityProviderArn", arn(&provider.name))
        .with("name", &*provider.name)
        .with("status", "ACTIVE")
        .with("tags", Vec::<Value>::new())
        .value()
}

/// A strategy as it is shown.
pub(super) fn describe_strategy(world: &World, strategy: &[Share]) -> Vec<Value> {
    let item = |share: &Share| {
        Object::new()
            .with("capacityProvider", &*world.providers[share.provider].name)
            .with("weight", share.weight)
            .with("base", share.base)
            .value()
    };
    strategy.iter().map(item).collect()
}
