//! Walking through two sorted lists of paths side by side, which spares looking each path up.

use std::borrow::Borrow;
use std::collections::{BTreeMap, btree_map};
use std::iter::Peekable;

/// A place in a sorted map, which only moves on.
pub struct Beside<'m, K, V>(Peekable<btree_map::Iter<'m, K, V>>);

impl<'m, K: Borrow<str>, V> Beside<'m, K, V> {
    /// The beginning of a map.
    pub fn of(map: &'m BTreeMap<K, V>) -> Self {
        Beside(map.iter().peekable())
    }

    /// What the map has of a path, which must come after those asked for before.
    pub fn at(&mut self, path: &str) -> Option<&'m V> {
        loop {
            match self.0.peek()?.0.borrow().cmp(path) {
                std::cmp::Ordering::Less => self.0.next(),
                std::cmp::Ordering::Equal => return self.0.next().map(|(_, value)| value),
                std::cmp::Ordering::Greater => return None,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_both_have() {
        let map = BTreeMap::from([("b", 1), ("c", 2), ("e", 3)]);
        let mut beside = Beside::of(&map);
        let found: Vec<_> = ["a", "b", "d", "e", "f"].map(|path| beside.at(path).copied()).into();
        assert_eq!(found, [None, Some(1), None, Some(3), None]);
    }
}
