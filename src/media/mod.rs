//! Pictures: what their files are, the variants that pages show, and originals without what they
//! say about whoever took them.

mod container;
mod encode;
mod pixels;
mod progress;
pub mod qr;
mod qr_drawn;
pub mod qr_svg;
mod recipe;
mod rendition;
mod svg;
mod variants;
mod workshop;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::hash::Fingerprint;
use crate::source::{SourceFile, Sources};
use crate::t;

pub use encode::{HAS_AVIF, Target};
pub use progress::Progress;
pub use recipe::{Operation, Recipe, Work};
pub use rendition::{FOLDER, Rendition, Renditions, Shown, of_operation, output, shown};
pub use variants::{Made, Variants};
pub use workshop::{Bench, Ledger, make};

/// What a picture's file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Pixels, seen upright.
    pub width: u32,
    /// Pixels, seen upright.
    pub height: u32,
    /// Its format.
    pub format: Format,
    /// How it is to be turned, as Exif says it: 1 for not at all.
    pub turn: u8,
    /// Whether its colours are in another space than sRGB.
    pub has_profile: bool,
    /// Whether its file says anything besides showing it.
    pub has_metadata: bool,
    /// Whether it moves.
    pub is_animated: bool,
    /// Whether parts of it may show what is behind.
    pub has_alpha: bool,
}

/// Formats of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// SVG.
    Svg,
}

impl Format {
    /// The name that templates see.
    pub fn name(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Jpeg => "jpeg",
            Format::Webp => "webp",
            Format::Gif => "gif",
            Format::Svg => "svg",
        }
    }

    /// The media type.
    pub fn mime(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Webp => "image/webp",
            Format::Gif => "image/gif",
            Format::Svg => "image/svg+xml",
        }
    }

    /// The file name extension.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Jpeg => "jpg",
            other => other.name(),
        }
    }

    /// The format that an extension promises.
    fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "png" => Some(Format::Png),
            "jpg" | "jpeg" => Some(Format::Jpeg),
            "webp" => Some(Format::Webp),
            "gif" => Some(Format::Gif),
            "svg" => Some(Format::Svg),
            _ => None,
        }
    }

    /// The format that a file's first bytes show.
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Format::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Format::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::Webp),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Format::Gif),
            _ => None,
        }
    }
}

/// What is wrong with a picture's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// It ends before the picture does.
    Truncated,
    /// It cannot be read.
    Damaged,
    /// It makes a decoder go over the picture again and again.
    TooManyScans,
    /// Decoding it takes longer than the settings allow.
    TooSlow,
    /// It is none of the formats.
    Unknown,
    /// It is HEIC, which cameras of phones write and browsers do not show.
    Heic,
}

impl Picture {
    /// A picture of no size that has nothing special.
    pub fn plain(format: Format) -> Self {
        Picture {
            width: 0,
            height: 0,
            format,
            turn: 1,
            has_profile: false,
            has_metadata: false,
            is_animated: false,
            has_alpha: false,
        }
    }

    /// Reads a file without decoding the picture.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let Some(format) = Format::of_bytes(bytes) else {
            let brand = bytes.get(4..12).unwrap_or_default();
            let is_heic = [&b"ftyphei"[..], b"ftypmif1", b"ftyphev"].iter().any(|start| brand.starts_with(start));
            return Err(if is_heic { Fault::Heic } else { Fault::Unknown });
        };
        let walk = container::walk(bytes, format)?;
        let kind = match format {
            Format::Png => image::ImageFormat::Png,
            Format::Jpeg => image::ImageFormat::Jpeg,
            Format::Webp => image::ImageFormat::WebP,
            Format::Gif | Format::Svg => image::ImageFormat::Gif,
        };
        let reader = image::ImageReader::with_format(Cursor::new(bytes), kind);
        let decoder = reader.into_decoder().map_err(|_| Fault::Damaged)?;
        let (width, height) = image::ImageDecoder::dimensions(&decoder);
        let has_alpha = image::ImageDecoder::color_type(&decoder).has_alpha();
        let (width, height) = if walk.orientation >= 5 { (height, width) } else { (width, height) };
        if width == 0 || height == 0 {
            return Err(Fault::Damaged);
        }
        Ok(Picture {
            width,
            height,
            format,
            turn: walk.orientation,
            has_profile: walk.has_profile,
            has_metadata: walk.has_metadata,
            is_animated: walk.is_animated,
            has_alpha,
        })
    }

    /// How many pixels it has.
    fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Whether variants can be made of it.
    pub fn is_drawable(&self) -> bool {
        self.format != Format::Svg && !self.is_animated
    }
}

/// What files are, by their fingerprints.
pub type Memory = BTreeMap<Fingerprint, Result<Picture, Fault>>;

/// The pictures of a project by source path.
#[derive(Clone, Debug, Default)]
pub struct Pictures(BTreeMap<Arc<str>, (Picture, Fingerprint)>);

impl Pictures {
    /// A picture, if its header could be read.
    pub fn get(&self, source: &str) -> Option<&Picture> {
        self.0.get(source).map(|(picture, _)| picture)
    }

    /// A picture and the fingerprint of its bytes.
    pub fn with_source(&self, source: &str) -> Option<&(Picture, Fingerprint)> {
        self.0.get(source)
    }

    /// All by source path.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Picture, &Fingerprint)> {
        self.0.iter().map(|(path, (picture, fingerprint))| (path, picture, fingerprint))
    }
}

/// Reads what is not remembered of all pictures, and reports those that cannot be shown. The
/// second value is what to remember.
pub fn plan(sources: &Sources, config: &Config, memory: &Memory, report: &mut Report) -> (Pictures, Memory) {
    let files: Vec<&SourceFile> = sources.files().filter(|file| promised(&file.path).is_some()).collect();
    let read: Vec<_> = files
        .par_iter()
        .filter_map(|file| {
            let fingerprint = file.fingerprint()?;
            let known = memory.get(&fingerprint).copied();
            Some((*file, fingerprint, known.unwrap_or_else(|| look(sources, file))))
        })
        .collect();
    let remembered = read.iter().map(|(_, fingerprint, picture)| (*fingerprint, *picture)).collect();
    let mut pictures = Pictures::default();
    for (file, fingerprint, found) in read {
        let most = config.limits.image_pixels;
        match found {
            Err(fault) => report.push(explain(&file.path, fault)),
            Ok(picture) if promised(&file.path).is_some_and(|promised| promised != picture.format) => {
                report.push(mislabelled(&file.path, picture.format));
            }
            // Drawings have no pixels.
            Ok(picture) if picture.format != Format::Svg && picture.pixels() > most => {
                report.push(too_large(&file.path, &picture, most));
            }
            Ok(picture) => {
                pictures.0.insert(file.path.clone(), (picture, fingerprint));
            }
        }
    }
    (pictures, remembered)
}

fn promised(path: &str) -> Option<Format> {
    Format::of_extension(&path.rsplit_once('.')?.1.to_ascii_lowercase())
}

fn look(sources: &Sources, file: &SourceFile) -> Result<Picture, Fault> {
    if let Some(text) = &file.text {
        let (width, height) = svg::size(text).unwrap_or(svg::DEFAULT_SIZE);
        let has_metadata = !svg::metadata(text).ok_or(Fault::Damaged)?.is_empty();
        return Ok(Picture { width, height, has_metadata, ..Picture::plain(Format::Svg) });
    }
    Picture::read(&sources.read(file).map_err(|_| Fault::Damaged)?)
}

fn explain(path: &Arc<str>, fault: Fault) -> Diagnostic {
    let (message, help) = words(fault);
    Diagnostic::error(code::PICTURE, message).at(Span::file(path.clone())).help(help)
}

/// What is wrong, and the remedy.
pub fn words(fault: Fault) -> (Text, Text) {
    match fault {
        Fault::Truncated => (
            t!("图片文件不完整，后面的部分丢了", "the picture's file is cut off"),
            t!("重新复制或下载原图", "copy or download the picture again"),
        ),
        Fault::Damaged => (
            t!("图片文件已损坏，读不出来", "the picture's file is damaged"),
            t!("用看图软件打开原图，另存一份再放进来", "open the original in an editor and save it anew"),
        ),
        Fault::TooManyScans => (
            t!("图片文件的结构异常，可能是用来拖垮程序的", "the picture's file is built to keep a decoder busy"),
            t!("不要使用来历不明的图片；确有需要就截图另存", "do not use it; if you must, save a screenshot of it"),
        ),
        Fault::TooSlow => (
            t!("图片解码太慢，超过了时限", "decoding the picture takes too long"),
            t!(
                "换一张小一些的图，或在 site.toml [limits] 里调高 image_seconds",
                "use a smaller one, or raise image_seconds under [limits] in site.toml"
            ),
        ),
        Fault::Unknown => (
            t!("文件内容不是图片", "the file is not a picture"),
            t!("支持 JPEG、PNG、WebP、GIF 和 SVG", "JPEG, PNG, WebP, GIF and SVG can be used"),
        ),
        Fault::Heic => (
            t!(
                "这是 HEIC 图片（苹果手机的格式），浏览器显示不了",
                "this is a HEIC picture (of an iPhone), which browsers do not show"
            ),
            t!(
                "在手机上选“设置 › 相机 › 格式 › 兼容性最佳”，或另存为 JPEG",
                "choose Settings › Camera › Formats › Most Compatible, or save it as JPEG"
            ),
        ),
    }
}

/// An upright picture in sRGB without what its file says besides; nothing where that is so already.
pub fn publishable(bytes: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    let format = Format::of_bytes(bytes).ok_or(Fault::Unknown)?;
    let walk = container::walk(bytes, format)?;
    Ok(walk.has_metadata.then(|| container::strip(bytes, &walk, format)))
}

fn mislabelled(path: &Arc<str>, format: Format) -> Diagnostic {
    let (name, extension) = (format.name().to_uppercase(), format.extension());
    Diagnostic::error(
        code::PICTURE,
        t!("文件其实是 {name} 图片，扩展名不对", "the file is a {name} picture under another extension"),
    )
    .at(Span::file(path.clone()))
    .help(t!("把扩展名改成 .{extension}", "rename it to end in .{extension}"))
}

fn too_large(path: &Arc<str>, picture: &Picture, most: u64) -> Diagnostic {
    let Picture { width, height, .. } = picture;
    Diagnostic::error(
        code::IO_LIMIT,
        t!(
            "图片有 {width}×{height} 像素，超过上限 {most}",
            "the picture has {width}×{height} pixels, over the limit of {most}"
        ),
    )
    .at(Span::file(path.clone()))
    .help(t!(
        "缩小图片，或在 site.toml [limits] 里调高 image_pixels",
        "make it smaller, or raise image_pixels under [limits] in site.toml"
    ))
}
