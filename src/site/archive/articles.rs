//! The articles of an issue: its titles are the headings of level 2 in its body.

use super::{Page, fields};
use crate::diag::{Diagnostic, Report, code};
use crate::markdown::Heading;
use crate::site::Site;
use crate::t;

/// The headings under which the articles of an issue stand, if it has several and all are there.
pub fn headings(page: &Page) -> Option<Vec<&Heading>> {
    let titles = titles(page)?;
    let found = level_two(page);
    let all = found.len() == titles.len() && found.iter().zip(&titles).all(|(one, title)| same(&one.title, title));
    all.then_some(found)
}

/// The titles of an issue with several articles.
fn titles(page: &Page) -> Option<Vec<&str>> {
    let contents = &fields(page)?.contents;
    (contents.len() > 1).then(|| contents.iter().map(|article| article.title.as_str()).collect())
}

fn level_two(page: &Page) -> Vec<&Heading> {
    fn add<'h>(headings: &'h [Heading], found: &mut Vec<&'h Heading>) {
        for heading in headings {
            if heading.level == 2 {
                found.push(heading);
            }
            add(&heading.children, found);
        }
    }
    let mut found = Vec::new();
    add(&page.document.body.toc, &mut found);
    found
}

/// Whether two titles have the same words; typists differ in spaces.
fn same(one: &str, other: &str) -> bool {
    let words = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    words(one) == words(other)
}

/// Reports issues whose headings are not their titles.
pub fn check(site: &Site, report: &mut Report) {
    for page in site.pages.iter().filter(|page| page.is_rendered() && !page.front().draft) {
        let Some(titles) = titles(page) else { continue };
        let found = level_two(page);
        let at = found.iter().zip(&titles).position(|(one, title)| !same(&one.title, title));
        let at = at.unwrap_or_else(|| found.len().min(titles.len()));
        let finding = match (titles.get(at), found.get(at)) {
            (None, None) => continue,
            (Some(title), Some(Heading { title: other, .. })) => Diagnostic::error(
                code::ARCHIVE_ARTICLES,
                t!(
                    "目次里的“{title}”在正文里写成了“{other}”",
                    "the body has the heading `{other}` where the contents have `{title}`"
                ),
            ),
            (Some(title), None) => Diagnostic::error(
                code::ARCHIVE_ARTICLES,
                t!("正文里没有“{title}”这个标题", "the body has no heading `{title}`"),
            ),
            (None, Some(Heading { title, .. })) => Diagnostic::error(
                code::ARCHIVE_ARTICLES,
                t!("目次里没有正文的标题“{title}”", "the contents lack the heading `{title}` of the body"),
            ),
        };
        let key = if at < titles.len() { format!("contents.{at}.title") } else { "contents".to_owned() };
        report.push(finding.at(page.document.span(&key)).help(t!(
            "一期有几篇文章时，每篇的题目在正文里用 ## 写成二级标题，次序与 contents 相同；文内的小标题用 ###",
            "with several articles, each title is a heading of level 2 (##) in the order of `contents`; headings inside articles begin with ###"
        )));
    }
}
