//! What goes wrong because somebody wants to see it: AWS has no commands for these.

use super::{Decide, Reply, refuse};
use crate::facts::{AccountChange, Change, TaskChange};
use crate::ids::{InstanceId, TaskId};
use crate::ledger::Ledger;
use crate::model::instance::{Instance, Machine};
use crate::model::network::Zone;
use crate::model::provider::Fargate;
use crate::model::refusal::Refusal;
use crate::model::task::{ContainerState, Stop, StopCode, StopReason};
use crate::rules::capacity;
use crate::rules::lifecycle;
use crate::timings::KILLED;

/// The task's containers are killed, as by `kill -9` on the host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KillTask {
    pub task: TaskId,
}

impl Decide for KillTask {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let id = self.task;
        let task = ledger.world().tasks.get(id).ok_or(Refusal::TaskNotFound)?;
        if task.instance().is_some_and(|on| ledger.world().instances[on].frozen) {
            return Err(refuse("its agent is disconnected: what happens to it isn't seen before sim connect-agent"));
        }
        let running = |state: &ContainerState| matches!(state, ContainerState::Running { .. });
        let containers: Vec<usize> =
            (0..task.containers.len()).filter(|&n| running(&task.containers[n].state)).collect();
        if containers.is_empty() {
            return Err(refuse("none of its containers is running"));
        }
        for container in containers {
            let world = ledger.world();
            let change = lifecycle::over(world, &world.tasks[id], container, KILLED, None);
            ledger.record(Change::Task(id, change));
        }
        Ok(Reply::Task(id))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoseInstance {
    pub instance: InstanceId,
}

impl Decide for LoseInstance {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let row = ledger.world().instances.get(self.instance);
        match row.map(|row| row.machine) {
            None | Some(Machine::Terminated) => Err(refuse("that instance is gone already")),
            Some(Machine::Booting { .. } | Machine::Running | Machine::Stopped) => {
                capacity::lose_instance(ledger, self.instance);
                Ok(Reply::Instances(vec![self.instance]))
            }
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RestoreInstance {
    pub instance: InstanceId,
}

impl Decide for RestoreInstance {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        match capacity::restore_instance(ledger, self.instance) {
            Some(started) => Ok(Reply::Instances(vec![started])),
            None => Err(refuse("that instance is running")),
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoseZone {
    pub zone: Zone,
}

impl Decide for LoseZone {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let zone = self.zone;
        if ledger.world().account.lost_zones.contains(&zone) {
            return Err(refuse(format!("{zone} is lost already; sim restore {zone} brings it back")));
        }
        capacity::lose_zone(ledger, zone);
        Ok(Reply::Done)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RestoreZone {
    pub zone: Zone,
}

impl Decide for RestoreZone {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let zone = self.zone;
        if !ledger.world().account.lost_zones.contains(&zone) {
            return Err(refuse(format!("{zone} isn't lost")));
        }
        capacity::restore_zone(ledger, zone);
        Ok(Reply::Done)
    }
}

/// Fargate takes the capacity of a Spot task back, with its warning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InterruptSpot {
    pub task: TaskId,
}

impl Decide for InterruptSpot {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let row = ledger.world().tasks.get(self.task).ok_or(Refusal::TaskNotFound)?;
        if !ledger.world().capacity_of(row).is_spot() {
            return Err(refuse("it isn't on Fargate Spot"));
        }
        if !row.wanted {
            return Err(refuse("it is to stop already"));
        }
        let stop = Stop { code: StopCode::SpotInterruption, reason: StopReason::SpotInterrupted };
        ledger.record(Change::Task(self.task, TaskChange::StopWanted { stop }));
        Ok(Reply::Task(self.task))
    }
}

/// Whether Fargate has room for new tasks in a zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetFargateCapacity {
    pub zone: Zone,
    pub of: Vec<Fargate>,
    pub available: bool,
}

impl Decide for SetFargateCapacity {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let (zone, available) = (self.zone, self.available);
        for &fargate in &self.of {
            ledger.record(Change::Account(AccountChange::FargateCapacitySet { zone, fargate, available }));
        }
        Ok(Reply::Done)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DisconnectAgent {
    pub instance: InstanceId,
}

impl Decide for DisconnectAgent {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        if !registered(ledger, self.instance)?.agent_connected {
            return Err(refuse("its agent is disconnected already"));
        }
        capacity::disconnect_agent(ledger, self.instance);
        Ok(Reply::Instances(vec![self.instance]))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectAgent {
    pub instance: InstanceId,
}

impl Decide for ConnectAgent {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let row = registered(ledger, self.instance)?;
        if row.agent_connected {
            return Err(refuse("its agent is connected"));
        }
        if !row.powered() {
            return Err(refuse("its EC2 instance isn't running; sim restore starts a stopped one"));
        }
        capacity::connect_agent(ledger, self.instance);
        Ok(Reply::Instances(vec![self.instance]))
    }
}

fn registered<'a>(ledger: &'a Ledger, id: InstanceId) -> Result<&'a Instance, Refusal> {
    let row = ledger.world().instances.get(id).filter(|row| row.registered());
    row.ok_or_else(|| refuse("it isn't registered with a cluster"))
}
