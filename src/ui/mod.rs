//! How it looks: yew components. They decide nothing: what to show is worked out in `view`, what happens in `app`.

mod choice;
mod control;
mod dialogs;
mod dispatch;
mod events;
#[cfg(feature = "first-paint")]
mod first_paint;
mod flights;
mod guide;
mod icons;
mod inspector;
mod keeping;
mod keys;
mod left;
mod map;
mod notice;
mod part;
mod root;
mod sheet;
mod strip;
mod terminal;
mod tile;
mod timeline;
mod top_bar;

#[cfg(feature = "first-paint")]
pub use first_paint::first_paint;

use yew::platform::spawn_local;

use crate::browser::{missing, place};
use crate::session::command_line;

/// Puts the page into the document.
pub fn mount() {
    // yew would set a hook of its own otherwise.
    yew::set_custom_panic_hook(crate::browser::crash::panic_hook());
    begin();
}

/// A session that was kept is shown as it was, and that takes the command line; the opening one doesn't.
fn begin() {
    if command_line::here().is_some() || !keeping::is_kept() {
        return show();
    }
    spawn_local(async {
        match command_line::fetch().await {
            Some(_) => show(),
            None => missing::offer(begin),
        }
    });
}

fn show() {
    yew::Renderer::<root::Root>::with_root(place()).render();
}
