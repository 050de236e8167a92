//! schema.org data of films.

use serde::Serialize;

use super::{CONTEXT, Ref};
use crate::kind::Video;
use crate::site::Page;
use crate::video::Film;
use crate::view::Materials;
use crate::view::film::{permalink, seconds};

/// schema.org `VideoObject`.
#[derive(Serialize)]
pub struct VideoObject<'a> {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    url: String,
    #[serde(rename = "inLanguage")]
    language: &'a str,
    #[serde(rename = "thumbnailUrl", skip_serializing_if = "Option::is_none")]
    thumbnail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Ref>,
    #[serde(rename = "mainEntityOfPage", skip_serializing_if = "Option::is_none")]
    of_page: Option<Ref>,
    #[serde(rename = "isFamilyFriendly")]
    family: bool,
    #[serde(rename = "uploadDate", skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
    #[serde(rename = "contentUrl", skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    #[serde(rename = "encodingFormat", skip_serializing_if = "Option::is_none")]
    format: Option<&'a str>,
    #[serde(rename = "embedUrl", skip_serializing_if = "Option::is_none")]
    embed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transcript: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    #[serde(rename = "isPartOf", skip_serializing_if = "Option::is_none")]
    series: Option<Series<'a>>,
    #[serde(rename = "position", skip_serializing_if = "Option::is_none")]
    episode: Option<u32>,
    #[serde(rename = "hasPart", skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Clip<'a>>,
}

/// schema.org `CreativeWorkSeries`.
#[derive(Serialize)]
pub struct Series<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    /// Its title.
    pub name: &'a str,
    /// Where its page is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// schema.org `Clip`.
#[derive(Serialize)]
struct Clip<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(rename = "startOffset")]
    start: u32,
    #[serde(rename = "endOffset")]
    end: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl<'a> VideoObject<'a> {
    /// The film of a page. `thumbnail` is the absolute address of its still picture.
    pub fn of(
        materials: &'a Materials,
        page: &'a Page,
        video: &'a Video,
        film: &'a Film,
        thumbnail: Option<String>,
    ) -> Self {
        let config = &materials.config;
        let lang = &page.document.lang;
        let first = film.files.first();
        let content = first.and_then(|file| permalink(config, file));
        let embed = video.embeds.first();
        let parts = film.parts.iter().map(|part| Clip {
            kind: "Clip",
            name: &part.title,
            start: part.start,
            end: part.end,
            url: content.as_ref().map(|url| format!("{url}#t={}", part.start)),
        });
        VideoObject {
            context: None,
            kind: "VideoObject",
            id: None,
            name: page.title(),
            description: page.front().description.as_deref(),
            url: config.permalink(page.url.as_str()),
            language: config.language(lang).map_or(lang, |language| &language.tag),
            thumbnail,
            publisher: None,
            of_page: None,
            family: true,
            date: page.date.map(|date| date.rfc3339()),
            expires: page.expire.map(|date| date.rfc3339()),
            duration: seconds(video, film).map(|seconds| format!("PT{}M{}S", seconds / 60, seconds % 60)),
            format: first.and_then(|file| file.mime.as_deref()).map(|mime| mime.split(';').next().unwrap_or_default()),
            embed: embed
                .and_then(|embed| Some(config.platforms.get(&embed.platform)?.player.replace("{id}", &embed.id))),
            width: first.and_then(|file| file.width),
            height: first.and_then(|file| file.height),
            transcript: (!film.transcript.is_empty()).then(|| film.transcript.join("\n")),
            license: video.license.as_deref(),
            series: series_of(materials, page, video),
            episode: video.episode,
            parts: if content.is_some() && film.parts.len() > 1 { parts.collect() } else { Vec::new() },
            content,
        }
    }

    /// The same outside a graph.
    pub fn alone(self) -> Self {
        VideoObject { context: Some(CONTEXT), ..self }
    }

    /// The same in the graph of its page.
    pub fn inner(self, id: String, page: Ref, publisher: Ref) -> Self {
        VideoObject { id: Some(id), of_page: Some(page), publisher: Some(publisher), ..self }
    }
}

/// The series that a film belongs to.
pub fn series_of<'a>(materials: &'a Materials, page: &Page, video: &Video) -> Option<Series<'a>> {
    let id = video.series.as_deref()?;
    let declared = materials.config.series.get(id)?;
    let number = materials.site.series(id, &page.document.lang);
    let url = number.map(|number| materials.config.permalink(materials.site.series[number].url.as_str()));
    Some(Series { kind: "CreativeWorkSeries", name: &declared.title, url })
}
