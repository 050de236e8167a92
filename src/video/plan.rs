//! What the clips of a project are.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::clip::{self, Clip, Fault};
use crate::diag::{Diagnostic, Report, Span, code};
use crate::hash::Fingerprint;
use crate::source::{SourceFile, Sources};
use crate::t;

/// What files are, by their fingerprints.
pub type Memory = BTreeMap<Fingerprint, Result<Clip, Fault>>;

/// The clips of a project by source path.
#[derive(Clone, Debug, Default)]
pub struct Clips(BTreeMap<Arc<str>, (Clip, Fingerprint)>);

impl Clips {
    /// A clip and the fingerprint of its bytes.
    pub fn get(&self, source: &str) -> Option<&(Clip, Fingerprint)> {
        self.0.get(source)
    }

    /// All by source path.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Clip, &Fingerprint)> {
        self.0.iter().map(|(path, (clip, fingerprint))| (path, clip, fingerprint))
    }
}

fn is_clip(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    matches!(extension.as_deref(), Some("mp4" | "m4v" | "m4a" | "mp3" | "mov" | "webm" | "weba" | "mkv"))
}

/// Reads what is not remembered of all clips, one after the other since they are large, and
/// reports those that cannot be published. The second value is what to remember.
pub fn plan(sources: &Sources, memory: &Memory, report: &mut Report) -> (Clips, Memory) {
    let (mut clips, mut remembered) = (Clips::default(), Memory::new());
    for file in sources.files().filter(|file| is_clip(&file.path)) {
        let Some(fingerprint) = file.fingerprint() else { continue };
        let read = memory.get(&fingerprint).cloned().unwrap_or_else(|| look(sources, file));
        match &read {
            Ok(clip) => {
                clips.0.insert(file.path.clone(), (clip.clone(), fingerprint));
            }
            Err(fault) => report.push(explain(&file.path, *fault)),
        }
        remembered.insert(fingerprint, read);
    }
    (clips, remembered)
}

fn look(sources: &Sources, file: &SourceFile) -> Result<Clip, Fault> {
    clip::read(&sources.read(file).map_err(|_| Fault::Damaged)?)
}

/// Says what is wrong with a clip, and how to mend it.
pub fn explain(path: &Arc<str>, fault: Fault) -> Diagnostic {
    let convert = || {
        t!(
            "用 ffmpeg 转成 MP4：ffmpeg -i 原文件 -c:v libx264 -pix_fmt yuv420p -c:a aac clip.mp4",
            "make an MP4 of it: ffmpeg -i FILE -c:v libx264 -pix_fmt yuv420p -c:a aac clip.mp4"
        )
    };
    let (message, help) = match fault {
        Fault::Truncated => (
            t!("音视频文件不完整，后面的部分丢了", "the clip's file is cut off"),
            t!("重新复制或导出一次", "copy or export it again"),
        ),
        Fault::Damaged => (t!("音视频文件已损坏，读不出来", "the clip's file is damaged"), convert()),
        Fault::Unknown => (t!("文件内容不是 MP4 或 WebM 视频", "the file is neither MP4 nor WebM"), convert()),
        Fault::QuickTime => (
            t!(
                "这是 QuickTime 视频（苹果手机的格式），很多手机播放不了",
                "this is a QuickTime film (of an iPhone), which many phones do not play"
            ),
            convert(),
        ),
        Fault::Matroska => {
            (t!("这是 MKV 视频，浏览器播放不了", "this is a Matroska film, which browsers do not play"), convert())
        }
        Fault::Protected => (
            t!("视频加了密，播放不了", "the clip is encrypted"),
            t!("向制作单位要没有加密的文件", "ask its makers for a file that is not"),
        ),
        Fault::External => {
            (t!("视频的画面或声音在别的文件里", "the clip's pictures or sound are in other files"), convert())
        }
        Fault::Empty => (t!("视频里没有画面也没有声音", "the clip has neither pictures nor sound"), convert()),
        Fault::Unsupported => {
            (t!("视频用了少见的格式，无法保证完整发布", "the clip uses something rare that may not survive"), convert())
        }
    };
    Diagnostic::error(code::CLIP, message).at(Span::file(path.clone())).help(help)
}
