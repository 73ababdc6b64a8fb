//! A session as text: its seed and its timed lines, those too that undo and redo lead to, and what is looked at.
//!
//! The lines stand in one list. Each follows the one before it, or says which other it follows; so a way that was left
//! shares its beginning with the one that is followed, and the last line of a way says all of it.

mod restore;

use std::rc::Rc;

use serde_json::Value;

use super::action::Selection;
use super::playback::Playback;
use super::remembered::Remembered;
use super::scenario::Scenario;
use super::terminal::Terminal;
use super::timetravel::{Before, Steps};
use aws::json::Object;
use engine::history::{Entry, History};
use engine::ids::{ClusterId, DefinitionId, InstanceId, LoadBalancerId, ServiceId, TargetGroupId, TaskId};
use engine::sorted::SortedMap;
use engine::time::Time;

pub use restore::{restore, step_back};

/// The form of the text. Of an older one, all is read that it has; of a newer one, nothing.
const VERSION: u64 = 2;
/// Bytes of a text that is read.
const LARGEST: usize = 4 << 20;
/// Lines of a session that are saved; a longer one isn't, and that is said.
pub const MOST_LINES: usize = 20_000;

/// What a text was read as.
pub struct Restored {
    pub history: History,
    pub scenario: Scenario,
    /// The journal that the scenario made.
    pub given: Rc<[Rc<Entry>]>,
    pub playback: Playback,
    /// The lines beyond the scenario's, with what they print.
    pub terminal: Terminal,
    pub steps: Steps,
    pub looking: Looking,
    /// Why some of the lines could not be followed.
    pub trouble: Option<String>,
}

/// What is looked at, and how.
#[derive(Clone, Default, Debug)]
pub struct Looking {
    pub selected: Option<Remembered<Selection>>,
    pub chosen: Option<Remembered<ClusterId>>,
    /// The moment of the past that is shown.
    pub moment: Option<Time>,
    pub guide_hidden: bool,
    pub travelled: bool,
}

pub fn save(
    history: &History,
    steps: &Steps,
    (scenario, given): (Scenario, &[Rc<Entry>]),
    playback: Playback,
    looking: &Looking,
) -> Option<String> {
    let mut lines = Lines::default();
    let given = lines.add(given);
    let undo: Vec<Value> = steps.undo.iter().map(|before| lines.step(before)).collect();
    let end = lines.add(history.journal());
    let redo: Vec<Value> = steps.redo.iter().map(|before| lines.step(before)).collect();
    if lines.written.len() > MOST_LINES {
        return None;
    }
    let saved = Object::new()
        .with("version", VERSION)
        .with("seed", history.seed().0)
        .with("scenario", scenario.name())
        .with("given", given)
        .with("now", history.now().0)
        .with("end", end)
        .with("undo", undo)
        .with("redo", redo)
        .with("playing", playback.playing)
        .with("speed", playback.speed.label())
        .with("selected", looking.selected.as_ref().map(|it| remembered(it, kind(it.thing))))
        .with("cluster", looking.chosen.as_ref().map(|it| remembered(it, ("cluster", it.thing.0))))
        .with("moment", looking.moment.map(|moment| moment.0))
        .with("guideHidden", looking.guide_hidden)
        .with("travelled", looking.travelled)
        .with("lines", lines.written);
    Some(saved.value().to_string())
}

/// The lines of several journals, each once.
#[derive(Default)]
struct Lines {
    written: Vec<Value>,
    /// The journal that was written last, with the place of each entry.
    way: Vec<(Rc<Entry>, usize)>,
    /// The place of every entry, by its address: the journals keep them where they are.
    places: SortedMap<*const Entry, usize>,
}

impl Lines {
    /// Adds what isn't written yet, and gives the number of the journal's last line, from 1; 0 if it has none.
    fn add(&mut self, journal: &[Rc<Entry>]) -> usize {
        let same = |((own, _), entry): &(&(Rc<Entry>, usize), &Rc<Entry>)| Rc::ptr_eq(own, entry);
        let common = self.way.iter().zip(journal).take_while(same).count();
        self.way.truncate(common);
        for entry in &journal[common..] {
            let parent = self.way.last().map_or(0, |(_, place)| *place);
            let place = match self.places.get(&Rc::as_ptr(entry)) {
                Some(place) => *place,
                None => self.write(entry, parent),
            };
            self.way.push((entry.clone(), place));
        }
        self.way.last().map_or(0, |(_, place)| *place)
    }

    fn write(&mut self, entry: &Rc<Entry>, parent: usize) -> usize {
        let mut line = vec![entry.at.0.into(), Value::String(entry.line.to_string())];
        if parent != self.written.len() {
            line.push(parent.into());
        }
        self.written.push(Value::Array(line));
        self.places.insert(Rc::as_ptr(entry), self.written.len());
        self.written.len()
    }

    fn step(&mut self, before: &Before) -> Value {
        Value::Array(vec![self.add(&before.journal).into(), before.now.0.into()])
    }
}

fn remembered<T>(it: &Remembered<T>, (kind, number): (&str, u32)) -> Value {
    let since = it.since.map(|since| since.0);
    let members = Object::new().with("kind", kind).with("number", number).with("since", since);
    members.with("name", it.name.as_str()).with("label", it.label.as_str()).value()
}

fn kind(selection: Selection) -> (&'static str, u32) {
    match selection {
        Selection::Service(id) => ("service", id.0),
        Selection::Task(id) => ("task", id.0),
        Selection::Instance(id) => ("instance", id.0),
        Selection::TargetGroup(id) => ("targetGroup", id.0),
        Selection::LoadBalancer(id) => ("loadBalancer", id.0),
        Selection::Definition(id) => ("definition", id.0),
    }
}

fn selection(kind: &str, number: u32) -> Option<Selection> {
    Some(match kind {
        "service" => Selection::Service(ServiceId(number)),
        "task" => Selection::Task(TaskId(number)),
        "instance" => Selection::Instance(InstanceId(number)),
        "targetGroup" => Selection::TargetGroup(TargetGroupId(number)),
        "loadBalancer" => Selection::LoadBalancer(LoadBalancerId(number)),
        "definition" => Selection::Definition(DefinitionId(number)),
        _ => return None,
    })
}
