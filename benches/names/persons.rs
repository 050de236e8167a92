//! Names in the place of words that stand for somebody: 她把钱转走了 becomes 李桂芳把钱转走了. Texts that
//! name hardly anybody show so where names may stand.

use super::names::{Chance, Names};
use super::texts::{Piece, Text};

const PRONOUNS: [&str; 2] = ["她", "他"];

/// What somebody is called at the beginning of a sentence or clause.
const ROLES: [&str; 12] =
    ["骗子", "老人", "受害人", "事主", "当事人", "对方", "男子", "女子", "小伙", "姑娘", "嫌疑人", "被告人"];

/// What follows 他 where it stands for nobody: 他们, 他人, 他日.
const NOT_AFTER: &str = "们人日国乡杀山方家俩两";
/// What precedes 他 in words and foreign names: 其他, 吉他.
const NOT_BEFORE: &str = "其吉排利维马";

/// A text in which names stand for so many of a hundred persons.
pub fn named(text: &[Piece], names: &Names, chance: &mut Chance, share: u64) -> Text {
    let mut out = Text::new();
    for (number, piece) in text.iter().enumerate() {
        let Piece::Text(words) = piece else {
            out.push(piece.clone());
            continue;
        };
        let is_named = matches!(text.get(number + 1), Some(Piece::Name(_)));
        let mut rest = 0;
        for (at, _) in words.char_indices() {
            let Some(end) = person(words, at, number == 0).filter(|end| *end < words.len() || !is_named) else {
                continue;
            };
            if chance.percent(share) {
                out.extend([Piece::Text(words[rest..at].to_owned()), Piece::Name(names.name(chance))]);
                rest = end;
            }
        }
        out.push(Piece::Text(words[rest..].to_owned()));
    }
    out
}

/// Where what stands for somebody ends, if it begins at `at`.
fn person(words: &str, at: usize, is_first: bool) -> Option<usize> {
    let before = words[..at].chars().next_back();
    let begins = before.map_or(is_first, |c| "，。；：！？、“\n".contains(c));
    let roles = ROLES.iter().filter(|_| begins);
    let word = PRONOUNS.iter().chain(roles).find(|word| words[at..].starts_with(**word))?;
    let end = at + word.len();
    let after = words[end..].chars().next();
    let is_other = after.is_some_and(|c| NOT_AFTER.contains(c)) || before.is_some_and(|c| NOT_BEFORE.contains(c));
    (!is_other).then_some(end)
}
