//! What the name of a content file says: language, date, slug, bundle or not.

use crate::config::Parsing;
use crate::date::Written;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::source::SourceFile;
use crate::t;

/// The parts of a file's name.
pub struct Name {
    /// Language code.
    pub lang: String,
    /// The name without date, language and extension.
    pub stem: String,
    /// The folder whose pages it belongs to.
    pub folder: String,
    /// Whether it is `index.md`.
    pub is_bundle: bool,
    /// The date in the name.
    pub date: Option<Written>,
}

/// Where a file's name puts it.
pub struct Place<'a> {
    /// Language code.
    pub lang: &'a str,
    /// The folder whose pages it belongs to.
    pub folder: &'a str,
    /// Whether it is `index.md`.
    is_bundle: bool,
    /// The name without language and extension, or a bundle's folder.
    base: &'a str,
    /// What looks like a language but is none of the site's.
    unknown: Option<&'a str>,
}

/// Reads the place of a file from its path below `content/`.
pub fn place<'a>(path: &'a str, config: &'a Parsing) -> Place<'a> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let base = name.strip_suffix(".md").unwrap_or_default();
    let default = config.languages.first().map_or("", String::as_str);
    let (base, lang, unknown) = match base.rsplit_once('.') {
        Some((rest, suffix)) if config.languages.iter().any(|code| code == suffix) => (rest, suffix, None),
        Some((rest, suffix)) if looks_like_language(suffix) => (rest, default, Some(suffix)),
        _ => (base, default, None),
    };
    let is_bundle = base == "index";
    let (folder, base) = match (is_bundle, folder.rsplit_once('/')) {
        (true, Some((above, own))) => (above, own),
        (true, None) => ("", folder),
        (false, _) => (folder, base),
    };
    Place { lang, folder, is_bundle, base, unknown }
}

/// Reads a file's name.
pub fn read(file: &SourceFile, config: &Parsing, report: &mut Report) -> Name {
    let Place { lang, folder, is_bundle, base, unknown } = place(&file.path["content/".len()..], config);
    if let Some(suffix) = unknown {
        let list = config.languages.join(", ");
        report.push(
            Diagnostic::error(
                code::UNKNOWN_LANGUAGE,
                t!("文件名里的语言“{suffix}”没有声明", "the language `{suffix}` of the file name is not declared"),
            )
            .at(Span::file(file.path.clone()))
            .help(t!(
                "已声明的语言：{list}。新增语言在 site.toml 里写 [languages.{suffix}]",
                "declared: {list}. To add one, write [languages.{suffix}] in site.toml"
            )),
        );
    }
    let (date, stem) = date_prefix(base);
    Name { lang: lang.to_owned(), stem: stem.to_owned(), folder: folder.to_owned(), is_bundle, date }
}

fn looks_like_language(suffix: &str) -> bool {
    let (main, region) = suffix.split_once('-').map_or((suffix, None), |(main, region)| (main, Some(region)));
    main.len() == 2
        && main.bytes().all(|byte| byte.is_ascii_lowercase())
        && region.is_none_or(|region| (2..=4).contains(&region.len()) && region.chars().all(char::is_alphanumeric))
}

/// `2026-06-01-name` and `2026-06-01_name` carry a date.
fn date_prefix(base: &str) -> (Option<Written>, &str) {
    let Some(prefix) = base.get(..10) else { return (None, base) };
    let rest = base[10..].trim_start();
    match (Written::parse(prefix), rest.strip_prefix(['-', '_'])) {
        (Some(date), Some(stem)) if !stem.trim().is_empty() => (Some(date), stem.trim()),
        _ => (None, base),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_dates() {
        assert_eq!(date_prefix("2018-10-08_x").1, "x");
        assert_eq!(date_prefix("2018-10-08 - x").1, "x");
        assert_eq!(date_prefix("2018-13-08_x"), (None, "2018-13-08_x"));
        assert_eq!(date_prefix("银行卡不能租借给别人").0, None);
    }

    #[test]
    fn language_suffixes() {
        assert!(looks_like_language("fr") && looks_like_language("zh-Hant"));
        assert!(!looks_like_language("v2") && !looks_like_language("min") && !looks_like_language("0"));
    }
}
