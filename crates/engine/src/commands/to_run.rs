//! What commands that have tasks run say alike of them: what of it is assumed, and what is checked.

use crate::ids::{ClusterId, DefinitionId};
use crate::ledger::Ledger;
use crate::model::account::Account;
use crate::model::definition::{NetworkMode, TaskDefinition};
use crate::model::kept::Kept;
use crate::model::network::Network;
use crate::model::placement::Placement;
use crate::model::provider::Share;
use crate::model::quota::Quota;
use crate::model::refusal::{NetworkFault, Refusal};
use crate::model::service::LaunchType;
use crate::rules::assume;
use crate::world::World;

/// Placement constraints of a task, its definition's included (placement.md#constraints).
const MOST_CONSTRAINTS: usize = 10;
/// What Fargate runs tasks on: two versions for Linux, one for Windows (DG: platform-fargate).
const PLATFORM_VERSIONS: [&str; 4] = ["LATEST", "1.4.0", "1.3.0", "1.0.0"];

/// Makes what such tasks need and isn't there.
pub(super) fn assume(
    ledger: &mut Ledger,
    cluster: ClusterId,
    spec: &TaskDefinition,
    strategy: &[Share],
    network: Option<&Network>,
) {
    assume::providers(ledger, cluster, strategy);
    network.into_iter().for_each(|network| assume::network(ledger, network));
    assume::roles(ledger, spec);
    assume::resources(ledger, spec);
}

/// Whether a definition can run as asked, and in which network.
pub(super) fn check_placement(
    world: &World,
    definition: DefinitionId,
    placement: &Placement,
    kept: &Kept,
) -> Result<(), Refusal> {
    check_lengths(&world.account, placement)?;
    if placement.launch == LaunchType::Ec2 && kept.get("platformVersion").is_some() {
        return Err(Refusal::PlatformVersionOnEc2);
    }
    // Kept as JSON.
    let version = kept.get("platformVersion").map(|json| json.trim_matches('"'));
    if version.is_some_and(|version| !PLATFORM_VERSIONS.contains(&version)) {
        return Err(Refusal::PlatformUnknown);
    }
    let definition = world.definition(definition);
    let awsvpc = definition.network_mode == NetworkMode::Awsvpc;
    if placement.launch == LaunchType::Fargate && !definition.fargate {
        return Err(if placement.providers.is_empty() { Refusal::NotForFargate } else { Refusal::NotForStrategy });
    }
    if placement.launch == LaunchType::Fargate && !placement.strategy.is_empty() {
        return Err(Refusal::StrategyOnFargate);
    }
    if placement.launch == LaunchType::Fargate && !placement.constraints.is_empty() {
        return Err(Refusal::ConstraintsOnFargate);
    }
    if definition.constraints.len() + placement.constraints.len() > MOST_CONSTRAINTS {
        return Err(Refusal::TooManyConstraints);
    }
    match &placement.network {
        None if awsvpc => Err(Refusal::Network(NetworkFault::Required)),
        None => Ok(()),
        Some(_) if !awsvpc => Err(Refusal::Network(NetworkFault::NotValid)),
        Some(network) if network.public_ip && placement.launch == LaunchType::Ec2 => {
            Err(Refusal::Network(NetworkFault::PublicIpOnEc2))
        }
        Some(network) if network.subnets.is_empty() => Err(Refusal::Network(NetworkFault::SubnetsEmpty)),
        Some(network) => check_network(world, network),
    }
}

/// Refuses lists that are too long (account.md#quotas).
fn check_lengths(account: &Account, placement: &Placement) -> Result<(), Refusal> {
    let network = placement.network.as_ref();
    let lists = [
        ("subnets", Quota::Subnets, network.map_or(0, |network| network.subnets.len())),
        ("securityGroups", Quota::SecurityGroups, network.map_or(0, |network| network.security_groups.len())),
        ("placementConstraints", Quota::PlacementConstraints, placement.constraints.len()),
        ("placementStrategy", Quota::PlacementStrategies, placement.strategy.len()),
    ];
    let too_long = lists.into_iter().find(|&(_, quota, length)| length > account.quota(quota) as usize);
    match too_long {
        Some((list, quota, _)) => Err(Refusal::TooManyItems { list, most: account.quota(quota) }),
        None => Ok(()),
    }
}

/// The subnets and security groups must be there.
pub(super) fn check_network(world: &World, network: &Network) -> Result<(), Refusal> {
    let account = &world.account;
    if let Some(name) = network.subnets.iter().find(|name| !account.subnets.contains_key(*name)) {
        return Err(Refusal::Network(NetworkFault::SubnetNotFound(name.clone())));
    }
    match network.security_groups.iter().find(|name| !account.security_groups.contains(*name)) {
        Some(name) => Err(Refusal::Network(NetworkFault::SecurityGroupNotFound(name.clone()))),
        None => Ok(()),
    }
}

/// The roles of a definition must be such as ECS tasks can be.
pub(super) fn check_roles(world: &World, spec: &TaskDefinition) -> Result<(), Refusal> {
    let assumable = |name: &str| world.account.role(name).is_some_and(|role| role.assumable);
    match spec.roles().find(|name| !assumable(name)) {
        Some(name) => Err(Refusal::RoleNotAssumable(name.clone())),
        None => Ok(()),
    }
}
