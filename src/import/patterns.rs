//! Regular expressions that several parts of the importer share.

/// Names a static pattern.
macro_rules! pattern {
    ($name:ident = $text:expr) => {
        pub(super) static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| $crate::text::compile(&$text));
    };
}
pub(super) use pattern;

/// A number in any digits, with the spaces that masthead lines put between.
pub const NUMBER: &str = r"[0-9０-９〇○◯零一二三四五六七八九十百千万两壹贰叁肆伍陆柒捌玖拾佰仟]+(?:[ 　\u{a0}]*[0-9０-９〇○◯零一二三四五六七八九十百千万两壹贰叁肆伍陆柒捌玖拾佰仟]+)*";

/// Four digits of a year.
pub const YEAR: &str = r"(?:[12１２][ 　]*[0-9０-９][ 　]*[0-9０-９][ 　]*[0-9０-９]|[一二][ 　]*[0〇○◯零一二三四五六七八九][ 　]*[0〇○◯零一二三四五六七八九][ 　]*[0〇○◯零一二三四五六七八九])";

/// A date in Chinese or with hyphens, its parts as groups `y`, `m`, `d` or `y2`, `m2`, `d2`.
pub fn date() -> String {
    let part = r"(?:[0-9０-９]{1,2}|[〇○◯零一二三四五六七八九十]{1,3})";
    format!(
        r"(?P<y>{YEAR})[ 　\u{{a0}}]*年[ 　\u{{a0}}]*(?P<m>{part})[ 　\u{{a0}}]*月[ 　\u{{a0}}]*(?P<d>{part})[ 　\u{{a0}}]*日|(?P<y2>[12][0-9]{{3}})[-./／－](?P<m2>[0-9]{{1,2}})[-./／－](?P<d2>[0-9]{{1,2}})"
    )
}
