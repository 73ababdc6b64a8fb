//! The next moment of a cron expression.

use super::{Cron, DayOfMonth, DayOfWeek, Days, Run};
use crate::calendar::{Date, weekday};

/// The last year that a schedule may name.
pub(super) const LAST_YEAR: u32 = 2199;

const MINUTES_A_DAY: i64 = 24 * 60;

/// The first minute since 1970 that a cron expression names, at or after `from`.
pub(super) fn next(cron: &Cron, from: i64) -> Option<i64> {
    let (mut day, mut earliest) = (from.div_euclid(MINUTES_A_DAY), from.rem_euclid(MINUTES_A_DAY) as u32);
    loop {
        let date = Date::of_day(day);
        if date.year > i64::from(LAST_YEAR) {
            return None;
        }
        let minute = is_on(cron, date, day).then(|| minute_of_day(cron, earliest)).flatten();
        if let Some(minute) = minute {
            return Some(day * MINUTES_A_DAY + i64::from(minute));
        }
        earliest = 0;
        // A year or month that isn't meant is passed over at once.
        day = match (has(&cron.years, date.year as u32), has(&cron.months, date.month)) {
            (false, _) => Date { year: date.year + 1, month: 1, day: 1 }.to_day(),
            (true, false) => day + i64::from(date.days_in_month() - date.day) + 1,
            (true, true) => day + 1,
        };
    }
}

fn has(field: &[Run], number: u32) -> bool {
    field.iter().any(|run| run.has(number))
}

/// The first minute of a day that is named, at or after `earliest`.
fn minute_of_day(cron: &Cron, earliest: u32) -> Option<u32> {
    let hours = (earliest / 60..24).filter(|&hour| has(&cron.hours, hour));
    let mut minutes = hours.flat_map(|hour| (0..60).map(move |minute| (hour * 60 + minute, minute)));
    minutes.find(|&(of_day, minute)| of_day >= earliest && has(&cron.minutes, minute)).map(|(of_day, _)| of_day)
}

fn is_on(cron: &Cron, date: Date, day: i64) -> bool {
    has(&cron.years, date.year as u32)
        && has(&cron.months, date.month)
        && match &cron.days {
            Days::OfMonth(days) => days.iter().any(|given| is_day_of_month(given, date, day)),
            Days::OfWeek(days) => days.iter().any(|given| is_day_of_week(given, date, day)),
        }
}

fn is_day_of_month(given: &DayOfMonth, date: Date, day: i64) -> bool {
    let last = date.days_in_month();
    match *given {
        DayOfMonth::Run(run) => run.has(date.day),
        DayOfMonth::Last => date.day == last,
        DayOfMonth::LastWorkday => date.day == nearest_workday(last, date, day),
        DayOfMonth::NearestWorkday(wanted) => wanted <= last && date.day == nearest_workday(wanted, date, day),
    }
}

fn is_day_of_week(given: &DayOfWeek, date: Date, day: i64) -> bool {
    let today = weekday(day);
    match *given {
        DayOfWeek::Run(run) => run.has(today),
        DayOfWeek::Last(wanted) => today == wanted && date.day + 7 > date.days_in_month(),
        DayOfWeek::Nth { weekday, nth } => today == weekday && date.day.div_ceil(7) == nth,
    }
}

/// Of Monday to Friday, the day of this month that is nearest to `wanted`. `date` is the date of `day`.
fn nearest_workday(wanted: u32, date: Date, day: i64) -> u32 {
    match weekday(day + i64::from(wanted) - i64::from(date.day)) {
        1 if wanted == date.days_in_month() => wanted - 2,
        1 => wanted + 1,
        7 if wanted == 1 => 3,
        7 => wanted - 1,
        _ => wanted,
    }
}
