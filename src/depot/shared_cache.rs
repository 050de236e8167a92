//! The cache of builds in a store that all runners reach. What comes from there is believed only
//! whole and of this very program; everything else counts as no cache.

use std::path::Path;

use super::incoming::{Sum, Temporary};
use super::store::Store;
use super::{Failure, Place, failure, of_file};
use crate::build::STATE;
use crate::config::{Config, MediaStore};
use crate::diag::code;
use crate::store::{self, Taken};
use crate::t;

/// What `pull` brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pulled {
    /// A cache of so many bytes.
    Cache(u64),
    /// There was none for this program.
    Nothing,
    /// What was there is of no use: torn, changed, or larger than `[limits] cache_bytes`.
    Useless,
}

/// Puts the cache into the store. Gives how many bytes that took.
pub fn push(config: &Config, place: &Place) -> Result<u64, Failure> {
    let store = Store::at(settings(config)?, place, true)?;
    let file = Temporary::of(&[], place)?;
    let folder = place.root.join(STATE).join("cache");
    let bundled = store::bundle(&folder, &file.path);
    if !bundled.map_err(|error| of_file(code::OUTPUT_WRITE, &file.path, &error))? {
        return Err(unusable(&folder));
    }
    let sum = Sum::of(&file.path)?;
    store.replace(&key(), &file.path, &sum)?;
    Ok(sum.bytes)
}

/// Makes what the store holds the cache.
pub fn pull(config: &Config, place: &Place) -> Result<Pulled, Failure> {
    let store = Store::at(settings(config)?, place, false)?;
    let key = key();
    let Some(bytes) = store.size(&key)? else { return Ok(Pulled::Nothing) };
    if bytes > config.limits.cache_bytes {
        return Ok(Pulled::Useless);
    }
    let file = Temporary::of(&[], place)?;
    store.fetch(&key, bytes, &file.path)?;
    let folder = place.root.join(STATE).join("cache");
    match store::unbundle(&file.path, &folder).map_err(|error| of_file(code::OUTPUT_WRITE, &folder, &error))? {
        Taken::Whole => Ok(Pulled::Cache(bytes)),
        Taken::Useless => Ok(Pulled::Useless),
        Taken::Busy => Err(unusable(&folder)),
    }
}

/// Programs that differ have caches that differ, and do not push each other's out.
fn key() -> String {
    format!("cache-{}", store::program().hex(16))
}

fn unusable(folder: &Path) -> Failure {
    let shown = folder.display();
    let failed = failure(
        code::OUTPUT_WRITE,
        t!("没有缓存 {shown}，或者另一个 fanzha 正在用它", "there is no cache {shown}, or another fanzha is using it"),
    );
    Box::new(failed.help(t!("先运行 fanzha build；或等另一个结束", "run fanzha build first, or wait for the other")))
}

fn settings(config: &Config) -> Result<&MediaStore, Failure> {
    config.cache.store.as_ref().ok_or_else(|| {
        let file = &config.file;
        let failed =
            failure(code::CONFIG_INVALID, t!("{file} 没有写缓存放在哪里", "{file} does not say where the cache goes"));
        Box::new(failed.help(t!(
            "加上 [cache.store]，写法同 [media.store]。缓存里有草稿，不能用公开的桶",
            "add [cache.store], written like [media.store]. The cache holds drafts: never a public bucket"
        )))
    })
}
