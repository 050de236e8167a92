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

/// The place of a feature's weight.
fn place([sort, one, two, three]: [u32; 4]) -> usize {
    let mixed = u64::from(sort).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ u64::from(one).wrapping_mul(0xC2B2_AE3D_27D4_EB4F)
        ^ u64::from(two).wrapping_mul(0x1656_67B1_9E37_79F9)
        ^ u64::from(three).wrapping_mul(0x27D4_EB2F_1656_67C5);
    ((mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> (64 - WEIGHTS.trailing_zeros())) as usize
}

/// The places of what a name is made of.
fn inner(name: Candidate) -> [usize; 7] {
    let Candidate { surname, one, two, .. } = name;
    let long = u32::from(two != 0);
    [
        [0, long, 0, 0],
        [1, long, surname, 0],
        [2, long, surname, one],
        [3, long, one, 0],
        [4, long, one, two],
        [5, 0, two, 0],
        [6, surname, one, two],
    ]
    .map(place)
}

/// The places of what stands beside it.
fn outer(text: &str, name: Candidate) -> [usize; 5] {
    let Candidate { surname, one, two, .. } = name;
    let last = if two == 0 { one } else { two };
    let long = u32::from(two != 0);
    let before = class(text[..name.start].chars().next_back());
    let after = class(text[name.end..].chars().next());
    [[7, long, last, after], [8, before, surname, 0], [9, before, 0, 0], [10, long, after, 0], [11, 0, before, after]]
        .map(place)
}

/// Gives the places of all features of a candidate to `each`.
pub fn features(text: &str, name: Candidate, each: impl FnMut(usize)) {
    inner(name).into_iter().chain(outer(text, name)).for_each(each);
}

/// How likely a candidate is a name, as the logarithm of the odds.
pub fn odds(weight: impl Fn(usize) -> f32, text: &str, name: Candidate) -> f32 {
    let mut sum = 0.0;
    features(text, name, |place| sum += weight(place));
    sum
}
