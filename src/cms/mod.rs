//! `build --cms`: the content manager in `/admin/`. Nothing of it is in a build without the flag.
//!
//! Its script is Sveltia CMS from npm, which whoever builds the site installs. It is neither in
//! this program nor in the site's repository.
#![allow(clippy::disallowed_methods)]

mod fonts;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::build::{Built, Project};
use crate::config::{CmsBackend, Config, origin_of};
use crate::diag::{Diagnostic, Lang, code, io_reason};
use crate::emit::{Content, Outputs, Supply};
use crate::hash::Fingerprint;
use crate::path::OutputPath;
use crate::schema::{self, SiteWords};
use crate::store::unwritable;
use crate::t;

/// The version that the tests use, and the digest of its script.
pub const VERSION: &str = "0.221.1";
const SHA256: &str = "2fc783907e1a4a70783f155cc28435c70b8f79792f2aab75e787984e84aa413a";

/// Where the script may lie, from the site's root.
const PLACES: &[&str] = &[".fanzha/vendor/sveltia-cms.js", "node_modules/@sveltia/cms/dist/sveltia-cms.js"];

const FOLDER: &str = "admin";

/// Adds the content manager to a built site. The build must know the site's graph.
pub fn add(project: &Project, built: &mut Built, lang: Lang) {
    if built.report.has_errors() {
        return;
    }
    match files(project, built, lang) {
        Ok(files) => {
            let mut outputs = Outputs::clone(&built.outputs);
            outputs.files.extend(files);
            built.outputs = outputs.into();
        }
        Err(finding) => built.report.push(*finding),
    }
}

fn files(project: &Project, built: &mut Built, lang: Lang) -> Result<Vec<(OutputPath, Content)>, Box<Diagnostic>> {
    let Some(site) = built.site.clone() else { return Ok(Vec::new()) };
    let config = built.config.clone();
    let words = SiteWords::of(&site, &config, &built.sources);
    let settings = schema::cms::config(&config, &words, lang)?;
    if let Some(taken) = built.outputs.files.keys().find(|path| path.as_str().starts_with("admin/")) {
        return Err(Box::new(Diagnostic::error(
            code::DUPLICATE_URL,
            t!(
                "/admin/ 要留给内容管理，{taken} 已经在那里",
                "/admin/ is for the content manager, but {taken} is there"
            ),
        )));
    }
    let (place, script) = script(project, &config)?;
    if let Some(other) = other_version(&place, &script) {
        built.report.push(other);
    }
    let signs = fonts::signs(&project.root, &place);
    if signs.is_none() {
        built.report.push(fonts::missing());
    }
    let script = fonts::kept_here(&script, signs.is_some());
    let put = |name: &str, bytes: &[u8]| -> Result<_, Box<Diagnostic>> {
        let blob = built.pack.put(bytes).map_err(|error| Box::new(unwritable(&error)))?;
        Ok((OutputPath::new(name), Content::Made(blob, Fingerprint::of(bytes))))
    };
    let mut files = vec![
        put(&format!("{FOLDER}/index.html"), page(&config, lang).as_bytes())?,
        put(&format!("{FOLDER}/config.yml"), settings.as_bytes())?,
        put(&format!("{FOLDER}/start.js"), include_bytes!("start.js"))?,
        put(&format!("{FOLDER}/zh-CN.json"), &words_of(&place)?)?,
        put(&format!("{FOLDER}/sveltia-cms.js"), &script)?,
    ];
    if let Some(signs) = signs {
        files.push(put(&format!("{FOLDER}/{}", fonts::FILE), &signs)?);
    }
    let headers = OutputPath::new("_headers");
    if let Some(content @ Content::Made(..)) = built.outputs.files.get(&headers) {
        let supply = Supply { sources: &built.sources, pack: &built.pack, variants: &built.variants };
        let mut text = supply.bytes(content).map_err(|error| Box::new(unwritable(&error)))?;
        text.extend_from_slice(exception(&config).as_bytes());
        files.push(put(headers.as_str(), &text)?);
    }
    Ok(files)
}

/// The script and where it lies.
fn script(project: &Project, config: &Config) -> Result<(PathBuf, Vec<u8>), Box<Diagnostic>> {
    let own = config.cms.script.as_deref();
    let places: Vec<PathBuf> = own
        .map_or_else(|| PLACES.to_vec(), |own| vec![own])
        .into_iter()
        .map(|place| project.root.join(place))
        .collect();
    let found = places.into_iter().find(|place| place.is_file());
    let Some(place) = found else {
        return Err(Box::new(
            Diagnostic::error(
                code::CMS_SCRIPT,
                t!("没有找到内容管理的程序（Sveltia CMS）", "the content manager's script (Sveltia CMS) is not there"),
            )
            .help(t!(
                "在站点目录运行 npm install --no-save @sveltia/cms@{VERSION}；或把 sveltia-cms.js 和 zh-CN.json 放到 .fanzha/vendor/",
                "in the site's folder run npm install --no-save @sveltia/cms@{VERSION}, or put sveltia-cms.js and zh-CN.json into .fanzha/vendor/"
            )),
        ));
    };
    let bytes = fs::read(&place).map_err(|error| unreadable(&place, &error))?;
    Ok((place, bytes))
}

/// The script's words in Chinese: where npm puts them, or beside the script.
fn words_of(script: &Path) -> Result<Vec<u8>, Box<Diagnostic>> {
    let folder = script.parent().unwrap_or(Path::new(""));
    let package = folder.parent().map(|package| package.join("locales").join("zh-CN.json"));
    let place = package.filter(|place| place.is_file()).unwrap_or_else(|| folder.join("zh-CN.json"));
    fs::read(&place).map_err(|error| {
        let mut finding = unreadable(&place, &error);
        finding.help.push(t!(
            "把 @sveltia/cms 包里的 locales/zh-CN.json 放在 sveltia-cms.js 旁边",
            "put locales/zh-CN.json of the package @sveltia/cms beside sveltia-cms.js"
        ));
        finding
    })
}

fn unreadable(place: &Path, error: &io::Error) -> Box<Diagnostic> {
    let (shown, reason) = (place.display(), io_reason(error));
    let (zh, en) = (reason.zh, reason.en);
    Box::new(Diagnostic::error(code::IO_UNREADABLE, t!("读不出 {shown}（{zh}）", "cannot read {shown} ({en})")))
}

/// Says when the script is another than the one that was tested.
fn other_version(place: &Path, script: &[u8]) -> Option<Diagnostic> {
    use sha2::{Digest, Sha256};
    let digest: String = Sha256::digest(script).iter().map(|byte| format!("{byte:02x}")).collect();
    let shown = place.display();
    (digest != SHA256).then(|| {
        Diagnostic::warning(
            code::CMS_SCRIPT,
            t!("{shown} 不是试过的版本 {VERSION}", "{shown} is not version {VERSION}, which was tested"),
        )
        .help(t!("试一下能不能用，或装上 @sveltia/cms@{VERSION}", "try it, or install @sveltia/cms@{VERSION}"))
    })
}

/// What the content manager may load and ask. Its styles are made by its script.
fn policy(config: &Config) -> String {
    let cms = &config.cms;
    let mut hosts: Vec<String> = match cms.backend {
        CmsBackend::TestRepo => Vec::new(),
        backend => {
            let api = cms.api_root.as_deref().or(backend.api()).and_then(origin_of);
            api.into_iter().chain(cms.base_url.as_deref().and_then(origin_of)).collect()
        }
    };
    hosts.dedup();
    let hosts: String = hosts.iter().map(|host| format!(" {host}")).collect();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; \
         media-src 'self' blob:; font-src 'self' data:; connect-src 'self' data: blob:{hosts}; worker-src 'self' blob:; \
         frame-src 'self' blob:; manifest-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

fn page(config: &Config, lang: Lang) -> String {
    // `frame-ancestors` counts in the header alone.
    let policy = policy(config).replace("; frame-ancestors 'none'", "");
    let (tag, title, off) = match lang {
        Lang::Zh => ("zh-CN", "内容管理", "写稿要用脚本，请在浏览器设置里打开 JavaScript。"),
        Lang::En => ("en", "Content", "Writing needs JavaScript: switch it on in the browser's settings."),
    };
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex, nofollow\">\n<meta name=\"referrer\" content=\"same-origin\">\n\
         <title>{title}</title>\n<link href=\"config.yml\" type=\"text/yaml\" rel=\"cms-config-url\">\n</head>\n<body>\n\
         <noscript>{off}</noscript>\n<script src=\"start.js\"></script>\n<script src=\"sveltia-cms.js\"></script>\n</body>\n</html>\n"
    )
}

/// The rule of `_headers` that gives the content manager a policy of its own: `!` takes away what
/// the rule for all pages says.
fn exception(config: &Config) -> String {
    let (base, policy) = (&config.base_path, policy(config));
    format!(
        "{base}/{FOLDER}/*\n  ! Content-Security-Policy\n  ! Cross-Origin-Opener-Policy\n  Content-Security-Policy: {policy}\n  \
         X-Robots-Tag: noindex\n"
    )
}
