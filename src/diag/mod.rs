//! What went wrong, where, and how to mend it.
//!
//! Invariants:
//! * Every message exists in Chinese and English; [`Text`] cannot be made with one of them.
//! * Nothing here prints or exits; printers write to what they are given.

mod codes;
mod examples;
pub mod print;
mod veil;

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use codes::{ALL, Code, code};

pub use examples::example;

/// A language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// A message in both languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The message in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// The same words in both languages (names, quotations).
    pub fn same(text: impl Into<String>) -> Self {
        let zh = text.into();
        Text { en: zh.clone(), zh }
    }
}

/// Why the system refused, in both languages.
pub fn io_reason(error: &std::io::Error) -> Text {
    use std::io::ErrorKind as Kind;
    let zh = match error.kind() {
        Kind::NotFound => "找不到",
        Kind::PermissionDenied => "没有权限",
        Kind::AlreadyExists => "已经存在",
        Kind::IsADirectory => "那里是目录",
        Kind::NotADirectory => "那里不是目录",
        Kind::StorageFull => "磁盘已满",
        Kind::ReadOnlyFilesystem => "磁盘只读",
        Kind::AddrInUse => "端口已被占用",
        Kind::AddrNotAvailable => "地址不可用",
        kind => return Text::same(kind.to_string()),
    };
    Text { zh: zh.to_owned(), en: error.kind().to_string() }
}

/// Makes a [`Text`] of a Chinese and an English format string.
#[macro_export]
macro_rules! t {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::diag::Text { zh: format!($zh), en: format!($en) }
    };
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// The site cannot be built.
    Error,
    /// The site is built; somebody should look.
    Warning,
    /// Something to know.
    Note,
}

/// A place in a file: bytes of its text. An empty range at 0 means the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The file's path from the project's root, with `/`.
    pub file: Arc<str>,
    /// Byte offsets into the file's text.
    pub range: Bytes,
}

/// A byte range that can be ordered and copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Bytes {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl From<Bytes> for Range<usize> {
    fn from(bytes: Bytes) -> Self {
        bytes.start..bytes.end
    }
}

impl Span {
    /// A range of a file.
    pub fn new(file: impl Into<Arc<str>>, range: Range<usize>) -> Self {
        Span { file: file.into(), range: Bytes { start: range.start, end: range.end } }
    }

    /// A file as a whole.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Span::new(file, 0..0)
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Which rule; stable from version to version.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// Where.
    pub span: Option<Span>,
    /// What stands under the caret.
    pub label: Option<Text>,
    /// Other places that matter, each with its word.
    pub others: Vec<(Span, Text)>,
    /// How to mend it.
    pub help: Vec<Text>,
    /// Parts of the place that may be shown to nobody, such as digits of a number.
    pub hidden: Vec<Bytes>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, message: Text) -> Self {
        Diagnostic {
            code,
            severity: Severity::Error,
            message,
            span: None,
            label: None,
            others: Vec::new(),
            help: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// A file or folder that cannot be written, and why.
    pub fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        let (path, Text { zh, en }) = (path.display(), io_reason(error));
        Diagnostic::error(code::OUTPUT_WRITE, t!("写不进 {path}（{zh}）", "cannot write {path} ({en})"))
    }

    /// A file or folder that cannot be read, and why.
    pub fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let (path, Text { zh, en }) = (path.display(), io_reason(error));
        Diagnostic::error(code::IO_UNREADABLE, t!("读不出 {path}（{zh}）", "cannot read {path} ({en})"))
    }

    /// A warning.
    pub fn warning(code: Code, message: Text) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    /// A note.
    pub fn note(code: Code, message: Text) -> Self {
        Diagnostic { severity: Severity::Note, ..Diagnostic::error(code, message) }
    }

    /// Says where.
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Says where, if that is known.
    pub fn at_opt(mut self, span: Option<Span>) -> Self {
        self.span = span;
        self
    }

    /// Says what to write under the caret.
    pub fn label(mut self, label: Text) -> Self {
        self.label = Some(label);
        self
    }

    /// Adds another place.
    pub fn also(mut self, span: Span, label: Text) -> Self {
        self.others.push((span, label));
        self
    }

    /// Says which parts of the place no printer may show.
    pub fn hide(mut self, parts: impl IntoIterator<Item = Range<usize>>) -> Self {
        self.hidden.extend(parts.into_iter().map(|part| Bytes { start: part.start, end: part.end }));
        self
    }

    /// Adds a remedy.
    pub fn help(mut self, help: Text) -> Self {
        self.help.push(help);
        self
    }

    /// Adds a remedy, if there is one.
    pub fn help_opt(mut self, help: Option<Text>) -> Self {
        self.help.extend(help);
        self
    }
}

/// All findings of a run.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Diagnostic>,
}

impl Report {
    /// An empty report.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    /// Adds the findings of another report.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        self.findings.extend(findings);
    }

    /// Whether there is nothing to report.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// The files that have a finding with one of these codes.
    pub fn files(&self, codes: &[Code]) -> HashSet<Arc<str>> {
        let told = self.findings.iter().filter(|finding| codes.contains(&finding.code));
        told.filter_map(|finding| finding.span.as_ref()).map(|span| span.file.clone()).collect()
    }

    /// Whether anything forbids writing the site.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// How many findings there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The findings in the order of files and places, each once.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.findings.iter().collect();
        sorted.sort_by_key(|d| (d.span.is_none(), &d.span, d.code.0, &d.message));
        sorted.dedup_by(|a, b| a == b);
        sorted
    }

    /// The findings as they came.
    pub fn into_findings(self) -> Vec<Diagnostic> {
        self.findings
    }
}
