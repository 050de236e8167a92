//! Files are laid down, step by step.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io;

use futures_util::{StreamExt, TryStreamExt, stream};
use sha2::{Digest, Sha256};

use super::lock::Lease;
use super::plan::{Backup, Plan, STEPS, Upload};
use super::release::copy_key;
use super::report::Told;
use super::store::{Headers, Known, Store};
use super::{Failure, failure};
use crate::diag::code;
use crate::manifest::File;
use crate::t;

/// Gives the bytes of an output.
pub type Bytes<'b> = dyn Fn(&str) -> io::Result<Vec<u8>> + 'b;

/// What lays files down.
pub struct Uploader<'a> {
    /// The store.
    pub store: &'a Store<'a>,
    /// The right to change it.
    pub lease: &'a Lease<'a>,
    /// The plan.
    pub plan: &'a Plan,
    /// Where bytes come from that are not in the store.
    pub bytes: &'a Bytes<'a>,
    /// How many files at once.
    pub jobs: usize,
    /// Who is told.
    pub tell: &'a dyn Fn(Told<'_>),
}

impl Uploader<'_> {
    /// Keeps the bytes that something else is about to take the place of. Gives the sums of those that turned
    /// out not to be there.
    pub async fn keep(&self) -> Result<BTreeSet<String>, Failure> {
        let kept = self.plan.backups.iter().map(|backup| self.keep_one(backup));
        let missing: Vec<Option<String>> = stream::iter(kept).buffer_unordered(self.jobs).try_collect().await?;
        Ok(missing.into_iter().flatten().collect())
    }

    async fn keep_one(&self, backup: &Backup) -> Result<Option<String>, Failure> {
        self.lease.check()?;
        let known = Known { sha256: &backup.sha256, bytes: backup.bytes };
        // Folders and servers with files show nobody what lies there: the type does not matter.
        let headers =
            Headers { content_type: "application/octet-stream", cache_control: "no-store", content_encoding: None };
        let there = self.store.copy(&backup.path, &copy_key(&backup.sha256), known, headers).await?;
        Ok((!there).then(|| backup.sha256.clone()))
    }

    /// Lays down all files: those of a step when all of the steps before are there.
    pub async fn lay_down(&self) -> Result<(), Failure> {
        let total = self.plan.bytes();
        let (done, files) = (Cell::new(0), Cell::new(0));
        for step in STEPS {
            let now: Vec<&Upload> = self.plan.uploads.iter().filter(|upload| upload.step == step).collect();
            if now.is_empty() {
                continue;
            }
            (self.tell)(Told::Step { step, files: now.len() });
            let work = now.into_iter().map(async |upload| {
                let Some(file) = self.plan.file(upload) else { return Ok(()) };
                self.lay_one(upload, file).await?;
                done.set(done.get() + file.bytes);
                files.set(files.get() + 1);
                (self.tell)(Told::Progress { done: done.get(), total });
                Ok(())
            });
            let laid = stream::iter(work).buffer_unordered(self.jobs).try_collect::<()>().await;
            laid.map_err(|failed| self.unfinished(failed, files.get()))?;
        }
        Ok(())
    }

    async fn lay_one(&self, upload: &Upload, file: &File) -> Result<(), Failure> {
        self.lease.check()?;
        let mut cache_control = String::new();
        let headers = self.plan.release.headers(file, &mut cache_control);
        if upload.is_kept {
            let known = Known { sha256: &file.sha256, bytes: file.bytes };
            let there = self.store.copy(&copy_key(&file.sha256), &file.path, known, headers).await?;
            return if there { Ok(()) } else { Err(self.gone(&file.path)) };
        }
        let bytes = (self.bytes)(&file.output()).map_err(|error| {
            let (path, reason) = (&file.path, crate::diag::io_reason(&error));
            let (zh, en) = (reason.zh, reason.en);
            failure(code::IO_UNREADABLE, t!("读不出 /{path}（{zh}）", "cannot read /{path} ({en})"))
        })?;
        if format!("{:x}", Sha256::digest(&bytes)) != file.sha256 {
            return Err(changed(&file.path));
        }
        self.store.put(&file.path, bytes, headers).await
    }

    fn unfinished(&self, failed: Failure, files: usize) -> Failure {
        let all = self.plan.uploads.len();
        Box::new(failed.help(t!(
            "已传 {files}/{all} 个文件，没有提交，也没有删除任何文件",
            "{files} of {all} files are up; nothing was committed and nothing deleted"
        )))
    }

    fn gone(&self, path: &str) -> Failure {
        let shown = &self.store.shown;
        let failed = failure(
            code::DEPLOY_STATE,
            t!("{shown} 里缺少 {path} 的旧内容", "{shown} lacks the earlier bytes of {path}"),
        );
        Box::new(failed.help(t!("从 Git 取出那时的内容重新发布", "deploy the content of that time from Git")))
    }
}

fn changed(path: &str) -> Failure {
    let failed = failure(code::IO_UNREADABLE, t!("/{path} 在发布过程中被改动了", "/{path} changed during the deploy"));
    Box::new(failed.help(t!("改完以后再运行一次", "run it again when it is finished")))
}
