//! What keys mean, wherever the focus is.

use yew::prelude::*;

use crate::browser::focus::{self, Holder};
use crate::session::Action;
use engine::time::Time;

pub enum Meaning {
    Act(Action),
    Terminal,
    Help,
    Escape,
    Speed { faster: bool },
}

/// What is shown as help.
pub const HELP: [(&str, &str); 11] = [
    ("Space", "play or pause; on a button that Tab led to: press it"),
    ("← →", "step to what happened before, to what happens next"),
    (", .", "the same, in the map too"),
    ("Home End", "to the beginning, to now"),
    ("+ −", "faster, slower"),
    ("/", "to the terminal"),
    ("Ctrl Z", "undo the last command"),
    ("Ctrl Shift Z", "do it again"),
    ("Arrows in the map", "from task to task, where Tab led to one"),
    ("Tab in the terminal", "completes aws and sim; where there is nothing to complete, it moves on"),
    ("Esc", "close, or select nothing"),
];

/// What a key press asks for; `None`: nothing, or the element with the focus uses it itself.
pub fn meaning(event: &KeyboardEvent) -> Option<Meaning> {
    let key = event.key();
    if key == "Escape" {
        return Some(Meaning::Escape);
    }
    let holder = focus::holder();
    if matches!(holder, Holder::Text | Holder::Choice) || event.alt_key() {
        return None;
    }
    let meaning = if event.ctrl_key() || event.meta_key() { command(event)? } else { plain(event, holder)? };
    event.prevent_default();
    Some(meaning)
}

fn command(event: &KeyboardEvent) -> Option<Meaning> {
    if focus::is_in_dialog() {
        return None;
    }
    match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("z", false) => Some(Meaning::Act(Action::Undo)),
        ("z", true) | ("y", false) => Some(Meaning::Act(Action::Redo)),
        _ => None,
    }
}

/// Keys of time work wherever nothing else is done with them.
fn plain(event: &KeyboardEvent, holder: Holder) -> Option<Meaning> {
    let key = event.key();
    let time = |action| Some(Meaning::Act(action));
    let slider = holder == Holder::Slider;
    match key.as_str() {
        "/" if focus::is_in_dialog() => None,
        "/" => Some(Meaning::Terminal),
        "?" => Some(Meaning::Help),
        "+" | "=" => Some(Meaning::Speed { faster: true }),
        "-" => Some(Meaning::Speed { faster: false }),
        "," => time(Action::StepBack),
        "." => time(Action::StepForward),
        _ if event.shift_key() => None,
        " " if holder == Holder::Button => None,
        " " if event.repeat() => {
            event.prevent_default();
            None
        }
        " " => time(Action::TogglePlay),
        "ArrowLeft" | "ArrowUp" if focus::step(STOPS, false) => {
            event.prevent_default();
            None
        }
        "ArrowRight" | "ArrowDown" if focus::step(STOPS, true) => {
            event.prevent_default();
            None
        }
        "ArrowLeft" => time(Action::StepBack),
        "ArrowRight" => time(Action::StepForward),
        "ArrowDown" if slider => time(Action::StepBack),
        "ArrowUp" if slider => time(Action::StepForward),
        "Home" => time(Action::Seek(Time::ZERO)),
        "End" => time(Action::Present),
        _ => None,
    }
}

/// What arrows lead along.
const STOPS: &str = "#map [data-stop]";
