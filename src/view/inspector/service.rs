//! A service: its deployments, what they wait on, its tasks.

use super::{Control, Inspector, Memo, Row, Table, description, placing};
use crate::api::{operations, words};
use crate::app::{Selection, Session};
use crate::engine::ids::{ServiceId, TaskId};
use crate::engine::model::definition::RevisionStatus;
use crate::engine::model::placement::{Constraint, Placement};
use crate::engine::model::provider::Share;
use crate::engine::model::service::{Deployment, LaunchType, Rollout, Scheduling, Service, ServiceStatus};
use crate::engine::rules::services::{plan, sort};
use crate::engine::world::World;
use crate::view::colours::Hue;
use crate::view::{lines, names};

#[derive(Clone, PartialEq, Debug)]
pub struct DeploymentRow {
    /// `web:8 PRIMARY`
    pub title: String,
    /// `4 of 6 healthy`
    pub state: String,
    pub hue: Hue,
    pub older: bool,
    /// From 0 to 100.
    pub progress: u32,
    pub about: String,
}

/// What a service waits on.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting(pub String);

pub fn inspect(session: &Session, id: ServiceId, memo: &mut Memo) -> Inspector {
    let world = session.world();
    let service = &world.services[id];
    let count = |test: fn(&crate::engine::model::task::Task) -> bool| {
        world.service_tasks(id).filter(|(_, task)| test(task)).count()
    };
    let running = count(|task| task.is_running());
    let pending = count(|task| task.wanted && task.is_starting());
    let waiting = plan(world, id).waiting;
    let latest = world.service_tasks(id).filter(|(_, task)| task.wanted).map(|(task, _)| task).last();
    Inspector {
        kind: "Service",
        title: service.name.to_string(),
        summary: format!("{} desired · {running} running · {pending} pending", service.desired),
        facts: facts(world, service),
        deployments: service.deployments.iter().map(|d| deployment(world, service, d)).collect(),
        waiting: waiting.iter().map(|reason| Waiting(words::waiting(world, reason))).collect(),
        table: Some(tasks(world, id)),
        placing: match service.is_short() {
            true => placing::next_table(world, id).into_iter().collect(),
            false => latest.map(|task| memo.placing(session, task)).unwrap_or_default(),
        },
        actions: if service.status == ServiceStatus::Active { actions(world, service) } else { vec![] },
        describe: description(
            format!(
                "aws ecs describe-services --cluster {} --services {}",
                world.clusters[service.cluster].name, service.name
            ),
            &operations::describe_service(world, id),
        ),
        ..Inspector::default()
    }
}

fn facts(world: &World, service: &Service) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Runs on".into(), compute(&service.config.placement)),
        ("Task definition".into(), world.definition(service.primary().definition).label()),
        (
            "Healthy percent".into(),
            format!("min {} % · max {} %", service.config.minimum_healthy_percent, service.config.maximum_percent),
        ),
    ];
    if service.status != ServiceStatus::Active {
        let status = if service.status == ServiceStatus::Draining { "DRAINING" } else { "INACTIVE" };
        facts.insert(0, ("Status".into(), status.into()));
    }
    facts.extend(placement(service));
    for balancer in &service.config.balancers {
        if let Some(group) = world.target_groups.get(balancer.target_group) {
            facts.push(("Target group".into(), format!("{} → {}:{}", group.name, balancer.container, balancer.port)));
        }
    }
    facts
}

/// `EC2`; or `FARGATE 1 : FARGATE_SPOT 3`, the weights of a strategy.
fn compute(placement: &Placement) -> String {
    if placement.providers.is_empty() {
        return placement.launch.name().into();
    }
    let share = |share: &Share| match share.base {
        0 => format!("{} {}", share.provider.name(), share.weight),
        base => format!("{} {} after {base}", share.provider.name(), share.weight),
    };
    placement.providers.iter().map(share).collect::<Vec<_>>().join(" : ")
}

/// What was said about placement beyond the default.
fn placement(service: &Service) -> Vec<(String, String)> {
    let config = &service.config;
    let mut facts = Vec::new();
    if config.scheduling == Scheduling::Daemon {
        facts.push(("Scheduling".into(), "DAEMON: one on each instance".into()));
    }
    if !config.placement.strategy.is_empty() {
        let rules: Vec<String> = config.placement.strategy.iter().map(words::strategy).collect();
        facts.push(("Strategy".into(), rules.join(", then ")));
    }
    for constraint in &config.placement.constraints {
        let text = match constraint {
            Constraint::DistinctInstance => "distinctInstance".to_string(),
            Constraint::MemberOf(query) => query.text().to_string(),
        };
        facts.push(("Constraint".into(), text));
    }
    if config.rebalancing {
        facts.push(("AZ rebalancing".into(), if service.rebalancing { "in progress" } else { "on" }.into()));
    }
    facts
}

fn deployment(world: &World, service: &Service, deployment: &Deployment) -> DeploymentRow {
    let primary = deployment.id == service.primary().id;
    let buckets = sort(world, service.id).of(deployment.id);
    let (healthy, active) = (buckets.healthy.len() as u32, buckets.active());
    let label = world.definition(deployment.definition).label();
    let (lower, upper) = (service.lower_limit(), service.upper_limit());
    let (state, progress, about) = if primary {
        let rollout = match deployment.rollout {
            Rollout::InProgress => "in progress",
            Rollout::Completed => "completed",
            Rollout::Failed => "failed",
        };
        let failed = if deployment.failed > 0 { format!(" · {} failed", deployment.failed) } else { String::new() };
        (
            format!("{healthy} of {} healthy", service.desired),
            names::percent(healthy, service.desired.max(1)),
            format!("{rollout}{failed} · at least {lower} healthy, at most {upper} running"),
        )
    } else {
        let leaving = buckets.leaving.len();
        (
            format!("{active} left"),
            names::percent(active, service.desired.max(1)),
            format!("being replaced · {leaving} leaving"),
        )
    };
    DeploymentRow {
        title: format!("{label} {}", if primary { "PRIMARY" } else { "ACTIVE" }),
        state,
        hue: Hue::of_service(world, service.cluster, service.id),
        older: !primary,
        progress: if service.desired == 0 && primary { 100 } else { progress.min(100) },
        about,
    }
}

fn tasks(world: &World, id: ServiceId) -> Table {
    let alive = world.service_tasks(id).filter(|(_, task)| !task.is_stopped());
    Table {
        title: "Tasks",
        head: vec!["task", "status", "revision", "on"],
        rows: alive.map(|(id, _)| row(world, id)).collect(),
    }
}

/// A task as a row.
pub fn row(world: &World, id: TaskId) -> Row {
    let task = &world.tasks[id];
    let on = task.instance().map_or_else(|| format!("Fargate {}", task.zone), |on| names::instance(world, on));
    Row {
        cells: vec![
            names::task(world, id),
            words::phase(task.phase).into(),
            world.definition(task.definition).label(),
            on,
        ],
        leads_to: Some(Selection::Task(id)),
        alarming: false,
    }
}

fn actions(world: &World, service: &Service) -> Vec<Control> {
    let (cluster, name) = (&*world.clusters[service.cluster].name, &*service.name);
    let current = world.definition(service.primary().definition);
    let revisions = world.families.get(&current.family).map(|family| &family.revisions);
    let active = revisions.into_iter().flat_map(|revisions| revisions.iter().rev()).filter(|(_, id)| {
        world.definitions[**id].status == RevisionStatus::Active && **id != service.primary().definition
    });
    let options: Vec<(String, String)> = active
        .map(|(revision, _)| {
            let label = format!("{}:{revision}", current.family);
            (label.clone(), lines::deploy(cluster, name, &label))
        })
        .collect();
    let mut actions = Vec::new();
    let before = previous(world, service);
    if options.is_empty() {
        let next = format!("{}:{}", current.family, current.revision + 1);
        actions.push(Control::Button {
            title: format!("Deploy {next}"),
            line: lines::deploy(cluster, name, &next),
            main: true,
        });
    } else {
        let label = "Revision".into();
        actions.push(Control::Choice { title: "Deploy revision".into(), label, options, main: true });
    }
    if let Some(before) = before {
        let line = lines::deploy(cluster, name, &before);
        actions.push(Control::Button { title: format!("Roll back to {before}"), line, main: false });
    }
    if service.config.placement.launch == LaunchType::Ec2 && service.config.scheduling == Scheduling::Replica {
        let templates = lines::TEMPLATES.iter().filter(|(_, _, arguments)| !arguments.contains("constraints"));
        let option = |(name, title, _): &lines::Arguments| {
            (title.to_string(), lines::set_strategy(cluster, &service.name, name))
        };
        let (title, label) = ("Set strategy".into(), "Placement of new tasks".into());
        actions.push(Control::Choice { title, label, options: templates.map(option).collect(), main: false });
    }
    let placeholder = "{}";
    actions.push(Control::Number {
        title: "Scale".into(),
        label: "Desired tasks".into(),
        value: service.desired.to_string(),
        line: lines::scale(cluster, name, placeholder).replace("'{}'", placeholder),
    });
    actions.push(Control::Button {
        title: "Force new deployment".into(),
        line: lines::redeploy(cluster, name),
        main: false,
    });
    actions.push(Control::Button { title: "Delete".into(), line: lines::delete_service(cluster, name), main: false });
    actions
}

/// What the service ran before its present revision.
fn previous(world: &World, service: &Service) -> Option<String> {
    let current = world.definition(service.primary().definition);
    let family = world.families.get(&current.family)?;
    let (revision, id) = family.revisions.before(&current.revision)?;
    (world.definitions[*id].status == RevisionStatus::Active).then(|| format!("{}:{revision}", current.family))
}
