//! Files that are published as they are: colocated files, `media/`, `static/`, style sheets.

use std::io;

use crate::query::{Number, Query, World};
use crate::source::Sources;

use super::{Content, Making};
use crate::path::OutputPath;

/// Adds all files. The site's own static files stand over the theme's.
pub fn add(
    files: &mut Vec<(OutputPath, Content)>,
    world: &World,
    sources: &Sources,
    making: &Making<'_>,
    asked: &[Number],
) -> io::Result<()> {
    let materials = &world.views.materials;
    let source = |path: &str| {
        if let Some((key, made)) = materials.renditions.original(path) {
            return Some(Content::Variant(*key, made.digest));
        }
        if let Some((key, made)) = materials.films.original(path) {
            return Some(Content::Variant(*key, made.digest));
        }
        let file = sources.get(path)?;
        Some(Content::Source(file.path.clone(), file.fingerprint()?))
    };
    let theme = format!("themes/{}/static/", materials.config.theme);
    let (of_theme, own): (Vec<_>, Vec<_>) =
        materials.links.copies().iter().partition(|(source, _)| source.starts_with(&theme));
    for (path, url) in of_theme.into_iter().chain(own) {
        files.extend(source(path).map(|content| (url.output(), content)));
    }
    let variants = materials.renditions.files().chain(&materials.films.published.posters);
    files.extend(variants.map(|(path, (key, made))| (path.clone(), Content::Variant(*key, made.digest))));
    for (path, text) in materials.films.texts() {
        files.push(making.made(path.clone(), text.as_bytes())?);
    }
    for sheet in world.sheets.values() {
        files.push(making.made(sheet.url.output(), sheet.text.as_bytes())?);
    }
    // A fingerprinted copy exists only where a template asked for it.
    for number in asked {
        match world.question(*number) {
            Some(Query::Asset(name)) => {
                if let Some(file) = world.statics.get(name.trim_start_matches('/')) {
                    files.extend(source(&file.source).map(|content| (file.url.output(), content)));
                }
            }
            Some(Query::Signals(lang)) => {
                if let Some(book) = materials.site.flag_book(&lang) {
                    files.push(making.made(book.url.output(), book.json.as_bytes())?);
                }
            }
            _ => {}
        }
    }
    Ok(())
}
