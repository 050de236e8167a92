//! A deploy from beginning to end.

use std::io;

use jiff::Timestamp;

use super::after;
use super::gather::{self, Remote};
use super::lock::Lease;
use super::open::open;
use super::plan::{Making, Plan};
use super::release::{Release, STATE_KEY, State, pack, read_release, read_state, release_key};
use super::report::Told;
use super::store::{Store, Wrote};
use super::stored::stored;
use super::upload::{Bytes, Uploader};
use super::{Failure, Place, Wishes, failure};
use crate::config::{Index, Target};
use crate::diag::{Diagnostic, code};
use crate::manifest::Manifest;
use crate::{remote, t};

/// Where a release comes from.
pub enum Source<'a> {
    /// A build, with the bytes of its files by path.
    Built(Manifest, &'a Bytes<'a>),
    /// The store: the release of that id, or the one that was out before the present one.
    Kept(Option<String>),
}

/// What came of it.
pub struct Outcome {
    /// What was to be done.
    pub plan: Plan,
    /// Whether it was done.
    pub is_committed: bool,
    /// What went wrong after the commit.
    pub findings: Vec<Diagnostic>,
    /// How often something had to be tried again.
    pub retries: usize,
}

/// The name of a target with what it says.
pub type Named<'a> = (&'a str, &'a Target);

/// Brings a release out. `agree` is asked before anything is changed.
pub fn run(
    (name, target): Named<'_>,
    source: Source<'_>,
    wishes: &Wishes,
    place: &Place,
    agree: &dyn Fn(&Plan) -> bool,
    tell: &dyn Fn(Told<'_>),
) -> Result<Outcome, Failure> {
    refuse_names_of_folders(name, target)?;
    let runtime = runtime()?;
    runtime.block_on(async {
        let store = open(name, target, place)?;
        if target.compress && target.kind.is_object_store() && !store.says_codings() {
            tell(Told::NotCompressed);
        }
        let deploy = Deploy { store: &store, target, wishes, agree, tell };
        if wishes.dry_run {
            let remote = gather::remote(&store, wishes.adopt, target.jobs, tell).await?;
            let (plan, _) = deploy.plan(&remote, source).await?;
            return Ok(Outcome { plan, is_committed: false, findings: Vec::new(), retries: store.retries() });
        }
        if !store.keeps_headers() {
            tell(Told::NoHeaders);
        }
        let lease = Lease::take(&store, target.lock_seconds, wishes.wait, tell).await?;
        let done = lease.during(deploy.work(&lease, source)).await;
        lease.give_back().await;
        let (plan, is_committed, mut findings) = done?;
        if is_committed {
            findings.extend(after::follow((name, target), &plan, wishes, place, tell).await);
        }
        Ok(Outcome { plan, is_committed, findings, retries: store.retries() })
    })
}

/// Only stores of objects can have a name that ends in a slash.
fn refuse_names_of_folders(name: &str, target: &Target) -> Result<(), Failure> {
    if target.index != Index::Explicit || target.kind.is_object_store() {
        return Ok(());
    }
    let finding = failure(
        code::CONFIG_INVALID,
        t!(
            "[deploy.{name}] 写了 index = \"explicit\"，但目录里放不了名字以斜杠结尾的文件",
            "[deploy.{name}] has index = \"explicit\", but folders have no files whose names end in a slash"
        ),
    );
    Err(Box::new(finding.help(t!(
        "删去这一行：前面的网站服务器会找目录里的 index.html",
        "leave it out: the web server before it looks for the index.html in a folder"
    ))))
}

/// The state of a target's store.
pub fn history((name, target): Named<'_>, place: &Place) -> Result<State, Failure> {
    runtime()?.block_on(async {
        let store = open(name, target, place)?;
        let shown = &store.shown;
        let bytes = store.get(STATE_KEY).await?.ok_or_else(|| {
            let failed =
                failure(code::DEPLOY_STATE, t!("{shown} 里还没有发布过", "nothing was deployed to {shown} yet"));
            Box::new(failed.help(t!("先运行 fanzha deploy", "run fanzha deploy first")))
        })?;
        read_state(&bytes).ok_or_else(|| gather::unreadable(&store, STATE_KEY))
    })
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    remote::runtime().map_err(|error| {
        let reason = crate::diag::io_reason(&error);
        let (zh, en) = (reason.zh, reason.en);
        failure(code::NETWORK, t!("不能使用网络（{zh}）", "cannot use the network ({en})"))
    })
}

struct Deploy<'a> {
    store: &'a Store<'a>,
    target: &'a Target,
    wishes: &'a Wishes,
    agree: &'a dyn Fn(&Plan) -> bool,
    tell: &'a dyn Fn(Told<'_>),
}

impl<'a> Deploy<'a> {
    /// The plan, with where its bytes come from.
    async fn plan<'b>(&self, remote: &Remote, source: Source<'b>) -> Result<(Plan, &'b Bytes<'b>), Failure> {
        let now = Timestamp::now();
        let (release, comes_back, bytes): (_, _, &Bytes<'b>) = match source {
            Source::Built(manifest, bytes) => {
                (Release::new(stored(manifest, self.target, self.store.says_codings()), self.target, now), false, bytes)
            }
            Source::Kept(id) => (self.kept(remote, id).await?, true, &nothing),
        };
        let making = Making {
            target: self.target,
            remote,
            comes_back,
            forget: self.wishes.forget,
            max_deletes: self.wishes.max_deletes.unwrap_or(self.target.max_deletes),
            now,
        };
        Ok((making.plan(release)?, bytes))
    }

    /// A release that can come back.
    async fn kept(&self, remote: &Remote, id: Option<String>) -> Result<Release, Failure> {
        let state = &remote.state;
        let before = || state.releases.iter().rev().find(|past| state.current.as_ref() != Some(&past.id));
        let id = id.or_else(|| Some(before()?.id.clone())).filter(|id| state.keeps(id));
        let Some(id) = id else {
            let shown = &self.store.shown;
            let failed =
                failure(code::DEPLOY_STATE, t!("{shown} 里没有这个旧版本", "{shown} has no such earlier release"));
            return Err(Box::new(
                failed.help(t!("用 fanzha deploy --list 看有哪些", "fanzha deploy --list shows them")),
            ));
        };
        let bytes = self.store.get(&release_key(&id)).await?;
        bytes
            .and_then(|bytes| read_release(&bytes, &id))
            .ok_or_else(|| gather::unreadable(self.store, &release_key(&id)))
    }

    async fn work(&self, lease: &Lease<'_>, source: Source<'_>) -> Result<(Plan, bool, Vec<Diagnostic>), Failure> {
        let remote = gather::remote(self.store, self.wishes.adopt, self.target.jobs, self.tell).await?;
        let (mut plan, bytes) = self.plan(&remote, source).await?;
        let nothing_to_do = plan.is_empty() && remote.has_state && remote.found.is_none();
        if nothing_to_do || !(self.agree)(&plan) {
            return Ok((plan, false, Vec::new()));
        }
        // Others can tell from here on what was begun.
        let begun = State {
            busy: remote.state.busy.iter().chain([&plan.release.id]).cloned().collect(),
            ..remote.state.clone()
        };
        lease.check()?;
        if !remote.state.keeps(&plan.release.id) {
            self.store.put_own(&release_key(&plan.release.id), pack(&plan.release)).await?;
        }
        let tag = self.write_state(lease, &begun, remote.has_state, remote.tag).await?;
        let missing = {
            let (store, jobs, tell) = (self.store, self.target.jobs, self.tell);
            let uploader = Uploader { store, lease, plan: &plan, bytes, jobs, tell };
            let missing = uploader.keep().await?;
            uploader.lay_down().await?;
            missing
        };
        plan.after.copies.retain(|sha256, _| !missing.contains(sha256));
        // The commit.
        let tag = self.write_state(lease, &plan.after, true, tag).await?;
        (self.tell)(Told::Committed { id: &plan.release.id });
        let findings = self
            .sweep(lease, &plan, &remote.leftovers, tag)
            .await
            .err()
            .into_iter()
            .map(|failed| untidy(*failed))
            .collect();
        Ok((plan, true, findings))
    }

    /// Writes the state over the one that was read.
    async fn write_state(
        &self,
        lease: &Lease<'_>,
        state: &State,
        has_state: bool,
        tag: Option<String>,
    ) -> Result<Option<String>, Failure> {
        lease.check()?;
        let bytes = pack(state);
        // In a folder the lock alone decides.
        let wrote = if has_state || self.store.is_folder() {
            self.store.put_over(STATE_KEY, bytes.clone(), tag.as_deref()).await?
        } else {
            self.store.put_new(STATE_KEY, bytes.clone()).await?
        };
        if let Wrote::Done(tag) = wrote {
            return Ok(tag);
        }
        // A try whose answer was lost may have been ours.
        match self.store.get_tagged(STATE_KEY).await? {
            Some((there, tag)) if there == bytes => Ok(tag),
            _ => Err(beaten(self.store)),
        }
    }

    /// Deletes what the plan says, and what only deploys need.
    async fn sweep(
        &self,
        lease: &Lease<'_>,
        plan: &Plan,
        leftovers: &[String],
        tag: Option<String>,
    ) -> Result<(), Failure> {
        let retired = plan.after.retired.iter().map(|id| release_key(id));
        let keys: Vec<String> = plan
            .deletes
            .iter()
            .cloned()
            .chain(plan.stale_keys())
            .chain(retired)
            .chain(leftovers.iter().cloned())
            .collect();
        if keys.is_empty() {
            return Ok(());
        }
        lease.check()?;
        self.store.delete(keys).await?;
        self.write_state(lease, &plan.settled(), true, tag).await.map(|_| ())
    }
}

/// No bytes: what comes back is in the store.
fn nothing(_: &str) -> io::Result<Vec<u8>> {
    Err(io::ErrorKind::NotFound.into())
}

/// What went wrong when the release was out already.
fn untidy(failed: Diagnostic) -> Diagnostic {
    let (zh, en) = (failed.message.zh, failed.message.en);
    let finding = Diagnostic::warning(
        code::DEPLOY_AFTER,
        t!("发布完成了，但没有清理干净：{zh}", "the deploy is done, but not all was cleaned up: {en}"),
    );
    finding.help(t!("下一次发布会再试", "the next deploy tries again"))
}

fn beaten(store: &Store<'_>) -> Failure {
    let shown = &store.shown;
    let failed = failure(
        code::DEPLOY_LOCKED,
        t!(
            "{shown} 的发布记录被另一个发布改了；已停下",
            "another deploy changed the record in {shown}; this one stopped"
        ),
    );
    Box::new(failed.help(t!("等另一个发布结束后再运行一次", "run it again when the other one is done")))
}
