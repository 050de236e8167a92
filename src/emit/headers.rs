//! `_headers`, in the format that Netlify and Cloudflare Pages read: the policy for browsers, how
//! long things may be kept, and the types of feeds. A site's own file is added to ours, and where
//! both say something of one path the site's counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::hosting::{Cache, media_type, policies};
use crate::path::{OutputPath, encode};
use crate::source::Sources;
use crate::view::Materials;

/// The file.
const NAME: &str = "_headers";

/// The headers of a path, which may have one `*`.
struct Rule {
    path: String,
    headers: Vec<(String, String)>,
}

/// The file, unless it is switched off, for these outputs. `players` are the origins of players.
pub fn file<'o>(
    materials: &Materials,
    sources: &Sources,
    players: &BTreeSet<String>,
    outputs: impl Iterator<Item = &'o OutputPath>,
) -> Option<(OutputPath, Vec<u8>)> {
    let config = &materials.config;
    if !config.security.headers {
        return None;
    }
    let base = &config.base_path;
    let rule = |path: &str, headers: Vec<(&str, String)>| {
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Rule { path: format!("{base}{path}"), headers }
    };
    let mut rules = vec![rule("/*", policies(config, players))];
    let kept = |path: &str, class: Cache| rule(path, vec![("Cache-Control", class.header())]);
    // Hosts join the values of rules that fit one address, so one rule speaks for a whole folder.
    let mut classes: BTreeMap<&str, BTreeSet<Cache>> = BTreeMap::new();
    for output in outputs {
        let path = output.as_str();
        let top = path.find('/').map_or(path, |at| &path[..=at]);
        classes.entry(top).or_default().insert(Cache::of(path, &config.feed_filenames));
    }
    for (top, classes) in &classes {
        let path = match *top {
            "index.html" => "/".to_owned(),
            folder if folder.ends_with('/') => format!("/{}*", encode(folder)),
            file => format!("/{}", encode(file)),
        };
        rules.push(kept(&path, shared(classes)));
    }
    for name in &config.feed_filenames {
        let kind = || ("Content-Type", media_type(name, &config.feed_filenames).to_owned());
        rules.push(rule(&format!("/{name}"), vec![kind()]));
        // Its folder says five minutes; both together say that it is asked for every time.
        let fresh = ("Cache-Control", "no-cache".to_owned());
        rules.push(rule(&format!("/*/{name}"), vec![kind(), fresh]));
    }
    let own = own_file(materials, sources).unwrap_or_default();
    let text = merged(rules, &own);
    Some((OutputPath::new(NAME), text.into_bytes()))
}

/// What files of one folder have in common.
fn shared(classes: &BTreeSet<Cache>) -> Cache {
    match classes.first() {
        Some(class) if classes.len() == 1 => *class,
        _ => Cache::Page,
    }
}

/// The site's own file, or the theme's.
fn own_file(materials: &Materials, sources: &Sources) -> Option<String> {
    let theme = format!("themes/{}/static/{NAME}", materials.config.theme);
    let found = sources.get("static/_headers").or_else(|| sources.get(&theme))?;
    String::from_utf8(sources.read(found).ok()?).ok()
}

/// Our rules without what the site's own file says of the same paths, then that file.
fn merged(mut rules: Vec<Rule>, own: &str) -> String {
    let mut said: BTreeSet<(String, String)> = BTreeSet::new();
    let mut path = "";
    for line in own.lines().map(str::trim_end).filter(|line| !line.trim_start().starts_with('#')) {
        match line.trim_start().split_once(':') {
            Some((name, _)) if line.starts_with([' ', '\t']) => {
                said.insert((path.to_owned(), name.trim().to_ascii_lowercase()));
            }
            _ => path = line.trim(),
        }
    }
    for rule in &mut rules {
        rule.headers.retain(|(name, _)| !said.contains(&(rule.path.clone(), name.to_ascii_lowercase())));
    }
    let mut text = String::new();
    for rule in rules.iter().filter(|rule| !rule.headers.is_empty()) {
        text.push_str(&format!("{}\n", rule.path));
        for (name, value) in &rule.headers {
            text.push_str(&format!("  {name}: {value}\n"));
        }
    }
    text.push_str(own);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_the_last_word_on_a_path() {
        let rules = || {
            let headers = [("X-Frame-Options", "SAMEORIGIN"), ("Referrer-Policy", "same-origin")];
            let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let assets = vec![("Cache-Control".to_owned(), "immutable".to_owned())];
            vec![Rule { path: "/*".to_owned(), headers }, Rule { path: "/assets/*".to_owned(), headers: assets }]
        };
        let own = "# own\n/*\n  x-frame-options: DENY\n/assets/*\n  Cache-Control: no-store\n";
        assert_eq!(merged(rules(), own), format!("/*\n  Referrer-Policy: same-origin\n{own}"));
        let other = "/embed/*\n  X-Frame-Options: ALLOWALL\n";
        assert!(merged(rules(), other).contains("  X-Frame-Options: SAMEORIGIN\n"));
        assert!(merged(rules(), "").ends_with("/assets/*\n  Cache-Control: immutable\n"));
    }
}
