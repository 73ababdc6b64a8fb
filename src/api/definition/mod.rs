//! Task definitions: as JSON, as the engine's values, and as they are printed.

mod complete;
mod describe;
mod read;

pub use describe::describe;
pub use read::{fallback, read, with_image};
