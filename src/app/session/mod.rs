//! The session and how actions change it.

mod lines;
mod moments;

use std::rc::Rc;

use super::action::{Action, Effect, Selection};
use super::activity::Activity;
use super::files::SessionFiles;
use super::playback::{Playback, Speed};
use super::saved::{self, Restored};
use super::scenario::Scenario;
use super::terminal::Terminal;
use super::timetravel::{Past, Steps};
use crate::cli::{self, NoFiles};
use crate::engine::fact::FactId;
use crate::engine::history::{History, Memory};
use crate::engine::ids::{ClusterId, ServiceId};
use crate::engine::model::service::ServiceStatus;
use crate::engine::random::Seed;
use crate::engine::time::Time;
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
        let playback = Playback::new(true, Speed::USUAL);
        Session::with(Restored { history, scenario, given, playback, terminal: Terminal::default(), trouble: None })
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
            playback: restored.playback,
            selection: None,
            cluster: None,
            terminal: Rc::new(restored.terminal),
            activity: Activity::default(),
            expanded: Vec::new(),
            notice: restored.trouble.map(Into::into),
            guide_hidden: false,
            travelled: false,
        };
        session.selection = session.most_telling().map(Selection::Service);
        session.follow();
        session
    }

    /// The service that shows most: one behind a load balancer if there is any.
    fn most_telling(&self) -> Option<ServiceId> {
        let world = self.world();
        let active = world.services.iter().filter(|(_, service)| service.status == ServiceStatus::Active);
        active
            .max_by_key(|(id, service)| (!service.config.balancers.is_empty(), std::cmp::Reverse(*id)))
            .map(|(id, _)| id)
    }

    /// The session as text, to be restored later; `None` if it is too long for that.
    pub fn save(&self) -> Option<String> {
        saved::save(&self.history, self.scenario, self.given, self.playback)
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

    /// How often undo must be asked for to take back the command with this number; `None` if that can't be.
    pub fn undos_of(&self, number: usize) -> Option<usize> {
        self.steps.undos_of(&self.history, number)
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
}
