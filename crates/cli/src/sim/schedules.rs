//! `sim schedules`: what is scheduled, when it fires next, and what came of the last time.

use super::args::Args;
use super::{Context, table};
use crate::Outcome;
use aws::{time, words};
use engine::model::schedule::{Kind, Schedule};
use engine::world::World;

pub(super) fn schedules(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    args.end()?;
    let world = context.history.world();
    let mut rows: Vec<[String; 4]> = world.schedules.values().map(|schedule| row(world, schedule)).collect();
    rows.sort();
    if rows.is_empty() {
        return Ok(Outcome::printed("there are no schedules: aws scheduler create-schedule makes one"));
    }
    Ok(Outcome::printed(table(&rows)))
}

fn row(world: &World, schedule: &Schedule) -> [String; 4] {
    let kind = match schedule.kind {
        Kind::Schedule => "schedule",
        Kind::Rule => "rule",
    };
    let coming = match (schedule.enabled, schedule.next()) {
        (false, _) => "DISABLED".into(),
        (true, None) if schedule.settings.expression.is_none() => match schedule.dropped {
            0 => "listens".into(),
            dropped => format!("listens; {dropped} events dropped"),
        },
        (true, None) => "never again".into(),
        (true, Some(at)) => format!("next {} ({at})", time::utc(at)),
    };
    let came = match schedule.last {
        None => "never fired".into(),
        Some(at) => {
            let outcomes = schedule.outcomes.iter().map(|outcome| words::outcome(world, outcome));
            format!("last at {at}: {}", outcomes.collect::<Vec<_>>().join("; "))
        }
    };
    [format!("{kind} {}", schedule.name), written(world, schedule), coming, came]
}

/// When it fires: the expression, or the pattern.
fn written(world: &World, schedule: &Schedule) -> String {
    let own = world.schedule(schedule.kind, &schedule.name).and_then(|id| world.bus.patterns.get(&id));
    match own {
        Some(pattern) if schedule.settings.written.is_empty() => aws::cut(pattern.0.text(), 60),
        Some(_) | None => schedule.settings.written.to_string(),
    }
}
