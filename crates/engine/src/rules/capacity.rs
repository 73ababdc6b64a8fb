//! EC2 instances: booting, registering, losing power, coming back.

use super::lifecycle;
use crate::facts::{AccountChange, Change, InstanceChange, TaskChange};
use crate::ids::{ClusterId, InstanceId};
use crate::ledger::Ledger;
use crate::model::instance::{Instance, InstanceStatus, Machine};
use crate::model::network::Zone;
use crate::model::task::{ContainerState, Host, Phase, Stop, StopCode, StopReason};
use crate::random::Purpose;
use crate::time::Span;
use crate::timings::INSTANCE_BOOT;
use crate::world::World;

/// An instance may have booted; a task that waits for room on it may go on.
pub fn look(ledger: &mut Ledger, id: InstanceId) {
    let Some(instance) = ledger.world().instances.get(id) else { return };
    match instance.machine {
        Machine::Booting { until } if ledger.now() >= until => boot(ledger, id),
        Machine::Booting { .. } | Machine::Stopped | Machine::Terminated => {}
        Machine::Running => {
            let waiting = |task| matches!(ledger.world().tasks[task].phase, Phase::Pending { .. });
            let waiting: Vec<_> = instance.tasks.ids().filter(|&task| waiting(task)).collect();
            waiting.into_iter().for_each(|task| lifecycle::look(ledger, task));
        }
    }
}

fn boot(ledger: &mut Ledger, id: InstanceId) {
    let instance = &ledger.world().instances[id];
    let powered = !ledger.world().account.lost_zones.contains(&instance.zone);
    let status = instance.status;
    let machine = if powered { Machine::Running } else { Machine::Stopped };
    ledger.record(Change::Instance(id, InstanceChange::MachineChanged { machine }));
    if !powered {
        return;
    }
    bury(ledger, id);
    match status {
        InstanceStatus::Unregistered => {
            ledger.record(Change::Instance(id, InstanceChange::Registered));
        }
        InstanceStatus::Active | InstanceStatus::Draining => {
            ledger.record(Change::Instance(id, InstanceChange::AgentConnected));
        }
        // Deregistered while it was stopped: its agent isn't listened to any more.
        InstanceStatus::Inactive => {}
    }
}

/// Containers whose machine went down while the agent was cut off are found dead when it is up again.
fn bury(ledger: &mut Ledger, id: InstanceId) {
    if !ledger.world().instances[id].frozen {
        return;
    }
    for task in ledger.world().instances[id].tasks.ids().collect::<Vec<_>>() {
        for container in 0..ledger.world().tasks[task].containers.len() {
            if ledger.world().tasks[task].containers[container].has_started() {
                let state = ContainerState::Stopped { at: ledger.now(), code: None, reason: None };
                ledger.record(Change::Task(task, TaskChange::ContainerMoved { container, state }));
            }
        }
    }
}

/// Launches an EC2 instance that will register with a cluster.
pub fn launch(ledger: &mut Ledger, cluster: ClusterId, instance_type: &'static str, zone: Zone) -> InstanceId {
    let id = ledger.world().instances.next_key();
    let until = ledger.now() + boot_time(ledger.world(), id);
    ledger.record(Change::Instance(id, InstanceChange::Launched { cluster, instance_type, zone, until }));
    id
}

fn boot_time(world: &World, id: InstanceId) -> Span {
    let (shortest, longest) = INSTANCE_BOOT;
    let boots = world.facts; // an instance that is started again boots for another while
    let key = 1 << 63 | boots << 32 | id.0 as u64;
    Span(world.seed().between(Purpose::Latency, key, shortest.0, longest.0))
}

/// The EC2 instance is terminated and never comes back (capacity.md#losses). If its agent was connected, ECS deregisters
/// it and stops its tasks; else it stays in the list, without an agent, until somebody deregisters it.
pub fn lose_instance(ledger: &mut Ledger, id: InstanceId) {
    let connected = ledger.world().instances[id].agent_connected;
    stop_machine(ledger, id, Machine::Terminated);
    if connected && ledger.world().instances[id].registered() {
        ledger.record(Change::Instance(id, InstanceChange::Deregistered));
    }
}

/// The power of a zone is gone: its instances stop, its Fargate tasks end, nothing new starts there.
pub fn lose_zone(ledger: &mut Ledger, zone: Zone) {
    ledger.record(Change::Account(AccountChange::ZoneLost { zone }));
    let world = ledger.world();
    let instances: Vec<_> =
        world.instances.iter().filter(|(_, i)| i.zone == zone && i.powered()).map(|(id, _)| id).collect();
    for id in instances {
        stop_machine(ledger, id, Machine::Stopped);
    }
    let world = ledger.world();
    let on_fargate = |host| matches!(host, Host::Fargate);
    let tasks = world.tasks.iter().filter(|(_, t)| t.zone == zone && on_fargate(t.host) && !t.is_stopped());
    for task in tasks.map(|(id, _)| id).collect::<Vec<_>>() {
        let stop = Stop { code: StopCode::InfrastructureHealth, reason: StopReason::ZoneLost };
        ledger.record(Change::Task(task, TaskChange::StopWanted { stop }));
    }
}

fn stop_machine(ledger: &mut Ledger, id: InstanceId, machine: Machine) {
    ledger.record(Change::Instance(id, InstanceChange::MachineChanged { machine }));
    if ledger.world().instances[id].agent_connected {
        ledger.record(Change::Instance(id, InstanceChange::AgentDisconnected));
    }
    if ledger.world().instances[id].frozen {
        return;
    }
    let reason = match machine {
        Machine::Terminated => StopReason::HostTerminated(id),
        Machine::Booting { .. } | Machine::Running | Machine::Stopped => StopReason::HostStopped(id),
    };
    for task in ledger.world().instances[id].tasks.ids().collect::<Vec<_>>() {
        let stop = Stop { code: StopCode::TerminationNotice, reason: reason.clone() };
        if ledger.world().tasks[task].wanted {
            ledger.record(Change::Task(task, TaskChange::StopWanted { stop }));
        }
    }
}

/// The agent can't be reached: tasks go on, and what ECS knows of them stands still (capacity.md#agents).
pub fn disconnect_agent(ledger: &mut Ledger, id: InstanceId) {
    ledger.record(Change::Instance(id, InstanceChange::AgentDisconnected));
}

/// The agent is back, and reports what has become of its tasks meanwhile.
pub fn connect_agent(ledger: &mut Ledger, id: InstanceId) {
    ledger.record(Change::Instance(id, InstanceChange::AgentConnected));
}

/// ECS forgets a container instance: what runs there runs on unseen, and is over for ECS (capacity.md#deregistering).
pub fn deregister(ledger: &mut Ledger, id: InstanceId) {
    ledger.record(Change::Instance(id, InstanceChange::Deregistered));
    for task in ledger.world().instances[id].tasks.ids().collect::<Vec<_>>() {
        if ledger.world().tasks[task].wanted {
            let stop = Stop { code: StopCode::UserInitiated, reason: StopReason::DeregistrationForced };
            ledger.record(Change::Task(task, TaskChange::StopWanted { stop }));
        }
    }
}

/// The zone has power again: its stopped instances start, as the container instances that they were (capacity.md#losses).
pub fn restore_zone(ledger: &mut Ledger, zone: Zone) {
    ledger.record(Change::Account(AccountChange::ZoneRestored { zone }));
    let stopped = |i: &Instance| i.zone == zone && i.machine == Machine::Stopped;
    let world = ledger.world();
    for id in world.instances.iter().filter(|(_, i)| stopped(i)).map(|(id, _)| id).collect::<Vec<_>>() {
        start_again(ledger, id);
    }
}

/// A stopped instance starts again; for a terminated one, another of its type takes its place.
pub fn restore_instance(ledger: &mut Ledger, id: InstanceId) -> Option<InstanceId> {
    let instance = &ledger.world().instances[id];
    let (cluster, instance_type, zone) = (instance.cluster, instance.instance_type.name, instance.zone);
    match instance.machine {
        Machine::Stopped => {
            start_again(ledger, id);
            Some(id)
        }
        Machine::Terminated => Some(launch(ledger, cluster, instance_type, zone)),
        Machine::Booting { .. } | Machine::Running => None,
    }
}

fn start_again(ledger: &mut Ledger, id: InstanceId) {
    let machine = Machine::Booting { until: ledger.now() + boot_time(ledger.world(), id) };
    ledger.record(Change::Instance(id, InstanceChange::MachineChanged { machine }));
}
