//! A playground for Amazon ECS. The layers, each using only those below it:
//! ui → view → app → cli → api → engine. See ARCHITECTURE.md.

pub mod api;
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod cli;
pub mod engine;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
#[cfg(target_arch = "wasm32")]
pub mod ui;
pub mod view;
