//! Paragraphs of bulletins that name somebody of the register.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{PageId, Site};
use crate::config::Config;
use crate::registry::{Names, Who};

/// A paragraph that names somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The bulletin.
    pub page: PageId,
    /// The paragraph, counted from 0 in [`crate::markdown::Body::paragraphs`].
    pub paragraph: usize,
    /// The names, as bytes of its text.
    pub names: Vec<Range<usize>>,
}

/// Passages by whom they name, those of later bulletins first.
pub type Passages = BTreeMap<Who, Vec<Passage>>;

/// Looks for everybody's names. Only bulletins have paragraphs, so only they are read.
pub fn collect(site: &mut Site, config: &Config) {
    let names = Names::of(&site.registry);
    let lang = config.default_language();
    let mut bulletins: Vec<PageId> = site.page_ids().filter(|id| is_source(site, *id, lang)).collect();
    bulletins.sort_by_key(|id| (std::cmp::Reverse(site.page(*id).date.map(|date| date.day())), *id));
    let mut passages = Passages::new();
    for page in bulletins {
        for (paragraph, text) in site.page(page).document.body.paragraphs.iter().enumerate() {
            for (who, range) in names.find(&text.text) {
                let known = passages.entry(who).or_default();
                match known.last_mut() {
                    Some(last) if last.page == page && last.paragraph == paragraph => last.names.push(range),
                    _ => known.push(Passage { page, paragraph, names: vec![range] }),
                }
            }
        }
    }
    site.passages = passages;
}

fn is_source(site: &Site, id: PageId, lang: &str) -> bool {
    let page = site.page(id);
    page.is_rendered() && page.document.lang == lang && !page.document.body.paragraphs.is_empty()
}
