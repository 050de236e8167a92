//! An id may stand once in a page (HTML, 3.2.6): links to the second would lead to the first.

use crate::diag::{Diagnostic, Report, code};
use crate::render::subject;
use crate::reuse::Page;
use crate::site::Site;
use crate::t;

/// Reports ids that stand twice.
pub fn check(pages: &[Page], site: &Site, report: &mut Report) {
    for page in pages {
        for id in page.faults.iter().flat_map(|faults| &faults.duplicates) {
            let output = &page.output;
            report.push(
                Diagnostic::error(
                    code::OUTPUT_ID,
                    t!("页面 /{output} 里 id “{id}”出现了两次", "the id `{id}` stands twice in /{output}"),
                )
                .at_opt(subject(page.subject, site))
                .help(t!(
                    "改模板里的 id，或给标题写明 {{#另一个-id}}",
                    "change the template's id, or give the heading {{#another-id}}"
                )),
            );
        }
    }
}
