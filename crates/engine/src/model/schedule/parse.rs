//! Reading `rate(…)`, `cron(…)` and `at(…)`.

use std::rc::Rc;

use super::cron::LAST_YEAR;
use super::{Cron, DayOfMonth, DayOfWeek, Days, Expression, Kind, Run};
use crate::calendar::Date;
use crate::time::Span;

const FORMS: &str = "rate(5 minutes), cron(0 9 ? * MON-FRI *) or at(2026-01-05T12:30:00), in UTC";
const NO_AT: &str = "rate(5 minutes) or cron(0 9 ? * MON-FRI *); only aws scheduler takes at(…)";
const RATE: &str = "a rate is a whole number and minutes, hours or days: rate(5 minutes)";
const SINGULAR: &str = "1 goes with minute, hour or day; other numbers go with minutes, hours or days";
const AT: &str = "at(yyyy-mm-ddThh:mm:ss), a date that exists";
const FIELDS: &str = "six fields: minutes hours day-of-month month day-of-week year, as in cron(0 9 ? * MON-FRI *)";
const ONE_QUESTION: &str = "either day-of-month or day-of-week is ?, and the other one says the days";

/// A field of a cron expression: its bounds, the names of its numbers, and what is said of a mistake in it.
struct Field {
    bounds: (u32, u32),
    names: &'static [&'static str],
    mistake: &'static str,
}

const MINUTES: Field = Field { bounds: (0, 59), names: &[], mistake: "minutes are 0-59, with , - * and /" };
const HOURS: Field = Field { bounds: (0, 23), names: &[], mistake: "hours are 0-23, with , - * and /" };
const MONTH_DAYS: Field =
    Field { bounds: (1, 31), names: &[], mistake: "days of the month are 1-31, L, LW or 15W, with , - * and /" };
const MONTHS: Field = Field {
    bounds: (1, 12),
    names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
    mistake: "months are 1-12 or JAN-DEC, with , - * and /",
};
const WEEKDAYS: Field = Field {
    bounds: (1, 7),
    names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    mistake: "days of the week are 1-7 or SUN-SAT, L, 6L or 2#1, with , - * and /",
};
const YEARS: Field = Field { bounds: (1970, LAST_YEAR), names: &[], mistake: "years are 1970-2199, with , - * and /" };

/// Reads an expression, or says what was expected instead.
pub fn parse(text: &str, kind: Kind) -> Result<Expression, &'static str> {
    // EventBridge Scheduler takes AT(…), too (CP: pf-scheduler-schedule-expression); a rule doesn't.
    let inside = |name: &str| {
        let (word, rest) = text.split_at_checked(name.len())?;
        let fits = word == name || kind == Kind::Schedule && word.eq_ignore_ascii_case(name);
        fits.then(|| rest.strip_prefix('(')?.strip_suffix(')')).flatten()
    };
    match (inside("rate"), inside("cron"), inside("at")) {
        (Some(rate), ..) => read_rate(rate, kind),
        (_, Some(cron), _) => read_cron(cron, kind),
        (.., Some(at)) if kind == Kind::Schedule => read_at(at).ok_or(AT),
        _ => Err(if kind == Kind::Schedule { FORMS } else { NO_AT }),
    }
}

fn read_rate(text: &str, kind: Kind) -> Result<Expression, &'static str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (value, unit) = text.split_at(digits);
    let value = number(value).filter(|&value| value > 0).ok_or(RATE)?;
    let (apart, unit) = (unit.starts_with(' '), unit.trim_start_matches(' '));
    let lower = unit.to_ascii_lowercase();
    // EventBridge Scheduler takes rate(5minutes), too.
    let unit = match kind {
        Kind::Schedule => lower.as_str(),
        Kind::Rule if apart => unit,
        Kind::Rule => return Err(RATE),
    };
    let one = unit.strip_suffix('s').unwrap_or(unit);
    let every = match one {
        "minute" => Span::minutes(1),
        "hour" => Span::hours(1),
        "day" => Span::hours(24),
        _ => return Err(RATE),
    };
    if kind == Kind::Rule && (value == 1) != (one == unit) {
        return Err(SINGULAR);
    }
    Ok(Expression::Rate(every * u64::from(value)))
}

/// `2026-01-05T12:30:00`, `2026-01-05T12:30`
fn read_at(text: &str) -> Option<Expression> {
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    // The seconds may be left out.
    let time = if time.len() == 5 { format!("{time}:00") } else { time.into() };
    let [hour, minute, second] = numbers(&time, ':', [2, 2, 2])?;
    let date = Date { year: i64::from(year), month, day };
    let exists = (1..=12).contains(&month) && (1..=date.days_in_month()).contains(&day);
    let in_day = hour < 24 && minute < 60 && second < 60;
    let seconds = date.to_day() * 86_400 + i64::from(hour * 3_600 + minute * 60 + second);
    (exists && in_day).then_some(Expression::At(seconds))
}

/// Three numbers of so many digits.
fn numbers(text: &str, between: char, digits: [usize; 3]) -> Option<[u32; 3]> {
    let parts: Vec<&str> = text.split(between).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let fits = [a, b, c].into_iter().zip(digits).all(|(part, digits)| part.len() == digits);
    fits.then(|| Some([number(a)?, number(b)?, number(c)?])).flatten()
}

/// Six fields; EventBridge Scheduler takes five, too: every year.
fn read_cron(text: &str, kind: Kind) -> Result<Expression, &'static str> {
    let mut fields: Vec<&str> = text.split_whitespace().collect();
    if kind == Kind::Schedule && fields.len() == 5 {
        fields.push("*");
    }
    let [minutes, hours, month_days, months, weekdays, years] = fields.as_slice() else { return Err(FIELDS) };
    let days = match (*month_days, *weekdays) {
        ("?", "?") => return Err(ONE_QUESTION),
        (days, "?") => Days::OfMonth(each(days, &MONTH_DAYS, day_of_month)?),
        ("?", days) => Days::OfWeek(each(days, &WEEKDAYS, day_of_week)?),
        _ => return Err(ONE_QUESTION),
    };
    Ok(Expression::Cron(Rc::new(Cron {
        minutes: each(minutes, &MINUTES, run)?,
        hours: each(hours, &HOURS, run)?,
        days,
        months: each(months, &MONTHS, run)?,
        years: each(years, &YEARS, run)?,
    })))
}

/// The items of a field, between commas.
fn each<T>(text: &str, field: &Field, read: fn(&str, &Field) -> Option<T>) -> Result<Vec<T>, &'static str> {
    text.split(',').map(|item| read(item, field).ok_or(field.mistake)).collect()
}

fn day_of_month(text: &str, field: &Field) -> Option<DayOfMonth> {
    match text {
        "L" => Some(DayOfMonth::Last),
        "LW" => Some(DayOfMonth::LastWorkday),
        _ => match text.strip_suffix('W') {
            Some(day) => value(day, field).map(DayOfMonth::NearestWorkday),
            None => run(text, field).map(DayOfMonth::Run),
        },
    }
}

fn day_of_week(text: &str, field: &Field) -> Option<DayOfWeek> {
    // The last day of the week: Saturday.
    if text == "L" {
        return run("7", field).map(DayOfWeek::Run);
    }
    if let Some(weekday) = text.strip_suffix('L') {
        return value(weekday, field).map(DayOfWeek::Last);
    }
    match text.split_once('#') {
        Some((weekday, nth)) => {
            let nth = number(nth).filter(|nth| (1..=5).contains(nth))?;
            Some(DayOfWeek::Nth { weekday: value(weekday, field)?, nth })
        }
        None => run(text, field).map(DayOfWeek::Run),
    }
}

/// `*`, `5`, `5-10`, and each with `/2`; `5/2` goes on to the field's end.
fn run(text: &str, field: &Field) -> Option<Run> {
    let (range, step) = match text.split_once('/') {
        Some((range, step)) => (range, Some(number(step).filter(|&step| step > 0)?)),
        None => (text, None),
    };
    let (from, to) = match (range, range.split_once('-'), step) {
        ("*", ..) => field.bounds,
        (_, Some((from, to)), _) => (value(from, field)?, value(to, field)?),
        (_, None, Some(_)) => (value(range, field)?, field.bounds.1),
        (_, None, None) => (value(range, field)?, value(range, field)?),
    };
    (from <= to).then_some(Run { from, to, step: step.unwrap_or(1) })
}

/// A number of a field, or its name.
fn value(text: &str, field: &Field) -> Option<u32> {
    let (low, high) = field.bounds;
    if let Some(at) = field.names.iter().position(|name| name.eq_ignore_ascii_case(text)) {
        return Some(low + at as u32);
    }
    number(text).filter(|number| (low..=high).contains(number))
}

/// Digits alone: no sign.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
