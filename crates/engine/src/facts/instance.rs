//! Container instances: the machine, its agent, its registration.

use std::collections::BTreeMap;

use super::Wakes;
use crate::agenda::Wake;
use crate::ids::{ClusterId, InstanceId, TaskId};
use crate::model::definition::NetworkMode;
use crate::model::instance::{DYNAMIC_PORTS, Instance, InstanceStatus, Machine};
use crate::model::instance_types::InstanceType;
use crate::model::network::{Protocol, Zone};
use crate::model::task::Task;
use crate::model::{Name, Room};
use crate::sorted::{SortedMap, SortedSet};
use crate::time::Time;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum InstanceChange {
    Launched {
        cluster: ClusterId,
        instance_type: &'static str,
        zone: Zone,
        until: Time,
    },
    Registered,
    MachineChanged {
        machine: Machine,
    },
    AgentConnected,
    AgentDisconnected,
    /// ACTIVE to DRAINING, and back.
    DrainingSet {
        draining: bool,
    },
    AttributePut {
        name: Name,
        value: Option<Name>,
    },
    AttributeDeleted {
        name: Name,
    },
    Deregistered,
}

impl InstanceChange {
    pub(super) fn apply(&self, world: &mut World, id: InstanceId) {
        match self {
            InstanceChange::Launched { cluster, instance_type, zone, until } => {
                world.launch(id, *cluster, instance_type, *zone, *until);
            }
            InstanceChange::Registered => {
                let now = world.now;
                let instance = world.instances.row_mut(id);
                instance.status = InstanceStatus::Active;
                instance.agent_connected = true;
                instance.registered_at.get_or_insert(now);
            }
            InstanceChange::MachineChanged { machine } => {
                let now = world.now;
                let instance = world.instances.row_mut(id);
                instance.machine = *machine;
                instance.changed_at = now;
            }
            InstanceChange::AgentConnected => {
                let instance = world.instances.row_mut(id);
                instance.agent_connected = true;
                instance.frozen = false;
            }
            InstanceChange::AgentDisconnected => {
                let instance = world.instances.row_mut(id);
                instance.agent_connected = false;
                instance.frozen = instance.powered();
            }
            InstanceChange::DrainingSet { draining } => {
                let status = if *draining { InstanceStatus::Draining } else { InstanceStatus::Active };
                world.instances.row_mut(id).status = status;
            }
            InstanceChange::AttributePut { name, value } => {
                world.instances.row_mut(id).custom.insert(name.clone(), value.clone());
            }
            InstanceChange::AttributeDeleted { name } => {
                world.instances.row_mut(id).custom.remove(name);
            }
            InstanceChange::Deregistered => {
                let now = world.now;
                let instance = world.instances.row_mut(id);
                instance.status = InstanceStatus::Inactive;
                instance.agent_connected = false;
                instance.frozen = false;
                instance.deregistered_at = Some(now);
            }
        }
        world.keep_columns(id);
        if self.opens_places() {
            world.clusters.row_mut(world.instances[id].cluster).freed_at = world.now;
        }
    }

    pub(super) fn wakes(&self, world: &World, id: InstanceId, wakes: &mut Wakes) {
        let instance = &world.instances[id];
        match self {
            InstanceChange::Launched { until, .. } => wakes.at(*until, Wake::Instance(id)),
            InstanceChange::MachineChanged { machine } => {
                if let Machine::Booting { until } = machine {
                    wakes.at(*until, Wake::Instance(id));
                }
                instance.tasks.ids().for_each(|task| wakes.now(world, Wake::Task(task)));
            }
            InstanceChange::Registered | InstanceChange::AgentConnected => {
                wakes.now(world, Wake::Instance(id));
                instance.tasks.ids().for_each(|task| wakes.now(world, Wake::Task(task)));
                wakes.services_on(world, instance.cluster);
            }
            InstanceChange::DrainingSet { .. } => {
                let tasks = instance.tasks.ids().filter_map(|task| world.tasks[task].service());
                tasks.for_each(|id| wakes.next_tick(world, id));
                wakes.services_on(world, instance.cluster);
            }
            InstanceChange::AttributePut { .. } | InstanceChange::AttributeDeleted { .. } => {
                wakes.services_on(world, instance.cluster);
            }
            InstanceChange::Deregistered => {
                // Those that were stopping are over for ECS.
                instance.tasks.ids().for_each(|task| wakes.now(world, Wake::Task(task)));
                wakes.services_on(world, instance.cluster);
            }
            InstanceChange::AgentDisconnected => wakes.services_on(world, instance.cluster),
        }
    }

    /// Whether a task that found no place may find one now.
    fn opens_places(&self) -> bool {
        match self {
            InstanceChange::Registered
            | InstanceChange::AgentConnected
            | InstanceChange::DrainingSet { draining: false }
            | InstanceChange::AttributePut { .. }
            | InstanceChange::AttributeDeleted { .. } => true,
            InstanceChange::Launched { .. }
            | InstanceChange::MachineChanged { .. }
            | InstanceChange::AgentDisconnected
            | InstanceChange::DrainingSet { draining: true }
            | InstanceChange::Deregistered => false,
        }
    }
}

impl World {
    fn launch(&mut self, id: InstanceId, cluster: ClusterId, instance_type: &str, zone: Zone, until: Time) {
        let instance_type = InstanceType::find(instance_type).expect("a launched type is a known one");
        // What is set later doesn't change it any more.
        let trunked = self.account.trunking() && instance_type.trunked_tasks.is_some();
        let trunk = trunked.then(|| id.trunk_name(self.account.seed).into());
        let instance = Instance {
            cluster,
            instance_type,
            zone,
            machine: Machine::Booting { until },
            status: InstanceStatus::Unregistered,
            agent_connected: false,
            frozen: false,
            launched_at: self.now,
            changed_at: self.now,
            registered_at: None,
            deregistered_at: None,
            trunk,
            custom: SortedMap::default(),
            reserved: Room::default(),
            ports: SortedSet::default(),
            enis: 0,
            gpus: 0,
            held: Room::default(),
            held_ports: SortedSet::default(),
            tasks: SortedSet::default(),
            cached: SortedSet::default(),
            last_port: *DYNAMIC_PORTS.end(),
        };
        self.instances.insert(id, instance);
    }

    /// Brings the columns that placement scans in line with an instance.
    pub(super) fn keep_columns(&mut self, id: InstanceId) {
        let instance = &self.instances[id];
        let columns = &mut self.clusters.row_mut(instance.cluster).open[instance.zone.index()];
        if !instance.open() {
            columns.remove(id);
            return;
        }
        let free = instance.free();
        match columns.position(id) {
            Some(at) => {
                columns.cpu[at] = free.cpu;
                columns.memory[at] = free.memory;
            }
            None => columns.insert(id, free.cpu, free.memory),
        }
    }
}

pub(super) fn check(world: &World) {
    let mut by_instance: BTreeMap<InstanceId, Vec<(TaskId, &Task)>> = BTreeMap::new();
    for (id, task) in world.tasks.iter().filter(|(_, task)| !task.is_stopped()) {
        if let Some(on) = task.instance() {
            by_instance.entry(on).or_default().push((id, task));
        }
    }
    for (id, instance) in world.instances.iter() {
        let tasks = by_instance.remove(&id).unwrap_or_default();
        let wanted = || tasks.iter().map(|(_, task)| *task).filter(|task| task.wanted);
        let holding = || tasks.iter().map(|(_, task)| *task).filter(|task| task.holds_host);
        assert_eq!(instance.tasks, tasks.iter().map(|&(id, _)| id).collect::<SortedSet<_>>(), "tasks of {id:?}");
        assert_eq!(instance.reserved, sum(wanted().map(|task| task.room)), "reserved on {id:?}");
        assert_eq!(instance.held, sum(holding().map(|task| task.room)), "held on {id:?}");
        assert_eq!(instance.ports, ports(world, wanted()), "ports reserved on {id:?}");
        assert_eq!(instance.held_ports, ports(world, holding()), "ports held on {id:?}");
        let awsvpc = |task: &&Task| world.definition(task.definition).network_mode == NetworkMode::Awsvpc;
        assert_eq!(instance.enis as usize, wanted().filter(awsvpc).count(), "network interfaces of {id:?}");
        assert!(instance.enis <= instance.eni_limit(), "{id:?} has no more network interfaces than it may");
        assert!(instance.instance_type.room().holds(instance.reserved), "{id:?} is not overbooked");
        assert!(instance.instance_type.room().holds(instance.held), "{id:?} does not hold more than it has");
    }
    assert!(by_instance.is_empty(), "every task is on an instance that exists");
}

fn ports<'a>(world: &'a World, tasks: impl Iterator<Item = &'a Task>) -> SortedSet<(Protocol, u16)> {
    tasks.flat_map(|task| world.definition(task.definition).host_ports()).collect()
}

fn sum(rooms: impl Iterator<Item = Room>) -> Room {
    rooms.fold(Room::default(), |mut sum, room| {
        sum.add(room);
        sum
    })
}
