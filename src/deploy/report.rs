//! What is said of deploys, to people and to programs.

use serde_json::{Value, json};

use super::plan::{Plan, STEPS, Step};
use super::release::{Past, State};
use crate::diag::{Lang, Text};
use crate::t;

/// So many names of a long list are shown to people.
const NAMED: usize = 10;

/// What happens meanwhile.
#[derive(Clone, Copy, Debug)]
pub enum Told<'t> {
    /// Another deploy is waited for.
    Waiting,
    /// The lock of a deploy that gave no sign for so long was taken over.
    TookOver {
        /// Seconds.
        seconds: u64,
    },
    /// The store cannot decide between two who want the lock.
    WeakLock,
    /// The store does not keep headers.
    NoHeaders,
    /// Text goes to the store as it is, although the target wants it compressed.
    NotCompressed,
    /// A deploy before this one did not end.
    Resuming,
    /// A step begins.
    Step {
        /// Which.
        step: Step,
        /// How many files it lays down.
        files: usize,
    },
    /// So many bytes are laid down.
    Progress {
        /// So many.
        done: u64,
        /// Of so many.
        total: u64,
    },
    /// A CDN was told to forget so many addresses.
    Purged {
        /// So many.
        count: usize,
    },
    /// 百度 took so many addresses.
    Pushed {
        /// So many.
        taken: u64,
        /// Of so many.
        all: usize,
    },
    /// So many published pages are what was uploaded.
    Verified {
        /// So many.
        count: usize,
    },
    /// The release is out.
    Committed {
        /// Its id.
        id: &'t str,
    },
}

impl Told<'_> {
    /// The words for it; nothing for what a bar shows.
    pub fn text(&self) -> Option<Text> {
        Some(match self {
            Told::Waiting => t!("另一个发布正在进行，等它结束……", "another deploy is at work, waiting …"),
            Told::TookOver { seconds } => t!(
                "上一个发布 {seconds} 秒没有动静，已接管它的锁",
                "the last deploy gave no sign for {seconds} s; its lock was taken over"
            ),
            Told::WeakLock => t!(
                "注意：这种存储不支持条件写入，锁只能防住先后相差几秒的两个发布；请不要同时发布",
                "note: this store has no conditional writes, so the lock only helps against deploys that begin seconds apart; do not run two at once"
            ),
            Told::NoHeaders => t!(
                "注意：这种存储不记 Content-Type 和 Cache-Control，要在前面的网站服务器里设置",
                "note: this store keeps no Content-Type and Cache-Control; set them in the web server before it"
            ),
            Told::NotCompressed => t!(
                "注意：这种存储的接口不记 Content-Encoding，文本照原样上传；请在 CDN 上打开压缩，或改用它的 S3 接口（kind = \"s3\"）",
                "note: the interface of this store keeps no Content-Encoding, so text is uploaded as it is; let the CDN compress, or use its S3 interface (kind = \"s3\")"
            ),
            Told::Resuming => t!(
                "上一次发布没有完成：先核对存储里的文件，只补传缺少的",
                "the last deploy did not end: comparing the files in the store, so that only what is missing is sent"
            ),
            Told::Step { step, files } => {
                let name = step.name();
                let (zh, en) = (name.zh, name.en);
                t!("上传{zh}：{files} 个文件", "uploading {en}: {files} files")
            }
            Told::Purged { count } => {
                t!("已请 CDN 刷新 {count} 个网址", "the CDN was told to forget {count} addresses")
            }
            Told::Pushed { taken, all } => {
                t!("百度收下 {taken}/{all} 个网址", "百度 took {taken} of {all} addresses")
            }
            Told::Verified { count } => {
                t!("抽查 {count} 个网页，都与上传的一样", "compared {count} published pages: all as uploaded")
            }
            Told::Committed { id } => t!("已提交：{id}", "committed: {id}"),
            Told::Progress { .. } => return None,
        })
    }
}

impl Step {
    fn name(self) -> Text {
        match self {
            Step::Assets => t!("页面要用的文件", "files that pages use"),
            Step::NewPages => t!("新网页", "new pages"),
            Step::Pages => t!("有改动的网页", "changed pages"),
            Step::Feeds => t!("订阅和站点地图", "feeds and sitemaps"),
            Step::Search => t!("搜索索引", "parts of the search index"),
            Step::SearchTable => t!("搜索索引的目录", "the search index's table"),
        }
    }

    /// Its name in JSON.
    fn key(self) -> &'static str {
        match self {
            Step::Assets => "assets",
            Step::NewPages => "new-pages",
            Step::Pages => "pages",
            Step::Feeds => "feeds",
            Step::Search => "search",
            Step::SearchTable => "search-table",
        }
    }
}

/// A plan for programs; docs/deploy.md describes it.
pub fn as_json(plan: &Plan, target: &str) -> Value {
    let uploads: Vec<Value> = plan
        .uploads
        .iter()
        .filter_map(|upload| Some((upload, plan.file(upload)?)))
        .map(|(upload, file)| {
            let mut one = json!({
                "path": file.path,
                "step": upload.step.key(),
                "bytes": file.bytes,
                "sha256": file.sha256,
                "content_type": file.content_type,
                "cache_control": plan.release.cache_control(file.cache),
                "replaces": upload.replaces,
            });
            if let Some(coding) = file.coding() {
                one["content_encoding"] = coding.name().into();
            }
            one
        })
        .collect();
    let backups: Vec<&str> = plan.backups.iter().map(|backup| &*backup.path).collect();
    json!({
        "format": 1,
        "target": target,
        "base_url": plan.release.manifest.base_url,
        "release": plan.release.id,
        "files": plan.release.manifest.files.len(),
        "unchanged": plan.same,
        "upload": uploads,
        "upload_bytes": plan.bytes(),
        "keep": backups,
        "delete": plan.deletes,
        "delete_later": plan.waiting,
    })
}

/// A plan for people.
pub fn for_people(plan: &Plan, lang: Lang) -> String {
    let mut text = String::new();
    let mut line = |said: Text| {
        text.push_str(said.get(lang));
        text.push('\n');
    };
    for step in STEPS {
        let files: Vec<_> = plan.uploads.iter().filter(|upload| upload.step == step).collect();
        if files.is_empty() {
            continue;
        }
        let files: Vec<_> = files.into_iter().filter_map(|upload| Some((upload, plan.file(upload)?))).collect();
        let bytes = crate::library::size(files.iter().map(|(_, file)| file.bytes).sum());
        let (count, name) = (files.len(), step.name());
        let (zh, en) = (name.zh, name.en);
        line(t!("上传{zh}：{count} 个文件，{bytes}", "upload {en}: {count} files, {bytes}"));
        for (upload, file) in files.iter().take(NAMED) {
            let (sign, path) = (if upload.replaces { '~' } else { '+' }, &file.path);
            line(t!("  {sign} {path}", "  {sign} {path}"));
        }
        if let Some(rest) = count.checked_sub(NAMED).filter(|rest| *rest > 0) {
            line(t!("  …… 另外 {rest} 个", "  … and {rest} more"));
        }
    }
    let (deletes, waiting, same) = (plan.deletes.len(), plan.waiting.len(), plan.same);
    if deletes > 0 {
        line(t!("提交后删除：{deletes} 个文件", "delete after the commit: {deletes} files"));
        for path in &plan.deletes {
            line(t!("  - {path}", "  - {path}"));
        }
    }
    if waiting > 0 {
        line(t!("不再需要，过一段时间再删：{waiting} 个文件", "no longer needed, deleted later: {waiting} files"));
    }
    line(t!("没有变化：{same} 个文件", "unchanged: {same} files"));
    text
}

/// The releases that can come back, for programs.
pub fn past_as_json(state: &State) -> Value {
    let is_current = |past: &Past| state.current.as_ref() == Some(&past.id);
    let releases = state.releases.iter().rev();
    json!(
        releases
            .map(|past| json!({
                "id": past.id,
                "at": past.at,
                "files": past.files,
                "bytes": past.bytes,
                "brought_back": past.back_at,
                "current": is_current(past),
            }))
            .collect::<Vec<_>>()
    )
}

/// … and for people.
pub fn past_for_people(state: &State, lang: Lang) -> String {
    let rows = state.releases.iter().rev().map(|past| {
        let is_current = state.current.as_ref() == Some(&past.id);
        let mark = if is_current { t!("现在", "now") } else { t!("", "") };
        let back = past.back_at.as_ref().map(|at| t!("{at} 恢复", "brought back {at}"));
        let note = back.as_ref().map_or("", |back| back.get(lang));
        let (id, at, files, size) = (&past.id, &past.at, past.files, crate::library::size(past.bytes));
        format!("{id}\t{at}\t{files}\t{size}\t{}\t{note}\n", mark.get(lang))
    });
    rows.collect()
}
