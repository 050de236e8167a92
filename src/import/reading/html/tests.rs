use super::super::read;
use super::*;
use crate::import::manuscript::Line;

fn page(html: &str) -> Manuscript {
    read("page.html", html.as_bytes()).expect("a page")
}

fn body(html: &str) -> Vec<Block> {
    page(&format!("<!DOCTYPE html><body>{html}")).blocks
}

fn lines(blocks: &[Block]) -> Vec<&Line> {
    blocks.iter().filter_map(Block::as_line).collect()
}

/// The text of lines, `|` before those that stand apart.
fn texts(html: &str) -> Vec<String> {
    lines(&body(html)).iter().map(|line| format!("{}{}", if line.gap { "|" } else { "" }, line.text)).collect()
}

#[test]
fn blocks_and_breaks_are_lines() {
    let html = "<p>一段\n  两行</p><div>a <b>b</b>\nc<br>d<br><br>e</div>f<p>&nbsp;</p><p>　　石&nbsp;韧</p>";
    assert_eq!(texts(html), ["一段两行", "a b c", "d", "|e", "f", "|　　石\u{A0}韧"]);
}

#[test]
fn looks_are_known_from_the_elements() {
    let blocks = body(
        "<h2 align=center>题<font size=5>目</font></h2><center><p style='font-size:22pt'><strong>全粗</strong></p></center>\
         <p><b>半</b>粗</p><div align=center>中<p style='text-align:left'>左</p></div>",
    );
    let lines = lines(&blocks);
    assert_eq!((lines[0].heading, lines[0].centred), (Some(2), true));
    assert_eq!((lines[1].size, lines[1].bold, lines[1].centred), (Some(22.0), true, true));
    assert_eq!((lines[2].bold, lines[2].centred), (false, false));
    assert_eq!((lines[3].centred, lines[4].centred), (true, false));
}

#[test]
fn what_is_no_text_of_the_page_is_left_out_or_set_aside() {
    let manuscript = page(
        "<html><head><title>某网</title><style>p{}</style><script>x</script></head><body><header>站名</header>\
         <nav><ul><li>首页</ul></nav><form>搜索<input><button>去</button></form><article><header><h1>题</h1></header>\
         <p>文</p></article><p hidden>暗</p><p style='display:none'>暗</p><footer>版权</footer>",
    );
    assert_eq!(lines(&manuscript.blocks).iter().map(|line| &*line.text).collect::<Vec<_>>(), ["题", "文"]);
    assert_eq!(manuscript.furniture, ["某网", "站名", "• 首页", "版权"]);
}

#[test]
fn a_page_within_a_form_is_read() {
    let long = "反诈宣传".repeat(60);
    assert_eq!(texts(&format!("<form id=aspnetForm><p>{long}</p><input></form>")), [long]);
}

#[test]
fn data_tables_stay_tables() {
    let blocks = body(
        "<table border=1><caption>附表</caption><tr><th colspan=2>案件</th><th>数</th></tr>\
         <tr><td rowspan=2><p>电信</p></td><td>甲<br>乙</td><td>1</td></tr><tr><td>丙</td><td>2</td></tr></table>",
    );
    let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    let rows = vec![row(["案件", "", "数"]), row(["电信", "甲\n乙", "1"]), row(["", "丙", "2"])];
    assert_eq!(lines(&blocks)[0].text, "附表");
    assert_eq!(blocks[1], Block::Table { rows, number: 1 });
}

#[test]
fn tables_that_arrange_a_page_are_flattened() {
    assert_eq!(texts("<table><tr><td>一</td></tr><tr><td><p>二</p><p>三</p></td></tr></table>"), ["一", "二", "三"]);
    let nested = "<table><tr><td>左</td><td><table><tr><td>甲</td></tr><tr><td>乙</td></tr></table></td></tr></table>";
    assert_eq!(texts(nested), ["左", "甲", "乙"]);
    let headed =
        "<table><tr><td>第12期</td><td>总第635期</td></tr><tr><td colspan=2><h1>题</h1><p>文</p></td></tr></table>";
    assert_eq!(texts(headed), ["第12期  总第635期", "题", "文"]);
}

#[test]
fn lists_have_markers() {
    let html = "<ol start=3><li>甲<li><p>乙</p><ul><li>丙</ul></ol><ol type=A><li>丁</ol><ul><li></ul>戊";
    assert_eq!(texts(html), ["3. 甲", "4. 乙", "• 丙", "A. 丁", "戊"]);
}

#[test]
fn verbatim_text_keeps_its_lines() {
    assert_eq!(texts("<pre>\n甲  乙\n\n\t丙</pre>"), ["甲  乙", "|\t丙"]);
}

#[test]
fn pages_end_where_styles_say_so() {
    let blocks = body("<p>一</p><br style='page-break-before:always'><p>二</p>");
    assert!(matches!(blocks[..], [Block::Line(_), Block::PageEnd, Block::Line(_)]), "{blocks:?}");
}

#[test]
fn encodings_come_from_the_page() {
    let html = "<html><head><META content='text/html; charset=gb2312' http-equiv=Content-Type></head><p>镕㙍石　韧";
    let (bytes, _, _) = GB18030.encode(html);
    assert_eq!(lines(&read("a.htm", &bytes).expect("a page").blocks)[0].text, "镕㙍石　韧");
    let (bytes, _, _) = encoding_rs::BIG5.encode("<html><meta charset=\"big5\"><p>反詐騙宣導");
    assert_eq!(lines(&read("a.htm", &bytes).expect("a page").blocks)[0].text, "反詐騙宣導");
    let (bytes, _, _) = GB18030.encode("<html><p>没有声明的网页");
    assert_eq!(lines(&read("a.htm", &bytes).expect("a page").blocks)[0].text, "没有声明的网页");
}

#[test]
fn depth_costs_nothing_but_looks() {
    for (tag, times) in [("div", 1500), ("b", 20_000), ("table><tr><td", 1500), ("ul><li", 1500), ("font", 20_000)] {
        let html = format!("{}深处{}", format!("<{tag}>").repeat(times), "<p>之后");
        let all: String = texts(&html).concat();
        assert!(all.contains("深处") && all.ends_with("之后"), "{tag}");
    }
}

#[test]
fn endless_nesting_is_refused() {
    for tag in ["div", "UL ><li", "table><tr><td"] {
        let html = format!("<html>{}x", format!("<{tag}>").repeat(20_000));
        assert!(read("a.html", html.as_bytes()).expect_err(tag).message.zh.contains("嵌套"));
    }
    assert_eq!(texts(&"<div>一</div>".repeat(5_000)).len(), 5_000);
}

#[test]
fn huge_spans_take_no_memory() {
    let cell = "<td colspan=4294967295 rowspan=4294967295>x</td>";
    let row = format!("<tr>{}</tr>", cell.repeat(50));
    let blocks = body(&format!("<table>{}</table>", row.repeat(300)));
    let Block::Table { rows, .. } = &blocks[0] else { panic!("{blocks:?}") };
    assert!(rows.iter().all(|row| row.len() <= 200));
}
