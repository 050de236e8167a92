//! Everything of the site that is not a page: feeds, sitemap, robots, redirects, files.

mod archive;
mod catalogue;
mod feed;
mod files;
mod headers;
mod llms;
mod news_sitemap;
mod questions;
mod redirect;
mod registry;
mod robots;
pub mod search;
mod series;
mod share;
mod sitemap;
mod video_sitemap;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::origin_of;
use crate::finish::Finished;
use crate::hash::Fingerprint;
use crate::hosting::Facts;
use crate::kind::KindData;
use crate::media::{Made, Variants};
use crate::path::OutputPath;
use crate::query::{Number, World};
use crate::render::{Job, Plan, base};
use crate::reuse::Page;
use crate::source::Sources;
use crate::store::{Blob, Pack};
use crate::view::{Materials, View, Views};

/// Where the bytes of an output come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Made by a build, with its fingerprint.
    Made(Blob, Fingerprint),
    /// A source file as it is, with its fingerprint.
    Source(Arc<str>, Fingerprint),
    /// A variant of a picture: its key and its fingerprint.
    Variant(Fingerprint, Fingerprint),
}

impl Content {
    /// The fingerprint of the bytes.
    pub fn digest(&self) -> &Fingerprint {
        match self {
            Content::Made(_, fingerprint) | Content::Source(_, fingerprint) | Content::Variant(_, fingerprint) => {
                fingerprint
            }
        }
    }
}

/// Where bytes come from.
pub struct Supply<'a> {
    /// Source files.
    pub sources: &'a Sources,
    /// Bytes that builds made.
    pub pack: &'a Pack,
    /// Variants of pictures.
    pub variants: &'a Variants,
}

impl Supply<'_> {
    /// The bytes of an output.
    pub fn bytes(&self, content: &Content) -> io::Result<Vec<u8>> {
        let lost = || io::Error::from(io::ErrorKind::InvalidData);
        match content {
            Content::Made(blob, _) => self.pack.get(blob).ok_or_else(lost),
            Content::Variant(key, digest) => self.variants.bytes(key, digest).ok_or_else(lost),
            Content::Source(source, _) => {
                self.sources.read(self.sources.get(source).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?)
            }
        }
    }
}

/// The finished site by output path.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Outputs {
    /// Path to content.
    #[serde(deserialize_with = "crate::store::in_order")]
    pub files: BTreeMap<OutputPath, Content>,
    /// What a host must know besides.
    pub facts: Facts,
}

pub use share::pictures as share_pictures;

/// The plans for feeds, sitemaps, robots, `llms.txt`, series, the register and questions.
pub fn plans(views: &Views) -> impl Iterator<Item = Plan> {
    let films = series::plans(views).into_iter().chain(video_sitemap::plans(views));
    let registered = registry::plans(views).into_iter().chain(questions::plans(views));
    let for_robots = sitemap::plans(views).into_iter().chain(news_sitemap::plans(views)).chain(robots::plans(views));
    let for_models = llms::plans(views);
    feed::plans(views).into_iter().chain(for_robots).chain(for_models).chain(films).chain(registered)
}

/// The job of an output at the site's root that shows one thing.
fn job(views: &Views, output: &str, template: &str, shown: (&'static str, View)) -> Job {
    let lang = views.materials.config.default_language();
    let mut context = base(views, lang, &format!("/{output}"));
    context.push(shown);
    Job::plain(OutputPath::new(output), vec![template.to_owned()], context, lang)
}

/// Pictures that templates asked for, by output path.
pub type Resized = BTreeMap<OutputPath, (Fingerprint, Made)>;

/// Small outputs that are made on every build and laid down once.
struct Making<'a> {
    pack: &'a Pack,
    last: &'a Outputs,
}

impl Making<'_> {
    /// Bytes for a path; those that the last build had there already are not laid down again.
    fn made(&self, path: OutputPath, bytes: &[u8]) -> io::Result<(OutputPath, Content)> {
        let content = self.content(self.last.files.get(&path), bytes)?;
        Ok((path, content))
    }

    /// Bytes that may be those of the last build's content.
    fn content(&self, last: Option<&Content>, bytes: &[u8]) -> io::Result<Content> {
        let digest = Fingerprint::of(bytes);
        Ok(match last {
            Some(content @ Content::Made(_, before)) if *before == digest => content.clone(),
            _ => Content::Made(self.pack.put(bytes)?, digest),
        })
    }
}

/// Puts everything together, with `more` files. Pages come last, so that nothing hides them. `last`
/// is what the last build had, `asked` are the questions of all pages.
pub fn outputs(
    world: &World,
    sources: &Sources,
    (pages, asked): (&[Page], &[Number]),
    (resized, more): (Resized, search::Files),
    (pack, last): (&Pack, &Outputs),
) -> io::Result<Outputs> {
    let making = Making { pack, last };
    let mut files: Vec<(OutputPath, Content)> = Vec::with_capacity(pages.len() * 9 / 8);
    files::add(&mut files, world, sources, &making, asked)?;
    files.extend(more);
    files.extend(resized.into_iter().map(|(path, (key, made))| (path, Content::Variant(key, made.digest))));
    let materials = &world.views.materials;
    for (path, html) in redirect::pages(&materials.site, &materials.config) {
        files.push(making.made(path, html.as_bytes())?);
    }
    for (path, bytes) in archive::files(&materials.site, &materials.config) {
        files.push(making.made(path, &bytes)?);
    }
    if let Some((path, bytes)) = catalogue::file(materials, pages) {
        files.push(making.made(path, &bytes)?);
    }
    if let Some((path, bytes)) = robots::of_preview(&materials.config) {
        files.push(making.made(path, bytes)?);
    }
    let facts = facts(materials);
    let all = files.iter().map(|(path, _)| path).chain(pages.iter().map(|page| &page.output));
    if let Some((path, bytes)) = headers::file(materials, sources, &facts.players, all) {
        files.push(making.made(path, &bytes)?);
    }
    let made = |finished: &Finished| Content::Made(finished.blob, finished.digest);
    files.extend(pages.iter().map(|page| (page.output.clone(), made(&page.kept.finished))));
    // Of several with one path the last counts.
    Ok(Outputs { files: files.into_iter().collect(), facts })
}

/// What a host must know besides the files.
fn facts(materials: &Materials) -> Facts {
    Facts { redirects: redirect::all(&materials.site), players: players(materials) }
}

/// Where the players of films are that pages show in frames.
fn players(materials: &Materials) -> BTreeSet<String> {
    let films = materials.site.pages.iter().filter_map(|page| match page.kind() {
        KindData::Video(video) => Some(video),
        _ => None,
    });
    let platforms =
        films.flat_map(|video| &video.embeds).filter_map(|embed| materials.config.platforms.get(&embed.platform));
    platforms.filter_map(|platform| origin_of(&platform.player)).collect()
}
