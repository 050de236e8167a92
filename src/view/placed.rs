//! Pictures that front matter names.

use tera::Value;

use super::html::srcset;
use super::structured;
use super::{Materials, Table};
use crate::hash::Fingerprinter;
use crate::links::Picture;
use crate::media::Shown;
use crate::site::{Page, PageId};

/// A picture that front matter names, in its place.
pub struct Placed {
    /// Its URL path with that of the site.
    pub src: String,
    /// Its absolute address.
    pub permalink: String,
    alt: String,
    size: Option<(u32, u32)>,
    avif: String,
    srcset: String,
    sizes: String,
}

impl Placed {
    /// The picture that a page names.
    pub fn of(materials: &Materials, page: &Page, src: &str, alt: &str) -> Self {
        let resolved = materials.links.picture_of(page, src);
        let source = resolved.as_ref().and_then(|picture| picture.source.as_deref());
        let own = source.and_then(|source| materials.pictures.get(source)).map(|own| (own.width, own.height));
        let rendition = source.and_then(|source| materials.renditions.get(source));
        let fallback = rendition.and_then(|rendition| rendition.fallback.as_ref());
        let size = fallback.map(|shown| (shown.width, shown.height)).or(own);
        let own_url = resolved.as_ref().map(|picture| picture.url.as_str()).unwrap_or_default();
        let url = fallback.map_or(own_url, |shown| &shown.url);
        let webp = rendition.map(|rendition| &rendition.webp[..]).unwrap_or_default();
        Placed {
            src: materials.config.href(url),
            permalink: materials.config.permalink(url),
            alt: alt.to_owned(),
            size,
            avif: srcset(rendition.map(|rendition| &rendition.avif[..]).unwrap_or_default(), materials),
            srcset: srcset(webp, materials),
            sizes: if webp.is_empty() { String::new() } else { materials.config.images.sizes.clone() },
        }
    }

    /// A frame of a film.
    pub fn frame(materials: &Materials, shown: &Shown, alt: &str) -> Self {
        Placed {
            src: materials.config.href(&shown.url),
            permalink: materials.config.permalink(&shown.url),
            alt: alt.to_owned(),
            size: Some((shown.width, shown.height)),
            avif: String::new(),
            srcset: String::new(),
            sizes: String::new(),
        }
    }

    /// The same for structured data.
    pub fn picture(self) -> structured::Picture {
        structured::Picture::at(self.permalink, self.size)
    }

    /// Adds all that it shows.
    pub fn add_to(&self, hash: &mut Fingerprinter) {
        let (width, height) = self.size.unwrap_or_default();
        hash.text(&self.src)
            .text(&self.permalink)
            .text(&self.alt)
            .text(&self.avif)
            .text(&self.srcset)
            .text(&self.sizes)
            .number(u64::from(width))
            .number(u64::from(height));
    }

    /// What templates see.
    pub fn value(&self) -> Value {
        let mut table = Table::new();
        table
            .put("src", self.src.as_str())
            .put("permalink", self.permalink.as_str())
            .put("alt", self.alt.as_str())
            .put("width", self.size.map(|(width, _)| width))
            .put("height", self.size.map(|(_, height)| height))
            .put("avif", Some(self.avif.as_str()).filter(|set| !set.is_empty()))
            .put("srcset", Some(self.srcset.as_str()).filter(|set| !set.is_empty()))
            .put("sizes", Some(self.sizes.as_str()).filter(|sizes| !sizes.is_empty()));
        table.finish()
    }
}

/// The absolute addresses of a page's pictures, each once: its cover, the still of its film, and
/// those of its text.
pub fn picture_urls(materials: &Materials, id: PageId) -> Vec<String> {
    let page = materials.site.page(id);
    let named = page.named_pictures().filter_map(|written| materials.links.picture_of(page, written));
    let in_text = materials.links.pages[id.0].images.iter().cloned();
    let frame = materials.films.get(id).and_then(|film| film.poster.as_ref()).map(|shown| shown.url.clone());
    let mut urls: Vec<String> = Vec::new();
    for url in named.chain(in_text).map(|picture| shown_url(materials, &picture)).chain(frame) {
        let url = materials.config.permalink(&url);
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls
}

/// Where browsers find a picture that every one of them can show.
fn shown_url(materials: &Materials, picture: &Picture) -> String {
    let rendition = picture.source.as_deref().and_then(|source| materials.renditions.get(source));
    let fallback = rendition.and_then(|rendition| rendition.fallback.as_ref());
    fallback.map_or(&picture.url, |shown| &shown.url).clone()
}
