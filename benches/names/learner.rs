//! Logistic regression by stochastic gradients, with a step of its own for each weight (Duchi, Hazan
//! and Singer 2011, "Adaptive subgradient methods").

use fanzha::policy::name_model::{Candidate, UNIT, WEIGHTS, Weights, candidates, features, score};

use super::names::{Chance, Names};
use super::texts::{Piece, Text, plain_text};

/// A name that is missed weighs as much as so many words taken for one.
const MISSED: f32 = 4.0;

/// Weights under training.
pub struct Learner {
    weights: Vec<f32>,
    squares: Vec<f32>,
    rate: f32,
    round: usize,
    names: Names,
    chance: Chance,
}

/// Weights as the program has them.
pub struct Rounded(Vec<i8>);

impl Weights for Rounded {
    fn weight(&self, place: usize) -> f32 {
        f32::from(self.0[place]) / UNIT
    }
}

impl Weights for Learner {
    fn weight(&self, place: usize) -> f32 {
        self.weights[place]
    }
}

impl Learner {
    pub fn new(names: Names) -> Self {
        Learner {
            weights: vec![0.0; WEIGHTS],
            squares: vec![0.0; WEIGHTS],
            rate: 0.0,
            round: 0,
            names,
            chance: Chance::new(),
        }
    }

    /// Begins a round: the later, the smaller the steps.
    pub fn begin(&mut self, round: usize) {
        self.round = round;
        self.rate = 0.25 / (1.0 + round as f32 * 0.5);
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

    /// Learns from one of the passages, mostly with other names.
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
        for name in candidates(text).collect::<Vec<_>>() {
            if self.round == 0 || score(self, text, name) <= 3.0 {
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
        let (text, spans) = plain_text(text, |piece| match piece {
            Piece::Name(name) if name.chars().count() <= 4 && chance.percent(replaced) => names.name(chance),
            Piece::Name(words) | Piece::Other(words) | Piece::Text(words) => words.clone(),
        });
        for name in candidates(&text).collect::<Vec<_>>() {
            let touches = |other: &super::texts::Span| other.start < name.end && name.start < other.end;
            if spans.iter().any(|span| !span.is_name && touches(span)) {
                continue;
            }
            let is_name = spans.iter().any(|span| span.start == name.start && span.end == name.end);
            self.step(&text, name, is_name, weight);
        }
    }

    /// Moves the weights of a candidate's features towards what it is.
    fn step(&mut self, text: &str, name: Candidate, is_name: bool, weight: f32) {
        let likely = 1.0 / (1.0 + (-score(self, text, name)).exp());
        let error = if is_name { (likely - 1.0) * weight * MISSED } else { likely * weight };
        if error.abs() < 1e-4 {
            return;
        }
        let (weights, squares, rate) = (&mut self.weights, &mut self.squares, self.rate);
        features(text, name, |place| {
            let slope = error + 1e-6 * weights[place];
            squares[place] += slope * slope;
            let step = rate * slope / (squares[place].sqrt() + 1e-3);
            weights[place] = (weights[place] - step).clamp(-7.5, 7.5);
        });
    }

    /// The weights as the program has them.
    pub fn rounded(&self) -> Rounded {
        #[allow(clippy::cast_possible_truncation)]
        Rounded(self.weights.iter().map(|weight| (weight * UNIT).round() as i8).collect())
    }

    /// The file of the weights.
    pub fn bytes(&self) -> Vec<u8> {
        self.rounded().0.into_iter().map(i8::cast_unsigned).collect()
    }
}
