//! A quick look at whether a run of characters could be a name at all, by what it is made of and the
//! characters beside it: a logistic regression. Most runs that are none go no further.

use super::name_runs::{Candidate, class};

/// How many weights there are; features that share one are told apart by their others.
pub const WEIGHTS: usize = 1 << 15;
/// What a weight of 1 is in the file.
pub const UNIT: f32 = 16.0;

static TRAINED: &[u8; WEIGHTS] = include_bytes!("name_gate.bin");

/// The trained weight at a place below [`WEIGHTS`].
pub fn trained(place: usize) -> f32 {
    f32::from(TRAINED[place].cast_signed()) / UNIT
}

/// How many features a candidate has.
const FEATURES: usize = 12;

/// The place of a feature's weight.
fn place([sort, one, two]: [u32; 3]) -> usize {
    let mixed = one.wrapping_mul(0x9E37_79B1) ^ two.wrapping_mul(0x85EB_CA77).rotate_left(15) ^ sort << 27;
    (mixed.wrapping_mul(0xC2B2_AE3D) >> (32 - WEIGHTS.trailing_zeros())) as usize
}

/// The places of the weights of a candidate's features: what it is made of, and what stands beside it.
pub fn features(text: &str, name: Candidate) -> [usize; FEATURES] {
    let Candidate { surname, one, two, .. } = name;
    let last = if two == 0 { one } else { two };
    let long = u32::from(two != 0);
    let before = class(text[..name.start].chars().next_back());
    let after = class(text[name.end..].chars().next());
    [
        [long, surname, one],
        [2, one, two],
        [3 + long, surname, 0],
        [5 + long, last, after],
        [7, before, surname],
        [8, before, after],
        [9, two, surname],
        [10 + long, one, 0],
        [12 + long, after, 0],
        [14, before, 0],
        [15, two, 0],
        [16, two, surname.rotate_left(8) ^ one],
    ]
    .map(place)
}

/// How likely a candidate is a name, as the logarithm of the odds.
pub fn odds(weight: impl Fn(usize) -> f32, text: &str, name: Candidate) -> f32 {
    features(text, name).into_iter().map(weight).sum()
}
