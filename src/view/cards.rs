//! Values of cards, made when they are needed.
//!
//! A card takes some kilobytes, so a large site cannot keep all of them. Those of long lists
//! stay, since the lists that hold them stay. Of the others only the latest are kept: pages
//! are rendered in the order of their section, where neighbours lie close together.

use std::sync::{Mutex, OnceLock, PoisonError};

use foldhash::HashMap;
use rayon::prelude::*;
use tera::Value;

use crate::site::PageId;

/// From this many cards on a list is long: its cards stay, and are made on several threads.
const LONG: usize = 500;
/// Over how many locks the latest cards are spread.
const SHARDS: usize = 16;
/// How many cards a generation of a shard holds.
const GENERATION: usize = 128;

/// The cards of a site.
pub struct Cards {
    lasting: Vec<OnceLock<Value>>,
    latest: [Mutex<Latest>; SHARDS],
}

/// The latest cards in two generations; when the younger is full, the older is dropped.
#[derive(Default)]
struct Latest {
    young: HashMap<PageId, Value>,
    old: HashMap<PageId, Value>,
}

impl Latest {
    fn get(&mut self, id: PageId) -> Option<Value> {
        if let Some(value) = self.young.get(&id) {
            return Some(value.clone());
        }
        let value = self.old.remove(&id)?;
        self.put(id, value.clone());
        Some(value)
    }

    fn put(&mut self, id: PageId, value: Value) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(id, value);
    }
}

impl Cards {
    /// The cards of that many pages, none of them made.
    pub fn new(pages: usize) -> Self {
        Cards { lasting: (0..pages).map(|_| OnceLock::new()).collect(), latest: Default::default() }
    }

    /// The card of a page.
    pub fn one(&self, id: PageId, make: impl Fn(PageId) -> Value) -> Value {
        if let Some(value) = self.lasting[id.0].get() {
            return value.clone();
        }
        let latest = || self.latest[id.0 % SHARDS].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = latest().get(id) {
            return value;
        }
        let value = make(id);
        latest().put(id, value.clone());
        value
    }

    /// The cards of a list.
    pub fn list(&self, ids: &[PageId], make: impl Fn(PageId) -> Value + Sync) -> Value {
        if ids.len() < LONG {
            return Value::from(ids.iter().map(|id| self.one(*id, &make)).collect::<Vec<_>>());
        }
        let lasting = |id: &PageId| self.lasting[id.0].get_or_init(|| make(*id)).clone();
        Value::from(ids.par_iter().map(lasting).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn only_the_latest_cards_are_kept() {
        let cards = Cards::new(10_000);
        let made = AtomicUsize::new(0);
        let make = |id: PageId| {
            made.fetch_add(1, Ordering::Relaxed);
            Value::from(id.0)
        };
        for id in (0..10_000).map(PageId) {
            assert_eq!(cards.one(id, make), Value::from(id.0));
            assert_eq!(cards.one(PageId(id.0.saturating_sub(1)), make), Value::from(id.0.saturating_sub(1)));
        }
        assert_eq!(made.load(Ordering::Relaxed), 10_000, "neighbours are made once");
        let kept: usize =
            cards.latest.iter().map(|latest| latest.lock().expect("a lock")).map(|l| l.young.len() + l.old.len()).sum();
        assert!(kept <= 2 * SHARDS * GENERATION);
    }

    #[test]
    fn cards_of_long_lists_stay() {
        let cards = Cards::new(LONG);
        let made = AtomicUsize::new(0);
        let make = |id: PageId| {
            made.fetch_add(1, Ordering::Relaxed);
            Value::from(id.0)
        };
        let ids: Vec<PageId> = (0..LONG).map(PageId).collect();
        assert_eq!(cards.list(&ids, make), cards.list(&ids, make));
        assert_eq!(cards.one(PageId(7), make), Value::from(7));
        assert_eq!(made.load(Ordering::Relaxed), LONG);
    }
}
