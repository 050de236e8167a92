//! Films: their files, and what goes with them on their pages.

pub mod captions;
mod chapters;
pub mod clip;
mod files;
mod plan;
mod poster;
mod published;
mod spoken;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, Report, Span, code};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::kind::{KindData, Video};
use crate::media::{Made, Shown};
use crate::path::OutputPath;
use crate::site::{Page, PageId, Site};
use crate::t;

use captions::{Captions, Format};

pub use chapters::Part;
pub use files::{FilmFile, Shelves};
pub use plan::{Clips, Memory, plan};
pub use published::{Published, publish};

/// The longer side of a poster should have so many pixels (schema 3.3).
const POSTER: u32 = 1280;

/// Where a file is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Nowhere.
    #[default]
    Nowhere,
    /// At a URL path of this site.
    Site(String),
    /// At an address elsewhere.
    Elsewhere(String),
}

/// A captions file as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// Its URL path.
    pub url: String,
    /// Where WebVTT goes that was made of another format, and its text.
    pub converted: Option<(OutputPath, String)>,
}

/// What goes with a film.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Film {
    /// Its files by the order of the front matter.
    pub files: Vec<FilmFile>,
    /// Its sound alone.
    pub audio: Option<FilmFile>,
    /// By the order of the front matter; nothing for files that cannot be read.
    pub tracks: Vec<Option<Track>>,
    /// What is said, in paragraphs, from the first captions.
    pub transcript: Vec<String>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// The URL path of the track that lists them.
    pub parts_url: Option<String>,
    /// A still picture, where its page names none.
    pub poster: Option<Shown>,
}

impl Film {
    /// Adds all that it says.
    pub fn add_to(&self, hash: &mut Fingerprinter) {
        hash.number(self.files.len() as u64);
        for file in self.files.iter().chain(&self.audio) {
            file.add_to(hash);
        }
        hash.number(self.tracks.len() as u64).number(self.transcript.len() as u64);
        for track in &self.tracks {
            hash.text(track.as_ref().map_or("", |track| &track.url));
        }
        self.transcript.iter().for_each(|paragraph| {
            hash.text(paragraph);
        });
        hash.text(self.parts_url.as_deref().unwrap_or_default());
        if let Some(poster) = &self.poster {
            hash.text(&poster.url).number(u64::from(poster.width)).number(u64::from(poster.height));
        }
    }
}

/// The films of a site, and the recordings of its pages.
#[derive(Clone, Debug, Default)]
pub struct Films {
    by_page: BTreeMap<usize, Film>,
    spoken: BTreeMap<usize, FilmFile>,
    made: Vec<(OutputPath, String)>,
    /// What is published besides texts, once it is made.
    pub published: Published,
}

impl Films {
    /// What goes with a page's film.
    pub fn get(&self, id: PageId) -> Option<&Film> {
        self.by_page.get(&id.0)
    }

    /// The recording of a page that is read aloud.
    pub fn spoken(&self, id: PageId) -> Option<&FilmFile> {
        self.spoken.get(&id.0)
    }

    /// Files that were made here: captions of other formats, lists of chapters.
    pub fn texts(&self) -> impl Iterator<Item = &(OutputPath, String)> {
        let films = self.by_page.values();
        let converted = films.flat_map(|film| &film.tracks).flatten().filter_map(|track| track.converted.as_ref());
        converted.chain(&self.made)
    }

    /// What is published in the place of a clip, if not the file itself.
    pub fn original(&self, source: &str) -> Option<&(Fingerprint, Made)> {
        self.published.clips.get(source)
    }
}

/// Pages by the ids of files kept elsewhere that their films use, as paths of content files.
pub fn uses(site: &Site) -> BTreeMap<&str, Vec<&str>> {
    let mut uses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for page in &site.pages {
        let KindData::Video(video) = page.kind() else { continue };
        for id in video.sources.iter().chain(&video.audio).filter_map(|source| source.media.as_deref()) {
            uses.entry(id).or_default().push(page.document.path.as_str());
        }
    }
    uses
}

/// Reads what goes with all films and reports what is wrong with it.
pub fn read(site: &Site, shelves: &Shelves<'_>, report: &mut Report) -> Films {
    let mut films = Films::default();
    for id in site.page_ids() {
        let page = site.page(id);
        if let KindData::Video(video) = page.kind() {
            let film = film(page, video, shelves, report);
            if let Some(url) = &film.parts_url {
                let output = OutputPath::new(crate::path::decode(url.trim_start_matches('/')));
                films.made.push((output, chapters::to_vtt(&film.parts)));
            }
            films.by_page.insert(id.0, film);
        }
        if let Some(written) = &page.front().read_aloud {
            films.spoken.insert(id.0, spoken::find(page, written, shelves, report));
        }
    }
    films
}

fn film(page: &Page, video: &Video, shelves: &Shelves<'_>, report: &mut Report) -> Film {
    let mut film = Film { parts: chapters::parts(video), ..Film::default() };
    for (index, source) in video.sources.iter().enumerate() {
        film.files.push(files::find(page, source, &format!("sources.{index}"), shelves, report));
    }
    if let Some((poster, picture)) = video.poster.as_ref().and_then(|poster| {
        let found = shelves.links.picture_of(page, &poster.src)?;
        Some((poster, shelves.pictures.get(found.source.as_deref()?)?))
    }) && picture.width.max(picture.height) < POSTER
    {
        let (src, longer) = (&poster.src, picture.width.max(picture.height));
        report.push(
            Diagnostic::warning(
                code::CLIP,
                t!(
                    "封面“{src}”太小，长边只有 {longer} 像素",
                    "the poster `{src}` is small: its longer side has {longer} pixels"
                ),
            )
            .at(page.document.span("poster"))
            .help(t!("换一张长边 {POSTER} 像素以上的图", "use a picture of {POSTER} pixels or more")),
        );
    }
    film.audio = video.audio.as_ref().map(|audio| files::find(page, audio, "audio", shelves, report));
    files::judge(page, video, &film.files, report);
    let exact = film.files.iter().find_map(|file| file.milliseconds);
    // Captions may last to the end of the second that front matter rounds away.
    let duration = exact.or_else(|| video.seconds().map(|seconds| u64::from(seconds) * 1000));
    for caption in &video.captions {
        let read = track(page, &caption.src, duration, shelves, report);
        if let Some((_, captions)) = read.as_ref().filter(|_| film.transcript.is_empty()) {
            film.transcript = captions.transcript();
        }
        film.tracks.push(read.map(|(track, _)| track));
    }
    if published::wants_poster(page) && !page.front().draft && !published::can_have_frame(&film) {
        report.push(published::missing_poster(page));
    }
    // Without a film there is nothing that a track could belong to.
    if film.parts.len() > 1 && !film.files.is_empty() {
        film.parts_url = Some(format!("{}chapters.vtt", page.url.as_str()));
    }
    film
}

fn track(
    page: &Page,
    written: &str,
    duration: Option<u64>,
    shelves: &Shelves<'_>,
    report: &mut Report,
) -> Option<(Track, Captions)> {
    let file = shelves.links.picture_of(page, written)?;
    let source = shelves.sources.get(file.source.as_deref()?)?;
    let (stem, extension) = file.url.rsplit_once('.')?;
    let format = match extension.to_ascii_lowercase().as_str() {
        "vtt" => Format::Vtt,
        "srt" => Format::Srt,
        _ => {
            report.push(
                Diagnostic::error(code::CAPTIONS, t!("“{written}”不是字幕文件", "`{written}` is not a captions file"))
                    .at(page.document.span("captions"))
                    .help(t!("用 .vtt 或 .srt 文件", "use a .vtt or .srt file")),
            );
            return None;
        }
    };
    let captions = Captions::read(source.text.as_deref()?, format, duration);
    report_problems(&captions, &source.path, report);
    let track = match format {
        Format::Vtt => Track { url: file.url, converted: None },
        Format::Srt => {
            let url = format!("{stem}.vtt");
            let output = OutputPath::new(crate::path::decode(url.trim_start_matches('/')));
            Track { converted: Some((output, captions.to_vtt())), url }
        }
    };
    Some((track, captions))
}

fn report_problems(captions: &Captions, path: &Arc<str>, report: &mut Report) {
    for problem in &captions.problems {
        let new = if problem.is_warning { Diagnostic::warning } else { Diagnostic::error };
        let finding = new(code::CAPTIONS, problem.message.clone()).at(Span::new(path.clone(), problem.span.clone()));
        report.push(match &problem.help {
            Some(help) => finding.help(help.clone()),
            None => finding,
        });
    }
}
