//! What readers get of clips: the same film with what players must know first in front and
//! without what its file says of its makers, and still pictures for films that have none.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::clip::{self, Clip};
use super::{Clips, Film, FilmFile, Films, plan, poster};
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
    for file in files.chain(films.spoken.values_mut()) {
        let made = file.source.as_ref().and_then(|source| published.get(source));
        file.bytes = made.map_or(file.bytes, |(_, made)| Some(made.bytes));
    }
}

/// Whether a page of a film names no still picture.
pub fn wants_poster(page: &Page) -> bool {
    matches!(page.kind(), KindData::Video(video) if video.poster.is_none()) && page.front().cover.is_none()
}

/// A frame of a film's first clip.
fn still(page: &Page, film: Option<&Film>, clips: &Clips, make: &mut Make<'_>) -> Option<(Shown, Fingerprint, Made)> {
    let (path, clip) = film.and_then(shows_pictures)?;
    let (_, source) = clips.get(path)?;
    let key = poster::key(source)?;
    let made = make.once(path, key, |bytes| {
        let ready = clip::publishable(&bytes).map_err(|fault| Box::new(plan::explain(path, fault)))?;
        poster::frame(&ready.unwrap_or(bytes), clip).ok_or_else(|| Box::new(missing_poster(page)))
    })?;
    let (width, height) = poster::size(clip);
    Some((Shown { url: format!("/{FOLDER}/poster.{}.jpg", key.hex(16)), width, height }, key, made))
}

/// The first file of a film that is here and has pictures.
fn shows_pictures(film: &Film) -> Option<(&Arc<str>, &Clip)> {
    let has_pictures = |file: &&FilmFile| file.clip.as_ref().is_some_and(|clip| clip.width > 0);
    let file = film.files.iter().find(has_pictures)?;
    Some((file.source.as_ref()?, file.clip.as_ref()?))
}

/// Whether a frame of one of a film's files can stand for a missing poster.
pub fn can_have_frame(film: &Film) -> bool {
    shows_pictures(film).is_some() && poster::maker().is_some()
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
}
