//! Chapters of a film as a WebVTT track (HTML, `kind="chapters"`).

use std::fmt::Write;

use crate::kind::{Video, video_time};

/// A part of a film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Seconds from the beginning.
    pub start: u32,
    /// Seconds from the beginning.
    pub end: u32,
    /// What it is about.
    pub title: String,
}

/// The parts of a film; each lasts until the next begins.
pub fn parts(video: &Video) -> Vec<Part> {
    let starts: Vec<(u32, &str)> =
        video.chapters.iter().filter_map(|chapter| Some((video_time(&chapter.t)?, chapter.title.as_str()))).collect();
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([video.seconds().unwrap_or(0)]);
    let parts = starts.iter().zip(ends);
    parts.map(|((start, title), end)| Part { start: *start, end, title: (*title).to_owned() }).collect()
}

/// The parts as WebVTT.
pub fn to_vtt(parts: &[Part]) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for Part { start, end, title } in parts {
        let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let _always_works = write!(text, "\n{} --> {}\n{title}\n", time(*start), time(*end)).is_ok();
    }
    text
}

fn time(seconds: u32) -> String {
    format!("{:02}:{:02}:{:02}.000", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Chapter;

    #[test]
    fn a_chapter_lasts_until_the_next() {
        let chapter = |t: &str, title: &str| Chapter { t: t.to_owned(), title: title.to_owned() };
        let video = Video {
            duration: Some("01:15".to_owned()),
            chapters: vec![chapter("0:00", "接到电话"), chapter("0:40", "挂断 & 报警")],
            ..Video::default()
        };
        assert_eq!(
            to_vtt(&parts(&video)),
            "WEBVTT\n\n00:00:00.000 --> 00:00:40.000\n接到电话\n\n00:00:40.000 --> 00:01:15.000\n挂断 &amp; 报警\n"
        );
    }
}
