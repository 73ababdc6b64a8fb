//! What the model found wrong in the engine, each as an example.

use crate::stage::{Case, Checks, Move, Stage, Standing};

/// A service of `web:1` that is just being updated to `web:2`.
fn updating(desired: u32, minimum: u32, maximum: u32) -> Stage {
    let mut stage = Stage::steady(&Case { desired, minimum, maximum, checks: Checks::Container, slots: None });
    stage.updates();
    stage
}

#[test]
fn a_revision_that_was_replaced_half_way_starts_no_more() {
    let mut stage = updating(2, 100, 150);
    assert_eq!(stage.looks().started, [0, 1]);
    stage.updates();
    for _ in 0..20 {
        stage.all_goes_well();
        assert_eq!(stage.looks().started[..2], [0, 0]);
    }
    assert!(stage.read().completed);
}

#[test]
fn a_larger_count_starts_nothing_of_a_revision_that_is_gone() {
    let mut stage = updating(1, 0, 100);
    assert_eq!(stage.looks().stopped[0].healthy, 1);
    stage.desires(2);
    assert_eq!(stage.looks().started, [0, 1]);
}

#[test]
fn room_for_more_old_tasks_is_not_left_empty() {
    let mut stage = updating(1, 25, 100);
    stage.moves(Move::Crashes(0, Standing::Healthy));
    assert_eq!(stage.looks().started, [1, 0]);
    stage.moves(Move::Runs(0));
    stage.moves(Move::Passes(0));
    stage.desires(2);
    let look = stage.looks();
    assert_eq!((look.started, look.stuck), (vec![0, 1], false));
}
