//! What pages of text say: articles, news, questions with answers.

use serde::Serialize;

use super::agent::{Agent, author};
use super::site::{organization_ref, website_ref};
use super::{Picture, Ref};
use crate::kind::{Genre, KindData};
use crate::site::{Page, Site};
use crate::view::Materials;
use crate::view::page::cover;

/// schema.org `Article` or `NewsArticle`.
#[derive(Serialize)]
pub struct Article<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(flatten)]
    id: Ref,
    headline: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    url: String,
    #[serde(rename = "inLanguage")]
    language: &'a str,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(rename = "dateModified", skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    author: Vec<Author<'a>>,
    publisher: Ref,
    #[serde(rename = "mainEntityOfPage")]
    of_page: Ref,
    #[serde(rename = "isPartOf")]
    site: Ref,
    #[serde(rename = "isBasedOn", skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(rename = "articleSection", skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Picture>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Author<'a> {
    Named(Agent<'a>),
    Site(Ref),
}

/// What schema.org calls a page of text; nothing for pages that are no articles.
fn type_of(kind: &KindData) -> Option<&'static str> {
    match kind {
        KindData::Page => None,
        KindData::Alert(_) => Some("NewsArticle"),
        KindData::Article(article) if matches!(article.genre, Some(Genre::News | Genre::Notice)) => Some("NewsArticle"),
        _ => Some("Article"),
    }
}

impl<'a> Article<'a> {
    /// The article of a page, whose own node is `of_page`.
    pub fn of(materials: &'a Materials, page: &'a Page, of_page: Ref) -> Option<Self> {
        let Materials { site, config, .. } = materials;
        let kind = type_of(page.kind())?;
        let (front, lang) = (page.front(), &page.document.lang);
        let url = config.permalink(page.url.as_str());
        let source = front.source.as_ref();
        let mut authors: Vec<Author<'a>> = front.authors.iter().map(|name| Author::Named(author(name))).collect();
        if authors.is_empty() {
            let named = source.map(|source| source.name.as_str()).filter(|name| !name.is_empty());
            let named = named.map(|name| Author::Named(Agent { kind: "Organization", name }));
            authors.push(named.unwrap_or_else(|| Author::Site(organization_ref(config))));
        }
        let section = page.section.map(|id| site.section(id)).filter(|section| !section.ancestors.is_empty());
        Some(Article {
            kind,
            id: Ref::to(format!("{url}#article")),
            headline: page.title(),
            description: front.description.as_deref(),
            language: config.language(lang).map_or(lang, |language| &language.tag),
            published: page.date.map(|date| date.rfc3339()),
            modified: page.updated.or(page.date).map(|date| date.rfc3339()),
            expires: page.expire.map(|date| date.rfc3339()),
            author: authors,
            publisher: organization_ref(config),
            of_page,
            site: website_ref(config, lang),
            source: source.and_then(|source| source.url.as_deref()),
            section: section.map(|section| section.title.as_str()),
            keywords: keywords(site, page),
            image: cover(materials, page).map(|placed| placed.picture()),
            url,
        })
    }

    /// What the page says of it.
    pub fn id(&self) -> Ref {
        self.id.clone()
    }
}

/// The titles of a page's terms, each once.
fn keywords<'a>(site: &'a Site, page: &'a Page) -> Vec<&'a str> {
    let mut titles: Vec<&str> = Vec::new();
    for (name, slugs) in &page.terms {
        let Some(taxonomy) = site.taxonomy(name, &page.document.lang).map(|number| &site.taxonomies[number]) else {
            continue;
        };
        for term in slugs.iter().filter_map(|slug| taxonomy.term(slug)) {
            let title = taxonomy.terms[term].title.as_str();
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
    }
    titles
}

/// schema.org `Question`.
#[derive(Serialize)]
pub struct Question<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(rename = "acceptedAnswer")]
    answer: Answer<'a>,
}

/// schema.org `Answer`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    text: &'a str,
}

/// The questions that a page answers.
pub fn questions<'p>(page: &'p Page) -> Vec<Question<'p>> {
    let question = |asked: &'p crate::frontmatter::Faq| Question {
        kind: "Question",
        name: &asked.q,
        answer: Answer { kind: "Answer", text: &asked.a },
    };
    page.front().faq.iter().map(question).collect()
}
