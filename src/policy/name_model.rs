//! Whether some characters of a text are a name, by what they are and what stands around them: a quick
//! look, and a closer one at what is left.
//!
//! `benches/names` trains both and tells from what.

use foldhash::HashSet;

use super::name_gate;
use super::name_net::Net;
pub use super::name_runs::{Candidate, at};

/// What the quick look must say. Of names in texts that were not trained on, hardly one in a hundred says less.
const GATE: f32 = -2.0;

/// How likely a candidate is a name, as the logarithm of the odds.
pub fn score(text: &str, name: Candidate) -> f32 {
    Net::trained().odds(text, name)
}

/// Of the names that may begin at some places ([`super::name_runs::starts`]) those whose odds are above a
/// threshold; of those that overlap the likeliest.
pub fn find(text: &str, starts: impl IntoIterator<Item = usize>, least: f32) -> Vec<(Candidate, f32)> {
    find_by(text, starts, least, name_gate::trained, Net::trained())
}

/// Names by other weights than the trained ones.
pub fn find_by(
    text: &str,
    starts: impl IntoIterator<Item = usize>,
    least: f32,
    weight: impl Fn(usize) -> f32,
    net: &Net,
) -> Vec<(Candidate, f32)> {
    let candidates = starts.into_iter().flat_map(|start| at(text, start)).flatten();
    let passed = candidates.filter(|name| name_gate::odds(&weight, text, *name) >= GATE);
    let mut scored: Vec<(Candidate, f32)> =
        passed.map(|name| (name, net.odds(text, name))).filter(|(_, odds)| *odds >= least - LISTED).collect();
    listed(text, &mut scored);
    let mut found: Vec<(Candidate, f32)> = Vec::new();
    for (name, odds) in scored.into_iter().filter(|(_, odds)| *odds >= least) {
        match found.last_mut() {
            Some(last) if last.0.end > name.start => {
                if odds > last.1 {
                    *last = (name, odds);
                }
            }
            _ => found.push((name, odds)),
        }
    }
    found
}

/// By how much the odds of a run rise that stands beside a name, with only a comma or "and" between.
const LISTED: f32 = 2.0;
/// What the odds of such a name are at least.
const NEIGHBOUR: f32 = 2.0;

/// What stands between names of a list.
const BETWEEN: [&str; 7] = ["、", "和", "与", "及", "，", " ", "\u{3000}"];

/// Raises the odds of what is listed with names.
fn listed(text: &str, scored: &mut [(Candidate, f32)]) {
    let names = || scored.iter().filter(|(_, odds)| *odds >= NEIGHBOUR).map(|(name, _)| *name);
    let (starts, ends): (HashSet<usize>, HashSet<usize>) = names().map(|name| (name.start, name.end)).unzip();
    let follows = |name: Candidate| {
        let before = |sign: &&str| text[..name.start].ends_with(*sign) && ends.contains(&(name.start - sign.len()));
        BETWEEN.iter().any(before)
    };
    let precedes = |name: Candidate| {
        let after = |sign: &&str| text[name.end..].starts_with(*sign) && starts.contains(&(name.end + sign.len()));
        BETWEEN.iter().any(after)
    };
    for (name, odds) in scored.iter_mut().filter(|(_, odds)| *odds < NEIGHBOUR) {
        if follows(*name) || precedes(*name) {
            *odds += LISTED;
        }
    }
}
