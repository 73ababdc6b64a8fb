//! A service: its deployments, what they wait on, its tasks.

use super::{Inspector, Memo, PhaseStep, Row, Table, description, placing, service_actions, stopped};
use crate::session::{Selection, Session};
use crate::view::colours::Hue;
use crate::view::names;
use aws::{operations, words};
use engine::chronicle::Chronicle;
use engine::ids::{ServiceId, TaskId};
use engine::model::Name;
use engine::model::deployment::Status;
use engine::model::placement::{Constraint, Placement};
use engine::model::provider::Share;
use engine::model::service::{Deployment, Rollout, Scheduling, Service, ServiceStatus};
use engine::model::strategy::Stage;
use engine::rules::services::{Standing, plan, progress, sort, standing, threshold};
use engine::world::World;

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
    /// Why its last tasks failed, each reason with how many did.
    pub failures: Vec<String>,
}

/// What a service waits on.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting(pub String);

pub(super) fn inspect(session: &Session, id: ServiceId, memo: &mut Memo) -> Inspector {
    let world = session.world();
    let service = &world.services[id];
    let count =
        |test: fn(&engine::model::task::Task) -> bool| world.service_tasks(id).filter(|(_, task)| test(task)).count();
    let running = count(|task| task.is_running());
    let pending = count(|task| task.wanted && task.is_starting());
    let waiting = plan(world, id).waiting;
    let latest = world.service_tasks(id).filter(|(_, task)| task.wanted).map(|(task, _)| task).last();
    Inspector {
        kind: "Service",
        title: service.name.to_string(),
        summary: format!("{} desired · {running} running · {pending} pending", service.desired),
        facts: facts(world, service),
        deployments: service.deployments.iter().map(|d| deployment(world, service, d, &memo.chronicle)).collect(),
        stopped: stopped::table(world, &memo.chronicle, |stopped| stopped.service() == Some(id)),
        waiting: waiting.iter().map(|reason| Waiting(words::waiting(world, reason))).collect(),
        table: Some(tasks(world, id)),
        history: history(world, service),
        phases: stages(world, service),
        placing: match service.is_short() {
            true => placing::next_table(world, id).into_iter().collect(),
            false => latest.map(|task| memo.placing(session, task)).unwrap_or_default(),
        },
        actions: service_actions::actions(world, service, &memo.chronicle),
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
        ("Runs on".into(), compute(world, &service.config.placement)),
        ("Task definition".into(), world.definition(service.primary().revision.definition).label()),
        (
            "Healthy percent".into(),
            format!("min {} % · max {} %", service.config.minimum_healthy_percent, service.config.maximum_percent),
        ),
    ];
    if service.status != ServiceStatus::Active {
        let status = if service.status == ServiceStatus::Draining { "DRAINING" } else { "INACTIVE" };
        facts.insert(0, ("Status".into(), status.into()));
    }
    facts.extend(shifting(world, service));
    facts.extend(judgement(world, service));
    facts.extend(placement(service));
    for balancer in &service.config.balancers {
        if let Some(group) = world.target_groups.get(balancer.target_group) {
            let other = balancer.advanced.as_ref().and_then(|advanced| world.target_groups.get(advanced.alternate));
            let groups =
                other.map_or(group.name.to_string(), |other| format!("{}, {} in turn", group.name, other.name));
            facts.push(("Target group".into(), format!("{groups} → {}:{}", balancer.container, balancer.port)));
        }
    }
    facts
}

/// The circuit breaker with its count, and the alarms with their states.
fn judgement(world: &World, service: &Service) -> Vec<(String, String)> {
    let judgement = &service.config.judgement;
    let then = |rollback| if rollback { "rolls back" } else { "fails it" };
    let mut facts = Vec::new();
    if judgement.breaker.enable {
        let counted = format!("{} of {} failures", service.primary().failed, threshold(service));
        facts.push(("Circuit breaker".into(), format!("{counted}, then {}", then(judgement.breaker.rollback))));
    }
    if let Some(alarms) = judgement.alarms.as_ref().filter(|alarms| alarms.enable) {
        let state = |name: &Name| format!("{name} {}", if world.rings(name) { "ALARM" } else { "OK" });
        let states: Vec<String> = alarms.names.iter().map(state).collect();
        let ignored = service.primary().rollout.is_under_way() && !service.primary().monitors_alarms;
        let what = if ignored { "not looked at now" } else { then(alarms.rollback) };
        facts.push(("Alarms".into(), format!("{} · {what}", states.join(", "))));
    }
    if let Some(until) = service.bakes_until().filter(|&until| world.now < until) {
        facts.push(("Bake time".into(), format!("until {until}")));
    }
    facts
}

/// The stages of a deployment that shifts traffic, with those that are over and when the present one began.
fn stages(world: &World, service: &Service) -> Vec<PhaseStep> {
    let Some(now) = progress(world, service).filter(|_| service.primary().rollout.is_under_way()) else {
        return vec![];
    };
    let hooks = |stage: Stage| now.hooks.iter().any(|run| run.stage == stage);
    let shown = |stage: &Stage| match stage {
        Stage::ReconcileService => now.stage == Stage::ReconcileService,
        stage => stage.shown() == *stage || now.stage == *stage || hooks(*stage),
    };
    let at = |stage: Stage| match stage == now.stage {
        true => now.since.map(|since| format!("since {since}")),
        false => (stage < now.stage).then(|| "done".into()),
    };
    let step = |stage: Stage| PhaseStep { name: stage.name(), at: at(stage), current: stage == now.stage };
    Stage::ALL.into_iter().filter(shown).map(step).collect()
}

/// How a service deploys, and who has its traffic meanwhile.
fn shifting(world: &World, service: &Service) -> Vec<(String, String)> {
    let strategy = service.config.shifting.strategy;
    let mut facts = Vec::new();
    if strategy.shifts_traffic() {
        facts.push(("Deployments".into(), strategy.name().into()));
    }
    let under_way = service.primary().rollout.is_under_way() && !service.config.balancers.is_empty();
    if let Some(now) = progress(world, service).filter(|_| under_way) {
        let (test, production) = (words::percent(now.test), words::percent(now.production));
        let has_test_rule = service
            .config
            .balancers
            .iter()
            .any(|balancer| balancer.advanced.as_ref().is_some_and(|advanced| advanced.test.is_some()));
        let test = if has_test_rule { format!(" · {test} of test") } else { String::new() };
        facts.push(("Green's traffic".into(), format!("{production} of production{test}")));
    }
    facts
}

/// Service deployments that are shown.
const MOST_DEPLOYMENTS: usize = 5;

/// What became of the service, the latest first.
fn history(world: &World, service: &Service) -> Option<Table> {
    let records = service.history.iter().rev().take(MOST_DEPLOYMENTS).map(|id| &world.deployments[*id]);
    let rows: Vec<Row> = records
        .map(|record| Row {
            cells: vec![
                world.definition(record.target.definition).label(),
                record.created_at.to_string(),
                record.status.name().into(),
            ],
            note: record.reason.map(words::status_reason),
            leads_to: None,
            alarming: matches!(
                record.status,
                Status::RollbackFailed | Status::RollbackInProgress | Status::RollbackRequested
            ),
        })
        .collect();
    let head = vec!["revision", "begun at", "status"];
    (!rows.is_empty()).then_some(Table { title: "Service deployments", head, rows })
}

/// `EC2`; or `FARGATE 1 : FARGATE_SPOT 3`, the weights of a strategy.
fn compute(world: &World, placement: &Placement) -> String {
    if placement.providers.is_empty() {
        return placement.launch.name().into();
    }
    let name = |share: &Share| world.providers[share.provider].name.clone();
    let share = |share: &Share| match share.base {
        0 => format!("{} {}", name(share), share.weight),
        base => format!("{} {} after {base}", name(share), share.weight),
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

fn deployment(world: &World, service: &Service, deployment: &Deployment, chronicle: &Chronicle) -> DeploymentRow {
    let primary = deployment.id == service.primary().id;
    let buckets = sort(world, service.id).of(deployment.id);
    let (healthy, active) = (buckets.healthy.len() as u32, buckets.active());
    let label = world.definition(deployment.revision.definition).label();
    let (lower, upper) = (service.lower_limit(), service.upper_limit());
    let (state, progress, about) = if primary {
        let rollout = match deployment.rollout {
            Rollout::InProgress => "in progress",
            Rollout::RollingBack(_) => "rolling back",
            Rollout::Completed => "completed",
            Rollout::Failed(_) => "failed",
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
        failures: words::by_count(world, chronicle.failures(world, deployment.id)),
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
pub(super) fn row(world: &World, id: TaskId) -> Row {
    let task = &world.tasks[id];
    let judged = task.service().and_then(|service| standing(world, &world.services[service], id, task));
    let unhealthy = judged == Some(Standing::Unhealthy);
    let on = task.instance().map_or_else(|| format!("Fargate {}", task.zone), |on| names::instance(world, on));
    Row {
        cells: vec![
            names::task(world, id),
            if unhealthy {
                format!("{}, unhealthy", words::phase(task.phase))
            } else {
                words::phase(task.phase).into()
            },
            world.definition(task.definition).label(),
            on,
        ],
        note: None,
        leads_to: Some(Selection::Task(id)),
        alarming: unhealthy,
    }
}
