//! Old files of bulletins: long ones are read within bounds of memory and time.

use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use fanzha::import::manuscript::Block;
use fanzha::import::reading::read;
use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Names the file that the other process reads.
const LONG: &str = "FANZHA_READS_LONG";

const PAGES: usize = 300;
const LINES: usize = 28;

const LONGEST: Duration = Duration::from_secs(60);

/// How much memory a process may have had, in KiB.
const MOST_MEMORY: u64 = 512 << 10;

/// A PDF of many pages full of Chinese, with a font that says which characters its glyphs are.
fn pdf() -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    let mut object = |body: &[u8]| {
        places.push(file.len());
        writeln!(file, "{} 0 obj", places.len()).expect("memory");
        file.extend(body);
        file.extend(b"\nendobj\n");
    };
    let kids: String = (0..PAGES).map(|page| format!("{} 0 R ", 5 + page * 2)).collect();
    object(b"<</Type/Catalog/Pages 2 0 R>>");
    object(
        format!("<</Type/Pages/Count {PAGES}/Kids[{kids}]/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>>>")
            .as_bytes(),
    );
    object(b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/ToUnicode 4 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000>>]>>");
    // Every glyph by itself, as most programs write this table.
    let table: String = (0..20_000u32).map(|glyph| format!("<{glyph:04X}> <{:04X}>\n", 0x4E00 + glyph)).collect();
    object(&stream(format!("begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 20000 beginbfchar\n{table}endbfchar endcmap").as_bytes()));
    for page in 0..PAGES {
        object(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 6 + page * 2).as_bytes());
        let line = |line: usize| {
            let codes: String =
                (0..28).map(|at| format!("{:04X}", (page * 977 + line * 131 + at * 17) % 20_000)).collect();
            format!("BT /F 16 Tf 80 {} Td <{codes}> Tj ET\n", 800 - line * 28)
        };
        object(&stream((0..LINES).map(line).collect::<String>().as_bytes()));
    }
    let start = file.len();
    writeln!(file, "xref\n0 {}\n0000000000 65535 f ", places.len() + 1).expect("memory");
    places.iter().for_each(|place| writeln!(file, "{place:010} 00000 n ").expect("memory"));
    let size = places.len() + 1;
    writeln!(file, "trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").expect("memory");
    file
}

fn stream(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    let deflated = encoder.finish().expect("memory");
    [format!("<</Filter/FlateDecode/Length {}>>stream\n", deflated.len()).as_bytes(), &deflated, b"\nendstream"]
        .concat()
}

/// A Word file whose text is as long as a part may be.
fn docx() -> Vec<u8> {
    let paragraph = format!(
        "<w:p><w:pPr><w:jc w:val=\"both\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"32\"/></w:rPr><w:t>{}</w:t></w:r></w:p>",
        "反诈宣传".repeat(25)
    );
    let body = paragraph.repeat((60 << 20) / paragraph.len());
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = format!("<w:document xmlns:w=\"{namespace}\"><w:body>{body}</w:body></w:document>");
    for (name, text) in [("[Content_Types].xml", "<Types/>"), ("word/document.xml", &document)] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        writer.write_all(text.as_bytes()).expect("memory");
    }
    writer.finish().expect("an archive").into_inner()
}

/// What another process of this test took at the most to read a file, in KiB.
#[cfg(target_os = "linux")]
fn peak_of_reading(name: &str, bytes: &[u8]) -> u64 {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    let begun = Instant::now();
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "reading::reads_what_it_is_told", "--ignored"])
        .env(LONG, &path)
        .output()
        .expect("this program runs");
    let took = begun.elapsed();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(took < LONGEST, "took {took:?}");
    let peak = std::fs::read_to_string(folder.path().join(format!("{name}.peak"))).expect("a peak");
    peak.parse().expect("a number")
}

#[test]
#[ignore = "the other process of the tests below"]
fn reads_what_it_is_told() {
    let Ok(path) = std::env::var(LONG) else { return };
    let manuscript = read(&path, &std::fs::read(&path).expect("a file")).expect("a manuscript");
    let lines = manuscript.blocks.iter().filter(|block| matches!(block, Block::Line(_))).count();
    assert!(lines >= PAGES * LINES, "{lines}");
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    std::fs::write(path + ".peak", peak.trim().trim_end_matches(" kB")).expect("a file");
}

#[test]
#[cfg(target_os = "linux")]
fn three_hundred_pages_of_pdf_stay_within_memory() {
    let peak = peak_of_reading("long.pdf", &pdf());
    assert!(peak < MOST_MEMORY, "{peak} KiB");
}

#[test]
#[cfg(target_os = "linux")]
fn the_longest_word_file_stays_within_memory() {
    let peak = peak_of_reading("long.docx", &docx());
    assert!(peak < MOST_MEMORY, "{peak} KiB");
}
