//! Digits that stand together, in groups, as numbers are written: 154 1234 5678, 154-1234-5678.

use std::ops::Range;

use super::units::{Class, Gap, unit};

/// Longer chains are tables of figures, of which the beginning is enough.
const MOST_DIGITS: usize = 400;
/// Between two groups stand no more separators than these.
const MOST_GAPS: usize = 3;

/// Groups of digits.
#[derive(Debug, Default)]
pub struct Chain {
    /// Each digit with its place.
    pub digits: Vec<(u8, Range<usize>)>,
    /// The groups, as ranges of `digits`.
    pub groups: Vec<Range<usize>>,
    /// What stands between groups; one fewer than those.
    pub gaps: Vec<Gap>,
    /// Where the chain ends.
    pub end: usize,
}

impl Chain {
    /// The chain that begins at a digit.
    pub fn read(text: &str, start: usize) -> Self {
        let mut chain = Chain { end: start, ..Chain::default() };
        let in_chinese = matches!(unit(text, start), Some((Class::Han(_), _)));
        let mut at = start;
        let mut group = 0;
        while chain.digits.len() < MOST_DIGITS {
            match unit(text, at) {
                Some((Class::Digit(digit), end)) => {
                    chain.digits.push((digit, at..end));
                    (at, chain.end) = (end, end);
                }
                // 统一154… and 154…一 are words beside a number; 154零零零零… is one number.
                Some((Class::Han(digit), end)) if in_chinese || returns_to_digits(text, end) => {
                    chain.digits.push((digit, at..end));
                    (at, chain.end) = (end, end);
                }
                Some((Class::Nothing, end)) => at = end,
                Some((Class::Gap(_), _)) => {
                    let Some((gap, next)) = gap(text, at) else { break };
                    if group < chain.digits.len() {
                        chain.groups.push(group..chain.digits.len());
                    }
                    group = chain.digits.len();
                    chain.gaps.push(gap);
                    at = next;
                }
                _ => break,
            }
        }
        if group < chain.digits.len() {
            chain.groups.push(group..chain.digits.len());
        }
        chain.gaps.truncate(chain.groups.len().saturating_sub(1));
        chain
    }

    /// Whether commas stand between some groups, as in lists and amounts.
    pub fn has_commas(&self, groups: &Range<usize>) -> bool {
        let gaps = self.gaps.get(groups.start..groups.end.saturating_sub(1));
        gaps.is_some_and(|gaps| gaps.contains(&Gap::Comma))
    }

    /// The digits of some groups.
    pub fn values(&self, groups: &Range<usize>) -> Vec<u8> {
        self.digits[self.range(groups)].iter().map(|(digit, _)| *digit).collect()
    }

    /// How many digits some groups have.
    pub fn count(&self, groups: &Range<usize>) -> usize {
        self.range(groups).len()
    }

    /// Where some groups stand in the text.
    pub fn place(&self, groups: &Range<usize>) -> Range<usize> {
        let digits = &self.digits[self.range(groups)];
        let start = digits.first().map_or(self.end, |(_, place)| place.start);
        start..digits.last().map_or(self.end, |(_, place)| place.end)
    }

    fn range(&self, groups: &Range<usize>) -> Range<usize> {
        match (self.groups.get(groups.start), groups.end.checked_sub(1).and_then(|last| self.groups.get(last))) {
            (Some(first), Some(last)) if groups.start < groups.end => first.start..last.end,
            _ => 0..0,
        }
    }

    /// The longest runs of groups with the same sort of separator between them, by groups.
    pub fn runs(&self) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        let mut start = 0;
        let singles = self.groups.len() >= 7 && self.groups.iter().all(|group| group.len() == 1);
        let is_line = (3..=4).contains(&self.groups.len()) && self.digits.first().is_some_and(|(digit, _)| *digit == 0);
        // 1 5 4 . 1 2 3 4 and 0731-555 1234 are one number each.
        if (singles || is_line) && self.gaps.iter().any(|gap| *gap != self.gaps[0]) {
            runs.push(0..self.groups.len());
        }
        for at in 1..=self.gaps.len() {
            let sort = |gap: Gap| if gap == Gap::Line { Gap::Blank } else { gap };
            if at == self.gaps.len() || sort(self.gaps[at]) != sort(self.gaps[at - 1]) {
                runs.push(start..at + 1);
                start = at;
            }
        }
        runs
    }
}

/// Whether more digits follow digits in Chinese.
fn returns_to_digits(text: &str, at: usize) -> bool {
    let mut at = at;
    for _ in 0..12 {
        match unit(text, at) {
            Some((Class::Digit(_), _)) => return true,
            Some((Class::Han(_) | Class::Nothing, end)) => at = end,
            _ => return false,
        }
    }
    false
}

/// What stands between two groups, and where the next one begins.
fn gap(text: &str, at: usize) -> Option<(Gap, usize)> {
    let mut found: Option<Gap> = None;
    let (mut at, mut count, mut lines) = (at, 0, 0);
    loop {
        match unit(text, at)? {
            (Class::Gap(gap), end) => {
                if gap == Gap::Line && !text[..end].ends_with('\r') {
                    lines += 1;
                }
                found = Some(match (found, gap) {
                    (None, gap) => gap,
                    (Some(Gap::Blank), gap) | (Some(gap), Gap::Blank) => gap,
                    (Some(Gap::Line), gap) | (Some(gap), Gap::Line) => gap,
                    (Some(one), other) if one == other => one,
                    _ => return None,
                });
                // The indent of the next line counts for nothing.
                count += usize::from(lines == 0 || gap != Gap::Blank);
                if count > MOST_GAPS || lines > 1 {
                    return None;
                }
                at = end;
            }
            (Class::Nothing, end) => at = end,
            (Class::Other('>'), end) if lines > 0 => at = end,
            (Class::Digit(_) | Class::Han(_), _) => return found.map(|gap| (gap, at)),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(text: &str) -> String {
        let chain = Chain::read(text, 0);
        let group = |group: usize| chain.values(&(group..group + 1)).iter().map(u8::to_string).collect::<String>();
        (0..chain.groups.len()).map(group).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn digits_stand_in_groups() {
        for (text, expected) in [
            ("154 1234-5678，", "154,1234,5678"),
            ("154\n> 1234", "154,1234"),
            ("154\n\n1234", "154"),
            ("154**1234**5", "15412345"),
            ("12345678901二字", "12345678901"),
            ("154零零零1", "1540001"),
            ("一五四", "154"),
            ("1 - 2", "1,2"),
            ("1 . - 2", "1"),
        ] {
            assert_eq!(groups(text), expected, "{text}");
        }
    }

    #[test]
    fn runs_have_one_separator() {
        let chain = Chain::read("154-1234-5678 142-1234-5678", 0);
        assert_eq!(chain.runs(), [0..3, 2..4, 3..6]);
        assert!(Chain::read("1", 0).runs().is_empty());
    }
}
