//! `site.toml` as it is written. Keys are Zola's where Zola has one.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::gov::Baidu;
use super::{
    Checks, Cms, Export, FeedContent, Freshness, Gov, Media, Policy, Review, Search, Security, SharedCache, Sitemap,
    Target, Verification,
};

/// The file's tables and keys.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    pub base_url: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub default_language: Option<String>,
    pub theme: Option<String>,
    pub time_zone: Option<String>,
    pub author: Option<String>,
    pub generate_feeds: Option<bool>,
    pub build_search_index: Option<bool>,
    pub feed_filenames: Option<Vec<String>>,
    pub feed_limit: Option<usize>,
    pub minify_html: Option<bool>,
    pub generate_sitemap: Option<bool>,
    pub generate_robots_txt: Option<bool>,
    pub generate_llms_txt: Option<bool>,
    pub output_dir: Option<String>,
    pub ignored_content: Vec<String>,
    pub ignored_static: Vec<String>,
    pub slugs: Option<Slugs>,
    pub taxonomies: Vec<RawTaxonomy>,
    pub languages: BTreeMap<String, RawLanguage>,
    pub markdown: Markdown,
    pub gov: Option<Gov>,
    pub verification: Vec<Verification>,
    pub baidu: Baidu,
    pub security: Security,
    pub feed_content: FeedContent,
    pub sitemap: Sitemap,
    pub export: Export,
    pub freshness: Freshness,
    pub review: Review,
    pub links: Links,
    pub policy: Policy,
    pub check: Checks,
    pub limits: Limits,
    pub images: Images,
    pub media: Media,
    pub cache: SharedCache,
    pub share: Share,
    pub search: Search,
    pub deploy: BTreeMap<String, Target>,
    pub cms: Cms,
    pub periodicals: BTreeMap<String, Periodical>,
    pub series: BTreeMap<String, Series>,
    pub platforms: BTreeMap<String, Platform>,
    pub extra: Option<IgnoredAny>,
}

/// How URLs are made of file names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slugs {
    /// ASCII only; a Chinese name needs an explicit `slug`.
    #[default]
    Ascii,
    /// Chinese stays, percent-encoded in links.
    Keep,
}

/// An entry of `[[taxonomies]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawTaxonomy {
    pub name: String,
    pub title: Option<String>,
    pub paginate_by: Option<usize>,
    pub paginate_path: Option<String>,
    pub feed: Option<bool>,
    pub render: Option<bool>,
    pub vocabulary: Option<String>,
    pub lang: Option<String>,
}

/// `[languages.CODE]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RawLanguage {
    pub title: Option<String>,
    pub description: Option<String>,
    pub generate_feeds: Option<bool>,
    pub build_search_index: Option<bool>,
    pub tag: Option<String>,
}

/// `[markdown]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct Markdown {
    /// Whether code blocks are highlighted.
    pub highlight_code: bool,
    /// The theme of highlighting.
    pub highlight_theme: String,
    /// Whether links to other sites open a new tab.
    pub external_links_target_blank: bool,
    /// Whether links to other sites carry `nofollow`.
    pub external_links_no_follow: bool,
    /// Whether links to other sites carry `noreferrer`.
    pub external_links_no_referrer: bool,
    /// Characters of an automatic summary at most.
    pub summary_length: usize,
}

impl Default for Markdown {
    fn default() -> Self {
        Markdown {
            highlight_code: true,
            highlight_theme: "github-light".to_owned(),
            external_links_target_blank: false,
            external_links_no_follow: false,
            external_links_no_referrer: true,
            summary_length: 120,
        }
    }
}

/// `[links]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct Links {
    /// Hosts (and all below them) that content may link to.
    pub allowed_hosts: Vec<String>,
}

impl Default for Links {
    fn default() -> Self {
        Links { allowed_hosts: vec!["gov.cn".to_owned()] }
    }
}

/// `[limits]`: upper bounds on what is read.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of a text file.
    pub text_bytes: u64,
    /// Bytes of any other file.
    pub media_bytes: u64,
    /// Bytes of front matter.
    pub front_matter_bytes: usize,
    /// Files of the whole project.
    pub files: usize,
    /// Folders inside folders.
    pub folder_depth: usize,
    /// Blocks inside blocks of one body.
    pub nesting: usize,
    /// Bytes of the cache.
    pub cache_bytes: u64,
    /// Pixels of a picture.
    pub image_pixels: u64,
    /// Seconds that decoding a picture may take.
    pub image_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            text_bytes: 4 << 20,
            media_bytes: 512 << 20,
            front_matter_bytes: 64 << 10,
            files: 1_000_000,
            folder_depth: 32,
            nesting: 64,
            cache_bytes: 4 << 30,
            image_pixels: 50_000_000,
            image_seconds: 60,
        }
    }
}

/// `[images]`: what is made of pictures.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub struct Images {
    /// Widths of variants in pixels, from the smallest to the largest.
    pub widths: Vec<u32>,
    /// Quality of WebP, from 1 to 100.
    pub quality: u8,
    /// Quality of JPEG, from 1 to 100.
    pub jpeg_quality: u8,
    /// Whether AVIF is made too. One variant takes seconds, once.
    pub avif: bool,
    /// Quality of AVIF, from 1 to 100.
    pub avif_quality: u8,
    /// How wide the theme shows pictures (HTML, `sizes` of `<img>`).
    pub sizes: String,
}

impl Default for Images {
    fn default() -> Self {
        Images {
            widths: vec![400, 800, 1200],
            quality: 78,
            jpeg_quality: 75,
            avif: false,
            avif_quality: 65,
            sizes: "(min-width: 48em) 44rem, 100vw".to_owned(),
        }
    }
}

/// `[share]`: pictures that messengers show beside a link.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Share {
    /// The font: a file of the project, or a family that the machine has. An empty one draws
    /// nothing.
    pub font: Option<String>,
    /// The font for characters that the first one lacks.
    pub fallback_font: Option<String>,
    /// The picture for pages that have none of their own, where nothing is drawn.
    pub default_image: Option<String>,
    /// Where the keys stand.
    #[serde(skip)]
    pub places: BTreeMap<String, Range<usize>>,
}

/// `[periodicals.ID]`: a bulletin that appears in issues.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Periodical {
    /// Its name without 《》.
    pub name: String,
    /// Its name in capitals as the masthead prints it.
    pub pinyin: Option<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// The folder of short addresses: with `b`, issue 635 in all is at `/b/635/` too.
    pub short: Option<String>,
}

/// `[platforms.ID]`: where films may be played too.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Platform {
    /// Its name for readers.
    pub title: String,
    /// The address of its player, with `{id}` in the place of the film's id.
    pub player: String,
}

impl Platform {
    /// Platforms that need no entry.
    pub fn known() -> BTreeMap<String, Platform> {
        let known = [
            ("bilibili", "哔哩哔哩", "https://player.bilibili.com/player.html?bvid={id}&autoplay=0"),
            ("tencent", "腾讯视频", "https://v.qq.com/txp/iframe/player.html?vid={id}"),
        ];
        let platform = |(id, title, player): (&str, &str, &str)| {
            (id.to_owned(), Platform { title: title.to_owned(), player: player.to_owned() })
        };
        known.into_iter().map(platform).collect()
    }
}

/// `[series.ID]`: a series of videos.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Series {
    /// Its title.
    pub title: String,
    /// What it is.
    pub description: Option<String>,
    /// How many episodes are planned.
    pub episodes_total: Option<u32>,
}
