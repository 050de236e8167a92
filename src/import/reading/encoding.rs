//! Bytes of old texts become characters, or an error that names the line.
//!
//! Files of the mainland are UTF-8, GB18030 (with its older parts GBK and GB 2312) or what Windows
//! calls Unicode, UTF-16. Nothing is ever replaced by U+FFFD.

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::Unreadable;
use crate::t;
use crate::text::is_han;

/// Of the bytes beyond ASCII, how many hundredths make a broken file UTF-8 for all that.
const UTF_8_ENOUGH: usize = 75;

/// Of the characters, how many hundredths must be usual ones for UTF-16 that does not say so.
const USUAL_ENOUGH: usize = 97;

/// Decodes a text, `declared` being what it says of itself.
pub fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<String, Unreadable> {
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) || bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return Err(Unreadable {
            message: t!("文件是 UTF-32 编码", "the file is UTF-32"),
            help: t!("用编辑器“另存为”选 UTF-8", "save it as UTF-8 in your editor"),
        });
    }
    let text = match marked(bytes) {
        Some((encoding, after)) => strictly(encoding, after).map_err(|bad| undecodable(encoding, after, bad))?,
        None => unmarked(bytes, declared)?,
    };
    refuse_binary(&text)?;
    Ok(text)
}

/// The encoding that a mark at the beginning names, and what comes after the mark.
fn marked(bytes: &[u8]) -> Option<(&'static Encoding, &[u8])> {
    if let Some(after) = bytes.strip_prefix(&[0x84, 0x31, 0x95, 0x33]) {
        return Some((GB18030, after));
    }
    let (encoding, length) = Encoding::for_bom(bytes)?;
    Some((encoding, &bytes[length..]))
}

fn unmarked(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<String, Unreadable> {
    if let Some(text) = plainly_utf16(bytes) {
        return Ok(text);
    }
    let utf8_error = match std::str::from_utf8(bytes) {
        Ok(text) if declared.is_none_or(|encoding| encoding == UTF_8) || !text.is_ascii() => return Ok(text.to_owned()),
        Ok(_) => None,
        Err(error) => Some(error.valid_up_to()),
    };
    // Two bytes of broken UTF-8 make a character of GB18030 more often than not.
    if let Some(bad) = utf8_error
        && mostly_utf8(bytes)
    {
        return Err(undecodable(UTF_8, bytes, bad));
    }
    let candidates = declared.into_iter().filter(|encoding| encoding.is_ascii_compatible()).chain([GB18030, BIG5]);
    let mut furthest = (GB18030, 0);
    for encoding in candidates {
        match strictly(encoding, bytes) {
            Ok(text) => return Ok(text),
            Err(bad) if bad > furthest.1 && encoding != BIG5 => furthest = (encoding, bad),
            Err(_) => {}
        }
    }
    Err(undecodable(furthest.0, bytes, furthest.1))
}

/// Decodes all of it, or gives the first byte that cannot be decoded.
fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, usize> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len().saturating_mul(3));
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (DecoderResult::Malformed(bad, after), read) => Err(read.saturating_sub(usize::from(bad) + usize::from(after))),
        (DecoderResult::OutputFull, read) => Err(read),
    }
}

/// UTF-16 without a mark: other encodings have no zeros, and UTF-16 with a line's end has some.
fn plainly_utf16(bytes: &[u8]) -> Option<String> {
    if !bytes.contains(&0) {
        return None;
    }
    // A last odd byte is damage; it must not hide what the rest is.
    let whole = &bytes[..bytes.len() / 2 * 2];
    let best = [UTF_16LE, UTF_16BE].into_iter().find(|encoding| {
        let sample = &whole[..whole.len().min(8192)];
        encoding.decode_without_bom_handling_and_without_replacement(sample).is_some_and(|text| usual(&text))
            || cut_pair(encoding, sample)
    })?;
    strictly(best, bytes).ok()
}

/// Whether a sample is fine but for half a character at its end.
fn cut_pair(encoding: &'static Encoding, sample: &[u8]) -> bool {
    let Some(shorter) = sample.len().checked_sub(2).map(|length| &sample[..length]) else { return false };
    encoding.decode_without_bom_handling_and_without_replacement(shorter).is_some_and(|text| usual(&text))
}

fn usual(text: &str) -> bool {
    let is_usual = |c: char| {
        is_han(c)
            || matches!(c, '\t' | '\n' | '\r' | '\u{C}' | ' '..='~' | '\u{A0}'..='\u{FF}' | '\u{2010}'..='\u{203B}'
                | '\u{2460}'..='\u{24FF}' | '\u{3000}'..='\u{30FF}' | '\u{FF01}'..='\u{FF5E}')
    };
    let all = text.chars().count();
    all > 0 && text.chars().filter(|c| is_usual(*c)).count() * 100 >= all * USUAL_ENOUGH
}

/// Whether nearly all that is not ASCII is UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let beyond = |bytes: &[u8]| bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let fine: usize = bytes.utf8_chunks().map(|chunk| beyond(chunk.valid().as_bytes())).sum();
    fine > 0 && fine * 100 >= beyond(bytes) * UTF_8_ENOUGH
}

fn undecodable(encoding: &'static Encoding, bytes: &[u8], bad: usize) -> Unreadable {
    let name = encoding.name();
    let before = strictly(encoding, &bytes[..bad.min(bytes.len())]).unwrap_or_default();
    let line = before.matches('\n').count().max(before.matches('\r').count()) + 1;
    Unreadable {
        message: t!("第 {line} 行有不是 {name} 编码的字节", "line {line} has bytes that are not {name}"),
        help: t!(
            "文件可能损坏，或混用了几种编码；用编辑器打开，改好这一行，另存为 UTF-8",
            "the file may be damaged or mix encodings; open it in an editor, mend that line, and save it as UTF-8"
        ),
    }
}

/// Zeros and many control characters are signs of something that is no text.
fn refuse_binary(text: &str) -> Result<(), Unreadable> {
    let is_odd =
        |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{1A}' | '\u{85}');
    let odd = text.chars().filter(is_odd).count();
    let allowed = if text.contains('\0') { 0 } else { text.chars().count() / 100 };
    if odd <= allowed {
        return Ok(());
    }
    let first = text.find(|c| is_odd(&c)).unwrap_or_default();
    let line = text[..first].matches('\n').count() + 1;
    Err(Unreadable {
        message: t!("文件不是文本：第 {line} 行有控制字符", "the file is no text: line {line} has control characters"),
        help: t!(
            "用生成它的程序打开，另存为 .docx 或 UTF-8 的 .txt",
            "open it in the program that made it and save it as .docx, or as .txt in UTF-8"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn in_bytes(text: &str, wide: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(wide).collect()
    }

    fn plain(bytes: &[u8]) -> String {
        decode(bytes, None).expect("a text")
    }

    #[test]
    fn usual_encodings_are_told_apart() {
        let text = "反诈宣传简报\r\n第12期（总第635期）\r\n石　韧　朱镕㙍𠮷\r\n";
        assert_eq!(plain(text.as_bytes()), text);
        assert_eq!(plain(format!("\u{FEFF}{text}").as_bytes()), text);
        for wide in [u16::to_le_bytes, u16::to_be_bytes] {
            assert_eq!(plain(&in_bytes(text, wide)), text);
            assert_eq!(plain(&in_bytes(&format!("\u{FEFF}{text}"), wide)), text);
        }
        let (gb, _, failed) = GB18030.encode(text);
        assert!(!failed);
        assert_eq!(plain(&gb), text);
        assert_eq!(plain(&[&[0x84, 0x31, 0x95, 0x33], &*gb].concat()), text);
    }

    #[test]
    fn big5_is_read_where_gb18030_fails() {
        // 0xF9 0xFE ends Big5; an odd 0xA1 before a line's end is not GB18030.
        let (bytes, _, _) = BIG5.encode("反詐騙宣導，請撥打一六五；獎狀\n");
        if strictly(GB18030, &bytes).is_err() {
            assert!(plain(&bytes).starts_with("反詐騙"));
        }
        assert_eq!(decode(&bytes, Some(BIG5)).expect("declared"), "反詐騙宣導，請撥打一六五；獎狀\n");
    }

    #[test]
    fn broken_bytes_name_their_line() {
        let mut utf8 = "第一行\n第二行\n第三行\n".as_bytes().to_vec();
        utf8.insert(15, 0xFF);
        let unreadable = decode(&utf8, None).expect_err("broken");
        assert!(unreadable.message.en.starts_with("line 2 has bytes that are not UTF-8"), "{unreadable:?}");
        let cut = &"第一行\n第二行很长很长".as_bytes()[..27];
        assert!(decode(cut, None).expect_err("cut").message.en.contains("line 2"));
        let (gb, _, _) = GB18030.encode("第一行\n第二行\n");
        let broken = [&*gb, &[0xB5, 0xFF, b'\n']].concat();
        let unreadable = decode(&broken, None).expect_err("broken");
        assert!(unreadable.message.en.starts_with("line 3 has bytes that are not gb18030"), "{unreadable:?}");
    }

    #[test]
    fn utf16_of_odd_length_is_damaged() {
        for wide in [u16::to_le_bytes, u16::to_be_bytes] {
            let mut bytes = in_bytes("\u{FEFF}第一行\n第二行\n", wide);
            bytes.pop();
            assert!(decode(&bytes, None).is_err());
            bytes.drain(..2);
            assert!(decode(&bytes, None).is_err());
        }
    }

    #[test]
    fn binaries_are_no_text() {
        for bytes in [&b"abc\0def"[..], b"\x01\x02\x03\x04 x", b"\xFF\xFE\0\0a\0\0\0", b"\0\0\0\0"] {
            assert!(decode(bytes, None).is_err(), "{bytes:?}");
        }
        assert_eq!(plain(b"the end\n\x1A"), "the end\n\x1A");
    }

    #[test]
    fn what_a_file_says_counts_unless_it_is_wrong() {
        let (gb, _, _) = GB18030.encode("反诈");
        assert_eq!(decode(&gb, Some(UTF_8)).expect("GB after all"), "反诈");
        assert_eq!(decode("反诈".as_bytes(), Some(GB18030)).expect("UTF-8 after all"), "反诈");
    }

    proptest! {
        #[test]
        fn any_text_in_any_encoding_reads_back(
            text in "[一-龥，。、（）0-9a-z　石韧\n]{8,60}",
        ) {
            let text = format!("{text}\n第1行\n");
            prop_assert_eq!(&plain(text.as_bytes()), &text);
            prop_assert_eq!(&plain(format!("\u{FEFF}{text}").as_bytes()), &text);
            for wide in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
                prop_assert_eq!(&plain(&in_bytes(&format!("\u{FEFF}{text}"), wide)), &text);
                prop_assert_eq!(&plain(&in_bytes(&text, wide)), &text);
            }
            prop_assert_eq!(&plain(&GB18030.encode(&text).0), &text);
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(text) = decode(&bytes, None) {
                let replaced = text.contains(char::REPLACEMENT_CHARACTER) && std::str::from_utf8(&bytes).is_err();
                prop_assert!(!replaced);
            }
        }
    }
}
