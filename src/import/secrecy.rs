//! Marks that forbid publication.

use super::patterns::pattern;
use super::rows::{Row, ink, trim};

pattern!(
    LEVEL = r"(?:绝密|机密|秘密)[ 　]*[★☆]|^[【\[（(]?(?:绝[ 　]*密|机[ 　]*密|秘[ 　]*密)(?:[★☆·:：（(].*)?[】\])）]?$|密级[ 　]*[:：][ 　]*(?:绝密|机密|秘密|内部)"
);
pattern!(
    INTERNAL = r"内[ 　]*部[ 　]*(?:资[ 　]*料|刊[ 　]*物|文[ 　]*件|材[ 　]*料|参[ 　]*考|情[ 　]*况|传[ 　]*阅|掌[ 　]*握)|注[ 　]*意[ 　]*保[ 　]*(?:存|管|密)|(?:不[ 　]*得|严[ 　]*禁|请[ 　]*勿|切[ 　]*勿|禁[ 　]*止)[ 　]*(?:外[ 　]*传|扩[ 　]*散|公[ 　]*开)|此[ 　]*件[ 　]*不[ 　]*(?:予[ 　]*)?公[ 　]*开|阅[ 　]*后[ 　]*(?:收[ 　]*回|即[ 　]*焚|销[ 　]*毁)"
);

/// The mark of classification on a bulletin, if it has one: a line of its own at the head or the
/// foot. A sentence that speaks of secrets is none.
pub fn mark<'a>(rows: &[Row<'a>], is_text: impl Fn(usize) -> bool) -> Option<(usize, &'a str)> {
    rows.iter().enumerate().find_map(|(at, row)| {
        let text = trim(row.text);
        let length = ink(text).chars().count();
        let sentence = text.contains(['。', '，']) && !text.contains(['★', '☆']) && length > 24;
        let level = LEVEL.is_match(text) && length <= 40;
        let internal = INTERNAL.is_match(text) && !is_text(at) && length <= 60 && !sentence;
        (level || internal).then_some((at, text))
    })
}
