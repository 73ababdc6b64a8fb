//! Time: letting it go on, stepping, looking at the past, undoing.

use std::rc::Rc;

use super::Session;
use crate::session::action::Effect;
use crate::session::timetravel::{Before, Past, Steps};
use engine::history::History;
use engine::time::{Span, Time};

/// As far as a step goes in search of something that happens.
const FARTHEST_STEP: Span = Span::hours(7 * 24);
/// A step that goes farther than this says so.
const LONG_STEP: Span = Span::minutes(5);
const END_OF_TIME: &str =
    "Simulated time ends here, after ten years. Undo, look at the past, or restart under Scenario.";

impl Session {
    /// A frame of the page: lets time go on if it runs. `in_time` says whether the frame's time isn't used up yet.
    /// Says whether anything changed.
    pub fn frame(&mut self, elapsed: f64, mut in_time: impl FnMut() -> bool) -> bool {
        if !self.playback.playing {
            return false;
        }
        let due = self.playback.due(elapsed);
        if due == Span::ZERO {
            return false;
        }
        if let Some(past) = &self.past {
            self.look_at(past.world.now + due);
            return true;
        }
        let start = self.now();
        if start >= Time::END {
            self.playback.playing = false;
            self.notice = Some(END_OF_TIME.into());
            return true;
        }
        let target = (start + due).min(Time::END);
        while self.now() < target && in_time() {
            // One fact's moment at a time: each is quick, so a frame is never late by much.
            if !self.history.advance_to_next_fact(target) {
                self.history.advance(target);
            }
        }
        self.playback.reached(due, self.now() - start, elapsed);
        self.follow();
        true
    }

    pub(super) fn step_forward(&mut self) -> Vec<Effect> {
        self.playback.playing = false;
        if let Some(past) = &self.past {
            let after = past.world.now;
            match self.history.next_fact_after(after) {
                Some(time) => self.look_at(time),
                None => self.past = None,
            }
            return vec![Effect::Save];
        }
        let before = self.now();
        let limit = before + FARTHEST_STEP;
        if self.history.advance_to_next_fact(limit) {
            let at = self.now();
            self.notice = (at - before >= LONG_STEP).then(|| format!("Nothing happened before {at}.").into());
        } else {
            let nothing = "Nothing happens by itself in the next seven days.";
            self.notice = Some(if limit < Time::END { nothing } else { END_OF_TIME }.into());
        }
        self.follow();
        vec![Effect::Save]
    }

    pub(super) fn step_back(&mut self) {
        self.playback.playing = false;
        let now = self.world().now;
        let log = self.history.simulation().log();
        let earlier = log.iter().rev().map(|fact| fact.at).find(|&at| at < now);
        self.look_at(earlier.unwrap_or(Time::ZERO));
    }

    pub(super) fn look_at(&mut self, time: Time) {
        self.past = (time < self.now()).then(|| Past::at(&self.history, time));
        self.travelled |= self.past.is_some();
    }

    pub(super) fn travel(
        &mut self,
        go: fn(&mut Steps, &mut History) -> bool,
        done: &str,
        nothing: &str,
    ) -> Vec<Effect> {
        let before = Before::of(&self.history);
        if !go(&mut self.steps, &mut self.history) {
            return vec![Effect::Announce(nothing.into())];
        }
        self.past = None;
        self.playback.playing = false;
        self.part(&before);
        vec![Effect::Save, Effect::Announce(done.into())]
    }

    /// Takes back what was said of a course of events that was left, and takes in the one that is followed now.
    pub(super) fn part(&mut self, before: &Before) {
        self.notice = None;
        self.activity.part(before.parts_from(&self.history), &self.history);
        self.follow();
        Rc::make_mut(&mut self.terminal).part(&self.history);
    }

    /// Brings what is kept beside the history in line with it.
    pub(super) fn follow(&mut self) {
        self.activity.follow(&self.history, self.given());
    }
}
