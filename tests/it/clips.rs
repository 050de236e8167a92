//! Clips that ffmpeg made: what is published shows and sounds the same, and says nothing more.
#![allow(clippy::print_stderr)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fanzha::video::clip::{Clip, Container, Fault, publishable, read};
use memchr::memmem;

const PLACE: &str = "+28.2282+112.9388/";
const SECRETS: [&str; 5] = ["28.2282", "SECRETCAM", "SECRETNAME", "VideoHandler", "SoundHandler"];

/// A folder of clips; it vanishes with the value.
struct Studio(tempfile::TempDir);

impl Studio {
    /// Nothing where ffmpeg is missing.
    fn new() -> Option<Self> {
        let has = |program: &str| Command::new(program).arg("-version").output().is_ok();
        if has("ffmpeg") && has("ffprobe") {
            return Some(Studio(tempfile::tempdir().expect("a folder")));
        }
        eprintln!("skipped: ffmpeg is missing (tests/run installs it)");
        None
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &[&str], name: &str) -> Option<Vec<u8>> {
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg.current_dir(self.0.path()).args(["-nostdin", "-v", "error", "-y"]).args(args).arg(name);
        let made = ffmpeg.output().expect("ffmpeg");
        let says = String::from_utf8_lossy(&made.stderr);
        if says.contains("Unknown encoder") {
            eprintln!("skipped: {name}: {says}");
            return None;
        }
        assert!(made.status.success(), "{name}: {says}");
        fs::read(self.path(name)).ok()
    }

    /// A clip of two seconds, 160 by 90 pixels, with a place, a maker and a title. `None` where
    /// this ffmpeg has no such encoder.
    fn film(&self, args: &[&str], name: &str) -> Option<Vec<u8>> {
        let picture = "testsrc2=size=160x90:rate=10:duration=2";
        let place = format!("location={PLACE}");
        let mut all = vec!["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "sine=duration=2"];
        all.extend(["-metadata", &place, "-metadata", "title=SECRETNAME", "-metadata", "comment=SECRETCAM"]);
        all.extend(["-metadata", "creation_time=2026-01-02T03:04:05Z"]);
        all.extend(["-metadata:s:v", "title=SECRETNAME"]);
        all.extend(args);
        self.run(&all, name)
    }

    /// The sums of all pictures and sounds, decoded.
    fn frames(&self, path: &Path) -> String {
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg.args(["-nostdin", "-v", "error", "-i"]).arg(path);
        ffmpeg.args(["-map", "0:v?", "-map", "0:a?", "-f", "framemd5", "-"]);
        let sums = ffmpeg.output().expect("ffmpeg");
        let says = String::from_utf8_lossy(&sums.stderr);
        assert!(sums.status.success() && says.is_empty(), "{}: {says}", path.display());
        String::from_utf8(sums.stdout).expect("text")
    }

    /// What a file says about itself.
    fn tags(&self, path: &Path) -> String {
        let mut ffprobe = Command::new("ffprobe");
        ffprobe.args(["-v", "error", "-show_format", "-show_streams", "-of", "flat"]).arg(path);
        let says = ffprobe.output().expect("ffprobe");
        let text = String::from_utf8(says.stdout).expect("text");
        text.lines().filter(|line| line.contains("tags.")).collect::<Vec<_>>().join("\n")
    }

    /// Checks what is published of a clip, and gives what it is.
    fn publish(&self, name: &str, bytes: &[u8]) -> (Clip, Vec<u8>) {
        let before = read(bytes).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        let out = publishable(bytes).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        let out = out.unwrap_or_else(|| panic!("{name}: there was something to take away"));
        let after = read(&out).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        assert_eq!(after, Clip { has_metadata: false, plays_at_once: true, ..before.clone() }, "{name}");
        assert_eq!(publishable(&out), Ok(None), "{name}");
        let path = self.path(&format!("published-{name}"));
        fs::write(&path, &out).expect("a file");
        assert_eq!(self.frames(&path), self.frames(&self.path(name)), "{name}");
        for secret in SECRETS {
            assert!(memmem::find(&out, secret.as_bytes()).is_none(), "{name} says {secret}");
        }
        let tags = self.tags(&path);
        // What players need: brands, languages, how sound and pictures are packed.
        let needed = ["brand", "minor_version", "language", "vendor_id", "alpha_mode"];
        for line in tags.lines().filter(|line| !needed.iter().any(|tag| line.contains(tag))) {
            assert!(line.ends_with("=\"\""), "{name} says {line}");
        }
        (before, out)
    }
}

const AVC: [&str; 8] = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "5", "-c:a", "aac"];

fn with<'a>(first: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [first, more].concat()
}

#[test]
fn mp4_of_every_making_stays_the_same_film() {
    let Some(studio) = Studio::new() else { return };
    for (name, args, early) in [
        ("late.mp4", &[][..], false),
        ("early.mp4", &["-movflags", "+faststart"], true),
        ("tagged.mp4", &["-movflags", "+use_metadata_tags"], false),
        ("fragments.mp4", &["-movflags", "frag_keyframe+empty_moov+default_base_moof"], true),
        ("indexed.mp4", &["-movflags", "frag_keyframe+empty_moov+default_base_moof+global_sidx"], true),
        ("implicit.mp4", &["-movflags", "frag_keyframe+omit_tfhd_offset"], true),
        ("hybrid.mp4", &["-movflags", "frag_keyframe"], true),
        ("separate.mp4", &["-movflags", "frag_keyframe+empty_moov+separate_moof"], true),
        ("cmaf.mp4", &["-movflags", "cmaf", "-write_prft", "wallclock"], true),
        ("hint.mp4", &["-movflags", "+rtphint"], false),
        ("clock.mp4", &["-write_tmcd", "1", "-timecode", "01:00:00:00"], false),
        ("pieces.mp4", &["-max_interleave_delta", "1", "-chunk_duration", "100000"], false),
    ] {
        let Some(bytes) = studio.film(&with(&AVC, args), name) else { continue };
        let (clip, out) = studio.publish(name, &bytes);
        let expected = Clip {
            container: Container::Mp4,
            milliseconds: clip.milliseconds,
            width: 160,
            height: 90,
            video: clip.video.clone(),
            audio: Some("mp4a.40.2".to_owned()),
            plays_at_once: early,
            has_metadata: true,
        };
        assert_eq!(clip, expected, "{name}");
        assert!(clip.video.is_some_and(|codec| codec.starts_with("avc1.") && codec.len() == 11), "{name}");
        assert!((2000..2100).contains(&clip.milliseconds), "{name}: {} ms", clip.milliseconds);
        for length in (0..out.len() - 1).step_by(97) {
            assert!(
                publishable(&out[..length]).map(|out| out.is_none()).is_ok_and(|same| same)
                    || read(&out[..length]).is_err(),
                "{name}: {length}"
            );
        }
    }
}

#[test]
fn codecs_are_named_as_players_name_them() {
    let Some(studio) = Studio::new() else { return };
    let hevc = ["-c:v", "libx265", "-x265-params", "log-level=none", "-preset", "ultrafast", "-c:a", "aac"];
    for (name, args, video, audio) in [
        ("hevc.mp4", &with(&hevc, &["-tag:v", "hvc1"])[..], "hvc1.1.6.L", Some("mp4a.40.2")),
        ("hev1.mp4", &with(&hevc, &["-an"]), "hev1.1.6.L", None),
        ("av1.mp4", &["-c:v", "libaom-av1", "-cpu-used", "8", "-c:a", "libopus"], "av01.0.00M.08", Some("opus")),
        ("vp9.mp4", &["-c:v", "libvpx-vp9", "-c:a", "libmp3lame"], "vp09.00.10.08", Some("mp4a.6B")),
        ("part2.mp4", &["-c:v", "mpeg4", "-c:a", "ac3"], "mp4v.20.1", Some("ac-3")),
        ("baseline.mp4", &["-c:v", "libx264", "-profile:v", "baseline", "-an"], "avc1.42C0", None),
        ("vp9.webm", &["-c:v", "libvpx-vp9", "-c:a", "libopus"], "vp9", Some("opus")),
        ("vp8.webm", &["-c:v", "libvpx", "-c:a", "libvorbis"], "vp8", Some("vorbis")),
        ("av1.webm", &["-c:v", "libaom-av1", "-cpu-used", "8", "-an"], "av01.0.00M.08", None),
        ("live.webm", &["-c:v", "libvpx", "-c:a", "libopus", "-f", "webm", "-live", "1"], "vp8", Some("opus")),
        (
            "clustered.webm",
            &["-c:v", "libvpx", "-an", "-cluster_time_limit", "500", "-cues_to_front", "1"],
            "vp8",
            None,
        ),
    ] {
        let Some(bytes) = studio.film(args, name) else { continue };
        let (clip, _) = studio.publish(name, &bytes);
        assert!(clip.video.as_ref().is_some_and(|codec| codec.starts_with(video)), "{name}: {clip:?}");
        assert_eq!(clip.audio.as_deref(), audio, "{name}");
        assert_eq!((clip.width, clip.height), (160, 90), "{name}");
        assert!((1990..2100).contains(&clip.milliseconds), "{name}: {} ms", clip.milliseconds);
    }
    for (name, args, audio) in
        [("sound.mp4", ["-vn", "-c:a", "aac"], "mp4a.40.2"), ("sound.webm", ["-vn", "-c:a", "libopus"], "opus")]
    {
        let Some(bytes) = studio.film(&args, name) else { continue };
        let (clip, _) = studio.publish(name, &bytes);
        assert_eq!((clip.width, clip.height, clip.video, clip.audio.as_deref()), (0, 0, None, Some(audio)), "{name}");
    }
}

#[test]
fn a_film_is_as_wide_as_it_is_seen() {
    let Some(studio) = Studio::new() else { return };
    if studio.film(&AVC, "lying.mp4").is_none() {
        return;
    }
    for (turn, size) in [("90", (90, 160)), ("180", (160, 90)), ("270", (90, 160))] {
        let name = format!("turned-{turn}.mp4");
        let rotate = format!("rotate={turn}");
        // Newer ones no longer know the tag; their option stands before the input.
        let old = ["-i", "lying.mp4", "-c", "copy", "-metadata:s:v:0", &rotate];
        let new = ["-display_rotation", turn, "-i", "lying.mp4", "-c", "copy"];
        let is_turned = |name: &str| {
            let says = Command::new("ffprobe").args(["-v", "error", "-show_streams"]).arg(studio.path(name)).output();
            String::from_utf8_lossy(&says.expect("ffprobe").stdout).contains("rotation=")
        };
        let mut bytes = studio.run(&old, &name).expect("a film");
        if !is_turned(&name) {
            bytes = studio.run(&new, &name).expect("a film");
        }
        let (clip, _) = studio.publish(&name, &bytes);
        assert_eq!((clip.width, clip.height), size, "{turn}");
        assert!(is_turned(&format!("published-{name}")), "{turn}");
    }
    let wide = studio.film(&with(&AVC, &["-vf", "setsar=4/3"]), "wide.mp4").expect("a film");
    let (clip, _) = studio.publish("wide.mp4", &wide);
    assert_eq!((clip.width, clip.height), (213, 90));
    if let Some(wide) = studio.film(&["-vf", "setsar=4/3", "-c:v", "libvpx", "-an"], "wide.webm") {
        let (clip, _) = studio.publish("wide.webm", &wide);
        assert_eq!((clip.width, clip.height), (213, 90));
    }
}

/// The same boxes with chunk offsets of 64 bits.
fn widened(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some((head, after)) = rest.split_at_checked(8) {
        let size = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let (body, after) = after.split_at(size - 8);
        rest = after;
        let (kind, body) = match &head[4..] {
            b"moov" | b"trak" | b"mdia" | b"minf" | b"stbl" => (&head[4..], widened(body)),
            b"stco" => {
                let (count, rows) = body.split_at(8);
                let wide = rows.chunks_exact(4).flat_map(|row| [&[0; 4], row].concat());
                (&b"co64"[..], count.iter().copied().chain(wide).collect())
            }
            kind => (kind, body.to_vec()),
        };
        out.extend((body.len() as u32 + 8).to_be_bytes());
        out.extend_from_slice(kind);
        out.extend(body);
    }
    out
}

#[test]
fn sizes_and_offsets_may_be_long() {
    let Some(studio) = Studio::new() else { return };
    let Some(bytes) = studio.film(&AVC, "short.mp4") else { return };
    let mut long = widened(&bytes);
    // ffmpeg leaves room before the media for a long size.
    let room = memmem::find(&long, b"\0\0\0\x08free").expect("room");
    let size = u32::from_be_bytes(long[room + 8..room + 12].try_into().expect("four bytes"));
    long[room..room + 8].copy_from_slice(b"\0\0\0\x01mdat");
    long[room + 8..room + 16].copy_from_slice(&(u64::from(size) + 8).to_be_bytes());
    fs::write(studio.path("long.mp4"), &long).expect("a file");
    assert_eq!(studio.frames(&studio.path("long.mp4")), studio.frames(&studio.path("short.mp4")));
    let (_, out) = studio.publish("long.mp4", &long);
    assert!(memmem::find(&out, b"co64").is_some() && memmem::find(&out, b"stco").is_none());
}

#[test]
fn tracks_of_text_go_since_cameras_write_places_into_them() {
    let Some(studio) = Studio::new() else { return };
    if studio.film(&AVC, "plain.mp4").is_none() {
        return;
    }
    fs::write(studio.path("said.srt"), "1\n00:00:00,100 --> 00:00:01,500\n您好\n").expect("a file");
    let chapters = ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=one\n";
    fs::write(studio.path("chapters.txt"), chapters).expect("a file");
    let args =
        ["-i", "plain.mp4", "-i", "said.srt", "-i", "chapters.txt", "-map", "0", "-map", "1", "-map_chapters", "2"];
    let bytes = studio.run(&with(&args, &["-c", "copy", "-c:s", "mov_text"]), "said.mp4").expect("a film");
    let (_, out) = studio.publish("said.mp4", &bytes);
    assert!(memmem::find(&bytes, "您好".as_bytes()).is_some());
    assert!(memmem::find(&out, "您好".as_bytes()).is_none());
}

#[test]
fn what_is_no_clip_for_browsers_is_told() {
    let Some(studio) = Studio::new() else { return };
    if let Some(bytes) = studio.film(&AVC, "film.mov") {
        assert_eq!(read(&bytes), Err(Fault::QuickTime));
        assert_eq!(publishable(&bytes), Err(Fault::QuickTime));
    }
    if let Some(bytes) = studio.film(&AVC, "film.mkv") {
        assert_eq!(read(&bytes), Err(Fault::Matroska));
    }
    for name in ["film.avi", "film.ts", "film.gif"] {
        if let Some(bytes) = studio.film(&["-c:v", if name == "film.gif" { "gif" } else { "mpeg2video" }], name) {
            assert_eq!(read(&bytes), Err(Fault::Unknown), "{name}");
        }
    }
    let key = "00112233445566778899aabbccddeeff";
    let hidden = ["-encryption_scheme", "cenc-aes-ctr", "-encryption_key", key, "-encryption_kid", key];
    if let Some(bytes) = studio.film(&with(&AVC, &hidden), "hidden.mp4") {
        assert_eq!(read(&bytes), Err(Fault::Protected));
    }
}

#[test]
fn a_film_that_ends_early_is_told() {
    let Some(studio) = Studio::new() else { return };
    for (name, args) in [
        ("late.mp4", &AVC[..]),
        ("early.mp4", &with(&AVC, &["-movflags", "+faststart"])),
        ("film.webm", &["-c:v", "libvpx", "-c:a", "libopus"]),
    ] {
        let Some(bytes) = studio.film(args, name) else { continue };
        for length in (32..bytes.len()).step_by(7) {
            let fault = read(&bytes[..length]).expect_err("it is cut");
            assert_eq!(fault, Fault::Truncated, "{name}: {length} of {} bytes", bytes.len());
            assert_eq!(publishable(&bytes[..length]), Err(fault), "{name}");
        }
    }
}
