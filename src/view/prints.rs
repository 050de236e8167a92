//! What fingerprints of larger views are made of.

use std::sync::OnceLock;

use super::page::{TermValues, card_fingerprint};
use super::{Materials, View};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::site::{PageId, Pager, SectionId};

/// The parts.
pub struct Prints<'a> {
    pub materials: &'a Materials,
    pub cards: &'a [OnceLock<Fingerprint>],
    pub section_cards: &'a [View],
    pub terms: &'a TermValues,
}

impl Prints<'_> {
    pub fn card(&self, id: PageId) -> &Fingerprint {
        self.cards[id.0].get_or_init(|| card_fingerprint(self.materials, id))
    }

    pub fn add_cards(&self, hash: &mut Fingerprinter, ids: &[PageId]) {
        hash.number(ids.len() as u64);
        for id in ids {
            hash.fingerprint(self.card(*id));
        }
    }

    pub fn add_sections(&self, hash: &mut Fingerprinter, ids: &[SectionId]) {
        hash.number(ids.len() as u64);
        for id in ids {
            hash.fingerprint(&self.section_cards[id.0].fingerprint);
        }
    }

    pub fn with_cards(&self, head: &Fingerprint, ids: &[PageId]) -> Fingerprint {
        let mut hash = Fingerprinter::new();
        hash.fingerprint(head);
        self.add_cards(&mut hash, ids);
        hash.finish()
    }

    pub fn pager(&self, pagers: &[Pager], at: usize, by: usize) -> Fingerprint {
        let mut hash = Fingerprinter::new();
        hash.text(&self.materials.config.base_url).number(by as u64).number(at as u64).number(pagers.len() as u64);
        hash.number(pagers.iter().map(|pager| pager.pages.len() as u64).sum());
        // The addresses of all others follow from the first two.
        for pager in [0, 1, at].iter().filter_map(|at| pagers.get(*at)).chain(pagers.last()) {
            hash.text(pager.url.as_str());
        }
        self.add_cards(&mut hash, &pagers[at].pages);
        hash.finish()
    }
}
