//! A bar while pictures are made or files read, where somebody looks at a terminal and it takes a while.

use std::sync::OnceLock;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::diag::Lang;
use crate::media::Progress;

/// Shows a bar for work on pictures that lasts longer than a moment.
pub fn of_pictures(lang: Lang) -> Progress {
    bar(match lang {
        Lang::Zh => "处理图片 {bar:24} {pos}/{len}，还需约 {eta}",
        Lang::En => "pictures {bar:24} {pos}/{len}, {eta} left",
    })
}

/// Shows a bar for text that is compressed.
pub fn of_compression(lang: Lang) -> Progress {
    bar(match lang {
        Lang::Zh => "压缩网页 {bar:24} {pos}/{len}，还需约 {eta}",
        Lang::En => "compressing {bar:24} {pos}/{len}, {eta} left",
    })
}

/// Shows a bar for files that are read.
pub fn of_files(lang: Lang) -> Progress {
    bar(match lang {
        Lang::Zh => "读取文件 {bar:24} {pos}/{len}，还需约 {eta}",
        Lang::En => "files {bar:24} {pos}/{len}, {eta} left",
    })
}

/// Shows a bar for bytes that are sent, as long as that lasts.
#[cfg(feature = "deploy")]
pub fn of_bytes(lang: Lang) -> impl Fn(u64, u64) {
    let text = match lang {
        Lang::Zh => "上传 {bar:24} {bytes}/{total_bytes}，还需约 {eta}",
        Lang::En => "upload {bar:24} {bytes}/{total_bytes}, {eta} left",
    };
    let bar: OnceLock<ProgressBar> = OnceLock::new();
    move |done, total| {
        let bar = bar.get_or_init(|| new_bar(text));
        bar.set_length(total);
        bar.set_position(done);
        if done == total {
            bar.finish_and_clear();
        }
    }
}

fn bar(text: &'static str) -> Progress {
    let bar: OnceLock<ProgressBar> = OnceLock::new();
    let begun = std::time::Instant::now();
    Progress::to(move |done, total| {
        // Most builds are over before a bar could be read.
        if bar.get().is_none() && begun.elapsed() < Duration::from_secs(1) {
            return;
        }
        let bar = bar.get_or_init(|| new_bar(text));
        bar.set_length(total as u64);
        bar.set_position(done as u64);
        if done == total {
            bar.finish_and_clear();
        }
    })
}

fn new_bar(text: &str) -> ProgressBar {
    // Hidden by itself where standard error is no terminal.
    let bar = ProgressBar::new(0);
    ProgressStyle::with_template(text).map_or(bar.clone(), |style| bar.with_style(style))
}
