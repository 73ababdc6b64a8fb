//! The explaining form of placement: every candidate, with each reason against it or its scores and rank.

use super::Request;
use super::filter::{Rejection, rejections};
use super::score::score;
use crate::engine::ids::InstanceId;
use crate::engine::model::network::Zone;
use crate::engine::model::placement::Strategy;
use crate::engine::world::World;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// The rules that were followed, in their order.
    pub strategy: Vec<Strategy>,
    /// Those that fit, best first; then those that don't, the closest first.
    pub candidates: Vec<Candidate>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    pub instance: InstanceId,
    pub zone: Zone,
    pub verdict: Verdict,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// One score for each rule, and the place in the circle that settles ties; lower is better throughout.
    Fits {
        scores: Vec<u64>,
        turn: usize,
    },
    Rejected(Vec<Rejection>),
}

/// Judges every instance of the cluster.
pub fn explain(world: &World, request: &Request) -> Explanation {
    let turns = turns(world, request);
    let registered = world.instances_of(request.cluster).filter(|(_, instance)| instance.registered());
    let mut candidates: Vec<Candidate> = registered
        .map(|(id, instance)| {
            let rejections: Vec<Rejection> = rejections(world, request, id).collect();
            let verdict = if rejections.is_empty() {
                let scores = request.strategy.iter().map(|rule| score(world, request, rule, id)).collect();
                let turn = turns.binary_search_by_key(&id, |&(id, _)| id).map_or(usize::MAX, |at| turns[at].1);
                Verdict::Fits { scores, turn }
            } else {
                Verdict::Rejected(rejections)
            };
            Candidate { instance: id, zone: instance.zone, verdict }
        })
        .collect();
    candidates.sort_by_key(|candidate| rank(&candidate.verdict));
    Explanation { strategy: request.strategy.to_vec(), candidates }
}

/// Each open instance with its place in the circle that begins at a random one, by instance.
fn turns(world: &World, request: &Request) -> Vec<(InstanceId, usize)> {
    let open = &world.clusters[request.cluster].open;
    let circle: Vec<InstanceId> = open.iter().flat_map(|columns| columns.ids.iter().copied()).collect();
    let total = circle.len();
    let start = (request.draw % total.max(1) as u64) as usize;
    let mut turns: Vec<_> = circle.into_iter().enumerate().map(|(at, id)| (id, (at + total - start) % total)).collect();
    turns.sort();
    turns
}

/// Fitting ones by score; then rejected ones by how few reasons there are against them, and how late they come.
fn rank(verdict: &Verdict) -> (bool, Vec<u64>, usize) {
    match verdict {
        Verdict::Fits { scores, turn } => (false, scores.clone(), *turn),
        Verdict::Rejected(reasons) => (true, vec![reasons.len() as u64], 0),
    }
}

impl Explanation {
    /// The instance that gets the task.
    pub fn chosen(&self) -> Option<InstanceId> {
        let best = self.candidates.first()?;
        matches!(best.verdict, Verdict::Fits { .. }).then_some(best.instance)
    }

    /// The rejected instances, the closest match first, each with the reason that ECS reports for it.
    pub fn by_closeness(&self) -> Vec<(InstanceId, Rejection)> {
        let rejected = self.candidates.iter().filter_map(|candidate| match &candidate.verdict {
            Verdict::Rejected(reasons) => Some((candidate.instance, reasons.first()?.clone())),
            Verdict::Fits { .. } => None,
        });
        rejected.collect()
    }
}
