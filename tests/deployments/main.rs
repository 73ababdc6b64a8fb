//! The engine's rolling update against a second model of it, which was written from the documentation's words alone and
//! shares no code: every way that a small update can go, look by look.
//!
//! Planted in the engine, one by one, and caught: tasks that are stopping don't count against maximumPercent; lost tasks of
//! the older revision aren't started again; minimumHealthyPercent is rounded down. What it found by itself is in
//! [`examples`].

#![cfg(not(target_arch = "wasm32"))]

mod examples;
mod explore;
mod model;
mod percentages;
mod stage;

use explore::{Found, explore};
use stage::{Case, Checks};

/// Percentages in steps of 25; ECS refuses 100 and 100.
fn percentages() -> impl Iterator<Item = (u32, u32)> {
    let minima = (0..=100).step_by(25);
    let all = minima.flat_map(|minimum| (100..=200).step_by(25).map(move |maximum| (minimum, maximum)));
    all.filter(|both| *both != (100, 100))
}

fn cases(desired: u32, checks: Checks, slots: Option<u32>) -> impl Iterator<Item = Case> {
    percentages().map(move |(minimum, maximum)| Case { desired, minimum, maximum, checks, slots })
}

/// Explores cases; the whole of what was found wrong is said at the end.
#[track_caller]
fn check(cases: impl Iterator<Item = Case>, disturbances: u8) {
    let mut found = Found::default();
    cases.for_each(|case| explore(&case, disturbances, &mut found));
    println!("{} states", found.states);
    let mistakes: Vec<String> = found.mistakes.iter().map(|(kind, way)| format!("{kind}: {way}")).collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n\n"));
}

#[test]
fn none_and_one_desired() {
    check((0..=1).flat_map(|desired| cases(desired, Checks::Container, None)), 1);
}

#[test]
fn one_desired_behind_a_load_balancer() {
    check(cases(1, Checks::TargetGroup, None).chain(cases(1, Checks::Both, None)), 1);
}

#[test]
fn two_desired() {
    check(cases(2, Checks::Container, None), 1);
}

#[test]
fn just_enough_room_or_one_more() {
    let slots = [(1, 1), (1, 2), (2, 2), (2, 3)];
    check(slots.into_iter().flat_map(|(desired, slots)| cases(desired, Checks::Container, Some(slots))), 1);
}

#[test]
fn three_and_four_desired() {
    check(cases(3, Checks::Container, None).step_by(5), 1);
    check(cases(3, Checks::Container, None).chain(cases(4, Checks::Container, None)), 0);
}

#[test]
#[ignore = "minutes: make search"]
fn all_with_two_disturbances() {
    for (checks, slots) in [(Checks::Container, None), (Checks::TargetGroup, None), (Checks::Container, Some(1))] {
        check(cases(1, checks, slots), 2);
    }
    check(cases(2, Checks::Container, None), 2);
}

#[test]
#[ignore = "minutes: make search"]
fn all_with_one_disturbance() {
    check(cases(2, Checks::TargetGroup, None).chain(cases(2, Checks::Both, None)), 1);
    check(cases(3, Checks::Container, None), 1);
    check(cases(4, Checks::Container, None), 1);
    check([3, 4].into_iter().flat_map(|desired| cases(desired, Checks::Container, Some(desired))), 1);
}
