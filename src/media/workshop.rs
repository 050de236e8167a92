//! Makes what is wanted of pictures and not made yet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Fault, Format, Made, Picture, Pictures, Progress, Recipe, Variants, Work, explain};
use super::{container, encode, pixels, qr, svg};
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
    for (path, picture, fingerprint) in pictures.iter() {
        if picture.format == Format::Svg || !is_of_content(path) {
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

/// Makes all that is wanted of one picture, which is decoded at most once.
fn work(
    fingerprint: Fingerprint,
    orders: &Orders<'_>,
    (sources, file, picture): (&Sources, &SourceFile, &Picture),
    limits: &Limits,
    variants: &Variants,
) -> Result<Ledger, Problem> {
    let (mut bytes, mut decoded) = (None, None);
    let read = || sources.read(file).map(Arc::new).ok();
    let decode = |bytes: &Arc<Vec<u8>>| {
        let decoded = pixels::decode_within(limits.image_seconds, bytes, picture, limits.image_pixels);
        decoded.map_err(Problem::Fault)
    };
    let mut ledger = Ledger::default();
    let damaged = || Problem::Fault(Fault::Damaged);
    if orders.codes {
        let file = bytes.insert(read().ok_or_else(damaged)?);
        let whole = decoded.insert(decode(file)?);
        ledger.codes.insert(fingerprint, qr::codes(whole));
    }
    for (recipe, key) in &orders.variants {
        // Another build may have made it.
        if let Some((made, _)) = variants.read(key) {
            ledger.made.insert(*key, made);
            continue;
        }
        if bytes.is_none() {
            bytes = read();
        }
        let bytes = bytes.as_ref().ok_or_else(damaged)?;
        let result = match &recipe.work {
            Work::Strip if picture.format == Format::Svg => {
                let text = std::str::from_utf8(bytes).map_err(|_| damaged())?;
                svg::without(text, &svg::metadata(text).ok_or_else(damaged)?).into_bytes()
            }
            Work::Strip => {
                let walk = container::walk(bytes, picture.format).map_err(Problem::Fault)?;
                container::strip(bytes, &walk, picture.format)
            }
            Work::Draw { area, width, height, target, quality } => {
                if decoded.is_none() {
                    decoded = Some(decode(bytes)?);
                }
                let whole = decoded.as_ref().ok_or_else(damaged)?;
                let drawn = pixels::draw(whole, *area, *width, *height).ok_or_else(damaged)?;
                encode::encode(&drawn, *target, *quality).ok_or_else(damaged)?
            }
        };
        ledger.made.insert(*key, variants.write(key, &result).map_err(Problem::Write)?);
    }
    Ok(ledger)
}
