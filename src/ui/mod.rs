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

/// Puts the page into the document.
pub fn mount() {
    // yew would set a hook of its own otherwise.
    yew::set_custom_panic_hook(crate::browser::crash::panic_hook());
    yew::Renderer::<root::Root>::with_root(crate::browser::place()).render();
}
