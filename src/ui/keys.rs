//! What keys mean, wherever the focus is.

use yew::prelude::*;

use crate::app::Action;
use crate::browser::focus;

pub enum Meaning {
    Act(Action),
    Terminal,
    Help,
    Escape,
    Speed { faster: bool },
}

/// What is shown as help.
pub const HELP: [(&str, &str); 9] = [
    ("Space", "play or pause"),
    ("← →", "step to what happened before, to what happens next"),
    ("+ −", "faster, slower"),
    ("/", "to the terminal"),
    ("Ctrl Z", "undo the last command"),
    ("Ctrl Shift Z", "do it again"),
    ("Arrows in the map", "from task to task"),
    ("Tab in the terminal", "completes aws and sim; on an empty line it moves on"),
    ("Esc", "close, or select nothing"),
];

/// What a key press asks for; `None`: nothing, or the element with the focus uses it itself.
pub fn meaning(event: &KeyboardEvent) -> Option<Meaning> {
    let key = event.key();
    let command = event.ctrl_key() || event.meta_key();
    if key == "Escape" {
        return Some(Meaning::Escape);
    }
    if focus::is_writing() {
        return None;
    }
    if command {
        let action = match (key.to_ascii_lowercase().as_str(), event.shift_key()) {
            ("z", false) => Action::Undo,
            ("z", true) | ("y", false) => Action::Redo,
            _ => return None,
        };
        event.prevent_default();
        return Some(Meaning::Act(action));
    }
    let meaning = match key.as_str() {
        "ArrowLeft" | "ArrowUp" if focus::step("#map", "[data-stop]", false) => {
            event.prevent_default();
            return None;
        }
        "ArrowRight" | "ArrowDown" if focus::step("#map", "[data-stop]", true) => {
            event.prevent_default();
            return None;
        }
        " " | "ArrowLeft" | "ArrowRight" if focus::uses_keys() => return None,
        " " => Meaning::Act(Action::TogglePlay),
        "ArrowLeft" => Meaning::Act(Action::StepBack),
        "ArrowRight" => Meaning::Act(Action::StepForward),
        "/" => Meaning::Terminal,
        "?" => Meaning::Help,
        "+" | "=" => Meaning::Speed { faster: true },
        "-" => Meaning::Speed { faster: false },
        _ => return None,
    };
    event.prevent_default();
    Some(meaning)
}
