//! What a file is, told by its bytes and not by its name.

use std::path::Path;

use super::incoming::ends;
use super::{Failure, failure, of_file};
use crate::diag::{Text, code};
use crate::library::{Kind, Type};
use crate::media::{self, Picture};
use crate::t;
use crate::video::clip::{self, Container};

/// How much of a file's beginning and end is looked at.
const ENDS: u64 = 64 << 10;

/// What a file is.
#[derive(Debug)]
pub struct Description {
    /// Its media type.
    pub media_type: Type,
    /// Its length, if it is a clip or sound that says so.
    pub milliseconds: Option<u64>,
    /// Width and height, if it is a clip or a picture.
    pub pixels: Option<(u32, u32)>,
    /// Whether it says something about whoever made it, where that can be told.
    pub has_metadata: bool,
    /// Whether a clip begins only when all of it is there.
    pub begins_late: bool,
    /// The codec of its pictures, if few browsers know it.
    pub rare_codec: Option<String>,
    /// The same as it may be published, if that is not what it is.
    pub cleaned: Option<Vec<u8>>,
}

/// Looks at a file. What is damaged, or of no type that browsers show, is refused; so is what
/// cannot be cleaned, if it is to be.
pub fn describe(path: &Path, clean: bool) -> Result<Description, Failure> {
    let (head, tail) = ends(path, ENDS)?;
    let name = sniff(&head)?;
    let media_type = Type::named(name).ok_or_else(unknown)?;
    let plain = Description {
        media_type,
        milliseconds: None,
        pixels: None,
        has_metadata: false,
        begins_late: false,
        rare_codec: None,
        cleaned: None,
    };
    match (media_type.kind, name) {
        (Kind::Picture, _) => picture(&whole(path)?, plain, clean),
        (Kind::Clip, _) | (_, "audio/mp4" | "audio/webm") => clip(&whole(path)?, clean),
        (Kind::Paper, _) if !contains(&tail, b"%%EOF") => Err(damaged(
            t!("PDF 文件不完整，后面的部分丢了", "the PDF file is cut off"),
            t!("重新复制或下载", "copy or download it again"),
        )),
        _ => Ok(plain),
    }
}

fn whole(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| of_file(code::IO_UNREADABLE, path, &error))
}

/// The media type that first bytes show.
fn sniff(head: &[u8]) -> Result<&'static str, Failure> {
    let convert = || t!("用剪辑软件另存为 MP4（H.264）", "save it as MP4 (H.264) with an editor");
    match head {
        [] => Err(damaged(t!("文件是空的", "the file is empty"), t!("重新复制或下载", "copy or download it again"))),
        [0xFF, 0xD8, 0xFF, ..] => Ok("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Ok("image/png"),
        [b'G', b'I', b'F', b'8', ..] => Ok("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok("image/webp"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => Err(damaged(
            t!("这是 AVI 视频，浏览器放不了", "this is an AVI film, which browsers do not play"),
            convert(),
        )),
        [b'%', b'P', b'D', b'F', b'-', ..] => Ok("application/pdf"),
        [b'O', b'g', b'g', b'S', ..] => Ok("audio/ogg"),
        [b'I', b'D', b'3', ..] => Ok("audio/mpeg"),
        // A frame of MPEG audio, layer III.
        [0xFF, second, third, ..] if second & 0xE6 == 0xE2 && third & 0xF0 != 0xF0 => Ok("audio/mpeg"),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Ok("video/webm"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'h' | b'm', b'e' | b'i', b'i' | b'f', b'c' | b'1' | b'x', ..] => {
            Err(damaged(
                t!("这是 HEIC 图片，浏览器显示不了", "this is a HEIC picture, which browsers do not show"),
                t!("另存为 JPEG", "save it as JPEG"),
            ))
        }
        [_, _, _, _, b'f', b't', b'y', b'p', b'M', b'4', b'A', ..] => Ok("audio/mp4"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Ok("video/mp4"),
        _ => Err(unknown()),
    }
}

fn unknown() -> Failure {
    let names: Vec<&str> = Type::ALL.iter().map(|known| known.extension).collect();
    let (zh, en) = (names.join("、"), names.join(", "));
    damaged(
        t!("认不出这是什么文件", "the file is of no known type"),
        t!("可以登记的有：{zh}", "these can be added: {en}"),
    )
}

fn damaged(message: Text, help: Text) -> Failure {
    Box::new(failure(code::MEDIA_FILE, message).help(help))
}

fn picture(bytes: &[u8], plain: Description, clean: bool) -> Result<Description, Failure> {
    let refuse = |fault| {
        let (message, help) = media::words(fault);
        damaged(message, help)
    };
    let picture = Picture::read(bytes).map_err(refuse)?;
    let has_metadata = picture.has_metadata;
    // Which way is up, and what colours mean, would be lost with the rest.
    if clean && has_metadata && (picture.turn != 1 || picture.has_profile) {
        return Err(damaged(
            t!(
                "图片里有拍摄信息，又是横着存的或用了特殊的颜色",
                "the picture says how it was taken, and lies on its side or has colours of its own"
            ),
            t!(
                "用看图软件打开，另存一份；或放在页面旁边，由程序处理",
                "save it anew with an editor; or put it beside its page, where the program sees to it"
            ),
        ));
    }
    let cleaned = if clean { media::publishable(bytes).map_err(refuse)? } else { None };
    Ok(Description { pixels: Some((picture.width, picture.height)), has_metadata, cleaned, ..plain })
}

fn clip(bytes: &[u8], clean: bool) -> Result<Description, Failure> {
    let clip = clip::read(bytes).map_err(clip_refused)?;
    let cleaned = if clean { clip::publishable(bytes).map_err(clip_refused)? } else { None };
    let is_seen = clip.width > 0 && clip.height > 0;
    let name = match (clip.container, is_seen) {
        (Container::Mp4, true) => "video/mp4",
        (Container::Mp4, false) => "audio/mp4",
        (Container::Webm, true) => "video/webm",
        (Container::Webm, false) => "audio/webm",
        (Container::Mp3, _) => "audio/mpeg",
    };
    let known = ["avc1", "avc3", "vp8", "vp9", "vp09"];
    let is_rare = |codec: &String| !known.iter().any(|known| codec.starts_with(known));
    Ok(Description {
        media_type: Type::named(name).ok_or_else(unknown)?,
        milliseconds: (clip.milliseconds > 0).then_some(clip.milliseconds),
        pixels: is_seen.then_some((clip.width, clip.height)),
        has_metadata: clip.has_metadata,
        begins_late: !clip.plays_at_once,
        rare_codec: clip.video.filter(is_rare),
        cleaned,
    })
}

fn clip_refused(fault: clip::Fault) -> Failure {
    use clip::Fault;
    let again = || t!("重新复制、下载或导出", "copy, download or export it again");
    let convert = || t!("用剪辑软件另存为 MP4（H.264）", "save it as MP4 (H.264) with an editor");
    let (message, help) = match fault {
        Fault::Truncated => (t!("文件不完整，后面的部分丢了", "the file is cut off"), again()),
        Fault::Damaged => (t!("文件已损坏", "the file is damaged"), again()),
        Fault::Unknown => return unknown(),
        Fault::QuickTime => (t!("这是 QuickTime 视频（.mov）", "this is a QuickTime film (.mov)"), convert()),
        Fault::Matroska => (t!("这是 Matroska 视频（.mkv）", "this is a Matroska film (.mkv)"), convert()),
        Fault::Protected => (
            t!("文件是加密的，读者放不了", "the file is encrypted, so that readers cannot play it"),
            t!("导出一份没有加密的", "export one that is not"),
        ),
        Fault::External => (
            t!("画面或声音在别的文件里", "its pictures or its sound are in other files"),
            t!("导出成一个完整的文件", "export it as one file"),
        ),
        Fault::Empty => (t!("文件里没有画面也没有声音", "it has neither pictures nor sound"), again()),
        Fault::Unsupported => (
            t!(
                "文件用了少见的结构，没有把握去掉其中的拍摄信息",
                "the file is built in a rare way, so that what it says about its making cannot be removed safely"
            ),
            convert(),
        ),
    };
    damaged(message, help)
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    memchr::memmem::find(bytes, what).is_some()
}

#[cfg(test)]
mod tests {
    use super::sniff;

    #[test]
    fn types_by_first_bytes() {
        for (bytes, expected) in [
            (&b"\0\0\0\x20ftypisom"[..], Some("video/mp4")),
            (b"\0\0\0\x20ftypM4A ", Some("audio/mp4")),
            (b"\x1aE\xdf\xa3", Some("video/webm")),
            (b"ID3\x04", Some("audio/mpeg")),
            (b"\xff\xfb\x90\x64", Some("audio/mpeg")),
            (b"OggS", Some("audio/ogg")),
            (b"%PDF-1.7", Some("application/pdf")),
            (b"\x89PNG\r\n", Some("image/png")),
            (b"\0\0\0\x20ftypheic", None),
            (b"RIFF\0\0\0\0AVI LIST", None),
            (b"MZ\x90", None),
            (b"PK\x03\x04", None),
            (b"<!doctype html>", None),
            (b"#!/bin/sh", None),
            (b"", None),
        ] {
            assert_eq!(sniff(bytes).ok(), expected, "{bytes:?}");
        }
    }
}
