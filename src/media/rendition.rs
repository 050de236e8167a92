//! How a page shows a picture: the variants among which a browser chooses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Format, Ledger, Made, Operation, Picture, Pictures, Recipe, Target, Work};
use crate::config::Config;
use crate::hash::{Fingerprint, Fingerprinter};
use crate::links::Links;
use crate::path::OutputPath;
use crate::site::Site;

/// Where variants lie in the site (Zola's name).
pub const FOLDER: &str = "processed_images";
/// Quality of originals that must be drawn anew.
const ORIGINAL: u8 = 90;

/// A file among which a browser chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its URL path, without the base URL's own path.
    pub url: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// A picture as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendition {
    /// What every browser shows; nothing if that is the original.
    pub fallback: Option<Shown>,
    /// AVIF from the smallest to the largest; none where WebP is no larger, or AVIF is not wanted.
    pub avif: Vec<Shown>,
    /// WebP from the smallest to the largest; none where the fallback is no larger.
    pub webp: Vec<Shown>,
}

impl Rendition {
    /// Adds all that it says.
    pub fn add_to(&self, hash: &mut Fingerprinter) {
        hash.number(u64::from(self.fallback.is_some())).number(self.webp.len() as u64);
        for shown in self.fallback.iter().chain(&self.webp).chain(&self.avif) {
            hash.text(&shown.url).number(u64::from(shown.width)).number(u64::from(shown.height));
        }
    }
}

/// The pictures that pages show, by source path: those in bodies, and those that front matter
/// names.
pub fn shown(site: &Site, links: &Links) -> BTreeSet<Arc<str>> {
    let bodies = links.pages.iter().chain(&links.sections).flat_map(|resolved| &resolved.images);
    let mut shown: BTreeSet<Arc<str>> = bodies.filter_map(|picture| picture.source.clone()).collect();
    for page in &site.pages {
        let named = page.named_pictures().filter_map(|written| links.picture_of(page, written)?.source);
        shown.extend(named);
    }
    shown
}

/// The renditions of a site, and the files that they and the originals need.
#[derive(Clone, Debug, Default)]
pub struct Renditions {
    by_source: BTreeMap<Arc<str>, Rendition>,
    originals: BTreeMap<Arc<str>, (Fingerprint, Made)>,
    files: BTreeMap<OutputPath, (Fingerprint, Made)>,
}

/// The address of a variant.
fn url_of(recipe: &Recipe, source: &str, format: Format) -> String {
    format!("/{FOLDER}/{}", recipe.file_name(source, format))
}

fn output_of(url: &str) -> OutputPath {
    OutputPath::new(url.trim_start_matches('/'))
}

/// How an original is published, if not as it is.
fn clean(picture: &Picture, source: Fingerprint) -> Option<Recipe> {
    let target = match picture.format {
        Format::Jpeg => Some(Target::Jpeg),
        Format::Png => Some(Target::Png),
        Format::Webp => Some(Target::Webp),
        Format::Gif | Format::Svg => None,
    };
    match target.filter(|_| !picture.is_animated && (picture.turn != 1 || picture.has_profile)) {
        Some(target) => Some(Recipe::scaled(source, picture, picture.width, target, ORIGINAL)),
        None => picture.has_metadata.then_some(Recipe { source, work: Work::Strip }),
    }
}

/// The recipes of a picture on a page.
struct Drawn {
    /// By width; none unless wanted.
    avif: Vec<Recipe>,
    /// By width.
    webp: Vec<Recipe>,
    fallback: Recipe,
}

fn drawn(picture: &Picture, source: Fingerprint, config: &Config) -> Drawn {
    let images = &config.images;
    let largest = images.widths.last().copied().unwrap_or(picture.width).min(picture.width);
    let widths = images.widths.iter().copied().filter(|width| *width < largest).chain([largest]);
    let scaled = |width, target, quality| Recipe::scaled(source, picture, width, target, quality);
    let webp = widths.clone().map(|width| scaled(width, Target::Webp, images.quality)).collect();
    let avif = widths.filter(|_| images.avif).map(|width| scaled(width, Target::Avif, images.avif_quality)).collect();
    let fallback = if picture.has_alpha { Target::Png } else { Target::Jpeg };
    Drawn { avif, webp, fallback: scaled(largest, fallback, images.jpeg_quality) }
}

fn size_of(recipe: &Recipe) -> (u32, u32) {
    match recipe.work {
        Work::Draw { width, height, .. } => (width, height),
        Work::Strip => (0, 0),
    }
}

impl Renditions {
    /// All recipes that `shown` pictures and published originals need.
    pub fn recipes<'s>(
        pictures: &Pictures,
        shown: &BTreeSet<Arc<str>>,
        published: impl Iterator<Item = &'s str>,
        config: &Config,
    ) -> BTreeSet<Recipe> {
        let find = |source: &str| pictures.with_source(source);
        let mut recipes: BTreeSet<Recipe> =
            published.filter_map(find).filter_map(|(picture, source)| clean(picture, *source)).collect();
        for (picture, source) in
            shown.iter().filter_map(|source| find(source)).filter(|(picture, _)| picture.is_drawable())
        {
            let Drawn { avif, webp, fallback } = drawn(picture, *source, config);
            recipes.extend(avif.into_iter().chain(webp));
            recipes.insert(fallback);
        }
        recipes
    }

    /// Puts together what was made of [`Renditions::recipes`]. `bytes` tells the size of an
    /// original.
    pub fn of<'s>(
        pictures: &Pictures,
        shown: &BTreeSet<Arc<str>>,
        published: impl Iterator<Item = &'s str>,
        config: &Config,
        ledger: &Ledger,
        bytes: impl Fn(&str) -> u64,
    ) -> Self {
        let mut renditions = Renditions::default();
        for source in published {
            let Some((picture, fingerprint)) = pictures.with_source(source) else { continue };
            let cleaned = clean(picture, *fingerprint).map(|recipe| recipe.key());
            if let Some((key, made)) = cleaned.and_then(|key| Some((key, *ledger.made.get(&key)?))) {
                renditions.originals.insert(source.into(), (key, made));
            }
        }
        for source in shown {
            let Some((picture, fingerprint)) = pictures.with_source(source).filter(|(one, _)| one.is_drawable()) else {
                continue;
            };
            let Drawn { avif, webp, fallback } = drawn(picture, *fingerprint, config);
            let made = |recipe: &Recipe| {
                let key = recipe.key();
                ledger.made.get(&key).map(|made| (key, *made))
            };
            let Some(of_fallback) = made(&fallback) else { continue };
            let show = |recipe: &Recipe| {
                let (width, height) = size_of(recipe);
                Shown { url: url_of(recipe, source, picture.format), width, height }
            };
            // An original that is as small as what replaces it stays.
            let own = renditions.originals.get(source).map_or_else(|| bytes(source), |(_, made)| made.bytes);
            let keeps =
                picture.format != Format::Webp && size_of(&fallback).0 == picture.width && own <= of_fallback.1.bytes;
            let least = if keeps { own } else { of_fallback.1.bytes };
            let bytes_of = |recipes: &[Recipe]| recipes.last().and_then(made).map_or(u64::MAX, |(_, made)| made.bytes);
            let has_webp = bytes_of(&webp) < least;
            let has_avif = has_webp && bytes_of(&avif) < bytes_of(&webp);
            let shown = |recipes: &[Recipe], wanted: bool| recipes.iter().filter(|_| wanted).map(show).collect();
            let rendition = Rendition {
                fallback: (!keeps).then(|| show(&fallback)),
                avif: shown(&avif, has_avif),
                webp: shown(&webp, has_webp),
            };
            let chosen = avif.iter().filter(|_| has_avif).chain(webp.iter().filter(|_| has_webp));
            let chosen = chosen.chain((!keeps).then_some(&fallback));
            for recipe in chosen {
                renditions.files.extend(made(recipe).map(|made| (output_of(&show(recipe).url), made)));
            }
            renditions.by_source.insert(source.clone(), rendition);
        }
        renditions
    }

    /// How pages show a picture.
    pub fn get(&self, source: &str) -> Option<&Rendition> {
        self.by_source.get(source)
    }

    /// What is published in the place of an original, if not the file itself.
    pub fn original(&self, source: &str) -> Option<&(Fingerprint, Made)> {
        self.originals.get(source)
    }

    /// The files of all renditions.
    pub fn files(&self) -> impl Iterator<Item = (&OutputPath, &(Fingerprint, Made))> {
        self.files.iter()
    }
}

/// What `resize_image` answers before the variant exists: the recipe, its address and its size.
pub fn of_operation(
    operation: Operation,
    (source, picture, fingerprint): (&str, &Picture, Fingerprint),
    target: Target,
    quality: u8,
) -> (Recipe, Shown) {
    let (area, width, height) = operation.apply(picture.width, picture.height);
    let recipe = Recipe { source: fingerprint, work: Work::Draw { area, width, height, target, quality } };
    let url = url_of(&recipe, source, picture.format);
    (recipe, Shown { url, width, height })
}

/// Where a variant goes.
pub fn output(shown: &Shown) -> OutputPath {
    output_of(&shown.url)
}
