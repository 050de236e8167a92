//! Pictures that front matter names.

use tera::Value;

use super::html::srcset;
use super::structured::Picture;
use super::{Materials, Table};
use crate::hash::Fingerprinter;
use crate::media::Shown;
use crate::site::Page;

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
    pub fn picture(self) -> Picture {
        Picture::at(self.permalink, self.size)
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
