//! Task definitions: as JSON, as the engine's values, and as they are printed.

mod attributes;
mod check;
mod complete;
mod containers;
mod describe;
mod fargate;
mod read;
#[cfg(test)]
mod tests;

pub use crate::errors::definition::network_mode;
pub use check::check;
pub use describe::{describe, status, tags};
pub use read::{fallback, read, with_image};
