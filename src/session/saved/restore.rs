//! Reading a text and following its lines. It may come from anywhere: nothing in it is trusted.

use std::rc::Rc;

use serde_json::Value;

use super::{LARGEST, Looking, MOST_LINES, Restored, VERSION, selection};
use crate::session::command_line::{self, CommandLine};
use crate::session::files::SessionFiles;
use crate::session::playback::{Playback, Speed};
use crate::session::remembered::Remembered;
use crate::session::scenario::Scenario;
use crate::session::terminal::Terminal;
use crate::session::timetravel::{Before, Point, Steps};
use aws::json::Input;
use engine::history::{Entry, History, Memory};
use engine::ids::ClusterId;
use engine::random::Seed;
use engine::time::Time;

pub fn restore(text: &str) -> Result<Restored, String> {
    let saved = parse(text)?;
    let saved = Input::of(&saved);
    let version = whole(saved, "version");
    if version == 0 || version > VERSION {
        return Err(format!("the saved session is of another version; this reads up to {VERSION}"));
    }
    // Without these it is no session, whatever else it is.
    let is_there = [("seed", Value::is_u64 as fn(&Value) -> bool), ("now", Value::is_u64), ("lines", Value::is_array)];
    if let Some((name, _)) = is_there.into_iter().find(|(name, is)| !saved.get(name).is_some_and(is)) {
        return Err(format!("this is no saved session: it has no {name}"));
    }
    let command_line = command_line::here().ok_or("what reads sessions is still on its way; try again in a moment")?;
    let given = place(whole(saved, "given"));
    let mut following = Following::new(command_line, Seed(whole(saved, "seed")), given);
    for line in saved.values("lines").iter().take(MOST_LINES) {
        following.line(line);
    }
    // Sessions of the first version were never undone: their last line is the end.
    let end = saved.get("end").and_then(Value::as_u64).map_or(following.lines.len(), place);
    let reached = following.reached(end);
    // Where the rest can't be followed, the session ends with what can.
    let now = time(saved, "now").filter(|_| reached == end).unwrap_or_default();
    let present = following.before(reached, now);
    following.history.follow(&present.journal, present.now);
    let steps = Steps { undo: following.steps(saved, "undo"), redo: following.steps(saved, "redo") };
    following.terminal.part(&following.history);
    let scenario = Scenario::find(saved.required("scenario")).unwrap_or(Scenario::Empty);
    let playing = saved.get("playing").and_then(Value::as_bool).unwrap_or(true);
    let speed = Speed::OFFERED.into_iter().find(|speed| speed.label() == saved.required("speed"));
    Ok(Restored {
        given: following.before(following.reached(given), Time::ZERO).journal.into(),
        history: following.history,
        scenario,
        playback: Playback::new(playing, speed.unwrap_or(Speed::USUAL)),
        terminal: following.terminal,
        steps,
        looking: looking(saved),
        trouble: following.trouble,
    })
}

fn parse(text: &str) -> Result<Value, String> {
    if text.len() > LARGEST {
        return Err("the saved session is too large".into());
    }
    serde_json::from_str(text).map_err(|error| format!("the saved session can't be read: {error}"))
}

fn whole(saved: Input<'_>, name: &str) -> u64 {
    saved.get(name).and_then(Value::as_u64).unwrap_or(0)
}

/// The number of a line. `usize` has 32 bits in the browser.
fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn time(saved: Input<'_>, name: &str) -> Option<Time> {
    saved.get(name).and_then(Value::as_u64).map(|at| Time(at).min(Time::END))
}

fn looking(saved: Input<'_>) -> Looking {
    Looking {
        selected: remembered(saved.inside("selected"), selection),
        chosen: remembered(saved.inside("cluster"), |_, number| Some(ClusterId(number))),
        moment: time(saved, "moment"),
        guide_hidden: saved.flag("guideHidden"),
        travelled: saved.flag("travelled"),
    }
}

fn remembered<T>(saved: Input<'_>, thing: impl Fn(&str, u32) -> Option<T>) -> Option<Remembered<T>> {
    let number = u32::try_from(saved.get("number")?.as_u64()?).ok()?;
    Some(Remembered {
        thing: thing(saved.required("kind"), number)?,
        since: time(saved, "since"),
        name: saved.required("name").into(),
        label: aws::cut(saved.required("label"), 200),
    })
}

/// A line that was read.
struct Line {
    /// The number of the line that it follows, from 1; 0 for the first.
    parent: usize,
    /// What it did; `None` if it, or one before it, can't be followed.
    entry: Option<Rc<Entry>>,
}

/// Runs the lines, each after the one that it follows.
struct Following {
    command_line: &'static CommandLine,
    history: History,
    /// The number of the scenario's last line.
    given: usize,
    lines: Vec<Line>,
    /// The number of the line that was run last.
    at: usize,
    terminal: Terminal,
    trouble: Option<String>,
}

impl Following {
    fn new(command_line: &'static CommandLine, seed: Seed, given: usize) -> Following {
        let history = History::new(seed, Memory::Whole);
        let (lines, terminal) = (Vec::new(), Terminal::default());
        Following { command_line, history, given, lines, at: 0, terminal, trouble: None }
    }

    fn line(&mut self, saved: &Value) {
        let at = Time(saved[0].as_u64().unwrap_or(0)).min(Time::END);
        let parent = saved[2].as_u64().map_or(self.lines.len(), |parent| place(parent).min(self.lines.len()));
        let entry = if self.is_followed(parent) { self.run(parent, at, saved[1].as_str().unwrap_or("")) } else { None };
        self.lines.push(Line { parent, entry });
        if self.is_followed(self.lines.len()) {
            self.at = self.lines.len();
        }
    }

    fn run(&mut self, parent: usize, at: Time, line: &str) -> Option<Rc<Entry>> {
        if parent != self.at {
            let before = self.before(parent, Time::ZERO);
            self.history.follow(&before.journal, before.now);
            self.at = parent;
        }
        self.history.advance(at);
        let known = self.history.journal().len();
        let outcome = (self.command_line.run)(&mut self.history, &SessionFiles::examples(), line);
        let entry = self.history.journal().get(known).cloned();
        if entry.is_none() {
            let (line, why) = (aws::cut(line, 120), outcome.stderr.trim());
            let why = if why.is_empty() { "it changes nothing" } else { why };
            let why = aws::cut(why, 400);
            self.trouble.get_or_insert(format!("a saved line can't be followed any more: {line}: {why}"));
        } else if self.lines.len() >= self.given {
            self.terminal.add(line.into(), outcome, true, Point::of(&self.history));
        }
        entry
    }

    fn is_followed(&self, line: usize) -> bool {
        line == 0 || self.lines.get(line - 1).is_some_and(|line| line.entry.is_some())
    }

    /// The line, or the last one before it, up to which all could be followed.
    fn reached(&self, line: usize) -> usize {
        let mut line = line.min(self.lines.len());
        while !self.is_followed(line) {
            line = self.lines[line - 1].parent;
        }
        line
    }

    /// The way that leads to a line, up to a moment that isn't before it.
    fn before(&self, mut line: usize, now: Time) -> Before {
        let mut journal = Vec::new();
        while let Some(found) = line.checked_sub(1).and_then(|at| self.lines.get(at)) {
            journal.extend(found.entry.clone());
            line = found.parent;
        }
        journal.reverse();
        let last = journal.last().map_or(Time::ZERO, |entry| entry.at);
        Before { journal, now: now.max(last) }
    }

    /// Steps that can be taken, the nearest last; those beyond one that can't be followed are gone.
    fn steps(&self, saved: Input<'_>, name: &str) -> Vec<Before> {
        let step = |saved: &Value| {
            let line = place(saved[0].as_u64()?);
            let now = Time(saved[1].as_u64()?).min(Time::END);
            self.is_followed(line).then(|| self.before(line, now))
        };
        let mut steps: Vec<Before> = saved.values(name).iter().rev().map_while(step).collect();
        steps.reverse();
        steps
    }
}

/// The same text one step earlier: without its last line, at the moment before it, and with nothing looked at.
pub fn step_back(text: &str) -> Option<String> {
    let mut saved = parse(text).ok()?;
    let lines = saved.get("lines")?.as_array()?;
    let end = saved.get("end").and_then(Value::as_u64).map_or(lines.len(), place);
    let last = lines.get(end.checked_sub(1)?)?;
    let (parent, at) = (last[2].as_u64().unwrap_or(end as u64 - 1), last[0].clone());
    let members = saved.as_object_mut()?;
    members.insert("end".into(), parent.into());
    members.insert("now".into(), at);
    members.insert("redo".into(), Value::Array(Vec::new()));
    if let Some(undo) = members.get_mut("undo").and_then(Value::as_array_mut) {
        undo.pop();
    }
    for looked_at in ["selected", "cluster", "moment"] {
        members.remove(looked_at);
    }
    Some(saved.to_string())
}
