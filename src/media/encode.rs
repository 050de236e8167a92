//! Pixels to files.

use super::pixels::{Pixels, flatness};

/// Formats that are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Target {
    /// WebP, lossy or not, whichever suits the picture.
    Webp,
    /// AVIF.
    Avif,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl Target {
    /// The file name extension.
    pub fn extension(self) -> &'static str {
        match self {
            Target::Webp => "webp",
            Target::Avif => "avif",
            Target::Jpeg => "jpg",
            Target::Png => "png",
        }
    }

    /// The media type.
    pub fn mime(self) -> &'static str {
        match self {
            Target::Webp => "image/webp",
            Target::Avif => "image/avif",
            Target::Jpeg => "image/jpeg",
            Target::Png => "image/png",
        }
    }
}

/// Changes when any encoder or anything here makes other bytes than before.
pub const ENCODERS: &str = "webp 0.3, ravif 0.13, jpeg-encoder 0.7, png 0.18; 3";
/// Whether this program can write AVIF.
pub const HAS_AVIF: bool = cfg!(feature = "avif");

/// From so many flat pixels in a hundred on, a picture counts as drawn.
const DRAWN: u32 = 30;
/// A drawn picture is worth so many hundredths of the lossy size to have its edges whole.
const WHOLE: usize = 130;

/// Whether pixels look like a drawing or a screenshot, not a photo.
pub fn is_drawing(pixels: &Pixels) -> bool {
    flatness(pixels) >= DRAWN
}

/// Encodes pixels; nothing where an encoder refuses them. `quality` is from 1 to 100 and meant for
/// photos. Blurred letters are seen sooner than blurred leaves, so drawings and screenshots get
/// half of what is missing to 100.
pub fn encode(pixels: &Pixels, is_drawn: bool, target: Target, quality: u8) -> Option<Vec<u8>> {
    let quality = if is_drawn { quality + (100 - quality.min(100)) / 2 } else { quality };
    match target {
        Target::Webp => webp(pixels, quality, is_drawn),
        Target::Avif => avif(pixels, quality),
        Target::Jpeg => jpeg(pixels, quality, is_drawn),
        Target::Png => png(pixels),
    }
}

fn webp(pixels: &Pixels, quality: u8, is_drawn: bool) -> Option<Vec<u8>> {
    let Pixels { width, height, bytes, has_alpha } = pixels;
    let encoder = if *has_alpha {
        webp::Encoder::from_rgba(bytes, *width, *height)
    } else {
        webp::Encoder::from_rgb(bytes, *width, *height)
    };
    let with = |lossless: bool| {
        let mut config = webp::WebPConfig::new().ok()?;
        config.lossless = i32::from(lossless);
        config.quality = if lossless { 75.0 } else { f32::from(quality) };
        config.method = 4;
        // One thread: which one ends first must not show in the bytes.
        config.thread_level = 0;
        Some(encoder.encode_advanced(&config).ok()?.to_vec())
    };
    let lossy = with(false)?;
    if !is_drawn {
        return Some(lossy);
    }
    let lossless = with(true)?;
    Some(if lossless.len() * 100 <= lossy.len() * WHOLE { lossless } else { lossy })
}

/// AVIF on one thread, at a speed after which the file hardly gets smaller.
#[cfg(feature = "avif")]
fn avif(pixels: &Pixels, quality: u8) -> Option<Vec<u8>> {
    use ravif::{BitDepth, Encoder, Img, RGB8, RGBA8};
    let encoder = Encoder::new()
        .with_quality(f32::from(quality))
        .with_alpha_quality(f32::from(quality))
        .with_speed(8)
        .with_bit_depth(BitDepth::Eight)
        .with_num_threads(Some(1));
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let encoded = if pixels.has_alpha {
        let rows: Vec<RGBA8> = pixels.bytes.chunks_exact(4).map(|p| RGBA8::new(p[0], p[1], p[2], p[3])).collect();
        encoder.encode_rgba(Img::new(&rows, width, height))
    } else {
        let rows: Vec<RGB8> = pixels.bytes.chunks_exact(3).map(|p| RGB8::new(p[0], p[1], p[2])).collect();
        encoder.encode_rgb(Img::new(&rows, width, height))
    };
    encoded.ok().map(|encoded| encoded.avif_file)
}

#[cfg(not(feature = "avif"))]
fn avif(_: &Pixels, _: u8) -> Option<Vec<u8>> {
    None
}

fn jpeg(pixels: &Pixels, quality: u8, is_drawn: bool) -> Option<Vec<u8>> {
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, quality);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    // Thin coloured strokes of a drawing need their colours whole.
    encoder.set_sampling_factor(if is_drawn { SamplingFactor::F_1_1 } else { SamplingFactor::F_2_2 });
    let (width, height) = (u16::try_from(pixels.width).ok()?, u16::try_from(pixels.height).ok()?);
    let kind = if pixels.has_alpha { ColorType::Rgba } else { ColorType::Rgb };
    encoder.encode(&pixels.bytes, width, height, kind).ok()?;
    Some(out)
}

fn png(pixels: &Pixels) -> Option<Vec<u8>> {
    use image::codecs::png::{CompressionType, FilterType, PngEncoder};
    use image::{ExtendedColorType, ImageEncoder};
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Best, FilterType::Adaptive);
    let kind = if pixels.has_alpha { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
    encoder.write_image(&pixels.bytes, pixels.width, pixels.height, kind).ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(has_alpha: bool, color: impl Fn(u32, u32) -> [u8; 4]) -> Pixels {
        let size = if has_alpha { 4 } else { 3 };
        let bytes = (0..60u32).flat_map(|y| (0..80u32).map(move |x| (x, y)));
        let bytes = bytes.flat_map(|(x, y)| color(x, y).into_iter().take(size)).collect();
        Pixels { width: 80, height: 60, has_alpha, bytes }
    }

    #[test]
    fn what_is_written_can_be_read() {
        let photo = pixels(false, |x, y| [(x * 3) as u8, (y * 4) as u8, (x * y) as u8, 255]);
        let icon = pixels(true, |x, _| if x < 40 { [200, 0, 0, 255] } else { [0, 0, 0, 0] });
        for (pixels, target) in
            [(&photo, Target::Webp), (&photo, Target::Jpeg), (&icon, Target::Webp), (&icon, Target::Png)]
        {
            let bytes = encode(pixels, is_drawing(pixels), target, 80).expect("a file");
            let read = image::load_from_memory(&bytes).expect("a picture");
            assert_eq!((read.width(), read.height()), (80, 60), "{target:?}");
            assert_eq!(
                bytes,
                encode(pixels, is_drawing(pixels), target, 80).expect("a file"),
                "{target:?} is the same every time"
            );
        }
    }

    #[test]
    fn drawings_keep_their_edges() {
        let drawing =
            pixels(false, |x, y| if (x / 20 + y / 15) % 2 == 0 { [255, 255, 255, 255] } else { [180, 20, 20, 255] });
        let read = image::load_from_memory(&encode(&drawing, is_drawing(&drawing), Target::Webp, 60).expect("a file"))
            .expect("a picture");
        assert_eq!(read.into_rgb8().into_raw(), drawing.bytes);
    }
}
