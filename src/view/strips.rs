//! A strip for each load balancer: requests, how they end, and the targets that get them.

use super::names::count;
use crate::session::{Selection, Session};
use engine::ids::{LoadBalancerId, TargetGroupId};
use engine::model::balancer::{TargetGroup, TargetState};
use engine::world::World;

#[derive(Clone, PartialEq, Debug)]
pub struct Strip {
    pub id: LoadBalancerId,
    pub name: String,
    /// `120 req/s`
    pub rate: String,
    /// How many dots move along, and how many of a hundred requests fail.
    pub dots: usize,
    pub failing: u32,
    pub groups: Vec<GroupLine>,
    /// Requests that failed so far.
    pub failed: String,
    pub any_failed: bool,
    pub selected: bool,
}

#[derive(Clone, PartialEq, Debug)]
pub struct GroupLine {
    pub id: TargetGroupId,
    pub name: String,
    /// `5 healthy`
    pub healthy: String,
    /// `2 draining · 1 unhealthy`
    pub others: String,
    pub alarming: bool,
    pub selected: bool,
}

/// Dots on a strip with any traffic at all, and at most.
const DOTS: (usize, usize) = (3, 14);

pub fn strips(session: &Session) -> Vec<Strip> {
    let world = session.world();
    world.balancers.keys().map(|id| strip(session, world, id)).collect()
}

fn strip(session: &Session, world: &World, id: LoadBalancerId) -> Strip {
    let balancer = &world.balancers[id];
    let behind = balancer.target_groups();
    let groups = || behind.iter().map(|&id| (id, &world.target_groups[id]));
    let now = groups().fold(balancer.answered.own, |sum, (_, group)| sum + group.rates(world.now));
    let failed = world.responses(id).whole().failed();
    let traffic = balancer.rate();
    let per_second = traffic / 1_000;
    Strip {
        id,
        name: balancer.name.to_string(),
        rate: rate(traffic),
        dots: if traffic == 0 { 0 } else { (DOTS.0 + per_second.ilog2_or_zero() * 3 / 2).min(DOTS.1) },
        failing: (now.failed() * 100).checked_div(now.total()).unwrap_or(0) as u32,
        groups: groups().map(|(id, group)| group_line(session, id, group)).collect(),
        failed: failed.to_string(),
        any_failed: failed > 0,
        selected: session.selection() == Some(Selection::LoadBalancer(id)),
    }
}

trait Log2 {
    fn ilog2_or_zero(self) -> usize;
}

impl Log2 for u64 {
    fn ilog2_or_zero(self) -> usize {
        self.checked_ilog2().unwrap_or(0) as usize
    }
}

/// Thousandths of a request a second as people say it.
pub fn rate(traffic: u64) -> String {
    match (traffic / 1_000, traffic % 1_000) {
        (whole, 0) => format!("{whole} req/s"),
        (whole, part) => format!("{whole}.{} req/s", part / 100),
    }
}

fn group_line(session: &Session, id: TargetGroupId, group: &TargetGroup) -> GroupLine {
    let of = |test: fn(&TargetState) -> bool| group.targets.values().filter(|target| test(&target.state)).count();
    let healthy = of(|state| *state == TargetState::Healthy);
    let counts = [
        (of(|state| *state == TargetState::Initial), "initial"),
        (of(|state| matches!(state, TargetState::Unhealthy(_))), "unhealthy"),
        (of(|state| matches!(state, TargetState::Draining { .. })), "draining"),
    ];
    let others = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
    GroupLine {
        id,
        name: group.name.to_string(),
        healthy: format!("{healthy} healthy"),
        others: others.collect::<Vec<_>>().join(" · "),
        alarming: healthy == 0 || counts[1].0 > 0,
        selected: session.selection() == Some(Selection::TargetGroup(id)),
    }
}

impl Strip {
    /// For those who don't see it.
    pub fn label(&self) -> String {
        let groups: Vec<String> =
            self.groups.iter().map(|g| format!("{}: {} {}", g.name, g.healthy, g.others).trim().to_string()).collect();
        let targets = if groups.is_empty() { count(0, "target group") } else { groups.join("; ") };
        format!("load balancer {}, {}, {}, {} requests failed", self.name, self.rate, targets, self.failed)
    }
}
