//! Titles of articles: kicker, title, subtitle, authors.

use super::masthead::is_body;
use super::names::people;
use super::patterns::pattern;
use super::repair::{Repair, Rule, joint, mend};
use super::rows::{Account, Measure, Role, Row, ink, is_rule, is_space, trim};
use crate::kind::Contribution;

pattern!(
    CREDIT = r"^[（(【\[□■◇ 　]*(?:本[刊报])?(?:特约|本刊)?[ 　]*(?:通[ 　]*讯[ 　]*员|记[ 　]*者|供[ 　]*稿(?:单位|人)?|撰[ 　]*稿|作[ 　]*者|整[ 　]*理|来[ 　]*稿|文[/／]|执[ 　]*笔)[ 　]*[:：/／]?"
);
pattern!(CREDITED = r"(?:供稿|供图|撰稿|整理|来稿|撰文|报送|通讯员|编写)[ 　]*[)）】\]]?$");
pattern!(SQUARE = r"^[□■◇◎○][ 　]*");
pattern!(SUBTITLE = r"^[—―–-]{1,4}[ 　]*");
pattern!(
    NUMBERED = r"^(?:[一二三四五六七八九十]{1,3}[ 　]*[、．.]|[（(][一二三四五六七八九十]{1,3}[)）]|[0-9０-９]{1,2}[ 　]*[、．.](?:[^0-9]|$)|[（(][0-9０-９]{1,2}[)）]|第[一二三四五六七八九十]{1,3}[章节部分、]|[①-⑳])"
);
pattern!(
    NOTE = r"^[【\[（(]?[ 　]*(?:编[ 　]*者[ 　]*按|编[ 　]*后[ 　]*语|编[ 　]*后|按[ 　]*语|按|编者的话|领导批示|批示)[ 　]*[】\])）]?[ 　]*[:：]|^[【\[][ 　]*(?:编[ 　]*者[ 　]*按|按[ 　]*语|编者的话|领导批示)[ 　]*[】\]]"
);

/// How many lines a title has at most.
const MOST: usize = 8;

/// Whether a line is numbered as headings are.
pub fn is_numbered(text: &str) -> bool {
    NUMBERED.is_match(text)
}

/// Whether a paragraph is the editor's note, or an instruction of a leader.
pub fn is_note(text: &str) -> bool {
    NOTE.is_match(text)
}

/// Whether a line says who wrote an article.
pub fn is_credit(text: &str) -> bool {
    let plain = ink(text);
    let short = plain.chars().count() <= 44 && !plain.contains(['。', '；']);
    short
        && (CREDIT.is_match(text)
            || CREDITED.is_match(text) && (plain.starts_with(['（', '(', '【']) || plain.chars().count() <= 16)
            || SQUARE.is_match(text) && plain.chars().count() > 1)
}

/// Whether a line could be of a title.
pub fn is_title_like(row: &Row<'_>, measure: &Measure) -> bool {
    let text = row.text;
    let ends = text.ends_with(['。', '；', '，', ';', ',', '：', ':']);
    if row.table.is_some()
        || is_rule(text)
        || ends
        || text.contains('。')
        || is_note(text)
        || is_numbered(text) && row.heading != Some(1)
    {
        return false;
    }
    if text.contains('，') && row.width > 64 || row.width > 110 {
        return false;
    }
    let full = measure.wrap.is_some_and(|wrap| row.width + row.indent + 3 >= wrap);
    let starts = measure.indented && (2..=8).contains(&row.indent);
    !(full && starts && !row.centred && row.size.is_none_or(|size| !stands_out(size, measure)))
}

fn stands_out(size: f32, measure: &Measure) -> bool {
    measure.size.is_some_and(|body| size > body + 0.9)
}

/// A title block that begins at the first of the rows: the article, and how many rows it takes.
pub struct Block {
    /// What it says.
    pub article: Contribution,
    /// How many rows it has.
    pub length: usize,
    /// The parts of its rows: row, start, end and which part of the article.
    parts: Vec<(usize, usize, usize, &'static str)>,
    repairs: Vec<Repair>,
    mends: bool,
}

impl Block {
    /// Enters the block as the article of a number.
    pub fn enter(&self, rows: &[Row<'_>], number: usize, account: &mut Account, repairs: &mut Vec<Repair>) {
        for (row, start, end, part) in &self.parts {
            let role = if *part == "label" { Role::Label } else { Role::Article(part, number) };
            account.enter(*row, rows[*row].text, *start..*end, role);
        }
        repairs.extend(self.repairs.iter().cloned());
    }
}

/// Reads a title block. `known` tells whether lines joined are a title that the contents list names.
pub fn read(
    rows: &[Row<'_>],
    places: &[usize],
    measure: &Measure,
    mends: bool,
    known: &dyn Fn(&str) -> bool,
) -> Option<Block> {
    let mut lines: Vec<usize> = Vec::new();
    for at in places.iter().copied().take(MOST) {
        let row = &rows[at];
        let credit = is_credit(row.text) || !lines.is_empty() && is_byline(rows, row, &lines);
        if !credit && !is_title_like(row, measure) {
            break;
        }
        if let Some(last) = lines.last()
            && !credit
            && (is_credit(rows[*last].text) || stands_apart(&rows[*last], row, &rows[lines[0]], measure))
        {
            break;
        }
        lines.push(at);
        if rows[at].page_end && lines.len() > 1 {
            break;
        }
    }
    let credits = lines
        .iter()
        .enumerate()
        .position(|(index, at)| is_credit(rows[*at].text) || index > 0 && is_byline(rows, &rows[*at], &lines[..index]))
        .unwrap_or(lines.len());
    let (titles, authors) = lines.split_at(credits);
    if titles.is_empty() {
        return None;
    }
    let mut block =
        Block { article: Contribution::default(), length: 0, parts: Vec::new(), repairs: Vec::new(), mends };
    let titles_above = titles;
    let titles = block.titles(rows, titles, known);
    block.length = titles;
    if titles == credits {
        for at in authors
            .iter()
            .copied()
            .take_while(|at| is_credit(rows[*at].text) || is_byline(rows, &rows[*at], titles_above))
        {
            let (names, parts) = authors_of(rows[at].text);
            block.article.authors.extend(names);
            block.parts.extend(parts.into_iter().map(|(start, end, part)| (at, start, end, part)));
            block.length += 1;
        }
    }
    Some(block)
}

/// Whether a line under a title is names or a body, without a word that says so.
fn is_byline(rows: &[Row<'_>], row: &Row<'_>, titles: &[usize]) -> bool {
    let Some(title) = titles.first().map(|at| &rows[*at]) else { return false };
    let widest = titles.iter().map(|at| rows[*at].width).max().unwrap_or(0);
    let plain = ink(row.text);
    let set = row.centred
        || row.indent > 8
        || title.indent > 8 && row.indent + 4 > title.indent
        || row.text.starts_with(['（', '(']);
    let inner = plain.trim_matches(['（', '）', '(', ')']);
    let (names, rest) = people(inner_text(row.text));
    let few = !names.is_empty() && names.len() <= 4 && rest.is_empty();
    let after_all = (title.indent > 2 && row.indent > 2 || title.indent == row.indent)
        && inner.chars().count() <= 14
        && inner.chars().count() * 2 + 8 < widest;
    let named = few && names.iter().all(|name| (2..=4).contains(&name.name.chars().count()));
    (set || after_all && is_body(inner))
        && (named && inner.chars().count() <= 13
            || is_body(inner) && row.width < title.width.max(40) && row.width <= 48)
}

fn inner_text(text: &str) -> &str {
    trim(text.trim_matches(['（', '）', '(', ')']))
}

/// Whether a line no longer belongs to the title above it.
fn stands_apart(last: &Row<'_>, row: &Row<'_>, first: &Row<'_>, measure: &Measure) -> bool {
    if let (Some(a), Some(b), Some(body)) = (first.size, row.size, measure.size) {
        // A kicker may be smaller than the title, but the body's size ends both.
        let plain = |row: &Row<'_>, size: f32| size <= body + 0.9 && !row.centred && !row.bold;
        return plain(row, b) && !plain(first, a)
            || b + 0.9 < last.size.unwrap_or(b) && b <= body + 0.9 && !row.centred;
    }
    if first.centred != row.centred && first.centred {
        return true;
    }
    let centred = first.indent > 8;
    if centred {
        return row.indent <= 8 && row.width + 8 < first.width.max(40);
    }
    let opens = |text: &str| text.matches(['“', '《', '（']).count() > text.matches(['”', '》', '）']).count();
    row.gap
        && !opens(last.text)
        && !SUBTITLE.is_match(row.text)
        && (last.gap || first.width > 24)
        && row.width < last.width
        && !is_kicker(&ink(last.text), &ink(row.text))
}

impl Block {
    /// Tells kicker, title and subtitle apart. Gives how many lines they take.
    fn titles(&mut self, rows: &[Row<'_>], lines: &[usize], known: &dyn Fn(&str) -> bool) -> usize {
        let subtitle =
            lines.iter().skip(1).position(|at| SUBTITLE.is_match(rows[*at].text)).map_or(lines.len(), |at| at + 1);
        let (main, sub) = lines.split_at(subtitle);
        // Several words of one line may be kicker and title.
        let mut words: Vec<(usize, usize, usize)> = Vec::new();
        for at in main {
            words.extend(words_of(rows[*at].text).into_iter().map(|(start, end)| (*at, start, end)));
        }
        let text = |word: &(usize, usize, usize)| &rows[word.0].text[word.1..word.2];
        let join = |words: &[(usize, usize, usize)]| words.iter().map(|word| ink(text(word))).collect::<String>();
        let split = (0..words.len()).find(|from| known(&join(&words[*from..]))).unwrap_or_else(|| {
            let sized = by_size(rows, &words);
            sized.unwrap_or_else(|| kickers(&words.iter().map(|word| ink(text(word))).collect::<Vec<_>>()))
        });
        let (kicker, title) = words.split_at(split.min(words.len().saturating_sub(1)));
        self.article.kicker = self.put(rows, kicker, "kicker");
        self.article.title = self.put(rows, title, "title").unwrap_or_default();
        let mut sub_words: Vec<(usize, usize, usize)> = Vec::new();
        for (index, at) in sub.iter().enumerate() {
            let text = rows[*at].text;
            let label = SUBTITLE.find(text).filter(|_| index == 0).map_or(0, |found| found.end());
            self.parts.push((*at, 0, label, "label"));
            sub_words.push((*at, label, text.len()));
        }
        self.article.subtitle = self.put(rows, &sub_words, "subtitle");
        lines.len()
    }

    fn put(&mut self, rows: &[Row<'_>], words: &[(usize, usize, usize)], part: &'static str) -> Option<String> {
        let mut whole = String::new();
        for (index, (at, start, end)) in words.iter().enumerate() {
            let line = rows[*at].number;
            let printed = &rows[*at].text[*start..*end];
            let text = if self.mends { mend(printed, line, &mut self.repairs) } else { trim(printed).to_owned() };
            if index > 0 {
                let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                let apart = if latin(whole.chars().next_back()) && latin(text.chars().next()) { " " } else { "" };
                let (before, after) = joint(&whole, &text);
                self.repairs.push(Repair {
                    rule: Rule::BrokenLine,
                    line,
                    before: format!("{before}⏎{after}"),
                    after: format!("{before}{apart}{after}"),
                });
                whole.push_str(apart);
            }
            whole.push_str(&text);
            self.parts.push((*at, *start, *end, part));
        }
        (!whole.is_empty()).then_some(whole)
    }
}

/// The words of a line: what spaces part, unless a bracket is open or they only spread the letters.
fn words_of(text: &str) -> Vec<(usize, usize)> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_space(c), start) {
            (true, Some(from)) => {
                words.push((from, at));
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    let is_short = |word: &(usize, usize)| text[word.0..word.1].chars().count() < 4;
    if words.len() > 1 && words.iter().any(is_short) {
        return vec![(words[0].0, words[words.len() - 1].1)];
    }
    words
}

/// The first word of the title, told by size: the largest letters are the title's.
fn by_size(rows: &[Row<'_>], words: &[(usize, usize, usize)]) -> Option<usize> {
    let sizes: Vec<f32> = words.iter().map(|word| rows[word.0].size).collect::<Option<_>>()?;
    let largest = sizes.iter().copied().fold(0.0, f32::max);
    let first = sizes.iter().position(|size| *size + 0.5 > largest)?;
    let differs = sizes.iter().any(|size| size + 0.5 < largest);
    differs.then_some(first)
}

/// How many of the words at the beginning are the kicker.
fn kickers(words: &[String]) -> usize {
    let Some(next) = words.get(1) else { return 0 };
    usize::from(is_kicker(&words[0], next))
}

/// Whether a line above a title is its kicker, and not its first half: short, whole, in a rhythm.
fn is_kicker(text: &str, next: &str) -> bool {
    let length = text.chars().count();
    if !(4..=24).contains(&length) || is_open(text) {
        return false;
    }
    let parts: Vec<usize> =
        text.split(['、', '，', '·', '—', ' ']).map(|part| part.chars().count()).filter(|count| *count > 0).collect();
    let even =
        parts.len() > 1 && parts.iter().max().zip(parts.iter().min()).is_some_and(|(most, least)| most - least <= 1);
    let quoted = text.starts_with('“') && text.ends_with('”') && length <= 14;
    (even || quoted || length <= 8) && next.chars().count() + 2 > length
}

fn is_open(text: &str) -> bool {
    text.matches(['“', '《', '（']).count() > text.matches(['”', '》', '）']).count()
        || text.ends_with(['的', '和', '与', '及', '、'])
}

/// Authors in a line, and the parts of the line.
pub fn authors_of(text: &str) -> (Vec<String>, Vec<(usize, usize, &'static str)>) {
    let label = CREDIT.find(text).or_else(|| SQUARE.find(text)).map_or(0, |found| found.end());
    let open = if label == 0 { text.len() - text.trim_start_matches(['（', '(', '【', '[']).len() } else { label };
    let close = CREDITED.find(text).map_or(text.len(), |found| found.start()).max(open);
    let body = text[open..close].trim_end_matches(['）', ')', '】', ']', '。']);
    let mut parts = vec![(0, open, "label")];
    let mut names = Vec::new();
    let (found, rest) = people(body);
    let only_names =
        !found.is_empty() && rest.is_empty() && found.iter().all(|person| person.name.chars().count() <= 4);
    if only_names {
        let mut end = open;
        for person in found {
            parts.push((end, open + person.at.start, "label"));
            parts.push((open + person.at.start, open + person.at.end, "authors"));
            end = open + person.at.end;
            names.push(person.name);
        }
        parts.push((end, text.len(), "label"));
        return (names, parts);
    }
    let mut start = 0;
    let mut push = |from: usize, to: usize, parts: &mut Vec<(usize, usize, &'static str)>| {
        let name = ink(&body[from..to]);
        if !name.is_empty() {
            parts.push((open + from, open + to, "authors"));
            names.push(name);
        }
    };
    for (at, c) in body.char_indices() {
        if is_space(c) || matches!(c, '、' | '，' | '；' | ',') {
            push(start, at, &mut parts);
            parts.push((open + at, open + at + c.len_utf8(), "label"));
            start = at + c.len_utf8();
        }
    }
    push(start, body.len(), &mut parts);
    parts.push((open + body.len(), text.len(), "label"));
    (names, parts)
}
