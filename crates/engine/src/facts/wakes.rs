//! Asking for another look, and those that several kinds of fact ask for.

use crate::agenda::{Agenda, Due, Wake};
use crate::ids::{ClusterId, FactId, ServiceId, TargetGroupId, TaskId};
use crate::model::service::{Scheduling, Service, ServiceStatus};
use crate::time::Time;
use crate::world::World;

/// The agenda, as a fact writes to it.
pub struct Wakes<'a> {
    pub(crate) agenda: &'a mut Agenda,
    pub(crate) because: FactId,
}

impl Wakes<'_> {
    pub(super) fn at(&mut self, at: Time, wake: Wake) {
        self.agenda.add(Due { at, wake, because: self.because });
    }

    pub(super) fn now(&mut self, world: &World, wake: Wake) {
        self.at(world.now, wake);
    }

    pub(super) fn next_tick(&mut self, world: &World, service: ServiceId) {
        self.at(world.services[service].next_tick(world.now), Wake::Service(service));
    }

    /// The first tick at or after a moment.
    pub(super) fn tick_from(&mut self, world: &World, service: ServiceId, at: Time) {
        self.at(world.services[service].tick_from(at), Wake::Service(service));
    }

    /// Services that instances matter to: those that wait for room, those whose zones are kept even, and daemons.
    pub(super) fn services_on(&mut self, world: &World, cluster: ClusterId) {
        self.services_without_room(world, cluster);
        let concerned = |service: &Service| match service.config.scheduling {
            Scheduling::Daemon => true,
            Scheduling::Replica => service.config.rebalancing,
        };
        let active = world.services_of(cluster).filter(|(_, service)| service.status == ServiceStatus::Active);
        for (id, _) in active.filter(|(_, service)| concerned(service)) {
            self.next_tick(world, id);
        }
    }

    pub(super) fn services_without_room(&mut self, world: &World, cluster: ClusterId) {
        for service in world.clusters[cluster].short.ids() {
            self.next_tick(world, service);
        }
    }

    /// The next health check of a target, if it could have an effect.
    pub(super) fn next_check(&mut self, world: &World, id: TargetGroupId, task: TaskId) {
        let group = &world.target_groups[id];
        let target = &group.targets[&task];
        if group.contests(target) {
            self.at(group.next_check(target, world.now), Wake::Target(id, task));
        }
    }

    pub(super) fn checks_of_group(&mut self, world: &World, id: TargetGroupId) {
        world.target_groups[id].targets.keys().for_each(|&task| self.next_check(world, id, task));
    }

    /// Targets whose queues will make their checks come out otherwise: at the first check after that.
    pub(super) fn checks_under_load(&mut self, world: &World, id: TargetGroupId) {
        let group = &world.target_groups[id];
        if group.limited == 0 {
            return;
        }
        let parts = group.parts(world.now, world.now).unwrap_or_else(|| vec![0; group.targets.len()]);
        for ((&task, target), part) in group.targets.iter().zip(parts) {
            if let Some(at) = group.turns(target, part) {
                let after = Time(at.0.max(world.now.0));
                self.at(group.next_check(target, after), Wake::Target(id, task));
            }
        }
    }

    pub(super) fn checks_of_task(&mut self, world: &World, id: TaskId) {
        for &(group, _) in &world.tasks[id].targets {
            self.next_check(world, group, id);
        }
    }
}
