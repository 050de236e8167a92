//! What may be shown of something that may not be shown.

use std::ops::Range;

use super::units::{Class, unit};
use crate::diag::{Code, code};

/// How much of it is shown.
enum Shown {
    /// The last four digits.
    LastFour,
    /// So many characters at the beginning.
    First(usize),
    /// The first character, and everything from the `@` on.
    Host,
    /// Everything: it is nobody's secret.
    All,
}

fn shown(rule: Code) -> Shown {
    match rule {
        code::ID_NUMBER | code::MOBILE | code::BANK_CARD | code::LANDLINE => Shown::LastFour,
        code::PLATE => Shown::First(2),
        code::PERSON_NAME | code::MINOR | code::ADDRESS | code::TRAVEL_DOCUMENT => Shown::First(1),
        code::IM_ACCOUNT => Shown::First(0),
        code::E_MAIL => Shown::Host,
        _ => Shown::All,
    }
}

/// The parts of a place that are hidden, and what is shown of the whole.
pub fn mask(text: &str, place: &Range<usize>, rule: Code) -> (Vec<Range<usize>>, String) {
    let pieces = pieces(text, place);
    let count = pieces.len();
    let host = text[place.clone()].find(['@', '＠']).map_or(place.end, |at| place.start + at);
    let is_open = |number: usize, piece: &Range<usize>| match shown(rule) {
        Shown::LastFour => number + 4 >= count,
        Shown::First(first) => number < first,
        Shown::Host => number == 0 || piece.start >= host,
        Shown::All => true,
    };
    let mut hidden: Vec<Range<usize>> = Vec::new();
    let mut words = String::new();
    for (number, piece) in pieces.iter().enumerate() {
        if is_open(number, piece) {
            words.push_str(&text[piece.clone()]);
            continue;
        }
        words.push('*');
        match hidden.last_mut() {
            Some(last) if last.end == piece.start => last.end = piece.end,
            _ => hidden.push(piece.clone()),
        }
    }
    (hidden, words)
}

/// The characters of a place that say something.
fn pieces(text: &str, place: &Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut at = place.start;
    while at < place.end {
        let Some((class, end)) = unit(text, at) else { break };
        // The host of an address is read with its dots.
        if !matches!(class, Class::Nothing) && (!matches!(class, Class::Gap(_)) || text[at..].starts_with('.')) {
            pieces.push(at..end.min(place.end));
        }
        at = end;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_is_shown() {
        let masked = |text: &str, rule| mask(text, &(0..text.len()), rule).1;
        assert_eq!(masked("154 1234-5678", code::MOBILE), "*******5678");
        assert_eq!(masked("张伟民", code::PERSON_NAME), "张**");
        assert_eq!(masked("ab.c@163.com", code::E_MAIL), "a***@163.com");
        assert_eq!(masked("湘A·12345", code::PLATE), "湘A*****");
        assert_eq!(masked("E12345678", code::TRAVEL_DOCUMENT), "E********");
        let text = "15&#52;12345678";
        assert_eq!(mask(text, &(0..text.len()), code::MOBILE).0.first(), Some(&(0..11)));
    }
}
