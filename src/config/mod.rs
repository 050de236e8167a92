//! `site.toml`: what the site's owner decides.
//!
//! [`Raw`] mirrors the file; [`Config`] is what the rest of the program uses: resolved zone,
//! split base URL, compiled globs. An unknown key is an error with the nearest known key.

mod by_id;
mod checks;
mod cms;
mod deploy;
mod duties;
mod gov;
mod images;
mod media;
mod outputs;
mod parsing;
mod policy;
mod raw;
mod search;
mod secrets;
mod security;
mod shared_cache;
mod strictness;

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::{Glob, GlobSet, GlobSetBuilder};
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;
use crate::tree::{self, Node};
pub use checks::{Checks, RULES};
pub use cms::{Cms, CmsBackend};
pub use deploy::{HostKind, Index, Purge, PurgeKind, Push, Target};
pub use duties::{Freshness, Review};
pub use gov::{Body, Gov, Verification};
pub use media::{Media, MediaStore, Scheme};
pub use outputs::{Export, FeedContent, Sitemap};
pub use parsing::Parsing;
pub use policy::{Permit, Policy, floor};
pub use raw::{Images, Limits, Links, Markdown, Periodical, Platform, Raw, Series, Share, Slugs};
pub use search::Search;
pub use security::{Security, origin_of};
pub use shared_cache::SharedCache;
pub use strictness::Strictness;

/// The settings of a site.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the site will stand, without a final `/`.
    pub base_url: String,
    /// Hosts of this site: the configured one, and the one a preview uses instead.
    pub own_hosts: Vec<String>,
    /// The path part of `base_url`, `""` or `/sub`.
    pub base_path: String,
    /// The site's languages, the default one first.
    pub languages: Vec<Language>,
    /// The theme's name.
    pub theme: String,
    /// The zone of dates without offset.
    pub zone: TimeZone,
    /// The zone's name.
    pub zone_name: String,
    /// The declared taxonomies.
    pub taxonomies: Vec<Taxonomy>,
    /// Names of the site's feed files.
    pub feed_filenames: Vec<String>,
    /// Entries in a feed at most.
    pub feed_limit: usize,
    /// Author of feeds when a page names none.
    pub author: Option<String>,
    /// Whether HTML is minified.
    pub minify_html: bool,
    /// Whether `sitemap.xml` is written.
    pub generate_sitemap: bool,
    /// Whether `robots.txt` is written.
    pub generate_robots_txt: bool,
    /// Whether `llms.txt` is written.
    pub generate_llms_txt: bool,
    /// Where the site goes, relative to the root.
    pub output_dir: String,
    /// Content that does not count.
    pub ignored_content: GlobSet,
    /// Static files that do not count.
    pub ignored_static: GlobSet,
    /// How URLs are made of file names.
    pub slugs: Slugs,
    /// Settings of the Markdown stage.
    pub markdown: Markdown,
    /// Identity of a government site (国办发〔2017〕47号), if it is one.
    pub gov: Option<Gov>,
    /// Tags by which search engines know the owner.
    pub verification: Vec<Verification>,
    /// What browsers may do.
    pub security: Security,
    /// What feeds hold of a page.
    pub feed_content: FeedContent,
    /// What sitemaps list.
    pub sitemap: Sitemap,
    /// Pages as data.
    pub export: Export,
    /// How old columns may get.
    pub freshness: Freshness,
    /// Who looks at pages before they appear.
    pub review: Review,
    /// Where links may lead.
    pub links: Links,
    /// What `fanzha check` looks for.
    pub checks: Checks,
    /// What may not be published.
    pub policy: Policy,
    /// Upper bounds.
    pub limits: Limits,
    /// What is made of pictures.
    pub images: Images,
    /// Where big files lie.
    pub media: Media,
    /// Where runners share what builds keep.
    pub cache: SharedCache,
    /// Pictures that messengers show beside a link.
    pub share: Share,
    /// Where the site is published, by name.
    pub deploy: BTreeMap<String, Target>,
    /// Whether this is a draft for those who make the site, not for the public.
    pub preview: bool,
    /// The content manager.
    pub cms: Cms,
    /// The site's own search.
    pub search: Search,
    /// Bulletins by id.
    pub periodicals: BTreeMap<String, Periodical>,
    /// Video series by id.
    pub series: BTreeMap<String, Series>,
    /// Where films may be played too, by id.
    pub platforms: BTreeMap<String, Platform>,
    /// Free data for templates.
    pub extra: Node,
    /// The file it came from.
    pub file: Arc<str>,
}

/// A language of the site.
#[derive(Clone, Debug, Serialize)]
pub struct Language {
    /// Code used in file names, such as `en`.
    pub code: String,
    /// BCP 47 tag for `lang` attributes, such as `zh-CN`.
    pub tag: String,
    /// The site's title in this language.
    pub title: String,
    /// The site's description in this language.
    pub description: String,
    /// Whether feeds are made for it.
    pub generate_feeds: bool,
    /// Whether it can be searched.
    pub build_search_index: bool,
}

/// A declared taxonomy.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// Its name, such as `scam_types`.
    pub name: String,
    /// Its name in URLs, such as `scam-types`.
    pub slug: String,
    /// Pages a pager holds, if its term pages are paginated.
    pub paginate_by: Option<usize>,
    /// What stands before a pager's number.
    pub paginate_path: String,
    /// Whether terms have feeds.
    pub feed: bool,
    /// Whether term pages are written at all.
    pub render: bool,
    /// The data file that lists the permitted terms.
    pub vocabulary: Option<String>,
    /// The one language it belongs to, or all.
    pub lang: Option<String>,
    /// Its title for readers.
    pub title: Option<String>,
}

/// What the command line changes.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--base-url`.
    pub base_url: Option<String>,
    /// `--output-dir`.
    pub output_dir: Option<String>,
    /// `--target`.
    pub target: Option<String>,
    /// `--preview`.
    pub preview: bool,
}

impl Config {
    /// Reads the settings. Always returns some; what was wrong is reported.
    pub fn read(file: &Arc<str>, text: &str, overrides: &Overrides, report: &mut Report) -> Self {
        let mut findings = Report::new();
        let mut node = tree::parse_toml(file, text, 0, &mut findings);
        secrets::refuse(file, &mut node, &mut findings);
        let raw: Raw = tree::read(file, &node, &[], &mut findings);
        let config = build(file, &node, raw, overrides, &mut findings);
        // Whatever is wrong here is a wrong setting, and has the configuration's exit code.
        report.extend(
            findings.into_findings().into_iter().map(|finding| Diagnostic { code: code::CONFIG_INVALID, ..finding }),
        );
        config
    }

    /// The default language's code.
    pub fn default_language(&self) -> &str {
        &self.languages[0].code
    }

    /// The settings of a language.
    pub fn language(&self, code: &str) -> Option<&Language> {
        self.languages.iter().find(|language| language.code == code)
    }

    /// The absolute URL of a path that starts with `/`.
    pub fn permalink(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// The path as it stands in links: the base URL's own path first.
    pub fn href(&self, path: &str) -> String {
        format!("{}{path}", self.base_path)
    }

    /// Whether links may lead to a host: one of the allowed hosts or below it.
    pub fn host_allowed(&self, host: &str) -> bool {
        parsing::host_allowed(host, &self.own_hosts, &self.links.allowed_hosts)
    }

    /// The settings that parsing content may look at.
    pub fn parsing(&self) -> Parsing {
        Parsing::of(self)
    }
}

fn build(file: &Arc<str>, node: &Node, raw: Raw, overrides: &Overrides, report: &mut Report) -> Config {
    let span = |path: &str| Span::new(file.clone(), node.at(path).map_or(0..0, |node| node.span.clone()));
    let target = deploy::wanted(&raw.deploy, overrides, span, report);
    let of_target = target.and_then(|target| target.base_url.clone());
    let addresses = [overrides.base_url.as_deref(), of_target.as_deref(), raw.base_url.as_deref()];
    let own_hosts = addresses.into_iter().flatten().filter_map(host_of).collect();
    let configured_url = raw.base_url.clone().unwrap_or_default();
    let written = overrides.base_url.clone().or(of_target).or(raw.base_url);
    let base_url = match written {
        Some(url) if is_http_url(&url) => url.trim_end_matches('/').to_owned(),
        Some(url) => {
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("base_url “{url}”不是完整的网址", "base_url `{url}` is not a full URL"),
                )
                .at(span("base_url"))
                .help(t!(
                    "写成 base_url = \"https://www.example.gov.cn\"",
                    "write base_url = \"https://www.example.gov.cn\""
                )),
            );
            "https://example.invalid".to_owned()
        }
        None => {
            report.push(
                Diagnostic::error(code::CONFIG_INVALID, t!("site.toml 缺少 base_url", "site.toml lacks base_url"))
                    .at(span(""))
                    .help(t!(
                        "加一行 base_url = \"https://www.example.gov.cn\"",
                        "add base_url = \"https://www.example.gov.cn\""
                    )),
            );
            "https://example.invalid".to_owned()
        }
    };
    let after_host = base_url.split("://").nth(1).and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    let base_path = after_host.unwrap_or("").to_owned();
    let zone_name = raw.time_zone.unwrap_or_else(|| "Asia/Shanghai".to_owned());
    let zone = crate::date::zone(&zone_name).unwrap_or_else(|| {
        report.push(
            Diagnostic::error(
                code::CONFIG_INVALID,
                t!("没有“{zone_name}”这个时区", "there is no time zone `{zone_name}`"),
            )
            .at(span("time_zone"))
            .help(t!("中国大陆写 Asia/Shanghai", "for mainland China write Asia/Shanghai")),
        );
        TimeZone::UTC
    });
    let default_language = raw.default_language.unwrap_or_else(|| "zh".to_owned());
    let title = raw.title.unwrap_or_default();
    let description = raw.description.unwrap_or_default();
    let tag = |code: &str| match code {
        "zh" => "zh-CN".to_owned(),
        other => other.to_owned(),
    };
    let own = raw.languages.get(&default_language);
    let mut languages = vec![Language {
        tag: own.and_then(|own| own.tag.clone()).unwrap_or_else(|| tag(&default_language)),
        code: default_language.clone(),
        title: own.and_then(|own| own.title.clone()).unwrap_or_else(|| title.clone()),
        description: own.and_then(|own| own.description.clone()).unwrap_or_else(|| description.clone()),
        generate_feeds: own.and_then(|own| own.generate_feeds).or(raw.generate_feeds).unwrap_or(false),
        build_search_index: own.and_then(|own| own.build_search_index).or(raw.build_search_index).unwrap_or(false),
    }];
    if let Some(own) = own {
        let twice = [
            ("title", own.title.is_some() && node.get("title").is_some()),
            ("description", own.description.is_some() && node.get("description").is_some()),
            ("generate_feeds", own.generate_feeds.is_some() && node.get("generate_feeds").is_some()),
            ("build_search_index", own.build_search_index.is_some() && node.get("build_search_index").is_some()),
        ];
        for (key, _) in twice.into_iter().filter(|(_, twice)| *twice) {
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("默认语言的 {key} 写了两处", "{key} of the default language is set in two places"),
                )
                .at(span(&format!("languages.{default_language}.{key}")))
                .help(t!("只留最上面的一处", "keep the one at the top")),
            );
        }
    }
    for (code, language) in &raw.languages {
        if *code == default_language {
            continue;
        }
        let plain = code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !code.is_empty();
        if !plain {
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("语言代码“{code}”写法有误", "the language code `{code}` is malformed"),
                )
                .at(span(&format!("languages.{code}"))),
            );
            continue;
        }
        languages.push(Language {
            tag: language.tag.clone().unwrap_or_else(|| tag(code)),
            code: code.clone(),
            title: language.title.clone().unwrap_or_else(|| title.clone()),
            description: language.description.clone().unwrap_or_else(|| description.clone()),
            generate_feeds: language.generate_feeds.unwrap_or(false),
            build_search_index: language.build_search_index.unwrap_or(false),
        });
    }
    let mut globs = |patterns: &[String], key: &str| {
        let mut set = GlobSetBuilder::new();
        for (index, pattern) in patterns.iter().enumerate() {
            match Glob::new(pattern) {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(error) => {
                    let reason = error.kind().to_string();
                    report.push(
                        Diagnostic::error(
                            code::CONFIG_INVALID,
                            t!("通配符“{pattern}”写法有误（{reason}）", "the glob `{pattern}` is malformed ({reason})"),
                        )
                        .at(span(&format!("{key}.{index}"))),
                    );
                }
            }
        }
        set.build().unwrap_or_else(|_| GlobSet::empty())
    };
    let ignored_content = globs(&raw.ignored_content, "ignored_content");
    let ignored_static = globs(&raw.ignored_static, "ignored_static");
    let taxonomies = raw
        .taxonomies
        .into_iter()
        .map(|taxonomy| Taxonomy {
            slug: taxonomy.name.replace('_', "-").to_lowercase(),
            paginate_by: taxonomy.paginate_by.filter(|by| *by > 0),
            paginate_path: taxonomy.paginate_path.unwrap_or_else(|| "page".to_owned()),
            feed: taxonomy.feed.unwrap_or(false),
            render: taxonomy.render.unwrap_or(true),
            vocabulary: taxonomy.vocabulary,
            lang: taxonomy.lang,
            title: taxonomy.title,
            name: taxonomy.name,
        })
        .collect();
    let output_dir = overrides.output_dir.clone().or(raw.output_dir).unwrap_or_else(|| "public".to_owned());
    let inside = !output_dir.starts_with(['/', '\\'])
        && !output_dir.contains(':')
        && crate::path::resolve("", &output_dir).is_some_and(|dir| !dir.is_empty());
    if overrides.output_dir.is_none() && !inside {
        report.push(
            Diagnostic::error(
                code::IO_OUTSIDE,
                t!("output_dir “{output_dir}”在项目目录之外", "output_dir `{output_dir}` lies outside the project"),
            )
            .at(span("output_dir")),
        );
    }
    let media = media::check(raw.media, span, report);
    let cache = shared_cache::check(raw.cache, span, report);
    Config {
        base_url,
        own_hosts,
        base_path,
        languages,
        theme: raw.theme.unwrap_or_else(|| "campaign".to_owned()),
        zone,
        zone_name,
        taxonomies,
        feed_filenames: raw.feed_filenames.unwrap_or_else(|| vec!["atom.xml".to_owned()]),
        feed_limit: raw.feed_limit.unwrap_or(30),
        author: raw.author,
        minify_html: raw.minify_html.unwrap_or(true),
        generate_sitemap: raw.generate_sitemap.unwrap_or(true) && !overrides.preview,
        generate_robots_txt: raw.generate_robots_txt.unwrap_or(true),
        generate_llms_txt: raw.generate_llms_txt.unwrap_or(true),
        output_dir,
        ignored_content,
        ignored_static,
        slugs: raw.slugs.unwrap_or_default(),
        markdown: raw.markdown,
        gov: gov::check(raw.gov, &configured_url, span, report),
        verification: gov::verification(raw.verification, raw.baidu, span, report),
        security: security::check(raw.security, &media, span, report),
        feed_content: raw.feed_content,
        sitemap: raw.sitemap,
        export: raw.export,
        freshness: raw.freshness,
        review: raw.review,
        links: raw.links,
        checks: checks::check(raw.check, node, span, report),
        policy: policy::check(raw.policy, node, span, report),
        limits: raw.limits,
        images: images::check(raw.images, span, report),
        media,
        cache,
        share: share(raw.share, node),
        deploy: deploy::check(raw.deploy, span, report),
        preview: overrides.preview,
        cms: raw.cms,
        search: raw.search,
        periodicals: by_id::periodicals(raw.periodicals, span, report),
        series: raw.series,
        platforms: by_id::platforms(raw.platforms, span, report),
        extra: node.get("extra").cloned().unwrap_or_else(|| Node::empty(0..0)),
        file: file.clone(),
    }
}

fn share(share: Share, node: &Node) -> Share {
    let table = node.get("share").into_iter().flat_map(Node::entries);
    let places = table.map(|entry| (entry.key.clone(), entry.node.span.clone())).collect();
    Share { places, ..share }
}

/// The host of an address, in small letters.
pub fn host_of(url: &str) -> Option<String> {
    let host = url.split("://").nth(1)?.split('/').next()?;
    Some(host.split(':').next()?.to_ascii_lowercase())
}

/// Whether a text is a whole `http` or `https` address.
pub fn is_http_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.and_then(|rest| rest.split('/').next())
        .is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace))
}
