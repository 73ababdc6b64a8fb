//! What a command does, or why it is refused. Each answers with facts, and with what there is to show.
//!
//! A command that is refused half-way leaves nothing behind: the caller takes the World from before it.

mod balancers;
mod clusters;
mod definitions;
mod instances;
mod providers;
mod resources;
pub(crate) mod schedules;
mod services;
mod settings;
mod sim;
mod tasks;

use crate::command::{Command, Reply};
use crate::ledger::Ledger;
use crate::model::refusal::Refusal;

pub(crate) fn command(ledger: &mut Ledger, command: &Command) -> Result<Reply, Refusal> {
    match command {
        Command::CreateCluster { name, providers, strategy, kept } => {
            clusters::create(ledger, name, providers, strategy, kept)
        }
        Command::PutClusterProviders { cluster, providers, strategy } => {
            providers::put(ledger, cluster, providers, strategy)
        }
        Command::DeleteCluster { name } => clusters::delete(ledger, name),
        Command::RegisterTaskDefinition(definition) => definitions::register(ledger, definition),
        Command::DeregisterTaskDefinition { family, revision } => definitions::deregister(ledger, family, *revision),
        Command::DeleteTaskDefinitions(wanted) => definitions::delete(ledger, wanted),
        Command::CreateService(wanted) => services::create(ledger, wanted),
        Command::UpdateService(wanted) => services::update(ledger, wanted),
        Command::DeleteService { cluster, service, force } => services::delete(ledger, cluster, service, *force),
        Command::RunTask(wanted) => tasks::run(ledger, wanted),
        Command::StartTask(wanted) => tasks::start(ledger, wanted),
        Command::StopTask { cluster, task, reason } => tasks::stop(ledger, cluster, *task, reason.as_ref()),
        Command::SetInstancesState { cluster, instances, draining } => {
            instances::set_state(ledger, cluster, instances, *draining)
        }
        Command::DeregisterInstance { cluster, instance, force } => {
            instances::deregister(ledger, cluster, instance, *force)
        }
        Command::PutAttributes { cluster, attributes } => instances::put_attributes(ledger, cluster, attributes),
        Command::DeleteAttributes { cluster, attributes } => instances::delete_attributes(ledger, cluster, attributes),
        Command::PutSetting { setting, principal, value } => settings::put(ledger, *setting, principal, value),
        Command::DeleteSetting { setting, principal } => settings::delete(ledger, *setting, principal),
        Command::CreateLoadBalancer { name, subnets, kept } => balancers::create(ledger, name, subnets, kept),
        Command::DeleteLoadBalancer { name } => balancers::delete(ledger, name),
        Command::CreateTargetGroup { name, target_type, protocol, port, checks, kept } => {
            balancers::create_target_group(ledger, name, *target_type, *protocol, *port, checks, kept)
        }
        Command::DeleteTargetGroup { name } => balancers::delete_target_group(ledger, name),
        Command::CreateListener { balancer, port, protocol, forward, kept } => {
            balancers::listen(ledger, balancer, (*port, *protocol), forward, kept)
        }
        Command::SetHealthChecks { target_group, checks, kept } => {
            balancers::set_checks(ledger, target_group, checks, kept)
        }
        Command::SetDeregistrationDelay { target_group, delay } => {
            balancers::set_deregistration_delay(ledger, target_group, *delay)
        }
        Command::Resource(command) => resources::command(ledger, command),
        Command::Schedule(command) => schedules::command(ledger, command),
        Command::Sim(command) => sim::command(ledger, command),
    }
}
