//! What holds of every clip.

use fanzha::video::clip::{Clip, publishable, read};

/// Reads and cleans a file, and reads what came of it.
pub fn check(bytes: &[u8]) {
    let before = read(bytes);
    let Ok(Some(out)) = publishable(bytes) else { return };
    let before = before.expect("what is published was read");
    let after = read(&out).expect("what is published can be read");
    assert_eq!(after, Clip { plays_at_once: after.plays_at_once, has_metadata: false, ..before });
    assert!(after.plays_at_once || !before.plays_at_once);
    assert_eq!(publishable(&out), Ok(None));
}
