//! Paragraphs that the ends of lines and pages broke, put together again.

use super::repair::{Repair, Rule, joint};
use super::rows::{Measure, Row, ink, trim};
use super::tail::is_labelled;
use super::titles::{is_credit, is_note, is_numbered};

/// A paragraph, or something that stands like one.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Its rows.
    pub rows: Vec<usize>,
    /// Its text, with the spaces of the source.
    pub text: String,
}

/// Whether a row goes on with the paragraph that the row before it began.
pub fn goes_on(before: &Row<'_>, begun: &str, row: &Row<'_>, measure: &Measure) -> bool {
    let text = row.text;
    let opens = is_note(text) || is_credit(text) || text.starts_with('【') && text.contains('】');
    if row.table.is_some() || before.table.is_some() || opens || row.heading.is_some() || before.heading.is_some() {
        return false;
    }
    if row.centred != before.centred || is_labelled(text) && row.width < 60 {
        return false;
    }
    if let (Some(a), Some(b)) = (before.size, row.size)
        && (a - b).abs() > 0.9
    {
        return false;
    }
    let ended = ends(before.text);
    if let Some(wrap) = measure.wrap {
        let full = before.width + before.indent + 5 >= wrap;
        if measure.indented {
            let flush = row.indent < 2;
            return flush && full && !(is_numbered(text) && ended)
                || flush && !row.gap && !ended && before.width + 12 >= wrap;
        }
        return full && !ended && !(row.gap && is_numbered(text));
    }
    // Each paragraph has a line of its own: only a sentence that breaks off goes on.
    let sentence = begun.contains(['，', '。', '；', ',']) || ink(begun).chars().count() > 30;
    !ended && sentence && (!measure.indented || row.indent < 2) && !is_numbered(text) && before.bold == row.bold
}

/// Whether a line ends where a paragraph may end.
pub fn ends(text: &str) -> bool {
    let Some(last) = trim(text).chars().next_back() else { return true };
    matches!(last, '。' | '！' | '？' | '!' | '?' | '；' | '：' | ':' | ';' | '…' | '）' | ')' | '》' | '】' | '”')
        && !(matches!(last, '）' | ')' | '》' | '”') && is_open_sentence(text))
}

/// Whether a text that ends with a closing mark still waits for its full stop.
fn is_open_sentence(text: &str) -> bool {
    let inner = text.trim_end_matches(['”', '）', ')', '》']);
    !inner.ends_with(['。', '！', '？', '…']) && text.contains(['，', '。'])
}

/// Puts a row at the end of a paragraph.
pub fn join(chunk: &mut Chunk, at: usize, row: &Row<'_>, repairs: &mut Vec<Repair>) {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let apart = latin(chunk.text.chars().next_back()) && latin(row.text.chars().next());
    let apart = if apart && !digits(&chunk.text, row.text) { " " } else { "" };
    let (before, after) = joint(&chunk.text, row.text);
    repairs.push(Repair {
        rule: Rule::BrokenLine,
        line: row.number,
        before: format!("{before}⏎{after}"),
        after: format!("{before}{apart}{after}"),
    });
    chunk.text.push_str(apart);
    chunk.text.push_str(row.text);
    chunk.rows.push(at);
}

/// Whether a number was broken.
fn digits(before: &str, after: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_digit()) && after.starts_with(|c: char| c.is_ascii_digit())
}
