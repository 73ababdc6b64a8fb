//! Stopping a service deployment, and what its alarms say.

use super::{Decide, Reply};
use crate::facts::{AlarmChange, Change, FunctionChange, ServiceDeploymentChange};
use crate::ids::DeploymentId;
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::alarm::AlarmState;
use crate::model::deployment::Status;
use crate::model::refusal::{Refusal, ServiceFault};
use crate::model::strategy::{Function, HookAction, HookStatus};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StopServiceDeployment {
    /// `None`: there is none of the name that was given.
    pub deployment: Option<DeploymentId>,
    pub stop_type: StopType,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StopType {
    /// Leaves things as they are.
    Abort,
    /// Goes back to the revision that was completed last.
    Rollback,
}

impl Decide for StopServiceDeployment {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let world = ledger.world();
        let known = self.deployment.filter(|&id| world.deployments.get(id).is_some());
        let id = known.ok_or(Refusal::Service(ServiceFault::ServiceDeploymentNotFound))?;
        let status = match (world.deployments[id].status, self.stop_type) {
            (Status::Pending | Status::InProgress, StopType::Rollback) => Status::RollbackRequested,
            (Status::Pending | Status::InProgress, StopType::Abort) => Status::StopRequested,
            // It goes on with what was asked or began before.
            (Status::StopRequested | Status::RollbackRequested | Status::RollbackInProgress, _) => {
                return Ok(Reply::ServiceDeployment(id));
            }
            (
                over @ (Status::Successful | Status::Stopped | Status::RollbackSuccessful | Status::RollbackFailed),
                _,
            ) => {
                return Err(Refusal::Service(ServiceFault::ServiceDeploymentOver(over)));
            }
        };
        let change = ServiceDeploymentChange::StatusSet { status, reason: None };
        ledger.record(Change::ServiceDeployment(id, change));
        Ok(Reply::ServiceDeployment(id))
    }
}

/// Answers a pause.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ContinueServiceDeployment {
    /// `None`: there is none of the name that was given.
    pub deployment: Option<DeploymentId>,
    /// The number of the hook in it.
    pub hook: Option<usize>,
    pub action: HookAction,
}

impl Decide for ContinueServiceDeployment {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let world = ledger.world();
        let known = self.deployment.and_then(|id| Some((id, world.deployments.get(id)?)));
        let (id, record) = known.ok_or(ServiceFault::ServiceDeploymentNotFound)?;
        let runs = record.progress.as_ref().filter(|_| record.status == Status::InProgress);
        let run = self.hook.and_then(|hook| Some((hook, runs?.hooks.get(hook)?)));
        let waits = run.filter(|(_, run)| run.status == HookStatus::AwaitingAction);
        let (hook, _) = waits.ok_or(ServiceFault::HookDoesNotWait)?;
        let status = match self.action {
            HookAction::Continue => HookStatus::Succeeded,
            HookAction::Rollback => HookStatus::Failed,
        };
        ledger.record(Change::ServiceDeployment(id, ServiceDeploymentChange::HookEnded { hook, status }));
        if self.action == HookAction::Rollback {
            let change = ServiceDeploymentChange::StatusSet { status: Status::RollbackRequested, reason: None };
            ledger.record(Change::ServiceDeployment(id, change));
        }
        Ok(Reply::ServiceDeployment(id))
    }
}

/// How a function answers lifecycle hooks from now on, those that have called it already included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetFunction {
    pub name: Name,
    pub answer: Function,
}

impl Decide for SetFunction {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        if ledger.world().functions.get(&self.name) != Some(&self.answer) {
            let change = FunctionChange::AnswerSet { name: self.name.clone(), answer: self.answer };
            ledger.record(Change::Function(change));
        }
        Ok(Reply::Done)
    }
}

/// An alarm rings, or is quiet again. One that nobody knew is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetAlarm {
    pub name: Name,
    pub state: AlarmState,
}

impl Decide for SetAlarm {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let before = ledger.world().alarms.get(&self.name);
        if before.is_none_or(|alarm| alarm.state != self.state) {
            let change = AlarmChange::StateSet { name: self.name.clone(), state: self.state };
            ledger.record(Change::Alarm(change));
        }
        Ok(Reply::Done)
    }
}
