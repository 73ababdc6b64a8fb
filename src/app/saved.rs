//! A session as text: its seed and its timed lines. What is saved, and what is read back after a reload.

use std::rc::Rc;

use serde_json::Value;

use super::playback::{Playback, Speed};
use super::scenario::Scenario;
use super::terminal::Terminal;
use crate::api::json::{Input, Object};
use crate::cli::{self, NoFiles};
use crate::engine::history::{Entry, History, Memory};
use crate::engine::random::Seed;
use crate::engine::time::Time;

/// The form of the text. A text of another form isn't read.
const VERSION: u64 = 1;
/// Bytes of a text that is read.
const LARGEST: usize = 4 << 20;
/// Lines of a session that are saved; a longer one isn't, and that is said.
pub const MOST_LINES: usize = 20_000;

/// What a text was read as.
pub struct Restored {
    pub history: History,
    pub scenario: Scenario,
    pub given: usize,
    pub playback: Playback,
    /// The lines beyond the scenario's, with what they print.
    pub terminal: Terminal,
    /// Why some of the lines could not be followed.
    pub trouble: Option<String>,
}

pub fn save(history: &History, scenario: Scenario, given: usize, playback: Playback) -> Option<String> {
    if history.journal().len() > MOST_LINES {
        return None;
    }
    let line = |entry: &Rc<Entry>| Value::Array(vec![entry.at.0.into(), Value::String(entry.line.to_string())]);
    let saved = Object::new()
        .with("version", VERSION)
        .with("seed", history.seed().0)
        .with("scenario", scenario.name())
        .with("given", given)
        .with("now", history.now().0)
        .with("playing", playback.playing)
        .with("speed", playback.speed.label())
        .with("lines", history.journal().iter().map(line).collect::<Vec<_>>());
    Some(saved.value().to_string())
}

/// Reads a text and follows its lines. The text may come from anywhere: nothing in it is trusted.
pub fn restore(text: &str) -> Result<Restored, String> {
    if text.len() > LARGEST {
        return Err("the saved session is too large".into());
    }
    let saved = parse(text)?;
    let saved = Input::of(&saved);
    let whole = |name: &str| saved.get(name).and_then(Value::as_u64).unwrap_or(0);
    if whole("version") != VERSION {
        return Err(format!("the saved session is of another version; this reads {VERSION}"));
    }
    let mut history = History::new(Seed(whole("seed")), Memory::Whole);
    let given = whole("given") as usize;
    let mut terminal = Terminal::default();
    let mut trouble = None;
    for entry in saved.values("lines").iter().take(MOST_LINES) {
        let (Some(at), Some(line)) = (entry[0].as_u64(), entry[1].as_str()) else { continue };
        history.advance(Time(at).min(LATEST));
        let outcome = cli::run(&mut history, &NoFiles, line);
        if outcome.status != 0 {
            let (line, why) = (crate::api::cut(line, 120), outcome.stderr.trim().to_string());
            trouble = Some(format!("a saved line can't be followed any more: {line}: {why}"));
            break;
        }
        if history.journal().len() > given {
            terminal.add(Time(at), line.into(), outcome);
        }
    }
    if trouble.is_none() {
        history.advance(Time(whole("now")).min(LATEST));
    }
    let scenario = Scenario::find(saved.required("scenario")).unwrap_or(Scenario::Empty);
    let given = given.min(history.journal().len());
    let playing = saved.get("playing").and_then(Value::as_bool).unwrap_or(true);
    let speed = Speed::OFFERED.into_iter().find(|speed| speed.label() == saved.required("speed"));
    let playback = Playback::new(playing, speed.unwrap_or(Speed::USUAL));
    Ok(Restored { history, scenario, given, playback, terminal, trouble })
}

fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("the saved session can't be read: {error}"))
}

/// The same text one step earlier: without its last line, at the moment before it.
pub fn step_back(text: &str) -> Option<String> {
    let mut saved = parse(text).ok()?;
    let last = saved.get_mut("lines")?.as_array_mut()?.pop()?;
    saved["now"] = last[0].clone();
    Some(saved.to_string())
}

/// As far as a saved session may go: ten years.
const LATEST: Time = Time(10 * 366 * 86_400_000);
