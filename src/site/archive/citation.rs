//! How issues and their articles are cited: in words, in BibTeX, in RIS.

use super::{IssueName, fields, name};
use crate::config::{Config, Periodical};
use crate::kind::{Bulletin, Contribution};
use crate::site::Page;

/// 《联络动态》2021年第12期（总第635期）.
pub fn text(bulletin: &Bulletin, name: &str) -> String {
    let total = bulletin.total.map(|total| format!("（总第{total}期）")).unwrap_or_default();
    format!("《{name}》{}{total}", number(bulletin))
}

/// 2021年第12期; 第3、4期 of two in one; 增刊.
pub fn number(bulletin: &Bulletin) -> String {
    let Bulletin { year, issue, issue_to, supplement, .. } = bulletin;
    let mut text = year.map(|year| format!("{year}年")).unwrap_or_default();
    match (issue, issue_to.filter(|to| Some(*to) > *issue)) {
        (Some(issue), None) => text.push_str(&format!("第{issue}期")),
        (Some(issue), Some(to)) if to == issue + 1 => text.push_str(&format!("第{issue}、{to}期")),
        (Some(issue), Some(to)) => text.push_str(&format!("第{issue}—{to}期")),
        (None, _) => {}
    }
    match supplement {
        None => {}
        Some(0) => text.push_str("增刊"),
        Some(number) => text.push_str(&format!("增刊第{number}期")),
    }
    text
}

/// An issue to cite.
pub struct Citable<'a> {
    config: &'a Config,
    page: &'a Page,
    bulletin: &'a Bulletin,
    id: &'a str,
    periodical: &'a Periodical,
}

impl<'a> Citable<'a> {
    /// The issue of a page; nothing if its periodical is not declared.
    pub fn of(page: &'a Page, config: &'a Config) -> Option<Self> {
        let bulletin = fields(page)?;
        let (id, periodical) = config.periodicals.get_key_value(bulletin.periodical.as_ref()?)?;
        Some(Citable { config, page, bulletin, id, periodical })
    }

    /// 《联络动态》2021年第12期（总第635期）.
    pub fn text(&self) -> String {
        text(self.bulletin, &self.periodical.name)
    }

    /// 作者：《题名》，《联络动态》2021年第12期（总第635期）.
    pub fn article_text(&self, article: &Contribution) -> String {
        // Inside 《》 other titles stand in 〈〉 (GB/T 15834, 4.15).
        let title = article.title.replace('《', "〈").replace('》', "〉");
        let authors = article.authors.join("、");
        let colon = if authors.is_empty() { "" } else { "：" };
        format!("{authors}{colon}《{title}》，{}", self.text())
    }

    /// 2021年第12期; 第3、4期 of two in one; 增刊.
    pub fn number(&self) -> String {
        number(self.bulletin)
    }

    /// The number as catalogues write it: 12, 3-4, 增1.
    pub fn issue_number(&self) -> String {
        match (name(self.bulletin), self.bulletin.issue_to) {
            (Some(IssueName { number, supplement: false, .. }), Some(to)) if to > number => format!("{number}-{to}"),
            (Some(IssueName { number, supplement: false, .. }), _) => number.to_string(),
            (Some(IssueName { number: 0, .. }), _) => "增".to_owned(),
            (Some(IssueName { number, .. }), _) => format!("增{number}"),
            (None, _) => String::new(),
        }
    }

    /// The address of an article: its own, or its heading in the issue.
    pub fn article_path(&self, at: usize) -> String {
        if let Some(url) = self.page.articles().get(at) {
            return url.as_str().to_owned();
        }
        let url = self.page.url.as_str();
        let heading = super::headings(self.page).and_then(|headings| headings.get(at).map(|heading| &heading.id));
        heading.map_or_else(|| url.to_owned(), |id| format!("{url}#{}", crate::path::encode(id)))
    }

    fn key(&self) -> String {
        let number = match name(self.bulletin) {
            Some(IssueName { number, supplement, .. }) => format!("{}{number}", if supplement { "s" } else { "" }),
            None => self.page.slug.clone(),
        };
        format!("{}-{}-{number}", self.id, self.bulletin.year.unwrap_or_default())
    }

    /// Who publishes it.
    pub fn publisher(&self) -> Option<&'a str> {
        self.bulletin.publisher.as_deref().or(self.periodical.publisher.as_deref())
    }

    /// What is cited, with a key and an address: each article, after the issue if it has several.
    fn entries(&self) -> Vec<(Option<&'a Contribution>, String, String)> {
        let permalink = |path: &str| self.config.permalink(path);
        let contents = &self.bulletin.contents;
        let whole = || (None, self.key(), permalink(self.page.url.as_str()));
        if let [article] = &contents[..] {
            return vec![(Some(article), self.key(), permalink(self.page.url.as_str()))];
        }
        let article =
            |(at, article)| (Some(article), format!("{}-{}", self.key(), at + 1), permalink(&self.article_path(at)));
        std::iter::once(whole()).chain(contents.iter().enumerate().map(article)).collect()
    }

    fn total(&self) -> String {
        self.bulletin.total.map(|total| format!("总第{total}期")).unwrap_or_default()
    }

    fn year(&self) -> String {
        self.bulletin.year.map(|year| year.to_string()).unwrap_or_default()
    }

    /// The day of the issue, ISO 8601.
    pub fn day(&self) -> String {
        self.page.date.map(|date| date.day().to_string()).unwrap_or_default()
    }

    /// BibTeX; the issue as a whole is biblatex's `@periodical`.
    pub fn bibtex(&self) -> String {
        let mut out = String::new();
        for (article, key, url) in self.entries() {
            let mut lines: Vec<(&str, String)> = Vec::new();
            match article {
                Some(article) => {
                    let authors: Vec<String> = article.authors.iter().map(|author| format!("{{{author}}}")).collect();
                    let pages = article.pages.as_deref().unwrap_or_default().replace(['-', '—', '–'], "--");
                    lines.push(("title", article.title.clone()));
                    lines.push(("subtitle", article.subtitle.clone().unwrap_or_default()));
                    lines.push(("author", authors.join(" and ")));
                    lines.push(("journal", self.periodical.name.clone()));
                    lines.push(("pages", pages));
                }
                None => lines.push(("title", self.periodical.name.clone())),
            }
            lines.push(("year", self.year()));
            lines.push(("number", self.issue_number()));
            lines.push(("note", self.total()));
            lines.push(("publisher", self.publisher().unwrap_or_default().to_owned()));
            lines.push(("date", self.day()));
            lines.push(("language", self.page.document.lang.clone()));
            lines.push(("url", url));
            let kind = if article.is_some() { "article" } else { "periodical" };
            out.push_str(&format!("@{kind}{{{key},\n"));
            for (name, value) in lines.into_iter().filter(|(_, value)| !value.trim().is_empty()) {
                let verbatim = matches!(name, "url" | "author");
                let value = if verbatim { value } else { bibtex_text(&value) };
                out.push_str(&format!("  {name} = {{{value}}},\n"));
            }
            out.push_str("}\n");
        }
        out
    }

    /// RIS, with the line ends that it demands.
    pub fn ris(&self) -> String {
        let mut out = String::new();
        for (article, _, url) in self.entries() {
            let mut lines: Vec<(&str, &str)> = Vec::new();
            let name = self.periodical.name.as_str();
            match article {
                Some(article) => {
                    let pages = article.pages.as_deref().unwrap_or_default();
                    let (first, last) = pages.split_once(['-', '—', '–']).unwrap_or((pages, ""));
                    lines.extend([("TY", "JOUR"), ("TI", &article.title)]);
                    lines.extend(article.authors.iter().map(|author| ("AU", author.as_str())));
                    lines.extend([("T2", name), ("SP", first), ("EP", last)]);
                }
                None => lines.extend([("TY", "JFULL"), ("TI", name)]),
            }
            let (year, number, total) = (self.year(), self.issue_number(), self.total());
            let day = self.day().replace('-', "/");
            let lang = &self.page.document.lang;
            lines.extend([("PY", &*year), ("DA", &day), ("IS", &number), ("N1", &total)]);
            lines.extend([("PB", self.publisher().unwrap_or_default()), ("LA", lang), ("UR", &url)]);
            for (tag, value) in lines.into_iter().filter(|(_, value)| !value.trim().is_empty()) {
                let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
                out.push_str(&format!("{tag}  - {value}\r\n"));
            }
            out.push_str("ER  - \r\n");
        }
        out
    }
}

/// A text without what TeX would take for commands.
fn bibtex_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("{\\textbackslash}"),
            '~' => out.push_str("{\\textasciitilde}"),
            '^' => out.push_str("{\\textasciicircum}"),
            '{' | '}' | '%' | '#' | '&' | '_' | '$' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
