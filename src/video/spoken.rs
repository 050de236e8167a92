//! Recordings of pages that are read aloud: browsers inside messengers cannot speak.

use super::clip::Container;
use super::files::{self, FilmFile, Shelves};
use crate::diag::{Diagnostic, Report, code};
use crate::kind::Source;
use crate::site::Page;
use crate::t;

/// Finds the recording that a page names, and reports one that old phones do not play.
pub fn find(page: &Page, written: &str, shelves: &Shelves<'_>, report: &mut Report) -> FilmFile {
    let source = Source { src: Some(written.to_owned()), ..Source::default() };
    let file = files::find(page, &source, "read_aloud", shelves, report);
    // What is not there at all is reported as a link that leads nowhere.
    if file.source.is_some() && !is_sound(&file) {
        report.push(
            Diagnostic::error(
                code::CLIP,
                t!("“{written}”不是手机都能放的录音", "`{written}` is no recording that every phone plays"),
            )
            .at(page.document.span("read_aloud"))
            .help(t!(
                "用 MP3 或 M4A（AAC）：ffmpeg -i 原文件 -vn -c:a aac -b:a 48k read.m4a",
                "use MP3 or M4A (AAC): ffmpeg -i FILE -vn -c:a aac -b:a 48k read.m4a"
            )),
        );
    }
    file
}

fn is_sound(file: &FilmFile) -> bool {
    let Some(clip) = &file.clip else { return false };
    let codec = clip.audio.as_deref().unwrap_or_default();
    match clip.container {
        Container::Mp3 => true,
        Container::Mp4 => clip.video.is_none() && codec.starts_with("mp4a.40"),
        Container::Webm => false,
    }
}
