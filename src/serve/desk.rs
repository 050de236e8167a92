//! The bar of preview pages: what an editor should know of the page. It is no part of the site,
//! and works under the strictest policy: its script and its style are files of the preview.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Served;
use crate::build::Built;
use crate::diag::print::{self, Format, Printing};
use crate::diag::{Lang, Report, Severity};
use crate::path::UrlPath;
use crate::site::{Item, Site};
use crate::text::escape_html;

/// The address of the bar's script, …
pub const SCRIPT: &str = "/__fanzha/desk.js";
/// … of its style, …
pub const STYLE: &str = "/__fanzha/desk.css";
/// … of what it shows of a page, …
pub const PAGE: &str = "/__fanzha/page";
/// … and of the news.
pub const EVENTS: &str = "/__fanzha/events";

/// Findings by file, as the JSON printer writes them; those without a place under "".
pub type ByFile = BTreeMap<String, Vec<Value>>;

/// A page with the bar, and with the errors of the last build, if it failed.
pub fn with_bar(html: &str, overlay: &str, lang: Lang) -> String {
    let lang = match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let added = format!(
        "<link rel=\"stylesheet\" href=\"{STYLE}\">{overlay}<script src=\"{SCRIPT}\" data-lang=\"{lang}\" defer></script>"
    );
    match html.rfind("</body>") {
        Some(at) => format!("{}{added}{}", &html[..at], &html[at..]),
        None => format!("{html}{added}"),
    }
}

/// The errors of a build as HTML, if it has any.
pub fn overlay(built: &Built, lang: Lang) -> String {
    if !built.report.has_errors() {
        return String::new();
    }
    let all = built.report.sorted();
    let findings: Vec<_> = all.iter().copied().filter(|finding| finding.severity == Severity::Error).collect();
    let printing = Printing { lang, color: false, texts: &built.sources, run: &all };
    let mut bytes = Vec::new();
    let _in_memory = print::print(Format::Human, &mut bytes, &findings, &printing).is_ok();
    let text = escape_html(&String::from_utf8_lossy(&bytes));
    let count = findings.len();
    let heading = match lang {
        Lang::Zh => format!("有 {count} 个错误，下面显示的是上一次成功的网站"),
        Lang::En => format!("{count} errors; below is the last good site"),
    };
    format!(
        "<div id=\"fanzha-overlay\" role=\"alert\"><strong>{heading}</strong><pre tabindex=\"0\">{text}</pre></div>"
    )
}

/// Sorts findings by file. What they hide stays hidden.
pub fn by_file(reports: &[&Report], texts: &dyn print::Texts, lang: Lang) -> ByFile {
    let mut bytes = Vec::new();
    let all: Vec<_> = reports.iter().flat_map(|report| report.sorted()).collect();
    let printing = Printing { lang, color: false, texts, run: &all };
    let _in_memory = print::print(Format::Json, &mut bytes, &all, &printing).is_ok();
    let mut found = ByFile::new();
    for value in String::from_utf8_lossy(&bytes).lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let file = value["place"]["file"].as_str().unwrap_or_default().to_owned();
        let list = found.entry(file).or_default();
        if !list.contains(&value) {
            list.push(value);
        }
    }
    found
}

/// What the bar shows of the page at a path.
pub fn of_page(served: &Served, path: &str, lang: Lang) -> Value {
    let all: usize = served.findings.values().map(Vec::len).sum();
    let below = path.strip_prefix(&*served.base_path).unwrap_or(path);
    let found = served.site.as_ref().and_then(|site| Some((site, item_at(site, &UrlPath::from_plain(below))?)));
    let document = found.as_ref().and_then(|(site, item)| site.document(*item));
    let file = document.map(|document| document.file.to_string());
    let findings = file.as_ref().and_then(|file| served.findings.get(file)).cloned().unwrap_or_default();
    json!({
        "file": file,
        "states": found.map(|(site, item)| states(site, item)).unwrap_or_default(),
        "moment": served.moment,
        "findings": findings,
        "elsewhere": all - findings.len(),
        "ready": served.audited,
        "lang": match lang { Lang::Zh => "zh", Lang::En => "en" },
    })
}

/// What is shown at an address: a page with its poster and its articles, a section with its pagers.
fn item_at(site: &Site, url: &UrlPath) -> Option<Item> {
    let of_page = site.page_ids().find(|id| {
        let page = site.page(*id);
        page.url == *url || page.poster.as_ref() == Some(url) || page.articles().contains(url)
    });
    let of_section = || {
        site.section_ids().find(|id| {
            let section = site.section(*id);
            section.url == *url || section.pagers.iter().any(|pager| pager.url == *url)
        })
    };
    of_page.map(Item::Page).or_else(|| of_section().map(Item::Section))
}

/// Why readers would not see a page now: it is a draft, not due, expired.
fn states(site: &Site, item: Item) -> Vec<&'static str> {
    let now = site.instant.instant();
    let Item::Page(id) = item else {
        let Item::Section(id) = item else { return Vec::new() };
        let is_draft =
            site.section(id).document.as_deref().and_then(|it| it.section()).is_some_and(|front| front.draft);
        return if is_draft { vec!["draft"] } else { Vec::new() };
    };
    let page = site.page(id);
    let in_draft = page.ancestors.iter().any(|id| {
        let document = site.section(*id).document.as_deref();
        document.and_then(|document| document.section()).is_some_and(|front| front.draft)
    });
    let marks = [
        ("draft", page.front().draft || in_draft),
        ("future", page.publish.or(page.date).is_some_and(|at| at.instant() > now)),
        ("expired", page.expire.is_some_and(|at| at.instant() <= now)),
    ];
    marks.into_iter().filter_map(|(name, holds)| holds.then_some(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_goes_to_the_end_of_the_page() {
        let html = with_bar("<html><body><p>x</p></body></html>", "<div></div>", Lang::En);
        assert!(
            html.starts_with("<html><body><p>x</p><link rel=\"stylesheet\"")
                && html.ends_with("</script></body></html>")
        );
        assert!(
            !html.contains("<style") && !html.contains(" style=") && !html.contains("<script>"),
            "policies forbid it"
        );
        assert!(with_bar("x", "", Lang::Zh).contains("data-lang=\"zh\""));
    }
}
