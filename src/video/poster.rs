//! A still picture for films that have none: one frame, where `ffmpeg` is installed.
#![allow(clippy::disallowed_methods)]

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::clip::Clip;
use crate::hash::{Fingerprint, Fingerprinter};

/// The longer side of a frame is no longer than this.
const LONGEST: u32 = 1280;

/// What stands for the frame of a clip, if there is an `ffmpeg` to make it. Versions differ in the
/// bytes that they make.
pub fn key(source: &Fingerprint) -> Option<Fingerprint> {
    Some(Fingerprinter::new().fingerprint(source).text("poster frame 1").text(maker()?).finish())
}

/// Width and height of the frame of a clip.
pub fn size(clip: &Clip) -> (u32, u32) {
    let longer = clip.width.max(clip.height).max(1);
    let to = longer.min(LONGEST);
    let scaled = |side: u32| (side * to / longer).max(2) / 2 * 2;
    (scaled(clip.width), scaled(clip.height))
}

/// What an `ffmpeg` that can be called says of its version.
pub fn maker() -> Option<&'static str> {
    static FOUND: OnceLock<Option<String>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let output = Command::new("ffmpeg").arg("-version").stdin(Stdio::null()).output().ok()?;
        let version = output.stdout.split(|byte| *byte == b'\n').next()?;
        output.status.success().then(|| String::from_utf8_lossy(version).into_owned())
    });
    found.as_deref()
}

/// The frame after a third of a clip, as JPEG without metadata. An MP4 whose index comes last cannot
/// be read from a pipe, so `bytes` must begin with it.
pub fn frame(bytes: &[u8], clip: &Clip) -> Option<Vec<u8>> {
    let (width, height) = size(clip);
    let at = format!("{:.3}", clip.milliseconds as f64 / 3000.0);
    let scale = format!("scale={width}:{height}");
    let mut ffmpeg = Command::new("ffmpeg")
        // A clip may not make it fetch anything.
        .args(["-nostdin", "-v", "error", "-threads", "1", "-protocol_whitelist", "pipe"])
        .args(["-i", "pipe:0", "-ss", &at, "-frames:v", "1"])
        .args(["-vf", &scale, "-map_metadata", "-1", "-bitexact", "-q:v", "3", "-f", "mjpeg", "pipe:1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut input = ffmpeg.stdin.take()?;
    let output = std::thread::scope(|scope| {
        // It stops reading once it has its frame.
        scope.spawn(move || {
            let _enough = input.write_all(bytes).is_err();
        });
        ffmpeg.wait_with_output()
    });
    let picture = output.ok().filter(|output| output.status.success())?.stdout;
    picture.starts_with(&[0xFF, 0xD8, 0xFF]).then_some(picture)
}
