//! Files that are published as they are: colocated files, `media/`, `static/`, style sheets.

use crate::query::{Scope, World, assets_asked};
use crate::source::Sources;
use crate::view::Materials;

use super::{Content, Outputs};

/// Adds all files. The site's own static files stand over the theme's.
pub fn add<'a>(
    outputs: &mut Outputs,
    materials: &Materials<'_>,
    world: &World,
    sources: &Sources,
    scopes: impl Iterator<Item = &'a Scope>,
) {
    let theme = format!("themes/{}/static/", materials.config.theme);
    let (of_theme, own): (Vec<_>, Vec<_>) =
        materials.links.copies().iter().partition(|(source, _)| source.starts_with(&theme));
    for (source, url) in of_theme.into_iter().chain(own) {
        outputs.files.insert(url.output(), Content::Source(source.clone()));
    }
    for sheet in world.sheets.values() {
        outputs.files.insert(sheet.url.output(), Content::Made(sheet.text.as_bytes().into()));
    }
    // A fingerprinted copy exists only where a template asked for it.
    for name in assets_asked(scopes) {
        if let Some(file) = world.statics.get(name.trim_start_matches('/'))
            && sources.get(&file.source).is_some()
        {
            outputs.files.insert(file.url.output(), Content::Source(file.source.clone()));
        }
    }
}
