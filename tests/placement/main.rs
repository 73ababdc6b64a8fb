//! The engine's placement against a second model of it, which was written from the documentation alone and shares no
//! code: every small cluster, and larger ones from seeds.

#![cfg(not(target_arch = "wasm32"))]

mod clusters;
mod examples;
mod model;
mod world;

use std::collections::BTreeSet;

use clusters::{Case, random_cluster, small_clusters};
use engine::rules::placement::{Request, Verdict, choose, explain, stopping};
use model::{Strategy, Task, may_stop, permitted};
use world::Built;

/// The instances that the engine may choose: those whose scores are the best.
fn best(built: &Built) -> BTreeSet<u32> {
    let explanation = explain(&built.world, &built.request());
    let scores = |verdict: &Verdict| match verdict {
        Verdict::Fits { scores, .. } => Some(scores.clone()),
        Verdict::Rejected(_) => None,
    };
    let first = explanation.candidates.first().and_then(|candidate| scores(&candidate.verdict));
    let equal = explanation.candidates.iter().filter(|c| first.is_some() && scores(&c.verdict) == first);
    equal.map(|candidate| built.number(candidate.instance)).collect()
}

fn check_placing(case: &Case) {
    let (instances, tasks, asked) = case;
    let built = Built::of(case);
    let expected = permitted(instances, tasks, asked);
    for draw in [1, 7, 0x9e37_79b9_7f4a_7c15] {
        let chosen = choose(&built.world, &Request { draw, ..built.request() }).ok().map(|id| built.number(id));
        assert_eq!(chosen.is_some(), !expected.is_empty(), "{case:?}\nmay go to {expected:?}, goes to {chosen:?}");
        assert!(chosen.is_none_or(|id| expected.contains(&id)), "{case:?}\nmay go to {expected:?}, goes to {chosen:?}");
    }
    // Lots make all scores differ.
    if !asked.strategy.is_empty() && !asked.strategy.contains(&Strategy::Random) {
        assert_eq!(best(&built), expected, "{case:?}");
    }
}

fn check_stopping(case: &Case) {
    let (instances, tasks, asked) = case;
    // Which revision goes, and what is unhealthy, the scheduler settles before it comes to this.
    if tasks.iter().any(|task| task.group == asked.group && (task.old_revision || !task.healthy)) {
        return;
    }
    let built = Built::of(case);
    let live = |(n, task): (usize, &Task)| (task.group == asked.group && !task.stopping).then(|| built.tasks[n]);
    let candidates: Vec<_> = tasks.iter().enumerate().filter_map(live).collect();
    let standings = stopping::standings(&built.world, built.service, &candidates);
    let key = |n: usize| (standings[n].1.draining, &standings[n].1.scores);
    let position = |id| built.tasks.iter().position(|task| *task == id).expect("one of the tasks");
    let equal = (0..standings.len()).filter(|&n| key(n) == key(0)).map(|n| position(standings[n].0));
    let expected = may_stop(instances, tasks, asked.group, &asked.strategy);
    if !asked.strategy.contains(&Strategy::Random) {
        assert_eq!(equal.collect::<BTreeSet<usize>>(), expected, "{case:?}");
    }
    let chosen = stopping::choose(&built.world, built.service, &candidates, &[], 1);
    assert!(chosen.iter().all(|&task| expected.contains(&position(task))), "{case:?}");
    assert_eq!(chosen.len(), expected.len().min(1));
}

/// Every n-th case, for one of two threads each.
fn every_small_cluster(part: usize) {
    for case in small_clusters().skip(part).step_by(2) {
        check_placing(&case);
        check_stopping(&case);
    }
}

#[test]
fn every_small_cluster_even_ones() {
    every_small_cluster(0);
}

#[test]
fn every_small_cluster_odd_ones() {
    every_small_cluster(1);
}

#[test]
fn larger_clusters_from_seeds() {
    for seed in 0..3_000 {
        let case = random_cluster(seed);
        check_placing(&case);
        check_stopping(&case);
    }
}
