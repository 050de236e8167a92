//! `[cache]`: where runners share what builds keep.

use serde::{Deserialize, Serialize};

use super::media::{MediaStore, check_store};
use crate::diag::{Report, Span};

/// `[cache]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct SharedCache {
    /// Where `fanzha cache push` and `pull` keep it. It holds drafts, and whoever can write there
    /// can change the site: never a place that the public reaches.
    pub store: Option<MediaStore>,
}

/// The settings, mended where they make no sense.
pub(super) fn check(cache: SharedCache, span: impl Fn(&str) -> Span, report: &mut Report) -> SharedCache {
    SharedCache { store: cache.store.filter(|store| check_store(store, "cache.store", span, report)) }
}
