//! One simulated hour of the opening cluster with its traffic, natively. The goal: under 50 ms.

#![allow(clippy::disallowed_types, reason = "a benchmark reads the clock")]

use std::time::Instant;

use cli::{self, NoFiles, words};
use ecs_playground::session::scenario::Scenario;
use engine::history::{History, Memory};
use engine::random::Seed;
use engine::time::Span;

const RUNS: usize = 21;

fn main() {
    let mut history = History::new(Seed(1), Memory::Whole);
    for line in words::commands(Scenario::Opening.script()) {
        assert_eq!(cli::run(&mut history, &NoFiles, &line).status, 0, "{line}");
    }
    let (mut quiet, mut busy) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        quiet.push(hour(history.clone(), &[]));
        let update = "aws ecs update-service --cluster demo --service shop --task-definition shop:2";
        busy.push(hour(history.clone(), &[update, "sim kill-task service:api", "sim lose-zone us-east-1b"]));
    }
    println!("opening cluster, an hour at rest:                          {:.2} ms", median(quiet));
    println!("opening cluster, an hour with an update and a lost zone:   {:.2} ms", median(busy));
}

/// Milliseconds that an hour takes after some lines.
fn hour(mut history: History, lines: &[&str]) -> f64 {
    let end = history.now() + Span::hours(1);
    let start = Instant::now();
    for line in lines {
        assert_eq!(cli::run(&mut history, &NoFiles, line).status, 0, "{line}");
    }
    history.advance(end);
    start.elapsed().as_secs_f64() * 1e3
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
