//! The foot of a bulletin: distribution list, editors, how to reach them, approval, copies.

mod labels;

use std::ops::Range;

use super::names::{people, recipients};
use super::repair::{Repair, Rule, joint, mend, mend_phone};
use super::rows::{Account, Role, Row, ink, is_rule, is_space, trim};
use crate::kind::{Distribution, Editors};
use crate::numeral;
use labels::{APPROVAL, COPIES, EMAIL, Field, Label, NUMBER_OF, PHONE, labels};
pub use labels::{is_labelled, words as label_words};

/// What a foot says.
#[derive(Clone, Debug, Default)]
pub struct Tail {
    /// Who receives the bulletin.
    pub distribution: Vec<Distribution>,
    /// Editors.
    pub editors: Editors,
    /// 批准文号.
    pub approval: Option<String>,
    /// 印数.
    pub copies: Option<u32>,
}

/// The row at which the foot begins, among those from `from` on.
pub fn find(rows: &[Row<'_>], from: usize, skip: impl Fn(usize) -> bool) -> usize {
    let is_text = |row: &Row<'_>| {
        let sentences = row.text.matches(['。', '！', '？']).count();
        row.table.is_none()
            && !is_labelled(row.text)
            && (sentences > 1
                || sentences == 1 && row.width > 60
                || row.text.ends_with(['。', '！', '？']) && row.width > 30)
    };
    let mut start = rows.len();
    for at in (from..rows.len()).rev() {
        if skip(at) {
            continue;
        }
        let row = &rows[at];
        if is_text(row) || row.table.is_some() {
            break;
        }
        if is_labelled(row.text) {
            start = at;
        }
    }
    while start > from && start < rows.len() && (is_rule(rows[start - 1].text) || skip(start - 1)) {
        start -= 1;
    }
    start
}

/// Whether a table is the foot: offices set it as one.
pub fn is_foot(cells: &[Vec<String>]) -> bool {
    cells.iter().flatten().filter(|cell| is_labelled(trim(cell))).count() * 2 >= cells.len().max(1)
}

/// Reads rows of the foot.
pub struct Reader<'a> {
    /// What was read.
    pub tail: Tail,
    /// The account of the whole file.
    pub account: &'a mut Account,
    /// What was mended.
    pub repairs: &'a mut Vec<Repair>,
    /// Whether anything is mended.
    pub mends: bool,
    open: Option<Field>,
    verb: String,
    entry: Option<usize>,
    last_width: usize,
    widest: usize,
    gap: bool,
}

impl<'a> Reader<'a> {
    /// Begins with nothing read.
    pub fn new(account: &'a mut Account, repairs: &'a mut Vec<Repair>, mends: bool) -> Self {
        Reader {
            tail: Tail::default(),
            account,
            repairs,
            mends,
            open: None,
            verb: String::new(),
            entry: None,
            last_width: 0,
            widest: 0,
            gap: false,
        }
    }

    /// Reads some rows.
    pub fn read(&mut self, rows: &[Row<'_>], places: impl Iterator<Item = usize> + Clone) {
        self.open = None;
        self.widest = places.clone().map(|at| rows[at].width + rows[at].indent).max().unwrap_or(0);
        for at in places {
            self.gap = rows[at].gap;
            match rows[at].table {
                Some(cells) => {
                    let text = cells.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
                    self.line(at, &text, rows[at].number);
                }
                None => self.line(at, rows[at].text, rows[at].number),
            }
            self.last_width = rows[at].width + rows[at].indent;
        }
    }

    fn line(&mut self, at: usize, text: &str, number: usize) {
        if is_rule(text) {
            self.account.enter(at, text, 0..text.len(), Role::Label);
            self.open = None;
            return;
        }
        // How many were printed may stand at the end of any line.
        let printed = COPIES.captures_iter(text).last().filter(|_| self.tail.copies.is_none());
        let (end, printed) = match printed.as_ref().and_then(|found| Some((found.get(0)?, found.name("no")?))) {
            Some((whole, no)) => (whole.start(), Some((whole.range(), no.range()))),
            None => (text.len(), None),
        };
        if let Some((whole, no)) = printed {
            self.account.enter(at, text, whole.start..no.start, Role::Label);
            self.copies(at, text, no.clone());
            self.account.enter(at, text, no.end..whole.end, Role::Label);
            self.rest(at, text, whole.end..text.len());
        }
        self.labels_of(at, &text[..end], number);
    }

    fn labels_of(&mut self, at: usize, text: &str, number: usize) {
        let found = labels(text);
        let mut start = 0;
        let mut field = None;
        let ends = found.iter().map(|label| (label.whole.clone(), Some(label))).chain([(text.len()..text.len(), None)]);
        for (whole, label) in ends {
            let part = start..whole.start;
            match field.take() {
                None if part.is_empty() => {}
                None => self.unlabelled(at, text, part, number),
                Some(label) => self.labelled(at, text, part, number, label),
            }
            if let Some(label) = label {
                self.announce(at, text, label);
                field = Some((label.field, label.word.as_str(), whole.clone()));
            }
            start = whole.end;
        }
    }

    /// Enters a label. What stands in brackets before its colon says something of its own.
    fn announce(&mut self, at: usize, text: &str, label: &Label) {
        let (whole, aside) = (label.whole.clone(), label.aside.clone().unwrap_or(label.whole.end..label.whole.end));
        self.account.enter(at, text, whole.start..aside.start, Role::Label);
        self.account.enter(at, text, aside.clone(), Role::Unknown);
        self.account.enter(at, text, aside.end..whole.end, Role::Label);
    }

    /// A part without a label: it goes on with the list before, or is known by its look.
    fn unlabelled(&mut self, at: usize, text: &str, part: Range<usize>, number: usize) {
        let shown = &text[part.clone()];
        if trim(shown).chars().all(|c| matches!(c, '（' | '(' | '|' | '）' | ')')) {
            self.account.enter(at, text, part, Role::Label);
            return;
        }
        if let Some(found) = APPROVAL.find(shown).filter(|found| found.start() == 0 && self.tail.approval.is_none()) {
            let end = part.start + found.end();
            self.approval(at, text, part.start..end);
            self.rest(at, text, end..part.end);
            return;
        }
        match self.open {
            Some(Field::Distribution) => self.recipients(at, text, part, number),
            Some(Field::Address) if self.last_width + 4 >= self.widest => {
                let more = ink(&text[part.clone()]);
                if let Some(address) = &mut self.tail.editors.address {
                    address.push_str(&more);
                }
                self.account.enter(at, text, part, Role::Field("editors.address"));
            }
            _ => self.rest(at, text, part),
        }
    }

    fn rest(&mut self, at: usize, text: &str, part: Range<usize>) {
        let shown = trim(&text[part.clone()]);
        let is_mark = shown
            .chars()
            .all(|c| matches!(c, '（' | '(' | '|' | '）' | ')' | '，' | '、' | '；' | '。' | ';') || is_space(c));
        self.account.enter(at, text, part, if is_mark { Role::Label } else { Role::Unknown });
    }

    fn labelled(
        &mut self,
        at: usize,
        text: &str,
        part: Range<usize>,
        number: usize,
        label: (Field, &str, Range<usize>),
    ) {
        let (field, word, whole) = label;
        self.open = None;
        match field {
            Field::Distribution => {
                self.verb = word.to_owned();
                self.entry = None;
                self.recipients(at, text, part, number);
            }
            Field::Responsible => self.people(at, text, part, number, "editors.responsible"),
            Field::Reviewers => self.people(at, text, part, number, "editors.reviewers"),
            Field::Signers => self.people(at, text, part, number, "editors.signers"),
            Field::Proofreaders => self.people(at, text, part, number, "editors.proofreaders"),
            Field::Phone | Field::Fax | Field::Email | Field::Contact => self.contact(at, text, part, number, field),
            Field::Address if self.tail.editors.address.is_some() => self.account.enter(at, text, part, Role::Unknown),
            Field::Address => {
                let shown = trim(&text[part.clone()]);
                let address = if self.mends { mend(shown, number, self.repairs) } else { shown.to_owned() };
                self.tail.editors.address = Some(address);
                self.open = Some(Field::Address);
                self.account.enter(at, text, part, Role::Field("editors.address"));
            }
            Field::Approval => {
                self.approval(at, text, part);
            }
            Field::Copies => match NUMBER_OF
                .captures(trim(&text[part.clone()]))
                .and_then(|captures| captures.name("no").map(|no| no.len()))
            {
                Some(length) => {
                    let start = part.start + text[part.clone()].find(|c: char| !is_space(c)).unwrap_or(0);
                    self.copies(at, text, start..start + length);
                    self.account.enter(at, text, start + length..part.end, Role::Label);
                }
                None => self.account.enter(at, text, part, Role::Unknown),
            },
            Field::Other => {
                // The label is part of what could not be placed.
                self.account.bits.retain(|bit| !(bit.row == at && whole.contains(&bit.at)));
                self.account.enter(at, text, whole.start..part.end, Role::Unknown);
            }
        }
    }

    fn approval(&mut self, at: usize, text: &str, part: Range<usize>) {
        if self.tail.approval.is_some() {
            self.account.enter(at, text, part, Role::Unknown);
            return;
        }
        let shown = trim(&text[part.clone()]).trim_end_matches(['）', ')', '。']);
        let start = part.start + text[part.clone()].find(shown).unwrap_or(0);
        self.tail.approval = Some(ink(shown));
        self.account.enter(at, text, part.start..start, Role::Label);
        self.account.enter(at, text, start..start + shown.len(), Role::Field("approval"));
        self.account.enter(at, text, start + shown.len()..part.end, Role::Label);
    }

    fn copies(&mut self, at: usize, text: &str, part: Range<usize>) {
        if self.tail.copies.is_some() {
            self.account.enter(at, text, part, Role::Unknown);
            return;
        }
        self.tail.copies = numeral::read(&text[part.clone()]).and_then(|number| u32::try_from(number).ok());
        self.account.enter(at, text, part, Role::Field("copies"));
    }

    fn people(&mut self, at: usize, text: &str, part: Range<usize>, number: usize, key: &'static str) {
        let (found, rest) = people(&text[part.clone()]);
        let end = part.start + rest.start;
        let editors = &mut self.tail.editors;
        let list = match key {
            "editors.responsible" => &mut editors.responsible,
            "editors.reviewers" => &mut editors.reviewers,
            "editors.signers" => &mut editors.signers,
            _ => &mut editors.proofreaders,
        };
        for person in found {
            if person.spread {
                let before = text[part.start + person.at.start..part.start + person.at.end].to_owned();
                self.repairs.push(Repair { rule: Rule::Name, line: number, before, after: person.name.clone() });
            }
            let place = part.start + person.at.start..part.start + person.at.end;
            self.account.enter(at, text, place, Role::Field(key));
            list.push(person.name);
        }
        self.between(at, text, part.start..end);
        self.rest(at, text, end..part.end);
    }

    /// Enters the separators inside a part of which the values are entered already.
    fn between(&mut self, at: usize, text: &str, part: Range<usize>) {
        let mut taken: Vec<Range<usize>> =
            self.account.bits.iter().filter(|bit| bit.row == at).map(|bit| bit.at..bit.at + bit.text.len()).collect();
        taken.sort_by_key(|range| range.start);
        let mut start = part.start;
        for range in taken
            .into_iter()
            .filter(|range| range.start >= part.start && range.end <= part.end)
            .chain(std::iter::once(part.end..part.end))
        {
            if range.start > start {
                self.rest(at, text, start..range.start);
            }
            start = start.max(range.end);
        }
    }

    fn contact(&mut self, at: usize, text: &str, part: Range<usize>, number: usize, field: Field) {
        let shown = &text[part.clone()];
        let mut entered = false;
        for found in EMAIL.find_iter(shown) {
            let place = part.start + found.start()..part.start + found.end();
            append(&mut self.tail.editors.email, ink(found.as_str()));
            self.account.enter(at, text, place, Role::Field("editors.email"));
            entered = true;
        }
        for found in PHONE.find_iter(shown) {
            if field == Field::Email
                || EMAIL.find_iter(shown).any(|email| email.start() < found.end() && found.start() < email.end())
            {
                continue;
            }
            let place = part.start + found.start()..part.start + found.end();
            let phone =
                if self.mends { mend_phone(trim(found.as_str()), number, self.repairs) } else { ink(found.as_str()) };
            let (list, key) = match field {
                Field::Fax => (&mut self.tail.editors.fax, "editors.fax"),
                _ => (&mut self.tail.editors.phone, "editors.phone"),
            };
            append(list, phone);
            self.account.enter(at, text, place, Role::Field(key));
            entered = true;
        }
        if entered {
            self.between(at, text, part);
        } else {
            self.account.enter(at, text, part, Role::Unknown);
        }
    }

    /// A list of recipients, or the rest of one that the line before began.
    fn recipients(&mut self, at: usize, text: &str, part: Range<usize>, number: usize) {
        self.open = Some(Field::Distribution);
        let shown = trim(&text[part.clone()]);
        if !shown.chars().any(char::is_alphanumeric) {
            self.rest(at, text, part);
            return;
        }
        let mended = if self.mends { mend_list(shown, number, self.repairs) } else { shown.to_owned() };
        let list = &mut self.tail.distribution;
        let goes_on = self.entry.filter(|entry| is_wrapped(&list[*entry], self.gap, self.last_width, self.widest));
        let entry = goes_on.unwrap_or_else(|| {
            list.push(Distribution { verb: self.verb.clone(), ..Distribution::default() });
            list.len() - 1
        });
        let line = &mut list[entry];
        let whole = line.text.get_or_insert_default();
        if goes_on.is_some() {
            let (before, after) = joint(whole, &mended);
            self.repairs.push(Repair {
                rule: Rule::BrokenLine,
                line: number,
                before: format!("{before}⏎{after}"),
                after: format!("{before}{after}"),
            });
        }
        whole.push_str(&mended);
        line.to = recipients(whole);
        self.entry = Some(entry);
        self.account.enter(at, text, part, Role::Distribution(entry));
    }

    /// What was read. `text` stays only where joining the list would not give it.
    pub fn finish(mut self) -> Tail {
        for line in &mut self.tail.distribution {
            line.text = line.text.take().filter(|text| *text != line.to.join("、"));
        }
        self.tail
    }
}

/// Whether the line before was broken by the page's width, not by its writer.
fn is_wrapped(line: &Distribution, gap: bool, last_width: usize, widest: usize) -> bool {
    let text = line.text.as_deref().unwrap_or_default();
    let open = text.matches(['（', '《', '“']).count() > text.matches(['）', '》', '”']).count();
    let full = !gap && last_width + 3 >= widest && (48..120).contains(&widest);
    text.ends_with(['、', '，', ',']) || open || full && !text.ends_with(['。', '；', ';'])
}

fn append(list: &mut Option<String>, item: String) {
    match list {
        Some(list) => {
            list.push_str(", ");
            list.push_str(&item);
        }
        None => *list = Some(item),
    }
}

/// Mends a list, in which a wide space parts two recipients.
fn mend_list(text: &str, line: usize, repairs: &mut Vec<Repair>) -> String {
    let parts: Vec<&str> =
        text.split(['　', '\t']).flat_map(|part| part.split("  ")).map(trim).filter(|part| !part.is_empty()).collect();
    parts.iter().map(|part| mend(part, line, repairs)).collect::<Vec<_>>().join(" ")
}
