//! The only code that knows the browser: frames, the clock, storage, focus, measures, the theme.

pub mod clock;
pub mod crash;
pub mod files;
pub mod focus;
pub mod frames;
pub mod layout;
pub mod listen;
pub mod storage;
pub mod theme;

/// The window.
///
/// # Panics
/// Outside of a page, where none of this is called.
fn window() -> web_sys::Window {
    web_sys::window().expect("a page has a window")
}

fn document() -> web_sys::Document {
    window().document().expect("a window has a document")
}
