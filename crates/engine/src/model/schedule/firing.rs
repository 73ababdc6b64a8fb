//! When schedules fire: arithmetic on dates, in UTC.
//!
//! Where EventBridge's documentation is silent, this is decided:
//! - Schedules fire on whole minutes (EventBridge is exact to 60 s); `at` keeps its seconds.
//! - A rate fires at the first whole minute at or after its making or its last change, and then every so often.
//! - An `at` in the past never fires. So does a date that doesn't exist, such as 31 February.
//! - Ranges don't wrap: `FRI-MON` is a mistake. Days of the week are also known by number, 1 being Sunday.
//! - `31W` fires in months with 31 days only.
//! - EventBridge Scheduler takes `rate(1 minutes)`, which its console writes; rules insist on `rate(1 minute)`.

use super::{Expression, cron};
use crate::time::{OPENED, Span, Time};

const MINUTE: u64 = Span::minutes(1).0;

/// The first moment of an expression that isn't before `from`. `began` is when a rate began to count.
pub fn moment(expression: &Expression, began: Time, from: Time) -> Option<Time> {
    match expression {
        Expression::Rate(every) => {
            let first = Time(began.0.next_multiple_of(MINUTE));
            let periods = from.since(first).0.div_ceil(every.0);
            Some(first + *every * periods)
        }
        Expression::At(second) => {
            let at = Time(u64::try_from(second.checked_sub(OPENED)?).ok()?.checked_mul(1_000)?);
            (at >= from).then_some(at)
        }
        Expression::Cron(fields) => {
            let minute = cron::next(fields, OPENED / 60 + from.0.div_ceil(MINUTE) as i64)?;
            Some(Time((minute - OPENED / 60) as u64 * MINUTE))
        }
    }
}
