//! What the policy says of documents and of files that are none.

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
    for document in documents.all().filter(|document| !document.marks.is_empty()) {
        let is_draft = !with_drafts && document.page().is_some_and(|(front, _)| front.draft);
        let entry = |number: usize| document.span(&format!("allow.{number}"));
        let owner = Owner { allowed: document.front.allowed(), entry: &entry, is_draft };
        judge.file(&document.file, &document.marks, Some(&owner), report);
    }
    for (file, (_, marks)) in files {
        judge.file(file, marks, None, report);
    }
    judge.next_expiry(documents.all().flat_map(allowed))
}

fn allowed(document: &Document) -> &[Allowed] {
    document.front.allowed()
}
