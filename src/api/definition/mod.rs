//! Task definitions: as JSON, as the engine's values, and as they are printed.

mod describe;
mod document;
mod read;

pub use describe::describe;
pub use read::{fallback, read};
