//! The session: one value that holds everything the page is about, changed by [`Session::update`] alone.
//!
//! It knows nothing of browsers. What the world outside is to do, it returns as [`Effect`]s.

pub mod action;
pub mod activity;
mod arrival;
pub mod command_line;
pub mod files;
pub mod keeping;
mod lines;
mod moments;
mod opening;
pub mod playback;
pub mod remembered;
pub mod saved;
pub mod scenario;
pub mod terminal;
mod timetravel;

use std::rc::Rc;

pub use self::action::{Action, Effect, Selection};
use self::activity::Activity;
use self::arrival::Arrival;
use self::files::SessionFiles;
use self::playback::{Playback, Speed};
use self::remembered::{Absence, Remembered};
use self::saved::{Looking, Restored};
use self::scenario::Scenario;
use self::terminal::Terminal;
pub use self::timetravel::Point;
use self::timetravel::{Past, Steps};
use engine::facts::{Fact, FactId};
use engine::history::{Entry, History, Memory, common};
use engine::ids::{ClusterId, ServiceId};
use engine::model::service::ServiceStatus;
use engine::random::Seed;
use engine::time::Time;
use engine::world::World;

#[derive(Clone, Debug)]
pub struct Session {
    history: History,
    scenario: Scenario,
    /// The journal that the scenario made.
    given: Rc<[Rc<Entry>]>,
    files: SessionFiles,
    steps: Steps,
    /// Set while the past is looked at.
    past: Option<Past>,
    pub playback: Playback,
    selected: Option<Remembered<Selection>>,
    /// The cluster that was chosen to be shown.
    chosen: Option<Remembered<ClusterId>>,
    terminal: Rc<Terminal>,
    /// Whether the command line is here, and what waits for it.
    arrival: Arrival,
    pub activity: Activity,
    /// Events whose causes are shown: what happened, not only its number, which may become another's.
    expanded: Vec<Fact>,
    /// Something that went wrong, or that was done in a surprising way.
    pub notice: Option<Rc<str>>,
    pub guide_hidden: bool,
    travelled: bool,
}

impl Session {
    /// A new session, at the end of its scenario and playing.
    pub fn new(scenario: Scenario, seed: Seed) -> Session {
        let history = match scenario {
            Scenario::Opening => opening::opening(seed),
            Scenario::Empty => History::new(seed, Memory::Whole),
        };
        let given = history.journal().into();
        let playback = Playback::new(true, Speed::USUAL);
        let (terminal, steps) = (Terminal::default(), Steps::default());
        let mut session = Session::with(Restored {
            history,
            scenario,
            given,
            playback,
            terminal,
            steps,
            looking: Looking::default(),
            trouble: None,
        });
        session.selected =
            session.most_telling().and_then(|id| Remembered::of(session.world(), Selection::Service(id)));
        session
    }

    /// The session of a saved text.
    pub fn restore(text: &str) -> Result<Session, String> {
        saved::restore(text).map(Session::with)
    }

    fn with(restored: Restored) -> Session {
        let looking = restored.looking;
        let mut session = Session {
            history: restored.history,
            scenario: restored.scenario,
            given: restored.given,
            files: SessionFiles::examples(),
            steps: restored.steps,
            past: None,
            playback: restored.playback,
            selected: looking.selected,
            chosen: looking.chosen,
            terminal: Rc::new(restored.terminal),
            arrival: Arrival::new(),
            activity: Activity::default(),
            expanded: Vec::new(),
            notice: restored.trouble.map(Into::into),
            guide_hidden: looking.guide_hidden,
            travelled: looking.travelled,
        };
        session.follow();
        if let Some(moment) = looking.moment {
            session.look_at(moment);
        }
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
        let looking = Looking {
            selected: self.selected.clone(),
            chosen: self.chosen.clone(),
            moment: self.past.as_ref().map(|past| past.world.now),
            guide_hidden: self.guide_hidden,
            travelled: self.travelled,
        };
        saved::save(&self.history, &self.steps, (self.scenario, &self.given), self.playback, &looking)
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    pub fn files(&self) -> &SessionFiles {
        &self.files
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

    /// How many entries of the journal the scenario made.
    pub fn given(&self) -> usize {
        common(&self.given, self.history.journal())
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
        self.history.journal().len().saturating_sub(self.given())
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

    /// What is selected, where the World that is looked at has it.
    pub fn selection(&self) -> Option<Selection> {
        self.selected.as_ref()?.within(self.world())
    }

    /// What is selected though the World that is looked at doesn't have it: what it is called, and why.
    pub fn absent(&self) -> Option<(&str, Absence)> {
        let selected = self.selected.as_ref().filter(|selected| selected.within(self.world()).is_none())?;
        Some((selected.label(), selected.absence(self.world(), self.history.world())))
    }

    /// Selects something of the World that is looked at, or of the present.
    fn select(&mut self, selection: Selection) -> Vec<Effect> {
        let found = Remembered::of(self.world(), selection);
        match found.or_else(|| Remembered::of(self.history.world(), selection)) {
            Some(found) => self.selected = Some(found),
            None => return vec![Effect::Announce("it isn't there any more".into())],
        }
        vec![Effect::Save]
    }

    /// The cluster that the map shows: the chosen one, else the first.
    pub fn cluster(&self) -> Option<ClusterId> {
        let world = self.world();
        let active = |id: &ClusterId| world.clusters.get(*id).is_some_and(|cluster| cluster.active);
        let chosen = self.chosen.as_ref().and_then(|chosen| chosen.within(world));
        chosen.filter(active).or_else(|| world.clusters.keys().find(active))
    }

    /// Whether the causes of an event are shown.
    pub fn is_expanded(&self, fact: &Fact) -> bool {
        self.expanded.contains(fact)
    }

    /// The events whose causes are shown, those of other courses of events too.
    pub fn expanded(&self) -> &[Fact] {
        &self.expanded
    }

    fn toggle_causes(&mut self, id: FactId) {
        let Some(fact) = self.history.simulation().log().get(id) else { return };
        match self.expanded.iter().position(|shown| shown == fact) {
            Some(at) => drop(self.expanded.remove(at)),
            None => self.expanded.push(fact.clone()),
        }
    }

    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        if self.is_behind(&action) {
            return self.wait(action);
        }
        // What was said of the last deed isn't of this one.
        self.notice = None;
        match action {
            Action::Line(line) => return self.line(line),
            Action::Lines(text) => return self.lines(text),
            Action::Register(text, given) => return self.register(text, given),
            Action::Fetch => return self.fetch(),
            Action::ClearTerminal => self.clear(),
            Action::Play => self.playback.playing = true,
            Action::Pause => self.playback.playing = false,
            Action::TogglePlay => self.playback.playing = !self.playback.playing,
            Action::SetSpeed(speed) => self.playback.speed = speed,
            Action::StepForward => return self.step_forward(),
            Action::StepBack => self.step_back(),
            Action::Seek(time) => self.look_at(time),
            Action::Present => self.past = None,
            Action::Select(None) => self.selected = None,
            Action::Select(Some(selection)) => return self.select(selection),
            Action::ShowCluster(cluster) => self.chosen = Remembered::of(self.world(), cluster),
            Action::ToggleCauses(fact) => {
                self.toggle_causes(fact);
                return Vec::new();
            }
            Action::Undo => return self.travel(Steps::undo, "undone", "there is nothing to undo"),
            Action::Redo => return self.travel(Steps::redo, "done again", "there is nothing to do again"),
            Action::Restart(scenario) => {
                let seed = self.history.seed();
                let (speed, guide_hidden) = (self.playback.speed, self.guide_hidden);
                let arrival = self.arrival.clone();
                *self = Session { guide_hidden, arrival, ..Session::new(scenario, seed) };
                self.playback.speed = speed;
                self.show_ahead();
                return vec![Effect::Save, Effect::Announce(format!("Restarted: {}", scenario.title()))];
            }
            Action::Dismiss => {}
            Action::HideGuide(hidden) => self.guide_hidden = hidden,
        }
        vec![Effect::Save]
    }
}
