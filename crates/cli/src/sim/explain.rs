//! `sim explain`: why a task is where it is, as text and as JSON.

use serde_json::{Value, json};

use super::args::Args;
use super::{Context, table};
use crate::aws::json as print_json;
use crate::{Outcome, refer};
use aws::{arn, words};
use engine::explain::{Placing, Stopping, Why, next, placing, stopping};
use engine::history::History;
use engine::ids::{ServiceId, TaskId};
use engine::model::placement::Strategy;
use engine::rules::placement::fargate::Choice;
use engine::rules::placement::stopping::Standing;
use engine::rules::placement::{Candidate, Explanation, Verdict};
use engine::world::World;

pub fn explain(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let output = args.option("--output")?;
    let what = args.required()?;
    args.end()?;
    let world = context.history.world();
    let asked = match what.strip_prefix("next:") {
        Some(service) => Asked::next(world, refer::service(world, service)?),
        None => Asked::task(context.history, refer::task(world, &what)?)?,
    };
    match output.as_deref() {
        None | Some("text") => Ok(Outcome::printed(asked.text(world))),
        Some("json") => Ok(Outcome::printed(print_json(&asked.json(world)))),
        Some(other) => Err(format!("--output {}: text or json", aws::cut(other, 40))),
    }
}

/// What is explained: a task, or the one that a service would start next.
struct Asked {
    task: Option<TaskId>,
    placing: Placing,
    stopping: Option<Stopping>,
}

impl Asked {
    fn next(world: &World, service: ServiceId) -> Asked {
        Asked { task: None, placing: next(world, service), stopping: None }
    }

    fn task(history: &History, task: TaskId) -> Result<Asked, String> {
        let placing = placing(history, history.world(), task).ok_or("it was placed before what is remembered")?;
        Ok(Asked { task: Some(task), placing, stopping: stopping(history, history.world(), task) })
    }

    fn text(&self, world: &World) -> String {
        let (placing, group) = (&self.placing, &world.groups[self.placing.group].name);
        let mut text = match self.task {
            Some(task) => format!("task {} of {group}, placed at {}\n", arn::task_name(world, task), placing.at),
            None => format!("the next task of {group}, if it were placed now, at {}\n", placing.at),
        };
        match &placing.why {
            Why::Instances(explanation) => {
                text.push_str(&format!("rules, in order: {}\n\n", in_order(&explanation.strategy)));
                text.push_str(&instances_table(world, explanation));
            }
            Why::Named => text.push_str("start-task named its instance: nothing was chosen\n"),
            Why::Subnets(choices) => {
                text.push_str("Fargate: the zone of its subnets with fewest tasks of the group\n\n");
                text.push_str(&subnets_table(choices));
            }
        }
        let task = self.task.and_then(|id| world.tasks.get(id));
        if let Some((at, stop)) = task.and_then(|task| task.stamps.stopped.zip(task.stop.as_ref())) {
            text.push_str(&format!("\nit stopped at {at}: {}\n", words::stop_reason(world, &stop.reason)));
        }
        if let Some(stopping) = &self.stopping {
            text.push_str(&format!("\nstopped at {}, by {}: the first of\n\n", stopping.at, in_order(&stopping.rules)));
            text.push_str(&stopping_table(world, stopping));
        }
        text
    }

    fn json(&self, world: &World) -> Value {
        let mut value = as_json(world, &self.placing);
        value["taskArn"] = json!(self.task.map(|task| arn::task(world, task)));
        value["stopping"] = json!(self.stopping.as_ref().map(|stopping| {
            let candidate = |(task, standing): &(TaskId, Standing)| {
                let (arn, scores, draining) = (arn::task(world, *task), &standing.scores, standing.draining);
                json!({ "taskArn": arn, "draining": draining, "scores": scores })
            };
            let rules: Vec<String> = stopping.rules.iter().map(words::strategy).collect();
            let candidates: Vec<Value> = stopping.candidates.iter().map(candidate).collect();
            json!({ "at": stopping.at.0, "strategy": rules, "candidates": candidates })
        }));
        value
    }
}

fn in_order(rules: &[Strategy]) -> String {
    rules.iter().map(words::strategy).collect::<Vec<_>>().join(", then ")
}

fn stopping_table(world: &World, stopping: &Stopping) -> String {
    let mut rows = vec![["".to_string(), "task".into(), "on".into(), "zone".into(), "scores".into()]];
    for (position, (id, standing)) in stopping.candidates.iter().enumerate() {
        let task = world.tasks.get(*id);
        let on = task.and_then(|task| task.instance()).map(|on| arn::ec2_instance(world, on));
        let scores = stopping.rules.iter().zip(&standing.scores).map(|(rule, score)| words::score(rule, *score));
        let draining = standing.draining.then(|| "on a draining instance".to_string());
        let said: Vec<String> = draining.into_iter().chain(scores).collect();
        rows.push([
            (position + 1).to_string(),
            arn::task_name(world, *id)[..12].into(),
            on.unwrap_or_else(|| "Fargate".into()),
            task.map_or_else(String::new, |task| task.zone.to_string()),
            said.join(", "),
        ]);
    }
    table(&rows)
}

fn instances_table(world: &World, explanation: &Explanation) -> String {
    let mut rows = vec![["".into(), "instance".into(), "type".into(), "zone".into(), "verdict".into()]];
    for (position, candidate) in explanation.candidates.iter().enumerate() {
        let instance = &world.instances[candidate.instance];
        let rank = match candidate.verdict {
            Verdict::Fits { .. } => (position + 1).to_string(),
            Verdict::Rejected(_) => "-".into(),
        };
        rows.push([
            rank,
            arn::ec2_instance(world, candidate.instance),
            instance.instance_type.name.into(),
            candidate.zone.to_string(),
            verdict(explanation, position),
        ]);
    }
    table(&rows)
}

/// What is to be said of a candidate.
pub fn verdict(explanation: &Explanation, position: usize) -> String {
    let candidate = &explanation.candidates[position];
    match &candidate.verdict {
        Verdict::Rejected(reasons) => reasons.iter().map(words::rejection).collect::<Vec<_>>().join("; "),
        Verdict::Fits { scores, .. } => {
            let scores: Vec<String> =
                explanation.strategy.iter().zip(scores).map(|(rule, n)| words::score(rule, *n)).collect();
            let chosen = match (position, tied(explanation, position)) {
                (0, false) => "chosen: ",
                (0, true) => "chosen by lot: ",
                _ => "",
            };
            format!("{chosen}{}", scores.join(", "))
        }
    }
}

/// Whether the best candidate was no better than the next.
fn tied(explanation: &Explanation, position: usize) -> bool {
    let scores = |candidate: &Candidate| match &candidate.verdict {
        Verdict::Fits { scores, .. } => Some(scores.clone()),
        Verdict::Rejected(_) => None,
    };
    let next = explanation.candidates.get(position + 1).and_then(scores);
    next.is_some() && next == scores(&explanation.candidates[position])
}

fn subnets_table(choices: &[Choice]) -> String {
    let mut rows = vec![["".into(), "subnet".into(), "zone".into(), "verdict".into()]];
    for (position, choice) in choices.iter().enumerate() {
        let chosen = if position == 0 && choice.is_possible() { "chosen: " } else { "" };
        let verdict = match &choice.lacks {
            None => format!("{chosen}{} tasks of the group in the zone", choice.tasks),
            Some(lack) => words::lack(lack),
        };
        rows.push([(position + 1).to_string(), choice.subnet.to_string(), choice.zone.to_string(), verdict]);
    }
    table(&rows)
}

fn as_json(world: &World, placing: &Placing) -> Value {
    let (strategy, candidates) = match &placing.why {
        Why::Instances(explanation) => {
            let rules: Vec<String> = explanation.strategy.iter().map(words::strategy).collect();
            let candidates = (0..explanation.candidates.len()).map(|n| candidate(world, explanation, n)).collect();
            (rules, candidates)
        }
        Why::Named => (vec![], vec![]),
        Why::Subnets(choices) => {
            let candidates: Vec<Value> = choices
                .iter()
                .map(|choice| {
                    json!({
                        "subnet": *choice.subnet,
                        "availabilityZone": choice.zone.to_string(),
                        "available": choice.is_possible(),
                        "lacks": choice.lacks.as_ref().map(words::lack),
                        "tasksInZone": choice.tasks,
                    })
                })
                .collect();
            (vec!["spread(attribute:ecs.availability-zone)".into()], candidates)
        }
    };
    json!({
        "group": *world.groups[placing.group].name,
        "at": placing.at.0,
        "strategy": strategy,
        "candidates": candidates,
    })
}

fn candidate(world: &World, explanation: &Explanation, position: usize) -> Value {
    let candidate = &explanation.candidates[position];
    let mut value = json!({
        "containerInstanceArn": arn::instance(world, candidate.instance),
        "ec2InstanceId": arn::ec2_instance(world, candidate.instance),
        "availabilityZone": candidate.zone.to_string(),
    });
    match &candidate.verdict {
        Verdict::Fits { scores, turn } => {
            value["rank"] = json!(position + 1);
            value["chosen"] = json!(position == 0);
            value["scores"] = json!(scores);
            value["turn"] = json!(turn);
        }
        Verdict::Rejected(reasons) => {
            value["rejected"] = reasons
                .iter()
                .map(|reason| json!({ "reason": words::failure_reason(reason), "detail": words::rejection(reason) }))
                .collect();
        }
    }
    value
}
