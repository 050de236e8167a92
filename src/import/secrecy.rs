//! Marks that forbid publication.

use super::patterns::pattern;
use super::rows::{Row, ink, trim};

pattern!(
    LEVEL = r"(?:绝[ 　]*密|机[ 　]*密|秘[ 　]*密)[ 　]*[★☆▲*＊]|(?:^|[ 　\t（(【\[])(?:绝[ 　]*密|机[ 　]*密|秘[ 　]*密)(?:[·:：（(]?[ 　]*(?:[0-9一二三五十]+[ 　]*[年月]|长期)[）)]?)?(?:$|[ 　\t）)】\]])|密[ 　]*级[ 　]*[:：][ 　]*(?:绝密|机密|秘密|内部)"
);
pattern!(
    INTERNAL = r"内[ 　]*部[ 　]*(?:工[ 　]*作[ 　]*)?(?:资[ 　]*料|刊[ 　]*物|文[ 　]*件|材[ 　]*料|参[ 　]*考|参[ 　]*阅|情[ 　]*况|传[ 　]*阅|掌[ 　]*握|使[ 　]*用|学[ 　]*习|交[ 　]*流|发[ 　]*行|通[ 　]*讯|简[ 　]*报)|仅[ 　]*供[ 　]*(?:领[ 　]*导|内[ 　]*部)|注[ 　]*意[ 　]*保[ 　]*(?:存|管|密)|妥[ 　]*善[ 　]*保[ 　]*管|(?:不[ 　]*得|严[ 　]*禁|请[ 　]*勿|切[ 　]*勿|禁[ 　]*止)[ 　]*(?:外[ 　]*传|扩[ 　]*散|公[ 　]*开|复[ 　]*制|翻[ 　]*印|转[ 　]*载)|(?:此[ 　]*件|本[ 　]*刊|本[ 　]*件)[ 　]*不[ 　]*(?:予[ 　]*|宜[ 　]*)?公[ 　]*开|阅[ 　]*后[ 　]*(?:收[ 　]*回|即[ 　]*焚|销[ 　]*毁)"
);

/// The mark of classification on a bulletin, if it has one, with its line: it stands at the head or
/// the foot, alone in a line, or on each page. A sentence that speaks of secrets is none.
pub fn mark(rows: &[Row<'_>], furniture: &[String], is_text: impl Fn(usize) -> bool) -> Option<(usize, String)> {
    let of_rows = rows.iter().enumerate().find_map(|(at, row)| {
        let cells = row.table.into_iter().flatten().flatten().map(String::as_str);
        let mut texts = std::iter::once(row.text).chain(cells).map(trim);
        texts.find(|text| is_mark(text, is_text(at))).map(|text| (row.number, shown(text)))
    });
    of_rows.or_else(|| furniture.iter().find(|text| is_mark(trim(text), false)).map(|text| (1, shown(text))))
}

fn is_mark(text: &str, in_body: bool) -> bool {
    let length = ink(text).chars().count();
    let sentence = text.contains(['。', '，']) && length > 24;
    let alone = if in_body { length <= 20 && !text.contains(['。', '，', '“']) } else { length <= 60 };
    LEVEL.is_match(text) && length <= 40 && !sentence || INTERNAL.is_match(text) && alone && !sentence
}

/// A text with its wide spaces closed up.
fn shown(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
