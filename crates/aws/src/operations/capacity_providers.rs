//! Capacity providers and strategies, as the API writes them.

use serde_json::Value;

use super::{cluster_name, missing};
use crate::arn::last_part;
use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object};
use engine::commands::{Command, Compute, PutClusterProviders};
use engine::model::network::{ACCOUNT, REGION};
use engine::model::provider::{Provider, Share};
use engine::model::service::LaunchType;
use engine::world::World;

pub(super) fn put(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(PutClusterProviders {
        cluster: cluster_name(input.text("cluster")),
        providers: providers(input)?,
        strategy: strategy(input, "defaultCapacityProviderStrategy")?,
    }
    .into())
}

/// `capacityProviders`
pub(super) fn providers(input: Input) -> Result<Vec<Provider>, ServiceError> {
    input.texts("capacityProviders").into_iter().map(find).collect()
}

fn find(name: &str) -> Result<Provider, ServiceError> {
    Provider::find(last_part(name)).ok_or_else(|| {
        invalid(format!("The specified capacity provider '{}' was not found.", last_part(name)))
            .hint("the playground has FARGATE and FARGATE_SPOT so far")
    })
}

/// Items of a strategy in one call (account.md#quotas).
const MOST_ITEMS: usize = 20;

/// A strategy that is given under a name.
pub(super) fn strategy(input: Input, name: &str) -> Result<Vec<Share>, ServiceError> {
    let within = |item: Input, name: &str, most: i64| match item.number(name).unwrap_or(0) {
        number if (0..=most).contains(&number) => Ok(number as u32),
        _ => Err(invalid(format!("The {name} of a capacity provider must be between 0 and {most}."))),
    };
    let read = |item: Input| {
        let provider = find(item.required("capacityProvider"))?;
        Ok(Share { provider, base: within(item, "base", 100_000)?, weight: within(item, "weight", 1_000)? })
    };
    if input.list(name).len() > MOST_ITEMS {
        return Err(invalid(format!("A capacity provider strategy can have at most {MOST_ITEMS} items.")));
    }
    input.list(name).map(read).collect()
}

/// `launchType` or `capacityProviderStrategy`.
pub(super) fn compute(input: Input, launch: Option<LaunchType>) -> Result<Compute, ServiceError> {
    let strategy = strategy(input, "capacityProviderStrategy")?;
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
    match compute {
        Compute::Launch(launch) => *launch == LaunchType::Fargate,
        Compute::Strategy(_) => true,
        Compute::Unsaid => world.cluster(cluster).is_some_and(|id| !world.clusters[id].default_strategy.is_empty()),
    }
}

pub(super) fn describe(_: &World, input: Input) -> Result<Value, ServiceError> {
    let named = input.texts("capacityProviders");
    let all = || Provider::ALL.map(Provider::name).to_vec();
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for name in if named.is_empty() { all() } else { named }.into_iter().map(last_part) {
        match Provider::find(name) {
            Some(provider) => found.push(describe_one(provider)),
            None => failures.push(missing(arn(name))),
        }
    }
    Ok(Object::new().with("capacityProviders", found).with("failures", failures).value())
}

fn arn(name: &str) -> String {
    format!("arn:aws:ecs:{REGION}:{ACCOUNT}:capacity-provider/{name}")
}

fn describe_one(provider: Provider) -> Value {
    Object::new()
        .with("capacityProviderArn", arn(provider.name()))
        .with("name", provider.name())
        .with("status", "ACTIVE")
        .with("tags", Vec::<Value>::new())
        .value()
}

/// A strategy as it is shown.
pub(super) fn describe_strategy(strategy: &[Share]) -> Vec<Value> {
    let item = |share: &Share| {
        Object::new()
            .with("capacityProvider", share.provider.name())
            .with("weight", share.weight)
            .with("base", share.base)
            .value()
    };
    strategy.iter().map(item).collect()
}
