//! Style sheets and scripts of the theme: bundled by lightningcss through the theme's layers,
//! minified, lowered to the oldest engines we support, and named by their contents.

mod script;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lightningcss::bundler::{BundleErrorKind, Bundler, ResolveResult, SourceProvider};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};
use lightningcss::targets::{Browsers, Targets};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::path::UrlPath;
use crate::source::Sources;
use crate::t;

/// A finished style sheet or script.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sheet {
    /// Its minified text.
    pub text: Arc<str>,
    /// Its address, with its fingerprint in it.
    pub url: UrlPath,
}

/// Finished style sheets and scripts by name (`main.css`, `site.js`).
pub type Sheets = BTreeMap<String, Sheet>;

/// Finished style sheets and scripts, with what they were made of.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Bundled {
    key: Fingerprint,
    /// By name.
    pub sheets: Sheets,
}

/// The engines that pages must be laid out in: WeChat's Chromium 86 and Safari of iOS 13.4.
/// Never raise these without looking at media queries: newer targets turn `max-width` into
/// range syntax, which older phones ignore.
fn targets() -> Targets {
    let version = |major: u32, minor: u32| Some((major << 16) | (minor << 8));
    Targets::from(Browsers {
        android: version(78, 0),
        chrome: version(78, 0),
        safari: version(13, 0),
        ios_saf: version(13, 4),
        firefox: version(78, 0),
        ..Browsers::default()
    })
}

/// Bundles every style sheet at the top of the theme's `styles/` and minifies every script of
/// its `scripts/`, unless `last` was made of the same. Only where pages show code does `main.css` get the colours of highlighting: they
/// are no use elsewhere, and 50 MiB of grammars must be read for them.
pub fn bundle(sources: &Sources, config: &Config, has_code: bool, last: &Bundled, report: &mut Report) -> Bundled {
    let theme = format!("themes/{}/styles/", config.theme);
    let scripts = format!("themes/{}/scripts/", config.theme);
    let mut hash = Fingerprinter::new();
    let highlight_theme = Some(&config.markdown.highlight_theme).filter(|_| has_code && config.markdown.highlight_code);
    hash.text(highlight_theme.map_or("", String::as_str));
    for file in sources.under(&theme).chain(sources.under(&scripts)) {
        hash.text(&file.path).fingerprint(&file.fingerprint().unwrap_or_default());
    }
    let key = hash.finish();
    if last.key == key {
        return last.clone();
    }
    let provider = Layers { sources, theme: theme.clone() };
    let mut names: Vec<String> = sources
        .under(&theme)
        .filter_map(|file| file.path.strip_prefix(theme.as_str()).map(str::to_owned))
        .filter(|name| name.ends_with(".css") && !name.contains('/') && !name.starts_with('_'))
        .collect();
    names.sort();
    let mut sheets = Sheets::new();
    let mut whole = true;
    for name in names {
        let theme = highlight_theme.filter(|_| name == "main.css");
        match bundle_one(&provider, &name) {
            Ok(mut text) => {
                if let Some(css) = theme.and_then(|theme| crate::markdown::highlight_stylesheet(theme)) {
                    text.push_str(&minify(&css).unwrap_or_default());
                }
                sheets.insert(name.clone(), finished(&name, text.into()));
            }
            Err(finding) => {
                whole = false;
                report.push(*finding);
            }
        }
    }
    for file in sources.under(&scripts) {
        let (Some(text), name) = (&file.text, &file.path[scripts.len()..]) else { continue };
        if !name.ends_with(".js") {
            continue;
        }
        match script::minify(&file.path, text) {
            Ok(text) => {
                sheets.insert(name.to_owned(), finished(name, text));
            }
            Err(finding) => {
                whole = false;
                report.push(*finding);
            }
        }
    }
    // Mistakes are to be reported again by the next build.
    Bundled { key: if whole { key } else { Fingerprint::default() }, sheets }
}

fn finished(name: &str, text: Arc<str>) -> Sheet {
    let hash = Fingerprint::of(text.as_bytes()).hex(10);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    Sheet { text, url: UrlPath::from_plain(&format!("assets/{stem}.{hash}.{extension}")) }
}

fn minify(css: &str) -> Option<String> {
    let mut sheet = lightningcss::stylesheet::StyleSheet::parse(css, ParserOptions::default()).ok()?;
    sheet.minify(MinifyOptions { targets: targets(), ..MinifyOptions::default() }).ok()?;
    sheet
        .to_css(PrinterOptions { minify: true, targets: targets(), ..PrinterOptions::default() })
        .ok()
        .map(|out| out.code)
}

fn bundle_one(provider: &Layers<'_>, name: &str) -> Result<String, Box<Diagnostic>> {
    let mut bundler = Bundler::new(provider, None, ParserOptions::default());
    let mut sheet = bundler.bundle(Path::new(name)).map_err(|error| {
        let place = error.loc.as_ref().map(|loc| (loc.filename.clone(), loc.line as usize, loc.column as usize));
        let reason = match &error.kind {
            BundleErrorKind::ResolverError(missing) => missing.to_string(),
            other => other.to_string(),
        };
        Box::new(explain(provider, name, place, &reason))
    })?;
    let options = MinifyOptions { targets: targets(), ..MinifyOptions::default() };
    sheet.minify(options).map_err(|error| Box::new(explain(provider, name, None, &error.to_string())))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, targets: targets(), ..PrinterOptions::default() })
        .map_err(|error| Box::new(explain(provider, name, None, &error.to_string())))?;
    Ok(printed.code)
}

fn explain(provider: &Layers<'_>, name: &str, place: Option<(String, usize, usize)>, reason: &str) -> Diagnostic {
    let (file, line, column) = place.unwrap_or((name.to_owned(), 0, 1));
    let path = provider.path(Path::new(&file));
    let text = provider.sources.get(&path).and_then(|file| file.text.as_deref()).unwrap_or_default();
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let at = start + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
    let at = at.min(text.len());
    Diagnostic::error(code::STYLE, t!("样式表有误（{reason}）", "the style sheet is malformed ({reason})"))
        .at(Span::new(path, at..at))
}

/// The theme's style sheets, for `@import`.
struct Layers<'a> {
    sources: &'a Sources,
    theme: String,
}

impl Layers<'_> {
    fn path(&self, name: &Path) -> String {
        format!("{}{}", self.theme, name.to_string_lossy().replace('\\', "/"))
    }
}

#[derive(Debug)]
struct Missing(String);

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no {}", self.0)
    }
}

impl std::error::Error for Missing {}

impl SourceProvider for Layers<'_> {
    type Error = Missing;

    fn read<'a>(&'a self, file: &Path) -> Result<&'a str, Missing> {
        let path = self.path(file);
        self.sources.get(&path).and_then(|file| file.text.as_deref()).ok_or(Missing(path))
    }

    fn resolve(&self, specifier: &str, from: &Path) -> Result<ResolveResult, Missing> {
        let folder = from.parent().unwrap_or(Path::new("")).to_string_lossy().into_owned();
        let joined = crate::path::resolve(&folder, specifier).ok_or_else(|| Missing(specifier.to_owned()))?;
        Ok(ResolveResult::File(PathBuf::from(joined)))
    }
}
