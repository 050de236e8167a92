//! Films as their pages show them.

use serde::Serialize;
use tera::value::Key;
use tera::{Map, Value};

use super::page::strings;
use super::{Materials, Table, Views, html_value};
use crate::config::Config;
use crate::hash::Fingerprinter;
use crate::kind::{KindData, Video};
use crate::site::{Page, PageId};
use crate::video::{Film, FilmFile, Part, Place};

/// The fields of a film's page with what is known of the film: files with addresses and sizes,
/// captions, chapters, players elsewhere. A film whose page has no text gets a transcript from its
/// captions. `thumbnail` is the absolute address of its still picture.
pub fn value(materials: &Materials, id: PageId, film: &Film, thumbnail: Option<&str>, mut map: Map) -> Value {
    let page = materials.site.page(id);
    let config = &materials.config;
    let KindData::Video(video) = page.kind() else { return Value::from(map) };
    let mut put = |key: &'static str, value: Value| {
        map.insert(Key::from(key), value);
    };
    put("sources", Value::from(film.files.iter().map(|source| file(config, source)).collect::<Vec<_>>()));
    put("audio", film.audio.as_ref().map_or_else(Value::none, |audio| file(config, audio)));
    let captions = video.captions.iter().zip(&film.tracks).map(|(caption, track)| {
        let mut table = Table::new();
        table
            .put("src", track.as_ref().map(|track| config.href(&track.url)))
            .put("lang", caption.lang.as_str())
            .put("label", caption.label.as_deref())
            .put("kind", caption.kind.name());
        table.finish()
    });
    put("captions", Value::from(captions.collect::<Vec<_>>()));
    put("chapters", Value::from(film.parts.iter().map(|part| chapter(config, film, part)).collect::<Vec<_>>()));
    put("chapters_src", Value::from(film.parts_url.as_ref().map(|url| config.href(url))));
    put("embeds", Value::from(embeds(config, video)));
    put("seconds", Value::from(seconds(video, film)));
    if page.document.body.count.total() == 0 {
        put("transcript", strings(&film.transcript));
    }
    if !film.files.is_empty() || !video.embeds.is_empty() {
        let data = Structured { thumbnail, ..Structured::of(materials, page, video, film) };
        let text = serde_json::to_string(&data).unwrap_or_default();
        // Inside a script element only `<` could end it.
        put("structured_data", html_value(&text.replace('<', "\\u003c")));
    }
    Value::from(map)
}

/// Adds what [`value`] shows that neither front matter nor the film says.
pub fn add_to(hash: &mut Fingerprinter, materials: &Materials, page: &Page) {
    let (KindData::Video(video), config) = (page.kind(), &materials.config) else { return };
    for platform in video.embeds.iter().filter_map(|embed| config.platforms.get(&embed.platform)) {
        hash.text(&platform.title).text(&platform.player);
    }
    if let Some(series) = series_of(materials, page, video) {
        hash.text(series.name).text(series.url.as_deref().unwrap_or_default());
    }
}

fn series_of<'a>(materials: &'a Materials, page: &Page, video: &Video) -> Option<Series<'a>> {
    let id = video.series.as_deref()?;
    let declared = materials.config.series.get(id)?;
    let number = materials.site.series(id, &page.document.lang);
    let url = number.map(|number| materials.config.permalink(materials.site.series[number].url.as_str()));
    Some(Series { kind: "CreativeWorkSeries", name: &declared.title, url })
}

/// A series with its episodes in order.
pub fn series(views: &Views, number: usize) -> Value {
    let (config, series) = (&views.materials.config, &views.materials.site.series[number]);
    let declared = config.series.get(&series.id);
    let mut table = Table::new();
    table
        .put("id", series.id.as_str())
        .put("lang", series.lang.as_str())
        .put("title", declared.map(|declared| declared.title.as_str()))
        .put("description", declared.and_then(|declared| declared.description.as_deref()))
        .put("episodes_total", declared.and_then(|declared| declared.episodes_total))
        .put("path", series.url.as_str())
        .put("href", config.href(series.url.as_str()))
        .put("permalink", config.permalink(series.url.as_str()))
        .put("seconds", series.seconds)
        .put("pages", views.card_values(&series.pages));
    table.finish()
}

fn seconds(video: &Video, film: &Film) -> Option<u64> {
    let exact = film.files.iter().find_map(|file| file.milliseconds).map(|milliseconds| (milliseconds + 500) / 1000);
    exact.or(video.seconds().map(u64::from))
}

fn href(config: &Config, file: &FilmFile) -> Option<String> {
    match &file.place {
        Place::Nowhere => None,
        Place::Site(url) => Some(config.href(url)),
        Place::Elsewhere(url) => Some(url.clone()),
    }
}

fn permalink(config: &Config, file: &FilmFile) -> Option<String> {
    match &file.place {
        Place::Site(url) => Some(config.permalink(url)),
        _ => href(config, file),
    }
}

fn file(config: &Config, file: &FilmFile) -> Value {
    let mut table = Table::new();
    table
        .put("src", href(config, file))
        .put("permalink", permalink(config, file))
        .put("type", file.mime.as_deref())
        .put("mime", file.mime.as_deref().map(|mime| mime.split(';').next().unwrap_or_default()))
        .put("width", file.width)
        .put("height", file.height)
        .put("size", file.bytes);
    table.finish()
}

/// The recording of a page that is read aloud.
pub fn spoken(config: &Config, recording: &FilmFile) -> Value {
    let seconds = recording.milliseconds.map(|milliseconds| (milliseconds + 500) / 1000);
    let mut map = file(config, recording).into_map().unwrap_or_default();
    let clock = seconds.map(|seconds| format!("{}:{:02}", seconds / 60, seconds % 60));
    map.insert(Key::from("seconds"), Value::from(seconds));
    map.insert(Key::from("duration"), Value::from(clock));
    Value::from(map)
}

/// A chapter links into the film (W3C Media Fragments, 4.2.1).
fn chapter(config: &Config, film: &Film, part: &Part) -> Value {
    let mut table = Table::new();
    let url = film.files.first().and_then(|file| href(config, file));
    table
        .put("start", part.start)
        .put("time", format!("{}:{:02}", part.start / 60, part.start % 60))
        .put("title", part.title.as_str())
        .put("href", url.map(|url| format!("{url}#t={}", part.start)));
    table.finish()
}

fn embeds(config: &Config, video: &Video) -> Vec<Value> {
    let shown = video.embeds.iter().filter_map(|embed| {
        let platform = config.platforms.get(&embed.platform)?;
        let mut table = Table::new();
        table
            .put("platform", embed.platform.as_str())
            .put("title", platform.title.as_str())
            .put("url", platform.player.replace("{id}", &embed.id));
        Some(table.finish())
    });
    shown.collect()
}

/// schema.org `VideoObject`.
#[derive(Serialize)]
struct Structured<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    url: String,
    #[serde(rename = "inLanguage")]
    language: &'a str,
    #[serde(rename = "thumbnailUrl", skip_serializing_if = "Option::is_none")]
    thumbnail: Option<&'a str>,
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
struct Series<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
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

impl<'a> Structured<'a> {
    fn of(materials: &'a Materials, page: &'a Page, video: &'a Video, film: &'a Film) -> Self {
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
        Structured {
            context: "https://schema.org",
            kind: "VideoObject",
            name: page.title(),
            description: page.front().description.as_deref(),
            url: config.permalink(page.url.as_str()),
            language: config.language(lang).map_or(lang, |language| &language.tag),
            thumbnail: None,
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
}
