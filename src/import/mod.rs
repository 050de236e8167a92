//! `fanzha import bulletin`: old files of bulletins become typed, checked Markdown.
//!
//! [`reading`] alone knows formats of files: it gives a [`Manuscript`], lines and tables that are not
//! understood yet. [`understand()`]
//! finds the masthead, the articles and the foot in it, mends what typesetting broke, and keeps an
//! account of every character. [`draw`] writes the page, [`faithful`] reads it back and compares
//! it with the account, so that nothing is lost or invented.

pub mod draw;
pub mod faithful;
pub mod files;
mod furniture;
pub mod manuscript;
mod masthead;
mod names;
mod outline;
mod paragraphs;
mod patterns;
pub mod reading;
pub mod repair;
pub mod rows;
mod secrecy;
mod tables;
mod tail;
mod titles;
pub mod understand;

pub use files::{Import, Request, Status, run};
pub use manuscript::Manuscript;
pub use outline::Piece;
pub use understand::{Issue, understand};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::draw::{Extras, page};
    use super::manuscript::{Block, Flow, Line, Manuscript};
    use super::{Issue, faithful, understand};

    fn of_text(text: &str) -> Manuscript {
        let line = |(number, text): (usize, &str)| {
            Block::Line(Line { text: text.to_owned(), number: number + 1, ..Line::default() })
        };
        Manuscript { blocks: text.lines().enumerate().map(line).collect(), ..Manuscript::default() }
    }

    fn drawn(issue: &Issue) -> String {
        let extras = Extras {
            periodical: "jianbao".to_owned(),
            name: "工作简报".to_owned(),
            original: "source.txt".to_owned(),
            public: true,
        };
        page(issue, &extras)
    }

    /// Pieces that lines of bulletins are made of, and that Markdown or TOML would misread.
    fn fragments() -> impl Strategy<Value = String> {
        const FRAGMENTS: &[&str] = &[
            "工作简报",
            "第 12 期",
            "（总第六百三十五期）",
            "增刊（2）",
            "2021 年 6 月 29 日",
            "2021年0月31日",
            "第5—3期",
            "（总第99999999999期）",
            "某某市反诈中心编",
            "一、",
            "（二）",
            "1.",
            "1. ",
            "省公安厅",
            "，",
            ",",
            "。",
            "“",
            "”",
            "《",
            "》",
            "报：",
            "送：",
            "责任编辑：",
            "石 韧",
            "联系方式：",
            "0731—85309270",
            "a@example.cn",
            "共印120份",
            "批准文号：",
            "湘党简准字〔2000〕第28号",
            "编者按：",
            "——",
            "- 3 -",
            "第 3 页",
            "目录",
            "（李四供稿）",
            "□",
            "*",
            "_",
            "`",
            "#",
            "# ",
            "> ",
            "- ",
            "+ ",
            "|",
            "\t",
            "  ",
            "　　",
            "\\",
            "[x](y)",
            "<b>",
            "&amp;",
            "~~",
            ":::",
            "{#id}",
            "---",
            "===",
            "+++",
            "\"",
            "'",
            "😀",
            "\u{200b}",
            "\u{1}",
            "\u{85}",
            "\u{7f}",
            "$x$",
            "网址：www.example.cn",
            "代表建议提得好",
            "电话：",
            "的过程中",
            "群众来信来访",
            "秘密",
            "┌──┐",
            "│甲│乙│",
        ];
        proptest::sample::select(FRAGMENTS).prop_map(str::to_owned)
    }

    fn lines() -> impl Strategy<Value = Vec<(String, bool, u8)>> {
        let line = (prop::collection::vec(fragments(), 0..7), any::<bool>(), 0u8..8);
        prop::collection::vec(line.prop_map(|(parts, gap, look)| (parts.concat(), gap, look)), 0..30)
    }

    fn manuscript(lines: &[(String, bool, u8)], flow: Flow) -> Manuscript {
        let mut blocks = Vec::new();
        for (number, (text, gap, look)) in lines.iter().enumerate() {
            let size = (look % 4 == 3).then_some(22.0);
            let line = Line {
                text: text.clone(),
                number: number + 1,
                gap: *gap,
                centred: look % 4 == 2,
                size,
                bold: *look == 5,
                heading: (*look == 6).then_some(1),
            };
            blocks.push(Block::Line(line));
            match look {
                7 => blocks.push(Block::PageEnd),
                4 => blocks.push(Block::Table {
                    rows: vec![vec![text.clone(), "乙".to_owned()], vec!["a|b".to_owned()]],
                    number: number + 1,
                }),
                _ => {}
            }
        }
        Manuscript { blocks, flow, ..Manuscript::default() }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_invented(lines in lines(), paragraphs in any::<bool>(), mends in any::<bool>()) {
            let flow = if paragraphs { Flow::Paragraphs } else { Flow::Lines };
            let manuscript = manuscript(&lines, flow);
            let issue = understand(&manuscript, mends);
            let page = drawn(&issue);
            let checked = faithful::check(&manuscript, &issue, &page);
            prop_assert!(checked.is_ok(), "{:?}\n{}\n{:#?}", checked, page, issue.account.sorted());
        }
    }

    #[test]
    fn a_page_that_lost_or_gained_a_word_is_caught() {
        let manuscript = of_text(
            "工作简报\n第 3 期\n某某市公安局编\n2021年3月5日\n标题一行\n正文里有一句话，写在这里。\n\n送：市委办公室\n",
        );
        let issue = understand(&manuscript, true);
        let page = drawn(&issue);
        assert_eq!(faithful::check(&manuscript, &issue, &page), Ok(()));
        for (from, to) in [
            ("一句话", "一句"),
            ("一句话", "一句真话"),
            ("标题一行", "标题二行"),
            ("市委办公室", "市委"),
            ("issue = 3", "issue = 4"),
            ("2021-03-05", "2021-03-06"),
        ] {
            let changed = page.replace(from, to);
            assert!(changed != page && faithful::check(&manuscript, &issue, &changed).is_err(), "{from} → {to}");
        }
    }
}
