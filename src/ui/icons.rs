//! The few drawings that buttons have.

use yew::prelude::*;

fn icon(path: &'static str) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg>
    }
}

pub fn play() -> Html {
    icon("M4 2.5v11l9-5.5z")
}

pub fn pause() -> Html {
    icon("M4 3h3v10H4zM9 3h3v10H9z")
}

pub fn back() -> Html {
    icon("M3 3h2v10H3zM13 3v10L6 8z")
}

pub fn forward() -> Html {
    icon("M11 3h2v10h-2zM3 3v10l7-5z")
}

pub fn undo() -> Html {
    icon("M6 2L1.5 6.5 6 11V8c4 0 6.5 1 8 4 0-5-3-8-8-8z")
}

pub fn redo() -> Html {
    icon("M10 2l4.5 4.5L10 11V8c-4 0-6.5 1-8 4 0-5 3-8 8-8z")
}

pub fn theme() -> Html {
    icon("M8 1.5a6.5 6.5 0 1 0 0 13zM8 .5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z")
}
