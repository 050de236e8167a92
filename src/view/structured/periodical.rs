//! schema.org data of periodicals: `Periodical`, `PublicationVolume`, `PublicationIssue`, `Article`.

use serde::Serialize;

use super::agent::{Agent, author};
use super::{CONTEXT, Property, Quantity};
use crate::kind::Bulletin;
use crate::site::archive::citation::Citable;
use crate::site::archive::{Archive, Volume};
use crate::site::{IssuePlace, Page, SectionId};
use crate::view::Materials;

/// Any of these things.
#[derive(Default, Serialize)]
pub struct Work<'a> {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    #[serde(rename = "alternativeHeadline", skip_serializing_if = "Option::is_none")]
    subtitle: Option<&'a str>,
    #[serde(rename = "alternateName", skip_serializing_if = "Option::is_none")]
    pinyin: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(rename = "inLanguage", skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(rename = "volumeNumber", skip_serializing_if = "Option::is_none")]
    volume: Option<String>,
    #[serde(rename = "issueNumber", skip_serializing_if = "Option::is_none")]
    issue: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<Property<'a>>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Agent<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Agent<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pagination: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<Media>,
    #[serde(rename = "isPartOf", skip_serializing_if = "Option::is_none")]
    whole: Option<Box<Work<'a>>>,
    #[serde(rename = "hasPart", skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Work<'a>>,
}

/// schema.org `MediaObject`.
#[derive(Serialize)]
struct Media {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "contentUrl")]
    url: String,
    #[serde(rename = "contentSize")]
    size: String,
}

impl Work<'_> {
    /// The same as part of a graph, which has a context of its own.
    pub fn inner(self) -> Self {
        Work { context: None, ..self }
    }
}

fn publisher(name: Option<&str>) -> Option<Agent<'_>> {
    name.map(|name| Agent { kind: "GovernmentOrganization", name })
}

fn url_of(materials: &Materials, section: Option<SectionId>) -> Option<String> {
    let section = materials.site.section(section?);
    section.is_shown().then(|| materials.config.permalink(section.url.as_str()))
}

/// The periodical of an archive.
pub fn periodical<'a>(materials: &'a Materials, archive: &'a Archive) -> Work<'a> {
    let declared = materials.config.periodicals.get(&archive.id);
    let url = url_of(materials, archive.home);
    let lang = materials.config.language(&archive.lang);
    Work {
        kind: "Periodical",
        id: url.clone(),
        url,
        name: declared.map(|declared| declared.name.clone()),
        pinyin: declared.and_then(|declared| declared.pinyin.as_deref()),
        description: declared.and_then(|declared| declared.description.as_deref()),
        publisher: publisher(declared.and_then(|declared| declared.publisher.as_deref())),
        language: lang.map(|lang| lang.tag.as_str()),
        ..Work::default()
    }
}

/// A volume with the periodical that it belongs to.
pub fn volume<'a>(materials: &'a Materials, archive: &'a Archive, volume: &Volume) -> Work<'a> {
    let url = url_of(materials, volume.section);
    Work {
        kind: "PublicationVolume",
        id: url.clone(),
        url,
        volume: Some(volume.year.to_string()),
        whole: Some(Box::new(periodical(materials, archive))),
        ..Work::default()
    }
}

/// A periodical's own page.
pub fn home<'a>(materials: &'a Materials, archive: &'a Archive) -> Work<'a> {
    let volumes = archive.volumes.iter().rev().map(|one| Work { whole: None, ..volume(materials, archive, one) });
    Work { context: Some(CONTEXT), parts: volumes.collect(), ..periodical(materials, archive) }
}

/// A volume's own page.
pub fn volume_page<'a>(materials: &'a Materials, archive: &'a Archive, of: &'a Volume) -> Work<'a> {
    let issue = |page: &'a Page| {
        let citable = Citable::of(page, &materials.config)?;
        let url = materials.config.permalink(page.url.as_str());
        Some(Work {
            kind: "PublicationIssue",
            id: Some(url.clone()),
            url: Some(url),
            name: Some(citable.text()),
            issue: Some(citable.issue_number()),
            date: Some(citable.day()),
            ..Work::default()
        })
    };
    let parts = of.issues.iter().filter_map(|id| issue(materials.site.page(*id))).collect();
    Work { context: Some(CONTEXT), parts, ..volume(materials, archive, of) }
}

/// An issue without its articles.
fn bare_issue<'a>(
    materials: &'a Materials,
    page: &'a Page,
    bulletin: &'a Bulletin,
    citable: &Citable<'a>,
    place: &IssuePlace,
) -> Work<'a> {
    let (site, config) = (&materials.site, &materials.config);
    let archive = &site.archives[place.archive];
    let of = bulletin.year.and_then(|year| archive.volumes.get(archive.volume(year)?));
    let url = config.permalink(page.url.as_str());
    let asset = bulletin.original.as_ref().and_then(|name| page.assets.iter().find(|asset| asset.name == *name));
    Work {
        kind: "PublicationIssue",
        id: Some(url.clone()),
        url: Some(url),
        name: Some(citable.text()),
        issue: Some(citable.issue_number()),
        identifier: bulletin.total.map(|value| Property::of("总期号", Quantity::Number(value))),
        date: Some(citable.day()).filter(|day| !day.is_empty()),
        language: config.language(&page.document.lang).map(|lang| lang.tag.as_str()),
        publisher: publisher(citable.publisher()),
        encoding: asset.map(|asset| Media {
            kind: "MediaObject",
            url: config.permalink(asset.url.as_str()),
            size: format!("{} B", asset.bytes),
        }),
        whole: of.map(|of| Box::new(volume(materials, archive, of))),
        ..Work::default()
    }
}

fn part<'a>(materials: &Materials, bulletin: &'a Bulletin, citable: &Citable<'_>, at: usize) -> Work<'a> {
    let Some(article) = bulletin.contents.get(at) else { return Work::default() };
    Work {
        kind: "Article",
        headline: Some(&article.title),
        subtitle: article.subtitle.as_deref().or(article.kicker.as_deref()),
        url: Some(materials.config.permalink(&citable.article_path(at))),
        author: article.authors.iter().map(|name| author(name)).collect(),
        pagination: article.pages.as_deref(),
        position: Some(at + 1),
        ..Work::default()
    }
}

/// An issue's own page.
pub fn issue<'a>(
    materials: &'a Materials,
    page: &'a Page,
    bulletin: &'a Bulletin,
    citable: &Citable<'a>,
    place: &IssuePlace,
) -> Work<'a> {
    let parts = (0..bulletin.contents.len()).map(|at| part(materials, bulletin, citable, at)).collect();
    let issue = bare_issue(materials, page, bulletin, citable, place);
    Work { context: Some(CONTEXT), description: page.front().description.as_deref(), parts, ..issue }
}

/// An article's own page.
pub fn article<'a>(
    materials: &'a Materials,
    page: &'a Page,
    bulletin: &'a Bulletin,
    citable: &Citable<'a>,
    place: &IssuePlace,
    at: usize,
) -> Work<'a> {
    let whole = bare_issue(materials, page, bulletin, citable, place);
    let (date, language) = (whole.date.clone(), whole.language);
    let publisher = publisher(citable.publisher());
    let article = part(materials, bulletin, citable, at);
    let id = article.url.clone();
    Work { context: Some(CONTEXT), id, date, language, publisher, whole: Some(Box::new(whole)), ..article }
}
