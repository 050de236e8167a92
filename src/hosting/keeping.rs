//! How long browsers and proxies may keep files: one table for all hosts.

use serde::{Deserialize, Serialize};

/// How long browsers and proxies may keep a file, which decides when it is uploaded too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cache {
    /// Its name holds its fingerprint: for ever.
    Immutable,
    /// Other files that pages use: a picture under its own name, a PDF.
    Asset,
    /// A page.
    Page,
    /// Feeds, sitemaps, the search index and whatever else is to be asked for again every time.
    Fresh,
}

/// What has been withdrawn is gone from every network of caches after five minutes, without a purge
/// (that of 阿里云 CDN takes five to six minutes).
pub const USUAL_SECONDS: u32 = 300;

/// Folders whose files have their fingerprint in their name.
const FINGERPRINTED: [&str; 2] = ["assets", "processed_images"];
/// The parts of a search index only fit each other.
const SEARCH: &str = "search-index";
/// The shortest fingerprint that stands in a name.
const SHORTEST: usize = 10;

impl Cache {
    /// All classes, in the order in which files of a new site go to a host: nothing may name
    /// what is not there yet.
    pub const ALL: [Cache; 4] = [Cache::Immutable, Cache::Asset, Cache::Page, Cache::Fresh];

    /// The class of an output, where feeds have these names.
    pub fn of(path: &str, feeds: &[String]) -> Self {
        let folder = path.split_once('/').map_or("", |(folder, _)| folder);
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            _ if FINGERPRINTED.contains(&folder) && has_fingerprint(name) => Cache::Immutable,
            _ if folder == SEARCH || feeds.iter().any(|feed| feed == name) => Cache::Fresh,
            "xml" | "json" | "txt" => Cache::Fresh,
            "html" => Cache::Page,
            _ => Cache::Asset,
        }
    }

    /// The value of `Cache-Control`, where what is not named by its content is kept for so many
    /// seconds. Carriers' proxies must not rewrite pages (`no-transform`).
    pub fn kept_for(self, seconds: u32) -> String {
        match self {
            Cache::Immutable => "public, max-age=31536000, immutable".to_owned(),
            Cache::Asset | Cache::Page => format!("public, max-age={seconds}, no-transform"),
            Cache::Fresh => "no-cache, no-transform".to_owned(),
        }
    }

    /// The usual value of `Cache-Control`.
    pub fn header(self) -> String {
        self.kept_for(USUAL_SECONDS)
    }
}

/// Classes other than the usual one, with the regular expressions of the paths that have them, for
/// hosts that are told so. Of several that fit the last counts. `base` is what all paths begin
/// with; expressions mean the same to nginx, Caddy and this program.
pub fn patterns(base: &str, feeds: &[String]) -> Vec<(String, Cache)> {
    let base = regex::escape(base);
    let feeds: Vec<String> = feeds.iter().map(|name| regex::escape(name)).collect();
    let mut fresh = vec![format!("^{base}/{SEARCH}/"), r"\.(xml|json|txt)$".to_owned()];
    fresh.extend((!feeds.is_empty()).then(|| format!("/({})$", feeds.join("|"))));
    let mut patterns: Vec<(String, Cache)> = fresh.into_iter().map(|pattern| (pattern, Cache::Fresh)).collect();
    let digit = "[0-9A-Fa-f]";
    // No `{10,}`: braces end what configuration files take for a word.
    let fingerprint = format!("{}+", digit.repeat(SHORTEST));
    let folders = FINGERPRINTED.join("|");
    let named = format!("^{base}/({folders})/(.*/)?([^/]*[-._])?{fingerprint}([-._][^/]*)?$");
    patterns.push((named, Cache::Immutable));
    patterns
}

/// The class of paths that no pattern fits.
pub const USUAL: Cache = Cache::Page;

fn has_fingerprint(name: &str) -> bool {
    let is_one = |part: &str| part.len() >= SHORTEST && part.bytes().all(|b| b.is_ascii_hexdigit());
    name.split(['.', '-', '_']).any(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decide_how_long_files_are_kept() {
        let feeds = ["atom.xml".to_owned(), "news".to_owned()];
        for (path, class) in [
            ("assets/main.0123456789abcdef.css", Cache::Immutable),
            ("processed_images/share.0123456789abcdef.png", Cache::Immutable),
            ("assets/logo.png", Cache::Asset),
            ("articles/main.0123456789abcdef.css", Cache::Asset),
            ("media/a.mp4", Cache::Asset),
            ("index.html", Cache::Page),
            ("articles/a/index.html", Cache::Page),
            ("articles/news", Cache::Fresh),
            ("atom.xml", Cache::Fresh),
            ("sitemap.xml", Cache::Fresh),
            ("robots.txt", Cache::Fresh),
            ("search-index/zh/14-11/w/3f.Ab3x.bin", Cache::Fresh),
        ] {
            assert_eq!(Cache::of(path, &feeds), class, "{path}");
            // Patterns are another way to say the same; what is as long kept is the same class to hosts.
            let said = patterns("/sub.a", &feeds);
            let fits =
                |pattern: &str| regex::Regex::new(pattern).expect("an expression").is_match(&format!("/sub.a/{path}"));
            let last = said.iter().rev().find(|(pattern, _)| fits(pattern)).map_or(USUAL, |(_, class)| *class);
            assert_eq!(last.header(), class.header(), "{path}");
        }
    }
}
