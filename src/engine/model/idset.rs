//! A set of ids in ascending order. New ids are the largest, so adding is a push.

use std::fmt;

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdSet<K>(Vec<K>);

impl<K: Copy + Ord> IdSet<K> {
    pub fn insert(&mut self, id: K) {
        if self.0.last().is_none_or(|&last| last < id) {
            self.0.push(id);
        } else if let Err(at) = self.0.binary_search(&id) {
            self.0.insert(at, id);
        }
    }

    pub fn remove(&mut self, id: K) {
        if let Ok(at) = self.0.binary_search(&id) {
            self.0.remove(at);
        }
    }

    pub fn contains(&self, id: K) -> bool {
        self.0.binary_search(&id).is_ok()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = K> + '_ {
        self.0.iter().copied()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K> Default for IdSet<K> {
    fn default() -> Self {
        IdSet(Vec::new())
    }
}

impl<K: fmt::Debug> fmt::Debug for IdSet<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(&self.0).finish()
    }
}

impl<K: Copy + Ord> FromIterator<K> for IdSet<K> {
    fn from_iter<I: IntoIterator<Item = K>>(ids: I) -> Self {
        let mut set = IdSet::default();
        ids.into_iter().for_each(|id| set.insert(id));
        set
    }
}
