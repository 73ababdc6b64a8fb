//! Commands that AWS has none for: faults, traffic, what images do.

use crate::command::{ImageTrait, Reply, SimCommand};
use crate::facts::{AccountChange, BalancerChange, Change, TaskChange};
use crate::ids::TaskId;
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::image::Image;
use crate::model::instance::Machine;
use crate::model::instance_types::{INSTANCE_TYPES, InstanceType};
use crate::model::network::{Network, Route, Zone};
use crate::model::provider::Provider;
use crate::model::quota::Quota;
use crate::model::refusal::Refusal;
use crate::model::role::covers;
use crate::model::task::{ContainerState, Stop, StopCode, StopReason};
use crate::rules::assume;
use crate::rules::capacity;
use crate::rules::lifecycle;
use crate::timings::KILLED;

pub(super) fn command(ledger: &mut Ledger, command: &SimCommand) -> Result<Reply, Refusal> {
    match command {
        SimCommand::Seed { seed } => {
            if ledger.world().facts > 0 {
                return Err(refuse("sim seed must be the first line: names already given follow from the seed"));
            }
            account(ledger, AccountChange::Seeded { seed: *seed })
        }
        SimCommand::Strict { strict } => account(ledger, AccountChange::Strictness { strict: *strict }),
        SimCommand::AddInstances { cluster, instance_type, zone, count } => {
            add_instances(ledger, cluster, instance_type, *zone, *count)
        }
        SimCommand::KillTask { task } => kill(ledger, *task),
        SimCommand::LoseInstance { instance } => {
            let row = ledger.world().instances.get(*instance);
            match row.map(|row| row.machine) {
                None | Some(Machine::Terminated) => Err(refuse("that instance is gone already")),
                Some(Machine::Booting { .. } | Machine::Running | Machine::Stopped) => {
                    capacity::lose_instance(ledger, *instance);
                    Ok(Reply::Instances(vec![*instance]))
                }
            }
        }
        SimCommand::LoseZone { zone } => {
            if ledger.world().account.lost_zones.contains(zone) {
                return Err(refuse(format!("{zone} is lost already; sim restore {zone} brings it back")));
            }
            capacity::lose_zone(ledger, *zone);
            Ok(Reply::Done)
        }
        SimCommand::RestoreZone { zone } => {
            if !ledger.world().account.lost_zones.contains(zone) {
                return Err(refuse(format!("{zone} isn't lost")));
            }
            capacity::restore_zone(ledger, *zone);
            Ok(Reply::Done)
        }
        SimCommand::RestoreInstance { instance } => match capacity::restore_instance(ledger, *instance) {
            Some(started) => Ok(Reply::Instances(vec![started])),
            None => Err(refuse("that instance is running")),
        },
        SimCommand::SetQuota { quota, value } => {
            account(ledger, AccountChange::QuotaSet { quota: *quota, value: *value })
        }
        SimCommand::InterruptSpot { task } => {
            let row = ledger.world().tasks.get(*task).ok_or(Refusal::TaskNotFound)?;
            if row.provider != Some(Provider::FargateSpot) {
                return Err(refuse("it isn't on Fargate Spot"));
            }
            if !row.wanted {
                return Err(refuse("it is to stop already"));
            }
            let stop = Stop { code: StopCode::SpotInterruption, reason: StopReason::SpotInterrupted };
            ledger.record(Change::Task(*task, TaskChange::StopWanted { stop }));
            Ok(Reply::Task(*task))
        }
        SimCommand::SetFargateCapacity { zone, providers, available } => {
            for &provider in providers {
                let change = AccountChange::FargateCapacitySet { zone: *zone, provider, available: *available };
                ledger.record(Change::Account(change));
            }
            Ok(Reply::Done)
        }
        SimCommand::DisconnectAgent { instance } => {
            let row = ledger.world().instances.get(*instance).filter(|row| row.registered());
            let row = row.ok_or_else(|| refuse("it isn't registered with a cluster"))?;
            if !row.agent_connected {
                return Err(refuse("its agent is disconnected already"));
            }
            capacity::disconnect_agent(ledger, *instance);
            Ok(Reply::Instances(vec![*instance]))
        }
        SimCommand::ConnectAgent { instance } => {
            let row = ledger.world().instances.get(*instance).filter(|row| row.registered());
            let row = row.ok_or_else(|| refuse("it isn't registered with a cluster"))?;
            if row.agent_connected {
                return Err(refuse("its agent is connected"));
            }
            if !row.powered() {
                return Err(refuse("its EC2 instance isn't running; sim restore starts a stopped one"));
            }
            capacity::connect_agent(ledger, *instance);
            Ok(Reply::Instances(vec![*instance]))
        }
        SimCommand::SetImage { reference, traits } => set_image(ledger, reference, traits),
        SimCommand::SetRole { name, can, cannot, assumable } => set_role(ledger, name, can, cannot, *assumable),
        SimCommand::SetRoute { subnet, route } => set_route(ledger, subnet, *route),
        SimCommand::SetRegistry { down } => {
            if ledger.world().account.registry_down == *down {
                return Err(refuse(format!("registries are {} already", if *down { "down" } else { "up" })));
            }
            account(ledger, AccountChange::RegistryChanged { down: *down })
        }
        SimCommand::SetTraffic { balancer, rate } => {
            let id = ledger.world().balancer(balancer);
            let id = id.ok_or_else(|| refuse(format!("there is no load balancer or target group {balancer}")))?;
            ledger.record(Change::Balancer(id, BalancerChange::TrafficSet { rate: *rate }));
            Ok(Reply::Done)
        }
    }
}

/// A subnet of which is spoken for the first time is made, unless the account is strict.
fn set_route(ledger: &mut Ledger, subnet: &Name, route: Route) -> Result<Reply, Refusal> {
    assume::network(ledger, &Network { subnets: vec![subnet.clone()], security_groups: vec![], public_ip: false })?;
    account(ledger, AccountChange::RouteSet { subnet: subnet.clone(), route })
}

fn refuse(why: impl Into<String>) -> Refusal {
    Refusal::Sim(why.into())
}

fn account(ledger: &mut Ledger, change: AccountChange) -> Result<Reply, Refusal> {
    ledger.record(Change::Account(change));
    Ok(Reply::Done)
}

/// Without a zone, the usual zones get instances in turn.
fn add_instances(
    ledger: &mut Ledger,
    cluster: &Name,
    instance_type: &str,
    zone: Option<Zone>,
    count: u32,
) -> Result<Reply, Refusal> {
    let Some(instance_type) = InstanceType::find(instance_type) else {
        let known: Vec<&str> = INSTANCE_TYPES.iter().map(|t| t.name).collect();
        return Err(refuse(format!("unknown instance type {instance_type}; known are {}", known.join(", "))));
    };
    let cluster = assume::cluster(ledger, cluster)?;
    let there = ledger.world().instances_of(cluster).filter(|(_, i)| i.machine != Machine::Terminated).count();
    let most = ledger.world().account.quota(Quota::InstancesPerCluster);
    if there + count as usize > most as usize {
        return Err(refuse(format!("a cluster has at most {most} container instances; this has {there}")));
    }
    let launched = (0..count as usize).map(|n| {
        let zone = zone.unwrap_or_else(|| Zone::in_turn(there + n));
        capacity::launch(ledger, cluster, instance_type.name, zone)
    });
    Ok(Reply::Instances(launched.collect()))
}

/// The task's containers are killed, as by `kill -9` on the host.
fn kill(ledger: &mut Ledger, id: TaskId) -> Result<Reply, Refusal> {
    let task = ledger.world().tasks.get(id).ok_or(Refusal::TaskNotFound)?;
    if task.instance().is_some_and(|on| ledger.world().instances[on].frozen) {
        return Err(refuse("its agent is disconnected: what happens to it isn't seen before sim connect-agent"));
    }
    let running = |state: &ContainerState| matches!(state, ContainerState::Running { .. });
    let containers: Vec<usize> = (0..task.containers.len()).filter(|&n| running(&task.containers[n].state)).collect();
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

/// A role that nobody has named is made, able to do everything.
fn set_role(
    ledger: &mut Ledger,
    name: &Name,
    can: &[Name],
    cannot: &[Name],
    assumable: Option<bool>,
) -> Result<Reply, Refusal> {
    let mut role = ledger.world().account.role(name).cloned().unwrap_or_default();
    role.assumable = assumable.unwrap_or(role.assumable);
    let given_back = |denied: &Name| can.iter().any(|pattern| covers(pattern, denied));
    role.denied = role.denied.iter().filter(|denied| !given_back(denied)).chain(cannot).cloned().collect();
    account(ledger, AccountChange::RoleSet { name: name.clone(), role })
}

fn set_image(ledger: &mut Ledger, reference: &Name, traits: &[ImageTrait]) -> Result<Reply, Refusal> {
    let mut image = ledger.world().account.image(reference);
    traits.iter().for_each(|change| change_image(&mut image, change));
    account(ledger, AccountChange::ImageSet { reference: reference.clone(), image })
}

fn change_image(image: &mut Image, change: &ImageTrait) {
    match change {
        ImageTrait::Exists(exists) => image.exists = *exists,
        ImageTrait::Pull(pull) => image.pull = Some(*pull),
        ImageTrait::Start(start) => image.start = Some(*start),
        ImageTrait::HealthyAfter(after) => image.healthy_after = *after,
        ImageTrait::ExitAfter(after) => image.exit_after = *after,
        ImageTrait::ExitCode(code) => image.exit_code = *code,
        ImageTrait::Status(status) => image.status = *status,
        ImageTrait::Says(says) => image.says = says.clone(),
        ImageTrait::StopsIn(stops_in) => image.stops_in = *stops_in,
        ImageTrait::StopCode(code) => image.stop_code = *code,
        ImageTrait::PullFault(fault) => image.pull_fault = fault.clone(),
        ImageTrait::Curl(has_curl) => image.has_curl = *has_curl,
        ImageTrait::Check(check) => image.check = *check,
        ImageTrait::Memory(memory) => image.memory = *memory,
        ImageTrait::Calls(calls) => image.calls = calls.clone(),
    }
}
