//! The words that pages write for terms of one taxonomy. Thousands of pages write the same few.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use super::PageId;

/// Term slug to its title and pages.
pub type Uses = BTreeMap<Arc<str>, Use>;

/// The title of a term and its pages.
type Use = (Arc<str>, Vec<PageId>);

/// The words of one taxonomy.
#[derive(Default)]
pub struct Words<'p> {
    /// What is written to what it means.
    known: HashMap<&'p str, Meaning>,
    slugs: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, usize>,
    /// By language, by the slug's number.
    uses: Vec<Vec<Option<Use>>>,
}

/// What a word means: the same in every page.
#[derive(Clone)]
pub struct Meaning {
    /// The term's slug.
    pub slug: Arc<str>,
    /// Its title.
    pub title: Arc<str>,
    number: usize,
}

impl<'p> Words<'p> {
    /// No words yet, of a site with so many languages.
    pub fn of(languages: usize) -> Self {
        Words { uses: vec![Vec::new(); languages], ..Words::default() }
    }

    /// What a word means, if it was met before.
    pub fn meaning(&self, written: &str) -> Option<Meaning> {
        self.known.get(written).cloned()
    }

    /// Takes note of what a word means.
    pub fn learn(&mut self, written: &'p str, slug: String, title: String) -> Meaning {
        let slug: Arc<str> = slug.into();
        let number = *self.numbers.entry(slug.clone()).or_insert(self.slugs.len());
        if number == self.slugs.len() {
            self.slugs.push(slug.clone());
        }
        let meaning = Meaning { slug, title: title.into(), number };
        self.known.insert(written, meaning.clone());
        meaning
    }

    /// The title and pages of a term in a language, by number. The first word gives the title.
    pub fn used(&mut self, language: usize, meaning: &Meaning) -> &mut Use {
        let uses = &mut self.uses[language];
        if uses.len() <= meaning.number {
            uses.resize(meaning.number + 1, None);
        }
        uses[meaning.number].get_or_insert_with(|| (meaning.title.clone(), Vec::new()))
    }

    /// The terms that are used, by language.
    pub fn uses(self) -> Vec<Uses> {
        let of = |uses: Vec<Option<Use>>| {
            self.slugs.iter().cloned().zip(uses).filter_map(|(slug, used)| Some((slug, used?))).collect()
        };
        self.uses.into_iter().map(of).collect()
    }
}
