//! Fills the holes of bodies.

use super::Materials;
use crate::links::{Picture, Resolved};
use crate::markdown::{Body, Image, Segment};
use crate::media::Shown;
use crate::text::escape_html;

/// What the holes of a body are filled from.
pub struct Filling<'a> {
    /// The body.
    pub body: &'a Body,
    /// Where its links and pictures lead.
    pub resolved: &'a Resolved,
    /// The site.
    pub materials: &'a Materials,
    /// Whether its first picture is the first thing that readers see.
    pub is_first: bool,
}

/// HTML of segments; `component` renders calls (number and inner HTML).
pub fn fill<E>(
    segments: &[Segment],
    filling: &Filling<'_>,
    component: &mut impl FnMut(usize, String) -> Result<String, E>,
) -> Result<String, E> {
    let Filling { body, resolved, materials, is_first } = filling;
    let length = |segment: &Segment| if let Segment::Html(html) = segment { html.len() } else { 64 };
    let mut out = String::with_capacity(segments.iter().map(length).sum());
    for segment in segments {
        match segment {
            Segment::Html(html) => out.push_str(html),
            Segment::Link(number) => {
                out.push_str(&escape_html(resolved.hrefs.get(*number).map_or("", String::as_str)));
            }
            Segment::Image(number) => {
                if let (Some(image), Some(picture)) = (body.images.get(*number), resolved.images.get(*number)) {
                    out.push_str(&image_html(image, picture, image.first && *is_first, materials));
                }
            }
            Segment::Component(number, inner) => {
                let inner = fill(inner, filling, component)?;
                out.push_str(&component(*number, inner)?);
            }
        }
    }
    Ok(out)
}

fn image_html(image: &Image, picture: &Picture, first: bool, materials: &Materials) -> String {
    let tag = picture_html(picture, &image.alt, first, materials);
    match &image.caption {
        Some(caption) => format!("<figure>{tag}<figcaption>{}</figcaption></figure>", escape_html(caption)),
        None => tag,
    }
}

/// `<img>` with its size, among variants where there are some; all but the first of a page
/// load late.
pub fn picture_html(picture: &Picture, alt: &str, first: bool, materials: &Materials) -> String {
    let href = |url: &str| escape_html(&materials.config.href(url));
    let source = picture.source.as_deref();
    let rendition = source.and_then(|source| materials.renditions.get(source));
    let fallback = rendition.and_then(|rendition| rendition.fallback.as_ref());
    let own = source.and_then(|source| materials.pictures.get(source)).map(|own| (own.width, own.height));
    let size = fallback.map(|shown| (shown.width, shown.height)).or(own);
    let size = size.map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\"")).unwrap_or_default();
    let loading = if first { " fetchpriority=\"high\"" } else { " loading=\"lazy\"" };
    let src = href(fallback.map_or(&picture.url, |shown| &shown.url));
    let img = format!("<img src=\"{src}\" alt=\"{}\"{size}{loading} decoding=\"async\">", escape_html(alt));
    let webp = rendition.map(|rendition| &rendition.webp[..]).unwrap_or_default();
    if webp.is_empty() {
        return img;
    }
    let set = srcset(webp, materials);
    let (set, sizes) = (escape_html(&set), escape_html(&materials.config.images.sizes));
    let avif = rendition.map(|rendition| &rendition.avif[..]).filter(|avif| !avif.is_empty());
    let avif = avif.map(|avif| {
        let set = escape_html(&srcset(avif, materials));
        format!("<source type=\"image/avif\" srcset=\"{set}\" sizes=\"{sizes}\">")
    });
    let avif = avif.unwrap_or_default();
    format!("<picture>{avif}<source type=\"image/webp\" srcset=\"{set}\" sizes=\"{sizes}\">{img}</picture>")
}

/// The `srcset` of variants.
pub fn srcset(variants: &[Shown], materials: &Materials) -> String {
    let one = |shown: &Shown| format!("{} {}w", materials.config.href(&shown.url), shown.width);
    variants.iter().map(one).collect::<Vec<_>>().join(", ")
}
