//! Films: what goes with them on their pages.

pub mod captions;
pub mod clip;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, Report, Span, code};
use crate::hash::Fingerprinter;
use crate::kind::{KindData, video_seconds};
use crate::links::Links;
use crate::path::OutputPath;
use crate::site::{Page, PageId, Site};
use crate::source::Sources;
use crate::t;

use captions::{Captions, Format};

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
    /// By the order of the front matter; nothing for files that cannot be read.
    pub tracks: Vec<Option<Track>>,
    /// What is said, in paragraphs, from the first captions.
    pub transcript: Vec<String>,
}

impl Film {
    /// Adds all that it says.
    pub fn add_to(&self, hash: &mut Fingerprinter) {
        hash.number(self.tracks.len() as u64).number(self.transcript.len() as u64);
        for track in &self.tracks {
            hash.text(track.as_ref().map_or("", |track| &track.url));
        }
        self.transcript.iter().for_each(|paragraph| {
            hash.text(paragraph);
        });
    }
}

/// The films of a site by page.
#[derive(Clone, Debug, Default)]
pub struct Films(BTreeMap<usize, Film>);

impl Films {
    /// What goes with a page's film.
    pub fn get(&self, id: PageId) -> Option<&Film> {
        self.0.get(&id.0)
    }

    /// Files that were made of captions in other formats.
    pub fn converted(&self) -> impl Iterator<Item = &(OutputPath, String)> {
        self.0.values().flat_map(|film| &film.tracks).flatten().filter_map(|track| track.converted.as_ref())
    }
}

/// Reads the captions of all films and reports what is wrong with them.
pub fn read(site: &Site, links: &Links, sources: &Sources, report: &mut Report) -> Films {
    let mut films = Films::default();
    for id in site.page_ids() {
        let page = site.page(id);
        let KindData::Video(video) = page.kind() else { continue };
        if video.captions.is_empty() {
            continue;
        }
        let duration = video.duration.as_deref().and_then(video_seconds).map(|seconds| u64::from(seconds) * 1000);
        let mut film = Film::default();
        for caption in &video.captions {
            let read = track(page, &caption.src, duration, (links, sources), report);
            if film.transcript.is_empty()
                && let Some((_, captions)) = &read
            {
                film.transcript = captions.transcript();
            }
            film.tracks.push(read.map(|(track, _)| track));
        }
        films.0.insert(id.0, film);
    }
    films
}

fn track(
    page: &Page,
    written: &str,
    duration: Option<u64>,
    (links, sources): (&Links, &Sources),
    report: &mut Report,
) -> Option<(Track, Captions)> {
    let file = links.picture_of(page, written)?;
    let source = sources.get(file.source.as_deref()?)?;
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
