//! Languages of the old site, and which of them a content file is in.

/// A language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Language {
    /// Its code in the old site.
    pub old: String,
    /// Its code here: our theme speaks `zh` and `en`.
    pub code: String,
    /// The site's title in it.
    pub title: Option<String>,
    /// The folder below the site's root that holds all its content.
    pub folder: Option<String>,
}

/// The code by which our theme knows a language: `zh-cn` is `zh`, `en-us` is `en`.
pub fn code_of(old: &str) -> String {
    let lower = old.to_lowercase().replace('_', "-");
    match lower.as_str() {
        "cn" | "zh-cn" | "zh-hans" | "zh-hans-cn" => "zh".to_owned(),
        code if code.starts_with("en-") => "en".to_owned(),
        code => code.to_owned(),
    }
}

/// A content file without its language: where it lies below `content/`, and that language's code,
/// if it is not the default one.
pub fn place(path: &str, languages: &[Language], default: &str) -> Option<(String, Option<String>)> {
    let in_folder = languages.iter().find_map(|language| {
        let rest = path.strip_prefix(language.folder.as_deref()?)?.strip_prefix('/')?;
        Some((rest, language))
    });
    let (below, of_folder) = match in_folder {
        Some((rest, language)) => (rest, Some(language)),
        None => (path.strip_prefix("content/")?, None),
    };
    let (folder, name) = below.rsplit_once('/').map_or(("", below), |(folder, name)| (folder, name));
    let suffix = name.strip_suffix(".md").and_then(|stem| stem.rsplit_once('.'));
    let of_name = suffix.and_then(|(stem, tag)| Some((stem, languages.iter().find(|language| language.old == tag)?)));
    let (name, language) = match of_name {
        Some((stem, language)) => (format!("{stem}.md"), Some(language)),
        None => (name.to_owned(), of_folder),
    };
    let own = language.map(|language| language.code.clone()).filter(|code| code != default);
    Some((if folder.is_empty() { name } else { format!("{folder}/{name}") }, own))
}

/// The file of a page in a language.
pub fn with_language(below: &str, language: Option<&str>) -> String {
    match (below.strip_suffix(".md"), language) {
        (Some(stem), Some(code)) => format!("{stem}.{code}.md"),
        _ => below.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_name_and_folder() {
        let of = |old: &str, folder: Option<&str>| Language {
            old: old.to_owned(),
            code: code_of(old),
            folder: folder.map(str::to_owned),
            ..Language::default()
        };
        let languages = [of("zh-cn", None), of("en", None)];
        let found = |path: &str| place(path, &languages, "zh");
        assert_eq!(found("content/posts/a.en.md"), Some(("posts/a.md".to_owned(), Some("en".to_owned()))));
        assert_eq!(found("content/a.zh-cn.md"), Some(("a.md".to_owned(), None)));
        assert_eq!(found("content/v1.2.md"), Some(("v1.2.md".to_owned(), None)));
        let languages = [of("zh", Some("content/zh")), of("en", Some("content/en"))];
        assert_eq!(place("content/en/a.md", &languages, "zh"), Some(("a.md".to_owned(), Some("en".to_owned()))));
        assert_eq!(place("content/zh/a.md", &languages, "zh"), Some(("a.md".to_owned(), None)));
        assert_eq!(with_language("posts/_index.md", Some("en")), "posts/_index.en.md");
    }
}
