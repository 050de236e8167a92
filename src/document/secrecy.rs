//! Bulletins must not carry marks of secrecy. See [`secrecy`].

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Diagnostic, Report, Span, code};
use crate::frontmatter::{Allowed, Parts};
use crate::kind::secrecy::{self, Marking};
use crate::t;
use crate::tree::{Node, Value};

/// Examines the front matter and the body of a bulletin.
pub fn check(file: &Arc<str>, text: &str, parts: &Parts, allowed: &[Allowed], report: &mut Report) {
    let mut texts: Vec<(&str, Range<usize>)> = Vec::new();
    for entry in parts.node.entries().iter().filter(|entry| entry.key != "allow") {
        strings(&entry.node, &mut texts);
    }
    for (written, place) in texts {
        for marking in found(written, allowed) {
            // Escapes move what is written away from what is meant; then the whole value is shown.
            let inside = text.get(place.clone()).and_then(|source| source.find(&written[marking.span.clone()]));
            let start = inside.map_or(place.start, |at| place.start + at);
            let end = if inside.is_some() { start + marking.span.len() } else { place.end };
            report.push(finding(&marking, Span::new(file.clone(), start..end)));
        }
    }
    let body = parts.body.clone();
    in_text(file, &text[body.clone()], body.start, allowed, report);
}

/// Examines a text that begins at `offset` of its file.
pub fn in_text(file: &Arc<str>, text: &str, offset: usize, allowed: &[Allowed], report: &mut Report) {
    for marking in found(text, allowed) {
        let span = marking.span.start + offset..marking.span.end + offset;
        report.push(finding(&marking, Span::new(file.clone(), span)));
    }
}

fn found(text: &str, allowed: &[Allowed]) -> Vec<Marking> {
    secrecy::find(text, allowed.iter().map(|allowed| allowed.text.as_str()))
}

fn strings<'n>(node: &'n Node, found: &mut Vec<(&'n str, Range<usize>)>) {
    match &node.value {
        Value::String(text) => found.push((text, node.span.clone())),
        Value::List(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Table(entries) => entries.iter().for_each(|entry| strings(&entry.node, found)),
        _ => {}
    }
}

fn finding(marking: &Marking, span: Span) -> Diagnostic {
    let word = &marking.word;
    if marking.is_grade {
        return Diagnostic::error(
            code::SECRECY,
            t!("简报上有密级标志“{word}”", "the issue carries the mark of secrecy `{word}`"),
        )
        .at(span)
        .help(t!(
            "涉密文件不得上网，也不得进入这个仓库：立即移出，清除 Git 历史，并报告保密工作机构",
            "what is secret may be neither on the net nor in this repository: remove it, from Git's history too, and tell those in charge of secrecy"
        ));
    }
    Diagnostic::error(
        code::SECRECY,
        t!("简报里有“{word}”的字样，不能上网", "the issue says `{word}`: it may not be published"),
    )
    .at(span)
    .help(t!(
        "确属内部材料就移出网站；如果只是引文或叙述，由审核人在元数据里写 allow = [{{ text = \"{word}\", reason = \"引文，不是密级标志\" }}]",
        "remove what is internal; if it is a quotation, let the reviewer write allow = [{{ text = \"{word}\", reason = \"a quotation, not a mark\" }}] in the front matter"
    ))
}
