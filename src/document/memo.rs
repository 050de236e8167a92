//! Parses every content file, or takes what the last build made of it.
//!
//! A document depends on its file, on what its sections hand down, on the theme's declared
//! components and on the settings in [`Parsing`]; the fingerprint of all these is its key.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::inherit::{Inherited, inherit, nearest};
use super::parser::Parser;
use super::{Document, Documents, name};
use crate::config::Parsing;
use crate::diag::{Diagnostic, Report};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::markdown::{Declarations, Prose};
use crate::policy::Rules;
use crate::source::{BATCH, SourceFile, Sources};
use crate::store::{self, Blob, Pack};

/// Where the cache holds what was made of a content file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Remembered {
    key: Fingerprint,
    /// The document without its prose, with its findings.
    pub document: Blob,
    /// Its prose.
    pub prose: Blob,
    /// Its front matter as a tree.
    pub node: Blob,
}

impl Remembered {
    /// All its blobs.
    pub fn blobs(&self) -> [&Blob; 3] {
        [&self.document, &self.prose, &self.node]
    }

    /// All its blobs, to be moved.
    pub fn blobs_mut(&mut self) -> [&mut Blob; 3] {
        [&mut self.document, &mut self.prose, &mut self.node]
    }
}

/// What is remembered, by path from the root.
pub type Memory = BTreeMap<Arc<str>, Remembered>;

/// What parsing works with.
pub struct Materials<'a> {
    /// The settings.
    pub config: &'a Parsing,
    /// The theme's components.
    pub components: &'a Declarations,
    /// Where documents are kept.
    pub pack: &'a Arc<Pack>,
    /// What may not be published.
    pub rules: &'a Rules,
    /// What the last build made.
    pub memory: &'a Memory,
}

struct Parsed {
    document: Box<Document>,
    findings: Vec<Diagnostic>,
    remembered: Option<Remembered>,
    fresh: bool,
}

type Outcome = Result<Parsed, Box<Diagnostic>>;

/// Parses every content file that is not remembered.
pub fn parse_all(sources: &Sources, materials: &Materials<'_>, report: &mut Report) -> Documents {
    let files: Vec<&SourceFile> = sources.under("content/").filter(|file| file.path.ends_with(".md")).collect();
    let (sections, pages): (Vec<&SourceFile>, Vec<&SourceFile>) = files.into_iter().partition(|file| is_section(file));
    let settings = Fingerprinter::new()
        .fingerprint(&materials.config.fingerprint())
        .text(&serde_json::to_string(materials.components).unwrap_or_default())
        .fingerprint(&materials.rules.fingerprint)
        .finish();
    let mut documents = Documents::default();
    let mut outcomes: Vec<Outcome> =
        sections.par_iter().map(|file| one(sources, file, None, &settings, materials)).collect();
    documents.sections = gather(&mut outcomes, &mut documents, report);
    let inherited = inherit(&documents.sections, materials.config);
    let of = |file: &SourceFile| {
        let place = name::place(&file.path["content/".len()..], materials.config);
        nearest(&inherited, place.lang, Some(place.folder))
    };
    let mut outcomes: Vec<Outcome> =
        pages.par_iter().with_max_len(BATCH).map(|file| one(sources, file, of(file), &settings, materials)).collect();
    documents.pages = gather(&mut outcomes, &mut documents, report);
    documents
}

fn gather(outcomes: &mut Vec<Outcome>, all: &mut Documents, report: &mut Report) -> Vec<Box<Document>> {
    let mut documents = Vec::with_capacity(outcomes.len());
    let mut memory = Vec::with_capacity(outcomes.len());
    for outcome in outcomes.drain(..) {
        match outcome {
            Ok(parsed) => {
                report.extend(parsed.findings);
                all.parsed += usize::from(parsed.fresh);
                if let Some(remembered) = parsed.remembered {
                    memory.push((parsed.document.file.clone(), remembered));
                }
                documents.push(parsed.document);
            }
            Err(finding) => report.push(*finding),
        }
    }
    // In order already, so that nothing has to be looked for.
    all.memory.append(&mut memory.into_iter().collect());
    documents
}

fn one(
    sources: &Sources,
    file: &SourceFile,
    above: Option<&Inherited>,
    settings: &Fingerprint,
    materials: &Materials<'_>,
) -> Outcome {
    let key = |fingerprint: &Fingerprint| {
        let mut hash = Fingerprinter::new();
        hash.fingerprint(settings).text(&file.path).fingerprint(fingerprint);
        if let Some(above) = above {
            hash.fingerprint(&above.fingerprint);
        }
        hash.finish()
    };
    let recall = |key: Fingerprint| {
        let remembered = materials.memory.get(&file.path).filter(|remembered| remembered.key == key)?;
        let (mut document, findings): (Box<Document>, Vec<Diagnostic>) =
            store::decode(&materials.pack.get(&remembered.document)?)?;
        document.key = key;
        document.file = file.path.clone();
        document.place(remembered, materials.pack);
        Some(Parsed { document, findings, remembered: Some(remembered.clone()), fresh: false })
    };
    if let Some(parsed) = file.fingerprint().and_then(|fingerprint| recall(key(&fingerprint))) {
        return Ok(parsed);
    }
    let (text, fingerprint) = sources.open(file)?;
    let key = key(&fingerprint);
    if let Some(parsed) = recall(key) {
        return Ok(parsed);
    }
    let parser = Parser { config: materials.config, components: materials.components, rules: materials.rules };
    let mut report = Report::new();
    let (document, prose) = match above {
        _ if is_section(file) => parser.section(file, &text, &mut report),
        above => parser.page(file, &text, above, &mut report),
    };
    let mut document = Box::new(document);
    document.fingerprint = fingerprint;
    document.key = key;
    document.identify();
    let failed = report.has_errors();
    let findings = report.into_findings();
    let kept =
        keep(&document, &prose, &findings, materials.pack).map_err(|error| Box::new(store::unwritable(&error)))?;
    document.place(&kept, materials.pack);
    let remembered = (!failed).then_some(kept);
    Ok(Parsed { document, findings, remembered, fresh: true })
}

fn is_section(file: &SourceFile) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    name == "_index.md" || (name.starts_with("_index.") && name.ends_with(".md"))
}

fn keep(document: &Document, prose: &Prose, findings: &[Diagnostic], pack: &Pack) -> io::Result<Remembered> {
    let parts = [store::encode(&(document, findings))?, store::encode(prose)?, store::encode(document.node())?];
    let [one, two, three] = &parts;
    let [document_blob, prose, node] = pack.put_all([one, two, three])?;
    Ok(Remembered { key: document.key, document: document_blob, prose, node })
}
