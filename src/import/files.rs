//! The files of an import: which are read, where their pages go, and which stay as they are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use rayon::prelude::*;
use serde::Serialize;

use super::draw::{self, Extras};
use super::patterns::{NUMBER, pattern};
use super::reading::{self, Unreadable};
use super::rows::ink;
use super::understand::Issue;
use super::{faithful, understand};
use crate::config::{Config, Periodical};
use crate::diag::{Diagnostic, Span, code, io_reason};
use crate::hash::Fingerprint;
use crate::media::Progress;
use crate::pinyin::propose_slug;
use crate::{numeral, t};

/// The endings of files that folders are searched for.
pub const EXTENSIONS: &[&str] = &["txt", "docx", "pdf", "html", "htm", "md"];

/// The largest file that is read.
const LARGEST: u64 = 64 << 20;

/// Where pages of bulletins lie.
const HOME: &str = "content/bulletins";

/// Begins the comment that tells whether anybody has edited the page since.
const SEAL: &str = "# 导入校验 ";

pattern!(NAMED_YEAR = r"(?:19|20)[0-9]{2}");
pattern!(NAMED_ISSUE = format!(r"第[ 　]*(?P<no>{NUMBER})[ 　]*期"));

/// What to import, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// The site's root.
    pub root: PathBuf,
    /// Files and folders.
    pub from: Vec<PathBuf>,
    /// The bulletin, if it need not be told by its name.
    pub periodical: Option<String>,
    /// Whether somebody has decided that all of it is public.
    pub public: bool,
    /// Whether nothing is mended.
    pub verbatim: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Its page was written, or would be.
    Written,
    /// Its page stands there already, the same.
    Unchanged,
    /// Its page has been edited since; nothing was written.
    Kept,
    /// It is not for the public.
    Refused,
    /// It could not be imported.
    Failed,
}

/// The outcome for a file.
#[derive(Debug)]
pub struct Import {
    /// The file.
    pub file: PathBuf,
    /// What became of it.
    pub status: Status,
    /// Its page, below the root.
    pub page: Option<String>,
    /// What it says.
    pub issue: Option<Issue>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// A page that is ready to be written.
struct Ready {
    folder: String,
    page: String,
    original: String,
    bytes: Vec<u8>,
    periodical: String,
    year: Option<u32>,
    name: String,
}

/// Imports files, those of folders in the order of their names. No page that somebody edited and
/// no file that is not of an import is written over.
#[allow(clippy::disallowed_methods)] // Foreign files lie outside of the project.
pub fn run(request: &Request, config: &Config, progress: &Progress) -> Vec<Import> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut imports: Vec<Import> = Vec::new();
    for path in &request.from {
        if let Err(error) = collect(path, &mut files) {
            imports.push(unreadable(path, &error));
        }
    }
    let count = progress.of(files.len());
    let read: Vec<(Import, Option<Ready>)> = files
        .par_iter()
        .map(|file| {
            let outcome = prepare(file, request, config);
            count.step();
            outcome
        })
        .collect();
    let mut taken: BTreeMap<String, PathBuf> = BTreeMap::new();
    for (mut import, ready) in read {
        if let Some(ready) = ready {
            match taken.get(&ready.folder) {
                Some(first) => {
                    let first = first.display();
                    import.status = Status::Failed;
                    import.findings.push(
                        finding(
                            &import.file,
                            code::IMPORT_TWICE,
                            t!(
                                "与 {first} 是同一期，没有导入",
                                "this is the same issue as {first}; it was not imported"
                            ),
                        )
                        .help(t!("核对期号，只留一个文件", "compare the numbers, and keep one of the files")),
                    );
                }
                None => {
                    taken.insert(ready.folder.clone(), import.file.clone());
                    write(&mut import, &ready, request);
                }
            }
        }
        imports.push(import);
    }
    imports
}

/// The files that a path means.
#[allow(clippy::disallowed_methods)] // See `run`.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for entry in entries {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '~']));
        // A link could lead round in a circle.
        if hidden || entry.is_symlink() {
            continue;
        }
        let known =
            entry.extension().is_some_and(|end| EXTENSIONS.contains(&end.to_string_lossy().to_lowercase().as_str()));
        if entry.is_dir() || known {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

fn finding(file: &Path, code: crate::diag::Code, message: crate::diag::Text) -> Diagnostic {
    Diagnostic::error(code, message).at(Span::file(file.display().to_string()))
}

fn unreadable(file: &Path, error: &io::Error) -> Import {
    let reason = io_reason(error);
    let (zh, en) = (reason.zh, reason.en);
    let finding = finding(file, code::IO_UNREADABLE, t!("读不了（{zh}）", "cannot be read ({en})"))
        .help(t!("检查文件名和权限", "check its name and permissions"));
    Import { file: file.to_owned(), status: Status::Failed, page: None, issue: None, findings: vec![finding] }
}

/// Reads and understands a file, and draws its page.
#[allow(clippy::disallowed_methods)] // See `run`.
fn prepare(file: &Path, request: &Request, config: &Config) -> (Import, Option<Ready>) {
    let mut import =
        Import { file: file.to_owned(), status: Status::Failed, page: None, issue: None, findings: Vec::new() };
    let large = fs::metadata(file).is_ok_and(|stat| stat.len() > LARGEST);
    let bytes = match if large { Err(io::Error::from(io::ErrorKind::FileTooLarge)) } else { fs::read(file) } {
        Ok(bytes) => bytes,
        Err(error) => return (unreadable(file, &error), None),
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let manuscript = match reading::read(&name, &bytes) {
        Ok(manuscript) => manuscript,
        Err(Unreadable { message, help }) => {
            import.findings.push(finding(file, code::IMPORT_UNREADABLE, message).help(help));
            return (import, None);
        }
    };
    let mut issue = understand(&manuscript, !request.verbatim);
    if let Some((line, mark)) = &issue.refused {
        import.status = Status::Refused;
        import.findings.push(
            finding(file, code::SECRECY, t!("第 {line} 行标有“{mark}”，不能公开，没有导入", "line {line} is marked `{mark}`: not for the public, and not imported"))
                .help(t!("不要放进网站的文件夹；确认已经解密或可以公开的，由定密单位出具意见后换用公开版本", "keep it out of the site's folder; if it was declassified, get the public version from the body that classified it")),
        );
        return (import, None);
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    name_tells(&mut issue, &stem);
    let Some((id, periodical)) = periodical(&issue, &stem, request, config) else {
        import.findings.push(unknown_periodical(file, &issue));
        import.issue = Some(issue);
        return (import, None);
    };
    let original = format!(
        "source.{}",
        file.extension().map_or_else(|| "txt".to_owned(), |end| end.to_string_lossy().to_lowercase())
    );
    let extras = Extras {
        periodical: id.to_owned(),
        name: periodical.name.clone(),
        original: original.clone(),
        public: request.public,
    };
    let page = draw::page(&issue, &extras);
    if let Err(mismatch) = faithful::check(&manuscript, &issue, &page) {
        let line = mismatch.line;
        let (zh, en) = (mismatch.message.zh, mismatch.message.en);
        import.findings.push(
            finding(
                file,
                code::IMPORT_UNFAITHFUL,
                t!("第 {line} 行附近：{zh}，没有导入", "near line {line}: {en}; it was not imported"),
            )
            .help(t!(
                "用 --verbatim 再试，或者把这一行另起一段后再导入；原文件请发给开发者",
                "try --verbatim, or set that line apart and import again; please send the file to the developers"
            )),
        );
        import.issue = Some(issue);
        return (import, None);
    }
    for (line, text) in &issue.unrecognised {
        let told = Diagnostic::warning(
            code::IMPORT_UNKNOWN,
            t!("第 {line} 行没有识别：{text}", "line {line} was not recognised: {text}"),
        );
        import.findings.push(told.at(Span::file(file.display().to_string())));
    }
    for line in &issue.illegible {
        let told = Diagnostic::warning(
            code::IMPORT_UNKNOWN,
            t!(
                "第 {line} 行有认不出的字，页面里写作 �",
                "line {line} has characters that the file does not tell; the page shows �"
            ),
        );
        import.findings.push(
            told.at(Span::file(file.display().to_string())).help(t!("对照原件补上", "fill them in from the original")),
        );
    }
    let folder = folder(&issue, id, &stem);
    import.page = Some(format!("{folder}/index.md"));
    let ready = Ready {
        folder,
        page: sealed(&page),
        original,
        bytes,
        periodical: id.to_owned(),
        year: issue.fields.year,
        name: periodical.name.clone(),
    };
    import.status = Status::Written;
    import.issue = Some(issue);
    (import, Some(ready))
}

/// Takes year and number from the file's name where the text has none.
fn name_tells(issue: &mut Issue, stem: &str) {
    if issue.fields.year.is_none()
        && let Some(year) = NAMED_YEAR.find(stem).and_then(|found| found.as_str().parse().ok())
    {
        issue.fields.year = Some(year);
        issue.from_name.push("year");
    }
    let number = || NAMED_ISSUE.captures(stem).and_then(|found| numeral::read(found.name("no")?.as_str()));
    if issue.fields.issue.is_none()
        && issue.fields.supplement.is_none()
        && let Some(number) = number().and_then(|number| u32::try_from(number).ok())
    {
        issue.fields.issue = Some(number);
        issue.from_name.push("issue");
    }
}

/// The bulletin that an issue belongs to.
fn periodical<'c>(
    issue: &Issue,
    stem: &str,
    request: &Request,
    config: &'c Config,
) -> Option<(&'c str, &'c Periodical)> {
    let known = |id: &str| config.periodicals.get_key_value(id).map(|(id, periodical)| (id.as_str(), periodical));
    if let Some(id) = &request.periodical {
        return known(id);
    }
    let printed = ink(issue.fields.masthead.as_deref().unwrap_or_default()).to_lowercase();
    let is = |text: &str| !text.is_empty() && ink(text).to_lowercase() == printed;
    let by_name = config.periodicals.iter().find(|(_, it)| is(&it.name) || it.pinyin.as_deref().is_some_and(is));
    // Where the head has no name the file's may have one.
    let by_file = || {
        config.periodicals.iter().find(|(_, it)| printed.is_empty() && !it.name.is_empty() && stem.contains(&it.name))
    };
    by_name.or_else(by_file).map(|(id, periodical)| (id.as_str(), periodical))
}

fn unknown_periodical(file: &Path, issue: &Issue) -> Diagnostic {
    let Some(name) = issue.fields.masthead.as_deref() else {
        return finding(file, code::IMPORT_PERIODICAL, t!("没有找到刊名", "no name of a bulletin was found")).help(t!(
            "用 --series 指明，如 --series lianluodongtai",
            "name it with --series, such as --series lianluodongtai"
        ));
    };
    let id = propose_slug(name, 60).replace('-', "");
    let publisher = issue.fields.publisher.as_deref().unwrap_or("……");
    finding(file, code::IMPORT_PERIODICAL, t!("site.toml 的 [periodicals] 里没有《{name}》", "[periodicals] of site.toml has no `{name}`")).help(t!(
        "在 site.toml 里加上：\n[periodicals.{id}]\nname = \"{name}\"\npublisher = \"{publisher}\"\n或用 --series 指明是哪一种",
        "add to site.toml:\n[periodicals.{id}]\nname = \"{name}\"\npublisher = \"{publisher}\"\nor name one with --series"
    ))
}

/// The folder of an issue's page.
fn folder(issue: &Issue, id: &str, stem: &str) -> String {
    let fields = &issue.fields;
    let number = match (fields.supplement, fields.issue, fields.issue_to) {
        (Some(0), Some(number), _) => Some(format!("{number:02}s")),
        (Some(0), ..) => Some("s".to_owned()),
        (Some(number), ..) => Some(format!("s{number:02}")),
        (None, Some(first), Some(last)) => Some(format!("{first:02}-{last:02}")),
        (None, Some(number), None) => Some(format!("{number:02}")),
        (None, None, _) => None,
    };
    match (fields.year, number) {
        (Some(year), Some(number)) => format!("{HOME}/{id}/{year}/{number}"),
        _ => {
            let slug = propose_slug(stem, 60);
            format!("{HOME}/{id}/unsorted/{}", if slug.is_empty() { "file" } else { &slug })
        }
    }
}

/// A page with the seal under its front matter.
fn sealed(page: &str) -> String {
    let sum = Fingerprint::of(page.as_bytes()).hex(16);
    page.replacen("\n+++\n", &format!("\n{SEAL}{sum}：改过的页面，再次导入时不会覆盖\n+++\n"), 1)
}

/// Whether nobody has edited a page since it was imported.
fn is_as_imported(page: &str) -> bool {
    let Some(start) = page.find(&format!("\n{SEAL}")).map(|at| at + 1) else { return false };
    let Some(end) = page[start..].find('\n').map(|at| start + at + 1) else { return false };
    let rest = format!("{}{}", &page[..start], &page[end..]);
    page[start + SEAL.len()..].starts_with(&Fingerprint::of(rest.as_bytes()).hex(16))
}

/// Writes what is ready, unless something of somebody's own stands in its place.
fn write(import: &mut Import, ready: &Ready, request: &Request) {
    let folder = request.root.join(&ready.folder);
    match place(&folder, ready) {
        Ok(Status::Written) if !request.dry_run => {
            if let Err(error) = put(&request.root, &folder, ready) {
                import.status = Status::Failed;
                let place = Span::file(import.file.display().to_string());
                import.findings.push(Diagnostic::unwritable(&folder, &error).at(place));
            }
        }
        Ok(status) => {
            import.status = status;
            if status == Status::Kept {
                let page = import.page.clone().unwrap_or_default();
                let told = Diagnostic::warning(
                    code::IMPORT_KEPT,
                    t!("{page} 已经有人改过，没有覆盖", "{page} has been edited; it stays as it is"),
                );
                import.findings.push(
                    told.at(Span::file(import.file.display().to_string()))
                        .help(t!("要重新导入，先把它移走或删除", "to import it anew, move it away or delete it first")),
                );
            }
        }
        Err(error) => {
            let failed = unreadable(&folder.join("index.md"), &error);
            import.status = Status::Failed;
            import.findings.extend(failed.findings);
        }
    }
}

/// What may be done where a page is to go.
#[allow(clippy::disallowed_methods)] // Only looks whether a page may be written over.
fn place(folder: &Path, ready: &Ready) -> io::Result<Status> {
    let read = |name: &str| match fs::read(folder.join(name)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    let (page, original) = (read("index.md")?, read(&ready.original)?);
    Ok(match page {
        Some(page) if page == ready.page.as_bytes() && original.as_ref() == Some(&ready.bytes) => Status::Unchanged,
        Some(page) if std::str::from_utf8(&page).is_ok_and(is_as_imported) => Status::Written,
        Some(_) => Status::Kept,
        // Somebody put a file there that is not of an import.
        None if original.is_some_and(|original| original != ready.bytes) => Status::Kept,
        None => Status::Written,
    })
}

/// Writes the original, the page, and the sections above it where there are none.
#[allow(clippy::disallowed_methods)] // Writes content, which is this command's purpose.
fn put(root: &Path, folder: &Path, ready: &Ready) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let all = |name: &str, bytes: &[u8]| {
        let (place, beside) = (folder.join(name), folder.join(format!(".{name}.new")));
        fs::write(&beside, bytes)?;
        fs::rename(&beside, &place)
    };
    all(&ready.original, &ready.bytes)?;
    all("index.md", ready.page.as_bytes())?;
    let Ready { periodical, name, .. } = ready;
    let mut sections = vec![
        (HOME.to_owned(), "title = \"简报\"\npage_kind = \"bulletin\"\n".to_owned()),
        (
            format!("{HOME}/{periodical}"),
            format!("title = \"{name}\"\nperiodical = \"{periodical}\"\npage_kind = \"bulletin\"\n"),
        ),
    ];
    if let Some(year) = ready.year {
        let front = format!(
            "title = \"{name}{year}年\"\nperiodical = \"{periodical}\"\nyear = {year}\npage_kind = \"bulletin\"\ntransparent = true\n"
        );
        sections.push((format!("{HOME}/{periodical}/{year}"), front));
    }
    for (folder, front) in sections {
        match fs::File::create_new(root.join(folder).join("_index.md")) {
            Ok(mut file) => io::Write::write_all(&mut file, format!("+++\n{front}+++\n").as_bytes())?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_page_is_told_from_one_as_imported() {
        let page = sealed("+++\ntitle = \"甲\"\n+++\n\n正文。\n");
        assert!(page.contains(SEAL));
        assert!(is_as_imported(&page));
        assert!(!is_as_imported(&page.replace("正文", "改过的正文")));
        assert!(!is_as_imported(&page.replace('甲', "乙")));
        assert!(!is_as_imported("+++\ntitle = \"甲\"\n+++\n\n正文。\n"));
    }
}
