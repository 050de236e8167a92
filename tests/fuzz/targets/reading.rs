//! Files of bulletins of any content: no panic, no line with an end in it, and a remedy for all
//! that cannot be read.
//!
//! Each input is read as it is under every name, as the parts of a Word file, and as the
//! instructions of a page of PDF, since no chance makes the sums of an archive right.

#![no_main]

use std::io::{Cursor, Write};

use fanzha::import::manuscript::Block;
use fanzha::import::reading::read;
use libfuzzer_sys::fuzz_target;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fuzz_target!(|bytes: &[u8]| {
    for name in ["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.doc"] {
        check(name, bytes);
    }
    if bytes.starts_with(b"<w:") {
        check("a.docx", &docx(bytes));
    }
    if bytes.starts_with(b"BT") || bytes.starts_with(b"q") {
        check("a.pdf", &pdf(bytes));
    }
});

fn check(name: &str, bytes: &[u8]) {
    match read(name, bytes) {
        Ok(manuscript) => {
            for block in &manuscript.blocks {
                match block {
                    Block::Line(line) => {
                        assert!(!line.text.contains(['\n', '\r']) && !line.text.trim().is_empty(), "{line:?}");
                        assert!(line.size.is_none_or(|size| size.is_finite() && size > 0.0), "{line:?}");
                    }
                    Block::Table { rows, .. } => assert!(rows.iter().flatten().any(|cell| !cell.trim().is_empty())),
                    Block::PageEnd => {}
                }
            }
        }
        Err(unreadable) => {
            for text in [unreadable.message, unreadable.help] {
                assert!(!text.zh.is_empty() && !text.en.is_empty());
            }
        }
    }
}

/// A Word file whose body, styles and numbering are the input's parts between zeros.
fn docx(bytes: &[u8]) -> Vec<u8> {
    let mut inner = bytes.split(|byte| *byte == 0);
    let mut part = |element: &str| {
        let namespaces = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                          xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";
        let inner = inner.next().unwrap_or_default();
        let (open, close) = (format!("<w:{element} {namespaces}>"), format!("</w:{element}>"));
        [open.as_bytes(), inner, close.as_bytes()].concat()
    };
    let body = part("body");
    let (styles, numbering) = (part("styles"), part("numbering"));
    let relations = b"<R><Relationship Type=\"/styles\" Target=\"styles.xml\"/>\
                      <Relationship Type=\"/numbering\" Target=\"numbering.xml\"/></R>";
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 5] = [
        ("[Content_Types].xml", b""),
        ("word/document.xml", &body),
        ("word/_rels/document.xml.rels", relations),
        ("word/styles.xml", &styles),
        ("word/numbering.xml", &numbering),
    ];
    for (name, text) in parts {
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(name, options).expect("a part");
        writer.write_all(text).expect("memory");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A PDF without a table of places, which readers then find by themselves.
fn pdf(bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
         2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 595 842]>>\nendobj\n\
         3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F 4 0 R>>/XObject<</X 5 0 R>>>>>>\nendobj\n\
         4 0 obj\n<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font\
         /Subtype/CIDFontType0/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>]>>\nendobj\n\
         5 0 obj\n<</Subtype/Form/Length {}>>stream\n",
        bytes.len()
    );
    [head.as_bytes(), bytes, b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n"].concat()
}
