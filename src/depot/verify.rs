//! `media verify`: the list against what is there.

use sha2::{Digest, Sha256};

use super::fetch::Web;
use super::incoming::Sum;
use super::store::Store;
use super::{Failure, Place, failure, size};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, code};
use crate::library::{Entry, Library, Place as Where};
use crate::t;

/// How much was compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Checked {
    /// Files that are as the list says.
    pub good: usize,
    /// All that were looked at.
    pub all: usize,
}

/// Compares files with the list, those of `ids` or all, and reports every difference. With
/// `quick` sizes are compared alone. `tell` is told of each file before it is looked at.
pub fn verify(
    ids: &[String],
    quick: bool,
    (library, config): (&Library, &Config),
    place: &Place,
    tell: &mut dyn FnMut(&Entry),
    report: &mut Report,
) -> Checked {
    let mut checked = Checked::default();
    let wanted = wanted(ids, library, report);
    let (mut store, mut web) = (None, None);
    for entry in wanted {
        checked.all += 1;
        tell(entry);
        let result = match &entry.place {
            Where::Store(key) => opened(&mut store, || Store::open(config, place, false))
                .and_then(|store| in_store(entry, key, quick, store)),
            Where::Url(url) => {
                opened(&mut web, || Web::open(place.allow_private)).and_then(|web| at_address(entry, url, quick, web))
            }
        };
        match result {
            Ok(()) => checked.good += 1,
            // That a store cannot be opened concerns all files, and is said once.
            Err(finding) if finding.code == code::CONFIG_INVALID => {
                report.push(*finding);
                break;
            }
            Err(finding) => {
                let span = finding.span.clone().unwrap_or_else(|| entry.span.clone());
                report.push(finding.at(span));
            }
        }
    }
    checked
}

fn wanted<'l>(ids: &[String], library: &'l Library, report: &mut Report) -> Vec<&'l Entry> {
    if ids.is_empty() {
        return library.files.values().collect();
    }
    let find = |id: &String| {
        let found = library.get(id);
        if found.is_none() {
            let finding = Diagnostic::error(code::BAD_VALUE, t!("清单里没有 {id}", "the list has no {id}"));
            let near = library.nearest(id);
            report.push(finding.help_opt(near.map(|near| t!("您是不是想写“{near}”？", "did you mean `{near}`?"))));
        }
        found
    };
    let mut found: Vec<&Entry> = ids.iter().filter_map(find).collect();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found.dedup_by(|a, b| a.id == b.id);
    found
}

fn opened<T>(slot: &mut Option<T>, open: impl FnOnce() -> Result<T, Failure>) -> Result<&T, Failure> {
    if slot.is_none() {
        *slot = Some(open()?);
    }
    slot.as_ref().ok_or_else(|| failure(code::NETWORK, t!("打不开", "cannot be opened")))
}

fn in_store(entry: &Entry, key: &str, quick: bool, store: &Store) -> Result<(), Failure> {
    let there = store.size(key)?.ok_or_else(|| {
        let failed = failure(code::MEDIA_FILE, t!("存储里没有 {key}", "the store has no {key}"));
        Box::new(failed.help(t!(
            "从清单里删去这一段，再用 fanzha media add 登记一次",
            "remove its entry and add the file again with fanzha media add"
        )))
    })?;
    compare_size(entry, there)?;
    if quick { Ok(()) } else { compare(entry, &store.sum(key, there)?) }
}

fn at_address(entry: &Entry, url: &str, quick: bool, web: &Web) -> Result<(), Failure> {
    let answer = web.get(url)?;
    if let Some(there) = answer.bytes() {
        compare_size(entry, there)?;
        if quick {
            return Ok(());
        }
    }
    let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
    answer.each(|piece| {
        bytes = bytes.saturating_add(piece.len() as u64);
        hash.update(piece);
        // A server that never stops is not heard to the end.
        if bytes > entry.bytes { compare_size(entry, bytes) } else { Ok(()) }
    })?;
    compare_size(entry, bytes)?;
    if quick { Ok(()) } else { compare(entry, &Sum { bytes, sha256: format!("{:x}", hash.finalize()) }) }
}

fn compare_size(entry: &Entry, there: u64) -> Result<(), Failure> {
    if there == entry.bytes {
        return Ok(());
    }
    let bytes = entry.bytes;
    let (listed, found) = (size(bytes), size(there));
    let failed = failure(
        code::MEDIA_FILE,
        t!(
            "大小不对：清单里是 {bytes} 字节（{listed}），实际是 {there} 字节（{found}）",
            "the size differs: the list says {bytes} bytes ({listed}), there are {there} ({found})"
        ),
    );
    Err(Box::new(failed.help(replaced())))
}

fn compare(entry: &Entry, there: &Sum) -> Result<(), Failure> {
    if there.sha256 == entry.sha256 && there.bytes == entry.bytes {
        return Ok(());
    }
    let sum = &there.sha256;
    let failed =
        failure(code::MEDIA_FILE, t!("内容变了：实际的 sha256 是 {sum}", "the bytes differ: their sha256 is {sum}"));
    Err(Box::new(failed.help(replaced())))
}

fn replaced() -> crate::diag::Text {
    t!(
        "弄清是谁换的；确认无误后删去这一段，重新登记",
        "find out who replaced it; if that is right, remove the entry and add the file again"
    )
}
