//! The files of a film: what they are, whether they are what their page says, and whether old
//! phones can play one of them.

use super::clip::{Clip, Container};
use super::{Clips, Place};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, code};
use crate::hash::Fingerprinter;
use crate::kind::{Orientation, Source, Video};
use crate::library::Library;
use crate::links::Links;
use crate::markdown::{Target, link_target};
use crate::media::Pictures;
use crate::site::Page;
use crate::source::Sources;
use crate::t;

/// A file of a film, or its sound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilmFile {
    /// Where it is; nothing if its page names nothing that exists.
    pub place: Place,
    /// Its media type, with codecs where they are known.
    pub mime: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// Bytes.
    pub bytes: Option<u64>,
    /// Its length in milliseconds.
    pub milliseconds: Option<u64>,
    /// The source file, if it is ours.
    pub source: Option<std::sync::Arc<str>>,
    /// What it is, if it was read.
    pub clip: Option<Clip>,
}

impl FilmFile {
    /// Adds all that it says.
    pub fn add_to(&self, hash: &mut Fingerprinter) {
        let (kind, place) = match &self.place {
            Place::Nowhere => (0, ""),
            Place::Site(url) => (1, url.as_str()),
            Place::Elsewhere(url) => (2, url.as_str()),
        };
        hash.number(kind).text(place).text(self.mime.as_deref().unwrap_or_default());
        let numbers = [self.width.map(u64::from), self.height.map(u64::from), self.bytes, self.milliseconds];
        numbers.into_iter().for_each(|number| {
            hash.number(number.unwrap_or(u64::MAX));
        });
    }
}

/// Where files are looked up.
pub struct Shelves<'a> {
    /// Addresses of files.
    pub links: &'a Links,
    /// Files of the project.
    pub sources: &'a Sources,
    /// Files kept elsewhere.
    pub library: &'a Library,
    /// Pictures of the project.
    pub pictures: &'a Pictures,
    /// Clips of the project.
    pub clips: &'a Clips,
    /// Settings.
    pub config: &'a Config,
}

/// Finds a file that a page names, and reports what is not as its page says.
pub fn find(page: &Page, source: &Source, key: &str, shelves: &Shelves<'_>, report: &mut Report) -> FilmFile {
    let mut file = FilmFile {
        mime: source.r#type.clone(),
        width: source.width,
        height: source.height,
        bytes: source.size,
        ..FilmFile::default()
    };
    if let Some(written) = &source.src {
        let Some(found) = shelves.links.picture_of(page, written) else { return file };
        file.place = Place::Site(found.url);
        file.source = found.source;
        let path = file.source.clone().unwrap_or_default();
        file.bytes = shelves.sources.get(&path).map(|file| file.bytes);
        file.clip = shelves.clips.get(&path).map(|(clip, _)| clip.clone());
    } else if let Some(id) = &source.media {
        let Some(entry) = shelves.library.get(id) else {
            report.push(unlisted(page, id, key, shelves.library));
            return file;
        };
        file.place = Place::Elsewhere(entry.address.clone());
        file.mime = file.mime.or_else(|| Some(entry.media_type.name.to_owned()));
        (file.width, file.height) = (entry.width.or(file.width), entry.height.or(file.height));
        (file.bytes, file.milliseconds) = (Some(entry.bytes), entry.milliseconds);
    } else if let Some(url) = &source.url
        && matches!(link_target(url), Target::External { .. })
    {
        file.place = Place::Elsewhere(url.clone());
    }
    if let Some(clip) = file.clip.clone() {
        compare(page, source, key, &clip, report);
        file.mime = Some(mime(&clip));
        (file.width, file.height) = if clip.width > 0 { (Some(clip.width), Some(clip.height)) } else { (None, None) };
        file.milliseconds = Some(clip.milliseconds);
    }
    file
}

/// The media type of a clip with its codecs (RFC 6381).
fn mime(clip: &Clip) -> String {
    let codecs: Vec<&str> = clip.video.iter().chain(&clip.audio).map(String::as_str).collect();
    let kind = match (clip.container, &clip.video) {
        (Container::Mp4, None) => "audio/mp4",
        (Container::Webm, None) => "audio/webm",
        (Container::Mp3, _) => return clip.container.mime().to_owned(),
        (container, _) => container.mime(),
    };
    if codecs.is_empty() { kind.to_owned() } else { format!("{kind}; codecs=\"{}\"", codecs.join(", ")) }
}

fn unlisted(page: &Page, id: &str, key: &str, library: &Library) -> Diagnostic {
    let list = crate::library::PATH;
    let finding = Diagnostic::error(code::CLIP, t!("{list} 里没有“{id}”", "{list} has no `{id}`"))
        .at(page.document.span(&format!("{key}.media")));
    finding.help(match library.nearest(id) {
        Some(near) => t!("您是不是想写“{near}”？", "did you mean `{near}`?"),
        None => t!("先运行 fanzha media add 文件 --id {id}", "run fanzha media add FILE --id {id} first"),
    })
}

/// Reports what a file is not that its page says it is.
fn compare(page: &Page, source: &Source, key: &str, clip: &Clip, report: &mut Report) {
    for (name, written, real) in [("width", source.width, clip.width), ("height", source.height, clip.height)] {
        if let Some(written) = written.filter(|written| *written != real && clip.width > 0) {
            report.push(
                Diagnostic::error(
                    code::CLIP,
                    t!(
                        "{name} 写的是 {written}，视频实际是 {real}",
                        "`{name}` says {written}, but the clip has {real}"
                    ),
                )
                .at(page.document.span(&format!("{key}.{name}")))
                .help(t!("改成 {real}，或者不写，由程序填", "write {real}, or leave it out")),
            );
        }
    }
    let real = mime(clip);
    let plain = real.split(';').next().unwrap_or_default();
    if let Some(written) = source.r#type.as_deref().filter(|written| written.split(';').next() != Some(plain)) {
        report.push(
            Diagnostic::error(
                code::CLIP,
                t!("type 写的是 {written}，文件实际是 {plain}", "`type` says {written}, but the file is {plain}"),
            )
            .at(page.document.span(&format!("{key}.type")))
            .help(t!("改成 {plain}，或者不写，由程序填", "write {plain}, or leave it out")),
        );
    }
}

/// Reports what the files of a film are not that their page says of the film.
pub fn judge(page: &Page, video: &Video, files: &[FilmFile], report: &mut Report) {
    let exact = files.iter().find_map(|file| file.milliseconds);
    if let (Some(written), Some(real)) = (video.seconds(), exact)
        && real.abs_diff(u64::from(written) * 1000) > 1000
    {
        let (real, written) = (clock(real), video.duration.as_deref().unwrap_or_default());
        report.push(
            Diagnostic::error(
                code::CLIP,
                t!("时长写的是 {written}，视频实际是 {real}", "`duration` says {written}, but the clip lasts {real}"),
            )
            .at(page.document.span("duration"))
            .help(t!("改成 duration = \"{real}\"", "write duration = \"{real}\"")),
        );
    }
    if let (Some(written), Some(real)) = (video.orientation, files.iter().find_map(shape))
        && written != real
    {
        let (written, real) = (written.name(), real.name());
        report.push(
            Diagnostic::error(
                code::CLIP,
                t!(
                    "orientation 写的是 {written}，视频画面是 {real}",
                    "`orientation` says {written}, but the clip is {real}"
                ),
            )
            .at(page.document.span("orientation"))
            .help(t!("改成 \"{real}\"", "write \"{real}\"")),
        );
    }
    // Files elsewhere are believed to be what their type says.
    let is_playable = |file: &FilmFile| match &file.clip {
        Some(clip) => plays_on_old_phones(clip),
        None => file.mime.as_deref().is_none_or(|mime| mime.starts_with("video/mp4")),
    };
    if !files.is_empty() && !files.iter().any(is_playable) {
        report.push(
            Diagnostic::error(
                code::CLIP,
                t!(
                    "旧手机播放不了：没有 H.264 画面、AAC 声音的 MP4",
                    "old phones cannot play it: there is no MP4 with H.264 pictures and AAC sound"
                ),
            )
            .at(page.document.span("sources"))
            .help(t!(
                "转一份放在 sources 最前：ffmpeg -i 原文件 -c:v libx264 -profile:v main -pix_fmt yuv420p -c:a aac clip.mp4",
                "make one and put it first: ffmpeg -i FILE -c:v libx264 -profile:v main -pix_fmt yuv420p -c:a aac clip.mp4"
            )),
        );
    }
}

/// H.264 in Constrained Baseline, Main or High with 8 bits, and AAC or no sound. The fifth and
/// sixth characters after `avc1.` name the profile (ISO/IEC 14496-15, RFC 6381 3.3).
fn plays_on_old_phones(clip: &Clip) -> bool {
    let profile = clip.video.as_deref().and_then(|codec| codec.strip_prefix("avc1."));
    let pictures = profile.and_then(|rest| rest.get(..2)).is_some_and(|profile| matches!(profile, "42" | "4D" | "64"));
    let sound = clip.audio.as_deref().is_none_or(|codec| codec.starts_with("mp4a.40"));
    clip.container == Container::Mp4 && pictures && sound
}

fn shape(file: &FilmFile) -> Option<Orientation> {
    let (width, height) = (file.width?, file.height?);
    Some(match width.cmp(&height) {
        std::cmp::Ordering::Less => Orientation::Portrait,
        std::cmp::Ordering::Equal => Orientation::Square,
        std::cmp::Ordering::Greater => Orientation::Landscape,
    })
}

/// A length as front matter has it, `mm:ss` or `h:mm:ss`, to the nearest second.
fn clock(milliseconds: u64) -> String {
    let seconds = (milliseconds + 500) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clip(video: &str, audio: Option<&str>) -> Clip {
        Clip {
            container: Container::Mp4,
            milliseconds: 1000,
            width: 2,
            height: 2,
            video: Some(video.to_owned()),
            audio: audio.map(str::to_owned),
            plays_at_once: true,
            has_metadata: false,
        }
    }

    #[test]
    fn what_old_phones_play() {
        for (video, audio, expected) in [
            ("avc1.42E01E", Some("mp4a.40.2"), true),
            ("avc1.640028", None, true),
            ("avc1.6E0028", None, false),
            ("hvc1.1.6.L93.B0", Some("mp4a.40.2"), false),
            ("avc1.4D401F", Some("opus"), false),
        ] {
            assert_eq!(plays_on_old_phones(&clip(video, audio)), expected, "{video} {audio:?}");
        }
    }

    #[test]
    fn lengths_are_written_as_front_matter_has_them() {
        assert_eq!((clock(75_400), clock(3_600_900)), ("01:15".to_owned(), "1:00:01".to_owned()));
    }
}
