//! A load balancer and a target group: requests, targets, settings.

use super::{Control, Inspector, Row, Table, description};
use crate::session::{Selection, Session};
use crate::view::strips::rate;
use crate::view::{lines, names};
use aws::{arn, operations, words};
use engine::ids::{LoadBalancerId, TargetGroupId};
use engine::model::balancer::{Address, LoadBalancer, Responses, Target, TargetGroup, TargetState};
use engine::world::World;

pub(super) fn inspect(session: &Session, id: LoadBalancerId) -> Inspector {
    let world = session.world();
    let balancer = &world.balancers[id];
    let forwards = balancer.listeners.iter().flat_map(|listener| listener.forwards_to().map(move |to| (listener, to)));
    let rows = forwards.map(|(listener, to)| Row {
        cells: vec![
            format!("{}:{}", listener.protocol.name(), listener.port),
            world.target_groups[to.target_group].name.to_string(),
        ],
        note: None,
        leads_to: Some(Selection::TargetGroup(to.target_group)),
        alarming: false,
    });
    let total = world.responses(id);
    Inspector {
        kind: "Load balancer",
        title: balancer.name.to_string(),
        summary: format!("Application Load Balancer · {}", rate(balancer.traffic)),
        facts: responses(total),
        table: Some(Table { title: "Listeners", head: vec!["listener", "forwards to"], rows: rows.collect() }),
        actions: vec![traffic(id, balancer)],
        describe: description(
            format!("aws elbv2 describe-load-balancers --names {}", balancer.name),
            &operations::describe_load_balancer(world, id),
        ),
        ..Inspector::default()
    }
}

/// Requests by how they ended; kinds that didn't occur are left out.
fn responses(total: Responses) -> Vec<(String, String)> {
    let kinds = [
        ("2xx", total.well, true),
        ("4xx", total.client_errors, false),
        ("5xx of targets", total.server_errors, false),
        ("502 connection refused", total.bad_gateway, false),
        ("503 no target", total.unavailable, false),
        ("504 no answer", total.timeout, false),
    ];
    let shown = kinds.into_iter().filter(|(_, n, always)| *always || *n >= 1_000);
    shown.map(|(name, n, _)| (name.to_string(), (n / 1_000).to_string())).collect()
}

fn traffic(id: LoadBalancerId, balancer: &LoadBalancer) -> Control {
    let rate = match (balancer.traffic / 1_000, balancer.traffic % 1_000) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part:03}").trim_end_matches('0').into(),
    };
    let line = lines::traffic(&balancer.name, "{}").replace("'{}/s'", "{}/s");
    Control::number(Selection::LoadBalancer(id), "traffic", "Set traffic", ("Requests a second", rate), line)
}

pub(super) fn inspect_group(session: &Session, id: TargetGroupId) -> Inspector {
    let world = session.world();
    let group = &world.target_groups[id];
    let rows = group.targets.iter().map(|(task, target)| Row {
        cells: vec![address(world, target), names::task(world, *task), state(world, target)],
        note: None,
        leads_to: Some(Selection::Task(*task)),
        alarming: matches!(target.state, TargetState::Unhealthy(_)),
    });
    let balancer = group.load_balancer.map(|id| (id, &world.balancers[id]));
    Inspector {
        kind: "Target group",
        title: group.name.to_string(),
        summary: summary(group),
        facts: facts(group).into_iter().chain(responses(group.responses(world.now))).collect(),
        table: Some(Table { title: "Targets", head: vec!["target", "task", "health"], rows: rows.collect() }),
        actions: balancer.map(|(id, balancer)| traffic(id, balancer)).into_iter().collect(),
        describe: description(
            format!("aws elbv2 describe-target-health --target-group-arn {}", arn::target_group(world, id)),
            &operations::describe_target_health(world, id),
        ),
        ..Inspector::default()
    }
}

fn summary(group: &TargetGroup) -> String {
    let healthy = group.targets.values().filter(|target| target.state == TargetState::Healthy).count();
    format!("{} · {healthy} healthy", names::count(group.targets.len(), "target"))
}

fn facts(group: &TargetGroup) -> Vec<(String, String)> {
    let checks = &group.checks;
    vec![
        (
            "Health check".into(),
            format!(
                "GET {} every {} · {} failures make it unhealthy",
                checks.path, checks.interval, checks.unhealthy_threshold
            ),
        ),
        ("Deregistration delay".into(), group.deregistration_delay.to_string()),
    ]
}

fn address(world: &World, target: &Target) -> String {
    match target.address {
        Address::Ip(ip) => format!("{ip}:{}", target.port),
        Address::Instance(id) => format!("{}:{}", names::instance(world, id), target.port),
    }
}

fn state(world: &World, target: &Target) -> String {
    match target.state {
        TargetState::Initial => "initial".into(),
        TargetState::Healthy => "healthy".into(),
        TargetState::Unhealthy(failure) => format!("unhealthy: {}", words::check_failure(failure)),
        TargetState::Draining { until } => format!("draining, {} left", until - world.now),
    }
}
