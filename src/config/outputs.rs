//! `feed_content`, `[sitemap]`, `[export]`: what is made of pages for other programs.

use serde::Deserialize;

/// What feeds hold of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeedContent {
    /// Its description.
    #[default]
    Summary,
    /// Its whole text too.
    Full,
}

/// `[sitemap]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Sitemap {
    /// Whether pictures of pages are listed.
    pub images: bool,
    /// Names of the kinds of pages that count as news for two days.
    pub news: Vec<String>,
    /// The publication's name; the site's title if absent.
    pub news_name: Option<String>,
}

impl Default for Sitemap {
    fn default() -> Self {
        Sitemap { images: true, news: Vec::new(), news_name: None }
    }
}

/// `[export]`: pages as data for a content platform.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Export {
    /// Whether every page has an `index.json` beside it, and the site a catalogue of them.
    pub json: bool,
}
