//! What is in the store: what its state says, or, where that is not to be trusted, what a look at every file
//! tells.

use std::collections::BTreeMap;

use futures_util::{StreamExt, TryStreamExt, stream};
use sha2::{Digest, Sha256};

use super::open::STATE;
use super::release::{FORMAT, Release, STATE_KEY, State, is_sha256, read_release, read_state, release_key};
use super::report::Told;
use super::store::{Listed, Store};
use super::{Failure, failure};
use crate::diag::code;
use crate::manifest::File;
use crate::t;

/// What is in the store.
pub struct Remote {
    /// Its state.
    pub state: State,
    /// The tag of the state, by which nobody else's is overwritten.
    pub tag: Option<String>,
    /// Whether it has a state at all.
    pub has_state: bool,
    /// Releases that matter, by id: the present one, those that were begun, or all if the state is gone.
    pub releases: BTreeMap<String, Release>,
    /// Files that an interrupted deploy put aside and never moved.
    pub leftovers: Vec<String>,
    /// The files themselves, where they had to be looked at.
    pub found: Option<BTreeMap<String, Found>>,
}

/// What a look at a file told.
#[derive(Clone, Debug)]
pub struct Found {
    /// How many bytes it has, where the store tells.
    pub bytes: Option<u64>,
    /// What its bytes are known by.
    pub sum: Sum,
}

/// What bytes are known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sum {
    /// Their SHA-256.
    Sha256(String),
    /// Their MD5.
    Md5(String),
    /// The store does not tell.
    Unknown,
}

impl Found {
    /// Whether these are the bytes of a file; nothing if that cannot be known.
    pub fn is(&self, file: &File) -> Option<bool> {
        if self.bytes.is_some_and(|bytes| bytes != file.bytes) {
            return Some(false);
        }
        match &self.sum {
            Sum::Sha256(sum) => Some(*sum == file.sha256),
            Sum::Md5(sum) => Some(*sum == file.md5),
            Sum::Unknown => None,
        }
    }
}

impl Remote {
    /// The release that is out.
    pub fn current(&self) -> Option<&Release> {
        self.releases.get(self.state.current.as_ref()?)
    }

    /// Releases that are known, the newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Release> {
        self.releases.values().rev()
    }
}

/// Looks at a store.
pub async fn remote(store: &Store<'_>, adopt: bool, jobs: usize, tell: &dyn Fn(Told<'_>)) -> Result<Remote, Failure> {
    let written = store.get_tagged(STATE_KEY).await?;
    let has_state = written.is_some();
    let (bytes, tag) = written.unzip();
    let tag = tag.flatten();
    let state = bytes.as_deref().and_then(read_state);
    let mut remote = match state {
        Some(state) => of_state(store, state, tag, adopt).await?,
        None if adopt => adopted(store, tag, has_state).await?,
        None if has_state => return Err(unreadable(store, STATE_KEY)),
        None => {
            refuse_strangers(store).await?;
            let state = State { format: FORMAT, ..State::default() };
            Remote { state, tag: None, has_state, releases: BTreeMap::new(), leftovers: Vec::new(), found: None }
        }
    };
    if !remote.state.busy.is_empty() {
        tell(Told::Resuming);
    }
    if adopt || !remote.state.busy.is_empty() {
        look(store, &mut remote, jobs).await?;
    }
    Ok(remote)
}

async fn of_state(store: &Store<'_>, state: State, tag: Option<String>, adopt: bool) -> Result<Remote, Failure> {
    let mut releases = BTreeMap::new();
    let (current, busy) = (state.current.iter(), state.busy.iter());
    for id in current.chain(busy) {
        match store.get(&release_key(id)).await?.and_then(|bytes| read_release(&bytes, id)) {
            Some(release) => {
                releases.insert(id.clone(), release);
            }
            None if adopt => return adopted(store, tag, true).await,
            // What was begun without a manifest has laid down nothing.
            None if state.current.as_ref() != Some(id) => {}
            None => return Err(unreadable(store, &release_key(id))),
        }
    }
    Ok(Remote { state, tag, has_state: true, releases, leftovers: Vec::new(), found: None })
}

/// Makes a state of what can still be read.
async fn adopted(store: &Store<'_>, tag: Option<String>, has_state: bool) -> Result<Remote, Failure> {
    let mut state = State { format: FORMAT, ..State::default() };
    let mut releases = BTreeMap::new();
    let folder = format!("{STATE}/releases/");
    for file in store.list(&folder).await? {
        let id = file.path.strip_prefix(&folder).and_then(|name| name.strip_suffix(".json.gz"));
        let Some(id) = id else { continue };
        let release = store.get(&file.path).await?.and_then(|bytes| read_release(&bytes, id));
        // One that is damaged stays: somebody may still read it.
        if let Some(release) = release {
            state.releases.push(release.past());
            releases.insert(id.to_owned(), release);
        }
    }
    Ok(Remote { state, tag, has_state, releases, leftovers: Vec::new(), found: None })
}

/// Looks at every file, and at every copy.
async fn look(store: &Store<'_>, remote: &mut Remote, jobs: usize) -> Result<(), Failure> {
    let (own, copies) = (format!("{STATE}/"), format!("{STATE}/objects/"));
    let all = store.list("").await?;
    let (own, site): (Vec<Listed>, Vec<Listed>) = all.into_iter().partition(|file| file.path.starts_with(&own));
    let there: Vec<&str> =
        own.iter().filter_map(|file| file.path.strip_prefix(&copies)).filter(|sha256| is_sha256(sha256)).collect();
    let aside = format!("{STATE}/incoming/");
    remote.leftovers = own.iter().filter(|file| file.path.starts_with(&aside)).map(|file| file.path.clone()).collect();
    let newest = remote.state.current.clone().or_else(|| remote.state.releases.last().map(|past| past.id.clone()));
    // Copies that an unfinished deploy made are not in the state yet.
    let known = std::mem::take(&mut remote.state.copies);
    for sha256 in there {
        let last = known.get(sha256).cloned().or_else(|| newest.clone());
        remote.state.copies.insert(sha256.to_owned(), last.unwrap_or_default());
    }
    let found = stream::iter(site).map(|file| summed(store, file)).buffer_unordered(jobs);
    remote.found = Some(found.try_collect().await?);
    Ok(())
}

/// A file with its sum. Folders have none at hand: there the bytes are read.
async fn summed(store: &Store<'_>, file: Listed) -> Result<(String, Found), Failure> {
    let sum = match file.md5 {
        Some(md5) => Sum::Md5(md5),
        None if store.is_folder() => store
            .get(&file.path)
            .await?
            .map_or(Sum::Unknown, |bytes| Sum::Sha256(format!("{:x}", Sha256::digest(bytes)))),
        None => Sum::Unknown,
    };
    Ok((file.path, Found { bytes: file.bytes, sum }))
}

/// Refuses a first deploy into a place that is not empty: it may be the wrong one.
async fn refuse_strangers(store: &Store<'_>) -> Result<(), Failure> {
    let strangers = store.strangers().await?;
    if strangers.is_empty() && store.list(&format!("{STATE}/releases/")).await?.is_empty() {
        return Ok(());
    }
    let (shown, count) = (&store.shown, strangers.len());
    let names = strangers.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    let failed = failure(
        code::DEPLOY_STATE,
        t!(
            "{shown} 里没有发布记录，却已有 {count} 个文件（{names}）",
            "{shown} has no record of deploys, but {count} files ({names})"
        ),
    );
    Err(Box::new(failed.help(t!("先确认 bucket 和 root 没有写错", "make sure that bucket and root are right")).help(
        t!(
            "确实要发布到这里，加 --adopt：同名的文件会换成新的，其余的不动",
            "if you mean this place, add --adopt: files of the same names are replaced, all others stay"
        ),
    )))
}

pub fn unreadable(store: &Store<'_>, key: &str) -> Failure {
    let shown = &store.shown;
    let failed = failure(
        code::DEPLOY_STATE,
        t!("{shown} 里的发布记录 {key} 丢失或损坏", "the record {key} in {shown} is missing or damaged"),
    );
    Box::new(failed.help(t!(
        "用 fanzha deploy --adopt 重建：会核对每个文件，补传不同的，不删没有记录的",
        "rebuild it with fanzha deploy --adopt: every file is compared, what differs is uploaded, and nothing unknown is deleted"
    )))
}
