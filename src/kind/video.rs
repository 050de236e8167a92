//! 微视频: an episode of a video series. The body is its transcript.

use serde::{Deserialize, Serialize};

use super::{Check, Fields, article::check_takeaways};
use crate::t;

/// Fields of a video.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Video {
    /// The series, an id of `[series]` in `site.toml`.
    pub series: Option<String>,
    /// Its number in the series.
    pub episode: Option<u32>,
    /// How many episodes there will be.
    pub episodes_total: Option<u32>,
    /// Its length as `mm:ss` or `h:mm:ss`.
    pub duration: Option<String>,
    /// Its shape.
    pub orientation: Option<Orientation>,
    /// Its still picture.
    pub poster: Option<Picture>,
    /// The files.
    pub sources: Vec<Source>,
    /// Sound alone, for those who listen or save data.
    pub audio: Option<Source>,
    /// The same film with players of others.
    pub embeds: Vec<Embed>,
    /// Captions.
    pub captions: Vec<Caption>,
    /// Why it has none.
    pub captions_exempt: Option<String>,
    /// Its parts.
    pub chapters: Vec<Chapter>,
    /// Whether a sign language interpreter is in it.
    pub sign_language: bool,
    /// The dialect that is spoken, such as 长沙话.
    pub dialect: Option<String>,
    /// Who made it.
    pub credits: Vec<Credit>,
    /// What others may do with it.
    pub license: Option<String>,
    /// Things to remember.
    pub takeaways: Vec<String>,
}

/// Shapes of videos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// 横屏.
    Landscape,
    /// 竖屏.
    Portrait,
    /// 方形.
    Square,
}

impl Orientation {
    /// Its name in front matter.
    pub fn name(self) -> &'static str {
        match self {
            Orientation::Landscape => "landscape",
            Orientation::Portrait => "portrait",
            Orientation::Square => "square",
        }
    }
}

/// A picture with its alternative text.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Picture {
    /// Its file, beside the page or from `/media/`.
    pub src: String,
    /// What it shows.
    pub alt: String,
}

/// A file of the video.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, rename = "VideoSource")]
pub struct Source {
    /// A file beside the page or in `/media/`.
    pub src: Option<String>,
    /// Or its id in `media/media.toml`.
    pub media: Option<String>,
    /// Or its address elsewhere.
    pub url: Option<String>,
    /// Media type.
    pub r#type: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// Bytes.
    pub size: Option<u64>,
}

/// A player of a platform.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Embed {
    /// The platform, an id of `[platforms]` in `site.toml` or one that is built in.
    pub platform: String,
    /// The film's id there.
    pub id: String,
}

/// A part of a video.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Chapter {
    /// When it begins, as `m:ss` or `h:mm:ss`.
    pub t: String,
    /// What it is about.
    pub title: String,
}

/// A captions file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Caption {
    /// A WebVTT file.
    pub src: String,
    /// Its language.
    pub lang: String,
    /// What the player calls it.
    pub label: Option<String>,
    /// Whether it is for those who do not hear or for those who do not understand.
    pub kind: TrackKind,
}

/// Kinds of captions (HTML, `kind` of `<track>`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrackKind {
    /// With sounds, for those who do not hear.
    #[default]
    Captions,
    /// What is said, in another language.
    Subtitles,
}

impl TrackKind {
    /// Its name in HTML.
    pub fn name(self) -> &'static str {
        match self {
            TrackKind::Captions => "captions",
            TrackKind::Subtitles => "subtitles",
        }
    }
}

/// Who did what.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Credit {
    /// The role.
    pub role: String,
    /// The name.
    pub name: String,
}

/// The longest film that counts as one, in seconds.
const LONGEST: u32 = 8 * 3600;

/// Seconds of a time written `m:ss` or `h:mm:ss`.
pub fn time(written: &str) -> Option<u32> {
    let part = |text: &str| {
        let plain = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    let parts: Vec<u32> = written.split(':').map(part).collect::<Option<_>>()?;
    let seconds = match parts[..] {
        [minutes, seconds] if seconds < 60 => minutes * 60 + seconds,
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 => hours * 3600 + minutes * 60 + seconds,
        _ => return None,
    };
    (seconds <= LONGEST).then_some(seconds)
}

/// Seconds of a length written `m:ss` or `h:mm:ss`.
pub fn seconds(duration: &str) -> Option<u32> {
    time(duration).filter(|seconds| *seconds > 0)
}

impl Video {
    /// Its length in seconds.
    pub fn seconds(&self) -> Option<u32> {
        seconds(self.duration.as_deref()?)
    }

    fn check_files(&self, check: &mut Check<'_>) {
        let sources = self.sources.iter().enumerate().map(|(index, source)| (format!("sources.{index}"), source));
        let files: Vec<_> = sources.chain(self.audio.iter().map(|audio| ("audio".to_owned(), audio))).collect();
        for (path, source) in files {
            let places = [&source.src, &source.media, &source.url];
            if places.iter().filter(|place| place.is_some()).count() != 1 {
                check.bad(
                    &path,
                    t!("“{path}”要写明文件在哪里，并且只写一处", "`{path}` must say where its file is, in one way"),
                    t!(
                        "三选一：src（旁边的文件）、media（media.toml 里的编号）、url（网址）",
                        "one of src (a file beside the page), media (an id of media.toml) or url"
                    ),
                );
            }
        }
        let silent = self.captions.is_empty() && self.captions_exempt.is_none();
        check.require(
            "captions",
            self.sources.is_empty() || !silent,
            "captions = [{ src = \"zh.vtt\", lang = \"zh-CN\" }]",
        );
    }

    fn check_chapters(&self, check: &mut Check<'_>) {
        if self.chapters.len() == 1 {
            check.bad(
                "chapters",
                t!("只有一个章节", "there is one chapter only"),
                t!("写两个以上，或者去掉 chapters", "write two or more, or remove `chapters`"),
            );
        }
        let mut last = None;
        for (index, chapter) in self.chapters.iter().enumerate() {
            let (path, written) = (format!("chapters.{index}.t"), &chapter.t);
            check.length(&format!("chapters.{index}.title"), &chapter.title, 1, 40);
            let Some(at) = time(written) else {
                check.bad(
                    &path,
                    t!("时间“{written}”写法有误", "the time `{written}` is malformed"),
                    t!("写成 分:秒，如 0:08", "write minutes:seconds, such as 0:08"),
                );
                continue;
            };
            if last.is_some_and(|last| at <= last) {
                check.bad(
                    &path,
                    t!("章节“{written}”不在前一个之后", "the chapter at {written} does not come after the one before"),
                    t!("按时间先后排列", "put them in the order of time"),
                );
            }
            if self.seconds().is_some_and(|end| at >= end) {
                check.bad(
                    &path,
                    t!("章节“{written}”超过了时长", "the chapter at {written} lies behind the end"),
                    t!("核对 duration 和章节时间", "compare it with `duration`"),
                );
            }
            last = Some(at);
        }
    }
}

impl Fields for Video {
    const VIEW: &'static str = "video";
    const CARD: &'static [&'static str] =
        &["series", "episode", "duration", "orientation", "poster", "sources", "embeds"];

    fn check(&self, check: &mut Check<'_>) {
        check.require("date", check.date.is_some(), "date = 2026-06-01");
        check.require("series", self.series.is_some(), "series = \"……\"");
        check.require("episode", self.episode.is_some(), "episode = 1");
        check.require("duration", self.duration.is_some(), "duration = \"02:30\"");
        check.require("orientation", self.orientation.is_some(), "orientation = \"portrait\"");
        self.check_files(check);
        self.check_chapters(check);
        check_takeaways(&self.takeaways, check);
        if let Some(duration) = &self.duration
            && seconds(duration).is_none()
        {
            check.bad(
                "duration",
                t!("时长“{duration}”写法有误", "the duration `{duration}` is malformed"),
                t!("写成 分:秒，如 02:30", "write minutes:seconds, such as 02:30"),
            );
        }
        if let Some(poster) = &self.poster {
            check.length("poster.alt", &poster.alt, 4, 80);
        }
        for (index, embed) in self.embeds.iter().enumerate() {
            let id = &embed.id;
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            if id.is_empty() || id.len() > 64 || !id.chars().all(plain) {
                check.bad(
                    &format!("embeds.{index}.id"),
                    t!("“{id}”不像视频编号", "`{id}` is no id of a film"),
                    t!(
                        "只写编号，如 BV1xx411c7mD，不要写网址",
                        "write the id alone, such as BV1xx411c7mD, not an address"
                    ),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{seconds, time};

    #[test]
    fn lengths() {
        assert_eq!(seconds("02:30"), Some(150));
        assert_eq!(seconds("1:00:01"), Some(3601));
        assert_eq!(seconds("2:75"), None);
        assert_eq!((seconds("0:00"), time("0:00")), (None, Some(0)));
        assert_eq!(seconds("99999999:00"), None);
        assert_eq!(seconds("+1:30"), None);
    }
}
