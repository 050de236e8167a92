//! Training by stochastic gradients, with a step of its own for each weight (Duchi, Hazan and Singer
//! 2011, "Adaptive subgradient methods"): the quick look and the network side by side.

use std::collections::BTreeMap;

use fanzha::policy::name_gate::{self, UNIT, WEIGHTS};
use fanzha::policy::name_model::{Candidate, find_by};
use fanzha::policy::name_net::{HIDDEN, INPUT, NEAR, Net, PLACES, Sight, WIDTH};
use fanzha::policy::name_runs;

use super::names::{Chance, Names};
use super::persons;
use super::texts::{Piece, Span, Text, plain_text};

/// A name that is missed weighs as much as so many words taken for one.
const MISSED: f32 = 4.0;
/// The same for the quick look, which is to let nearly all names pass.
const MISSED_AT_ONCE: f32 = 30.0;
/// What occurs so often without being a name…
const OFTEN: u32 = 500;
/// … and once as a name for so many words, is left alone.
const SELDOM: u32 = 3000;
/// Of a hundred hidden units so many are left out in each step (Srivastava et al. 2014, "Dropout").
const LEFT_OUT: u64 = 20;

/// So many of a hundred pronouns become names…
const NAMED: u64 = 20;
/// … and so many in reviews, of which most have none.
const NAMED_IN_REVIEWS: u64 = 40;

/// In so many of a hundred steps a side of the name is not seen at all…
const SIDE_UNSEEN: u64 = 5;
/// … and a place on it in so many, so that no text is learnt by heart.
const PLACE_UNSEEN: u64 = 12;

/// What is trained.
pub struct Learner {
    gate: Vec<f32>,
    gate_squares: Vec<f32>,
    net: Net,
    /// The sum of the networks at the ends of the last rounds, and of how many.
    ends: Option<(Net, usize)>,
    squares: Net,
    /// How often each beginning of a run was a name's and how often not.
    beginnings: BTreeMap<[char; 2], [u32; 2]>,
    rate: f32,
    round: usize,
    names: Names,
    chance: Chance,
}

/// What was trained, as the program has it.
pub struct Rounded {
    gate: Vec<i8>,
    net: Net,
}

impl Rounded {
    /// Names whose odds are above a threshold.
    pub fn find(&self, text: &str, least: f32) -> Vec<(Candidate, f32)> {
        find_by(text, name_runs::starts(text), least, |place| f32::from(self.gate[place]) / UNIT, &self.net)
    }
}

impl Learner {
    pub fn new(names: Names) -> Self {
        let mut chance = Chance::new();
        let mut net = Net::empty();
        let mut some = |numbers: &mut Vec<f32>, most: f32| {
            numbers.iter_mut().for_each(|number| *number = (chance.share() * 2.0 - 1.0) * most);
        };
        some(&mut net.rows, 0.3);
        some(&mut net.hidden, 0.12);
        some(&mut net.output, 0.3);
        Learner {
            gate: vec![0.0; WEIGHTS],
            gate_squares: vec![0.0; WEIGHTS],
            net,
            ends: None,
            squares: Net::empty(),
            beginnings: BTreeMap::new(),
            rate: 0.0,
            round: 0,
            names,
            chance,
        }
    }

    /// Begins a round: the later, the smaller the steps.
    pub fn begin(&mut self, round: usize) {
        self.round = round;
        self.rate = 0.25 / (1.0 + round as f32 * 0.5);
    }

    /// Ends a round: what is wanted is the mean of the last ones (Polyak and Juditsky 1992).
    pub fn end(&mut self) {
        match &mut self.ends {
            None => self.ends = Some((self.net.clone(), 1)),
            Some((sum, count)) => {
                for (sum, part) in sum.parts().into_iter().zip(self.net.parts()) {
                    sum.iter_mut().zip(part).for_each(|(sum, number)| *sum += *number);
                }
                *count += 1;
            }
        }
    }

    fn mean(&self) -> Net {
        let Some((sum, count)) = &self.ends else { return self.net.clone() };
        let mut mean = sum.clone();
        for part in mean.parts() {
            part.iter_mut().for_each(|number| *number /= *count as f32);
        }
        mean
    }

    /// Learns from a line of the corpus, with some words of the dictionary between its own, so that
    /// they are known as words.
    pub fn line(&mut self, text: &Text) {
        let mut text = text.clone();
        if self.chance.percent(80) {
            for _ in 0..3 {
                let at = self.chance.below(text.len() + 1);
                text.insert(at, Piece::Text(self.names.word(&mut self.chance)));
            }
        }
        self.learn(&text, 70, 1.0);
    }

    /// Learns from one of the passages or stories, mostly with other names.
    pub fn passage(&mut self, passages: &[Text]) {
        let at = self.chance.below(passages.len());
        self.learn(&passages[at], 85, 1.5);
    }

    /// Learns from one of the reviews. Whoever seems to be named in it may be.
    pub fn review(&mut self, reviews: &[String]) {
        if reviews.is_empty() {
            return;
        }
        let text = &reviews[self.chance.below(reviews.len())];
        let pieces = [Piece::Text(text.clone())];
        let named = persons::named(&pieces, &self.names, &mut self.chance, NAMED_IN_REVIEWS);
        if named.len() > 1 {
            return self.learn_of_names(&named);
        }
        for name in name_runs::all(text).collect::<Vec<_>>() {
            if self.round == 0 || self.net.odds(text, name) <= 3.0 {
                self.step(text, name, false, 1.0);
            }
        }
    }

    /// Learns from one of the pages.
    pub fn page(&mut self, pages: &[Text]) {
        let at = self.chance.below(pages.len());
        self.learn(&pages[at], 0, 1.0);
    }

    /// Learns from a text, in which so many of a hundred names are replaced.
    fn learn(&mut self, text: &[Piece], replaced: u64, weight: f32) {
        let (names, chance) = (&self.names, &mut self.chance);
        let text = persons::named(text, names, chance, NAMED);
        let (text, spans) = plain_text(&text, |piece| match piece {
            Piece::Name(name) if name.chars().count() <= 4 && chance.percent(replaced) => names.name(chance),
            Piece::Name(words) | Piece::Other(words) | Piece::Text(words) => words.clone(),
        });
        for name in name_runs::all(&text).collect::<Vec<_>>() {
            let touches = |other: &Span| other.start < name.end && name.start < other.end;
            if spans.iter().any(|span| !span.is_name && touches(span)) {
                continue;
            }
            let is_name = spans.iter().any(|span| span.start == name.start && span.end == name.end);
            self.step(&text, name, is_name, weight);
        }
    }

    /// Learns from the names of a text alone. Whoever else seems to be named in it may be.
    fn learn_of_names(&mut self, text: &[Piece]) {
        let (text, spans) = plain_text(text, |piece| match piece {
            Piece::Name(words) | Piece::Other(words) | Piece::Text(words) => words.clone(),
        });
        for name in name_runs::all(&text).collect::<Vec<_>>() {
            if spans.iter().any(|span| span.start < name.end && name.start < span.end) {
                let is_name = spans.iter().any(|span| span.start == name.start && span.end == name.end);
                self.step(&text, name, is_name, 1.0);
            }
        }
    }

    /// Moves the weights towards what a candidate is.
    fn step(&mut self, text: &str, name: Candidate, is_name: bool, weight: f32) {
        if let [Some(first), Some(second)] = [0, 1].map(|at| text[name.start..name.end].chars().nth(at)) {
            self.beginnings.entry([first, second]).or_default()[usize::from(is_name)] += 1;
        }
        self.step_of_gate(text, name, is_name, weight);
        let sight = Sight::of(text, name);
        let unseen = unseen(&mut self.chance);
        let input = self.net.input(&sight, |place| unseen[place]);
        let mut hidden = self.net.hidden(&input);
        for unit in &mut hidden {
            *unit *= if self.chance.percent(LEFT_OUT) { 0.0 } else { 100.0 / (100 - LEFT_OUT) as f32 };
        }
        let odds = hidden.iter().zip(&self.net.output).map(|(unit, weight)| unit * weight).sum();
        let error = error(odds, is_name, MISSED) * weight;
        if error.abs() < 2e-3 {
            return;
        }
        let rate = self.rate * 0.2;
        let (net, squares) = (&mut self.net, &mut self.squares);
        let mut back = [0.0; INPUT];
        for unit in (0..HIDDEN).filter(|unit| hidden[*unit] > 0.0) {
            let slope = error * net.output[unit];
            moved(&mut net.output[unit], &mut squares.output[unit], error * hidden[unit], rate);
            moved(&mut net.bias[unit], &mut squares.bias[unit], slope, rate);
            let place = unit * INPUT;
            let weights = net.hidden[place..][..INPUT].iter_mut().zip(&mut squares.hidden[place..][..INPUT]);
            for ((weight, square), (number, back)) in weights.zip(input.iter().zip(&mut back)) {
                *back += slope * *weight;
                moved(weight, square, slope * number, rate);
            }
        }
        sight.each(|place, row, share| {
            if unseen[place] {
                return;
            }
            for at in 0..WIDTH {
                let number = row * WIDTH + at;
                moved(&mut net.rows[number], &mut squares.rows[number], back[place * WIDTH + at] * share, rate);
            }
        });
    }

    fn step_of_gate(&mut self, text: &str, name: Candidate, is_name: bool, weight: f32) {
        let odds = name_gate::odds(|place| self.gate[place], text, name);
        let error = error(odds, is_name, MISSED_AT_ONCE) * weight;
        let (weights, squares, rate) = (&mut self.gate, &mut self.gate_squares, self.rate);
        for place in name_gate::features(text, name) {
            let slope = error + 1e-6 * weights[place];
            squares[place] += slope * slope;
            weights[place] = (weights[place] - rate * slope / (squares[place].sqrt() + 1e-3)).clamp(-7.5, 7.5);
        }
    }

    /// All as the program has it.
    pub fn rounded(&self) -> Rounded {
        #[allow(clippy::cast_possible_truncation)]
        let gate = self.gate.iter().map(|weight| (weight * UNIT).round() as i8).collect();
        Rounded { gate, net: self.mean().rounded() }
    }

    /// What names hardly ever begin with, and other words often.
    pub fn never(&self) -> String {
        let is_never = |[words, names]: [u32; 2]| words >= OFTEN && names * SELDOM < words;
        let found = self.beginnings.iter().filter(|(_, counts)| is_never(**counts));
        found.flat_map(|(pair, _)| pair).collect::<String>() + "\n"
    }

    /// The files of the quick look and of the network.
    pub fn files(&self) -> (Vec<u8>, Vec<u8>) {
        (self.rounded().gate.into_iter().map(i8::cast_unsigned).collect(), self.mean().bytes())
    }
}

/// The places around a name that are left out of a step.
fn unseen(chance: &mut Chance) -> [bool; PLACES + 2] {
    let mut unseen = [false; PLACES + 2];
    for (near, far) in [(0..NEAR, PLACES), (NEAR..NEAR * 2, PLACES + 1)] {
        let side = chance.percent(SIDE_UNSEEN);
        for place in near.chain([far]) {
            unseen[place] = side || chance.percent(PLACE_UNSEEN);
        }
    }
    unseen
}

/// How far the odds are from the truth.
fn error(odds: f32, is_name: bool, missed: f32) -> f32 {
    let likely = 1.0 / (1.0 + (-odds).exp());
    if is_name { (likely - 1.0) * missed } else { likely }
}

/// Moves a number against a slope.
fn moved(number: &mut f32, square: &mut f32, slope: f32, rate: f32) {
    *square += slope * slope;
    *number -= rate * slope / (square.sqrt() + 1e-2);
}
