//! The path of an SVG drawing (SVG 2, 9.3), without arcs and smooth curves.

use super::raster::Step;

/// More steps than this has no mark that stays clear in a share picture.
const MOST: usize = 1000;

/// Reads a path; nothing where it is malformed or uses other commands than M, L, H, V, C, Q and Z.
pub fn parse(path: &str) -> Option<Vec<Step>> {
    let mut words = Words(path);
    let mut steps = Vec::new();
    let (mut at, mut start) = ((0.0, 0.0), (0.0, 0.0));
    let mut command = None;
    while let Some(next) = words.command_or(command)? {
        if steps.len() >= MOST || (steps.is_empty() && !matches!(next, 'M' | 'm')) {
            return None;
        }
        let base = if next.is_ascii_lowercase() { at } else { (0.0, 0.0) };
        let mut pair = || Some((base.0 + words.number()?, base.1 + words.number()?));
        match next.to_ascii_uppercase() {
            'M' => {
                at = pair()?;
                start = at;
                steps.push(Step::Move(at.0, at.1));
            }
            'L' => {
                at = pair()?;
                steps.push(Step::Line(at.0, at.1));
            }
            'H' => {
                at.0 = base.0 + words.number()?;
                steps.push(Step::Line(at.0, at.1));
            }
            'V' => {
                at.1 = base.1 + words.number()?;
                steps.push(Step::Line(at.0, at.1));
            }
            'C' => {
                let (one, two) = (pair()?, pair()?);
                at = pair()?;
                steps.push(Step::Cubic(one.0, one.1, two.0, two.1, at.0, at.1));
            }
            'Q' => {
                let one = pair()?;
                at = pair()?;
                steps.push(Step::Quad(one.0, one.1, at.0, at.1));
            }
            'Z' => {
                at = start;
                steps.push(Step::Close);
            }
            _ => return None,
        }
        // Numbers alone go on with the last command; after a move they are lines.
        command = match next {
            'M' => Some('L'),
            'm' => Some('l'),
            'Z' | 'z' => None,
            other => Some(other),
        };
    }
    Some(steps)
}

/// What is left of a path.
struct Words<'a>(&'a str);

impl Words<'_> {
    fn skip(&mut self) {
        self.0 = self.0.trim_start_matches([' ', ',', '\t', '\n', '\r']);
    }

    /// The next command, or the last one where a number follows; `Some(None)` at the end.
    fn command_or(&mut self, last: Option<char>) -> Option<Option<char>> {
        self.skip();
        match self.0.chars().next() {
            None => Some(None),
            Some(letter) if letter.is_ascii_alphabetic() => {
                self.0 = &self.0[1..];
                Some(Some(letter))
            }
            Some(_) => last.map(Some),
        }
    }

    fn number(&mut self) -> Option<f32> {
        self.skip();
        let mut dot = false;
        let end = self.0.char_indices().find(|(at, c)| match c {
            '-' | '+' => *at > 0,
            '.' => std::mem::replace(&mut dot, true),
            c => !c.is_ascii_digit(),
        });
        let (number, rest) = self.0.split_at(end.map_or(self.0.len(), |(at, _)| at));
        self.0 = rest;
        number.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_are_read() {
        assert_eq!(
            parse("M16 1 4 5v10c0-8,5 13 12 16zm2.5.5H8"),
            Some(vec![
                Step::Move(16.0, 1.0),
                Step::Line(4.0, 5.0),
                Step::Line(4.0, 15.0),
                Step::Cubic(4.0, 7.0, 9.0, 28.0, 16.0, 31.0),
                Step::Close,
                Step::Move(18.5, 1.5),
                Step::Line(8.0, 1.5),
            ])
        );
        for path in ["L1 2", "M1", "M1 2 A3 4", "M1 2z 3", "1 2", "M1 2 – 3"] {
            assert_eq!(parse(path), None, "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_path_leads_astray(path in "[MLHVCQZmz0-9 ,.é-]{0,40}") {
            let _read = parse(&path).is_some();
        }
    }
}
