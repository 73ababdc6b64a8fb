//! How many of something each container instance has, in pages of small numbers that copies share; no page where all
//! are zero.

use std::rc::Rc;

use crate::ids::InstanceId;

const PAGE: usize = 128;

#[derive(Clone, Default, Debug)]
pub struct Counts {
    pages: Vec<Option<Rc<[u16; PAGE]>>>,
}

impl Counts {
    #[inline]
    pub fn of(&self, instance: InstanceId) -> u16 {
        let row = instance.0 as usize;
        match self.pages.get(row / PAGE) {
            Some(Some(page)) => page[row % PAGE],
            _ => 0,
        }
    }

    pub fn increase(&mut self, instance: InstanceId) {
        *self.cell(instance) += 1;
    }

    pub fn decrease(&mut self, instance: InstanceId) {
        *self.cell(instance) -= 1;
        let page = instance.0 as usize / PAGE;
        if self.pages[page].as_deref().is_some_and(|page| page.iter().all(|&n| n == 0)) {
            self.pages[page] = None;
        }
    }

    fn cell(&mut self, instance: InstanceId) -> &mut u16 {
        let row = instance.0 as usize;
        if self.pages.len() <= row / PAGE {
            self.pages.resize(row / PAGE + 1, None);
        }
        let page = self.pages[row / PAGE].get_or_insert_with(|| Rc::new([0; PAGE]));
        &mut Rc::make_mut(page)[row % PAGE]
    }
}

/// Two counts are equal if every instance has as many in both, whatever pages they hold.
impl PartialEq for Counts {
    fn eq(&self, other: &Counts) -> bool {
        let rows = self.pages.len().max(other.pages.len()) * PAGE;
        (0..rows as u32).map(InstanceId).all(|i| self.of(i) == other.of(i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_rise_fall_and_give_their_pages_back() {
        let mut counts = Counts::default();
        counts.increase(InstanceId(300));
        counts.increase(InstanceId(300));
        let copy = counts.clone();
        counts.decrease(InstanceId(300));
        assert_eq!((counts.of(InstanceId(300)), copy.of(InstanceId(300)), counts.of(InstanceId(9_999))), (1, 2, 0));
        counts.decrease(InstanceId(300));
        assert!(counts.pages.iter().all(Option::is_none));
        assert_eq!(counts, Counts::default());
    }
}
