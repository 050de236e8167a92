//! What was made of bytes that come again.

use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashSet};

/// How many entries are remembered at most, and how many bytes of them; and of how many one
/// knows that they were there.
const MOST: usize = 4_000;
const MOST_BYTES: usize = 16 << 20;
const SEEN: usize = 200_000;

/// Remembers what was made of bytes that were seen twice.
#[derive(Debug)]
pub struct Memo<T> {
    known: RwLock<Known<T>>,
    seen: Mutex<HashSet<u64>>,
}

#[derive(Debug)]
struct Known<T> {
    made: HashMap<Box<[u8]>, Arc<T>>,
    bytes: usize,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Memo { known: RwLock::new(Known { made: HashMap::default(), bytes: 0 }), seen: Mutex::default() }
    }
}

impl<T> Memo<T> {
    /// What was made of the bytes, or is made of them now.
    pub fn of(&self, bytes: &[u8], make: impl FnOnce(&[u8]) -> T) -> Arc<T> {
        if let Some(known) = self.known.read().unwrap_or_else(PoisonError::into_inner).made.get(bytes) {
            return known.clone();
        }
        let made = Arc::new(make(bytes));
        let hash = FixedState::default().hash_one(bytes);
        let first = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.len() >= SEEN || seen.insert(hash)
        };
        if !first {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            if known.made.len() < MOST && known.bytes < MOST_BYTES {
                known.bytes += 2 * bytes.len();
                known.made.insert(bytes.into(), made.clone());
            }
        }
        made
    }
}

#[cfg(test)]
impl<T> Memo<T> {
    pub fn len(&self) -> usize {
        self.known.read().expect("a lock").made.len()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn what_comes_twice_is_not_made_a_third_time() {
        let memo = Memo::default();
        let made = Cell::new(0);
        let length = |bytes: &[u8]| {
            made.set(made.get() + 1);
            bytes.len()
        };
        for _ in 0..5 {
            assert_eq!(*memo.of(b"abc", length), 3);
        }
        assert_eq!(*memo.of(b"once", length), 4);
        assert_eq!(made.get(), 3);
    }
}
