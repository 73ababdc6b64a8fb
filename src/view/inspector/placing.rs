//! *Why here?*: the table of all candidates at the moment a task was placed.

use crate::api::words;
use crate::app::Selection;
use crate::app::Session;
use crate::engine::explain::{Placing, Why, placing};
use crate::engine::ids::TaskId;
use crate::engine::rules::placement::fargate::Choice;
use crate::engine::rules::placement::{Candidate, Explanation, Verdict};
use crate::engine::world::World;
use crate::view::names;

#[derive(Clone, PartialEq, Debug)]
pub struct PlacingTable {
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

pub fn table(session: &Session, id: TaskId) -> Option<PlacingTable> {
    let world = session.world();
    let placing = placing(session.history(), id)?;
    let mut table = match &placing.why {
        Why::Instances(explanation) => instances(world, &placing, explanation),
        Why::Subnets(choices) => subnets(&placing, choices),
        Why::Named => return None,
    };
    table.more = table.rows.len().saturating_sub(MOST_ROWS);
    table.rows.truncate(MOST_ROWS);
    Some(table)
}

fn instances(world: &World, placing: &Placing, explanation: &Explanation) -> PlacingTable {
    let rules: Vec<String> = explanation.strategy.iter().map(words::strategy).collect();
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
        about: format!("placed at {} by {}", placing.at, rules.join(", then ")),
        head: ["instance".to_string(), "fits".into()].into_iter().chain(heads).collect(),
        rows: explanation.candidates.iter().map(row).collect(),
        more: 0,
    }
}

fn subnets(placing: &Placing, choices: &[Choice]) -> PlacingTable {
    let row = |(position, choice): (usize, &Choice)| CandidateRow {
        name: choice.zone.to_string(),
        leads_to: None,
        chosen: position == 0 && choice.available,
        rejected: (!choice.available).then(|| "no Fargate capacity".into()),
        scores: vec![choice.tasks.to_string()],
    };
    PlacingTable {
        about: format!("placed at {} by Fargate: the zone with fewest tasks", placing.at),
        head: ["zone", "fits", "in zone"].map(String::from).to_vec(),
        rows: choices.iter().enumerate().map(row).collect(),
        more: 0,
    }
}
