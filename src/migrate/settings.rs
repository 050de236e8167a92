//! The old site's settings, and `site.toml` made of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::languages::{Language, code_of};
use super::notes::Notes;
use super::read::Files;
use super::{Draft, Origin, front};
use crate::diag::{Diagnostic, code};
use crate::t;

/// What the settings of Zola and Hugo have in common.
#[derive(Debug, Default)]
pub struct Settings {
    base_url: String,
    title: String,
    description: Option<String>,
    /// The default language's code here.
    pub default_language: String,
    /// All languages.
    pub languages: Vec<Language>,
    time_zone: Option<String>,
    /// How many pages a list shows at once.
    pub paginate_by: Option<u64>,
    taxonomies: BTreeSet<String>,
    feeds: bool,
    nav: Vec<(String, String)>,
    /// Hugo's patterns of addresses by section.
    pub permalinks: BTreeMap<String, String>,
}

/// The files that may hold the settings, best first.
fn candidates(from: Origin) -> &'static [&'static str] {
    match from {
        Origin::Zola => &["zola.toml", "config.toml"],
        Origin::Hugo => &[
            "hugo.toml",
            "hugo.yaml",
            "hugo.yml",
            "hugo.json",
            "config.toml",
            "config.yaml",
            "config.yml",
            "config.json",
            "config/_default/hugo.toml",
            "config/_default/hugo.yaml",
            "config/_default/config.toml",
            "config/_default/config.yaml",
        ],
    }
}

impl Settings {
    /// Reads the settings of a site.
    pub fn read(from: Origin, files: &Files, notes: &mut Notes) -> Result<Self, Box<Diagnostic>> {
        let found = candidates(from).iter().find_map(|name| Some((*name, files.text(name)?)));
        let Some((name, text)) = found else {
            let names = candidates(from).join("、");
            return Err(Box::new(
                Diagnostic::error(
                    code::CONFIG_MISSING,
                    t!("旧网站里没有设置文件", "the old site has no file of settings"),
                )
                .help(t!("应有其中一个：{names}", "one of these is expected: {names}")),
            ));
        };
        let read = match name.rsplit('.').next() {
            Some("toml") => front::toml_map(&text),
            Some("json") => serde_json::from_str(&text).map_err(|error| error.to_string()),
            _ => front::yaml_map(&text),
        };
        let map = read.map_err(|reason| {
            Box::new(Diagnostic::error(
                code::CONFIG_INVALID,
                t!("读不懂旧网站的 {name}：{reason}", "cannot read the old site's {name}: {reason}"),
            ))
        })?;
        let mut reader = Reader { file: name, text: &text, map: keys(map), notes };
        Ok(match from {
            Origin::Zola => reader.zola(),
            Origin::Hugo => reader.hugo(),
        })
    }

    /// Whether pages are sorted into a taxonomy of that name.
    pub fn is_taxonomy(&self, name: &str) -> bool {
        self.taxonomies.contains(name)
    }

    /// `site.toml`.
    pub fn draw(&self, draft: &Draft) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut out = String::from("# 从旧网站迁移来的设置，逐项看一遍。\n\n");
        let mut line = |key: &str, value: String| out.push_str(&format!("{key} = {value}\n"));
        line("base_url", quoted(&self.base_url));
        line("title", quoted(&self.title));
        if let Some(description) = &self.description {
            line("description", quoted(description));
        }
        line("default_language", quoted(&self.default_language));
        if let Some(zone) = &self.time_zone {
            line("time_zone", quoted(zone));
        }
        line("theme", quoted("campaign"));
        line("generate_feeds", self.feeds.to_string());
        if draft.wide_paths {
            out.push_str("# 旧网址里有中文，原样保留。\nslugs = \"keep\"\n");
        }
        let taxonomies: BTreeSet<&String> = self.taxonomies.iter().chain(&draft.taxonomies).collect();
        if !taxonomies.is_empty() {
            out.push_str("\ntaxonomies = [\n");
            for name in taxonomies {
                let pages = self.paginate_by.map(|by| format!(", paginate_by = {by}")).unwrap_or_default();
                out.push_str(&format!("  {{ name = {}, feed = {}{pages} }},\n", quoted(name), self.feeds));
            }
            out.push_str("]\n");
        }
        for language in self.languages.iter().filter(|language| language.code != self.default_language) {
            let title = language.title.as_deref().unwrap_or(&self.title);
            let feeds = self.feeds;
            out.push_str(&format!(
                "\n[languages.{}]\ntitle = {}\ngenerate_feeds = {feeds}\n",
                quoted(&language.code),
                quoted(title)
            ));
        }
        let known = ["gov.cn", "12321.cn", "12377.cn"];
        let hosts = draft.hosts.iter().map(String::as_str);
        let own = |host: &&str| !known.iter().any(|known| host == known || host.ends_with(&format!(".{known}")));
        let hosts: Vec<String> = known.into_iter().chain(hosts.filter(own)).map(quoted).collect();
        let hosts = hosts.join(", ");
        out.push_str(&format!(
            "\n[links]\n# 正文能链接到的网站。后面几个是从旧网站的正文里收集的，逐个核对，不该链接的删掉。\nallowed_hosts = [{hosts}]\n"
        ));
        out.push_str("\n[extra]\n");
        if !self.nav.is_empty() {
            let links = self
                .nav
                .iter()
                .map(|(title, url)| format!("  {{ title = {}, url = {} }},\n", quoted(title), quoted(url)));
            out.push_str(&format!("nav = [\n{}]\n", links.collect::<String>()));
        }
        out
    }
}

/// The old settings with small letters in their keys: Hugo does not tell them apart.
fn keys(map: Map<String, Value>) -> Map<String, Value> {
    map.into_iter().map(|(key, value)| (key.to_lowercase(), value)).collect()
}

struct Reader<'r> {
    file: &'r str,
    text: &'r str,
    map: Map<String, Value>,
    notes: &'r mut Notes,
}

impl Reader<'_> {
    fn take(&mut self, key: &str) -> Option<Value> {
        self.map.remove(key)
    }

    fn take_text(&mut self, key: &str) -> Option<String> {
        match self.map.remove(key)? {
            Value::String(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    fn base_url(&mut self, key: &str) -> String {
        let written = self.take_text(key).unwrap_or_default();
        let url = written.trim_end_matches('/');
        if crate::config::is_http_url(url) {
            return url.to_owned();
        }
        self.notes.add(
            self.file,
            front::line_of(self.text, key, 1),
            t!(
                "旧设置里没有完整的网址，先写了一个示例，请改成真的",
                "the old settings have no full address; replace the example"
            ),
        );
        "https://www.example.gov.cn".to_owned()
    }

    /// Says which settings stay behind.
    fn rest(&mut self) {
        let left: Vec<String> = std::mem::take(&mut self.map).into_iter().map(|(key, _)| key).collect();
        for key in left {
            let line = self.text.lines().position(|line| line.to_lowercase().contains(&key)).unwrap_or_default() + 1;
            self.notes.add(self.file, line, t!("设置 {key} 没有带过来", "the setting {key} stayed behind"));
        }
    }

    fn zola(&mut self) -> Settings {
        let own = self.take_text("default_language").unwrap_or_else(|| "en".to_owned());
        let default_language = code_of(&own);
        let mut languages = vec![Language { old: own, code: default_language.clone(), ..Language::default() }];
        if let Some(Value::Object(map)) = self.take("languages") {
            for (old, value) in map {
                let title = value.get("title").and_then(Value::as_str).map(str::to_owned);
                if old != languages[0].old {
                    languages.push(Language { code: code_of(&old), old, title, folder: None });
                }
            }
        }
        let taxonomies = self.take("taxonomies").unwrap_or_default();
        let names = taxonomies.as_array().into_iter().flatten().filter_map(|one| one.get("name")?.as_str());
        let feeds = [self.take("generate_feeds"), self.take("generate_feed")];
        for known in ["theme", "extra"] {
            if self.take(known).is_some() {
                let line = self.text.lines().position(|line| line.contains(known)).unwrap_or_default() + 1;
                let text = t!(
                    "{known} 属于旧主题，没有带过来；网站改用自带主题 campaign",
                    "{known} belongs to the old theme and stayed behind; the site uses the built-in one, campaign"
                );
                self.notes.add(self.file, line, text);
            }
        }
        // What means nothing here, or is the same without being said.
        for known in ["compile_sass", "minify_html", "build_search_index", "generate_sitemap", "generate_robots_txt"] {
            self.take(known);
        }
        let settings = Settings {
            base_url: self.base_url("base_url"),
            title: self.take_text("title").unwrap_or_else(|| "（网站名称）".to_owned()),
            description: self.take_text("description"),
            default_language,
            languages,
            taxonomies: names.map(str::to_owned).collect(),
            feeds: feeds.into_iter().flatten().any(|flag| flag == Value::Bool(true)),
            ..Settings::default()
        };
        self.rest();
        settings
    }

    fn hugo(&mut self) -> Settings {
        let own = self.take_text("defaultcontentlanguage").unwrap_or_else(|| {
            // A site in one language says so only here.
            let tag = self.map.get("languagecode").or(self.map.get("locale")).and_then(Value::as_str);
            tag.map_or_else(|| "en".to_owned(), str::to_lowercase)
        });
        for known in ["languagecode", "locale"] {
            self.take(known);
        }
        let default_language = code_of(&own);
        let mut languages = Vec::new();
        let mut title = self.take_text("title");
        if let Some(Value::Object(map)) = self.take("languages") {
            for (old, value) in map {
                let Value::Object(value) = value else { continue };
                let value = keys(value);
                let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
                let language = Language { code: code_of(&old), title: text("title"), folder: text("contentdir"), old };
                if language.code == default_language {
                    title = title.or_else(|| language.title.clone());
                }
                languages.push(language);
            }
        }
        if !languages.iter().any(|language| language.code == default_language) {
            languages.insert(0, Language { old: own, code: default_language.clone(), ..Language::default() });
        }
        let paginate = self.take("pagination").and_then(|value| value.get("pagerSize").and_then(Value::as_u64));
        let paginate = paginate.or_else(|| self.take("paginate").and_then(|value| value.as_u64()));
        let taxonomies = match self.take("taxonomies") {
            Some(Value::Object(map)) => map.values().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => BTreeSet::from(["tags".to_owned(), "categories".to_owned()]),
        };
        let params = self.take("params");
        let description = params.as_ref().and_then(|params| params.get("description")).and_then(Value::as_str);
        let description = description.map(str::to_owned);
        if params.is_some() {
            let line = front::line_of(self.text, "params", 1);
            self.notes.add(
                self.file,
                line,
                t!(
                    "params 属于旧主题，除 description 外没有带过来",
                    "params belong to the old theme; all but description stayed behind"
                ),
            );
        }
        let menus = self.take("menus").or_else(|| self.take("menu"));
        let nav =
            menus.as_ref().and_then(|menus| menus.get("main")).and_then(Value::as_array).map(|entries| menu(entries));
        let permalinks = match self.take("permalinks") {
            Some(Value::Object(map)) => match map.get("page") {
                Some(Value::Object(of_pages)) => patterns(of_pages),
                _ => patterns(&map),
            },
            _ => BTreeMap::new(),
        };
        // What means nothing here, or is the same without being said.
        for known in [
            "theme",
            "enablerobotstxt",
            "hascjklanguage",
            "builddrafts",
            "buildfuture",
            "defaultcontentlanguageinsubdir",
        ] {
            self.take(known);
        }
        let settings = Settings {
            base_url: self.base_url("baseurl"),
            title: title.unwrap_or_else(|| "（网站名称）".to_owned()),
            description,
            default_language,
            languages,
            time_zone: self.take_text("timezone"),
            paginate_by: paginate.filter(|by| *by > 0),
            taxonomies,
            feeds: true,
            nav: nav.unwrap_or_default(),
            permalinks,
        };
        self.rest();
        settings
    }
}

fn patterns(map: &Map<String, Value>) -> BTreeMap<String, String> {
    map.iter().filter_map(|(section, pattern)| Some((section.clone(), pattern.as_str()?.to_owned()))).collect()
}

/// The links of a menu, by weight.
fn menu(entries: &[Value]) -> Vec<(String, String)> {
    let mut links: Vec<(i64, String, String)> = entries
        .iter()
        .filter_map(|entry| {
            let Value::Object(entry) = entry else { return None };
            let entry = keys(entry.clone());
            let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
            let url = text("url").or_else(|| text("pageref")).map(|url| address(&url))?;
            let weight = entry.get("weight").and_then(Value::as_i64).unwrap_or_default();
            Some((weight, text("name").or_else(|| text("title"))?, url))
        })
        .collect();
    links.sort();
    links.into_iter().map(|(_, title, url)| (title, url)).collect()
}

/// Where a menu leads: addresses of pages end in a slash.
fn address(written: &str) -> String {
    let is_page =
        |url: &str| !url.contains([':', '#', '?']) && !url.rsplit('/').next().unwrap_or_default().contains('.');
    match written {
        "" | "/" => "/".to_owned(),
        url if is_page(url) => format!("/{}/", url.trim_matches('/')),
        url => url.to_owned(),
    }
}
