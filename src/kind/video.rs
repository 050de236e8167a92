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
    /// Captions.
    pub captions: Vec<Caption>,
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
#[serde(default)]
pub struct Source {
    /// A file beside the page or in `/media/`.
    pub src: Option<String>,
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

/// Seconds of a length written `mm:ss` or `h:mm:ss`.
pub fn seconds(duration: &str) -> Option<u32> {
    let part = |text: &str| {
        let plain = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    let parts: Vec<u32> = duration.split(':').map(part).collect::<Option<_>>()?;
    let seconds = match parts[..] {
        [minutes, seconds] if seconds < 60 => minutes * 60 + seconds,
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 => hours * 3600 + minutes * 60 + seconds,
        _ => return None,
    };
    (1..=8 * 3600).contains(&seconds).then_some(seconds)
}

impl Fields for Video {
    const VIEW: &'static str = "video";
    const CARD: &'static [&'static str] = &["series", "episode", "duration", "orientation", "poster"];

    fn check(&self, check: &mut Check<'_>) {
        check.require("date", check.date.is_some(), "date = 2026-06-01");
        check.require("series", self.series.is_some(), "series = \"……\"");
        check.require("episode", self.episode.is_some(), "episode = 1");
        check.require("duration", self.duration.is_some(), "duration = \"02:30\"");
        check.require("orientation", self.orientation.is_some(), "orientation = \"portrait\"");
        check.require("poster", self.poster.is_some(), "poster = { src = \"poster.jpg\", alt = \"……\" }");
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
    }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn lengths() {
        assert_eq!(seconds("02:30"), Some(150));
        assert_eq!(seconds("1:00:01"), Some(3601));
        assert_eq!(seconds("2:75"), None);
        assert_eq!(seconds("0:00"), None);
        assert_eq!(seconds("99999999:00"), None);
        assert_eq!(seconds("+1:30"), None);
    }
}
