//! Clusters, and the columns that placement scans.

use std::rc::Rc;

use super::Name;
use super::kept::Kept;
use super::network::Zone;
use super::provider::Share;
use super::token::UsedToken;
use crate::ids::{InstanceId, ProviderId, ServiceId};
use crate::sorted::{SortedMap, SortedSet};
use crate::time::Time;

#[derive(Clone, Debug)]
pub struct Cluster {
    pub name: Name,
    pub active: bool,
    pub created_at: Time,
    pub kept: Kept,
    /// The capacity providers that are associated with it.
    pub providers: Vec<ProviderId>,
    /// What is taken where neither a launch type nor a strategy is asked for.
    pub default_strategy: Vec<Share>,
    /// Client tokens and their answers; those that no longer hold go when others come.
    pub tokens: SortedMap<Name, Rc<UsedToken>>,
    /// When room was last freed or added: a service that waits for some may try again. Derived; kept by `apply`.
    pub freed_at: Time,
    /// Services with tasks that can't be placed. Derived; kept by `apply`.
    pub short: SortedSet<ServiceId>,
    /// A set of columns for each zone: the instances that may take tasks. Derived; kept by `apply`.
    pub open: [OpenInstances; Zone::COUNT],
}

/// The container instances of one zone that are ACTIVE with their agent connected, and the room each has left.
///
/// Most placement decisions need no more than these numbers, so they stand side by side: a scan of 5,000 instances
/// reads 40 KB in order instead of following 5,000 pointers.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct OpenInstances {
    pub ids: Vec<InstanceId>,
    pub cpu: Vec<u32>,
    pub memory: Vec<u32>,
}

impl OpenInstances {
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub fn position(&self, id: InstanceId) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    pub fn insert(&mut self, id: InstanceId, cpu: u32, memory: u32) {
        let Err(at) = self.ids.binary_search(&id) else { return };
        self.ids.insert(at, id);
        self.cpu.insert(at, cpu);
        self.memory.insert(at, memory);
    }

    pub fn remove(&mut self, id: InstanceId) {
        let Some(at) = self.position(id) else { return };
        self.ids.remove(at);
        self.cpu.remove(at);
        self.memory.remove(at);
    }
}

impl Cluster {
    pub fn new(name: Name, kept: Kept, created_at: Time) -> Cluster {
        Cluster {
            name,
            active: true,
            created_at,
            kept,
            providers: Vec::new(),
            default_strategy: Vec::new(),
            tokens: SortedMap::default(),
            freed_at: Time::ZERO,
            short: SortedSet::default(),
            open: Default::default(),
        }
    }
}
