//! What builds make of pictures and films before and after pages are rendered.

use crate::cache::Cache;
use crate::config::Config;
use crate::diag::Report;
use crate::library::Library;
use crate::media::{self, Bench, Recipe, Renditions};
use crate::query::{Number, World};
use crate::site::Site;
use crate::source::Sources;
use crate::{emit, links, video};

/// How pages show pictures, and the variants for that. While something else is wrong, none are
/// made.
pub fn renditions(
    site: &Site,
    links: &links::Links,
    pictures: &media::Pictures,
    sources: &Sources,
    config: &Config,
    bench: Bench<'_>,
    report: &mut Report,
) -> (Renditions, media::Ledger) {
    if report.has_errors() {
        return (Renditions::default(), bench.known.clone());
    }
    let shown = media::shown(site, links);
    let published = || links.copies().iter().map(|(source, _)| &**source);
    let recipes = Renditions::recipes(pictures, &shown, published(), config);
    let ledger = media::make(&recipes, sources, config, pictures, bench, report);
    media::qr::check(site, links, pictures, &ledger, config, report);
    let bytes = |source: &str| sources.get(source).map_or(u64::MAX, |file| file.bytes);
    (Renditions::of(pictures, &shown, published(), config, &ledger, bytes), ledger)
}

/// What goes with films, and what readers get of their files. While something else is wrong, none
/// are made.
pub fn films(
    site: &Site,
    links: &links::Links,
    sources: &Sources,
    config: &Config,
    pictures: &media::Pictures,
    (cache, bench): (&mut Cache, Bench<'_>),
    report: &mut Report,
) -> video::Films {
    let (clips, remembered) = video::plan(sources, &cache.clips, report);
    cache.clips = remembered;
    let library = &Library::read(sources, config, report);
    let shelves = video::Shelves { links, sources, library, pictures, clips: &clips, config };
    let mut films = video::read(site, &shelves, report);
    if !report.has_errors() {
        video::publish(&mut films, site, (&clips, sources), bench, &mut cache.ledger, report);
    }
    films
}

/// The pictures that templates asked for with `resize_image`, made if they are new.
pub fn resized(
    world: &World,
    asked: &[Number],
    sources: &Sources,
    (cache, bench): (&mut Cache, Bench<'_>),
    report: &mut Report,
) -> emit::Resized {
    let wanted: Vec<(Recipe, media::Shown)> =
        asked.iter().filter_map(|number| world.resized(&world.question(*number)?)).collect();
    if wanted.is_empty() {
        return emit::Resized::new();
    }
    let recipes = wanted.iter().map(|(recipe, _)| recipe.clone()).collect();
    let materials = &world.views.materials;
    let made = media::make(&recipes, sources, &materials.config, &materials.pictures, bench, report);
    let files = wanted.iter().filter_map(|(recipe, shown)| {
        let key = recipe.key();
        Some((media::output(shown), (key, *made.made.get(&key)?)))
    });
    let files = files.collect();
    cache.ledger.append(made);
    files
}
