//! Numbers of passports, travel permits and other certificates that one person has.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::context;
use super::units::Folded;
use crate::text::compile;

/// Words by which numbers of documents are looked for.
pub const WORDS: &[&str] = &[
    "军字第",
    "士字第",
    "军官证",
    "士官证",
    "士兵证",
    "退伍证",
    "居留证",
    "居留身份证",
    "居留许可",
    "护照",
    "通行证",
    "港澳证",
    "回乡证",
    "台胞证",
    "旅行证",
    "海员证",
    "签证",
    "证件",
    "旅客",
    "Passport",
    "passport",
    "PASSPORT",
    "驾驶证",
    "驾照",
    "档案编号",
    "社保卡",
    "社会保障卡",
    "社保号",
    "执业证",
    "资格证",
    "护士证",
    "律师证",
    "医生证",
    "残疾证",
    "残疾人证",
    "优待证",
    "医保卡",
    "医保号",
    "医保证",
    "退休证",
];

/// A letter or two and seven or more digits, after the word for a document that people travel with.
static TRAVEL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:护照|通行证|港澳证|回乡证|台胞证|旅行证|海员证|签证|证件|[Pp]assport|PASSPORT)[^。；;！!？?]{0,20}?(?:^|[^A-Za-z0-9])?(\(?[A-Za-z]\)?[A-Za-z]?(?:[0-9]{7,10}[A-Za-z]?|(?:[ -]?[0-9]){7,9}|[零〇一二三四五六七八九]{7,9}))(?:[^A-Za-z0-9]|$)",
    )
});
/// The same before the word.
static BEFORE: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?:^|[^A-Za-z0-9_-])([A-Z]{1,2}[0-9]{7,8})[^。；;！!？?A-Za-z0-9]{0,12}$"));
static ARMY: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^(?:[军士]字第|(?:军官证|士官证|士兵证|退伍证)[^。；;！!？?]{0,8}?)([0-9]{6,9})(?:[^0-9]|$)")
});
static RESIDENT: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^居留(?:身份)?(?:证|许可)[^。；;！!？?]{0,8}?([A-Za-z]{3} ?[0-9]{12}|[A-Za-z][0-9]{7,8})(?:[^0-9]|$)")
});
static TAIWAN: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^(?:台胞证|通行证)[，,]?(?:号码?)?[：:( 为是]*((?:[0-9] ?){7}[0-9](?:[0-9]{2})?)(?:[^0-9]|$)")
});
/// Licences and cards: more digits than a date has, or eight with a letter.
static CERTIFICATE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:驾驶证|驾照|档案编号|社保卡|社会保障卡|社保号|执业证|资格证|护士证|律师证|医生证|残疾人?证|优待证|医保[卡号证]|退休证)[^。；;！!？?0-9A-Za-z]{0,10}?((?:[0-9] ?){8,16}[0-9][Xx]?|[0-9]{17}[0-9Xx](?:[0-9]{2}B?)?|[A-Za-z](?: ?[0-9]){8}|[A-Z]{2}[0-9]{7,12}|[0-9]{8}[Xx])([^0-9A-Za-z]|$)",
    )
});

/// The number beside the word for a document at `start`.
pub fn number(text: &str, start: usize) -> Option<(Range<usize>, String)> {
    let folded = Folded::of(text, start, 48);
    let seen = folded.text.as_str();
    let after = [&TRAVEL, &TAIWAN, &ARMY, &RESIDENT].into_iter().find_map(|form| form.captures(seen)?.get(1));
    let after = after.or_else(|| {
        let found = CERTIFICATE.captures(seen)?;
        let (number, next) = (found.get(1)?, found.get(2)?.as_str());
        let is_telephone = ["电话", "热线", "咨询"].iter().any(|word| seen[..number.start()].contains(word));
        (!is_telephone && !next.starts_with(['元', '万', '人', '张', '名'])).then_some(number)
    });
    if let Some(found) = after {
        return Some((folded.place(found.range()), found.as_str().to_ascii_uppercase()));
    }
    if !(seen.starts_with("护照") || seen.starts_with("旅客") || seen.starts_with("通行证")) {
        return None;
    }
    let head = context::before(text, start, 28);
    let found = BEFORE.captures(head)?.get(1)?;
    let from = start - head.len() + found.start();
    (!context::is_serial(text, from)).then(|| (from..from + found.len(), found.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, word: &str) -> String {
        number(text, text.find(word).unwrap_or_default()).map(|(_, value)| value).unwrap_or_default()
    }

    #[test]
    fn documents_have_numbers() {
        for (text, word, expected) in [
            ("护照号E12345678，", "护照", "E12345678"),
            ("台胞证号01234567", "台胞证", "01234567"),
            ("台胞证（0 3 7 7 4 1 9 2）", "台胞证", "0 3 7 7 4 1 9 2"),
            ("护照，护照号E 7213 0846，", "护照", "E 7213 0846"),
            ("居留身份证USA439087152603复印件", "居留身份证", "USA439087152603"),
            ("军字第20316678号", "军字第", "20316678"),
            ("持G61940027的旅客", "旅客", "G61940027"),
            ("驾驶证（档案编号430900718264）", "档案编号", "430900718264"),
            ("社保卡号B07731926，", "社保卡", "B07731926"),
            ("执业证号14301203110047718", "执业证", "14301203110047718"),
            ("护照遗失后，2026年起", "护照", ""),
            ("社保卡里有123456789元", "社保卡", ""),
            ("资格证20310410批次", "资格证", ""),
            ("社保卡咨询电话073155501234", "社保卡", ""),
            ("订单AB1234567的旅客", "旅客", ""),
            ("型号AB1234567的手机", "手机", ""),
        ] {
            assert_eq!(shown(text, word), expected, "{text}");
        }
    }
}
