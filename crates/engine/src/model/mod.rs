//! What exists in the simulated account: data and questions about it. How it changes is in [`facts`](super::facts).

pub mod account;
pub mod alarm;
pub mod asked;
pub mod balancer;
pub mod bus;
pub mod cluster;
pub mod container;
pub mod definition;
pub mod deployment;
pub mod event;
pub mod group;
pub mod image;
pub mod instance;
pub mod instance_types;
pub mod kept;
pub mod listener;
pub mod network;
pub mod overrides;
pub mod placement;
pub mod provider;
pub mod quota;
pub mod refusal;
pub mod resource;
pub mod role;
pub mod routing;
pub mod schedule;
pub mod service;
pub mod setting;
pub mod strategy;
pub mod task;
pub mod token;

use std::rc::Rc;

/// Text that many things share: names, image references, reasons.
pub type Name = Rc<str>;

/// Whether a thing was asked for, or made because a command named it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Origin {
    Asked,
    Assumed,
}

/// What a task needs of its host, or a host still has: CPU units (1024 to a vCPU) and MiB of memory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Room {
    pub cpu: u32,
    pub memory: u32,
}

impl Room {
    pub fn holds(self, other: Room) -> bool {
        self.cpu >= other.cpu && self.memory >= other.memory
    }

    pub fn add(&mut self, other: Room) {
        self.cpu += other.cpu;
        self.memory += other.memory;
    }

    /// # Panics
    /// If more is taken than was there: what is freed was reserved.
    pub fn take(&mut self, other: Room) {
        self.cpu -= other.cpu;
        self.memory -= other.memory;
    }

    pub fn less(self, other: Room) -> Room {
        Room { cpu: self.cpu.saturating_sub(other.cpu), memory: self.memory.saturating_sub(other.memory) }
    }
}
