//! Titles and descriptions of a length that search results and share cards show whole.

use super::Audit;
use crate::diag::{Report, code};
use crate::t;

/// Warns of titles that are cut off, and of descriptions that are or that say too little.
pub fn check(audit: &Audit<'_>, report: &mut Report) {
    let checks = &audit.config.checks;
    for page in audit.site.pages.iter().filter(|page| page.is_rendered()) {
        let (front, document) = (page.front(), &page.document);
        let width = full_width(page.title());
        let longest = checks.title_length;
        if width > longest && front.short_title.is_none() {
            let finding = checks.finding(code::TITLE_LENGTH, || {
                t!(
                    "标题有 {width} 个字，超过 {longest} 个会被截断",
                    "the title is {width} characters wide; above {longest} it is cut off"
                )
            });
            report.extend(finding.map(|it| {
                it.at(document.span("title"))
                    .help(t!("改短，或另写 short_title", "make it shorter, or add a short_title"))
            }));
        }
        let Some(description) = &front.description else { continue };
        let length = full_width(description);
        let [least, most] = checks.description_length;
        if (least..=most).contains(&length) {
            continue;
        }
        let finding = checks.finding(code::DESCRIPTION_LENGTH, || {
            t!(
                "摘要有 {length} 个字，宜在 {least} 到 {most} 个字之间",
                "the description has {length} characters; {least} to {most} are best"
            )
        });
        report.extend(finding.map(|it| {
            it.at(document.span("description")).help(if length < least {
                t!("说清这一页讲什么、读者该怎么做", "say what the page is about and what readers should do")
            } else {
                t!("把最要紧的写在前面，其余放进正文", "put what matters first, and the rest into the body")
            })
        }));
    }
}

/// The width of a text in full-width characters, rounded up.
fn full_width(text: &str) -> usize {
    let halves: usize = text.trim().chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    halves.div_ceil(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_half_as_wide() {
        assert_eq!(full_width("刷单返利"), 4);
        assert_eq!(full_width("APP 下载"), 4);
        assert_eq!(full_width(""), 0);
    }
}
