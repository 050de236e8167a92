//! Taxonomies with their terms. A vocabulary (a data file) fixes which terms exist, with
//! their titles, descriptions and order; without one, terms are what pages use.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::vocabulary::Vocabulary;
use super::words::{Uses, Words};
use super::{Item, PageId, Pager, Site};
use crate::config::{self, Config};
use crate::diag::{Diagnostic, Report, Span, code};
use crate::frontmatter::SortBy;
use crate::markdown::{Target, link_target};
use crate::path::UrlPath;
use crate::pinyin::{collation_key, propose_slug};
use crate::source::Sources;
use crate::t;
use crate::text::nearest;
use crate::tree::Node;

/// A taxonomy in one language.
#[derive(Debug)]
pub struct Taxonomy {
    /// Its name, such as `scam_types`.
    pub name: String,
    /// Its title for readers.
    pub title: String,
    /// Its name in URLs.
    pub slug: String,
    /// Language code.
    pub lang: String,
    /// The address of its list.
    pub url: UrlPath,
    /// Its terms in order; those without pages only if a vocabulary names them.
    pub terms: Vec<Term>,
    /// Whether it has outputs.
    pub render: bool,
    /// Whether its terms have feeds.
    pub feed: bool,
    /// Pages that a pager holds.
    pub paginate_by: Option<usize>,
    /// What stands before a pager's number.
    pub paginate_path: String,
    by_slug: BTreeMap<String, usize>,
}

impl Taxonomy {
    /// The number of the term of a slug.
    pub fn term(&self, slug: &str) -> Option<usize> {
        self.by_slug.get(slug).copied()
    }
}

/// A term.
#[derive(Debug)]
pub struct Term {
    /// Its title.
    pub title: String,
    /// Its name in URLs.
    pub slug: String,
    /// What it means.
    pub description: Option<String>,
    /// The page about it.
    pub page: Option<PageId>,
    /// Free data for templates.
    pub extra: Node,
    /// Its address.
    pub url: UrlPath,
    /// Its pages, newest first.
    pub pages: Vec<PageId>,
    /// Its pagers; none if it is not paginated.
    pub pagers: Vec<Pager>,
}

/// Builds the taxonomies and ties pages to their terms.
pub fn collect(site: &mut Site, sources: &Sources, config: &Config, report: &mut Report) {
    let vocabularies: Vec<Option<Vocabulary>> =
        config.taxonomies.iter().map(|taxonomy| Vocabulary::read(taxonomy, sources, config, report)).collect();
    let names: Vec<Arc<str>> = config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str().into()).collect();
    let mut words: Vec<Words<'_>> = names.iter().map(|_| Words::of(config.languages.len())).collect();
    let mut of_pages = Vec::with_capacity(site.pages.len());
    for (index, page) in site.pages.iter().enumerate() {
        let rendered = page.is_rendered();
        let language = config.languages.iter().position(|l| l.code == page.document.lang).unwrap_or_default();
        let mut terms: Vec<(Arc<str>, Vec<Arc<str>>)> = Vec::new();
        for (name, written) in page.front().taxonomies.iter() {
            let lang = &page.document.lang;
            let declared = config
                .taxonomies
                .iter()
                .position(|taxonomy| taxonomy.name == *name && taxonomy.lang.as_ref().is_none_or(|own| own == lang));
            let Some(number) = declared else {
                report.push(unknown_taxonomy(page.document.span(&format!("taxonomies.{name}")), name, config));
                continue;
            };
            let mut slugs: Vec<Arc<str>> = Vec::with_capacity(written.len());
            for (at, term) in written.iter().enumerate() {
                let span = || page.document.span(&format!("taxonomies.{name}.{at}"));
                let known = words[number].meaning(term);
                let meaning = match known {
                    Some(known) => known,
                    None => {
                        let found = identify(term, vocabularies[number].as_ref(), name, &span, report);
                        let Some((slug, title)) = found else { continue };
                        words[number].learn(term, slug, title)
                    }
                };
                if slugs.contains(&meaning.slug) {
                    continue;
                }
                let (first, pages) = words[number].used(language, &meaning);
                let title = &meaning.title;
                if first != title && first.to_lowercase() != title.to_lowercase() {
                    report.push(same_slug(span(), first, title, name));
                }
                slugs.push(meaning.slug);
                if rendered {
                    pages.push(PageId(index));
                }
            }
            if !slugs.is_empty() {
                terms.push((names[number].clone(), slugs));
            }
        }
        of_pages.push(terms);
    }
    let mut uses: Vec<Vec<Uses>> = words.into_iter().map(Words::uses).collect();
    for (page, terms) in site.pages.iter_mut().zip(of_pages) {
        page.terms = terms;
    }
    for (number, declared) in config.taxonomies.iter().enumerate() {
        for (position, language) in config.languages.iter().enumerate() {
            if declared.lang.as_ref().is_some_and(|lang| *lang != language.code) {
                continue;
            }
            let used = std::mem::take(&mut uses[number][position]);
            // A second language gets only the taxonomies that its pages use.
            if used.is_empty() && position > 0 {
                continue;
            }
            let vocabulary = vocabularies[number].as_ref();
            site.taxonomies.push(build(declared, &language.code, used, vocabulary, site, config, report));
        }
    }
}

fn build(
    declared: &config::Taxonomy,
    lang: &str,
    mut used: Uses,
    vocabulary: Option<&Vocabulary>,
    site: &Site,
    config: &Config,
    report: &mut Report,
) -> Taxonomy {
    let prefix = if lang == config.default_language() { String::new() } else { format!("{lang}/") };
    let base = format!("{prefix}{}/", declared.slug);
    let url = |slug: &str| UrlPath::from_plain(&format!("{base}{slug}/"));
    let sorted = |mut pages: Vec<PageId>| {
        super::order::sort(&mut pages, SortBy::Date, &site.pages);
        pages
    };
    let mut terms = Vec::new();
    if let Some(vocabulary) = vocabulary {
        for (index, (raw, extra)) in vocabulary.terms.iter().enumerate() {
            let pages = used.remove(raw.slug.as_str()).map(|(_, pages)| pages).unwrap_or_default();
            if pages.is_empty() && lang != config.default_language() {
                continue;
            }
            let translation = raw.translations.get(lang);
            let page =
                raw.page.as_deref().and_then(|written| term_page(written, index, vocabulary, lang, site, report));
            terms.push(Term {
                title: translation.and_then(|t| t.title.clone()).unwrap_or_else(|| raw.title.clone()),
                description: translation.and_then(|t| t.description.clone()).or_else(|| raw.description.clone()),
                url: url(&raw.slug),
                slug: raw.slug.clone(),
                page,
                extra: extra.clone(),
                pages: sorted(pages),
                pagers: Vec::new(),
            });
        }
    } else {
        for (slug, (title, pages)) in used {
            terms.push(Term {
                url: url(&slug),
                title: title.to_string(),
                slug: slug.to_string(),
                description: None,
                page: None,
                extra: Node::empty(0..0),
                pages: sorted(pages),
                pagers: Vec::new(),
            });
        }
        terms.sort_by_cached_key(|term| collation_key(&term.title));
    }
    let title = declared
        .title
        .clone()
        .or_else(|| vocabulary.and_then(|v| v.title.clone()))
        .unwrap_or_else(|| declared.name.clone());
    Taxonomy {
        name: declared.name.clone(),
        title,
        slug: declared.slug.clone(),
        lang: lang.to_owned(),
        url: UrlPath::from_plain(&base),
        render: declared.render,
        feed: declared.feed,
        paginate_by: declared.paginate_by,
        paginate_path: declared.paginate_path.clone(),
        by_slug: terms.iter().enumerate().map(|(index, term)| (term.slug.clone(), index)).collect(),
        terms,
    }
}

/// The page about a term, in the wanted language if there is one.
fn term_page(
    written: &str,
    index: usize,
    vocabulary: &Vocabulary,
    lang: &str,
    site: &Site,
    report: &mut Report,
) -> Option<PageId> {
    let Target::Content { path, .. } = link_target(written) else {
        report.push(bad_term_page(vocabulary, index, written));
        return None;
    };
    match site.find(&path) {
        Some(Item::Page(id)) => {
            let translated = site.page(id).translations.iter().find_map(|item| match item {
                Item::Page(other) if site.page(*other).document.lang == lang => Some(*other),
                _ => None,
            });
            Some(translated.unwrap_or(id))
        }
        _ => {
            report.push(bad_term_page(vocabulary, index, written));
            None
        }
    }
}

fn bad_term_page(vocabulary: &Vocabulary, index: usize, written: &str) -> Diagnostic {
    let title = &vocabulary.terms[index].0.title;
    Diagnostic::error(
        code::BROKEN_LINK,
        t!("词“{title}”的页面“{written}”不存在", "the page `{written}` of the term `{title}` does not exist"),
    )
    .at(Span::file(vocabulary.file.clone()))
}

/// The slug and title that a page means by a term.
fn identify(
    written: &str,
    vocabulary: Option<&Vocabulary>,
    name: &str,
    span: &dyn Fn() -> Span,
    report: &mut Report,
) -> Option<(String, String)> {
    let text = written.trim();
    if text.is_empty() {
        report.push(
            Diagnostic::error(code::UNKNOWN_TERM, t!("“{name}”里有空的词", "`{name}` has an empty term"))
                .at(span())
                .help(t!("删去空的引号", "remove the empty quotation marks")),
        );
        return None;
    }
    let Some(vocabulary) = vocabulary else {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let slug: String = if text.is_ascii() { text.chars().map(plain).collect() } else { propose_slug(text, 120) };
        let slug = slug.trim_matches('-').to_owned();
        let slug =
            if slug.is_empty() { format!("t-{}", crate::hash::Fingerprint::of(text.as_bytes()).hex(8)) } else { slug };
        return Some((slug, text.to_owned()));
    };
    if let Some(term) = vocabulary.find(text) {
        return Some((term.slug.clone(), term.title.clone()));
    }
    let help = vocabulary.others(text);
    report.push(
        Diagnostic::error(
            code::UNKNOWN_TERM,
            t!("“{name}”的词表里没有“{text}”", "the vocabulary of `{name}` has no `{text}`"),
        )
        .at(span())
        .help(help),
    );
    None
}

/// Without a vocabulary, addresses of terms come from their pinyin, which two words can share.
fn same_slug(span: Span, first: &str, second: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        code::DUPLICATE_URL,
        t!("“{second}”和“{first}”会用同一个网址", "`{second}` and `{first}` would have one address"),
    )
    .at(span)
    .help(t!(
        "改用同一个词，或在 data/vocabularies/ 里给“{name}”建词表、写明 slug",
        "use one word, or give `{name}` a vocabulary with explicit slugs in data/vocabularies/"
    ))
}

fn unknown_taxonomy(span: Span, name: &str, config: &Config) -> Diagnostic {
    let near = nearest(name, config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()));
    let all: Vec<&str> = config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()).collect();
    let list = all.join(", ");
    Diagnostic::error(code::UNKNOWN_TAXONOMY, t!("没有“{name}”这个分类法", "there is no taxonomy `{name}`"))
        .at(span)
        .help(match near {
            Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
            None => t!("site.toml 声明的分类法：{list}", "taxonomies declared in site.toml: {list}"),
        })
}
