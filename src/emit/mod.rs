//! Everything of the site that is not a page: feeds, sitemap, robots, redirects, files.

mod feed;
mod files;
mod redirect;
mod sitemap;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finish::Finished;
use crate::path::OutputPath;
use crate::query::World;
use crate::render::Job;
use crate::site::Site;
use crate::source::Sources;
use crate::view::{Materials, Views};

/// Where the bytes of an output come from.
#[derive(Clone, Debug)]
pub enum Content {
    /// Made by this build.
    Made(Arc<[u8]>),
    /// A source file as it is.
    Source(Arc<str>),
}

/// The finished site by output path.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// Path to content.
    pub files: BTreeMap<OutputPath, Content>,
}

/// The jobs for feeds, sitemap and robots.
pub fn jobs(site: &Site, views: &Views, materials: &Materials<'_>) -> Vec<Job> {
    let mut jobs = feed::jobs(site, views, materials);
    jobs.extend(sitemap::jobs(site, views, materials));
    jobs
}

/// Puts everything together. Pages come last, so that nothing hides them.
pub fn outputs(
    site: &Site,
    materials: &Materials<'_>,
    world: &World,
    sources: &Sources,
    finished: &[Finished],
) -> Outputs {
    let mut outputs = Outputs::default();
    files::add(&mut outputs, materials, world, sources, finished.iter().map(|output| &output.trace.scope));
    for (path, html) in redirect::pages(site, materials.config) {
        outputs.files.insert(path, Content::Made(html.into_bytes().into()));
    }
    for output in finished {
        outputs.files.insert(output.output.clone(), Content::Made(output.bytes.as_slice().into()));
    }
    outputs
}
