//! What the policy says of documents and of files that are none.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Document, Documents};
use crate::config::Config;
use crate::diag::Report;
use crate::frontmatter::Allowed;
use crate::policy::{Judge, Memory, Owner};
use crate::source::Sources;

/// Reports what may not be published. Gives the next moment at which something is allowed no
/// longer.
pub fn judge(
    documents: &Documents,
    files: &Memory,
    sources: &Sources,
    config: &Config,
    (now, with_drafts): (Timestamp, bool),
    report: &mut Report,
) -> Option<Timestamp> {
    let judge = Judge::new(config, sources, now);
    judge.permits(report);
    let is_draft = |document: &Document| !with_drafts && document.page().is_some_and(|(front, _)| front.draft);
    let own = |document: &Document, file: &_, marks: &[_], report: &mut Report| {
        let entry = |number: usize| document.span(&format!("allow.{number}"));
        let owner = Owner { allowed: document.front.allowed(), entry: &entry, is_draft: is_draft(document) };
        judge.file(file, marks, Some(&owner), report);
    };
    for document in documents.all().filter(|document| !document.marks.is_empty()) {
        own(document, &document.file, &document.marks, report);
    }
    let mut pages: Option<BTreeMap<&str, &Document>> = None;
    for (file, (_, marks)) in files.iter().filter(|(_, (_, marks))| !marks.is_empty()) {
        let pages = pages.get_or_insert_with(|| bundles(documents, is_draft));
        match page_of(file, pages) {
            Some(document) => own(document, file, marks, report),
            None => judge.file(file, marks, None, report),
        }
    }
    judge.next_expiry(documents.all().flat_map(allowed))
}

fn allowed(document: &Document) -> &[Allowed] {
    document.front.allowed()
}

/// The page of each folder that has its files with it. Of translations one that is published
/// counts before drafts.
fn bundles(documents: &Documents, is_draft: impl Fn(&Document) -> bool) -> BTreeMap<&str, &Document> {
    let mut pages: BTreeMap<&str, &Document> = BTreeMap::new();
    for document in documents.pages.iter().filter(|document| document.is_bundle) {
        let known = pages.entry(document.path.folder()).or_insert(document);
        if is_draft(known) && !is_draft(document) {
            *known = document;
        }
    }
    pages
}

/// The page that a file lies beside, or below.
fn page_of<'d>(file: &str, pages: &BTreeMap<&str, &'d Document>) -> Option<&'d Document> {
    let mut folder = file.strip_prefix("content/")?;
    while let Some((above, _)) = folder.rsplit_once('/') {
        if let Some(page) = pages.get(above) {
            return Some(page);
        }
        folder = above;
    }
    None
}
