//! What finished HTML refers to. A header or a footer that thousands of pages have is read once.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::{Faults, Finisher, Found, Name, scan};
use crate::path::{self, OutputPath};

/// Finished HTML that several pages have.
#[derive(Debug)]
pub struct Common {
    /// Its bytes.
    pub html: Vec<u8>,
    /// What it refers to, read once; nothing if that depends on the page around it.
    facts: OnceLock<Option<Facts>>,
}

/// Where a page has parts that others have too, in order.
pub type Places = Vec<(Range<usize>, Arc<Common>)>;

impl Common {
    /// Finished HTML, not read yet.
    pub fn of(html: Vec<u8>) -> Self {
        Common { html, facts: OnceLock::new() }
    }
}

/// What some HTML refers to, and its ids; in order, each as often as it stands there.
#[derive(Debug, Default)]
struct Facts {
    targets: Vec<Name>,
    ids: Vec<Name>,
    /// Anchors in the page itself.
    anchors: Vec<String>,
}

impl Facts {
    /// Reads some more. Gives whether all its addresses mean the same on every page.
    fn read(&mut self, html: &[u8], finisher: &Finisher<'_>, output: &OutputPath) -> bool {
        let mut independent = true;
        scan(html, &mut |found| match found {
            Found::Id(id) => self.ids.push(finisher.names.number(&id)),
            Found::Reference(url) => {
                independent &= is_independent(&url);
                match url.strip_prefix('#') {
                    Some(anchor) => self.anchors.push(anchor.to_owned()),
                    None => self.targets.extend(finisher.target(output, &url)),
                }
            }
        });
        independent
    }

    fn add(&mut self, other: &Facts) {
        self.targets.extend_from_slice(&other.targets);
        self.ids.extend_from_slice(&other.ids);
        self.anchors.extend_from_slice(&other.anchors);
    }
}

/// Whether an address means the same on every page.
fn is_independent(url: &str) -> bool {
    let has_scheme = || url.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    url.starts_with(['/', '#']) || has_scheme()
}

impl Finisher<'_> {
    /// What a page refers to on this site, its ids, and what it gets wrong within itself. `places`
    /// says where it has parts that others have too.
    pub(super) fn read(&self, output: &OutputPath, html: &[u8], places: &Places) -> (Vec<Name>, Vec<Name>, Faults) {
        let (mut facts, mut at) = (Facts::default(), 0);
        for (place, common) in places {
            let known = common.facts.get_or_init(|| {
                let mut facts = Facts::default();
                facts.read(&common.html, self, output).then_some(facts)
            });
            // What depends on the page is read with it.
            if let Some(known) = known {
                facts.read(&html[at..place.start], self, output);
                facts.add(known);
                at = place.end;
            }
        }
        facts.read(&html[at..], self, output);
        self.judge(facts)
    }

    fn judge(&self, facts: Facts) -> (Vec<Name>, Vec<Name>, Faults) {
        let (mut faults, mut ids): (Faults, Vec<Name>) = (Faults::default(), Vec::with_capacity(facts.ids.len()));
        for id in facts.ids {
            if ids.contains(&id) {
                faults.duplicates.push(self.names.text(id));
            } else {
                ids.push(id);
            }
        }
        for anchor in facts.anchors.into_iter().filter(|anchor| !anchor.is_empty()) {
            let known = self.names.find(&path::decode(&anchor)).is_some_and(|number| ids.contains(&number));
            if !known {
                faults.anchors.push(format!("#{anchor}"));
            }
        }
        let mut targets = facts.targets;
        targets.sort_unstable();
        targets.dedup();
        ids.sort_unstable();
        (targets, ids, faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_depend_on_the_page_are_told() {
        for url in ["/a/", "#x", "tel:110", "https://a.cn/b", "//a.cn"] {
            assert!(is_independent(url), "{url}");
        }
        for url in ["b.html", "../", "", "?page=2", "a/b:c"] {
            assert!(!is_independent(url), "{url}");
        }
    }
}
