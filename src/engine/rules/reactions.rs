//! What is to be looked at after a fact. Wakes are scheduled here and, for want of a fact, by `Ledger::remind` only.

use super::balancer;
use super::lifecycle::answers_at;
use super::services::{next_tick, tick_from};
use super::timings::{
    HEALTHY_AFTER_RUNNING, SPOT_WARNING, STEADY_EVENT_REPEAT, STOPPED_TASKS_KEPT, TARGET_DEREGISTRATION,
    TARGET_REGISTRATION, UNPLACED_RETRY,
};
use crate::engine::agenda::Wake;
use crate::engine::fact::{
    AccountChange, BalancerChange, Change, Fact, InstanceChange, ServiceChange, TargetChange, TargetGroupChange,
    TaskChange,
};
use crate::engine::ids::{ClusterId, InstanceId, ServiceId, TargetGroupId, TaskId};
use crate::engine::model::balancer::TargetState;
use crate::engine::model::event::Message;
use crate::engine::model::image;
use crate::engine::model::instance::Machine;
use crate::engine::model::task::{ContainerState, Host, Phase, StopCode};
use crate::engine::time::Time;
use crate::engine::world::World;

/// Schedules what a fact, which has just been applied, makes worth looking at.
pub fn to(world: &World, fact: &Fact, wake: &mut dyn FnMut(Time, Wake)) {
    match &fact.change {
        Change::Account(change) => to_account(world, change, wake),
        Change::Cluster(..) | Change::Definition(..) => {}
        Change::Instance(id, change) => to_instance(world, *id, change, wake),
        Change::Task(id, change) => to_task(world, *id, change, wake),
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
    }
}

fn to_account(world: &World, change: &AccountChange, wake: &mut dyn FnMut(Time, Wake)) {
    match change {
        AccountChange::ImageSet { reference, .. } => {
            for (id, task) in world.tasks.iter().filter(|(_, task)| !task.is_stopped()) {
                let definition = world.definition(task.definition);
                for (container, definition) in task.containers.iter().zip(&definition.containers) {
                    if let ContainerState::Running { since } = container.state
                        && names(reference, &definition.image)
                    {
                        wake(world.now, Wake::Task(id));
                        answers_at(&world.account.image(&definition.image), since)
                            .for_each(|at| wake(at.max(world.now), Wake::Task(id)));
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
            world.clusters.keys().for_each(|cluster| wake_short(world, cluster, wake));
        }
        AccountChange::Seeded { .. }
        | AccountChange::Strictness { .. }
        | AccountChange::SubnetMade { .. }
        | AccountChange::SecurityGroupMade { .. }
        | AccountChange::FargateCapacitySet { available: false, .. }
        | AccountChange::RoleMade { .. } => {}
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
            wake_short(world, instance.cluster, wake);
        }
        InstanceChange::DrainingSet { .. } => {
            let tasks = instance.tasks.ids().filter_map(|task| world.tasks[task].service());
            tasks.for_each(|id| wake(next_tick(&world.services[id], world.now), Wake::Service(id)));
            wake_short(world, instance.cluster, wake);
        }
        InstanceChange::AttributePut { .. } | InstanceChange::AttributeDeleted { .. } => {
            wake_short(world, instance.cluster, wake);
        }
        InstanceChange::AgentDisconnected | InstanceChange::Deregistered => {}
    }
}

/// Services that wait for room look at their next tick.
fn wake_short(world: &World, cluster: ClusterId, wake: &mut dyn FnMut(Time, Wake)) {
    for service in world.clusters[cluster].short.ids() {
        wake(next_tick(&world.services[service], world.now), Wake::Service(service));
    }
}

fn to_task(world: &World, id: TaskId, change: &TaskChange, wake: &mut dyn FnMut(Time, Wake)) {
    let Some(task) = world.tasks.get(id) else { return };
    let service = task.service().map(|id| &world.services[id]);
    match change {
        TaskChange::Created(new) => {
            let until = new.phase.until();
            wake(until.unwrap_or(world.now), Wake::Task(id));
        }
        TaskChange::PhaseChanged { phase } => {
            if let Some(until) = phase.until() {
                wake(until, Wake::Task(id));
            }
            if let (Phase::Stopped | Phase::Deprovisioning { .. }, Some(on)) = (phase, task.instance()) {
                wake(world.now, Wake::Instance(on));
            }
            if *phase == Phase::Stopped {
                wake(world.now + STOPPED_TASKS_KEPT, Wake::Task(id));
                if task.host == Host::Fargate {
                    // Its part of the account's quota is free.
                    world.clusters.keys().for_each(|cluster| wake_short(world, cluster, wake));
                }
            }
            let Some(service) = service else { return };
            match phase {
                Phase::Running => {
                    for delay in [TARGET_REGISTRATION, HEALTHY_AFTER_RUNNING] {
                        wake(tick_from(service, world.now + delay), Wake::Service(service.id));
                    }
                    if let Some(grace) = service.config.grace_period {
                        wake(tick_from(service, world.now + grace), Wake::Service(service.id));
                    }
                }
                Phase::Stopped => wake(next_tick(service, world.now), Wake::Service(service.id)),
                Phase::Provisioning { .. }
                | Phase::Pending { .. }
                | Phase::Activating
                | Phase::Deactivating
                | Phase::Stopping
                | Phase::Deprovisioning { .. } => {}
            }
        }
        TaskChange::StopWanted { stop } => {
            wake(world.now, Wake::Task(id));
            if stop.code == StopCode::SpotInterruption {
                wake(world.now + SPOT_WARNING, Wake::Task(id));
            }
            if let Some(service) = service {
                wake(next_tick(service, world.now), Wake::Service(service.id));
                wake(tick_from(service, world.now + TARGET_DEREGISTRATION), Wake::Service(service.id));
            }
            if task.instance().is_some() {
                wake_short(world, task.cluster, wake);
            }
        }
        TaskChange::ContainerMoved { container, state } => match state {
            ContainerState::Pulling { until }
            | ContainerState::Starting { until }
            | ContainerState::Stopping { until, .. } => wake(*until, Wake::Task(id)),
            ContainerState::Running { since } => {
                let image = &world.definition(task.definition).containers[*container].image;
                answers_at(&world.account.image(image), *since).for_each(|at| wake(at, Wake::Task(id)));
            }
            ContainerState::Stopped { .. } => {
                wake(world.now, Wake::Task(id));
                check_targets_of(world, id, wake);
            }
            ContainerState::Waiting | ContainerState::Pulled => {}
        },
        TaskChange::AnswerChanged { .. } => check_targets_of(world, id, wake),
        TaskChange::Forgotten => {}
    }
}

fn check_targets_of(world: &World, id: TaskId, wake: &mut dyn FnMut(Time, Wake)) {
    for &(group, _) in &world.tasks[id].targets {
        next_check(world, group, id, wake);
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
        | ServiceChange::ConfigSet { .. }
        | ServiceChange::DeploymentStarted { .. }
        | ServiceChange::DeploymentDesired { .. }
        | ServiceChange::DeploymentRemoved { .. }
        | ServiceChange::Drained => wake(next_tick(service, world.now), Wake::Service(id)),
        ServiceChange::DeploymentFailures { throttled_until, .. } => {
            let at = throttled_until.unwrap_or(world.now);
            wake(tick_from(service, at).max(next_tick(service, world.now)), Wake::Service(id));
        }
        ServiceChange::PlacementFailed { unplaced: Some(_) } => {
            wake(next_tick(service, world.now), Wake::Service(id));
            wake(tick_from(service, world.now + UNPLACED_RETRY), Wake::Service(id));
        }
        ServiceChange::EventSaid { message: Message::SteadyState } => {
            wake(world.now + STEADY_EVENT_REPEAT, Wake::Service(id));
        }
        ServiceChange::PlacementFailed { unplaced: None }
        | ServiceChange::DeploymentEnded { .. }
        | ServiceChange::EventSaid { .. }
        | ServiceChange::Steady { .. }
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
