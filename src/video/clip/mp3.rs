//! MP3: frames of MPEG audio, layer III (ISO/IEC 11172-3 and 13818-3), one after the other, with
//! labels before and behind them (ID3, APE) that say who made the recording.

use std::ops::Range;

use super::{Clip, Container, Fault, bytes_at, milliseconds};

/// Says what a recording is. Its frames are counted, for its labels may say anything.
pub fn read(bytes: &[u8]) -> Result<Clip, Fault> {
    let sound = sound(bytes)?;
    let length = length(&bytes[sound.clone()])?;
    Ok(Clip {
        container: Container::Mp3,
        milliseconds: length,
        width: 0,
        height: 0,
        video: None,
        audio: Some("mp3".to_owned()),
        plays_at_once: true,
        has_metadata: sound != (0..bytes.len()),
    })
}

/// The recording without its labels. `None` where it has none.
pub fn publishable(bytes: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    let sound = sound(bytes)?;
    Ok((sound != (0..bytes.len())).then(|| bytes[sound].to_vec()))
}

/// Whether a file begins with a label or a frame.
pub fn is_mp3(bytes: &[u8]) -> bool {
    bytes.starts_with(b"ID3") || bytes_at::<4>(bytes, 0).is_some_and(|head| Frame::read(head).is_some())
}

/// The frames, without what stands before and behind them.
fn sound(bytes: &[u8]) -> Result<Range<usize>, Fault> {
    let (mut start, mut end) = (0, bytes.len());
    while let Some([b'I', b'D', b'3', _, _, flags, a, b, c, d]) = bytes_at::<10>(bytes, start) {
        // Seven bits of each byte count, so that no label looks like sound.
        let size = [a, b, c, d].iter().fold(0usize, |sum, byte| sum << 7 | usize::from(byte & 0x7F));
        let foot = if flags & 0x10 == 0 { 0 } else { 10 };
        start = start.checked_add(10 + size + foot).filter(|at| *at <= end).ok_or(Fault::Truncated)?;
    }
    loop {
        let tail = &bytes[start..end];
        if tail.len() >= 128 && tail[tail.len() - 128..].starts_with(b"TAG") {
            end -= 128;
        } else if tail.len() >= 32 && tail[tail.len() - 32..].starts_with(b"APETAGEX") {
            let foot = end - 32;
            let size = bytes_at::<4>(bytes, foot + 12).map_or(0, u32::from_le_bytes) as usize;
            let has_head = bytes_at::<4>(bytes, foot + 20).map_or(0, u32::from_le_bytes) >> 31 == 1;
            let whole = size.max(32).saturating_add(if has_head { 32 } else { 0 });
            end = end.checked_sub(whole).filter(|at| *at >= start).ok_or(Fault::Damaged)?;
        } else {
            return if start < end { Ok(start..end) } else { Err(Fault::Empty) };
        }
    }
}

/// What a frame says of itself.
struct Frame {
    bytes: usize,
    samples: u64,
    rate: u32,
}

impl Frame {
    fn read([sync, second, third, _]: [u8; 4]) -> Option<Self> {
        const FIRST: [usize; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
        const SECOND: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        let is_layer_3 = second >> 1 & 3 == 1;
        if sync != 0xFF || second >> 5 != 7 || !is_layer_3 {
            return None;
        }
        let version = second >> 3 & 3;
        let (rates, kilobits, samples) = match version {
            3 => ([44_100, 48_000, 32_000], FIRST, 1152),
            2 => ([22_050, 24_000, 16_000], SECOND, 576),
            0 => ([11_025, 12_000, 8_000], SECOND, 576),
            _ => return None,
        };
        let rate = *rates.get(usize::from(third >> 2 & 3))?;
        let bits = kilobits.get(usize::from(third >> 4)).filter(|bits| **bits > 0)? * 1000;
        let bytes = samples as usize / 8 * bits / rate as usize + usize::from(third >> 1 & 1);
        Some(Frame { bytes, samples, rate })
    }
}

fn length(sound: &[u8]) -> Result<u64, Fault> {
    let (mut at, mut samples, mut rate) = (0, 0, 0);
    while at < sound.len() {
        let Some(head) = bytes_at::<4>(sound, at) else { return Err(Fault::Truncated) };
        let Some(frame) = Frame::read(head) else { return Err(Fault::Damaged) };
        if at + frame.bytes > sound.len() {
            return Err(Fault::Truncated);
        }
        if at > 0 || !is_index(&sound[..frame.bytes]) {
            samples += frame.samples;
        }
        rate = frame.rate;
        at += frame.bytes;
    }
    match milliseconds(samples, rate) {
        0 => Err(Fault::Empty),
        length => Ok(length),
    }
}

/// Whether a first frame holds no sound but an index for jumping.
fn is_index(frame: &[u8]) -> bool {
    [13, 21, 36].into_iter().any(|at| {
        matches!(
            bytes_at::<4>(frame, at),
            Some([b'X', b'i', b'n', b'g'] | [b'I', b'n', b'f', b'o'] | [b'V', b'B', b'R', b'I'])
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of silence: MPEG-1, 128 kbit/s, 44.1 kHz.
    fn frames(count: usize) -> Vec<u8> {
        let mut frame = vec![0xFF, 0xFB, 0x90, 0x00];
        frame.resize(417, 0);
        frame.repeat(count)
    }

    fn id3(size: u8) -> Vec<u8> {
        let mut label = b"ID3\x04\0\0\0\0\0".to_vec();
        label.push(size);
        label.resize(10 + usize::from(size), b'x');
        label
    }

    #[test]
    fn frames_are_counted() {
        let clip = read(&frames(100)).expect("a recording");
        // 115,200 samples.
        assert_eq!((clip.milliseconds, clip.has_metadata, clip.width), (2612, false, 0));
        let mut indexed = frames(101);
        indexed[36..40].copy_from_slice(b"Xing");
        assert_eq!(read(&indexed).map(|clip| clip.milliseconds), Ok(2612));
    }

    #[test]
    fn labels_go() {
        let mut tag = b"TAG".to_vec();
        tag.resize(128, b'n');
        let mut ape = b"name".to_vec();
        ape.extend(b"APETAGEX\xD0\x07\0\0");
        ape.extend(36u32.to_le_bytes());
        ape.extend([0; 16]);
        let whole = [id3(40), id3(3), frames(10), ape, tag].concat();
        assert_eq!(read(&whole).map(|clip| (clip.milliseconds, clip.has_metadata)), Ok((261, true)));
        assert_eq!(publishable(&whole), Ok(Some(frames(10))));
        assert_eq!(publishable(&frames(10)), Ok(None));
    }

    #[test]
    fn what_is_cut_off_or_damaged_is_refused() {
        let whole = frames(3);
        assert_eq!(read(&whole[..whole.len() - 1]), Err(Fault::Truncated));
        assert_eq!(read(&[id3(9), vec![]].concat()), Err(Fault::Empty));
        assert_eq!(read(&id3(9)[..12]), Err(Fault::Truncated));
        let mut damaged = whole.clone();
        damaged[417] = 0;
        assert_eq!(read(&damaged), Err(Fault::Damaged));
        for at in 0..whole.len().min(40) {
            for value in [0, 1, 0x7F, 0xFF] {
                let mut strange = whole.clone();
                strange[at] = value;
                let _any = (read(&strange), publishable(&strange));
            }
        }
    }
}
