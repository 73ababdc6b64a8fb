//! Expressions and the moments they name. Times are as the account has them: it opened on Monday, 2026-01-05, at 09:00.

use super::Kind;
use super::{moment, parse};
use crate::calendar::Date;
use crate::time::{OPENED, Time};

/// `2026-01-05 09:00`, with the seconds if there are some.
fn written(time: Time) -> String {
    let seconds = OPENED + (time.0 / 1_000) as i64;
    let Date { year, month, day } = Date::of_day(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let seconds = if second > 0 { format!(":{second:02}") } else { String::new() };
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}{seconds}")
}

/// The first moments of an expression of EventBridge Scheduler for an account that is 90 seconds old.
fn check(text: &str, expected: &[&str]) {
    let expression = parse(text, Kind::Schedule).unwrap_or_else(|why| panic!("{text}: {why}"));
    let began = Time(90_000);
    let mut from = began;
    let mut moments = Vec::new();
    while let Some(at) = moment(&expression, began, from).filter(|_| moments.len() < expected.len().max(1)) {
        assert!(at >= from, "{text}");
        moments.push(written(at));
        from = Time(at.0 + 1);
    }
    assert_eq!(moments, expected, "{text}");
}

#[test]
fn rates_count_whole_minutes_from_their_making() {
    check("rate(1 minute)", &["2026-01-05 09:02", "2026-01-05 09:03", "2026-01-05 09:04"]);
    check("rate(5 minutes)", &["2026-01-05 09:02", "2026-01-05 09:07"]);
    check("rate(1 minutes)", &["2026-01-05 09:02", "2026-01-05 09:03"]);
    check("rate(3 hours)", &["2026-01-05 09:02", "2026-01-05 12:02"]);
    check("rate(1 day)", &["2026-01-05 09:02", "2026-01-06 09:02"]);
    let rate = parse("rate(5 minutes)", Kind::Schedule).unwrap();
    let next = |from| moment(&rate, Time(60_000), Time(from)).unwrap().0;
    assert_eq!([next(0), next(60_000), next(60_001), next(360_000)], [60_000, 60_000, 360_000, 360_000]);
}

#[test]
fn one_time_schedules_name_a_second() {
    check("at(2026-01-05T12:30:45)", &["2026-01-05 12:30:45"]);
    check("at(2028-02-29T00:00:00)", &["2028-02-29 00:00"]);
    check("at(2026-01-05T09:01:29)", &[]);
    check("at(1999-12-31T23:59:59)", &[]);
}

#[test]
fn crons_name_minutes_and_hours() {
    check("cron(0 12 * * ? *)", &["2026-01-05 12:00", "2026-01-06 12:00"]);
    check("cron(*/15 * * * ? *)", &["2026-01-05 09:15", "2026-01-05 09:30", "2026-01-05 09:45", "2026-01-05 10:00"]);
    check("cron(0/20 9-10 * * ? *)", &["2026-01-05 09:20", "2026-01-05 09:40", "2026-01-05 10:00"]);
    check(
        "cron(10-40/15 9 ? * * *)",
        &["2026-01-05 09:10", "2026-01-05 09:25", "2026-01-05 09:40", "2026-01-06 09:10"],
    );
    check(
        "cron(5,2,50/5 9 * * ? *)",
        &["2026-01-05 09:02", "2026-01-05 09:05", "2026-01-05 09:50", "2026-01-05 09:55"],
    );
    // The minute that has begun is over; the one that begins isn't.
    check("cron(1 9 * * ? *)", &["2026-01-06 09:01"]);
    check("cron(2 9 * * ? 2026)", &["2026-01-05 09:02", "2026-01-06 09:02"]);
}

#[test]
fn crons_name_days() {
    check(
        "cron(0 9 ? * MON-FRI *)",
        &["2026-01-06 09:00", "2026-01-07 09:00", "2026-01-08 09:00", "2026-01-09 09:00", "2026-01-12 09:00"],
    );
    check("cron(0 9 ? * 2-6 *)", &["2026-01-06 09:00", "2026-01-07 09:00"]);
    check("cron(0 18 ? * SAT,1 *)", &["2026-01-10 18:00", "2026-01-11 18:00", "2026-01-17 18:00"]);
    check("cron(0 0 1 JAN,Jul ? *)", &["2026-07-01 00:00", "2027-01-01 00:00"]);
    check("cron(0 0 31 * ? *)", &["2026-01-31 00:00", "2026-03-31 00:00", "2026-05-31 00:00"]);
    check("cron(0 0 29 2 ? *)", &["2028-02-29 00:00", "2032-02-29 00:00"]);
    check("cron(0 0 1 1 ? 2030-2040/5)", &["2030-01-01 00:00", "2035-01-01 00:00", "2040-01-01 00:00"]);
    check("cron(0 0 30 2 ? *)", &[]);
    check("cron(0 0 31 12 ? 2199)", &["2199-12-31 00:00"]);
    check("cron(0 0 1 1 ? 2025)", &[]);
}

#[test]
fn crons_name_last_and_nearest_days() {
    check("cron(0 0 L * ? *)", &["2026-01-31 00:00", "2026-02-28 00:00", "2026-03-31 00:00"]);
    // 31 January 2026 is a Saturday, 28 February too, 31 May is a Sunday.
    check("cron(0 0 LW 1,2,5 ? *)", &["2026-01-30 00:00", "2026-02-27 00:00", "2026-05-29 00:00"]);
    // 1 February is a Sunday, 1 August a Saturday, 15 February a Sunday.
    check("cron(0 0 1W 2,8 ? *)", &["2026-02-02 00:00", "2026-08-03 00:00"]);
    check("cron(0 0 15W 2 ? *)", &["2026-02-16 00:00", "2027-02-15 00:00"]);
    check("cron(0 0 31W 1-3 ? *)", &["2026-01-30 00:00", "2026-03-31 00:00"]);
    check("cron(0 0 ? * L *)", &["2026-01-10 00:00", "2026-01-17 00:00"]);
    check("cron(0 0 ? * 6L *)", &["2026-01-30 00:00", "2026-02-27 00:00"]);
    check("cron(0 0 ? * FRIL *)", &["2026-01-30 00:00", "2026-02-27 00:00"]);
    check("cron(0 0 ? * 3#2 *)", &["2026-01-13 00:00", "2026-02-10 00:00"]);
    check("cron(0 0 ? * SUN#5 *)", &["2026-03-29 00:00", "2026-05-31 00:00"]);
}

/// Another reading of the same fields: every minute is looked at.
#[test]
fn a_cron_names_what_looking_at_every_minute_finds() {
    let expression = parse("cron(7/20 3,22 ? FEB-MAR MON,THU *)", Kind::Rule).unwrap();
    let mut from = Time::ZERO;
    for minute in (0..90 * 24 * 60).map(|n: i64| n + OPENED / 60) {
        let Date { month, .. } = Date::of_day(minute / 1_440);
        let (hour, of_hour) = (minute / 60 % 24, minute % 60);
        // 1 January 1970 was a Thursday.
        let weekday = minute / 1_440 % 7;
        let named = (2..=3).contains(&month)
            && [0, 4].contains(&weekday)
            && [3, 22].contains(&hour)
            && [7, 27, 47].contains(&of_hour);
        let at = Time((minute - OPENED / 60) as u64 * 60_000);
        assert_eq!(moment(&expression, Time::ZERO, at) == Some(at), named, "{}", written(at));
        if named {
            assert_eq!(moment(&expression, Time::ZERO, from), Some(at));
            from = Time(at.0 + 1);
        }
    }
}

fn wrong(kind: Kind, text: &str, expected: &str) {
    let why = parse(text, kind).expect_err(text);
    assert!(why.contains(expected), "{text}: {why}");
}

/// The 46 that were measured (CP: pf-scheduler-schedule-expression), as far as they aren't among the mistakes below.
#[test]
fn the_scheduler_takes_more_than_rules_do() {
    for (lenient, strict) in [
        ("rate(1minute)", "rate(1 minute)"),
        ("rate(5minutes)", "rate(5 minutes)"),
        ("rate(1 minutes)", "rate(1 minute)"),
        ("rate(2 minute)", "rate(2 minutes)"),
        ("rate(5 Minutes)", "rate(5 minutes)"),
        ("RATE(5 minutes)", "rate(5 minutes)"),
        ("Cron(0 9 ? * MON *)", "cron(0 9 ? * MON *)"),
        ("cron(0 12 * * ?)", "cron(0 12 * * ? *)"),
        ("CRON(0 12 ? * 3L)", "cron(0 12 ? * 3L *)"),
        ("cron(0 12 1W * ?)", "cron(0 12 1W * ? *)"),
    ] {
        assert!(parse(lenient, Kind::Rule).is_err(), "{lenient}");
        assert_eq!(parse(lenient, Kind::Schedule), parse(strict, Kind::Rule), "{lenient}");
    }
    let at = parse("at(2030-01-01T00:00:00)", Kind::Schedule);
    assert!(at.is_ok());
    assert_eq!(parse("at(2030-01-01T00:00)", Kind::Schedule), at);
    assert_eq!(parse("AT(2030-01-01T00:00:00)", Kind::Schedule), at);
    for text in ["rate( 1 minute )", "rate(1 minute )", "rate(5 weeks)", "at(2030-01-01)", "at(2030-01-01 00:00:00)"] {
        assert!(parse(text, Kind::Schedule).is_err(), "{text}");
    }
    for text in ["at(2030-01-01T00:00:00Z)", "at(2030-01-01T00:00:00.000)", "at(2030-01-01T00)", "at(2030-01-01T24:00)"]
    {
        assert!(parse(text, Kind::Schedule).is_err(), "{text}");
    }
}

#[test]
fn mistakes_are_said() {
    let schedule = |text, expected| wrong(Kind::Schedule, text, expected);
    schedule("", "rate(5 minutes)");
    schedule("every day", "at(2026");
    schedule("rate(5 minutes", "rate(5 minutes)");
    for text in
        ["rate(0 minutes)", "rate(-1 minutes)", "rate(30 seconds)", "rate(5)", "rate(1.5 hours)", "rate(+5 minutes)"]
    {
        schedule(text, "a rate is a whole number");
    }
    for text in ["cron(0 9 * *)", "cron()", "cron(0 0 9 * * ? *)"] {
        schedule(text, "six fields");
    }
    for text in ["cron(0 9 * * *)", "cron(0 9 ? * ?)", "cron(0 9 * * * *)", "cron(0 9 ? * ? *)", "cron(0 9 1 * MON *)"]
    {
        schedule(text, "the other one says the days");
    }
    schedule("cron(60 9 * * ? *)", "minutes are");
    schedule("cron(5# 9 * * ? *)", "minutes are");
    schedule("cron(*/0 9 * * ? *)", "minutes are");
    schedule("cron(0 24 * * ? *)", "hours are");
    schedule("cron(0 9 32 * ? *)", "days of the month");
    schedule("cron(0 9 1#2 * ? *)", "days of the month");
    schedule("cron(0 9 * 13 ? *)", "months are");
    schedule("cron(0 9 ? * 0 *)", "days of the week");
    schedule("cron(0 9 ? * FRI-MON *)", "days of the week");
    schedule("cron(0 9 ? * 2#6 *)", "days of the week");
    schedule("cron(0 9 ? * MON, *)", "days of the week");
    schedule("cron(0 9 ? * MON 1969)", "years are");
    for text in [
        "at(2026-02-29T00:00:00)",
        "at(2026-1-5T00:00:00)",
        "at(2026-01-05T24:00:00)",
        "at(2026-01-05 12:00:00)",
        "at(2026-01-05T12)",
    ] {
        schedule(text, "a date that exists");
    }
}

#[test]
fn rules_insist_on_singular_and_plural_and_know_no_one_time() {
    for text in ["rate(1 minutes)", "rate(5 minute)", "rate(1 days)"] {
        wrong(Kind::Rule, text, "1 goes with minute");
    }
    assert!(parse("rate(1 hour)", Kind::Rule).is_ok() && parse("rate(2 days)", Kind::Rule).is_ok());
    wrong(Kind::Rule, "at(2026-01-05T12:30:00)", "only aws scheduler");
}
