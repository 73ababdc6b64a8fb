//! A load balancer and a target group: requests, targets, settings.

use super::{Control, Inspector, Row, Table, description};
use crate::session::{Selection, Session};
use crate::view::strips::rate;
use crate::view::{lines, names};
use aws::{arn, operations, words};
use engine::ids::{LoadBalancerId, TargetGroupId};
use engine::model::balancer::{
    Address, BalancerKind, LoadBalancer, Protocol, Responses, Target, TargetGroup, TargetState,
};
use engine::model::listener::{Action, Listener, Requests, Rule, Weighted};
use engine::model::routing::{Algorithm, Load, Pace};
use engine::time::Span;
use engine::world::World;

pub(super) fn inspect(session: &Session, id: LoadBalancerId) -> Inspector {
    let world = session.world();
    let balancer = &world.balancers[id];
    Inspector {
        kind: "Load balancer",
        title: balancer.name.to_string(),
        summary: format!("{} · {}", kind(balancer.kind), rate(balancer.rate())),
        facts: responses(world.responses(id)),
        table: Some(Table {
            title: "Listeners and rules",
            head: vec!["listener", "requests", "go to"],
            rows: balancer.listeners.iter().flat_map(|listener| rules(world, balancer, listener)).collect(),
        }),
        actions: vec![traffic(id, balancer)],
        describe: description(
            format!("aws elbv2 describe-load-balancers --names {}", balancer.name),
            &operations::describe_load_balancer(world, id),
        ),
        ..Inspector::default()
    }
}

fn kind(kind: BalancerKind) -> &'static str {
    match kind {
        BalancerKind::Application => "Application Load Balancer",
        BalancerKind::Network => "Network Load Balancer",
    }
}

/// The rules of a listener as they are tried: what they take, where it goes, and how much that is now.
fn rules(world: &World, balancer: &LoadBalancer, listener: &Listener) -> Vec<Row> {
    let row = |rule: &Rule| {
        let taken = balancer
            .streams
            .iter()
            .filter(|stream| balancer.rule_for(&stream.requests).is_some_and(|taking| taking.number == rule.number));
        let taken: u64 = taken.map(|stream| stream.rate).sum();
        let what = match rule.priority {
            None => "all others".into(),
            Some(priority) => format!("{priority}: {}", words::conditions(&rule.conditions)),
        };
        let goes = match &rule.action {
            Action::FixedResponse { status } => format!("answered {status}"),
            Action::Redirect { status } => format!("redirected, {status}"),
            Action::Forward(to) => {
                let name = |to: &Weighted| world.target_groups[to.target_group].name.to_string();
                let all: u32 = to.iter().map(|to| to.weight).sum();
                let share = |part: &Weighted| format!("{} ({} of {all})", name(part), part.weight);
                if to.len() == 1 { name(&to[0]) } else { to.iter().map(share).collect::<Vec<_>>().join(", ") }
            }
        };
        Row {
            cells: vec![format!("{}:{}", listener.protocol.name(), listener.port), what, goes],
            note: (taken > 0).then(|| rate(taken)),
            leads_to: rule.forwards().first().map(|to| Selection::TargetGroup(to.target_group)),
            alarming: false,
        }
    };
    listener.rules.iter().map(row).collect()
}

/// Requests by how they ended; kinds that didn't occur are left out.
fn responses(total: Responses) -> Vec<(String, String)> {
    let total = total.whole();
    let kinds = [
        ("2xx", total.well, true),
        ("4xx", total.client_errors, false),
        ("5xx of targets", total.server_errors, false),
        ("502 connection refused or closed", total.bad_gateway, false),
        ("503 no target", total.unavailable, false),
        ("504 no answer", total.timeout, false),
        ("no listener", total.refused, false),
    ];
    let shown = kinds.into_iter().filter(|(_, n, always)| *always || *n > 0);
    shown.map(|(name, n, _)| (name.to_string(), n.to_string())).collect()
}

fn traffic(id: LoadBalancerId, balancer: &LoadBalancer) -> Control {
    let usual = balancer.streams.iter().find(|stream| stream.requests == Requests::default());
    let usual = usual.map_or(0, |stream| stream.rate);
    let rate = match (usual / 1_000, usual % 1_000) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part:03}").trim_end_matches('0').into(),
    };
    let line = lines::traffic(&balancer.name, "{}").replace("'{}/s'", "{}/s");
    Control::number(Selection::LoadBalancer(id), "traffic", "Set traffic", ("Requests a second", rate), line)
}

pub(super) fn inspect_group(session: &Session, id: TargetGroupId) -> Inspector {
    let world = session.world();
    let group = &world.target_groups[id];
    let parts = group.parts(world.now, world.now).unwrap_or_else(|| vec![0; group.targets.len()]);
    let loads = group.progress(world.now).targets;
    let rows = group.targets.iter().zip(parts).zip(loads).map(|(((task, target), part), (load, _))| Row {
        cells: vec![
            address(world, target),
            names::task(world, *task),
            if group.reaches(target.zone) { state(world, target) } else { "unused: in another zone".into() },
            rate(part),
        ],
        note: pace(group, target, load, part),
        leads_to: Some(Selection::Task(*task)),
        alarming: matches!(target.state, TargetState::Unhealthy(_)),
    });
    let balancer = group.load_balancer.map(|id| (id, &world.balancers[id]));
    Inspector {
        kind: "Target group",
        title: group.name.to_string(),
        summary: summary(group),
        facts: facts(world, group).into_iter().chain(responses(group.responses(world.now))).collect(),
        table: Some(Table { title: "Targets", head: vec!["target", "task", "health", "gets"], rows: rows.collect() }),
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

/// How long a target takes, and who waits for it.
fn pace(group: &TargetGroup, target: &Target, load: Load, part: u64) -> Option<String> {
    if target.pace == Pace::default() || part == 0 && load == Load::default() {
        return None;
    }
    let (p50, p95) = target.latency(load, part, group.flow.idle);
    let waiting = load.waiting / 1_000_000;
    let queue = if waiting > 0 { format!(" · {waiting} waiting") } else { String::new() };
    Some(format!("half in {p50} ms, 95 % in {p95} ms{queue}"))
}

fn facts(world: &World, group: &TargetGroup) -> Vec<(String, String)> {
    let checks = &group.checks;
    let how = match checks.protocol {
        Protocol::Http | Protocol::Https => format!("GET {}", checks.path),
        Protocol::Tcp | Protocol::Tls | Protocol::Udp | Protocol::TcpUdp => "TCP connection".into(),
    };
    let mut facts = vec![
        (
            "Health check".into(),
            format!("{how} every {} · {} failures make it unhealthy", checks.interval, checks.unhealthy_threshold),
        ),
        ("Deregistration delay".into(), group.deregistration_delay.to_string()),
    ];
    if group.routing.algorithm != Algorithm::RoundRobin {
        facts.push(("Algorithm".into(), group.routing.algorithm.name().into()));
    }
    if group.routing.slow_start > Span::ZERO {
        facts.push(("Slow start".into(), group.routing.slow_start.to_string()));
    }
    if group.load_balancer.is_some() && !group.flow.cross_zone {
        facts.push(("Across zones".into(), "off: each zone gets the same".into()));
    }
    if group.flow.rate > 0 && !group.targets.is_empty() && group.fails_open() {
        facts.push(("Too few are healthy".into(), "requests go to all targets".into()));
    }
    if let Some((p50, p95)) = group.latency(world.now).filter(|took| *took != (0, 0)) {
        facts.push(("Latency".into(), format!("half in {p50} ms, 95 % in {p95} ms")));
    }
    facts
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
