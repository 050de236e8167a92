//! Pages that readers cannot find by following links.

use super::{Crawled, tell};
use crate::check::Audit;
use crate::diag::{Report, code};
use crate::frontmatter::Robots;
use crate::site::Item;
use crate::t;

/// Warns of pages that no other page links to, and of those that no way from the home page leads
/// to. Who says `robots = "noindex"` does not want to be found.
pub(super) fn check(audit: &Audit<'_>, pages: &[Crawled<'_>], report: &mut Report) {
    let find = |output: &str| pages.binary_search_by(|page| page.output.as_str().cmp(output)).ok();
    let Some(home) = find("index.html") else { return };
    let mut is_linked = vec![false; pages.len()];
    for (number, page) in pages.iter().enumerate().filter(|(_, page)| !page.facts.is_redirect) {
        page.leads_to.iter().filter(|to| **to != number).for_each(|to| is_linked[*to] = true);
    }
    let is_reached = reached(pages, home);
    for item in audit.site.items() {
        let Some(number) = find(&audit.site.url(item).output_text()) else { continue };
        let Some(document) = audit.site.document(item) else { continue };
        if is_reached[number] || wants_no_readers(audit, item) {
            continue;
        }
        let url = audit.site.url(item);
        let (rule, message, help) = if is_linked[number] {
            (
                code::UNREACHABLE,
                t!("从首页点不到 {url}", "no way leads from the home page to {url}"),
                t!("从首页能到的栏目或页面链接过来", "link to it from a page that can be reached"),
            )
        } else {
            (
                code::UNLINKED,
                t!("没有任何一页链接到 {url}", "no page links to {url}"),
                t!(
                    "加到栏目或别的页面里；不想让人找到的写 robots = \"noindex\"",
                    "list it in a section or link to it; if it is not to be found, say robots = \"noindex\""
                ),
            )
        };
        tell(audit, report, rule, Some(document.span("title")), || (message, help));
    }
}

/// Which pages can be reached from the home page.
fn reached(pages: &[Crawled<'_>], home: usize) -> Vec<bool> {
    let mut is_reached = vec![false; pages.len()];
    let mut ahead = vec![home];
    while let Some(number) = ahead.pop() {
        if !std::mem::replace(&mut is_reached[number], true) {
            ahead.extend(pages[number].leads_to.iter().filter(|to| !is_reached[**to]));
        }
    }
    is_reached
}

fn wants_no_readers(audit: &Audit<'_>, item: Item) -> bool {
    match item {
        Item::Page(id) => {
            let page = audit.site.page(id);
            page.front().robots == Some(Robots::Noindex) || !page.is_rendered()
        }
        Item::Section(id) => !audit.site.section(id).is_shown(),
    }
}
