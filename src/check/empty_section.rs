//! A column that shows nothing. Where `[freshness] warn` is on, its report names them already.

use super::Audit;
use crate::diag::{Report, code};
use crate::document::Document;
use crate::kind::Kind;
use crate::t;

/// Warns of sections without pages, sections below, a template or words of their own.
pub fn check(audit: &Audit<'_>, report: &mut Report) {
    if audit.config.freshness.warn {
        return;
    }
    for section in audit.site.sections.iter().filter(|section| section.is_shown()) {
        let Some(document) = section.document.as_deref() else { continue };
        let has_words = document.body.count.total() > 0 || !document.body.components.is_empty();
        let has_template = document.section().is_some_and(|front| front.template.is_some());
        let is_home = section.ancestors.is_empty();
        let lists = !section.pages.is_empty() || !section.subsections.is_empty();
        if has_words || has_template || is_home || lists || may_be_empty(document) {
            continue;
        }
        let title = &section.title;
        let finding = audit
            .config
            .checks
            .finding(code::EMPTY_SECTION, || t!("栏目“{title}”是空的", "the section `{title}` is empty"));
        report.extend(finding.map(|it| {
            it.at(document.span("title")).help(t!(
                "放进页面，写几句正文，或先写 draft = true",
                "add pages, write a few words, or say draft = true for now"
            ))
        }));
    }
}

/// Whether it shows what lies elsewhere, such as the issues of a periodical; or lists alerts, of
/// which none is good news.
fn may_be_empty(document: &Document) -> bool {
    document.section().is_some_and(|front| front.periodical.is_some() || front.page_kind == Some(Kind::Alert))
}
