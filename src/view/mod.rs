//! What to show, as plain data: pure functions of a session. How it looks is none of this layer's business.

mod briefs;
mod causes;
pub mod colours;
mod cost;
pub mod events;
pub mod faults;
pub mod forms;
pub mod guide;
pub mod inspector;
pub mod keeping;
pub mod lines;
pub mod map;
pub mod motion;
mod names;
pub mod page;
pub mod pasted;
pub mod strips;
pub mod timeline;
pub mod top_bar;

pub use page::Page;
