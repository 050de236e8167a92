//! The body of a bulletin: articles, headings, paragraphs, notes, tables.

use std::collections::BTreeSet;

use super::manuscript::Flow;
use super::paragraphs::{Chunk, ends, goes_on, join};
use super::patterns::pattern;
use super::repair::{Repair, mend};
use super::rows::{Account, Measure, Role, Row, ink, is_rule, trim};
use super::titles::{self, authors_of, is_credit, is_note, is_numbered, is_title_like};
use super::{tables, titles::Block};
use crate::kind::Contribution;

pattern!(
    CONTENTS = r"^[【\[（(]?(?:目录|目次|本期目录|本期要目|要目|本期导读|导读|本期内容|内容提要|本期看点|本期主要内容)[】\])）]?[:：]?$"
);
pattern!(
    ENTRY = r"^(?:[◆●·•★▲■◇▪\-*►]|[0-9０-９]{1,2}[.、．]|[一二三四五六七八九十]{1,2}、|[①-⑳])?[ 　]*(?P<text>.+?)[ 　.…·．\-—]*(?:[（(]?(?:第?[ 　]*[0-9０-９]{1,3}[ 　]*页?)[)）]?)?$"
);
pattern!(BULLET = r"^[◆●★▲■◇▪►△☆][ 　]*");

/// A part of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// An article begins, by its number from 0.
    Article(usize),
    /// A heading, its level from 1 below the article's title.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(String),
    /// The editor's note, or a leader's instruction.
    Note(String),
    /// A table; the first row is its head.
    Table(Vec<Vec<String>>),
}

/// What a body says.
#[derive(Debug, Default)]
pub struct Outline {
    /// Its articles.
    pub articles: Vec<Contribution>,
    /// Its parts in order.
    pub pieces: Vec<Piece>,
}

/// What reading a body needs.
pub struct Reader<'a> {
    /// All rows.
    pub rows: &'a [Row<'a>],
    /// Those of the body, in order.
    pub places: Vec<usize>,
    /// How lines are meant.
    pub flow: Flow,
    /// Whether anything is mended.
    pub mends: bool,
    /// The account of the whole file.
    pub account: &'a mut Account,
    /// What was mended.
    pub repairs: &'a mut Vec<Repair>,
}

/// A part of the body before its headings have levels.
enum Draft {
    Title(Block),
    Table(Vec<Vec<String>>),
    Chunk(Chunk),
    Rule,
}

impl Reader<'_> {
    /// Reads the body.
    pub fn read(mut self) -> Outline {
        let body: Vec<Row<'_>> = self.places.iter().map(|at| self.rows[*at].clone()).collect();
        let measure = Measure::of(&body, self.flow);
        let (entries, start) = self.contents();
        let drafts = self.drafts(start, &measure, &entries);
        self.outline(drafts, &measure)
    }

    /// The entries of a contents list at the head of the body, and where the text begins.
    fn contents(&mut self) -> (BTreeSet<String>, usize) {
        let none = (BTreeSet::new(), 0);
        let inks: Vec<String> = self.places.iter().map(|at| ink(self.rows[*at].text)).collect();
        let Some(head) = inks.iter().take(6).position(|text| CONTENTS.is_match(text)) else { return none };
        let entry = |text: &str| {
            ENTRY.captures(text).and_then(|found| Some(ink(found.name("text")?.as_str()))).unwrap_or_default()
        };
        let listed: Vec<String> = inks[head + 1..].iter().map(|text| entry(text)).collect();
        // The list ends where its first title stands again.
        let again = |at: &usize| {
            let text = BULLET.replace(&inks[head + 1 + at], "").into_owned();
            let pair = inks.get(head + 2 + at).map(|next| format!("{text}{next}"));
            listed.iter().take(*at).filter(|title| title.chars().count() >= 5).any(|title| {
                text == *title
                    || pair.as_ref() == Some(title)
                    || text.chars().count() >= 8 && title.starts_with(&text)
                    || title.chars().count() >= 8 && text.starts_with(title.as_str())
            })
        };
        let Some(length) = (1..listed.len()).find(again) else { return none };
        // A kicker may stand above the first title.
        let mut end = head + 1 + length;
        while end > head + 2
            && !is_rule(self.rows[self.places[end - 1]].text)
            && !self.listed_later(&listed[end - head - 2], &inks[end..])
            && self.rows[self.places[end - 1]].gap
        {
            end -= 1;
        }
        for at in 0..head {
            self.account.enter_row(self.places[at], &self.rows[self.places[at]], Role::Unknown);
        }
        for at in &self.places[head..end] {
            self.account.enter_row(*at, &self.rows[*at], Role::Contents);
        }
        let mut titles: BTreeSet<String> =
            listed[..end - head - 1].iter().filter(|title| title.chars().count() >= 4).cloned().collect();
        // Entries that the width of the page broke.
        for pair in listed[..end - head - 1].windows(2) {
            titles.insert(format!("{}{}", pair[0], pair[1]));
        }
        (titles, end)
    }

    fn listed_later(&self, entry: &str, rest: &[String]) -> bool {
        !entry.is_empty()
            && rest
                .iter()
                .any(|text| text.contains(entry) || text.chars().count() >= 6 && entry.contains(text.as_str()))
    }

    /// Parts the rows into titles, tables and paragraphs.
    fn drafts(&mut self, start: usize, measure: &Measure, entries: &BTreeSet<String>) -> Vec<Draft> {
        let known = |text: &str| entries.contains(&ink(text)) || entries.contains(&*BULLET.replace(text, ""));
        let mut drafts: Vec<Draft> = Vec::new();
        let mut at = start;
        let mut first: Option<usize> = None;
        let mut passed = false;
        let places = self.places.clone();
        while at < places.len() {
            let place = places[at];
            let row = &self.rows[place];
            let rest = &places[at..];
            if row.table.is_none() && is_rule(row.text) {
                self.account.enter_row(place, row, Role::Label);
                drafts.push(Draft::Rule);
                at += 1;
                continue;
            }
            if let Some(cells) = row.table {
                self.account.enter_row(place, row, Role::Body);
                drafts.push(Draft::Table(cells.to_vec()));
                at += 1;
                continue;
            }
            let begins = match first {
                // After text without a title only one that looks like it begins an article.
                None if passed => is_title_like(row, measure) && looks_like_title(row, measure),
                None => !is_note(row.text),
                Some(first) => self.begins_article(&drafts, rest, first, measure, entries),
            };
            if begins && let Some(block) = titles::read(self.rows, rest, measure, self.mends, &known) {
                first = first.or(Some(place));
                at += block.length.max(1);
                drafts.push(Draft::Title(block));
                continue;
            }
            passed |= !is_note(row.text);
            if self.flow == Flow::Lines
                && let Some((cells, length)) = tables::read(self.rows, rest)
            {
                for place in &rest[..length] {
                    match tables::is_border(self.rows[*place].text) {
                        true => self.account.enter_row(*place, &self.rows[*place], Role::Label),
                        false => self.enter_cells(*place),
                    }
                }
                drafts.push(Draft::Table(cells));
                at += length;
                continue;
            }
            self.account.enter_row(place, row, Role::Body);
            match drafts.last_mut() {
                Some(Draft::Chunk(chunk)) if self.mends && self.continues(chunk, place, measure) => {
                    join(chunk, place, row, self.repairs)
                }
                _ => drafts.push(Draft::Chunk(Chunk { rows: vec![place], text: row.text.to_owned() })),
            }
            at += 1;
        }
        drafts
    }

    /// Enters the cells of a drawn row as text and its bars as labels.
    fn enter_cells(&mut self, place: usize) {
        let text = self.rows[place].text;
        let mut start = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '|' | '│' | '┃' | '｜' | '║')) {
            self.account.enter(place, text, start..at, Role::Body);
            self.account.enter(place, text, at..at + c.len_utf8(), Role::Label);
            start = at + c.len_utf8();
        }
        self.account.enter(place, text, start..text.len(), Role::Body);
    }

    fn continues(&self, chunk: &Chunk, place: usize, measure: &Measure) -> bool {
        let Some(last) = chunk.rows.last() else { return false };
        goes_on(&self.rows[*last], &chunk.text, &self.rows[place], measure)
    }

    /// Whether another article begins here.
    fn begins_article(
        &self,
        drafts: &[Draft],
        rest: &[usize],
        first: usize,
        measure: &Measure,
        entries: &BTreeSet<String>,
    ) -> bool {
        let row = &self.rows[rest[0]];
        let whole = match drafts.last() {
            Some(Draft::Chunk(chunk)) => ends(&chunk.text) || self.rows[*chunk.rows.last().unwrap_or(&0)].page_end,
            Some(Draft::Title(_)) => false,
            _ => true,
        };
        if !whole || !is_title_like(row, measure) || is_credit(row.text) {
            return false;
        }
        if !entries.is_empty() {
            return self.is_listed(rest, entries);
        }
        let title = &self.rows[first];
        if let (Some(size), Some(of_first), Some(body)) = (row.size, title.size, measure.size)
            && of_first > body + 0.9
        {
            // A kicker may be smaller than the title below it.
            let next = rest.get(1).and_then(|at| self.rows[*at].size).unwrap_or(0.0);
            return size + 0.6 > of_first || row.centred && next + 0.6 > of_first && size > body + 0.4;
        }
        if title.heading.is_some() && title.heading == row.heading && row.heading == Some(1) {
            return true;
        }
        if title.centred && row.centred && row.bold == title.bold {
            return true;
        }
        let after_rule = matches!(drafts.last(), Some(Draft::Rule))
            || matches!(drafts.last(), Some(Draft::Chunk(chunk)) if is_credit(&chunk.text));
        let centred = title.indent > 8 && row.indent > 8;
        let marked = BULLET.find(row.text).map(|found| found.as_str())
            == BULLET.find(title.text).map(|found| found.as_str())
            && BULLET.is_match(row.text);
        let credited = rest
            .iter()
            .skip(1)
            .take(4)
            .take_while(|at| is_credit(self.rows[**at].text) || is_title_like(&self.rows[**at], measure))
            .any(|at| is_credit(self.rows[*at].text));
        row.width > 12 && (after_rule || centred || marked || credited)
    }

    /// Whether the lines here, with a kicker before them perhaps, are a title of the contents list.
    fn is_listed(&self, rest: &[usize], entries: &BTreeSet<String>) -> bool {
        (0..3).any(|skip| {
            let mut text = String::new();
            rest.iter().skip(skip).take(4).any(|at| {
                text.push_str(&BULLET.replace(&ink(self.rows[*at].text), ""));
                entries.contains(&text)
            })
        })
    }

    /// Gives headings their levels and articles their headings.
    fn outline(mut self, drafts: Vec<Draft>, measure: &Measure) -> Outline {
        let mut outline = Outline::default();
        let mut styles: Vec<String> = Vec::new();
        let count = drafts.len();
        let headings: Vec<bool> = (0..count).map(|at| self.is_heading(&drafts, at, measure)).collect();
        for (at, draft) in drafts.into_iter().enumerate() {
            match draft {
                Draft::Rule => {}
                Draft::Table(cells) => {
                    let mend_cell = |cell: &String| {
                        if self.mends { mend(trim(cell), 0, &mut Vec::new()) } else { trim(cell).to_owned() }
                    };
                    outline
                        .pieces
                        .push(Piece::Table(cells.iter().map(|row| row.iter().map(mend_cell).collect()).collect()));
                }
                Draft::Title(block) => {
                    block.enter(self.rows, outline.articles.len(), self.account, self.repairs);
                    outline.pieces.push(Piece::Article(outline.articles.len()));
                    outline.articles.push(block.article);
                    styles.clear();
                }
                Draft::Chunk(chunk) => self.chunk(&mut outline, chunk, headings[at], &mut styles),
            }
        }
        // An entry without an article is nobody's.
        for bit in self.account.bits.iter_mut().filter(|bit| bit.role == Role::Contents) {
            if !is_entry_of(&bit.text, &outline.articles) {
                bit.role = Role::Unknown;
            }
        }
        outline
    }

    fn chunk(&mut self, outline: &mut Outline, chunk: Chunk, is_heading: bool, styles: &mut Vec<String>) {
        let number = self.rows[chunk.rows[0]].number;
        if chunk.rows.len() == 1 && is_credit(&chunk.text) && !outline.articles.is_empty() {
            let (names, parts) = authors_of(&chunk.text);
            let (row, article) = (chunk.rows[0], outline.articles.len() - 1);
            self.account.bits.retain(|bit| bit.row != row);
            for (start, end, part) in parts {
                let role = if part == "label" { Role::Label } else { Role::Article(part, article) };
                self.account.enter(row, self.rows[row].text, start..end, role);
            }
            outline.articles[article].authors.extend(names);
            return;
        }
        let text = if self.mends { mend(&chunk.text, number, self.repairs) } else { trim(&chunk.text).to_owned() };
        if !is_heading {
            outline.pieces.push(if is_note(&text) { Piece::Note(text) } else { Piece::Paragraph(text) });
            return;
        }
        let style = style(&text, self.rows[chunk.rows[0]].heading);
        let level = match styles.iter().position(|known| *known == style) {
            Some(at) => {
                styles.truncate(at + 1);
                at
            }
            None => {
                styles.push(style);
                styles.len() - 1
            }
        };
        if level == 0
            && let Some(article) = outline.articles.last_mut()
        {
            article.sections.push(text.clone());
        }
        outline.pieces.push(Piece::Heading(u8::try_from(level + 1).unwrap_or(u8::MAX), text));
    }

    fn is_heading(&self, drafts: &[Draft], at: usize, measure: &Measure) -> bool {
        let Draft::Chunk(chunk) = &drafts[at] else { return false };
        let row = &self.rows[chunk.rows[0]];
        let text = trim(&chunk.text);
        let length = text.chars().count();
        let closed = text.ends_with(['。', '；', '，', '、', ';', ',', '：', ':', '！', '…']);
        let starts_like_text = text.starts_with(['（', '(']) && !is_numbered(text) || text.starts_with(['附', '注']);
        if chunk.rows.len() > 2
            || closed
            || length > 42
            || text.contains('。')
            || is_note(text)
            || is_credit(text)
            || starts_like_text
        {
            return false;
        }
        if row.heading.is_some() {
            return true;
        }
        let follows = drafts[at + 1..].iter().find(|draft| !matches!(draft, Draft::Rule));
        let leads = match follows {
            Some(Draft::Chunk(next)) => !same_list(text, &next.text) || has_text(drafts, at),
            Some(Draft::Table(_)) => true,
            _ => false,
        };
        let full = measure
            .wrap
            .is_some_and(|wrap| chunk.rows.iter().any(|at| self.rows[*at].width + self.rows[*at].indent > wrap));
        if !leads || full && chunk.rows.len() == 1 && !is_numbered(text) {
            return false;
        }
        if is_numbered(text) || text.starts_with('【') && text.ends_with('】') {
            return true;
        }
        let apart = match at.checked_sub(1).map(|before| &drafts[before]) {
            Some(Draft::Chunk(before)) => ends(&before.text) || self.is_short(before),
            _ => true,
        };
        let looks = row.bold || row.centred || measure.size.zip(row.size).is_some_and(|(body, size)| size > body + 0.4);
        // Where lines are broken at a width, one that ends early and has no full stop stands alone.
        let early = measure.wrap.is_some_and(|wrap| measure.indented && row.indent >= 2 && row.width + 12 < wrap);
        let plain = length <= 26 && (early || !text.contains(['，', ','])) || looks;
        apart && plain && !is_date_or_name(text)
    }

    fn is_short(&self, chunk: &Chunk) -> bool {
        chunk.text.chars().count() <= 30 && !chunk.text.contains(['，', '。'])
    }
}

/// Whether a line is set as titles are.
fn looks_like_title(row: &Row<'_>, measure: &Measure) -> bool {
    let large = measure.size.zip(row.size).is_some_and(|(body, size)| size > body + 0.9);
    let flush = measure.indented && row.indent == 0 && row.gap && row.width < 60;
    row.heading == Some(1) || large || flush || row.centred && row.width > 12 || row.indent > 8 && row.width > 12
}

/// Whether a line of the contents list names an article: all of its words stand in the titles.
pub fn is_entry_of(line: &str, articles: &[Contribution]) -> bool {
    let plain = ink(line);
    if CONTENTS.is_match(&plain) || is_rule(line) {
        return true;
    }
    let entry = ENTRY.captures(&plain).and_then(|found| Some(found.name("text")?.as_str().to_owned())).unwrap_or(plain);
    let entry = entry.trim_matches(|c: char| !c.is_alphanumeric());
    articles.iter().any(|article| {
        let parts = [article.kicker.as_deref(), Some(article.title.as_str()), article.subtitle.as_deref()];
        let whole: String = parts.into_iter().flatten().map(ink).collect();
        let authors: String = article.authors.concat();
        let rest = plain_of(entry);
        let whole = plain_of(&whole);
        whole.contains(&rest)
            || !authors.is_empty()
                && (plain_of(&authors).contains(&rest) || plain_of(&format!("{whole}{authors}")).contains(&rest))
    })
}

/// Letters and digits alone: lists write marks differently from titles.
fn plain_of(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether two lines are items of one list and not headings.
fn same_list(text: &str, next: &str) -> bool {
    is_numbered(text)
        && style(text, None) == style(trim(next), None)
        && trim(next).chars().count() <= 42
        && !next.contains('。')
}

/// Whether text stands between some headings of the same numbering: then all are headings.
fn has_text(drafts: &[Draft], at: usize) -> bool {
    let Draft::Chunk(chunk) = &drafts[at] else { return false };
    let own = style(trim(&chunk.text), None);
    drafts.windows(2).any(|pair| match pair {
        [Draft::Chunk(one), Draft::Chunk(two)] => {
            style(trim(&one.text), None) == own
                && !one.text.contains('。')
                && style(trim(&two.text), None) != own
                && two.text.contains('。')
        }
        _ => false,
    })
}

fn is_date_or_name(text: &str) -> bool {
    super::masthead::read_date(text).is_some() && text.chars().count() < 16
}

/// What headings of one level have in common.
fn style(text: &str, level: Option<u8>) -> String {
    pattern!(HAN = r"^[一二三四五六七八九十]{1,3}[ 　]*[、．.]");
    pattern!(HAN_BRACKET = r"^[（(][一二三四五六七八九十]{1,3}[)）]");
    pattern!(DIGIT = r"^[0-9０-９]{1,2}[ 　]*[、．.]");
    pattern!(DIGIT_BRACKET = r"^[（(][0-9０-９]{1,2}[)）]");
    let style = if HAN.is_match(text) {
        "一、"
    } else if HAN_BRACKET.is_match(text) {
        "（一）"
    } else if DIGIT.is_match(text) {
        "1."
    } else if DIGIT_BRACKET.is_match(text) {
        "（1）"
    } else if text.starts_with('【') {
        "【】"
    } else {
        return format!("bare {level:?}");
    };
    style.to_owned()
}
