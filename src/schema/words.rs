//! The words that a site's own settings and vocabularies allow.

use crate::config::Config;
use crate::kind::Kind;
use crate::site::Site;
use crate::source::Sources;

use super::{Names, hotlines};

/// An id with its name for people.
pub type Named = (String, String);

/// A taxonomy with its terms.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Its name, the key below `[taxonomies]`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its terms; none where authors make up their own.
    pub terms: Vec<Named>,
}

/// A section with the kind that its pages have.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its folder below `content/`.
    pub folder: String,
    /// Its title.
    pub title: String,
    /// The kind of its pages.
    pub kind: Kind,
    /// What it is, for authors.
    pub description: String,
}

/// What a site allows in front matter, beyond the types.
#[derive(Clone, Debug, Default)]
pub struct SiteWords {
    /// Its taxonomies.
    pub taxonomies: Vec<Terms>,
    /// Its bulletins.
    pub periodicals: Vec<Named>,
    /// Its series of films.
    pub series: Vec<Named>,
    /// Its players of films.
    pub platforms: Vec<Named>,
    /// Its hotlines.
    pub hotlines: Vec<Named>,
    /// Its sections of the default language that say a kind.
    pub columns: Vec<Column>,
}

impl SiteWords {
    /// Collects the words of a site.
    pub fn of(site: &Site, config: &Config, sources: &Sources) -> Self {
        let lang = config.default_language();
        let declared = config.taxonomies.iter().filter(|it| it.lang.as_deref().is_none_or(|only| only == lang));
        let taxonomies = declared
            .map(|declared| {
                let found = site.taxonomies.iter().find(|it| it.name == declared.name && it.lang == lang);
                let terms = found.filter(|_| declared.vocabulary.is_some()).map(|it| it.terms.as_slice());
                Terms {
                    name: declared.name.clone(),
                    title: found.map_or_else(|| declared.name.clone(), |it| it.title.clone()),
                    terms: terms.into_iter().flatten().map(|it| (it.slug.clone(), it.title.clone())).collect(),
                }
            })
            .collect();
        SiteWords {
            taxonomies,
            periodicals: config.periodicals.iter().map(|(id, it)| (id.clone(), it.name.clone())).collect(),
            series: config.series.iter().map(|(id, it)| (id.clone(), it.title.clone())).collect(),
            platforms: config.platforms.iter().map(|(id, it)| (id.clone(), it.title.clone())).collect(),
            hotlines: hotlines::named(sources),
            columns: columns(site, lang),
        }
    }

    /// The words that a value must be among, as far as the site says.
    pub fn named(&self, names: Option<Names>) -> &[Named] {
        match names {
            Some(Names::Periodical) => &self.periodicals,
            Some(Names::Series) => &self.series,
            Some(Names::Platform) => &self.platforms,
            _ => &[],
        }
    }
}

fn columns(site: &Site, lang: &str) -> Vec<Column> {
    let own = site.sections.iter().filter_map(|section| {
        let document = section.document.as_deref().filter(|document| document.lang == lang)?;
        let front = document.section()?;
        Some(Column {
            folder: document.folder.clone(),
            title: front.title.clone().unwrap_or_else(|| document.folder.clone()),
            kind: front.page_kind?,
            description: front.description.clone().unwrap_or_default(),
        })
    });
    own.collect()
}
