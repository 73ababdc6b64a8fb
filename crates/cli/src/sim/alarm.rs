//! `sim alarm`: CloudWatch alarms that deployments look at ring, or are quiet again.

use super::Context;
use super::args::Args;
use super::table;
use crate::Outcome;
use engine::commands::SetAlarm;
use engine::model::alarm::AlarmState;

pub(super) fn alarm(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let name = args.required()?;
    let Some(state) = args.optional() else {
        return match name.as_str() {
            "list" => Ok(list(context)),
            _ => Err(format!("does it ring? {}", args.usage)),
        };
    };
    let state = match state.as_str() {
        "on" => AlarmState::Alarm,
        "off" => AlarmState::Ok,
        _ => return Err(format!("it is on or off: {}", args.usage)),
    };
    args.end()?;
    // CloudWatch: PutMetricAlarm.
    if name.is_empty() || name.chars().count() > 255 {
        return Err("an alarm has a name of 1 to 255 letters".into());
    }
    context.command(SetAlarm { name: name.as_str().into(), state })?;
    Ok(Outcome::default())
}

fn list(context: &Context) -> Outcome {
    let alarms = context.history.world().alarms.iter();
    let rows: Vec<[String; 3]> = alarms
        .map(|(name, alarm)| [name.to_string(), alarm.state.name().into(), format!("since {}", alarm.since)])
        .collect();
    Outcome::printed(table(&rows))
}
