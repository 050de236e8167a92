//! What a build for a target has besides: rules for the host, text compressed ahead, findings about
//! the host's limits, and the manifest.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Built, Project, STATE};
use crate::config::Target;
use crate::diag::{Diagnostic, Report};
use crate::emit::{Content, Outputs, Supply};
use crate::hash::Fingerprint;
use crate::manifest::{self, Manifest, Memory, limits};
use crate::path::OutputPath;
use crate::{hosting, store, t, write};

/// What hosts read of addresses that lead elsewhere.
const REDIRECTS: &str = "_redirects";

/// The target that was asked for.
fn wanted<'b>(project: &'b Project, built: &'b Built) -> Option<(&'b str, &'b Target)> {
    let name = project.overrides.target.as_deref()?;
    Some((name, built.config.deploy.get(name)?))
}

/// Makes a built site ready for its target, if it has one and is without errors.
pub(super) fn make_ready(project: &Project, built: &mut Built) {
    let Some((name, target)) = wanted(project, built).filter(|_| !built.report.has_errors()) else { return };
    let mut findings = Report::new();
    let outputs = ready(project, built, target).unwrap_or_else(|error| {
        findings.push(store::unwritable(&error));
        Outputs::clone(&built.outputs)
    });
    limits::check(&built.outputs, &built.supply(), &limits::Named { name, target }, &mut findings);
    built.outputs = Arc::new(outputs);
    built.report.extend(findings.into_findings());
}

fn ready(project: &Project, built: &Built, target: &Target) -> std::io::Result<Outputs> {
    let (config, supply) = (&built.config, built.supply());
    let mut outputs = Outputs::clone(&built.outputs);
    let own = outputs.files.get(REDIRECTS).map(|content| supply.bytes(content)).transpose()?.unwrap_or_default();
    let own = String::from_utf8_lossy(&own);
    if let Some(rules) = hosting::redirects(target.kind, config, &outputs.facts, &own) {
        let content = Content::Made(built.pack.put(rules.as_bytes())?, Fingerprint::of(rules.as_bytes()));
        outputs.files.insert(OutputPath::new(REDIRECTS), content);
    }
    let compressed = manifest::siblings(&outputs, &supply, config, target, &project.packing)?;
    outputs.files.extend(compressed);
    Ok(outputs)
}

/// What a build leaves for whoever publishes the site.
#[derive(Clone, Debug, Default)]
pub struct Handed {
    /// The manifest.
    pub manifest: Option<PathBuf>,
    /// What a server of one's own is to include.
    pub server: Option<PathBuf>,
}

/// Writes the manifest and what a server is to include, as far as they were asked for. `place` is
/// the command line's place for the manifest.
pub fn hand_over(project: &Project, built: &mut Built, place: Option<&Path>) -> Handed {
    let target = wanted(project, built).map(|(name, target)| (name.to_owned(), target.clone()));
    let state = project.root.join(STATE);
    let mut handed = Handed::default();
    if built.report.has_errors() {
        return handed;
    }
    let mut failed = |path: &Path, error: &std::io::Error| {
        built.report.push(
            Diagnostic::unwritable(path, error).help(t!("检查磁盘空间和目录权限", "check disk space and permissions")),
        );
    };
    if let Some((name, target)) = &target {
        let file = hosting::server_file(target.kind, &built.config, &built.outputs.facts);
        if let Some((file, text)) = file {
            let path = state.join("deploy").join(name).join(file);
            match write::one(&path, text.as_bytes()) {
                Ok(()) => handed.server = Some(path),
                Err(error) => failed(&path, &error),
            }
        }
    }
    if let Some(path) = place.map(Path::to_owned).or_else(|| target.is_some().then(|| state.join("manifest.json"))) {
        let target = target.as_ref().map(|(_, target)| target);
        let supply = Supply { sources: &built.sources, pack: &built.pack, variants: &built.variants };
        let made = manifest_of(&built.outputs, &supply, &built.config, target, &state);
        match made.and_then(|manifest| write::one(&path, &manifest.to_json()?)) {
            Ok(()) => handed.manifest = Some(path),
            Err(error) => failed(&path, &error),
        }
    }
    handed
}

/// The manifest of a built site for a target. `state` is the folder of this tool's own records.
pub fn manifest_of(
    outputs: &Outputs,
    supply: &Supply<'_>,
    config: &crate::config::Config,
    target: Option<&Target>,
    state: &Path,
) -> std::io::Result<Manifest> {
    let mut memory = Memory::open(&state.join("cache").join("sums"));
    let manifest = manifest::of(outputs, supply, config, target, &mut memory)?;
    // What cannot be remembered is found out again.
    let _optional = memory.save().is_ok();
    Ok(manifest)
}
