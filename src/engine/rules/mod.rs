//! How ECS behaves. Rules read the World and say what happens next; nothing here is stored.

pub mod assume;
pub mod balancer;
pub mod capacity;
pub mod definitions;
pub mod launch;
pub mod lifecycle;
pub mod placement;
pub mod providers;
pub mod reactions;
pub mod resources;
pub mod schedules;
pub mod services;
pub mod timings;
