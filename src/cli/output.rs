//! Printing. Data goes to standard output, talk to standard error; a closed pipe is no error.

use std::io::{self, Write};

use super::Talk;
use crate::diag::print::{self, Format, Printing};
use crate::diag::{Report, Severity};
use crate::source::Sources;

/// Prints a text as data.
pub fn to_stdout(text: &str) {
    let _pipe_may_be_closed = io::stdout().write_all(text.as_bytes()).is_ok();
}

/// Prints a text as talk.
pub fn to_stderr(text: &str) {
    let _pipe_may_be_closed = io::stderr().write_all(text.as_bytes()).is_ok();
}

/// Prints the findings of a run; `--quiet` leaves only errors.
pub fn report(report: &Report, sources: &Sources, talk: &Talk) {
    let for_people = matches!(talk.format, Format::Human | Format::Short);
    let all = report.sorted();
    let shown: Vec<_> = all
        .iter()
        .copied()
        .filter(|finding| match finding.severity {
            Severity::Error => true,
            Severity::Warning => !(talk.quiet && for_people),
            Severity::Note => !talk.quiet || !for_people,
        })
        .collect();
    let printing = Printing { lang: talk.lang, color: talk.color && for_people, texts: sources, run: &all };
    let mut bytes = Vec::new();
    let _in_memory = print::print(talk.format, &mut bytes, &shown, &printing).is_ok();
    let text = String::from_utf8_lossy(&bytes);
    if for_people { to_stderr(&text) } else { to_stdout(&text) }
}

/// Opens an address in the browser.
#[cfg(feature = "serve")]
pub fn open(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let _opened = std::process::Command::new(program).arg(url).spawn().is_ok();
}
