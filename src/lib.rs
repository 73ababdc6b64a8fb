//! A playground for Amazon ECS. The layers, each using only those below it:
//! ui → view → app → cli → api → engine. See ARCHITECTURE.md.

pub mod api;
pub mod cli;
pub mod engine;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
