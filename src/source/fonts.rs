//! Finds the fonts that share pictures are drawn with: the only files that may lie outside the
//! project. They are looked at by name; their bytes are read when something asks.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::Sources;
use super::stat::{Index, Stat};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::t;

/// Where systems keep fonts.
const FOLDERS: &[&str] =
    &["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts"];

/// Fonts for simplified Chinese that systems bring, the best first: Noto Sans CJK and Source Han
/// Sans (Debian, Arch, Fedora, openSUSE), PingFang and Hiragino (macOS), Microsoft YaHei and
/// DengXian (Windows), WenQuanYi.
const USUAL: &[&str] = &[
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-vf-fonts/NotoSansCJK-VF.ttc",
    "/usr/share/fonts/truetype/NotoSansSC-Bold.otf",
    "/usr/share/fonts/adobe-source-han-sans/SourceHanSansSC-Bold.otf",
    "/usr/share/fonts/adobe-source-han-sans/SourceHanSansCN-Bold.otf",
    "/usr/share/fonts/adobe-source-han-sans-cn/SourceHanSansCN-Bold.otf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/PrivateFrameworks/FontServices.framework/Resources/Reserved/PingFangUI.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "C:/Windows/Fonts/msyhbd.ttc",
    "C:/Windows/Fonts/Dengb.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/wenquanyi/wqy-zenhei/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
];

/// Folders in folders of fonts, at most.
const DEEPEST: usize = 4;

/// A font's file.
#[derive(Debug)]
pub struct FontFile {
    /// Its path: below the root, or on the machine.
    pub path: Arc<str>,
    /// The family wanted of it, if it is known by that.
    pub family: Option<String>,
    disk: PathBuf,
    stat: Stat,
    digest: OnceLock<Option<Fingerprint>>,
}

impl FontFile {
    fn at(path: Arc<str>, disk: PathBuf, known: &Index) -> Option<Self> {
        let stat = fs::metadata(&disk).ok().filter(fs::Metadata::is_file).map(|meta| Stat::of(&meta))?;
        let digest = known.known(&path, &stat).map_or_else(OnceLock::new, |digest| OnceLock::from(Some(digest)));
        Some(FontFile { path, family: None, disk, stat, digest })
    }

    /// The fingerprint of its bytes. They are read if that is not known.
    pub fn digest(&self) -> Option<Fingerprint> {
        *self.digest.get_or_init(|| Fingerprint::of_reader(fs::File::open(&self.disk).ok()?).ok())
    }

    /// Its bytes.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.disk)
    }

    fn add_to(&self, hash: &mut Fingerprinter) {
        // Containers copy files: there the inode says nothing.
        hash.text(&self.path).number(self.stat.size).number(self.stat.identity().0);
        hash.text(self.family.as_deref().unwrap_or_default());
    }
}

/// The fonts of share pictures.
#[derive(Clone, Debug, Default)]
pub struct Fonts {
    /// The one that is used.
    pub main: Option<Arc<FontFile>>,
    /// The one for characters that it lacks.
    pub fallback: Option<Arc<FontFile>>,
}

impl Fonts {
    fn each(&self) -> impl Iterator<Item = &FontFile> {
        [&self.main, &self.fallback].into_iter().filter_map(Option::as_deref)
    }

    /// Adds which fonts they are, without reading them.
    pub fn add_to(&self, hash: &mut Fingerprinter) {
        self.each().for_each(|font| font.add_to(hash));
    }

    /// Tells the next build what is known of them, if they were read at `read_at` or later.
    pub fn remember(&self, index: &mut Index, read_at: i64) {
        for font in self.each() {
            if let Some(Some(digest)) = font.digest.get() {
                index.add(font.path.clone(), font.stat, *digest, read_at);
            }
        }
    }
}

/// Finds the fonts that the settings name, or one that systems bring.
pub fn find(sources: &Sources, config: &Config, known: &Index, report: &mut Report) -> Fonts {
    let mut named = |name: &Option<String>, key: &str| {
        let name = name.as_deref().filter(|name| !name.is_empty())?;
        let found = if is_path(name) { of_project(sources, name, known) } else { of_family(name, known) };
        if found.is_none() {
            report.push(not_found(name, key, config));
        }
        found.map(Arc::new)
    };
    let main = match &config.share.font {
        None => USUAL.iter().find_map(|path| FontFile::at(Arc::from(*path), PathBuf::from(path), known)).map(Arc::new),
        font => named(font, "font"),
    };
    let fallback = named(&config.share.fallback_font, "fallback_font");
    Fonts { main, fallback }
}

fn is_path(name: &str) -> bool {
    let ends =
        |end: &str| name.get(name.len().saturating_sub(end.len())..).is_some_and(|tail| tail.eq_ignore_ascii_case(end));
    name.contains(['/', '\\']) || [".ttf", ".otf", ".ttc", ".otc"].into_iter().any(ends)
}

/// A listed file of the project.
fn of_project(sources: &Sources, name: &str, known: &Index) -> Option<FontFile> {
    let path = crate::path::resolve("", name).filter(|_| !name.starts_with('/'))?;
    let file = sources.get(&path)?;
    let mut font = FontFile::at(file.path.clone(), sources.place(file)?.into_owned(), known)?;
    font.digest = OnceLock::from(file.fingerprint());
    Some(font)
}

/// A file of the system's whose name begins like the family: `Source Han Sans SC` lies in
/// `SourceHanSansSC-Bold.otf` or `SourceHanSans.ttc`. Bold ones come first.
fn of_family(family: &str, known: &Index) -> Option<FontFile> {
    let squeeze =
        |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let whole = squeeze(family);
    let short =
        family.rsplit_once(' ').filter(|(_, end)| matches!(*end, "SC" | "CN" | "GB")).map(|(start, _)| squeeze(start));
    let mut found: Vec<(usize, usize, PathBuf)> = Vec::new();
    for path in FOLDERS.iter().flat_map(|folder| files(Path::new(folder), DEEPEST)) {
        let stem = path.file_stem().map(|stem| squeeze(&stem.to_string_lossy())).unwrap_or_default();
        let is_font = path.extension().is_some_and(|end| is_path(&format!(".{}", end.to_string_lossy())));
        let of = |name: &str| !name.is_empty() && stem.starts_with(name);
        let likeness = if of(&whole) { 0 } else { 1 };
        if is_font && (of(&whole) || short.as_deref().is_some_and(of)) {
            let weights = ["bold", "semibold", "heavy", "medium", "vf", "regular"];
            let weight = weights.iter().position(|weight| stem.ends_with(weight)).unwrap_or(weights.len());
            found.push((likeness, weight, path));
        }
    }
    let (_, _, path) = found.into_iter().min()?;
    let mut font = FontFile::at(Arc::from(path.to_string_lossy()), path.clone(), known)?;
    font.family = Some(family.to_owned());
    Some(font)
}

fn files(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth > 0 => found.extend(files(&entry.path(), depth - 1)),
            Ok(kind) if kind.is_file() => found.push(entry.path()),
            _ => {}
        }
    }
    found
}

fn not_found(name: &str, key: &str, config: &Config) -> Diagnostic {
    let span = Span::new(config.file.clone(), config.share.places.get(key).cloned().unwrap_or(0..0));
    if is_path(name) {
        return Diagnostic::error(code::FONT, t!("没有字体文件“{name}”", "there is no font file `{name}`"))
            .at(span)
            .help(t!(
                "把字体放进项目的 fonts/，写成 {key} = \"fonts/文件名\"",
                "put the font into fonts/ of the project and write {key} = \"fonts/NAME\""
            ));
    }
    Diagnostic::warning(code::FONT, t!("这台机器上没有字体“{name}”", "this machine has no font `{name}`"))
        .at(span)
        .help(t!(
            "装上它；要让每台机器生成同样的图，就把字体文件放进项目的 fonts/",
            "install it; for the same pictures on every machine put the font's file into fonts/ of the project"
        ))
}
