//! Rows by number, in pages that copies share until one of them is written.
//!
//! A World is copied for each snapshot and each command. With pages behind an `Rc`, a copy of 50,000 tasks costs a
//! few hundred pointers, and only the pages that change afterwards are ever duplicated.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;
use std::rc::Rc;

use crate::ids::Key;

const PAGE: usize = 32;

type Page<T> = [Option<T>; PAGE];

/// Numbers are given in order from 0 and never again, so iteration is in order of creation.
pub struct Table<K, T> {
    /// An empty page takes no room.
    pages: Vec<Option<Rc<Page<T>>>>,
    next: u32,
    len: usize,
    key: PhantomData<K>,
}

impl<K: Key, T: Clone> Table<K, T> {
    /// The number that the next row gets.
    pub fn next_key(&self) -> K {
        K::new(self.next)
    }

    /// Adds a row.
    ///
    /// # Panics
    /// If `key` isn't the one that [`Table::next_key`] announced: facts are applied in order, each once.
    pub fn insert(&mut self, key: K, value: T) {
        assert_eq!(key.row(), self.next, "rows are numbered in order");
        let (page, slot) = place(key);
        if self.pages.len() <= page {
            self.pages.push(None);
        }
        let rows = self.pages[page].get_or_insert_with(|| Rc::new([const { None }; PAGE]));
        Rc::make_mut(rows)[slot] = Some(value);
        self.next += 1;
        self.len += 1;
    }

    pub fn get(&self, key: K) -> Option<&T> {
        let (page, slot) = place(key);
        self.pages.get(page)?.as_ref()?[slot].as_ref()
    }

    pub fn get_mut(&mut self, key: K) -> Option<&mut T> {
        let (page, slot) = place(key);
        let rows = self.pages.get_mut(page)?.as_mut()?;
        // Look before copying: a page that others share must not be duplicated for a row that isn't there.
        rows[slot].as_ref()?;
        Rc::make_mut(rows)[slot].as_mut()
    }

    /// The row to change.
    ///
    /// # Panics
    /// If there is none: a fact names only what exists.
    pub fn row_mut(&mut self, key: K) -> &mut T {
        self.get_mut(key).expect("a fact names only what exists")
    }

    pub fn remove(&mut self, key: K) -> Option<T> {
        let (page, slot) = place(key);
        let rows = self.pages.get_mut(page)?.as_mut()?;
        rows[slot].as_ref()?;
        let rows = Rc::make_mut(rows);
        let removed = rows[slot].take();
        if rows.iter().all(Option::is_none) {
            self.pages[page] = None;
        }
        self.len -= 1;
        removed
    }

    /// All rows, oldest first.
    pub fn iter(&self) -> Rows<'_, K, T> {
        Rows { pages: &self.pages, from: 0, to: self.next as usize, key: PhantomData }
    }

    pub fn keys(&self) -> impl DoubleEndedIterator<Item = K> {
        self.iter().map(|(key, _)| key)
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.iter().map(|(_, row)| row)
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// The rows from a number up to another, without those that are gone. By hand, as a chain of adapters over pages
/// would be made anew by the compiler for each of its many uses.
pub struct Rows<'a, K, T> {
    pages: &'a [Option<Rc<Page<T>>>],
    from: usize,
    to: usize,
    key: PhantomData<K>,
}

impl<'a, K: Key, T> Iterator for Rows<'a, K, T> {
    type Item = (K, &'a T);

    fn next(&mut self) -> Option<(K, &'a T)> {
        while self.from < self.to {
            let (page, slot) = (self.from / PAGE, self.from % PAGE);
            let rows = self.pages[page].as_ref();
            self.from = if rows.is_some() { self.from + 1 } else { (page + 1) * PAGE };
            if let Some(row) = rows.and_then(|rows| rows[slot].as_ref()) {
                return Some((K::new((page * PAGE + slot) as u32), row));
            }
        }
        None
    }
}

impl<'a, K: Key, T> DoubleEndedIterator for Rows<'a, K, T> {
    fn next_back(&mut self) -> Option<(K, &'a T)> {
        while self.from < self.to {
            let (page, slot) = ((self.to - 1) / PAGE, (self.to - 1) % PAGE);
            let rows = self.pages[page].as_ref();
            self.to = if rows.is_some() { self.to - 1 } else { page * PAGE };
            if let Some(row) = rows.and_then(|rows| rows[slot].as_ref()) {
                return Some((K::new((page * PAGE + slot) as u32), row));
            }
        }
        None
    }
}

fn place(key: impl Key) -> (usize, usize) {
    let row = key.row() as usize;
    (row / PAGE, row % PAGE)
}

impl<K, T> Clone for Table<K, T> {
    fn clone(&self) -> Self {
        Table { pages: self.pages.clone(), next: self.next, len: self.len, key: PhantomData }
    }
}

impl<K, T> Default for Table<K, T> {
    fn default() -> Self {
        Table { pages: Vec::new(), next: 0, len: 0, key: PhantomData }
    }
}

impl<K: Key, T: Clone> Index<K> for Table<K, T> {
    type Output = T;
    fn index(&self, key: K) -> &T {
        self.get(key).expect("an id in the World names what exists")
    }
}

impl<K: Key + fmt::Debug, T: Clone + fmt::Debug> fmt::Debug for Table<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ids::TaskId;
    use super::*;

    fn table(rows: u32) -> Table<TaskId, u32> {
        let mut table = Table::default();
        for n in 0..rows {
            table.insert(TaskId(n), n * 10);
        }
        table
    }

    #[test]
    fn a_copy_keeps_what_it_was() {
        let mut table = table(100);
        let copy = table.clone();
        *table.row_mut(TaskId(50)) = 1;
        table.remove(TaskId(51));
        assert_eq!((table[TaskId(50)], table.get(TaskId(51))), (1, None));
        assert_eq!((copy[TaskId(50)], copy.get(TaskId(51))), (500, Some(&510)));
        assert_eq!((table.len(), copy.len()), (99, 100));
    }

    #[test]
    fn rows_are_listed_in_order_and_pages_go_when_empty() {
        let mut table = table(70);
        for n in 0..64 {
            table.remove(TaskId(n));
        }
        assert_eq!(table.keys().map(|k| k.0).collect::<Vec<_>>(), [64, 65, 66, 67, 68, 69]);
        assert_eq!(table.keys().rev().map(|k| k.0).collect::<Vec<_>>(), [69, 68, 67, 66, 65, 64]);
        let mut both = table.keys();
        assert_eq!((both.next(), both.next_back(), both.count()), (Some(TaskId(64)), Some(TaskId(69)), 4));
        assert!(table.pages[0].is_none() && table.pages[1].is_none());
        assert_eq!(table.get_mut(TaskId(3)), None);
        assert_eq!(table.remove(TaskId(3)), None);
        assert_eq!(table.next_key(), TaskId(70));
    }
}
