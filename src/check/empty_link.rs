//! A link has words, or nobody can see or hear it (WCAG 2.2, 2.4.4).

use super::Audit;
use crate::diag::{Report, Span, code};
use crate::document::Document;
use crate::markdown::{Link, Target};
use crate::site::Item;
use crate::t;

/// Warns of links such as `[](@/help.md)`.
pub fn check(audit: &Audit<'_>, report: &mut Report) {
    if audit.config.checks.severity(code::EMPTY_LINK).is_none() {
        return;
    }
    for document in audit.documents() {
        for link in empty(audit, document) {
            let written = &link.written;
            let finding = audit.config.checks.finding(code::EMPTY_LINK, || {
                t!("指向 {written} 的链接没有文字", "the link to {written} has no words")
            });
            report.extend(finding.map(|it| {
                it.at(Span::new(document.file.clone(), link.span.clone()))
                    .help(t!("在方括号里写上链接到的是什么", "say in the brackets what the link leads to"))
            }));
        }
    }
}

/// Where the links lead that were reported here, as pages have it: what was built has them too.
pub fn reported(audit: &Audit<'_>, item: Item) -> Vec<String> {
    let document = audit.site.document(item).filter(|_| audit.config.checks.severity(code::EMPTY_LINK).is_some());
    let links = document.map(|document| empty(audit, document)).unwrap_or_default();
    let address = |link: &Link| match &link.target {
        Target::Content { path, .. } => {
            audit.site.find(path).map(|item| format!("/{}", audit.site.url(item).output_text()))
        }
        Target::External { url, .. } => Some(url.clone()),
        _ => Some(link.written.clone()),
    };
    links.into_iter().filter_map(address).collect()
}

/// The links of a document without words.
fn empty<'d>(audit: &Audit<'_>, document: &'d Document) -> Vec<&'d Link> {
    if document.body.links.is_empty() {
        return Vec::new();
    }
    let Some(text) = audit.text(&document.file) else { return Vec::new() };
    let is_empty = |link: &&Link| text.get(..link.span.start).is_some_and(ends_in_empty_brackets);
    document.body.links.iter().filter(is_empty).collect()
}

/// Whether a text that goes before an address ends in `[](`.
fn ends_in_empty_brackets(before: &str) -> bool {
    let before = before.strip_suffix('<').unwrap_or(before).trim_end();
    let inner = before.strip_suffix('(').and_then(|before| before.strip_suffix(']'));
    inner.is_some_and(|inner| inner.trim_end().ends_with('[') && !inner.trim_end().ends_with("\\["))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_empty_or_not() {
        for text in ["见[](", "见[ ](", "[](<"] {
            assert!(ends_in_empty_brackets(text), "{text}");
        }
        for text in ["见[求助](", "[![图](a.png)](", "(", "见 [x] (", ""] {
            assert!(!ends_in_empty_brackets(text), "{text}");
        }
    }
}
