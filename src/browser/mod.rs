//! The only code that knows the browser: frames, the clock, storage, focus, measures, the theme.

pub mod clock;
pub mod crash;
pub mod files;
pub mod focus;
pub mod frames;
pub mod layout;
pub mod listen;
pub mod missing;
pub mod storage;
pub mod theme;

/// The window.
///
/// # Panics
/// Outside of a page, where none of this is called.
fn window() -> web_sys::Window {
    web_sys::window().expect("a page has a window")
}

/// Where the page is put, beside what is shown if it breaks.
///
/// # Panics
/// If index.html has no such element.
pub fn place() -> web_sys::Element {
    document().get_element_by_id("playground").expect("index.html has a place for the page")
}

fn document() -> web_sys::Document {
    window().document().expect("a window has a document")
}
