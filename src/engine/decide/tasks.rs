//! Commands about standalone tasks.

use std::rc::Rc;

use crate::engine::command::{Failure, Reply, RunTask};
use crate::engine::fact::{Change, TaskChange};
use crate::engine::ids::{DefinitionId, TaskId};
use crate::engine::ledger::Ledger;
use crate::engine::model::Name;
use crate::engine::model::definition::NetworkMode;
use crate::engine::model::placement::Placement;
use crate::engine::model::service::LaunchType;
use crate::engine::model::task::{Owner, Stop, StopCode, StopReason};
use crate::engine::refusal::Refusal;
use crate::engine::rules::assume;
use crate::engine::rules::launch::{self, NotStarted, Order};
use crate::engine::rules::placement::NotPlaced;

/// Placement constraints of a task, its definition's included (§4.4).
const MOST_CONSTRAINTS: usize = 10;
/// Tasks in one RunTask (§10).
const MOST_AT_ONCE: u32 = 10;

/// Starts as many of the tasks as there is room for; what couldn't be started is said, not retried (§3).
pub fn run(ledger: &mut Ledger, wanted: &RunTask) -> Result<Reply, Refusal> {
    if !(1..=MOST_AT_ONCE).contains(&wanted.count) {
        return Err(Refusal::CountOutOfRange);
    }
    let cluster = assume::cluster(ledger, &wanted.cluster)?;
    let definition = assume::definition(ledger, &wanted.definition)?;
    check_placement(ledger, definition, &wanted.placement)?;
    assume::roles(ledger, definition)?;
    let family = format!("family:{}", ledger.world().definition(definition).family);
    let group = assume::group(ledger, cluster, wanted.group.as_deref().unwrap_or(&family));
    let order = Order {
        cluster,
        group,
        owner: Owner::Standalone,
        definition,
        started_by: wanted.started_by.clone(),
        placement: Rc::new(wanted.placement.clone()),
    };
    let mut started = Vec::new();
    let mut failures = Vec::new();
    for _ in 0..wanted.count {
        match launch::start(ledger, &order) {
            Ok(task) => started.push(task),
            Err(NotStarted::NotPlaced(NotPlaced::NoInstances)) => return Err(Refusal::NoInstances),
            Err(NotStarted::NotPlaced(NotPlaced::NoneFits(closest))) => {
                failures = closest.into_iter().map(|(instance, reason)| Failure::Instance(instance, reason)).collect();
            }
            Err(NotStarted::NoFargateCapacity) => failures = vec![Failure::Fargate],
        }
        if !failures.is_empty() {
            break;
        }
    }
    Ok(Reply::Tasks { started, failures })
}

/// Whether a definition can run as it is asked for, and the network it is to run in.
pub fn check_placement(ledger: &mut Ledger, definition: DefinitionId, placement: &Placement) -> Result<(), Refusal> {
    let definition = ledger.world().definition(definition);
    let awsvpc = definition.network_mode == NetworkMode::Awsvpc;
    if placement.launch == LaunchType::Fargate && !definition.fargate {
        return Err(Refusal::NotForFargate);
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
        None if awsvpc => Err(Refusal::NetworkRequired),
        None => Ok(()),
        Some(_) if !awsvpc => Err(Refusal::NetworkNotValid),
        Some(network) if network.subnets.is_empty() => Err(Refusal::SubnetsEmpty),
        Some(network) => assume::network(ledger, network),
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
