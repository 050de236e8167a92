//! `fanzha migrate`: a site of Zola or Hugo becomes one of ours.
//!
//! What it is made of is carried over as far as it means the same here: settings, front matter, the
//! places of pages and their files, links between pages, the usual shortcodes. Nothing is lost
//! without a word: whatever stays behind is a [`Note`] with its file and line. The old site is only
//! read, and nothing that exists is written over.
#![allow(clippy::disallowed_methods)] // Both folders lie outside of a project.

mod body;
mod dates;
mod front;
mod hugo;
mod languages;
mod notes;
mod read;
mod settings;
mod shortcode;
mod zola;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, code};
use crate::t;

pub use notes::Note;
use notes::Notes;
use read::Files;
use settings::Settings;

/// The generator that the old site was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Zola.
    Zola,
    /// Hugo.
    Hugo,
}

/// What to migrate.
#[derive(Clone, Debug)]
pub struct Request {
    /// The generator.
    pub from: Origin,
    /// The old site's folder.
    pub source: PathBuf,
    /// The new one's: empty or not there yet.
    pub target: PathBuf,
}

/// What became of a site.
#[derive(Debug)]
pub struct Outcome {
    /// How many pages and sections were carried over.
    pub pages: usize,
    /// How many other files.
    pub files: usize,
    /// What was not, and what somebody should look at.
    pub notes: Vec<Note>,
}

/// The file of the new site that holds the notes.
pub const REPORT: &str = "MIGRATION.md";

/// A file of the new site.
enum Content {
    Text(String),
    Copy(PathBuf),
}

/// The new site before it is written.
#[derive(Default)]
struct Draft {
    files: BTreeMap<String, Content>,
    pages: usize,
    /// Names of the taxonomies that pages use.
    taxonomies: BTreeSet<String>,
    /// Hosts that pages link to.
    hosts: BTreeSet<String>,
    /// Whether a path has letters other than ASCII.
    wide_paths: bool,
}

impl Draft {
    /// Adds a page, unless one is there.
    fn page(&mut self, path: String, text: String, from: &str, notes: &mut Notes) {
        self.wide_paths |= !path.is_ascii();
        if self.add(path, Content::Text(text), from, notes) {
            self.pages += 1;
        }
    }

    fn add(&mut self, path: String, content: Content, from: &str, notes: &mut Notes) -> bool {
        if self.files.contains_key(&path) {
            notes.add(
                from,
                1,
                t!("{path} 已由另一个文件占用，没有带过来", "{path} is another file's already; this one stayed behind"),
            );
            return false;
        }
        self.files.insert(path, content);
        true
    }
}

/// Reads the old site and writes the new one.
pub fn run(request: &Request) -> Result<Outcome, Box<Diagnostic>> {
    let files =
        Files::of(&request.source).map_err(|error| Box::new(Diagnostic::unreadable(&request.source, &error)))?;
    if is_occupied(&request.target) {
        let shown = request.target.display();
        return Err(Box::new(
            Diagnostic::error(code::OUTPUT_WRITE, t!("目录 {shown} 不是空的", "the folder {shown} is not empty"))
                .help(t!("换一个新目录", "choose a new folder")),
        ));
    }
    let mut notes = Notes::default();
    let mut draft = Draft::default();
    let settings = Settings::read(request.from, &files, &mut notes)?;
    match request.from {
        Origin::Zola => zola::carry(&files, &settings, &mut draft, &mut notes),
        Origin::Hugo => hugo::carry(&files, &settings, &mut draft, &mut notes),
    }
    left_behind(&files, request.from, &mut notes);
    for language in settings.languages.iter().map(|language| language.code.as_str()) {
        let own = Some(language).filter(|code| *code != settings.default_language);
        let text = if language == "zh" { HELP } else { HELP_EN };
        let path = |name: &str| format!("content/{}", languages::with_language(name, own));
        // A section of its own, since the pages of the old ones may be sorted by what it has not.
        let names = ["help.md", "help/index.md", "help/_index.md"].map(path);
        if !names.iter().any(|name| draft.files.contains_key(name)) {
            draft.files.insert(path("help/_index.md"), Content::Text(text.to_owned()));
        }
    }
    draft.files.insert("site.toml".to_owned(), Content::Text(settings.draw(&draft)));
    for (path, text) in BESIDE {
        draft.files.entry((*path).to_owned()).or_insert_with(|| Content::Text((*text).to_owned()));
    }
    draft.files.insert(REPORT.to_owned(), Content::Text(notes.page(request.from)));
    let written = draft.files.len();
    write(&draft, &request.target).map_err(|(path, error)| Box::new(Diagnostic::unwritable(&path, &error)))?;
    Ok(Outcome { pages: draft.pages, files: written - draft.pages, notes: notes.into_sorted() })
}

/// What our theme needs of every site.
const BESIDE: &[(&str, &str)] =
    &[(".gitignore", "/public\n/.fanzha\n"), ("data/hotlines.toml", include_str!("../../data/hotlines.toml"))];

/// The page that our theme leads to from every other: what to do while being scammed.
const HELP: &str = include_str!("../scaffold/help.md");
const HELP_EN: &str = include_str!("help.en.md");

/// Folders that hold no content, and what to say of them.
fn left_behind(files: &Files, from: Origin, notes: &mut Notes) {
    let folders: &[&str] = match from {
        Origin::Zola => &["templates", "themes", "sass", "syntaxes", "highlight_themes"],
        Origin::Hugo => &["layouts", "themes", "archetypes", "assets", "resources", "i18n"],
    };
    for folder in folders.iter().filter(|folder| files.under(folder).next().is_some()) {
        let text = match *folder {
            "templates" | "layouts" | "themes" => t!(
                "模板和主题没有带过来：网站改用自带主题 campaign",
                "templates and themes stayed behind: the site uses the built-in theme, campaign"
            ),
            "sass" | "assets" => t!(
                "样式和脚本没有带过来；正文里用到的图片请放到 static/ 下",
                "style sheets and scripts stayed behind; pictures that pages use belong below static/"
            ),
            _ => t!("{folder}/ 没有带过来", "{folder}/ stayed behind"),
        };
        notes.add(&format!("{folder}/"), 0, text);
    }
}

fn is_occupied(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(folder.exists(), |mut entries| entries.next().is_some())
}

/// Writes all files of a site, none over one that is there.
fn write(draft: &Draft, target: &Path) -> Result<(), (PathBuf, io::Error)> {
    for (path, content) in &draft.files {
        let place = target.join(path);
        let at = |error: io::Error| (place.clone(), error);
        if let Some(above) = place.parent() {
            fs::create_dir_all(above).map_err(at)?;
        }
        let mut file = fs::File::create_new(&place).map_err(at)?;
        match content {
            Content::Text(text) => file.write_all(text.as_bytes()).map_err(at)?,
            Content::Copy(from) => {
                let mut from = fs::File::open(from).map_err(|error| (from.clone(), error))?;
                io::copy(&mut from, &mut file).map_err(at)?;
            }
        }
    }
    Ok(())
}
