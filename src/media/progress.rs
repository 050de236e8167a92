//! Word of how far long work is.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Told how many of how many pictures are done; from any thread.
pub type Watcher = dyn Fn(usize, usize) + Send + Sync;

/// Whoever wants to know how far work on pictures is.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<Watcher>>);

impl Progress {
    /// Tells a watcher.
    pub fn to(watcher: impl Fn(usize, usize) + Send + Sync + 'static) -> Self {
        Progress(Some(Arc::new(watcher)))
    }

    /// A count of so many pieces of work, which begins now.
    pub fn of(&self, total: usize) -> Count<'_> {
        let count = Count { progress: self, total, done: AtomicUsize::new(0) };
        count.tell(0);
        count
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Progress").field(&self.0.is_some()).finish()
    }
}

/// Pieces of work of which some are done.
pub struct Count<'a> {
    progress: &'a Progress,
    total: usize,
    done: AtomicUsize,
}

impl Count<'_> {
    /// One more is done.
    pub fn step(&self) {
        self.tell(self.done.fetch_add(1, Ordering::Relaxed) + 1);
    }

    fn tell(&self, done: usize) {
        if let Progress(Some(watcher)) = self.progress {
            watcher(done, self.total);
        }
    }
}
