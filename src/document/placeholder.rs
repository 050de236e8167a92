//! Places that `fanzha new` left for a person to fill in.

use std::sync::Arc;

use memchr::memmem;

use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;

/// How such a place begins; it ends with `】`.
pub const OPEN: &str = "【待填";

/// The longest text of a place that is shown.
const LONGEST: usize = 120;

/// Reports what is still to be filled in.
pub fn check(file: &Arc<str>, text: &str, report: &mut Report) {
    for start in memmem::find_iter(text.as_bytes(), OPEN) {
        let rest = &text[start..];
        let line = rest.lines().next().unwrap_or_default();
        let end = line.find('】').map_or(OPEN.len(), |at| at + '】'.len_utf8());
        let shown = if end <= LONGEST { &rest[..end] } else { OPEN };
        report.push(
            Diagnostic::error(code::PLACEHOLDER, t!("这里还没有填：{shown}", "this is still to be filled in: {shown}"))
                .at(Span::new(file.clone(), start..start + end))
                .help(t!(
                    "换成真正的内容，连同方括号一起换掉；不需要就整行删去",
                    "replace it, brackets included; delete the line if it is not needed"
                )),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_with_its_span() {
        let text = "title = \"甲\"\n【待填：经过】和【待填\n";
        let mut report = Report::new();
        check(&"a.md".into(), text, &mut report);
        let spans: Vec<_> = report
            .sorted()
            .iter()
            .filter_map(|it| it.span.as_ref())
            .map(|it| &text[std::ops::Range::from(it.range)])
            .collect();
        assert_eq!(spans, ["【待填：经过】", "【待填"]);
        assert!(report.sorted().iter().all(|it| it.code == code::PLACEHOLDER));
    }
}
