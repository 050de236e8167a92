//! Makes what is wanted of pictures and not made yet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::pixels::{Area, Pixels};
use super::{Fault, Format, Made, Picture, Pictures, Progress, Recipe, Variants, Work, explain};
use super::{container, encode, pixels, qr, qr_drawn, svg};
use crate::config::{Config, Limits};
use crate::diag::Report;
use crate::hash::Fingerprint;
use crate::source::{SourceFile, Sources};

/// What was made of pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Variants by the keys of their recipes.
    pub made: BTreeMap<Fingerprint, Made>,
    /// What the QR codes of pictures say, by the pictures' fingerprints.
    pub codes: BTreeMap<Fingerprint, Vec<String>>,
    /// What share pictures could not show, by their keys: characters that no font has.
    pub lacking: BTreeMap<Fingerprint, String>,
}

impl Ledger {
    /// Adds what another one has.
    pub fn append(&mut self, mut other: Ledger) {
        self.made.append(&mut other.made);
        self.codes.append(&mut other.codes);
        self.lacking.append(&mut other.lacking);
    }
}

/// Whose QR codes are looked at: what authors bring, not what the theme has.
fn is_of_content(path: &str) -> bool {
    path.starts_with("content/") || path.starts_with("media/")
}

/// Where what is made lies, what is known of it, and who watches.
#[derive(Clone, Copy)]
pub struct Bench<'a> {
    /// What earlier builds made.
    pub known: &'a Ledger,
    /// The variants themselves.
    pub variants: &'a Variants,
    /// Told how far the work is.
    pub progress: &'a Progress,
}

/// Makes the variants that are not known, and reads QR codes that are not. Pictures of which
/// one cannot be made are reported. The result has just what was asked for.
pub fn make(
    recipes: &BTreeSet<Recipe>,
    sources: &Sources,
    config: &Config,
    pictures: &Pictures,
    bench: Bench<'_>,
    report: &mut Report,
) -> Ledger {
    let Bench { known, variants, progress } = bench;
    let mut ledger = Ledger::default();
    let mut missing: BTreeMap<Fingerprint, Orders<'_>> = BTreeMap::new();
    for recipe in recipes {
        let key = recipe.key();
        match known.made.get(&key) {
            Some(made) => {
                ledger.made.insert(key, *made);
            }
            None => missing.entry(recipe.source).or_default().variants.push((recipe, key)),
        }
    }
    for (path, _, fingerprint) in pictures.iter() {
        if !is_of_content(path) {
            continue;
        }
        match known.codes.get(fingerprint) {
            Some(codes) => {
                ledger.codes.insert(*fingerprint, codes.clone());
            }
            None => missing.entry(*fingerprint).or_default().codes = true,
        }
    }
    if missing.is_empty() {
        return ledger;
    }
    let paths: BTreeMap<Fingerprint, &Arc<str>> =
        pictures.iter().map(|(path, _, fingerprint)| (*fingerprint, path)).collect();
    let missing: Vec<_> = missing.into_iter().collect();
    let count = progress.of(missing.len());
    let made: Vec<(Fingerprint, Result<Ledger, Problem>)> = missing
        .par_iter()
        .map(|(source, orders)| {
            let path = paths.get(source).copied();
            let file = path.and_then(|path| Some((sources.get(path)?, pictures.get(path)?)));
            let made = file
                .ok_or(Problem::Fault(Fault::Damaged))
                .and_then(|(file, picture)| work(*source, orders, (sources, file, picture), &config.limits, variants));
            count.step();
            (*source, made)
        })
        .collect();
    for (source, made) in made {
        match made {
            Ok(made) => ledger.append(made),
            Err(problem) => {
                let path = paths.get(&source).copied().cloned().unwrap_or_else(|| "".into());
                report.push(match problem {
                    Problem::Fault(fault) => explain(&path, fault),
                    Problem::Write(error) => crate::store::unwritable(&error),
                });
            }
        }
    }
    ledger
}

enum Problem {
    Fault(Fault),
    Write(std::io::Error),
}

/// What is wanted of a picture.
#[derive(Default)]
struct Orders<'a> {
    variants: Vec<(&'a Recipe, Fingerprint)>,
    codes: bool,
}

/// Makes all that is wanted of one picture.
fn work(
    fingerprint: Fingerprint,
    orders: &Orders<'_>,
    (sources, file, picture): (&Sources, &SourceFile, &Picture),
    limits: &Limits,
    variants: &Variants,
) -> Result<Ledger, Problem> {
    let mut easel = Easel { sources, file, picture, limits, bytes: None, whole: None, drawn: None };
    let mut ledger = Ledger::default();
    for (recipe, key) in &orders.variants {
        // Another build may have made it.
        let made = match variants.read(key) {
            Some((made, _)) => made,
            None => {
                let result = easel.make(&recipe.work).map_err(Problem::Fault)?;
                variants.write(key, &result).map_err(Problem::Write)?
            }
        };
        ledger.made.insert(*key, made);
    }
    if orders.codes {
        ledger.codes.insert(fingerprint, easel.codes().map_err(Problem::Fault)?);
    }
    Ok(ledger)
}

/// An area of a picture, and the size at which it is drawn.
type Scale = (Area, u32, u32);

/// One picture under work: read once, decoded once, and drawn once for formats that follow each
/// other.
struct Easel<'a> {
    sources: &'a Sources,
    file: &'a SourceFile,
    picture: &'a Picture,
    limits: &'a Limits,
    bytes: Option<Arc<Vec<u8>>>,
    whole: Option<Pixels>,
    drawn: Option<(Scale, Pixels, bool)>,
}

impl Easel<'_> {
    fn bytes(&mut self) -> Result<Arc<Vec<u8>>, Fault> {
        if self.bytes.is_none() {
            self.bytes = self.sources.read(self.file).map(Arc::new).ok();
        }
        self.bytes.clone().ok_or(Fault::Damaged)
    }

    fn whole(&mut self) -> Result<&Pixels, Fault> {
        if self.whole.is_none() {
            let (bytes, Limits { image_seconds, image_pixels, .. }) = (self.bytes()?, self.limits);
            self.whole = Some(pixels::decode_within(*image_seconds, &bytes, self.picture, *image_pixels)?);
        }
        self.whole.as_ref().ok_or(Fault::Damaged)
    }

    /// An area at a size, and whether it looks like a drawing.
    fn drawn(&mut self, scale: Scale) -> Result<(&Pixels, bool), Fault> {
        if self.drawn.as_ref().is_none_or(|(last, ..)| *last != scale) {
            let (area, width, height) = scale;
            let pixels = pixels::draw(self.whole()?, area, width, height).ok_or(Fault::Damaged)?;
            let is_drawing = encode::is_drawing(&pixels);
            self.drawn = Some((scale, pixels, is_drawing));
        }
        let (_, pixels, is_drawing) = self.drawn.as_ref().ok_or(Fault::Damaged)?;
        Ok((pixels, *is_drawing))
    }

    fn make(&mut self, work: &Work) -> Result<Vec<u8>, Fault> {
        let format = self.picture.format;
        match work {
            Work::Strip if format == Format::Svg => {
                let bytes = self.bytes()?;
                let text = std::str::from_utf8(&bytes).map_err(|_| Fault::Damaged)?;
                Ok(svg::without(text, &svg::metadata(text).ok_or(Fault::Damaged)?).into_bytes())
            }
            Work::Strip => {
                let bytes = self.bytes()?;
                Ok(container::strip(&bytes, &container::walk(&bytes, format)?, format))
            }
            Work::Draw { area, width, height, target, quality } => {
                let (pixels, is_drawing) = self.drawn((*area, *width, *height))?;
                encode::encode(pixels, is_drawing, *target, *quality).ok_or(Fault::Damaged)
            }
        }
    }

    /// What its QR codes say.
    fn codes(&mut self) -> Result<Vec<String>, Fault> {
        let Picture { width, height, format, .. } = *self.picture;
        if format == Format::Svg {
            let (bytes, most) = (self.bytes()?, self.limits.image_pixels);
            return Ok(std::str::from_utf8(&bytes).map(|text| qr_drawn::codes(text, most)).unwrap_or_default());
        }
        let area = Area { x: 0, y: 0, width, height };
        let (width, height) = qr::looked_at(width, height);
        match (width, height) == (area.width, area.height) {
            true => self.whole().map(qr::codes),
            false => self.drawn((area, width, height)).map(|(pixels, _)| qr::codes(pixels)),
        }
    }
}
