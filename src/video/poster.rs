//! A still picture for films that have none: one frame, where `ffmpeg` is installed.
#![allow(clippy::disallowed_methods)]

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::clip::Clip;
use crate::hash::{Fingerprint, Fingerprinter};

/// The longer side of a frame is no longer than this.
const LONGEST: u32 = 1280;

/// What stands for the frame of a clip. Which version of `ffmpeg` made it does not count.
pub fn key(source: &Fingerprint) -> Fingerprint {
    Fingerprinter::new().fingerprint(source).text("poster frame 1").finish()
}

/// Width and height of the frame of a clip.
pub fn size(clip: &Clip) -> (u32, u32) {
    let longer = clip.width.max(clip.height).max(1);
    let to = longer.min(LONGEST);
    let scaled = |side: u32| (side * to / longer).max(2) / 2 * 2;
    (scaled(clip.width), scaled(clip.height))
}

/// Whether there is an `ffmpeg` to be called.
pub fn is_possible() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let found = Command::new("ffmpeg").arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        found.is_ok_and(|status| status.success())
    })
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
