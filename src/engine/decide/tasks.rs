//! Commands about task definitions and standalone tasks.

use std::rc::Rc;

use crate::engine::command::{Failure, Reply, RunTask};
use crate::engine::fact::{Change, DefinitionChange, Origin, TaskChange};
use crate::engine::ids::{DefinitionId, TaskId};
use crate::engine::ledger::Ledger;
use crate::engine::model::Name;
use crate::engine::model::account::Account;
use crate::engine::model::definition::{NetworkMode, RevisionStatus, TaskDefinition};
use crate::engine::model::placement::Placement;
use crate::engine::model::provider::Provider;
use crate::engine::model::quota::Quota;
use crate::engine::model::service::LaunchType;
use crate::engine::model::task::{Owner, Stop, StopCode, StopReason};
use crate::engine::refusal::Refusal;
use crate::engine::rules::launch::{self, NotStarted, Order};
use crate::engine::rules::placement::NotPlaced;
use crate::engine::rules::{assume, definitions, providers};

/// Every registration makes a new revision, of the same content too.
pub fn register(ledger: &mut Ledger, given: &Rc<TaskDefinition>) -> Result<Reply, Refusal> {
    let complete = definitions::complete(given)?;
    let world = ledger.world();
    let revision = world.families.get(&complete.family).map_or(0, |family| family.last) + 1;
    let id = world.definitions.next_key();
    let definition = Rc::new(TaskDefinition { revision, ..(*complete).clone() });
    let change = DefinitionChange::Registered { definition, copy_of: None, origin: Origin::Asked };
    ledger.record(Change::Definition(id, change));
    Ok(Reply::Definition(id))
}

pub fn deregister(ledger: &mut Ledger, family: &str, revision: u32) -> Result<Reply, Refusal> {
    let id = ledger.world().revision(family, revision).ok_or(Refusal::DefinitionNotFound)?;
    if ledger.world().definitions[id].status == RevisionStatus::Active {
        ledger.record(Change::Definition(id, DefinitionChange::Deregistered));
    }
    Ok(Reply::Definition(id))
}

/// Starts as many of the tasks as there is room for; what couldn't be started is said, not retried (§3).
pub fn run(ledger: &mut Ledger, wanted: &RunTask) -> Result<Reply, Refusal> {
    let most = ledger.world().account.quota(Quota::TasksPerRunTask);
    if !(1..=most).contains(&wanted.count) {
        return Err(Refusal::CountOutOfRange(most));
    }
    let cluster = assume::cluster(ledger, &wanted.cluster)?;
    let definition = assume::definition(ledger, &wanted.definition)?;
    let placement = super::providers::resolve(ledger, cluster, &wanted.compute, &wanted.placement)?;
    check_placement(ledger, definition, &placement)?;
    assume::roles(ledger, definition)?;
    let family = format!("family:{}", ledger.world().definition(definition).family);
    let group = assume::group(ledger, cluster, wanted.group.as_deref().unwrap_or(&family));
    // The base counts for each call by itself (§8.1).
    let strategy = &placement.providers;
    let providers: Vec<Option<Provider>> = match strategy.is_empty() {
        true => vec![None; wanted.count as usize],
        false => providers::sequence(strategy, vec![0; strategy.len()], wanted.count).into_iter().map(Some).collect(),
    };
    let mut order = Order {
        cluster,
        group,
        owner: Owner::Standalone,
        definition,
        started_by: wanted.started_by.clone(),
        placement: Rc::new(placement),
        provider: None,
    };
    let mut started = Vec::new();
    let mut failures = Vec::new();
    let mut short = Vec::new();
    for provider in providers {
        if short.contains(&provider) {
            continue;
        }
        order.provider = provider;
        match launch::start(ledger, &order) {
            Ok(task) => started.push(task),
            Err(NotStarted::NotPlaced(NotPlaced::NoInstances)) => return Err(Refusal::NoInstances),
            Err(NotStarted::NotPlaced(NotPlaced::NoneFits(closest))) => {
                failures.extend(closest.into_iter().map(|(instance, reason)| Failure::Instance(instance, reason)));
                short.push(provider);
            }
            Err(NotStarted::NoFargateCapacity) => {
                failures.push(Failure::Fargate);
                short.push(provider);
            }
            Err(NotStarted::FargateQuota) => {
                failures.push(Failure::FargateQuota);
                short.push(provider);
            }
        }
    }
    Ok(Reply::Tasks { started, failures })
}

/// Whether a definition can run as it is asked for, and the network it is to run in.
pub fn check_placement(ledger: &mut Ledger, definition: DefinitionId, placement: &Placement) -> Result<(), Refusal> {
    check_lengths(&ledger.world().account, placement)?;
    let definition = ledger.world().definition(definition);
    let awsvpc = definition.network_mode == NetworkMode::Awsvpc;
    if placement.launch == LaunchType::Fargate && !definition.fargate {
        return Err(if placement.providers.is_empty() { Refusal::NotForFargate } else { Refusal::NotForStrategy });
    }
    match &placement.network {
        None if awsvpc => Err(Refusal::NetworkRequired),
        None => Ok(()),
        Some(_) if !awsvpc => Err(Refusal::NetworkNotValid),
        Some(network) if network.subnets.is_empty() => Err(Refusal::SubnetsEmpty),
        Some(network) => assume::network(ledger, network),
    }
}

/// The lists of a call are no longer than they may be (§10).
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

pub fn stop(ledger: &mut Ledger, cluster: &str, task: TaskId, reason: Option<&Name>) -> Result<Reply, Refusal> {
    let cluster = ledger.world().cluster(cluster).ok_or(Refusal::ClusterNotFound)?;
    let found = ledger.world().tasks.get(task).filter(|task| task.cluster == cluster);
    if found.ok_or(Refusal::TaskNotFound)?.wanted {
        let stop = Stop { code: StopCode::UserInitiated, reason: StopReason::User(reason.cloned()) };
        ledger.record(Change::Task(task, TaskChange::StopWanted { stop }));
    }
    Ok(Reply::Task(task))
}
