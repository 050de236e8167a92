//! What readers get of clips: the same film with what players must know first in front and
//! without what its file says of its makers, and still pictures for films that have none.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::clip::{self, Clip};
use super::{Clips, Film, Films, plan, poster};
use crate::diag::{Diagnostic, Report, code};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::kind::KindData;
use crate::media::{Bench, Ledger, Made, Shown, Variants};
use crate::path::OutputPath;
use crate::site::{Page, PageId, Site};
use crate::source::Sources;
use crate::t;

/// Where still pictures lie in the site.
const FOLDER: &str = "processed_images";

/// What is made of clips, with keys of variants.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// What is published in their place, by source path.
    pub clips: BTreeMap<Arc<str>, (Fingerprint, Made)>,
    /// Still pictures.
    pub posters: BTreeMap<OutputPath, (Fingerprint, Made)>,
}

/// What a clip is made of: its source, and the version of what is done to it.
fn key(source: &Fingerprint) -> Fingerprint {
    Fingerprinter::new().fingerprint(source).text("clip 1").finish()
}

/// Makes what is not made yet, notes in `films` what is published, and adds what was used to
/// `ledger`.
pub fn publish(
    films: &mut Films,
    site: &Site,
    (clips, sources): (&Clips, &Sources),
    Bench { known, variants, .. }: Bench<'_>,
    ledger: &mut Ledger,
    report: &mut Report,
) {
    let mut make = Make { sources, known, variants, ledger, report };
    for (path, _, source) in clips.iter().filter(|(_, clip, _)| clip.has_metadata || !clip.plays_at_once) {
        let made = make.once(path, key(source), |bytes| match clip::publishable(&bytes) {
            Ok(cleaned) => Ok(cleaned.unwrap_or(bytes)),
            Err(fault) => Err(Box::new(plan::explain(path, fault))),
        });
        films.published.clips.extend(made.map(|made| (path.clone(), (key(source), made))));
    }
    let wanting = site.page_ids().filter(|id| wants_poster(site.page(*id)));
    let wanting: Vec<PageId> = wanting.filter(|id| films.by_page.contains_key(&id.0)).collect();
    for id in wanting {
        if let Some((shown, key, made)) = still(site.page(id), films.by_page.get(&id.0), clips, &mut make) {
            films.published.posters.insert(OutputPath::new(shown.url.trim_start_matches('/')), (key, made));
            if let Some(film) = films.by_page.get_mut(&id.0) {
                film.poster = Some(shown);
            }
        }
    }
    let published = &films.published.clips;
    let files = films.by_page.values_mut().flat_map(|film| film.files.iter_mut().chain(&mut film.audio));
    for file in files {
        let made = file.source.as_ref().and_then(|source| published.get(source));
        file.bytes = made.map_or(file.bytes, |(_, made)| Some(made.bytes));
    }
}

/// Whether a page of a film names no still picture.
pub fn wants_poster(page: &Page) -> bool {
    matches!(page.kind(), KindData::Video(video) if video.poster.is_none()) && page.front().cover.is_none()
}

/// A frame of a page's first clip; without one the page must name a picture.
fn still(page: &Page, film: Option<&Film>, clips: &Clips, make: &mut Make<'_>) -> Option<(Shown, Fingerprint, Made)> {
    let film = film?;
    let path = film.files.iter().find_map(|file| file.source.as_ref());
    let found = path.and_then(|path| Some((path, clips.get(path).filter(|(clip, _)| clip.width > 0)?)));
    let frame = found.and_then(|(path, (clip, source))| {
        let made = make.frame(path, clip, source)?;
        let (width, height) = poster::size(clip);
        let key = poster::key(source);
        let url = format!("/{FOLDER}/poster.{}.jpg", key.hex(16));
        Some((Shown { url, width, height }, key, made))
    });
    if frame.is_none() && !page.front().draft && can_have_frame(film) {
        make.report.push(missing_poster(page));
    }
    frame
}

/// Whether a frame of one of a film's files can stand for a missing poster.
pub fn can_have_frame(film: &Film) -> bool {
    film.files.iter().any(|file| file.clip.as_ref().is_some_and(|clip| clip.width > 0)) && poster::is_possible()
}

/// Demands a still picture.
pub fn missing_poster(page: &Page) -> Diagnostic {
    Diagnostic::error(code::MISSING_FIELD, t!("缺少“poster”", "`poster` is missing"))
        .at(page.document.span("poster"))
        .help(t!(
            "在开头的元数据里加一行：poster = {{ src = \"poster.jpg\", alt = \"……\" }}（装了 ffmpeg 时会从旁边的视频截一帧）",
            "add to the front matter: poster = {{ src = \"poster.jpg\", alt = \"……\" }} (where ffmpeg is installed, a frame of a clip beside the page is taken)"
        ))
}

/// What making needs.
struct Make<'a> {
    sources: &'a Sources,
    known: &'a Ledger,
    variants: &'a Variants,
    ledger: &'a mut Ledger,
    report: &'a mut Report,
}

impl Make<'_> {
    /// What is known under a key, or what `work` makes of a file's bytes.
    fn once(
        &mut self,
        path: &Arc<str>,
        key: Fingerprint,
        work: impl FnOnce(Vec<u8>) -> Result<Vec<u8>, Box<Diagnostic>>,
    ) -> Option<Made> {
        let known = self.known.made.get(&key).copied().or_else(|| self.variants.read(&key).map(|(made, _)| made));
        let made = match known {
            Some(made) => made,
            None => {
                let read = self.sources.read(self.sources.get(path)?);
                let read = read.map_err(|_| Box::new(plan::explain(path, clip::Fault::Damaged)));
                let written = read.and_then(work).and_then(|bytes| {
                    self.variants.write(&key, &bytes).map_err(|error| Box::new(crate::store::unwritable(&error)))
                });
                match written {
                    Ok(made) => made,
                    Err(finding) => {
                        self.report.push(*finding);
                        return None;
                    }
                }
            }
        };
        self.ledger.made.insert(key, made);
        Some(made)
    }

    /// A frame of a clip; nothing where `ffmpeg` is missing or cannot make one.
    fn frame(&mut self, path: &Arc<str>, clip: &Clip, source: &Fingerprint) -> Option<Made> {
        let key = poster::key(source);
        let is_known = self.known.made.contains_key(&key) || self.variants.read(&key).is_some();
        let frame = if is_known {
            Vec::new()
        } else if poster::is_possible() {
            let bytes = self.sources.read(self.sources.get(path)?).ok()?;
            let ready = clip::publishable(&bytes).ok()?.unwrap_or(bytes);
            poster::frame(&ready, clip)?
        } else {
            return None;
        };
        self.once(path, key, |_| Ok(frame))
    }
}
