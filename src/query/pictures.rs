//! Questions for pictures.

use tera::Value;

use super::{Answer, Query, Unanswered, World};
use crate::hash::{Fingerprint, Fingerprinter};
use crate::media::{self, Format, Operation, Picture, Recipe, Shown, Target};
use crate::share::{self, Card};
use crate::view::{Materials, Table, View};

impl World {
    /// The source path of a picture, and what its file is.
    fn picture(&self, path: &str) -> Result<(String, &Picture, Fingerprint), Unanswered> {
        let plain = path.trim_start_matches('/');
        let candidates = [
            plain.strip_prefix("@/").map(|below| format!("content/{below}")).unwrap_or_default(),
            plain.to_owned(),
            format!("content/{plain}"),
            format!("static/{plain}"),
            format!("themes/{}/static/{plain}", self.config().theme),
        ];
        let Materials { links, pictures, .. } = &self.views.materials;
        let by_url = links.files().find(|(_, url)| url.as_str() == path).map(|(source, _)| source.to_string());
        candidates
            .into_iter()
            .chain(by_url)
            .find_map(|source| pictures.with_source(&source).map(|(picture, print)| (source, picture, *print)))
            .ok_or_else(|| Unanswered(format!("there is no picture `{path}`")))
    }

    pub(super) fn image(&self, path: &str) -> Answer {
        let (source, picture, _) = self.picture(path)?;
        let url = self.views.materials.links.file(&source).map(|url| self.config().href(url.as_str()));
        let mut table = Table::new();
        let permalink = self.views.materials.links.file(&source).map(|url| self.config().permalink(url.as_str()));
        table
            .put("url", url)
            .put("permalink", permalink)
            .put("width", picture.width)
            .put("height", picture.height)
            .put("format", picture.format.name())
            .put("mime", picture.format.mime());
        Ok(View::of(table.finish()))
    }

    /// What a question for a picture at another size wants made; nothing for other questions,
    /// and for pictures that stay as they are.
    pub fn resized(&self, query: &Query) -> Option<(Recipe, Shown)> {
        self.recipe(query).ok().flatten()
    }

    fn recipe(&self, query: &Query) -> Result<Option<(Recipe, Shown)>, Unanswered> {
        let Query::Resize { path, width, height, op, format, quality } = query else { return Ok(None) };
        let (source, picture, print) = self.picture(path)?;
        let operation = Operation::of(op.as_deref(), *width, *height).map_err(Unanswered)?;
        // Drawings and moving pictures have no variants.
        if !picture.is_drawable() {
            return Ok(None);
        }
        let target = match format.as_deref().unwrap_or("auto") {
            "auto" if picture.format == Format::Jpeg => Target::Jpeg,
            "auto" => Target::Png,
            "jpg" | "jpeg" => Target::Jpeg,
            "png" => Target::Png,
            "webp" => Target::Webp,
            "avif" if media::HAS_AVIF => Target::Avif,
            other => return Err(Unanswered(format!("`format` is one of auto, jpg, png, webp, avif; not `{other}`"))),
        };
        let images = &self.config().images;
        let usual = if target == Target::Webp { images.quality } else { images.jpeg_quality };
        let quality = quality.unwrap_or(usual);
        if !(1..=100).contains(&quality) {
            return Err(Unanswered("`quality` must be from 1 to 100".to_owned()));
        }
        Ok(Some(media::of_operation(operation, (&source, picture, print), target, quality)))
    }

    pub(super) fn resize(&self, query: &Query) -> Answer {
        let Query::Resize { path, .. } = query else { return Err(Unanswered(String::new())) };
        let (source, picture, _) = self.picture(path)?;
        let recipe = self.recipe(query)?;
        let (url, static_path, width, height) = match &recipe {
            Some((_, shown)) => {
                (Some(shown.url.clone()), Some(shown.url.trim_start_matches('/')), shown.width, shown.height)
            }
            None => {
                let own = self.views.materials.links.file(&source).map(|url| url.as_str().to_owned());
                (own, None, picture.width, picture.height)
            }
        };
        let mut table = Table::new();
        table
            .put("url", url.map(|url| self.config().href(&url)))
            .put("static_path", static_path)
            .put("width", width)
            .put("height", height)
            .put("orig_width", picture.width)
            .put("orig_height", picture.height);
        Ok(View::of(table.finish()))
    }

    /// A share picture before it is drawn; nothing where there is no font.
    pub(super) fn share(&self, card: &Card) -> View {
        let Some(key) = card.key(&self.fonts) else { return View::of(Value::none()) };
        let url = share::url(&key);
        let (permalink, href) = (self.config().permalink(&url), self.config().href(&url));
        let (width, height) = (card.width, card.height);
        // Sites ask for two of them a page: the table is only made where a template wants it.
        let print = Fingerprinter::new().fingerprint(&key).text(&permalink).text(&href).finish();
        View::made(print, move || {
            let mut table = Table::new();
            table
                .put("url", href.as_str())
                .put("permalink", permalink.as_str())
                .put("width", width)
                .put("height", height);
            table.finish()
        })
    }
}
