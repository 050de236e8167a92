use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::{Unreadable, read};
use crate::import::manuscript::{Block, Line, Manuscript};

const WORD: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math""#;

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its text");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A document with this body, and parts that belong to it, named by their kinds.
fn docx(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<?xml version=\"1.0\"?><w:document {WORD}><w:body>{body}</w:body></w:document>");
    let related: String = others
        .iter()
        .map(|(kind, _)| format!("<Relationship Id=\"{kind}\" Type=\"http://x/{kind}\" Target=\"{kind}.xml\"/>"))
        .collect();
    let relations = format!("<Relationships>{related}</Relationships>");
    let others: Vec<(String, String)> = others
        .iter()
        .map(|(kind, text)| (format!("word/{kind}.xml"), text.replacen('>', &format!(" {WORD}>"), 1)))
        .collect();
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", document.as_str()),
        ("word/_rels/document.xml.rels", relations.as_str()),
    ];
    parts.extend(others.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    archive(&parts)
}

fn manuscript(body: &str, others: &[(&str, &str)]) -> Manuscript {
    read("a.docx", &docx(body, others)).expect("a document")
}

fn blocks(body: &str) -> Vec<Block> {
    manuscript(body, &[]).blocks
}

fn lines(blocks: &[Block]) -> Vec<&Line> {
    blocks.iter().filter_map(Block::as_line).collect()
}

/// The text of lines, `|` before those that stand apart, `¶` for the ends of pages.
fn texts(manuscript: &Manuscript) -> Vec<String> {
    let text = |block: &Block| match block {
        Block::Line(line) => format!("{}{}", if line.gap { "|" } else { "" }, line.text),
        Block::PageEnd => "¶".to_owned(),
        Block::Table { rows, .. } => format!("{rows:?}"),
    };
    manuscript.blocks.iter().map(text).collect()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

#[test]
fn runs_join_and_blank_paragraphs_are_gaps() {
    let body = format!(
        "{}<w:p/>{}<w:p><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>a&amp;&#x4E2D;</w:t><w:br/><w:t>下</w:t></w:r></w:p>",
        p("　　第一"),
        p("二 "),
    );
    let manuscript = manuscript(&body, &[]);
    assert_eq!(texts(&manuscript), ["　　第一", "|二 ", "链\ta&中", "下"]);
    assert_eq!(lines(&manuscript.blocks).iter().map(|line| line.number).collect::<Vec<_>>(), [1, 3, 4, 4]);
}

#[test]
fn what_was_deleted_or_hidden_is_not_read() {
    let body = "<w:p><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins>\
        <w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>\
        <w:r><w:fldChar/><w:instrText>PAGE</w:instrText></w:r><w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent><w:r><w:t>控</w:t></w:r></w:sdtContent></w:sdt>\
        <w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>";
    assert_eq!(lines(&blocks(body))[0].text, "增控拼");
}

#[test]
fn pages_end_where_somebody_ended_them() {
    let section = |kind: &str| format!("<w:sectPr><w:type w:val=\"{kind}\"/></w:sectPr>");
    let body = format!(
        "{}<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>{}<w:p><w:r><w:lastRenderedPageBreak/><w:t>三</w:t></w:r></w:p>\
         <w:p><w:pPr>{}</w:pPr><w:r><w:t>四</w:t></w:r></w:p><w:p><w:pPr>{}</w:pPr><w:r><w:t>五</w:t></w:r></w:p>\
         <w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>六</w:t></w:r></w:p>{}",
        p("一"),
        p("二"),
        section("nextPage"),
        section("nextPage"),
        section("continuous"),
    );
    assert_eq!(texts(&manuscript(&body, &[])), ["一", "¶", "二", "三", "四", "¶", "五", "¶", "六"]);
}

#[test]
fn text_boxes_are_read_once_at_their_place() {
    let boxed = "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>\
        <mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>";
    let body = format!(
        "{}<w:p>{boxed}</w:p>{}<w:p><w:r><w:t>文</w:t></w:r>{boxed}</w:p><w:p><w:r><w:pict><v:shape><v:textpath string=\"艺术字\"/></v:shape></w:pict></w:r></w:p>",
        p("前"),
        p("后"),
    );
    assert_eq!(texts(&manuscript(&body, &[])), ["前", "框内", "后", "文", "框内", "艺术字"]);
}

#[test]
fn looks_come_through_styles() {
    let styles = "<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val=\"21\"/></w:rPr></w:rPrDefault></w:docDefaults>\
        <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/><w:rPr><w:sz w:val=\"32\"/></w:rPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"a\"/><w:pPr><w:jc w:val=\"center\"/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"44\"/></w:rPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"2\"><w:name w:val=\"heading 2\"/><w:basedOn w:val=\"1\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"loop\"><w:basedOn w:val=\"loop\"/></w:style>\
        <w:style w:type=\"character\" w:styleId=\"strong\"><w:rPr><w:b/></w:rPr></w:style></w:styles>";
    let styled = |id: &str, more: &str, run: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{id}\"/>{more}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>字</w:t></w:r></w:p>"
        )
    };
    let body = [
        p("正文"),
        styled("1", "", ""),
        styled("2", "<w:jc w:val=\"left\"/>", "<w:b w:val=\"0\"/><w:sz w:val=\"30\"/>"),
        styled("loop", "", "<w:rStyle w:val=\"strong\"/>"),
        styled("1", "<w:outlineLvl w:val=\"9\"/>", ""),
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>粗</w:t></w:r><w:r><w:t> </w:t></w:r><w:r><w:t>细</w:t></w:r></w:p>"
            .to_owned(),
    ]
    .concat();
    let manuscript = manuscript(&body, &[("styles", styles)]);
    let looks: Vec<_> =
        lines(&manuscript.blocks).iter().map(|line| (line.size, line.bold, line.centred, line.heading)).collect();
    let expected = [
        (Some(16.0), false, false, None),
        (Some(22.0), true, true, Some(1)),
        (Some(15.0), false, false, Some(2)),
        (Some(10.5), true, false, None),
        (Some(22.0), true, true, None),
        (Some(16.0), false, false, None),
    ];
    assert_eq!(looks, expected);
}

#[test]
fn numbers_are_counted_as_word_counts_them() {
    let level = |at: usize, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    let numbering = format!(
        "<w:numbering><w:abstractNum w:abstractNumId=\"7\">{}{}{}</w:abstractNum><w:abstractNum w:abstractNumId=\"8\">{}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"8\"/></w:num>\
         <w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num></w:numbering>",
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3."),
        level(0, "bullet", "\u{F0B7}"),
    );
    let item = |list: u32, level: u32, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        item(1, 0, "甲"),
        item(1, 1, "乙"),
        item(1, 2, "丙"),
        item(1, 2, "丁"),
        item(1, 0, "戊"),
        item(1, 1, "己"),
        item(2, 0, "点"),
        item(0, 0, "无"),
        item(3, 0, "庚"),
        item(9, 0, "缺"),
    ]
    .concat();
    let expected = ["一、甲", "（一）乙", "1. 丙", "2. 丁", "二、戊", "（一）己", "• 点", "无", "五、庚", "缺"];
    assert_eq!(texts(&manuscript(&body, &[("numbering", &numbering)])), expected);
}

#[test]
fn tables_keep_cells_in_their_columns() {
    let cell = |properties: &str, inner: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let inner = format!("<w:tbl>{}</w:tbl><w:p/>", row(&[cell("", &p("内1")), cell("", &p("内2"))]));
    let table = format!(
        "<w:tbl><w:tblPr/><w:tblGrid/>{}{}{}</w:tbl>",
        row(&[
            cell("<w:gridSpan w:val=\"2\"/>", &(p("跨") + &p("两段"))),
            cell("<w:vMerge w:val=\"restart\"/>", &p("竖"))
        ]),
        row(&[cell("", &p("甲")), cell("", &inner), cell("<w:vMerge/>", &p(""))]),
        "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr>",
    );
    let frame =
        format!("<w:tbl>{}{}</w:tbl>", row(&[cell("", &p("框一"))]), row(&[cell("", &(p("框二") + &p("框三")))]));
    let blocks = blocks(&(p("前") + &table + &frame));
    let cells = |row: [&str; 3]| row.map(str::to_owned).to_vec();
    let rows = vec![cells(["跨\n两段", "", "竖"]), cells(["甲", "内1\t内2", ""])];
    assert_eq!(blocks[1], Block::Table { rows, number: 2 });
    assert_eq!(
        lines(&blocks).iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        ["前", "框一", "框二", "框三"]
    );
}

#[test]
fn headers_footers_and_notes_have_their_places() {
    let body = "<w:p><w:r><w:t>文</w:t></w:r><w:r><w:endnoteReference w:id=\"1\"/></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>";
    let header = "<w:hdr><w:p><w:r><w:t>页眉</w:t></w:r></w:p><w:p/></w:hdr>";
    let footer = "<w:ftr><w:p><w:r><w:t>- 1 -</w:t></w:r></w:p></w:ftr>";
    let footnotes = "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"0\"><w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id=\"2\"><w:p><w:r><w:footnoteRef/><w:t xml:space=\"preserve\"> 脚注</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let endnotes = "<w:endnotes><w:endnote w:id=\"1\"><w:p><w:r><w:t>尾注</w:t></w:r></w:p></w:endnote></w:endnotes>";
    let others = [("header", header), ("footer", footer), ("footnotes", footnotes), ("endnotes", endnotes)];
    let manuscript = manuscript(body, &others);
    assert_eq!(texts(&manuscript), ["文[1][2]", "[1] 尾注", "[2] 脚注"]);
    assert_eq!(manuscript.furniture, ["页眉", "- 1 -"]);
}

#[track_caller]
fn refused(bytes: &[u8]) -> Unreadable {
    read("a.docx", bytes).expect_err("refused")
}

#[test]
fn bombs_are_refused() {
    let bomb = archive(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &format!("<w:document {WORD}><w:body>{}", " ".repeat(70 << 20))),
    ]);
    assert!(bomb.len() < 1 << 20);
    assert!(refused(&bomb).message.zh.contains("太大"));
    let laughs = format!(
        "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"{}\">]><w:document {WORD}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>",
        "&a;".repeat(1000)
    );
    assert!(
        refused(&archive(&[("[Content_Types].xml", ""), ("word/document.xml", &laughs)])).message.zh.contains("损坏")
    );
    assert!(refused(&docx("<w:p><w:r><w:t>&unknown;</w:t></w:r></w:p>", &[])).message.zh.contains("损坏"));
    let deep = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(5_000), "</w:tc></w:tr></w:tbl>".repeat(5_000));
    assert!(refused(&docx(&deep, &[])).message.zh.contains("嵌套"));
    let spans = "<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"99999999999\"/></w:tcPr></w:tc><w:tc/></w:tr>".repeat(2_000);
    let wide = format!("{}<w:tbl>{spans}</w:tbl>", p("x"));
    assert_eq!(texts(&manuscript(&wide, &[])), ["x"]);
}

#[test]
fn damage_never_panics() {
    let whole = docx(&p("文字"), &[("styles", "<w:styles/>"), ("numbering", "<w:numbering/>")]);
    for end in 0..whole.len() {
        assert!(read("a.docx", &whole[..end]).is_err(), "{end}");
    }
    for at in 0..whole.len() {
        let mut broken = whole.clone();
        broken[at] ^= 0x55;
        let _ = read("a.docx", &broken);
    }
    assert!(refused(&archive(&[("[Content_Types].xml", "<Types/>"), ("a.xml", "")])).help.zh.contains("另存为"));
}
