//! The explaining form of placement: every candidate, with each reason against it or its scores and rank.

use super::Request;
use super::filter::rejections;
use super::score::Scorer;
use crate::ids::InstanceId;
use crate::model::cluster::OpenInstances;
use crate::model::network::Zone;
use crate::model::placement::Rejection;
use crate::model::placement::Strategy;
use crate::sorted::order;
use crate::world::World;

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
    let scorer = Scorer::new(world, request);
    let asked = |id: &InstanceId| request.instance.is_none_or(|only| only == *id);
    let registered = world.instances_of(request.cluster).filter(|(id, i)| i.registered() && asked(id));
    let candidates: Vec<Candidate> = registered
        .map(|(id, instance)| {
            let rejections: Vec<Rejection> = rejections(world, request, id).collect();
            let verdict = if rejections.is_empty() {
                let free = instance.free();
                let score = |rule| scorer.score(rule, id, free.cpu, free.memory);
                let scores = request.strategy.iter().map(score).collect();
                let turn = turn(world, request, id);
                Verdict::Fits { scores, turn }
            } else {
                Verdict::Rejected(rejections)
            };
            Candidate { instance: id, zone: instance.zone, verdict }
        })
        .collect();
    let ranks: Vec<_> = candidates.iter().map(|candidate| rank(&candidate.verdict)).collect();
    let candidates = order(&ranks).into_iter().map(|at| candidates[at].clone()).collect();
    Explanation { strategy: request.strategy.to_vec(), candidates }
}

/// The place of an open instance in the circle that begins at a random one.
fn turn(world: &World, request: &Request, id: InstanceId) -> usize {
    let open = &world.clusters[request.cluster].open;
    let total: usize = open.iter().map(OpenInstances::len).sum();
    let start = (request.draw % total.max(1) as u64) as usize;
    let zone = world.instances[id].zone.index();
    let before: usize = open[..zone].iter().map(OpenInstances::len).sum();
    let at = before + open[zone].position(id).expect("an instance that fits is open");
    (at + total - start) % total
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
