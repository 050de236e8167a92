//! `[search]`: the site's own search.

use serde::{Deserialize, Serialize};

/// `[search]`. `build_search_index` switches it on.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct Search {
    /// Taxonomies by which readers may narrow what they find.
    pub filters: Vec<String>,
    /// Pages that come first among equals, by their paths below `content/`.
    pub first: Vec<String>,
}

impl Default for Search {
    fn default() -> Self {
        Search { filters: vec!["scam_types".to_owned(), "regions".to_owned()], first: Vec::new() }
    }
}
