//! What the bytes of a file are, whatever its name says.

use super::Unreadable;
use crate::diag::Text;
use crate::t;

/// What a file's content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text of some kind, for all one can see.
    Plain,
    /// A page of the web, or something saved as one.
    Html,
    /// Word since 2007.
    Docx,
    /// PDF.
    Pdf,
    /// Word until 2003, and WPS.
    OldWord,
    /// A file of Office that asks for a password.
    Locked,
    /// A table or slides of Office, old or new.
    OtherOffice,
    /// Rich Text Format.
    Rtf,
    /// LibreOffice's texts.
    Odt,
    /// The Chinese fixed layout.
    Ofd,
    /// A web page in one file, as browsers and Word write it.
    Mhtml,
    /// XML of Word 2003.
    WordXml,
    /// A picture.
    Picture,
    /// An archive that is no document.
    Archive,
}

/// Looks at a file's first bytes, and at the names in it where it is a container.
pub fn look(bytes: &[u8]) -> Content {
    let head = &bytes[..bytes.len().min(1024)];
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return old_office(bytes);
    }
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return zipped(bytes);
    }
    if contains(head, b"%PDF-") {
        return Content::Pdf;
    }
    if starts(b"{\\rtf") {
        return Content::Rtf;
    }
    let pictures: [&[u8]; 6] = [b"\xFF\xD8\xFF", b"\x89PNG\r\n", b"GIF8", b"BM", b"II*\0", b"MM\0*"];
    if pictures.iter().any(|magic| starts(magic) && (*magic != b"BM" || head.contains(&0))) || is_webp(bytes) {
        return Content::Picture;
    }
    if starts(b"Rar!\x1A") || starts(b"7z\xBC\xAF\x27\x1C") || starts(b"\x1F\x8B") {
        return Content::Archive;
    }
    worded(head)
}

fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice())
}

/// What kind of text begins like this; UTF-16 is looked at without its zeros.
fn worded(head: &[u8]) -> Content {
    let letters: Vec<u8> = head.iter().filter(|byte| **byte != 0).map(u8::to_ascii_lowercase).collect();
    let letters = letters.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&letters);
    let begins = letters.trim_ascii_start();
    if begins.starts_with(b"mime-version:") || begins.starts_with(b"from: <saved by") {
        return Content::Mhtml;
    }
    if contains(begins, b"<w:worddocument") || contains(begins, b"progid=\"word.document\"") {
        return Content::WordXml;
    }
    let opens = |tag: &[u8]| begins.starts_with(tag);
    let html = opens(b"<!doctype html") || opens(b"<html") || (opens(b"<") && contains(begins, b"<html"));
    if html { Content::Html } else { Content::Plain }
}

/// Names in these containers are UTF-16.
fn old_office(bytes: &[u8]) -> Content {
    let names = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        contains(bytes, &wide)
    };
    if names("EncryptedPackage") {
        return Content::Locked;
    }
    if names("Workbook") || names("PowerPoint Document") {
        return Content::OtherOffice;
    }
    Content::OldWord
}

/// Names in archives are plain; the first ones say enough.
fn zipped(bytes: &[u8]) -> Content {
    let holds = |name: &[u8]| contains(bytes, name);
    if holds(b"application/vnd.oasis.opendocument.text") {
        return Content::Odt;
    }
    if holds(b"OFD.xml") {
        return Content::Ofd;
    }
    if holds(b"xl/workbook") || holds(b"ppt/presentation") {
        return Content::OtherOffice;
    }
    if holds(b"[Content_Types].xml") { Content::Docx } else { Content::Archive }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

impl Content {
    fn name(self) -> Text {
        match self {
            Content::Plain => t!("文本", "text"),
            Content::Html => t!("网页（HTML）", "a web page (HTML)"),
            Content::Docx => t!("Word 文档（.docx）", "a Word document (.docx)"),
            Content::Pdf => t!("PDF", "PDF"),
            Content::OldWord => t!("旧版 Word 或 WPS 文档（.doc、.wps）", "an old Word or WPS document (.doc, .wps)"),
            Content::Locked => t!("带密码的 Office 文档", "an Office document with a password"),
            Content::OtherOffice => t!("表格或幻灯片", "a spreadsheet or slides"),
            Content::Rtf => t!("RTF 文档", "an RTF document"),
            Content::Odt => t!("ODT 文档", "an ODT document"),
            Content::Ofd => t!("OFD 版式文档", "an OFD document"),
            Content::Mhtml => t!("单文件网页（.mht）", "a web page in one file (.mht)"),
            Content::WordXml => t!("Word 2003 XML 文档", "a Word 2003 XML document"),
            Content::Picture => t!("图片", "a picture"),
            Content::Archive => t!("压缩包", "an archive"),
        }
    }

    /// The extension under which it is read.
    fn extension(self) -> Option<&'static str> {
        match self {
            Content::Plain => Some("txt"),
            Content::Html => Some("html"),
            Content::Docx => Some("docx"),
            Content::Pdf => Some("pdf"),
            _ => None,
        }
    }
}

/// Why a file with this extension and content has no reader.
pub fn refusal(extension: &str, content: Content) -> Unreadable {
    let Text { zh, en } = content.name();
    let message = match extension {
        "" => t!("文件没有扩展名，内容是{zh}", "the file has no extension; its content is {en}"),
        _ => t!("文件扩展名是 .{extension}，内容是{zh}", "the file is named .{extension}; its content is {en}"),
    };
    Unreadable { message, help: remedy(content) }
}

fn remedy(content: Content) -> Text {
    if let Some(extension) = content.extension() {
        return t!(
            "如果内容没有问题，把扩展名改成 .{extension}；能读的有 .docx、.pdf、.html、.md、.txt",
            "if the content is what it should be, name it .{extension}; .docx, .pdf, .html, .md and .txt are read"
        );
    }
    match content {
        Content::Locked => t!(
            "用 Word 或 WPS 输入密码打开，取消密码后另存为 .docx",
            "open it in Word or WPS with its password, take the password off, and save it as .docx"
        ),
        Content::OtherOffice => t!(
            "把要导入的文字复制到 Word 文档，另存为 .docx",
            "copy the text to be imported into a Word document and save it as .docx"
        ),
        Content::Ofd => {
            t!("用 OFD 阅读器打开，导出为 PDF 或 .docx", "open it in an OFD reader and export it as PDF or .docx")
        }
        Content::Picture => t!(
            "先做文字识别（OCR），把结果存为 .docx 或 .txt",
            "run text recognition (OCR) first and save the result as .docx or .txt"
        ),
        Content::Archive => t!("解压后导入其中的文件", "unpack it and import the files in it"),
        _ => t!(
            "用 Word 或 WPS 打开，“另存为”选“Word 文档（.docx）”",
            "open it in Word or WPS and save it as a Word document (.docx)"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn office(name: &str) -> Vec<u8> {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.resize(512, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    }

    #[test]
    fn content_goes_before_the_name() {
        let cases: [(&str, Vec<u8>, &str, &str); 12] = [
            ("a.docx", office("WordDocument"), "旧版 Word", ".docx"),
            ("a.doc", office("WordDocument"), "旧版 Word", "另存为"),
            ("a.wps", office("WordDocument"), "旧版 Word 或 WPS", "另存为"),
            ("a.docx", office("EncryptedPackage"), "密码", "取消密码"),
            ("a.doc", b"<html xmlns:o=\"urn:schemas\"><body>x".to_vec(), "HTML", ".html"),
            ("a.doc", b"{\\rtf1\\ansi x}".to_vec(), "RTF", "另存为"),
            ("a.docx", b"{\\rtf1\\ansi x}".to_vec(), "RTF", "另存为"),
            ("a.doc", b"MIME-Version: 1.0\r\n".to_vec(), ".mht", "另存为"),
            ("a.pdf", b"\xFF\xD8\xFF\xE0".to_vec(), "图片", "OCR"),
            ("a.txt", b"%PDF-1.4".to_vec(), "PDF", ".pdf"),
            ("a", b"abc".to_vec(), "没有扩展名", ".txt"),
            ("folder.d/a.DOC", b"PK\x03\x04 [Content_Types].xml".to_vec(), ".doc，", ".docx"),
        ];
        for (name, bytes, message, help) in cases {
            let unreadable = read(name, &bytes).expect_err(name);
            assert!(unreadable.message.zh.contains(message), "{name}: {unreadable:?}");
            assert!(unreadable.help.zh.contains(help), "{name}: {unreadable:?}");
            assert!(!unreadable.message.en.is_empty() && !unreadable.help.en.is_empty());
        }
    }

    #[test]
    fn empty_files_say_so() {
        for name in ["a.txt", "a.docx", "a.pdf", "a.html", "a.md"] {
            assert!(read(name, b"").expect_err(name).message.zh.contains("空"));
        }
        for (name, bytes) in [("a.txt", " \n\u{3000}\n\u{c}"), ("a.html", "<p>&nbsp;</p>"), ("a.md", "\n\n")] {
            assert!(read(name, bytes.as_bytes()).expect_err(name).message.zh.contains("空"), "{name}");
        }
    }
}
