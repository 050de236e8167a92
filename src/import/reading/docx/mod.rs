//! Word files (.docx): what a reader of the printed page sees, deletions and hidden text left out.

mod body;
mod numbering;
mod package;
mod paragraph;
mod styles;
mod table;
mod xml;

#[cfg(test)]
mod tests;

use super::Unreadable;
use super::pile::Pile;
use crate::import::manuscript::{Block, Flow, Line, Manuscript};
use body::{Body, Notes};
use numbering::Numbering;
use package::{Package, Relation};
use styles::Styles;

/// Reads a Word file.
pub fn read(bytes: &[u8]) -> Result<Manuscript, Unreadable> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part()?;
    let text = package.part(&main)?.ok_or_else(package::damaged)?;
    let relations = package.relations(&main)?;
    let mut body = Body::new(styles(&mut package, &relations)?, numbering(&mut package, &relations)?);
    let mut pile = Pile::default();
    body.part(&text, &mut pile)?;
    drop(text);
    notes(&mut body, &mut package, &relations, &mut pile)?;
    let furniture = furniture(&mut body, &mut package, &relations)?;
    Ok(Manuscript { blocks: pile.into_blocks(), flow: Flow::Paragraphs, furniture })
}

fn related<'a>(relations: &'a [Relation], kind: &'a str) -> impl Iterator<Item = &'a str> {
    relations.iter().filter(move |relation| relation.kind == kind).map(|relation| relation.target.as_str())
}

fn styles(package: &mut Package<'_>, relations: &[Relation]) -> Result<Styles, Unreadable> {
    let part = related(relations, "styles").next().map(|name| package.part(name)).transpose()?.flatten();
    part.map_or_else(|| Ok(Styles::default()), |text| Styles::read(&text))
}

fn numbering(package: &mut Package<'_>, relations: &[Relation]) -> Result<Numbering, Unreadable> {
    let part = related(relations, "numbering").next().map(|name| package.part(name)).transpose()?.flatten();
    part.map_or_else(|| Ok(Numbering::default()), |text| Numbering::read(&text))
}

/// Puts footnotes and endnotes at the end, as `[1] …`, in the order in which the text calls them.
fn notes(
    body: &mut Body,
    package: &mut Package<'_>,
    relations: &[Relation],
    pile: &mut Pile,
) -> Result<(), Unreadable> {
    let calls = body.take_calls();
    let mut parts = [Notes::default(), Notes::default()];
    for (notes, kind) in parts.iter_mut().zip(["footnotes", "endnotes"]) {
        if let Some(name) = related(relations, kind).next()
            && calls.iter().any(|call| call.part == kind)
            && let Some(text) = package.part(name)?
        {
            *notes = body.notes(&text)?;
        }
    }
    for (at, call) in calls.iter().enumerate() {
        let notes = &mut parts[usize::from(call.part == "endnotes")];
        for (nth, mut block) in notes.remove(&call.id).unwrap_or_default().into_iter().enumerate() {
            if let Block::Line(Line { text, .. }) = &mut block
                && nth == 0
            {
                *text = format!("[{}] {}", at + 1, text.trim_start());
            }
            pile.append(vec![block]);
        }
    }
    Ok(())
}

/// The words of headers and footers, each once.
fn furniture(body: &mut Body, package: &mut Package<'_>, relations: &[Relation]) -> Result<Vec<String>, Unreadable> {
    let mut furniture: Vec<String> = Vec::new();
    for name in related(relations, "header").chain(related(relations, "footer")) {
        let Some(text) = package.part(name)? else { continue };
        let mut pile = Pile::default();
        body.part(&text, &mut pile)?;
        for block in pile.into_blocks() {
            let words = super::pile::words(&[block]);
            if !words.is_empty() && !furniture.contains(&words) {
                furniture.push(words);
            }
        }
    }
    Ok(furniture)
}
