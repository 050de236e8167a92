//! Whether a run of characters is a name, by a network of one hidden layer over vectors that stand
//! for its characters and those around it (the sort of Bengio et al. 2003, "A neural probabilistic
//! language model").

use std::sync::LazyLock;

use super::name_runs::{Candidate, class, is_word};

/// How many vectors there are; characters share them by chance.
pub const ROWS: usize = 1 << 15;
/// How many numbers a vector has.
pub const WIDTH: usize = 16;
/// How many characters on each side stand each in a place of its own.
pub const NEAR: usize = 7;
/// How many characters beyond them are taken together, on each side.
const FAR: usize = 10;
/// Places: both sides, the surname's two characters, the given name's two, and what are words.
pub const PLACES: usize = NEAR * 2 + 5;
/// How many numbers go in: the vectors of all places, and of both far sides.
pub const INPUT: usize = (PLACES + 2) * WIDTH;
/// How many units the hidden layer has.
pub const HIDDEN: usize = 64;

/// A surname of one character has this for its second.
const NO_SURNAME: u32 = 6_000_001;
/// A given name of one character has this for its second.
const NO_GIVEN: u32 = 6_000_002;
/// From here on stands which pairs of characters in and around a name are words.
const WORDS: u32 = 7_000_000;

/// The network.
#[derive(Clone)]
pub struct Net {
    /// [`ROWS`] vectors of [`WIDTH`].
    pub rows: Vec<f32>,
    /// For each hidden unit its weights of the [`INPUT`].
    pub hidden: Vec<f32>,
    /// What is added in each hidden unit.
    pub bias: Vec<f32>,
    /// The weights of the hidden units.
    pub output: Vec<f32>,
}

/// The rows of the characters of a name and around it.
pub struct Sight {
    near: [usize; PLACES],
    far: [Far; 2],
}

struct Far {
    rows: [usize; FAR],
    count: usize,
}

impl Far {
    fn of(characters: impl Iterator<Item = char>) -> Self {
        let mut far = Far { rows: [0; FAR], count: 0 };
        for c in characters.take(FAR).take_while(|c| *c != '\n') {
            far.rows[far.count] = row(class(Some(c)));
            far.count += 1;
        }
        far
    }
}

fn row(class: u32) -> usize {
    (class.wrapping_mul(0x9E37_79B1) >> (32 - ROWS.trailing_zeros())) as usize
}

/// A bit for each two neighbours from two characters before a name to two after it that are a word.
fn words(text: &str, name: Candidate) -> u32 {
    let mut before = text[..name.start].chars().rev().take(2);
    let (second, first) = (before.next(), before.next());
    let around = [first, second].into_iter().flatten();
    let characters: Vec<char> =
        around.chain(text[name.start..].chars().take(text[name.start..name.end].chars().count() + 2)).collect();
    characters.windows(2).fold(1, |bits, pair| bits << 1 | u32::from(is_word(pair[0], pair[1])))
}

impl Sight {
    pub fn of(text: &str, name: Candidate) -> Self {
        let mut near = [0; PLACES];
        let mut left = text[..name.start].chars().rev();
        let mut right = text[name.end..].chars();
        for place in 0..NEAR {
            near[place] = row(class(left.next()));
            near[NEAR + place] = row(class(right.next()));
        }
        let far = [Far::of(left), Far::of(right)];
        let run = &text[name.start..name.end];
        let surname = run.chars().count() - 1 - usize::from(name.two != 0);
        let mut characters = run.chars();
        let mut next =
            |is_there: bool, none: u32| if is_there { characters.next().map_or(none, u32::from) } else { none };
        near[NEAR * 2..].copy_from_slice(
            &[
                next(true, NO_SURNAME),
                next(surname > 1, NO_SURNAME),
                name.one,
                if name.two == 0 { NO_GIVEN } else { name.two },
                WORDS + words(text, name),
            ]
            .map(row),
        );
        Sight { near, far }
    }

    /// Each place of the input with the row whose vector stands there, and its share of it.
    pub fn each(&self, mut each: impl FnMut(usize, usize, f32)) {
        for (place, row) in self.near.iter().enumerate() {
            each(place, *row, 1.0);
        }
        for (side, far) in self.far.iter().enumerate() {
            for row in &far.rows[..far.count] {
                each(PLACES + side, *row, 1.0 / far.count as f32);
            }
        }
    }
}

static TRAINED: LazyLock<Net> = LazyLock::new(|| Net::read(include_bytes!("name_net.bin")));

impl Net {
    /// The trained network.
    pub fn trained() -> &'static Net {
        &TRAINED
    }

    /// What goes into the hidden layer, but for places that are left out.
    pub fn input(&self, sight: &Sight, is_unseen: impl Fn(usize) -> bool) -> [f32; INPUT] {
        let mut input = [0.0; INPUT];
        sight.each(|place, row, share| {
            if is_unseen(place) {
                return;
            }
            let to = &mut input[place * WIDTH..][..WIDTH];
            for (to, from) in to.iter_mut().zip(&self.rows[row * WIDTH..][..WIDTH]) {
                *to += from * share;
            }
        });
        input
    }

    /// What comes out of the hidden layer.
    pub fn hidden(&self, input: &[f32; INPUT]) -> [f32; HIDDEN] {
        std::array::from_fn(|unit| {
            // Sums side by side, so that the processor adds them at once.
            let mut sums = [0.0; WIDTH];
            for (weights, numbers) in
                self.hidden[unit * INPUT..][..INPUT].chunks_exact(WIDTH).zip(input.chunks_exact(WIDTH))
            {
                for (sum, (weight, number)) in sums.iter_mut().zip(weights.iter().zip(numbers)) {
                    *sum += weight * number;
                }
            }
            (sums.iter().sum::<f32>() + self.bias[unit]).max(0.0)
        })
    }

    /// How likely a candidate is a name, as the logarithm of the odds.
    pub fn odds(&self, text: &str, name: Candidate) -> f32 {
        let hidden = self.hidden(&self.input(&Sight::of(text, name), |_| false));
        hidden.iter().zip(&self.output).map(|(unit, weight)| unit * weight).sum()
    }

    /// Its numbers in the order of the file.
    pub fn parts(&mut self) -> [&mut Vec<f32>; 4] {
        [&mut self.rows, &mut self.hidden, &mut self.bias, &mut self.output]
    }

    /// A network without knowledge.
    pub fn empty() -> Self {
        Net {
            rows: vec![0.0; ROWS * WIDTH],
            hidden: vec![0.0; HIDDEN * INPUT],
            bias: vec![0.0; HIDDEN],
            output: vec![0.0; HIDDEN],
        }
    }

    /// Reads what [`Net::bytes`] wrote.
    fn read(mut bytes: &[u8]) -> Self {
        let mut net = Net::empty();
        for part in net.parts() {
            let (unit, rest) = bytes.split_first_chunk().expect("the file has all parts");
            let unit = f32::from_le_bytes(*unit);
            let (numbers, rest) = rest.split_at(part.len());
            for (number, byte) in part.iter_mut().zip(numbers) {
                *number = f32::from(byte.cast_signed()) * unit;
            }
            bytes = rest;
        }
        net
    }

    /// The file: for each part what a step is worth, then the steps, a byte each.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in self.clone().parts() {
            let most = part.iter().fold(f32::MIN_POSITIVE, |most, number| most.max(number.abs()));
            let unit = most / 127.0;
            bytes.extend(unit.to_le_bytes());
            #[allow(clippy::cast_possible_truncation)]
            bytes.extend(part.iter().map(|number| ((number / unit).round() as i8).cast_unsigned()));
        }
        bytes
    }

    /// The network as the program reads it from its file.
    #[must_use]
    pub fn rounded(&self) -> Self {
        Net::read(&self.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::name_runs::all;

    #[test]
    fn the_file_holds_the_network() {
        let trained = Net::trained();
        assert_eq!(trained.rounded().bytes(), trained.bytes());
        assert!(trained.rows.iter().any(|number| *number != 0.0));
    }

    #[test]
    fn what_stands_around_counts() {
        let odds = |text: &str, name: &str| {
            let run = all(text).find(|run| &text[run.start..run.end] == name).expect("a run");
            Net::trained().odds(text, run)
        };
        assert!(odds("昨天，柳青青接到一个电话。", "柳青青") > odds("河边的柳青青的。", "柳青青"));
        assert!(odds("民警拦下了正要转账的李桂芳。", "李桂芳") > 2.0);
        assert!(odds("马上挂断电话，", "马上") < -2.0);
    }
}
