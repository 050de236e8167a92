//! `init`: a site that builds as it is, with what its authors and its editors need.

use std::fs;
use std::path::{Path, PathBuf};

use super::create;
use crate::diag::{Diagnostic, Lang, code};
use crate::kind::Kind;
use crate::schema::json::{self, Setting};
use crate::schema::{SiteWords, data, doc};
use crate::t;

/// What `init` is told of the site.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub base_url: Option<String>,
}

/// Files as they are.
const FILES: &[(&str, &[u8])] = &[
    (".gitignore", include_bytes!("site/gitignore")),
    (".gitattributes", include_bytes!("site/gitattributes")),
    (".editorconfig", include_bytes!("site/editorconfig")),
    (".taplo.toml", include_bytes!("site/taplo.toml")),
    (".vscode/settings.json", include_bytes!("site/vscode-settings.json")),
    (".vscode/extensions.json", include_bytes!("site/vscode-extensions.json")),
    (".githooks/pre-commit", include_bytes!("site/pre-commit")),
    (".github/workflows/site.yml", include_bytes!("ci/github.yml")),
    (".gitlab-ci.yml", include_bytes!("ci/gitlab.yml")),
    (".gitea/workflows/site.yml", include_bytes!("ci/gitea.yml")),
    ("README.md", include_bytes!("site/README.md")),
    ("CONTRIBUTING.md", include_bytes!("site/CONTRIBUTING.md")),
    ("docs/steps.svg", include_bytes!("site/steps.svg")),
    ("docs/file.svg", include_bytes!("site/file.svg")),
    ("docs/preview.png", include_bytes!("site/preview.png")),
    ("docs/error.png", include_bytes!("site/error.png")),
    ("content/_index.md", include_bytes!("index.md")),
    ("content/articles/_index.md", include_bytes!("articles.md")),
    ("content/articles/first.md", include_bytes!("first.md")),
    ("content/alerts/_index.md", include_bytes!("alerts.md")),
    ("content/cases/_index.md", include_bytes!("cases.md")),
    ("content/videos/_index.md", include_bytes!("videos.md")),
    ("content/help.md", include_bytes!("help.md")),
    ("content/search.md", include_bytes!("search.md")),
    ("data/hotlines.toml", include_bytes!("../../data/hotlines.toml")),
    ("data/vocabularies/scam_types.toml", include_bytes!("site/scam_types.toml")),
];

const SETTINGS: &str = include_str!("site.toml");

/// Makes a site that builds as it is. Returns the files made.
pub fn init(folder: &Path, site: &Site, force: bool) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    if is_occupied(folder) && !force {
        let shown = folder.display();
        return Err(Box::new(
            Diagnostic::error(code::OUTPUT_WRITE, t!("目录 {shown} 不是空的", "the folder {shown} is not empty")).help(
                t!(
                    "换一个新目录，或加 -f（不会覆盖已有文件）",
                    "choose another folder, or add -f (existing files stay as they are)"
                ),
            ),
        ));
    }
    let fixed = FILES.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()));
    let mut made = Vec::new();
    for (name, bytes) in fixed.chain(written(site)) {
        let path = folder.join(&name);
        if create(&path, bytes)? {
            made.push(path);
        }
    }
    executable(&folder.join(".githooks/pre-commit"))?;
    Ok(made)
}

/// Whether a folder holds more than hidden files, such as a fresh clone has.
pub fn is_occupied(folder: &Path) -> bool {
    fs::read_dir(folder)
        .map(|entries| entries.flatten().any(|entry| !entry.file_name().to_string_lossy().starts_with('.')))
        .unwrap_or(false)
}

/// Files that are written for the site: settings, schemas, the manual of front matter.
fn written(site: &Site) -> Vec<(String, Vec<u8>)> {
    let mut settings = SETTINGS.to_owned();
    let given = [
        ("base_url = \"https://www.example.gov.cn\"", "base_url", &site.base_url),
        ("title = \"反诈宣传\"", "title", &site.title),
    ];
    for (line, key, value) in given {
        if let Some(value) = value {
            settings = settings.replacen(line, &format!("{key} = {}", super::value::quoted(value)), 1);
        }
    }
    let words = SiteWords::default();
    let setting = Setting { lang: Lang::Zh, words: &words };
    let mut files = vec![
        ("site.toml".to_owned(), settings.into_bytes()),
        ("docs/fields.md".to_owned(), doc::manual(Lang::Zh).into_bytes()),
        (".vscode/schema/site.json".to_owned(), pretty(&json::of_settings(setting))),
        (".vscode/schema/section.json".to_owned(), pretty(&json::of_section(setting))),
    ];
    let kinds = Kind::ALL.iter().map(|kind| (kind.name(), json::of_kind(*kind, setting)));
    let data = data::ALL.iter().map(|file| (file.name, json::of_data(file, setting)));
    files.extend(kinds.chain(data).map(|(name, schema)| (format!(".vscode/schema/{name}.json"), pretty(&schema))));
    files
}

fn pretty(schema: &serde_json::Value) -> Vec<u8> {
    format!("{schema:#}\n").into_bytes()
}

#[cfg(unix)]
fn executable(path: &Path) -> Result<(), Box<Diagnostic>> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).map_err(|error| super::failed(path, &error))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> Result<(), Box<Diagnostic>> {
    Ok(())
}
