use std::io::Write;

use super::super::read;
use crate::import::manuscript::{Block, Line, Manuscript};

/// A PDF of these objects, the first of which is the catalogue.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        writeln!(file, "{} 0 obj", at + 1).expect("memory");
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    writeln!(file, "xref\n0 {}\n0000000000 65535 f ", places.len() + 1).expect("memory");
    places.iter().for_each(|place| writeln!(file, "{place:010} 00000 n ").expect("memory"));
    let size = places.len() + 1;
    writeln!(file, "trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").expect("memory");
    file
}

fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<<{dictionary}/Length {}>>stream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

const UNICODE_FONT: &str = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/W[1[500]814 907 500]>>]>>";

/// A file of pages with this content, and the font `F`.
fn pages(font: &str, contents: &[String]) -> Vec<u8> {
    let kids: String = (0..contents.len()).map(|at| format!("{} 0 R ", 4 + at * 2)).collect();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!(
            "<</Type/Pages/Count {}/Kids[{kids}]/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>>>",
            contents.len()
        )
        .into_bytes(),
        font.as_bytes().to_vec(),
    ];
    for (at, content) in contents.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 5 + at * 2).into_bytes());
        objects.push(stream("/Filter/FlateDecode", &deflated(content.as_bytes())));
    }
    pdf(&objects)
}

/// Instructions that show a text in the font of Unicode.
fn show(x: f32, y: f32, size: f32, text: &str) -> String {
    let codes: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("BT /F {size} Tf {x} {y} Td <{codes}> Tj ET\n")
}

fn manuscript(content: &str) -> Manuscript {
    read("a.pdf", &pages(UNICODE_FONT, &[content.to_owned()])).expect("a PDF")
}

fn lines(manuscript: &Manuscript) -> Vec<&Line> {
    manuscript.blocks.iter().filter_map(Block::as_line).collect()
}

fn texts(manuscript: &Manuscript) -> Vec<String> {
    let look = |line: &Line| [if line.gap { "|" } else { "" }, if line.centred { "^" } else { "" }].concat();
    lines(manuscript).iter().map(|line| look(line) + &line.text).collect()
}

/// Lines of running text at the left edge.
fn running(from: f32, count: u16) -> String {
    (0..count).map(|at| show(80.0, from - 28.0 * f32::from(at), 16.0, &"为".repeat(27))).collect()
}

#[test]
fn lines_indents_gaps_and_middles_are_seen() {
    let content = [
        show(297.5 - 66.0, 780.0, 22.0, "反诈宣传简报"),
        show(112.0, 740.0, 16.0, &"文".repeat(25)),
        running(712.0, 3),
        show(80.0 + 32.0, 600.0, 16.0, "另段"),
        show(350.0, 572.0, 16.0, "二〇二四年"),
    ];
    let manuscript = manuscript(&content.concat());
    let body = "为".repeat(27);
    let expected = [
        "^反诈宣传简报".to_owned(),
        format!("　　{}", "文".repeat(25)),
        body.clone(),
        body.clone(),
        body,
        "|　　另段".to_owned(),
        "　".repeat(17) + "二〇二四年",
    ];
    assert_eq!(texts(&manuscript), expected);
    assert_eq!(lines(&manuscript)[0].size, Some(22.0));
    assert_eq!(lines(&manuscript)[6].number, 7);
}

#[test]
fn pages_end_between_pages() {
    let content = [running(700.0, 2), running(700.0, 2)];
    let blocks = read("a.pdf", &pages(UNICODE_FONT, &content)).expect("a PDF").blocks;
    assert!(matches!(blocks[..], [Block::Line(_), Block::Line(_), Block::PageEnd, Block::Line(_), Block::Line(_)]));
}

#[test]
fn codes_of_gbk_are_read() {
    let font = UNICODE_FONT.replace("UniGB-UCS2-H", "GBK-EUC-H");
    let (codes, _, _) = encoding_rs::GBK.encode("反诈No.1宣传镕");
    let codes: String = codes.iter().map(|byte| format!("{byte:02X}")).collect();
    let content = format!("BT /F 16 Tf 80 700 Td <{codes}> Tj ET");
    assert_eq!(texts(&read("a.pdf", &pages(&font, &[content])).expect("a PDF")), ["反诈No.1宣传镕"]);
}

#[test]
fn fonts_say_which_characters_their_glyphs_are() {
    let table = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
                 1 beginbfrange <0001> <0002> <53CD> endbfrange 2 beginbfchar <0003> <2F00> <0004> <D842DFB7> endbfchar endcmap";
    let font = "<</Type/Font/Subtype/Type0/BaseFont/X-Bold/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000>>]>>";
    let mut file = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[4 0 R]>>".to_vec(),
        font.as_bytes().to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>>>".to_vec(),
        stream("", b"BT /F 16 Tf 80 700 Td <00010002000300040001000200030004000100020003000400010002> Tj ET"),
        stream("", table.as_bytes()),
    ];
    let whole = "反収一𠮷反収一𠮷反収一𠮷反収";
    let manuscript = read("a.pdf", &pdf(&file)).expect("a PDF");
    assert_eq!(texts(&manuscript), [whole]);
    assert!(lines(&manuscript)[0].bold);
    // A few glyphs without meaning are marked; many are refused.
    file[4] = stream("", format!("BT /F 16 Tf 80 700 Td <0009{}> Tj ET", "0001".repeat(30)).as_bytes());
    assert_eq!(texts(&read("a.pdf", &pdf(&file)).expect("a PDF")), [format!("\u{FFFD}{}", "反".repeat(30))]);
    file[4] = stream("", b"BT /F 16 Tf 80 700 Td <000900010009> Tj ET");
    assert!(read("a.pdf", &pdf(&file)).expect_err("without meaning").help.zh.contains("OCR"));
}

#[test]
fn latin_fonts_need_no_table() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/FirstChar 65/Widths[500 500]/Encoding<</Differences[66/hyphen/uni4E2D]>>>>";
    let content = "BT /F 10 Tf 100 700 Td [(A)-600(A)] TJ 0 -20 Td (ABC) Tj ET";
    let manuscript = read("a.pdf", &pages(font, &[content.to_owned()])).expect("a PDF");
    assert_eq!(texts(&manuscript), ["A A", "A-中"]);
}

#[test]
fn headers_watermarks_and_replaced_text_are_told_by_their_marks() {
    let header = show(80.0, 800.0, 10.0, "页眉");
    let askew = show(0.0, 0.0, 40.0, "内部水印");
    let replaced = show(80.0, 600.0, 16.0, "字形");
    let content = format!(
        "/Artifact <</Type/Pagination>> BDC {header} EMC\n{}q 0.7 0.7 -0.7 0.7 300 300 cm {askew} Q\n/Span <</ActualText<FEFF771F6587>>> BDC {replaced} EMC",
        running(700.0, 1),
    );
    let manuscript = manuscript(&content);
    assert_eq!(manuscript.furniture, ["页眉", "内部水印"]);
    assert_eq!(texts(&manuscript), ["为".repeat(27), "|真文".to_owned()]);
}

#[test]
fn turned_pages_are_read_upright() {
    let content = format!("q 0 1 -1 0 595 0 cm {}{} Q", show(80.0, 500.0, 16.0, "上"), show(80.0, 472.0, 16.0, "下"));
    let file = pages(UNICODE_FONT, &[content]);
    let text = String::from_utf8_lossy(&file);
    assert!(text.contains("/Type/Page/Parent"));
    let turned: Vec<u8> = pdf_with(&file, "/Type/Page/Parent", "/Rotate 90/Type/Page/Parent");
    assert_eq!(texts(&read("a.pdf", &turned).expect("a PDF")), ["上", "下"]);
}

/// The file with something replaced; its table of places is wrong then, and must be found anew.
fn pdf_with(file: &[u8], old: &str, new: &str) -> Vec<u8> {
    let at = memchr::memmem::find(file, old.as_bytes()).expect("the old text");
    [&file[..at], new.as_bytes(), &file[at + old.len()..]].concat()
}

#[test]
fn forms_are_run_but_not_forever() {
    let form = |content: &str| {
        stream("/Type/XObject/Subtype/Form/Resources<</Font<</F 3 0 R>>/XObject<</X 6 0 R>>>>", content.as_bytes())
    };
    let file = |content: &str| {
        pdf(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Count 1/Kids[4 0 R]>>".to_vec(),
            UNICODE_FONT.as_bytes().to_vec(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</XObject<</X 6 0 R>>>>>>"
                .to_vec(),
            stream("", b"q 1 0 0 1 0 100 cm /X Do Q"),
            form(content),
        ])
    };
    assert_eq!(texts(&read("a.pdf", &file(&show(80.0, 600.0, 16.0, "表单"))).expect("a PDF")), ["表单"]);
    let endless = show(80.0, 600.0, 16.0, "甲") + "/X Do ";
    assert_eq!(texts(&read("a.pdf", &file(&endless)).expect("a PDF")), ["甲"]);
    let flood = "/X Do ".repeat(300);
    assert!(read("a.pdf", &file(&flood)).is_err());
}

#[test]
fn scans_ask_for_recognition() {
    let file = pdf(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>".to_vec(),
        stream("", b"q 595 0 0 842 0 0 cm /I Do Q"),
        stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"x"),
    ]);
    let unreadable = read("a.pdf", &file).expect_err("a scan");
    assert!(unreadable.message.zh.contains("扫描件") && unreadable.help.zh.contains("OCR"));
    assert!(
        read("a.pdf", &pages(UNICODE_FONT, &["q Q".to_owned()])).expect_err("blank").message.zh.contains("没有文字")
    );
}

#[test]
fn locked_files_say_so() {
    let mut file = pages(UNICODE_FONT, &[running(700.0, 1)]);
    let key = "0123456789abcdef0123456789abcdef";
    let encrypt =
        format!("trailer\n<</ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O({key})/U({key})>>");
    file = pdf_with(&file, "trailer\n<<", &encrypt);
    assert!(read("a.pdf", &file).expect_err("locked").message.zh.contains("密码"));
}

#[test]
fn damage_is_mended_or_refused() {
    let whole = pages(UNICODE_FONT, &[running(700.0, 2)]);
    let broken = pdf_with(&whole, "startxref\n", "startxref\n9");
    assert_eq!(lines(&read("a.pdf", &broken).expect("mended")).len(), 2);
    for end in (0..whole.len()).step_by(7) {
        let _ = read("a.pdf", &whole[..end]);
    }
    for at in (0..whole.len()).step_by(3) {
        let mut broken = whole.clone();
        broken[at] ^= 0x15;
        let _ = read("a.pdf", &broken);
    }
    assert!(read("a.pdf", b"%PDF-1.7\n").is_err());
}

#[test]
fn cycles_and_depth_end() {
    let cyclic = pdf(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 9/Kids[2 0 R 3 0 R 2 0 R]/Parent 2 0 R>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 3 0 R/Resources 3 0 R>>".to_vec(),
    ]);
    assert!(read("a.pdf", &cyclic).is_err());
    for (open, close) in [("[", "]"), ("<</A", ">>"), ("(", ")"), ("q ", "Q "), ("BT ", "ET "), ("/P BMC ", "EMC ")] {
        let deep = format!("{}{}{}", open.repeat(50_000), close.repeat(50_000), running(700.0, 1));
        let _ = read("a.pdf", &pages(UNICODE_FONT, std::slice::from_ref(&deep)));
        let _ = read("a.pdf", &pages(&deep, &[running(700.0, 1)]));
    }
}

#[test]
fn bombs_are_refused() {
    let zeros = deflated(&vec![b' '; 200 << 20]);
    let content = |filter: &str, bytes: &[u8]| {
        pdf(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>".to_vec(),
            stream(filter, bytes),
        ])
    };
    assert!(read("a.pdf", &content("/Filter/FlateDecode", &zeros)).expect_err("a bomb").message.zh.contains("太大"));
    let twice = deflated(&zeros);
    assert!(read("a.pdf", &content("/Filter[/FlateDecode/FlateDecode]", &twice)).is_err());
}
