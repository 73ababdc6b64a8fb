//! A playground for Amazon ECS. The layers, each using only those below it:
//! ui → view → session, in packages below them cli → aws → engine. See ARCHITECTURE.md.

#[cfg(any(target_arch = "wasm32", feature = "first-paint"))]
pub mod browser;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod session;
#[cfg(any(target_arch = "wasm32", feature = "first-paint"))]
// A component is as public as what yew's macro writes of it.
#[allow(unreachable_pub)]
pub mod ui;
pub mod view;
