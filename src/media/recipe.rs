//! What is to be made of a picture. A recipe says everything that the result depends on, so its
//! fingerprint names the result before that exists.

use serde::{Deserialize, Serialize};

use super::encode::{ENCODERS, Target};
use super::pixels::Area;
use super::{Format, Picture};
use crate::hash::{Fingerprint, Fingerprinter};

/// A variant of a picture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Recipe {
    /// The picture's bytes.
    pub source: Fingerprint,
    /// What is done.
    pub work: Work,
}

/// What is done to a picture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Work {
    /// What says something about it is left out; its pixels stay.
    Strip,
    /// An area of the upright picture is scaled and encoded.
    Draw {
        /// What is shown of it.
        area: Area,
        /// Width of the result.
        width: u32,
        /// Height of the result.
        height: u32,
        /// The format.
        target: Target,
        /// From 1 to 100.
        quality: u8,
    },
}

impl Recipe {
    /// The whole picture at a width, in that format.
    pub fn scaled(source: Fingerprint, picture: &Picture, width: u32, target: Target, quality: u8) -> Self {
        let height = proportional(picture.height, width, picture.width);
        let area = Area { x: 0, y: 0, width: picture.width, height: picture.height };
        Recipe { source, work: Work::Draw { area, width, height, target, quality } }
    }

    /// The key of the result.
    pub fn key(&self) -> Fingerprint {
        let mut hash = Fingerprinter::new();
        hash.fingerprint(&self.source);
        match &self.work {
            Work::Strip => hash.text("strip 1"),
            Work::Draw { area, width, height, target, quality } => {
                hash.text(ENCODERS).text(target.mime()).number(u64::from(*quality));
                for number in [area.x, area.y, area.width, area.height, *width, *height] {
                    hash.number(u64::from(number));
                }
                &mut hash
            }
        };
        hash.finish()
    }

    /// The name of the result's file.
    pub fn file_name(&self, source: &str, format: Format) -> String {
        let name = source.rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_ascii_lowercase();
        let plain =
            !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let extension = match &self.work {
            Work::Strip => format.extension(),
            Work::Draw { target, .. } => target.extension(),
        };
        let key = self.key().hex(16);
        if plain { format!("{stem}.{key}.{extension}") } else { format!("{key}.{extension}") }
    }
}

fn proportional(other: u32, to: u32, from: u32) -> u32 {
    let exact = (u64::from(other) * u64::from(to) + u64::from(from) / 2) / u64::from(from.max(1));
    u32::try_from(exact).unwrap_or(u32::MAX).max(1)
}

/// Zola's operations of `resize_image`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// To this width and height exactly, however that distorts.
    Scale(u32, u32),
    /// To this width.
    FitWidth(u32),
    /// To this height.
    FitHeight(u32),
    /// Into this width and height; a smaller picture stays.
    Fit(u32, u32),
    /// To this width and height; what is too long is cut off on both sides.
    Fill(u32, u32),
}

impl Operation {
    /// Reads an operation by Zola's names; `fill` where none is named. The error says what is
    /// wrong.
    pub fn of(name: Option<&str>, width: Option<u32>, height: Option<u32>) -> Result<Self, String> {
        let need = |number: Option<u32>, what: &str| {
            number
                .filter(|number| (1..=20_000).contains(number))
                .ok_or_else(|| format!("`{what}` must be from 1 to 20000"))
        };
        let both = || Ok::<_, String>((need(width, "width")?, need(height, "height")?));
        match name.unwrap_or("fill") {
            "scale" => both().map(|(width, height)| Operation::Scale(width, height)),
            "fit_width" => need(width, "width").map(Operation::FitWidth),
            "fit_height" => need(height, "height").map(Operation::FitHeight),
            "fit" => both().map(|(width, height)| Operation::Fit(width, height)),
            "fill" => both().map(|(width, height)| Operation::Fill(width, height)),
            other => Err(format!("`op` is one of scale, fit_width, fit_height, fit, fill; not `{other}`")),
        }
    }

    /// What is shown of a picture of that size, and at which size.
    pub fn apply(self, width: u32, height: u32) -> (Area, u32, u32) {
        let whole = Area { x: 0, y: 0, width, height };
        match self {
            Operation::Scale(to_width, to_height) => (whole, to_width, to_height),
            Operation::FitWidth(to) => {
                let to = to.min(width);
                (whole, to, proportional(height, to, width))
            }
            Operation::FitHeight(to) => {
                let to = to.min(height);
                (whole, proportional(width, to, height), to)
            }
            Operation::Fit(to_width, to_height) => {
                if width <= to_width && height <= to_height {
                    return (whole, width, height);
                }
                let by_width = u64::from(to_width) * u64::from(height) <= u64::from(to_height) * u64::from(width);
                if by_width {
                    (whole, to_width, proportional(height, to_width, width))
                } else {
                    (whole, proportional(width, to_height, height), to_height)
                }
            }
            Operation::Fill(to_width, to_height) => {
                let wide = u64::from(width) * u64::from(to_height) > u64::from(height) * u64::from(to_width);
                let area = if wide {
                    let cut = proportional(to_width, height, to_height).min(width);
                    Area { x: (width - cut) / 2, width: cut, ..whole }
                } else {
                    let cut = proportional(to_height, width, to_width).min(height);
                    Area { y: (height - cut) / 2, height: cut, ..whole }
                };
                (area, to_width, to_height)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_zolas() {
        let whole = Area { x: 0, y: 0, width: 400, height: 200 };
        for (name, width, height, expected) in [
            ("scale", Some(100), Some(100), (whole, 100, 100)),
            ("fit_width", Some(100), None, (whole, 100, 50)),
            ("fit_width", Some(900), None, (whole, 400, 200)),
            ("fit_height", None, Some(50), (whole, 100, 50)),
            ("fit", Some(100), Some(100), (whole, 100, 50)),
            ("fit", Some(800), Some(20), (whole, 40, 20)),
            ("fit", Some(800), Some(800), (whole, 400, 200)),
            ("fill", Some(100), Some(100), (Area { x: 100, y: 0, width: 200, height: 200 }, 100, 100)),
            ("fill", Some(400), Some(100), (Area { x: 0, y: 50, width: 400, height: 100 }, 400, 100)),
        ] {
            let operation = Operation::of(Some(name), width, height).expect("an operation");
            assert_eq!(operation.apply(400, 200), expected, "{name} {width:?} {height:?}");
        }
        assert!(Operation::of(Some("fit"), Some(10), None).is_err());
        assert!(Operation::of(Some("crop"), Some(10), Some(10)).is_err_and(|error| error.contains("crop")));
        assert_eq!(Operation::of(None, Some(10), Some(20)), Ok(Operation::Fill(10, 20)));
    }

    #[test]
    fn names_tell_pictures_apart() {
        let picture = Picture { width: 400, height: 200, ..Picture::plain(Format::Jpeg) };
        let recipe = |width, quality| Recipe::scaled(Fingerprint::of(b"x"), &picture, width, Target::Webp, quality);
        let name = |recipe: &Recipe| recipe.file_name("content/a/My-Photo.JPG", Format::Jpeg);
        assert!(name(&recipe(200, 80)).starts_with("my-photo.") && name(&recipe(200, 80)).ends_with(".webp"));
        assert_ne!(name(&recipe(200, 80)), name(&recipe(200, 81)));
        assert_ne!(name(&recipe(200, 80)), name(&recipe(100, 80)));
        let named = recipe(200, 80).file_name("content/a/照片.jpg", Format::Jpeg);
        assert_eq!(named.len(), "0123456789abcdef.webp".len());
    }
}
