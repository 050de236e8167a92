//! Pages of the site, and where they stand in it.

use serde::Serialize;

use super::Ref;
use super::article::Question;
use crate::config::Config;
use crate::site::{SectionId, Site};

/// schema.org `WebPage` and its kin.
#[derive(Serialize)]
pub struct WebPage<'a> {
    #[serde(rename = "@type")]
    pub kind: Kinds,
    #[serde(flatten)]
    pub id: Ref,
    pub url: String,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    #[serde(rename = "inLanguage")]
    pub language: &'a str,
    #[serde(rename = "isPartOf")]
    pub site: Ref,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breadcrumb: Option<Ref>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    #[serde(rename = "dateModified", skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    #[serde(rename = "mainEntity", skip_serializing_if = "Option::is_none")]
    pub entity: Option<Entity<'a>>,
}

/// What a page is for.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Entity<'a> {
    /// Another node.
    Node(Ref),
    /// Questions that it answers.
    Questions(Vec<Question<'a>>),
}

/// One type, or two.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Kinds {
    /// One.
    One(&'static str),
    /// Both.
    Both([&'static str; 2]),
}

/// schema.org `BreadcrumbList`.
#[derive(Serialize)]
pub struct Breadcrumbs<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(flatten)]
    id: Ref,
    #[serde(rename = "itemListElement")]
    items: Vec<Crumb<'a>>,
}

/// schema.org `ListItem`.
#[derive(Serialize)]
struct Crumb<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    position: usize,
    name: &'a str,
    item: String,
}

impl<'a> Breadcrumbs<'a> {
    /// The way from the home page, by names and absolute addresses; nothing on the home page itself.
    pub fn of(page: &str, steps: Vec<(&'a str, String)>) -> Option<Self> {
        let items = steps.into_iter().enumerate();
        let items = items.map(|(at, (name, item))| Crumb { kind: "ListItem", position: at + 1, name, item });
        let items: Vec<Crumb<'a>> = items.collect();
        let id = Ref::to(format!("{page}#breadcrumb"));
        (items.len() > 1).then_some(Breadcrumbs { kind: "BreadcrumbList", id, items })
    }

    /// What the page says of them.
    pub fn id(&self) -> Ref {
        self.id.clone()
    }
}

/// The sections on the way, those without a page of their own left out. The root has the
/// site's name.
pub fn way<'a>(site: &'a Site, config: &'a Config, sections: &[SectionId]) -> Vec<(&'a str, String)> {
    let shown = sections.iter().map(|id| site.section(*id)).filter(|section| section.is_shown());
    let step = |section: &'a crate::site::Section| {
        let title = config.language(&section.lang).map(|language| language.title.as_str());
        let name = title.filter(|_| section.ancestors.is_empty()).unwrap_or(&section.title);
        (name, config.permalink(section.url.as_str()))
    };
    shown.map(step).collect()
}

/// schema.org `DefinedTerm`.
#[derive(Serialize)]
pub struct DefinedTerm<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(flatten)]
    pub id: Ref,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    #[serde(rename = "termCode")]
    pub code: &'a str,
    #[serde(rename = "inDefinedTermSet")]
    pub set: String,
}

impl DefinedTerm<'_> {
    /// Its node's id.
    pub fn id_of(url: &str) -> Ref {
        Ref::to(format!("{url}#term"))
    }
}
