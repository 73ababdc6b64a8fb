//! What is to be looked at after a fact. Wakes are scheduled here and, for want of a fact, by `Ledger::remind` only.

mod task;

use super::balancer;
use super::lifecycle::moments;
use super::schedules;
use super::services::{next_tick, tick_from};
use super::timings::{DELETION_CHECK, STEADY_AFTER_DEREGISTRATION, STEADY_EVENT_REPEAT, UNPLACED_RETRY};
use crate::engine::agenda::Wake;
use crate::engine::fact::{
    AccountChange, BalancerChange, Change, DefinitionChange, Fact, InstanceChange, ScheduleChange, ServiceChange,
    TargetChange, TargetGroupChange,
};
use crate::engine::ids::{ClusterId, InstanceId, ScheduleId, ServiceId, TargetGroupId, TaskId};
use crate::engine::model::balancer::TargetState;
use crate::engine::model::event::Message;
use crate::engine::model::image;
use crate::engine::model::instance::Machine;
use crate::engine::model::service::{Scheduling, Service, ServiceStatus};
use crate::engine::time::{Span, Time};
use crate::engine::world::World;

/// Schedules what a fact, which has just been applied, makes worth looking at.
pub fn to(world: &World, fact: &Fact, wake: &mut dyn FnMut(Time, Wake)) {
    match &fact.change {
        Change::Account(change) => to_account(world, change, wake),
        Change::Definition(id, DefinitionChange::DeletionRequested) => {
            wake(world.now + DELETION_CHECK, Wake::Definition(*id));
        }
        Change::Cluster(..) | Change::Definition(..) => {}
        Change::Instance(id, change) => to_instance(world, *id, change, wake),
        Change::Task(id, change) => task::to_task(world, *id, change, wake),
        Change::Service(id, change) => to_service(world, *id, change, wake),
        Change::Balancer(id, BalancerChange::ListenerAdded { .. }) => {
            for listener in &world.balancers[*id].listeners {
                check_all(world, listener.target_group, wake);
            }
        }
        Change::Balancer(..) => {}
        Change::TargetGroup(id, TargetGroupChange::ChecksSet { .. }) => check_all(world, *id, wake),
        Change::TargetGroup(..) => {}
        Change::Target(group, task, change) => to_target(world, *group, *task, change, wake),
        Change::Schedule(id, change) => to_schedule(world, *id, change, wake),
    }
}

fn to_account(world: &World, change: &AccountChange, wake: &mut dyn FnMut(Time, Wake)) {
    match change {
        AccountChange::ImageSet { reference, .. } => {
            for (id, task) in world.tasks.iter().filter(|(_, task)| !task.is_stopped()) {
                let definition = world.definition(task.definition);
                for (position, container) in definition.containers.iter().enumerate() {
                    if names(reference, &container.image) {
                        wake(world.now, Wake::Task(id));
                        moments(world, task, position).for_each(|at| wake(at.max(world.now), Wake::Task(id)));
                    }
                }
            }
        }
        AccountChange::ZoneLost { zone } => {
            let there = world.tasks.iter().filter(|(_, task)| task.zone == *zone && !task.is_stopped());
            there.for_each(|(id, _)| wake(world.now, Wake::Task(id)));
        }
        AccountChange::ZoneRestored { .. }
        | AccountChange::QuotaSet { .. }
        | AccountChange::FargateCapacitySet { available: true, .. } => {
            world.clusters.keys().for_each(|cluster| wake_services(world, cluster, wake));
        }
        AccountChange::Seeded { .. }
        | AccountChange::Strictness { .. }
        | AccountChange::SubnetMade { .. }
        | AccountChange::RouteSet { .. }
        | AccountChange::SecurityGroupMade { .. }
        | AccountChange::RoleMade { .. }
        | AccountChange::RoleSet { .. }
        | AccountChange::FargateCapacitySet { available: false, .. }
        | AccountChange::SettingPut { .. }
        | AccountChange::Resource(_)
        | AccountChange::RegistryChanged { .. } => {}
    }
}

/// Whether an image that is described as `reference` is meant by `image`.
fn names(reference: &str, image: &str) -> bool {
    let tagged = image::with_tag(image);
    reference == image || reference == tagged || tagged.rsplit('/').next() == Some(reference)
}

fn to_instance(world: &World, id: InstanceId, change: &InstanceChange, wake: &mut dyn FnMut(Time, Wake)) {
    let instance = &world.instances[id];
    match change {
        InstanceChange::Launched { until, .. } => wake(*until, Wake::Instance(id)),
        InstanceChange::MachineChanged { machine } => {
            if let Machine::Booting { until } = machine {
                wake(*until, Wake::Instance(id));
            }
            instance.tasks.ids().for_each(|task| wake(world.now, Wake::Task(task)));
        }
        InstanceChange::Registered | InstanceChange::AgentConnected => {
            wake(world.now, Wake::Instance(id));
            instance.tasks.ids().for_each(|task| wake(world.now, Wake::Task(task)));
            wake_services(world, instance.cluster, wake);
        }
        InstanceChange::DrainingSet { .. } => {
            let tasks = instance.tasks.ids().filter_map(|task| world.tasks[task].service());
            tasks.for_each(|id| wake(next_tick(&world.services[id], world.now), Wake::Service(id)));
            wake_services(world, instance.cluster, wake);
        }
        InstanceChange::AttributePut { .. } | InstanceChange::AttributeDeleted { .. } => {
            wake_services(world, instance.cluster, wake);
        }
        InstanceChange::Deregistered => {
            // Those that were stopping are over for ECS.
            instance.tasks.ids().for_each(|task| wake(world.now, Wake::Task(task)));
            wake_services(world, instance.cluster, wake);
        }
        InstanceChange::AgentDisconnected => wake_services(world, instance.cluster, wake),
    }
}

/// Services that instances matter to look at their next tick: those that wait for room, those whose zones are kept
/// even, and daemons.
fn wake_services(world: &World, cluster: ClusterId, wake: &mut dyn FnMut(Time, Wake)) {
    wake_short(world, cluster, wake);
    let concerned = |service: &Service| match service.config.scheduling {
        Scheduling::Daemon => true,
        Scheduling::Replica => service.config.rebalancing,
    };
    let active = world.services_of(cluster).filter(|(_, service)| service.status == ServiceStatus::Active);
    for (id, service) in active.filter(|(_, service)| concerned(service)) {
        wake(next_tick(service, world.now), Wake::Service(id));
    }
}

/// Services that wait for room look at their next tick.
fn wake_short(world: &World, cluster: ClusterId, wake: &mut dyn FnMut(Time, Wake)) {
    for service in world.clusters[cluster].short.ids() {
        wake(next_tick(&world.services[service], world.now), Wake::Service(service));
    }
}

fn check_all(world: &World, group: TargetGroupId, wake: &mut dyn FnMut(Time, Wake)) {
    world.target_groups[group].targets.keys().for_each(|&task| next_check(world, group, task, wake));
}

fn next_check(world: &World, group_id: TargetGroupId, task: TaskId, wake: &mut dyn FnMut(Time, Wake)) {
    let group = &world.target_groups[group_id];
    let target = &group.targets[&task];
    if balancer::is_contested(group, target) {
        wake(balancer::next_check(group, target, world.now), Wake::Target(group_id, task));
    }
}

fn to_service(world: &World, id: ServiceId, change: &ServiceChange, wake: &mut dyn FnMut(Time, Wake)) {
    let service = &world.services[id];
    match change {
        ServiceChange::Created(_)
        | ServiceChange::DesiredCountSet { .. }
        | ServiceChange::DeploymentStarted { .. }
        | ServiceChange::DeploymentDesired { .. }
        | ServiceChange::DeploymentRemoved { .. }
        | ServiceChange::Drained => wake(next_tick(service, world.now), Wake::Service(id)),
        ServiceChange::ConfigSet { config } => {
            wake(next_tick(service, world.now), Wake::Service(id));
            let grace = config.grace_period.unwrap_or(Span::ZERO);
            let started = world.service_tasks(id).filter_map(|(_, task)| task.stamps.started);
            let ends = started.map(|started| started + grace).filter(|&end| end > world.now);
            ends.for_each(|end| wake(tick_from(service, end), Wake::Service(id)));
        }
        ServiceChange::DeploymentFailures { throttled_until, .. } => {
            let at = throttled_until.unwrap_or(world.now);
            wake(tick_from(service, at).max(next_tick(service, world.now)), Wake::Service(id));
        }
        ServiceChange::PlacementFailed { unplaced: Some(_), .. } => {
            wake(next_tick(service, world.now), Wake::Service(id));
            wake(tick_from(service, world.now + UNPLACED_RETRY), Wake::Service(id));
        }
        ServiceChange::EventSaid { message: Message::Deregistered { .. } } => {
            wake(tick_from(service, world.now + STEADY_AFTER_DEREGISTRATION), Wake::Service(id));
        }
        ServiceChange::EventSaid { message: Message::SteadyState } => {
            wake(world.now + STEADY_EVENT_REPEAT, Wake::Service(id));
        }
        ServiceChange::PlacementFailed { unplaced: None, .. }
        | ServiceChange::DeploymentEnded { .. }
        | ServiceChange::EventSaid { .. }
        | ServiceChange::Steady { .. }
        | ServiceChange::Rebalancing { .. }
        | ServiceChange::Inactive => {}
    }
}

fn to_target(
    world: &World,
    group: TargetGroupId,
    task: TaskId,
    change: &TargetChange,
    wake: &mut dyn FnMut(Time, Wake),
) {
    let scheduler = |wake: &mut dyn FnMut(Time, Wake)| {
        let service = world.tasks.get(task).and_then(|task| task.service()).map(|id| &world.services[id]);
        if let Some(service) = service {
            wake(next_tick(service, world.now), Wake::Service(service.id));
        }
    };
    match change {
        TargetChange::Registered { first_check, .. } => wake(*first_check, Wake::Target(group, task)),
        TargetChange::CheckedAgainst { .. } => next_check(world, group, task, wake),
        TargetChange::StateChanged { state: TargetState::Draining { until } } => {
            wake(*until, Wake::Target(group, task));
        }
        TargetChange::StateChanged { .. } => {
            next_check(world, group, task, wake);
            scheduler(wake);
        }
        TargetChange::Removed => {
            wake(world.now, Wake::Task(task));
            scheduler(wake);
        }
    }
}

fn to_schedule(world: &World, id: ScheduleId, change: &ScheduleChange, wake: &mut dyn FnMut(Time, Wake)) {
    match change {
        ScheduleChange::Created(_)
        | ScheduleChange::SettingsSet { .. }
        | ScheduleChange::EnabledSet { .. }
        | ScheduleChange::Fired => {
            if let Some(at) = schedules::next(&world.schedules[id]) {
                wake(at, Wake::Schedule(id));
            }
        }
        ScheduleChange::TargetsSet { .. } | ScheduleChange::Ran { .. } | ScheduleChange::Deleted => {}
    }
}
