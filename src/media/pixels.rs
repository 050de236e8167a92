//! Pixels: a picture decoded, turned upright, in sRGB; cut and scaled.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use fast_image_resize as fr;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

use super::{Fault, Format, Picture};

/// Pixels in rows from the top, three or four bytes each.
#[derive(Clone, Debug)]
pub struct Pixels {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Whether there is a fourth byte, of which some are not 255.
    pub has_alpha: bool,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A rectangle of a picture in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Area {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// Decodes a picture, if that takes no more than so many seconds. A decoder that is not done by
/// then goes on by itself, since nothing can stop it, and ends with the program.
pub fn decode_within(seconds: u64, bytes: &Arc<Vec<u8>>, picture: &Picture, most: u64) -> Result<Pixels, Fault> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let (bytes, picture) = (Arc::clone(bytes), *picture);
    std::thread::spawn(move || {
        let _nobody_waits = sender.send(decode(&bytes, &picture, most)).is_err();
    });
    match receiver.recv_timeout(Duration::from_secs(seconds)) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Err(Fault::TooSlow),
        // The decoder gave up in its own way.
        Err(RecvTimeoutError::Disconnected) => Err(Fault::Damaged),
    }
}

/// Decodes a picture whose header was read. `most` is the limit of pixels.
pub fn decode(bytes: &[u8], picture: &Picture, most: u64) -> Result<Pixels, Fault> {
    let format = match picture.format {
        Format::Png => ImageFormat::Png,
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Webp => ImageFormat::WebP,
        Format::Gif => ImageFormat::Gif,
        Format::Svg => return Err(Fault::Damaged),
    };
    let mut limits = image::Limits::default();
    // Sixteen bits a channel, and a copy.
    limits.max_alloc = Some(most.saturating_mul(16));
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    // `into_decoder` leaves the limits aside.
    let mut decoder = reader.into_decoder().map_err(|_| Fault::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > most {
        return Err(Fault::Damaged);
    }
    decoder.set_limits(limits).map_err(|_| Fault::Damaged)?;
    let profile = decoder.icc_profile().ok().flatten();
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| Fault::Damaged)?;
    if let Some(turn) = Orientation::from_exif(picture.turn) {
        image.apply_orientation(turn);
    }
    let mut pixels = of_image(image);
    if let Some(profile) = profile.filter(|_| picture.has_profile) {
        to_srgb(&mut pixels, &profile);
    }
    Ok(pixels)
}

fn of_image(image: DynamicImage) -> Pixels {
    let (width, height) = (image.width(), image.height());
    if image.color().has_alpha() {
        let rgba = image.into_rgba8();
        if rgba.pixels().any(|pixel| pixel.0[3] != 255) {
            return Pixels { width, height, has_alpha: true, bytes: rgba.into_raw() };
        }
        let bytes = DynamicImage::ImageRgba8(rgba).into_rgb8().into_raw();
        return Pixels { width, height, has_alpha: false, bytes };
    }
    Pixels { width, height, has_alpha: false, bytes: image.into_rgb8().into_raw() }
}

/// Converts colours to sRGB. A profile that cannot be read, or is not of RGB, leaves them.
fn to_srgb(pixels: &mut Pixels, profile: &[u8]) {
    use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
    let layout = if pixels.has_alpha { Layout::Rgba } else { Layout::Rgb };
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()) else {
        return;
    };
    let mut converted = vec![0; pixels.bytes.len()];
    if transform.transform(&pixels.bytes, &mut converted).is_ok() {
        pixels.bytes = converted;
    }
}

/// An area of a picture at another size.
pub fn draw(pixels: &Pixels, area: Area, width: u32, height: u32) -> Option<Pixels> {
    let kind = if pixels.has_alpha { fr::PixelType::U8x4 } else { fr::PixelType::U8x3 };
    let source = fr::images::ImageRef::new(pixels.width, pixels.height, &pixels.bytes, kind).ok()?;
    let mut target = fr::images::Image::new(width, height, kind);
    let (x, y) = (f64::from(area.x), f64::from(area.y));
    let options = fr::ResizeOptions::new().resize_alg(fr::ResizeAlg::Convolution(fr::FilterType::Lanczos3)).crop(
        x,
        y,
        f64::from(area.width),
        f64::from(area.height),
    );
    fr::Resizer::new().resize(&source, &mut target, &options).ok()?;
    Some(Pixels { width, height, has_alpha: pixels.has_alpha, bytes: target.into_vec() })
}

/// How many of a hundred pixels end a run of eight or more of just their colour. Photos have few
/// such pixels, even where they are soft; drawings and screenshots many.
pub fn flatness(pixels: &Pixels) -> u32 {
    const RUN: u32 = 8;
    let size = if pixels.has_alpha { 4 } else { 3 };
    let color = |pixel: &[u8]| pixel.iter().fold(0u32, |color, byte| color << 8 | u32::from(*byte));
    let mut flat: u64 = 0;
    for row in pixels.bytes.chunks_exact((pixels.width as usize * size).max(1)) {
        let (mut last, mut run) = (None, 0);
        for color in row.chunks_exact(size).map(color) {
            run = if last == Some(color) { run + 1 } else { 1 };
            last = Some(color);
            flat += u64::from(run >= RUN);
        }
    }
    let all = u64::from(pixels.width.saturating_sub(RUN - 1)) * u64::from(pixels.height);
    u32::try_from(flat * 100 / all.max(1)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(width: u32, height: u32) -> Pixels {
        let bytes = (0..height).flat_map(|y| (0..width).flat_map(move |x| [(x * 3) as u8, (y * 5) as u8, 7])).collect();
        Pixels { width, height, has_alpha: false, bytes }
    }

    #[test]
    fn drawings_are_flat_and_photos_are_not() {
        assert_eq!(flatness(&ramp(40, 30)), 0);
        let blank = Pixels { bytes: vec![200; 40 * 30 * 3], ..ramp(40, 30) };
        assert_eq!(flatness(&blank), 100);
    }

    #[test]
    fn an_area_is_cut_before_it_is_scaled() {
        let drawn = draw(&ramp(40, 30), Area { x: 20, y: 0, width: 20, height: 30 }, 10, 15).expect("pixels");
        assert_eq!((drawn.width, drawn.height, drawn.bytes.len()), (10, 15, 450));
        assert!(drawn.bytes[0] >= 58, "the left half is cut off: {}", drawn.bytes[0]);
    }
}
