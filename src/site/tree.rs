//! Pages and sections in their places: addresses, parents, files beside them, translations.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::schedule::Scheduled;
use super::{Asset, Item, Page, PageId, Passages, Redirect, Section, SectionId, Site};
use crate::config::{Config, Slugs};
use crate::date::Written;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::document::Document;
use crate::markdown::{Target, link_target};
use crate::path::UrlPath;
use crate::registry::Registry;
use crate::source::{SourceFile, Sources};
use crate::t;

/// Places everything.
pub fn place(scheduled: Scheduled, sources: &Sources, config: &Config, report: &mut Report) -> Site {
    let Scheduled { documents, left_out, instant, next_change, upcoming } = scheduled;
    let mut sections = sections(documents.sections, config);
    let by_folder: BTreeMap<(String, String), SectionId> = sections
        .iter()
        .enumerate()
        .map(|(index, section)| ((section.lang.clone(), folder_of(&section.path).to_owned()), SectionId(index)))
        .collect();
    link_sections(&mut sections, &by_folder);
    let mut pages: Vec<Page> =
        documents.pages.into_par_iter().map(|document| page(document, &by_folder, &sections, config)).collect();
    index_clashes(&pages, &sections, report);
    attach_assets(&mut pages, &mut sections, sources);
    // Pages of a transparent section belong to the sections above it too.
    for (index, page) in pages.iter().enumerate() {
        let mut at = page.section;
        while let Some(id) = at {
            sections[id.0].pages.push(PageId(index));
            let section = &sections[id.0];
            let transparent =
                section.document.as_deref().and_then(Document::section).is_some_and(|front| front.transparent);
            at = section.parent.filter(|_| transparent);
        }
    }
    translate(&mut pages, &mut sections, config);
    let redirects = redirects(&pages, &sections);
    let mut site = Site {
        pages,
        sections,
        taxonomies: Vec::new(),
        series: Vec::new(),
        archives: Vec::new(),
        registry: Registry::default(),
        flag_books: Vec::new(),
        passages: Passages::new(),
        redirects,
        left_out,
        instant,
        next_change,
        upcoming,
    };
    relate(&mut site, report);
    site
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

pub fn language_prefix(lang: &str, config: &Config) -> String {
    if lang == config.default_language() { String::new() } else { format!("{lang}/") }
}

/// A section in its place, with nothing in it yet.
fn section(path: String, lang: &str, url: UrlPath, title: String) -> Section {
    Section {
        document: None,
        path,
        lang: lang.to_owned(),
        url,
        title,
        description: None,
        template: "section.html".to_owned(),
        pages: Vec::new(),
        subsections: Vec::new(),
        parent: None,
        ancestors: Vec::new(),
        translations: Vec::new(),
        assets: Vec::new(),
        pagers: Vec::new(),
        generate_feeds: false,
        render: true,
        redirect_to: None,
    }
}

fn sections(documents: Vec<Box<Document>>, config: &Config) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for language in &config.languages {
        let name = if language.code == config.default_language() {
            "_index.md".to_owned()
        } else {
            format!("_index.{}.md", language.code)
        };
        if !documents.iter().any(|document| document.lang == language.code && document.folder.is_empty()) {
            let url = UrlPath::from_plain(&language_prefix(&language.code, config));
            let mut root = section(name, &language.code, url, language.title.clone());
            root.description = Some(language.description.clone());
            root.template = "index.html".to_owned();
            sections.push(root);
        }
    }
    for document in documents {
        let Some(front) = document.section() else { continue };
        let prefix = language_prefix(&document.lang, config);
        let folder = if document.folder.is_empty() { String::new() } else { format!("{}/", document.folder) };
        let language = config.language(&document.lang);
        let root_title = language.map(|language| language.title.clone()).unwrap_or_default();
        let default_template = match (&front.periodical, front.year) {
            _ if document.folder.is_empty() => "index.html",
            (Some(_), None) => "periodical.html",
            (Some(_), Some(_)) => "volume.html",
            (None, _) => "section.html",
        };
        let own_title = if folder.is_empty() { root_title } else { document.stem.clone() };
        let title = front.title.clone().unwrap_or(own_title);
        let url = UrlPath::from_plain(&format!("{prefix}{folder}"));
        let mut placed = section(document.path.to_string(), &document.lang, url, title);
        placed.description = front.description.clone();
        placed.template = front.template.clone().unwrap_or_else(|| default_template.to_owned());
        placed.generate_feeds = front.generate_feeds.unwrap_or(false);
        placed.render = front.render.unwrap_or(true);
        placed.redirect_to = front.redirect_to.clone();
        placed.document = Some(document);
        sections.push(placed);
    }
    sections.sort_by(|a, b| a.path.cmp(&b.path));
    sections
}

/// Finds each section's parent (the nearest folder above with an `_index.md`) and ancestors.
fn link_sections(sections: &mut [Section], by_folder: &BTreeMap<(String, String), SectionId>) {
    for index in 0..sections.len() {
        let (lang, folder) = (sections[index].lang.clone(), folder_of(&sections[index].path).to_owned());
        if folder.is_empty() {
            continue;
        }
        let ancestors = ancestors_of(&lang, folder_of(&folder), by_folder);
        sections[index].parent = ancestors.last().copied();
        if let Some(parent) = ancestors.last() {
            sections[parent.0].subsections.push(SectionId(index));
        }
        sections[index].ancestors = ancestors;
    }
}

/// Sections at or above a folder, from the root on.
fn ancestors_of(lang: &str, folder: &str, by_folder: &BTreeMap<(String, String), SectionId>) -> Vec<SectionId> {
    let mut found = Vec::new();
    let mut at = folder;
    loop {
        if let Some(id) = by_folder.get(&(lang.to_owned(), at.to_owned())) {
            found.push(*id);
        }
        if at.is_empty() {
            break;
        }
        at = folder_of(at);
    }
    found.reverse();
    found
}

fn page(
    document: Box<Document>,
    by_folder: &BTreeMap<(String, String), SectionId>,
    sections: &[Section],
    config: &Config,
) -> Page {
    let (front, kind) = match document.page() {
        Some((front, data)) => (front, data.kind()),
        None => unreachable!("sections are not among the pages"),
    };
    let resolve = |written: Option<Written>| written.map(|written| written.resolve(&config.zone));
    let written = front.slug.clone().unwrap_or_else(|| document.stem.clone());
    let slug = match config.slugs {
        Slugs::Ascii => ascii_slug(&written),
        Slugs::Keep => written.trim().replace(' ', "-"),
    };
    // A refused slug is reported; the page still needs an address that clashes with none.
    let slug = if slug.is_empty() { document.fingerprint.hex(16) } else { slug };
    let prefix = language_prefix(&document.lang, config);
    let url = match &front.path {
        Some(path) => UrlPath::from_plain(&format!("{}/", path.trim_matches('/'))),
        None if document.folder.is_empty() => UrlPath::from_plain(&format!("{prefix}{slug}/")),
        None => UrlPath::from_plain(&format!("{prefix}{}/{slug}/", document.folder)),
    };
    let mut ancestors = ancestors_of(&document.lang, &document.folder, by_folder);
    let section = by_folder.get(&(document.lang.clone(), document.folder.clone())).copied();
    let inherited = ancestors.iter().rev().find_map(|id| {
        sections[id.0].document.as_deref().and_then(Document::section).and_then(|front| front.page_template.clone())
    });
    let template = front.template.clone().or(inherited).unwrap_or_else(|| format!("{}.html", kind.name()));
    if ancestors.is_empty() {
        ancestors.extend(by_folder.get(&(document.lang.clone(), String::new())));
    }
    Page {
        short: shortest(&front.aliases, &url),
        poster: None,
        issue: None,
        date: resolve(front.date),
        updated: resolve(front.updated),
        publish: resolve(front.publish),
        expire: resolve(front.expire),
        url,
        slug,
        template,
        section,
        ancestors,
        lower: None,
        higher: None,
        translations: Vec::new(),
        assets: Vec::new(),
        terms: Vec::new(),
        related: Vec::new(),
        document,
    }
}

/// Small letters, digits and single hyphens; other ASCII is dropped.
fn ascii_slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.trim().chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '_' | '.') {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches(['-', '.']).to_owned()
}

fn index_clashes(pages: &[Page], sections: &[Section], report: &mut Report) {
    let by_folder: BTreeMap<(&str, &str), &Section> = sections
        .iter()
        .filter(|section| section.document.is_some())
        .map(|section| ((section.lang.as_str(), folder_of(&section.path)), section))
        .collect();
    for page in pages.iter().filter(|page| page.document.is_bundle) {
        let folder = page.document.path.folder();
        if let Some(section) = by_folder.get(&(page.document.lang.as_str(), folder)) {
            report.push(
                Diagnostic::error(
                    code::INDEX_CLASH,
                    t!("“{folder}”里既有 index.md 又有 _index.md", "`{folder}` holds both index.md and _index.md"),
                )
                .at(Span::file(page.document.file.clone()))
                .also(Span::file(format!("content/{}", section.path)), t!("栏目在这里", "the section is here"))
                .help(t!(
                    "栏目用 _index.md，单独的页面用 index.md，只留一个",
                    "a section has _index.md, a page index.md: keep one of them"
                )),
            );
        }
    }
}

/// Files beside a bundle (with its folders) or a section (its own folder only). A file
/// belongs to the nearest folder upward that holds a page or section, published or not, so
/// that the files of a draft stay with it.
fn attach_assets(pages: &mut [Page], sections: &mut [Section], sources: &Sources) {
    let is_index = |name: &str| name.ends_with(".md") && (name.starts_with("index.") || name.starts_with("_index."));
    let owners: BTreeSet<&str> = sources
        .under("content/")
        .map(|file| file.path["content/".len()..].rsplit_once('/').unwrap_or(("", &file.path["content/".len()..])))
        .filter(|(_, name)| is_index(name))
        .map(|(folder, _)| folder)
        .collect();
    let mut owned: BTreeMap<&str, Vec<(&SourceFile, &str)>> = BTreeMap::new();
    for file in sources.under("content/").filter(|file| !file.path.ends_with(".md")) {
        let path = &file.path["content/".len()..];
        let mut folder = folder_of(path);
        while !owners.contains(folder) && !folder.is_empty() {
            folder = folder_of(folder);
        }
        let name = path[folder.len()..].trim_start_matches('/');
        owned.entry(folder).or_default().push((file, name));
    }
    let sorted = |mut assets: Vec<Asset>| {
        assets.sort_by_key(|asset| (asset.name.to_lowercase(), asset.name.clone()));
        assets
    };
    for page in pages.iter_mut().filter(|page| page.document.is_bundle) {
        let files = owned.get(page.document.path.folder()).map(Vec::as_slice).unwrap_or_default();
        page.assets = sorted(files.iter().map(|(file, name)| asset(file, name, &page.url)).collect());
    }
    for section in sections.iter_mut().filter(|section| section.document.is_some()) {
        let files = owned.get(folder_of(&section.path)).map(Vec::as_slice).unwrap_or_default();
        let direct = files.iter().filter(|(_, name)| !name.contains('/'));
        section.assets = sorted(direct.map(|(file, name)| asset(file, name, &section.url)).collect());
    }
}

fn asset(file: &SourceFile, name: &str, base: &UrlPath) -> Asset {
    let base = crate::path::decode(base.as_str());
    Asset {
        file: file.path.clone(),
        name: name.to_owned(),
        bytes: file.bytes,
        url: UrlPath::from_plain(&format!("{base}{name}")),
    }
}

/// Pages and sections that differ only in language belong together.
fn translate(pages: &mut [Page], sections: &mut [Section], config: &Config) {
    let order = |lang: &str| config.languages.iter().position(|language| language.code == lang).unwrap_or_default();
    let mut found: Vec<(Cow<'_, str>, usize, Item)> = Vec::with_capacity(pages.len() + sections.len());
    for (index, page) in pages.iter().enumerate() {
        let document = &page.document;
        let path = document.path.as_str().trim_end_matches(".md");
        let key = path.strip_suffix(document.lang.as_str()).and_then(|rest| rest.strip_suffix('.')).unwrap_or(path);
        found.push((key.into(), order(&document.lang), Item::Page(PageId(index))));
    }
    for (index, section) in sections.iter().enumerate() {
        let key = format!("{}/_index", folder_of(&section.path));
        found.push((key.into(), order(&section.lang), Item::Section(SectionId(index))));
    }
    found.sort();
    let groups: Vec<Vec<Item>> = found
        .chunk_by(|(a, ..), (b, ..)| a == b)
        .filter(|group| group.len() > 1)
        .map(|group| group.iter().map(|(.., item)| *item).collect())
        .collect();
    for items in groups {
        for item in &items {
            match item {
                Item::Page(id) => pages[id.0].translations.clone_from(&items),
                Item::Section(id) => sections[id.0].translations.clone_from(&items),
            }
        }
    }
}

/// The address that an alias means. Old ones are often copied from a browser, percent-encoded.
fn alias_url(alias: &str) -> UrlPath {
    let plain = crate::path::decode(alias.trim_start_matches('/'));
    let plain = plain.as_str();
    // `/old.html` and `/logo.svg` are files, `/notes-1.5` is not.
    let extension = plain.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, end)| end);
    let file = (2..=5).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphabetic());
    let from = if plain.ends_with('/') || file { plain.to_owned() } else { format!("{plain}/") };
    UrlPath::from_plain(&from)
}

/// The shortest alias, if it is shorter than the address itself.
fn shortest(aliases: &[String], url: &UrlPath) -> Option<UrlPath> {
    let length = |url: &UrlPath| url.as_str().len();
    aliases.iter().map(|alias| alias_url(alias)).min_by_key(length).filter(|alias| length(alias) < length(url))
}

fn redirects(pages: &[Page], sections: &[Section]) -> Vec<Redirect> {
    let mut redirects = Vec::new();
    let mut add = |aliases: &[String], to: &UrlPath, lang: &str| {
        for alias in aliases {
            redirects.push(Redirect { from: alias_url(alias), to: to.as_str().to_owned(), lang: lang.to_owned() });
        }
    };
    for page in pages {
        add(&page.front().aliases, &page.url, &page.document.lang);
    }
    for section in sections {
        if let Some(front) = section.document.as_deref().and_then(Document::section) {
            add(&front.aliases, &section.url, &section.lang);
        }
    }
    redirects.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
    redirects
}

/// Resolves `related` and `redirect_to`.
fn relate(site: &mut Site, report: &mut Report) {
    for index in 0..site.pages.len() {
        let mut related = Vec::new();
        for (number, written) in site.pages[index].front().related.iter().enumerate() {
            let Target::Content { path, .. } = link_target(written) else {
                report.push(bad_reference(&site.pages[index].document, &format!("related.{number}"), written));
                continue;
            };
            match site.find(&path) {
                Some(item) if item != Item::Page(PageId(index)) => related.push(item),
                _ => report.push(bad_reference(&site.pages[index].document, &format!("related.{number}"), written)),
            }
        }
        site.pages[index].related = related;
    }
    for index in 0..site.sections.len() {
        let Some(to) = site.sections[index].redirect_to.clone() else { continue };
        let resolved = match link_target(&to) {
            Target::Content { path, .. } => site.find(&path).map(|item| site.url(item).as_str().to_owned()),
            Target::Site(path) => Some(path),
            Target::External { url, .. } => Some(url),
            Target::Beside(path) => Some(format!("/{path}")),
            _ => None,
        };
        if resolved.is_none()
            && let Some(document) = &site.sections[index].document
        {
            report.push(bad_reference(document, "redirect_to", &to));
        }
        site.sections[index].redirect_to = resolved;
    }
}

fn bad_reference(document: &Document, key: &str, written: &str) -> Diagnostic {
    Diagnostic::error(code::BROKEN_LINK, t!("“{written}”不是站内的页面", "`{written}` is not a page of this site"))
        .at(document.span(key))
        .help(t!("写成 \"@/目录/文件.md\"，从 content/ 算起", "write \"@/folder/file.md\", counted from content/"))
}

#[cfg(test)]
mod tests {
    use super::ascii_slug;

    #[test]
    fn slugs_of_ascii_names() {
        assert_eq!(ascii_slug("Hello  World!"), "hello-world");
        assert_eq!(ascii_slug("test (hey)"), "test-hey");
        assert_eq!(ascii_slug("v2.0"), "v2.0");
    }
}
