//! The session and how actions change it.

use std::rc::Rc;

use super::action::{Action, Effect, Selection};
use super::activity::Activity;
use super::files::SessionFiles;
use super::playback::{Playback, Speed};
use super::saved::{self, Restored};
use super::scenario::Scenario;
use super::terminal::Terminal;
use super::timetravel::{Before, Past, Steps};
use crate::api::import;
use crate::api::model::model;
use crate::cli::{self, NoFiles, Outcome, aws};
use crate::engine::fact::FactId;
use crate::engine::history::{History, Memory};
use crate::engine::ids::ClusterId;
use crate::engine::random::Seed;
use crate::engine::time::{Span, Time};
use crate::engine::world::World;

#[derive(Clone, Debug)]
pub struct Session {
    history: History,
    scenario: Scenario,
    /// Journal entries that the scenario made.
    given: usize,
    files: SessionFiles,
    steps: Steps,
    /// Set while the past is looked at.
    past: Option<Past>,
    pub playback: Playback,
    pub selection: Option<Selection>,
    cluster: Option<ClusterId>,
    terminal: Rc<Terminal>,
    pub activity: Activity,
    /// Events whose causes are shown.
    pub expanded: Vec<FactId>,
    /// Something that went wrong, or that was done in a surprising way.
    pub notice: Option<Rc<str>>,
    pub guide_hidden: bool,
    travelled: bool,
}

impl Session {
    /// A new session, at the end of its scenario and playing.
    pub fn new(scenario: Scenario, seed: Seed) -> Session {
        let mut history = History::new(seed, Memory::Whole);
        for line in cli::words::commands(scenario.script()) {
            let outcome = cli::run(&mut history, &NoFiles, &line);
            debug_assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
        }
        let given = history.journal().len();
        Session::with(Restored { history, scenario, given, trouble: None })
    }

    /// The session of a saved text.
    pub fn restore(text: &str) -> Result<Session, String> {
        saved::restore(text).map(Session::with)
    }

    fn with(restored: Restored) -> Session {
        let mut session = Session {
            history: restored.history,
            scenario: restored.scenario,
            given: restored.given,
            files: SessionFiles::examples(),
            steps: Steps::default(),
            past: None,
            playback: Playback::new(true, Speed::Times(5)),
            selection: None,
            cluster: None,
            terminal: Rc::default(),
            activity: Activity::default(),
            expanded: Vec::new(),
            notice: restored.trouble.map(Into::into),
            guide_hidden: false,
            travelled: false,
        };
        session.follow();
        session
    }

    /// The session as text, to be restored later; `None` if it is too long for that.
    pub fn save(&self) -> Option<String> {
        saved::save(&self.history, self.scenario, self.given)
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    /// The World that is looked at: the present one, or one of the past.
    pub fn world(&self) -> &World {
        self.past.as_ref().map_or_else(|| self.history.world(), |past| &past.world)
    }

    /// The present, whatever is looked at.
    pub fn now(&self) -> Time {
        self.history.now()
    }

    pub fn in_past(&self) -> bool {
        self.past.is_some()
    }

    pub fn scenario(&self) -> Scenario {
        self.scenario
    }

    /// Journal entries that the scenario made.
    pub fn given(&self) -> usize {
        self.given
    }

    pub fn terminal(&self) -> &Rc<Terminal> {
        &self.terminal
    }

    /// Whether the past was ever looked at.
    pub fn has_travelled(&self) -> bool {
        self.travelled
    }

    /// The lines that were given beyond the scenario's.
    pub fn own_lines(&self) -> usize {
        self.history.journal().len().saturating_sub(self.given)
    }

    pub fn can_undo(&self) -> bool {
        self.steps.can_undo()
    }

    pub fn can_redo(&self) -> bool {
        self.steps.can_redo()
    }

    /// The cluster that the map shows: the chosen one, else the first.
    pub fn cluster(&self) -> Option<ClusterId> {
        let world = self.world();
        let active = |id: &ClusterId| world.clusters.get(*id).is_some_and(|cluster| cluster.active);
        self.cluster.filter(active).or_else(|| world.clusters.keys().find(active))
    }

    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Line(line) => return self.line(line),
            Action::Lines(text) => {
                return cli::words::commands(&text).into_iter().flat_map(|line| self.line(line.into())).collect();
            }
            Action::Register(text) => return self.register(&text),
            Action::ClearTerminal => self.terminal = Rc::default(),
            Action::Play => self.playback.playing = true,
            Action::Pause => self.playback.playing = false,
            Action::TogglePlay => self.playback.playing = !self.playback.playing,
            Action::SetSpeed(speed) => self.playback.speed = speed,
            Action::StepForward => return self.step_forward(),
            Action::StepBack => self.step_back(),
            Action::Seek(time) => self.look_at(time),
            Action::Present => self.past = None,
            Action::Select(selection) => self.selection = selection,
            Action::ShowCluster(cluster) => self.cluster = Some(cluster),
            Action::ToggleCauses(fact) => match self.expanded.iter().position(|&shown| shown == fact) {
                Some(at) => drop(self.expanded.remove(at)),
                None => self.expanded.push(fact),
            },
            Action::Undo => return self.travel(Steps::undo, "undone", "there is nothing to undo"),
            Action::Redo => return self.travel(Steps::redo, "done again", "there is nothing to do again"),
            Action::Restart(scenario) => {
                let seed = self.history.seed();
                let (speed, guide_hidden) = (self.playback.speed, self.guide_hidden);
                *self = Session { guide_hidden, ..Session::new(scenario, seed) };
                self.playback.speed = speed;
                return vec![Effect::Save, Effect::Announce(format!("Restarted: {}", scenario.title()))];
            }
            Action::Dismiss => self.notice = None,
            Action::HideGuide(hidden) => self.guide_hidden = hidden,
        }
        Vec::new()
    }

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
        let target = start + due;
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

    /// Runs a line now, or at the moment of the past that is looked at: then the future forks, if it changes anything.
    fn line(&mut self, line: Rc<str>) -> Vec<Effect> {
        if matches!(&*line.trim().to_ascii_lowercase(), "clear" | "cls") {
            self.terminal = Rc::default();
            return Vec::new();
        }
        let before = Before::of(&self.history);
        let at = self.world().now;
        let outcome = match &self.past {
            None => cli::run(&mut self.history, &self.files, &line),
            Some(past) => {
                let mut branch = self.history.clone();
                branch.fork(past.world.now);
                let known = branch.journal().len();
                let outcome = cli::run(&mut branch, &self.files, &line);
                if branch.journal().len() > known {
                    self.history = branch;
                    self.past = None;
                    self.notice =
                        Some("The past was changed here: what came after it is gone. Undo brings it back.".into());
                } else if branch.now() > at {
                    self.look_at(branch.now());
                }
                outcome
            }
        };
        let changed = before.differs_from(&self.history);
        self.shown(at, line, outcome, changed.then_some(before))
    }

    /// Registers a pasted text as a task definition, through the line that does the same.
    fn register(&mut self, text: &str) -> Vec<Effect> {
        match import::task_definition(text) {
            Err(why) => {
                self.notice = Some(format!("This can't be registered: {why}").into());
                Vec::new()
            }
            Ok(imported) => {
                let Some(operation) = model().operation("ecs", "RegisterTaskDefinition") else { return Vec::new() };
                let effects = self.line(aws::self_contained(operation, &imported.input).into());
                if !imported.notes.is_empty() {
                    self.notice = Some(imported.notes.join(". ").into());
                }
                effects
            }
        }
    }

    /// Puts a line and its outcome into the terminal, and remembers what was before if it changed the account.
    fn shown(&mut self, at: Time, line: Rc<str>, outcome: Outcome, before: Option<Before>) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.follow();
        if let Some(before) = before {
            self.steps.remember(before);
            self.activity.note_command(at, &line);
            effects.push(Effect::Save);
        }
        let said = match outcome.status {
            0 => "done",
            _ => outcome.stderr.trim(),
        };
        effects.push(Effect::Announce(crate::api::cut(said, 300)));
        Rc::make_mut(&mut self.terminal).add(at, line, outcome);
        effects
    }

    fn step_forward(&mut self) -> Vec<Effect> {
        self.playback.playing = false;
        if let Some(past) = &self.past {
            let after = past.world.now;
            match self.history.next_fact_after(after) {
                Some(time) => self.look_at(time),
                None => self.past = None,
            }
            return Vec::new();
        }
        let limit = self.now() + FARTHEST_STEP;
        if !self.history.advance_to_next_fact(limit) {
            self.notice = Some("Nothing happens by itself in the next seven days.".into());
        }
        self.follow();
        vec![Effect::Save]
    }

    fn step_back(&mut self) {
        self.playback.playing = false;
        let now = self.world().now;
        let log = self.history.simulation().log();
        let earlier = log.iter().rev().map(|fact| fact.at).find(|&at| at < now);
        self.look_at(earlier.unwrap_or(Time::ZERO));
    }

    fn look_at(&mut self, time: Time) {
        self.past = (time < self.now()).then(|| Past::at(&self.history, time));
        self.travelled |= self.past.is_some();
    }

    fn travel(&mut self, go: fn(&mut Steps, &mut History) -> bool, done: &str, nothing: &str) -> Vec<Effect> {
        self.past = None;
        if !go(&mut self.steps, &mut self.history) {
            return vec![Effect::Announce(nothing.into())];
        }
        self.playback.playing = false;
        self.follow();
        vec![Effect::Save, Effect::Announce(done.into())]
    }

    /// Brings what is kept beside the history in line with it.
    fn follow(&mut self) {
        self.activity.follow(self.history.simulation());
    }
}

/// As far as a step goes in search of something that happens.
const FARTHEST_STEP: Span = Span::hours(7 * 24);
