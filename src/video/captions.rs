//! Captions: WebVTT (W3C, Candidate Recommendation of 2019, 4 and 6) and SubRip, read with every
//! rule that makes them readable on a phone.

use std::fmt::Write;
use std::ops::Range;

use crate::diag::Text;
use crate::t;
use crate::text::{is_han, is_wide_punctuation};

/// A line holds so many Chinese characters, or twice as many Latin ones.
const WIDEST: usize = 20;
const MOST_LINES: usize = 2;
/// A file with more cues than this is of no film that we show.
const MOST_CUES: usize = 20_000;

/// What is shown for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Milliseconds from the beginning.
    pub start: u64,
    /// Milliseconds from the beginning.
    pub end: u64,
    /// Its lines, without markup.
    pub lines: Vec<String>,
    /// What follows the times in WebVTT: where the cue stands.
    settings: String,
}

/// Something wrong with a captions file.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Where, in bytes.
    pub span: Range<usize>,
    /// What.
    pub message: Text,
    /// How to mend it.
    pub help: Option<Text>,
    /// Whether the file can be shown all the same.
    pub is_warning: bool,
}

/// A file's cues, and what is wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Captions {
    /// In the order of the file.
    pub cues: Vec<Cue>,
    /// In the order of the file.
    pub problems: Vec<Problem>,
}

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// WebVTT.
    Vtt,
    /// SubRip (`.srt`).
    Srt,
}

/// A line with its place.
struct Line<'t> {
    text: &'t str,
    span: Range<usize>,
}

/// The lines of a text, ended by LF, CRLF or CR.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        lines.push(Line { text: &rest[..length], span: at..at + length });
        let ends = if rest[length..].starts_with("\r\n") { 2 } else { 1 };
        at += length + ends;
    }
    lines
}

impl Captions {
    /// Reads a file. `duration` is the film's length in milliseconds, if it is known.
    pub fn read(text: &str, format: Format, duration: Option<u64>) -> Self {
        let mut captions = Captions::default();
        let lines = lines(text);
        let mut rest = &lines[..];
        if format == Format::Vtt {
            match lines.first().map(|line| line.text.trim_start_matches('\u{FEFF}')) {
                Some(head) if head == "WEBVTT" || head.starts_with("WEBVTT ") || head.starts_with("WEBVTT\t") => {
                    let end = lines.iter().position(|line| line.text.is_empty()).unwrap_or(lines.len());
                    // Some programs forget the empty line.
                    let end = lines[..end].iter().position(|line| line.text.contains("-->")).unwrap_or(end);
                    rest = &lines[end..];
                }
                _ => captions.problem(
                    lines.first().map_or(0..0, |line| line.span.clone()),
                    t!("字幕文件的第一行不是 WEBVTT", "the captions do not begin with WEBVTT"),
                    Some(t!("第一行写 WEBVTT，空一行再写字幕", "write WEBVTT in the first line, then an empty line")),
                ),
            }
        }
        for block in rest.split(|line| is_blank(line.text)).filter(|block| !block.is_empty()) {
            captions.block(block, format, duration);
            if captions.cues.len() > MOST_CUES {
                captions.problem(block[0].span.clone(), t!("字幕太多", "there are too many captions"), None);
                break;
            }
        }
        if captions.cues.is_empty() && captions.problems.is_empty() {
            captions.problem(0..0, t!("字幕文件是空的", "the captions are empty"), None);
        }
        captions
    }

    fn problem(&mut self, span: Range<usize>, message: Text, help: Option<Text>) {
        self.problems.push(Problem { span, message, help, is_warning: false });
    }

    fn block(&mut self, block: &[Line<'_>], format: Format, duration: Option<u64>) {
        let first = block[0].text;
        let is_note = |word: &str| first == word || first.starts_with(&format!("{word} "));
        if format == Format::Vtt && ["NOTE", "STYLE", "REGION"].into_iter().any(is_note) {
            return;
        }
        let Some(at) = block.iter().take(2).position(|line| line.text.contains("-->")) else {
            self.problem(
                block[0].span.clone(),
                t!("这里应当是时间行，如 00:01.000 --> 00:03.500", "a line of times is missing here"),
                Some(t!(
                    "字幕之间空一行，字幕里面不要有空行",
                    "leave an empty line between captions and none within one"
                )),
            );
            return;
        };
        let line = &block[at];
        let Some((start, end, settings)) = times(line.text, format) else {
            let times = line.text.trim();
            self.problem(
                line.span.clone(),
                t!("时间“{times}”写法有误", "the times `{times}` are malformed"),
                Some(match format {
                    Format::Vtt => t!("写成 00:01.000 --> 00:03.500", "write 00:01.000 --> 00:03.500"),
                    Format::Srt => t!("写成 00:00:01,000 --> 00:00:03,500", "write 00:00:01,000 --> 00:00:03,500"),
                }),
            );
            return;
        };
        if end <= start {
            self.problem(
                line.span.clone(),
                t!("结束时间不在开始时间之后", "it does not end after it begins"),
                Some(t!("改正这一行的时间", "mend the times of this line")),
            );
        }
        if self.cues.last().is_some_and(|last| start < last.start) {
            self.problem(
                line.span.clone(),
                t!("这条字幕比上一条还早开始", "this caption begins before the one above"),
                Some(t!("按时间先后排列", "put them in the order of time")),
            );
        }
        if let Some(duration) = duration.filter(|duration| end > *duration) {
            let (end, length) = (clock(end), clock(duration));
            self.problem(
                line.span.clone(),
                t!("字幕到 {end} 才结束，片子只有 {length}", "it ends at {end}, but the film at {length}"),
                Some(t!("改正时间，或改正 duration", "mend the times, or the duration")),
            );
        }
        let text = &block[at + 1..];
        if text.iter().all(|line| is_blank(&without_markup(line.text))) {
            self.problem(line.span.clone(), t!("这条字幕没有文字", "this caption has no text"), None);
        }
        if let Some(third) = text.get(MOST_LINES) {
            self.problem(
                third.span.clone(),
                t!("一条字幕最多两行", "a caption has two lines at most"),
                Some(t!("拆成两条", "make two of it")),
            );
        }
        let mut shown = Vec::with_capacity(text.len());
        for line in text {
            let plain = without_markup(line.text);
            let width = width(&plain);
            if width > WIDEST * 2 {
                let (han, limit) = (width.div_ceil(2), WIDEST);
                self.problems.push(Problem {
                    span: line.span.clone(),
                    message: t!(
                        "这一行有 {han} 个字宽，手机上最多显示 {limit} 个",
                        "this line is {width} columns wide; a phone shows 40"
                    ),
                    help: Some(t!("分成两行，或拆成两条", "break it into two lines or two captions")),
                    is_warning: true,
                });
            }
            // An empty line would end the cue where it is written again.
            if !is_blank(&plain) {
                shown.push(plain);
            }
        }
        self.cues.push(Cue { start, end, lines: shown, settings: settings.to_owned() });
    }

    /// The cues as WebVTT.
    pub fn to_vtt(&self) -> String {
        let mut out = String::from("WEBVTT\n");
        for cue in &self.cues {
            let settings = if cue.settings.is_empty() { String::new() } else { format!(" {}", cue.settings) };
            let _infallible = write!(out, "\n{} --> {}{settings}\n", clock(cue.start), clock(cue.end)).is_ok();
            for line in &cue.lines {
                out.push_str(&line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
                out.push('\n');
            }
        }
        out
    }

    /// What is said, in paragraphs: a new one begins after a pause or, once it is long, after the
    /// end of a sentence.
    pub fn transcript(&self) -> Vec<String> {
        const PAUSE: u64 = 2_000;
        const LONG: usize = 80;
        let mut paragraphs: Vec<String> = Vec::new();
        let mut last_end = None;
        for cue in &self.cues {
            let text = cue.lines.iter().fold(String::new(), |whole, line| joined(whole, line.trim()));
            if text.is_empty() {
                continue;
            }
            let pause = last_end.is_some_and(|end| cue.start >= end + PAUSE);
            last_end = Some(cue.end);
            match paragraphs.last_mut() {
                Some(last) if pause || (last.chars().count() >= LONG && ends_sentence(last)) => paragraphs.push(text),
                Some(last) => *last = joined(std::mem::take(last), &text),
                None => paragraphs.push(text),
            }
        }
        paragraphs
    }
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '’', '」', '』', '）']).ends_with(['。', '！', '？', '…', '.', '!', '?'])
}

/// Two pieces of speech: a space only between words of Latin script.
fn joined(mut first: String, second: &str) -> String {
    let wide = |c: char| is_han(c) || is_wide_punctuation(c);
    if let (Some(before), Some(after)) = (first.chars().next_back(), second.chars().next())
        && !wide(before)
        && !wide(after)
    {
        first.push(' ');
    }
    first.push_str(second);
    first
}

/// Start, end, and what follows them.
fn times(line: &str, format: Format) -> Option<(u64, u64, &str)> {
    let (start, rest) = line.split_once("-->")?;
    let rest = rest.trim_start();
    let (end, settings) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
    Some((time(start.trim(), format)?, time(end, format)?, settings.trim()))
}

/// Milliseconds of `mm:ss.ttt` or `hh:mm:ss.ttt`; SubRip writes a comma and always the hours.
fn time(text: &str, format: Format) -> Option<u64> {
    let (clock, fraction) = match format {
        Format::Vtt => text.split_once('.')?,
        Format::Srt => text.split_once([',', '.'])?,
    };
    let number = |text: &str, digits: Range<usize>| {
        let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<u64>().ok()).flatten()
    };
    let milliseconds = number(fraction, 3..4)?;
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match (&parts[..], format) {
        ([minutes, seconds], Format::Vtt) => (0, number(minutes, 2..3)?, number(seconds, 2..3)?),
        ([hours, minutes, seconds], _) => (number(hours, 1..5)?, number(minutes, 2..3)?, number(seconds, 2..3)?),
        _ => return None,
    };
    (minutes < 60 && seconds < 60).then_some(((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds)
}

/// A time as WebVTT writes it.
fn clock(milliseconds: u64) -> String {
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000);
    let (minutes, hours) = (seconds / 60 % 60, seconds / 3600);
    let hours = if hours > 0 { format!("{hours:02}:") } else { String::new() };
    format!("{hours}{minutes:02}:{:02}.{rest:03}", seconds % 60)
}

/// The text of a line: tags such as `<v 民警>` or `<i>` go, references are resolved.
fn without_markup(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find('<') {
        plain.push_str(&rest[..start]);
        rest = match rest[start..].find('>') {
            Some(end) => &rest[start + end + 1..],
            None => "",
        };
    }
    plain.push_str(rest);
    let references = [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{A0}"), ("&lrm;", ""), ("&rlm;", ""), ("&amp;", "&")];
    references.into_iter().fold(plain, |text, (reference, c)| text.replace(reference, c))
}

/// Columns: a Chinese character has two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if is_han(c) || is_wide_punctuation(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VTT: &str = "WEBVTT - 示例\n\nNOTE 不显示\n的说明\n\n1\n00:01.000 --> 00:03.500 line:80%\n<v 民警>您好，这里是 96110。\n请先别转账！\n\n00:04.000 --> 00:06.000\nA &amp; B\n";

    #[test]
    fn captions_are_read() {
        let captions = Captions::read(VTT, Format::Vtt, Some(10_000));
        assert!(captions.problems.is_empty(), "{:?}", captions.problems);
        assert_eq!(captions.cues.len(), 2);
        assert_eq!((captions.cues[0].start, captions.cues[0].end), (1000, 3500));
        assert_eq!(captions.cues[0].lines, ["您好，这里是 96110。", "请先别转账！"]);
        assert_eq!(captions.transcript(), ["您好，这里是 96110。请先别转账！A & B"]);
        let again = captions.to_vtt();
        assert!(again.contains("00:01.000 --> 00:03.500 line:80%\n") && again.contains("A &amp; B"), "{again}");
        assert_eq!(Captions::read(&again, Format::Vtt, None).cues, captions.cues);
    }

    #[test]
    fn subrip_becomes_webvtt() {
        let srt = "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>甲</i>\r\n\r\n2\r\n01:00:03,000 --> 01:00:04,000\r\n乙\r\n";
        let captions = Captions::read(srt, Format::Srt, None);
        assert!(captions.problems.is_empty(), "{:?}", captions.problems);
        assert_eq!(captions.to_vtt(), "WEBVTT\n\n00:01.000 --> 00:02.000\n甲\n\n01:00:03.000 --> 01:00:04.000\n乙\n");
        assert_eq!(captions.transcript(), ["甲", "乙"], "a pause begins a paragraph");
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is() {
        for (text, place, says) in [
            ("00:01.000 --> 00:02.000\n甲\n", "00:01.000 --> 00:02.000", "WEBVTT"),
            ("WEBVTT\n\n00:05.000 --> 00:02.000\n甲\n", "00:05.000 --> 00:02.000", "does not end after"),
            ("WEBVTT\n\n00:05.0 --> 00:06.000\n甲\n", "00:05.0 --> 00:06.000", "malformed"),
            (
                "WEBVTT\n\n00:05.000 --> 00:06.000\n甲\n\n00:01.000 --> 00:02.000\n乙\n",
                "00:01.000 --> 00:02.000",
                "begins before",
            ),
            ("WEBVTT\n\n00:05.000 --> 00:16.000\n甲\n", "00:05.000 --> 00:16.000", "but the film at 00:10.000"),
            ("WEBVTT\n\n00:05.000 --> 00:06.000\n甲\n乙\n丙\n", "丙", "two lines"),
            ("WEBVTT\n\n00:05.000 --> 00:06.000\n", "00:05.000 --> 00:06.000", "no text"),
            ("WEBVTT\n\n00:05.000 --> 00:06.000\n<i>&nbsp;</i>\n", "00:05.000 --> 00:06.000", "no text"),
            ("WEBVTT\n\n甲\n", "甲", "times is missing"),
            ("WEBVTT\n", "", "empty"),
        ] {
            let captions = Captions::read(text, Format::Vtt, Some(10_000));
            let problem = captions.problems.iter().find(|problem| problem.message.en.contains(says));
            let problem = problem.unwrap_or_else(|| panic!("{says}: {:?}", captions.problems));
            assert_eq!(&text[problem.span.clone()], place, "{says}");
        }
        let long = format!("WEBVTT\n\n00:05.000 --> 00:06.000\n{}\n", "字".repeat(21));
        let problems = Captions::read(&long, Format::Vtt, None).problems;
        assert!(problems.len() == 1 && problems[0].is_warning);
        assert!(problems[0].message.zh.contains("21"));
    }

    proptest! {
        #[test]
        fn no_file_leads_the_reader_astray(text in "(WEBVTT)?[\r\n 甲<&>a0-9:.,-]{0,80}(\n\n[0-9:.,]{0,9} --> [0-9:.,]{0,12}\n.{0,9}){0,3}") {
            for format in [Format::Vtt, Format::Srt] {
                let captions = Captions::read(&text, format, Some(5_000));
                prop_assert!(captions.problems.iter().all(|problem| text.get(problem.span.clone()).is_some()));
                let again = Captions::read(&captions.to_vtt(), Format::Vtt, None);
                prop_assert!(again.cues.len() <= captions.cues.len());
            }
        }
    }
}
