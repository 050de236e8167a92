//! A link has words, or nobody can see or hear it (WCAG 2.2, 2.4.4).

use super::Audit;
use crate::diag::{Report, Span, code};
use crate::t;

/// Warns of links such as `[](@/help.md)`.
pub fn check(audit: &Audit<'_>, report: &mut Report) {
    if audit.config.checks.severity(code::EMPTY_LINK).is_none() {
        return;
    }
    for document in audit.documents().filter(|document| !document.body.links.is_empty()) {
        let Some(text) = audit.text(&document.file) else { continue };
        for link in &document.body.links {
            let written = &link.written;
            if !text.get(..link.span.start).is_some_and(ends_in_empty_brackets) {
                continue;
            }
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
