//! The session: one value that holds everything the page is about, changed by [`Session::update`] alone.
//!
//! It knows nothing of browsers. What the world outside is to do, it returns as [`Effect`]s.

pub mod action;
pub mod activity;
pub mod files;
pub mod keeping;
pub mod playback;
pub mod remembered;
pub mod saved;
pub mod scenario;
pub mod session;
pub mod terminal;
mod timetravel;

pub use action::{Action, Effect, Selection};
pub use session::Session;
pub use timetravel::Point;
