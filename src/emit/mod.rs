//! Everything of the site that is not a page: feeds, sitemap, robots, redirects, files.

mod feed;
mod files;
mod redirect;
mod sitemap;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::hash::Fingerprint;
use crate::path::OutputPath;
use crate::query::World;
use crate::render::Plan;
use crate::reuse::Page;
use crate::source::Sources;
use crate::store::{Blob, Pack};
use crate::view::Views;

/// Where the bytes of an output come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Made by a build.
    Made(Blob),
    /// A source file as it is, with its fingerprint.
    Source(Arc<str>, Fingerprint),
}

impl Content {
    /// The fingerprint of the bytes.
    pub fn digest(&self) -> &Fingerprint {
        match self {
            Content::Made(blob) => &blob.digest,
            Content::Source(_, fingerprint) => fingerprint,
        }
    }
}

/// The finished site by output path.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Outputs {
    /// Path to content.
    pub files: BTreeMap<OutputPath, Content>,
}

/// The plans for feeds, sitemap and robots.
pub fn plans(views: &Views) -> impl Iterator<Item = Plan> {
    feed::jobs(views).into_iter().chain(sitemap::jobs(views)).map(|job| Plan::Ready(Box::new(job)))
}

/// Small outputs that are made on every build and laid down once.
struct Making<'a> {
    pack: &'a Pack,
    known: BTreeMap<Fingerprint, Blob>,
}

impl Making<'_> {
    fn made(&self, bytes: &[u8]) -> io::Result<Content> {
        let known = self.known.get(&Fingerprint::of(bytes));
        known.map_or_else(|| self.pack.put(bytes), |blob| Ok(*blob)).map(Content::Made)
    }
}

/// Puts everything together. Pages come last, so that nothing hides them. `last` is what the
/// last build had.
pub fn outputs(world: &World, sources: &Sources, pages: &[Page], pack: &Pack, last: &Outputs) -> io::Result<Outputs> {
    let known = last.files.values().filter_map(|content| match content {
        Content::Made(blob) => Some((blob.digest, *blob)),
        Content::Source(..) => None,
    });
    let making = Making { pack, known: known.collect() };
    let mut outputs = Outputs::default();
    files::add(&mut outputs, world, sources, &making, pages)?;
    let materials = &world.views.materials;
    for (path, html) in redirect::pages(&materials.site, &materials.config) {
        outputs.files.insert(path, making.made(html.as_bytes())?);
    }
    for page in pages {
        outputs.files.insert(page.output.clone(), Content::Made(page.kept.finished.blob));
    }
    Ok(outputs)
}
