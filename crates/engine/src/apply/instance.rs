//! Facts about container instances.

use crate::fact::InstanceChange;
use crate::ids::InstanceId;
use crate::model::Room;
use crate::model::instance::{DYNAMIC_PORTS, Instance, InstanceStatus, Machine};
use crate::model::instance_types::InstanceType;
use crate::sorted::{SortedMap, SortedSet};
use crate::world::World;

impl World {
    pub(super) fn apply_instance(&mut self, id: InstanceId, change: &InstanceChange) {
        match change {
            InstanceChange::Launched { cluster, instance_type, zone, until } => {
                let instance_type = InstanceType::find(instance_type).expect("a launched type is a known one");
                // What is set later doesn't change it any more.
                let trunked = self.account.trunking() && instance_type.trunked_tasks.is_some();
                let trunk = trunked.then(|| id.trunk_name(self.account.seed).into());
                let instance = Instance {
                    cluster: *cluster,
                    instance_type,
                    zone: *zone,
                    machine: Machine::Booting { until: *until },
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
            InstanceChange::Registered => {
                let now = self.now;
                let instance = self.instances.row_mut(id);
                instance.status = InstanceStatus::Active;
                instance.agent_connected = true;
                instance.registered_at.get_or_insert(now);
            }
            InstanceChange::MachineChanged { machine } => {
                let now = self.now;
                let instance = self.instances.row_mut(id);
                instance.machine = *machine;
                instance.changed_at = now;
            }
            InstanceChange::AgentConnected => {
                let instance = self.instances.row_mut(id);
                instance.agent_connected = true;
                instance.frozen = false;
            }
            InstanceChange::AgentDisconnected => {
                let instance = self.instances.row_mut(id);
                instance.agent_connected = false;
                instance.frozen = instance.powered();
            }
            InstanceChange::DrainingSet { draining } => {
                let status = if *draining { InstanceStatus::Draining } else { InstanceStatus::Active };
                self.instances.row_mut(id).status = status;
            }
            InstanceChange::AttributePut { name, value } => {
                self.instances.row_mut(id).custom.insert(name.clone(), value.clone());
            }
            InstanceChange::AttributeDeleted { name } => {
                self.instances.row_mut(id).custom.remove(name);
            }
            InstanceChange::Deregistered => {
                let now = self.now;
                let instance = self.instances.row_mut(id);
                instance.status = InstanceStatus::Inactive;
                instance.agent_connected = false;
                instance.frozen = false;
                instance.deregistered_at = Some(now);
            }
        }
        self.keep_columns(id);
        if opens_places(change) {
            self.clusters.row_mut(self.instances[id].cluster).freed_at = self.now;
        }
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

/// Whether a task that found no place may find one now.
fn opens_places(change: &InstanceChange) -> bool {
    match change {
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
