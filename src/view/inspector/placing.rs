//! *Why here?*: the table of all candidates at the moment a task was placed.

use crate::session::Selection;
use crate::session::Session;
use crate::view::names;
use aws::words;
use engine::explain::{Placing, Stopping, Why, next, placing, stopping};
use engine::ids::{ServiceId, TaskId};
use engine::model::placement::Strategy;
use engine::rules::placement::fargate::Choice;
use engine::rules::placement::stopping::Standing;
use engine::rules::placement::{Candidate, Explanation, Verdict};
use engine::world::World;

#[derive(Clone, PartialEq, Debug)]
pub struct PlacingTable {
    /// `Why here?`
    pub title: &'static str,
    /// `placed at 00:02:05 by spread(…), then spread(instanceId)`
    pub about: String,
    pub head: Vec<String>,
    pub rows: Vec<CandidateRow>,
    /// Candidates beyond those that are shown.
    pub more: usize,
}

#[derive(Clone, PartialEq, Debug)]
pub struct CandidateRow {
    pub name: String,
    pub leads_to: Option<Selection>,
    pub chosen: bool,
    /// What is against it, if anything is.
    pub rejected: Option<String>,
    /// A score for each column.
    pub scores: Vec<String>,
}

/// Candidates that are shown.
const MOST_ROWS: usize = 30;

/// How a task got its place; and if its service had too many, why it was the one to go.
pub(super) fn tables(session: &Session, id: TaskId) -> Vec<PlacingTable> {
    let world = session.world();
    let placed = placing(session.history(), world, id).and_then(|placing| {
        let about = format!("placed at {}", placing.at);
        table(world, &placing, "Why here?", about).map(shortened)
    });
    let stopped = stopping(session.history(), world, id).map(|stopping| shortened(stopped(world, &stopping)));
    stopped.into_iter().chain(placed).collect()
}

/// Where the next task of a service would go, or why it can't.
pub(super) fn next_table(world: &World, service: ServiceId) -> Option<PlacingTable> {
    table(world, &next(world, service), "Why not there?", "the next task, now".into()).map(shortened)
}

/// `None` where nothing was chosen.
fn table(world: &World, placing: &Placing, title: &'static str, about: String) -> Option<PlacingTable> {
    match &placing.why {
        Why::Instances(explanation) => Some(instances(world, placing, explanation, title, about)),
        Why::Subnets(choices) => Some(subnets(choices, title, about)),
        Why::Named => None,
    }
}

fn shortened(mut table: PlacingTable) -> PlacingTable {
    table.more = table.rows.len().saturating_sub(MOST_ROWS);
    table.rows.truncate(MOST_ROWS);
    table
}

fn in_order(rules: &[Strategy]) -> String {
    rules.iter().map(words::strategy).collect::<Vec<_>>().join(", then ")
}

fn stopped(world: &World, stopping: &Stopping) -> PlacingTable {
    let group = &world.groups[stopping.group].name;
    let heads = stopping.rules.iter().map(|rule| words::score_head(rule, group));
    let row = |(position, (id, standing)): (usize, &(TaskId, Standing))| CandidateRow {
        name: names::task(world, *id),
        leads_to: world.tasks.get(*id).map(|_| Selection::Task(*id)),
        chosen: position == 0,
        rejected: None,
        scores: standing.scores.iter().map(u64::to_string).collect(),
    };
    PlacingTable {
        title: "Why this one?",
        about: format!("stopped at {} by {}: most goes first", stopping.at, in_order(&stopping.rules)),
        head: ["task".to_string(), "could go".into()].into_iter().chain(heads).collect(),
        rows: stopping.candidates.iter().enumerate().map(row).collect(),
        more: 0,
    }
}

fn instances(
    world: &World,
    placing: &Placing,
    explanation: &Explanation,
    title: &'static str,
    about: String,
) -> PlacingTable {
    let heads = explanation.strategy.iter().map(|rule| words::score_head(rule, &world.groups[placing.group].name));
    let row = |candidate: &Candidate| {
        let known = world.instances.get(candidate.instance).is_some();
        let (rejected, scores) = match &candidate.verdict {
            Verdict::Rejected(reasons) => {
                (Some(reasons.iter().map(words::rejection).collect::<Vec<_>>().join("; ")), vec![])
            }
            Verdict::Fits { scores, .. } => (None, scores.iter().map(u64::to_string).collect()),
        };
        CandidateRow {
            name: names::instance(world, candidate.instance),
            leads_to: known.then_some(Selection::Instance(candidate.instance)),
            chosen: explanation.chosen() == Some(candidate.instance),
            rejected,
            scores,
        }
    };
    PlacingTable {
        title,
        about: format!("{about} by {}", in_order(&explanation.strategy)),
        head: ["instance".to_string(), "fits".into()].into_iter().chain(heads).collect(),
        rows: explanation.candidates.iter().map(row).collect(),
        more: 0,
    }
}

fn subnets(choices: &[Choice], title: &'static str, about: String) -> PlacingTable {
    let row = |(position, choice): (usize, &Choice)| CandidateRow {
        name: choice.zone.to_string(),
        leads_to: None,
        chosen: position == 0 && choice.is_possible(),
        rejected: choice.lacks.as_ref().map(words::lack),
        scores: vec![choice.tasks.to_string()],
    };
    PlacingTable {
        title,
        about: format!("{about} by Fargate: the zone with fewest tasks"),
        head: ["zone", "fits", "in zone"].map(String::from).to_vec(),
        rows: choices.iter().enumerate().map(row).collect(),
        more: 0,
    }
}
