//! `sim show` and `sim events`: what there is and what happened, as text that is easy to read.

use super::args::Args;
use super::{Context, table};
use crate::Outcome;
use aws::{arn, words};
use engine::ids::{ClusterId, InstanceId, TaskId};
use engine::model::instance::{Instance, InstanceStatus, Machine};
use engine::model::network::Zone;
use engine::model::provider::{Capacity, Fargate};
use engine::model::service::ServiceStatus;
use engine::model::task::Task;
use engine::world::World;

/// The cluster of `--cluster`, else the first.
fn cluster(context: &Context, args: &mut Args) -> Result<ClusterId, String> {
    let world = context.history.world();
    match args.option("--cluster")? {
        Some(name) => world.cluster(arn::last_part(&name)).ok_or_else(|| format!("there is no cluster {name}")),
        None => {
            let first = world.clusters.iter().find(|(_, cluster)| cluster.active).map(|(id, _)| id);
            first.ok_or_else(|| "there is no cluster".into())
        }
    }
}

pub(super) fn show(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let cluster = cluster(context, args)?;
    args.end()?;
    let world = context.history.world();
    let mut text = format!("cluster {} at {}\n", world.clusters[cluster].name, world.now);
    for zone in Zone::all() {
        text.push_str(&zone_text(world, cluster, zone));
    }
    let services = world.services_of(cluster).filter(|(_, service)| service.status != ServiceStatus::Inactive);
    let rows: Vec<[String; 4]> = services
        .map(|(id, service)| {
            let running = world.service_tasks(id).filter(|(_, task)| task.is_running()).count();
            let pending = world.service_tasks(id).filter(|(_, task)| task.wanted && task.is_starting()).count();
            let revisions: Vec<String> =
                service.deployments.iter().map(|d| world.definition(d.revision.definition).label()).collect();
            [
                format!("service {}", service.name),
                format!("{} desired", service.desired),
                format!("{running} running, {pending} pending"),
                revisions.join(" replaces "),
            ]
        })
        .collect();
    text.push_str(&table(&rows));
    Ok(Outcome::printed(text))
}

fn zone_text(world: &World, cluster: ClusterId, zone: Zone) -> String {
    let there = world
        .instances_of(cluster)
        .filter(|(_, i)| i.zone == zone && (i.machine != Machine::Terminated || i.registered()));
    let mut rows: Vec<[String; 4]> = there.map(|(id, instance)| instance_row(world, id, instance)).collect();
    for (name, fargate) in [("  Fargate", Fargate::OnDemand), ("  Fargate Spot", Fargate::Spot)] {
        let there = |t: &Task| t.zone == zone && !t.is_stopped();
        let own = |t: &Task| there(t) && world.capacity_of(t) == Capacity::Fargate(fargate);
        let own: Vec<TaskId> = world.tasks_of(cluster).filter(|(_, task)| own(task)).map(|(id, _)| id).collect();
        if !own.is_empty() {
            rows.push([name.into(), String::new(), String::new(), tasks(world, &own)]);
        }
    }
    let account = &world.account;
    let lost = account.lost_zones.contains(&zone);
    let short: Vec<&str> =
        Fargate::ALL.into_iter().filter(|&of| !account.fargate_has(zone, of)).map(Fargate::name).collect();
    let mark = match (lost, short.is_empty()) {
        (true, _) => " (no power)".into(),
        (false, false) => format!(" (no capacity for {})", short.join(", ")),
        (false, true) => String::new(),
    };
    if rows.is_empty() && (lost || short.is_empty()) {
        return String::new();
    }
    format!("{zone}{mark}\n{}", table(&rows))
}

fn instance_row(world: &World, id: InstanceId, instance: &Instance) -> [String; 4] {
    let (free, whole) = (instance.free(), instance.instance_type.room());
    let state = match instance.machine {
        Machine::Booting { .. } => "booting".into(),
        Machine::Stopped => "stopped".into(),
        Machine::Terminated => "terminated".into(),
        Machine::Running => format!("{} of {} cpu, {} of {} MiB free", free.cpu, whole.cpu, free.memory, whole.memory),
    };
    let state = match instance.status {
        InstanceStatus::Draining => format!("{state}, DRAINING"),
        InstanceStatus::Inactive => format!("{state}, INACTIVE"),
        InstanceStatus::Active | InstanceStatus::Unregistered => state,
    };
    let cut_off = instance.registered() && !instance.agent_connected;
    let state = if cut_off { format!("{state}, agent disconnected") } else { state };
    let own: Vec<TaskId> = instance.tasks.ids().collect();
    [format!("  {}", &arn::ec2_instance(world, id)[..6]), instance.instance_type.name.into(), state, tasks(world, &own)]
}

/// `shop:1 7f3a9c RUNNING, …`
fn tasks(world: &World, ids: &[TaskId]) -> String {
    let text = |id: &TaskId| {
        let task = &world.tasks[*id];
        let (label, name) = (world.definition(task.definition).label(), arn::task_name(world, *id));
        format!("{label} {} {}", &name[..6], words::phase(task.phase))
    };
    ids.iter().map(text).collect::<Vec<_>>().join(", ")
}

pub(super) fn events(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let cluster = cluster(context, args)?;
    let name = args.required()?;
    args.end()?;
    let world = context.history.world();
    let id = world.service(cluster, &name).ok_or_else(|| format!("there is no service {name}"))?;
    let service = &world.services[id];
    let line = |event: &engine::model::event::ServiceEvent| {
        format!("{} {}\n", event.at, words::event(world, service, &event.message))
    };
    Ok(Outcome::printed(service.events.iter().rev().map(line).collect::<String>()))
}
