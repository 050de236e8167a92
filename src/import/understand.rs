//! What a manuscript says: the record of an issue and its text.

use jiff::civil::Date;

use super::manuscript::Manuscript;
use super::outline::{self, Piece};
use super::repair::{Repair, Rule};
use super::rows::{Account, Role, Row, rows, trim};
use super::{furniture, masthead, secrecy, tail};
use crate::kind::Bulletin;

/// How many blocks a head has at most.
const HEAD: usize = 12;

/// An issue as its file tells it.
#[derive(Debug, Default)]
pub struct Issue {
    /// Its fields, but for what no file says.
    pub fields: Bulletin,
    /// Its date.
    pub date: Option<Date>,
    /// Its text.
    pub pieces: Vec<Piece>,
    /// What could not be recognised: the line and its text.
    pub unrecognised: Vec<(usize, String)>,
    /// The fields that only the file's name told.
    pub from_name: Vec<&'static str>,
    /// What was mended.
    pub repairs: Vec<Repair>,
    /// Lines with characters that the file itself does not tell.
    pub illegible: Vec<usize>,
    /// What became of every part.
    pub account: Account,
    /// A mark that forbids publication: its line and its text.
    pub refused: Option<(usize, String)>,
}

/// Reads what a manuscript says. With `mends` broken lines, spaces and marks are put right.
pub fn understand(manuscript: &Manuscript, mends: bool) -> Issue {
    let manuscript = &without_layout(manuscript);
    let rows = rows(manuscript);
    let mut issue = Issue::default();
    let account = &mut issue.account;
    let from = usize::from(mends && masthead::is_page_head(&rows));
    let (head, labelled) = masthead::read(&rows, from, account, tail::is_labelled);
    let mut no_text = if mends { furniture::find(&rows, head.end) } else { vec![None; rows.len()] };
    no_text.iter_mut().take(from).for_each(|rule| *rule = Some(Rule::RunningHead));
    if let Some(name) = head.name.as_deref().filter(|_| mends) {
        furniture::find_named(&rows, &mut no_text, head.end, name);
    }
    let foot = tail::find(&rows, head.end, |at| no_text[at].is_some());
    let body = head.end..foot;
    issue.refused = secrecy::mark(&rows, &manuscript.furniture, |at| body.contains(&at));
    for (at, rule) in no_text.iter().enumerate() {
        if let Some(rule) = rule {
            account.enter_row(at, &rows[at], Role::Furniture);
            issue.repairs.push(removal(*rule, &rows[at]));
        }
    }
    let mut reader = tail::Reader::new(account, &mut issue.repairs, mends);
    reader.read(&rows, labelled.into_iter());
    reader.read(&rows, (foot..rows.len()).filter(|at| no_text[*at].is_none()));
    let tail = reader.finish();
    let places = body.filter(|at| no_text[*at].is_none()).collect();
    let reader =
        outline::Reader { rows: &rows, places, flow: manuscript.flow, mends, account, repairs: &mut issue.repairs };
    let outline = reader.read();
    issue.account.sweep(&rows);
    let year = head.year.or(head.date.and_then(|date| u32::try_from(date.year()).ok()));
    issue.fields = Bulletin {
        masthead: head.name,
        issue: head.issue,
        issue_to: head.issue_to,
        supplement: head.supplement,
        total: head.total,
        total_text: head.total_text,
        year,
        publisher: (!head.publishers.is_empty()).then(|| head.publishers.join("、")),
        approval: tail.approval,
        copies: tail.copies,
        editors: (tail.editors != Default::default()).then_some(tail.editors),
        contents: outline.articles,
        distribution: tail.distribution,
        ..Bulletin::default()
    };
    issue.illegible = rows.iter().filter(|row| row.text.contains('\u{fffd}')).map(|row| row.number).collect();
    issue.date = head.date;
    issue.pieces = outline.pieces;
    issue.unrecognised = unrecognised(&issue.account, &rows);
    issue.repairs.sort_by_key(|repair| repair.line);
    if !mends {
        // What a record needs is read all the same; nothing of the text was touched.
        issue.repairs.clear();
    }
    issue
}

/// Offices set heads, feet and boxes as tables; only what has columns is one.
pub fn without_layout(manuscript: &Manuscript) -> Manuscript {
    manuscript.with_lines_for(|at, cells| {
        let dated = |cell: &String| cell.chars().count() < 40 && masthead::read_date(cell).is_some();
        let of_head = at < HEAD
            && cells.len() < 5
            && cells.iter().flatten().any(|cell| masthead::is_of_head(cell) || dated(cell));
        of_head || tail::is_foot(cells) || cells.iter().all(|row| row.len() < 2)
    })
}

fn removal(rule: Rule, row: &Row<'_>) -> Repair {
    Repair { rule, line: row.number, before: row.text.to_owned(), after: String::new() }
}

/// The parts that nobody knew, those of one line together.
fn unrecognised(account: &Account, rows: &[Row<'_>]) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for bit in account.sorted().into_iter().filter(|bit| bit.role == Role::Unknown) {
        let text = trim(&bit.text).to_owned();
        match found.last_mut().filter(|(row, ..)| *row == bit.row) {
            Some((_, _, whole)) => {
                whole.push(' ');
                whole.push_str(&text);
            }
            None => found.push((bit.row, rows[bit.row].number, text)),
        }
    }
    found.into_iter().map(|(_, number, text)| (number, text)).collect()
}
