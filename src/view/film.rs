//! Films as their pages show them.

use tera::value::Key;
use tera::{Map, Value};

use super::page::{still, strings};
use super::structured::{VideoObject, json, series_of};
use super::{Materials, Table, Views};
use crate::config::{Config, origin_of};
use crate::hash::Fingerprinter;
use crate::kind::{KindData, Video};
use crate::site::{Page, PageId};
use crate::video::{Film, FilmFile, Part, Place};

/// The fields of a film's page with what is known of the film: files with addresses and sizes,
/// captions, chapters, players elsewhere. A film whose page has no text gets a transcript from its
/// captions.
pub fn value(materials: &Materials, id: PageId, film: &Film, mut map: Map) -> Value {
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
        put("structured_data", json(&VideoObject::of(materials, page, video, film, still(materials, id)).alone()));
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

/// Its length in whole seconds.
pub fn seconds(video: &Video, film: &Film) -> Option<u64> {
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

/// The absolute address of a file.
pub fn permalink(config: &Config, file: &FilmFile) -> Option<String> {
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
            .put("url", platform.player.replace("{id}", &embed.id))
            .put("origin", origin_of(&platform.player));
        Some(table.finish())
    });
    shown.collect()
}
