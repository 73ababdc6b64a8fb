//! minimumHealthyPercent and maximumPercent in steps of 5, for 0 to 20 desired tasks: which limits they make, and where
//! neither lets a rolling update begin.

use std::fmt::Write;

use cli::NoFiles;
use expect_test::expect_file;

use crate::model::{End, end, lower_limit, upper_limit};
use crate::stage::{Case, Checks, Stage, after, lines};

const DESIRED: std::ops::RangeInclusive<u32> = 0..=20;

fn minima() -> impl Iterator<Item = u32> {
    (0..=100).step_by(5)
}

fn maxima() -> impl Iterator<Item = u32> {
    (100..=200).step_by(5)
}

/// All pairs but the one that ECS refuses.
fn pairs() -> impl Iterator<Item = (u32, u32)> {
    minima().flat_map(|minimum| maxima().map(move |maximum| (minimum, maximum))).filter(|pair| *pair != (100, 100))
}

fn case(desired: u32) -> Case {
    Case { desired, minimum: 100, maximum: 200, checks: Checks::Clock, slots: None }
}

/// Consecutive percentages of the same limit together: `5–30: 1`.
fn runs(percents: impl Iterator<Item = u32>, limit: impl Fn(u32) -> u32) -> String {
    let mut runs: Vec<(u32, u32, u32)> = vec![];
    for percent in percents {
        match runs.last_mut() {
            Some((_, last, of)) if *of == limit(percent) => *last = percent,
            _ => runs.push((percent, percent, limit(percent))),
        }
    }
    let shown = |(first, last, limit): &(u32, u32, u32)| match first == last {
        true => format!("{first}: {limit}"),
        false => format!("{first}–{last}: {limit}"),
    };
    runs.iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// Which pairs are stuck, each as `minimum with maximum`; they are all of a block, but for 100 with 100.
fn deadlocks(desired: u32) -> String {
    let stuck: Vec<(u32, u32)> =
        pairs().filter(|(minimum, maximum)| end(desired, *minimum, *maximum, None) == End::StuckByPercents).collect();
    let (Some(&(lowest, _)), Some(highest)) = (stuck.first(), stuck.iter().map(|(_, maximum)| *maximum).max()) else {
        return "never".into();
    };
    let of_block = |(minimum, maximum): &(u32, u32)| *minimum >= lowest && *maximum <= highest;
    assert_eq!(stuck, pairs().filter(of_block).collect::<Vec<_>>(), "{desired}");
    format!("{lowest}–100 with 100–{highest}")
}

fn limits(stage: &Stage, minimum: u32, maximum: u32) -> (u32, u32) {
    let mut stage = stage.clone();
    stage.percents(minimum, maximum);
    stage.limits()
}

#[test]
fn the_limits_and_the_deadlocks_are_these() {
    let mut table = String::from(
        "For each desired count: which minimumHealthyPercent is which lower limit, which maximumPercent which upper limit,\n\
         and with which of both a rolling update is stuck: neither a task more nor one fewer is allowed. ECS refuses 100\n\
         with 100, with which all would be.\n",
    );
    for desired in DESIRED {
        let stage = Stage::steady(&case(desired));
        let lower = runs(minima(), |minimum| limits(&stage, minimum, 200).0);
        let upper = runs(maxima(), |maximum| limits(&stage, 0, maximum).1);
        let stuck = deadlocks(desired);
        writeln!(table, "\n{desired} desired\n  lower  {lower}\n  upper  {upper}\n  stuck  {stuck}").unwrap();
        for (minimum, maximum) in pairs().step_by(7) {
            let expected = (lower_limit(desired, minimum), upper_limit(desired, maximum));
            assert_eq!(limits(&stage, minimum, maximum), expected, "{desired} {minimum} {maximum}");
        }
    }
    expect_file!["percentages.txt"].assert_eq(&table);
}

/// What becomes of an update if all goes well.
fn update(stage: &Stage, minimum: u32, maximum: u32) -> End {
    let mut stage = stage.clone();
    stage.percents(minimum, maximum);
    stage.updates();
    for _ in 0..100 {
        stage.looks();
        let found = stage.read();
        assert!(found.healthy() >= found.lower(), "{minimum} {maximum} {found:?}");
        match (found.completed, stage.said_stuck()) {
            (true, _) => return End::Completes,
            (false, true) => return End::StuckByPercents,
            (false, false) => stage.all_goes_well(),
        }
    }
    panic!("{minimum} {maximum}: neither complete nor stuck: {:?}", stage.read());
}

/// Updates with each n-th of the stuck pairs, and each m-th of the others.
fn check_updates(desired: impl Iterator<Item = u32>, n: usize, m: usize) {
    for desired in desired {
        let stage = Stage::steady(&case(desired));
        let ends = |(minimum, maximum)| end(desired, minimum, maximum, None);
        let (stuck, others): (Vec<_>, Vec<_>) = pairs().partition(|pair| ends(*pair) == End::StuckByPercents);
        let others = others.into_iter().skip(desired as usize).step_by(m);
        for (minimum, maximum) in stuck.into_iter().step_by(n).chain(others) {
            assert_eq!(update(&stage, minimum, maximum), ends((minimum, maximum)), "{desired} {minimum} {maximum}");
        }
    }
}

#[test]
fn an_update_is_stuck_where_the_table_says_so() {
    check_updates(0..=6, 3, 97);
    check_updates(7..=20, 4, 397);
}

#[test]
#[ignore = "all 9,240 updates: make search"]
fn every_update_is_stuck_where_the_table_says_so() {
    check_updates(DESIRED, 1, 1);
}

const STUCK: &str = "was unable to stop or start tasks during a deployment because of the service deployment \
                     configuration. Update the minimumHealthyPercent or maximumPercent value and try again.";

/// The same with all that tasks do by themselves, and in the words that are printed.
#[test]
fn the_simulation_says_that_it_is_stuck() {
    for desired in 1..=8 {
        // The last percentages that are stuck, and the next of either.
        let minimum = minima().find(|&minimum| lower_limit(desired, minimum) == desired).unwrap();
        let maximum = maxima().take_while(|&maximum| upper_limit(desired, maximum) == desired).last().unwrap();
        for (minimum, maximum, stuck) in
            [(minimum, maximum, true), (minimum - 5, maximum, false), (minimum, maximum + 5, false)]
        {
            let case = Case { minimum, maximum, ..case(desired) };
            let mut lines = lines(&case);
            lines.push("aws ecs update-service --service web --task-definition web:2".into());
            lines.push("sim wait 1h".into());
            let mut history = after(&lines);
            let events = cli::run(&mut history, &NoFiles, "sim events web").stdout;
            assert_eq!(events.matches(STUCK).count(), usize::from(stuck), "{case:?}\n{events}");
            assert_eq!(events.matches("deployment completed.").count(), 2 - usize::from(stuck), "{case:?}\n{events}");
        }
    }
}

#[test]
fn all_at_once_is_refused() {
    let mut history = after(&["aws ecs register-task-definition --family web --container-definitions '[{\"name\":\"web\",\"image\":\"web\",\"memory\":6}]'".into()]);
    let line = "aws ecs create-service --service-name web --task-definition web --desired-count 1 \
                --deployment-configuration minimumHealthyPercent=100,maximumPercent=100";
    let outcome = cli::run(&mut history, &NoFiles, line);
    assert!(outcome.stderr.contains("InvalidParameterException"), "{}", outcome.stderr);
}
