//! Reviews before publication: who must have looked at a page, and how long that holds.

use super::Site;
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::kind::Kind;
use crate::t;
use crate::text::nearest;

/// Reports pages without the review, or without the date, that the settings demand.
pub fn check(site: &Site, config: &Config, report: &mut Report) {
    let lists = [("[review] required", &config.review.required), ("[sitemap] news", &config.sitemap.news)];
    for (list, names) in lists {
        for name in names.iter().filter(|name| !Kind::ALL.iter().any(|kind| kind.name() == *name)) {
            let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
            let near = nearest(name, all.iter().copied()).unwrap_or_default();
            let all = all.join(", ");
            let hint = if near.is_empty() { &all } else { near };
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("{list} 里没有“{name}”这个种类", "{list} names no kind `{name}`"),
                )
                .at(Span::file(config.file.clone()))
                .help(t!("可以写：{hint}", "write: {hint}")),
            );
        }
    }
    for page in site.pages.iter().filter(|page| !page.front().draft) {
        let (front, document) = (page.front(), &page.document);
        let required = config.review.required.iter().any(|name| name == page.kind().kind().name());
        let reviewed = front.review.as_ref().and_then(|review| review.date).map(|date| date.resolve(&config.zone));
        match reviewed {
            None if required && front.review.is_none() => report.push(
                Diagnostic::error(code::REVIEW, t!("页面没有写明由谁审核", "the page does not say who reviewed it"))
                    .at(document.span("title"))
                    .help(t!(
                        "审核后加一行 review = {{ by = \"姓名\", date = 2026-06-01 }}；还没有审核的写 draft = true",
                        "after the review add review = {{ by = \"…\", date = 2026-06-01 }}; until then say draft = true"
                    )),
            ),
            Some(reviewed) if page.updated.is_some_and(|updated| updated.day() > reviewed.day()) => report.push(
                Diagnostic::warning(code::REVIEW, t!("审核以后又改过", "the page was changed after its review"))
                    .at(document.span("review"))
                    .help(t!("再审一遍，改正 review 的日期", "have it reviewed again, and set the date of `review`")),
            ),
            _ => {}
        }
        if config.gov.is_some() && page.date.is_none() && page.is_rendered() {
            report.push(
                Diagnostic::error(
                    code::MISSING_FIELD,
                    t!("政府网站的内容页必须有发布日期", "pages of a government site must have a date"),
                )
                .at(document.span("title"))
                .help(t!("加一行 date = 2026-06-01（标签 PubDate）", "add date = 2026-06-01 (the tag `PubDate`)")),
            );
        }
    }
}

/// Warns of reviews that are too old at a moment.
pub fn warn(site: &Site, config: &Config, now: jiff::Timestamp, report: &mut Report) {
    let Some(most) = config.review.max_age else { return };
    for page in &site.pages {
        let Some(date) = page.front().review.as_ref().and_then(|review| review.date) else { continue };
        let age = now.duration_since(date.resolve(&config.zone).instant()).as_hours() / 24;
        if age > i64::from(most) {
            report.push(
                Diagnostic::warning(
                    code::REVIEW,
                    t!(
                        "上次审核是 {age} 天以前，应不超过 {most} 天",
                        "the last review was {age} days ago; at most {most} are allowed"
                    ),
                )
                .at(page.document.span("review"))
                .help(t!("再审一遍，改正 review 的日期", "have it reviewed again, and set the date of `review`")),
            );
        }
    }
}
