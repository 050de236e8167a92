//! What a file is, told by its bytes and not by its name.

use std::path::Path;

use super::incoming::ends;
use super::{Failure, failure, of_file};
use crate::diag::{Text, code};
use crate::library::{Kind, Type};
use crate::media::{self, Picture};
use crate::t;

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
    /// The same without what it says about whoever made it, if it says such things.
    pub cleaned: Option<Vec<u8>>,
}

/// Looks at a file. What is damaged, or of no type that browsers show, is refused.
pub fn describe(path: &Path) -> Result<Description, Failure> {
    let (head, tail) = ends(path, ENDS)?;
    let media_type = Type::named(sniff(&head)?).ok_or_else(unknown)?;
    let plain = Description { media_type, milliseconds: None, pixels: None, cleaned: None };
    match media_type.kind {
        Kind::Picture => picture(&whole(path)?, plain),
        Kind::Paper if !contains(&tail, b"%%EOF") => Err(damaged(
            t!("PDF 文件不完整，后面的部分丢了", "the PDF file is cut off"),
            t!("重新复制或下载", "copy or download it again"),
        )),
        Kind::Clip | Kind::Sound | Kind::Paper => Ok(plain),
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

fn picture(bytes: &[u8], plain: Description) -> Result<Description, Failure> {
    let picture = Picture::read(bytes).map_err(|fault| {
        let (message, help) = media::words(fault);
        damaged(message, help)
    })?;
    let cleaned = if picture.has_metadata {
        // Which way is up, and what colours mean, would be lost with the rest.
        if picture.turn != 1 || picture.has_profile {
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
        media::publishable(bytes).map_err(|fault| {
            let (message, help) = media::words(fault);
            damaged(message, help)
        })?
    } else {
        None
    };
    Ok(Description { pixels: Some((picture.width, picture.height)), cleaned, ..plain })
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
