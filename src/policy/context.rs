//! What stands around a number tells what it is.

/// At most so many characters before a place, in the same line.
pub fn before(text: &str, at: usize, most: usize) -> &str {
    let head = &text[..at];
    let mut start = at;
    for (place, c) in head.char_indices().rev().take(most) {
        if c == '\n' {
            break;
        }
        start = place;
    }
    &head[start..]
}

/// At most so many characters from a place on, in the same line.
pub fn after(text: &str, at: usize, most: usize) -> &str {
    let tail = &text[at..];
    let line = &tail[..tail.find('\n').unwrap_or(tail.len())];
    line.char_indices().nth(most).map_or(line, |(end, _)| &line[..end])
}

/// The part of a text after its last mark that ends a clause.
pub fn clause(text: &str) -> &str {
    let marks = ['，', '。', '；', '！', '？', ',', ';', '!', '?'];
    text.rfind(marks).map_or(text, |at| text[at..].trim_start_matches(marks))
}

/// Words before numbers that count things rather than name a person.
const SERIALS: &[&str] = &[
    "订单",
    "运单",
    "单号",
    "流水",
    "编号",
    "工单",
    "案号",
    "批号",
    "条码",
    "条形码",
    "货号",
    "型号",
    "序列号",
    "备案",
    "许可证",
    "文号",
    "代码",
    "版本",
    "邮编",
    "邮政编码",
    "期号",
    "编码",
    "索引号",
    "交易号",
    "受理号",
    "注册号",
    "税号",
    "识别号",
    "校验",
    "批次",
    "口令",
    "验证码",
    "IMEI",
    "imei",
    "ISBN",
    "ISSN",
    "sha",
    "SHA",
    "md5",
    "MD5",
];

/// Whether the number at a place is one of things: of an order, a licence, a commodity.
pub fn is_serial(text: &str, at: usize) -> bool {
    let near = clause(before(text, at, 16));
    SERIALS.iter().any(|word| near.contains(word))
}

/// Whether a number is an amount: with a unit after it, or a currency before.
pub fn is_amount(text: &str, start: usize, end: usize) -> bool {
    let unit = after(text, end, 2).trim_start().chars().next();
    let counted = unit.is_some_and(|c| "元万亿美人次条个台件户笔株吨米平千度%％余多枚份字倍".contains(c));
    counted
        || before(text, start, 4).trim_end().ends_with(['¥', '￥', '$', '€'])
        || before(text, start, 4).contains("人民币")
}

/// Words that may touch a number before it.
const LABELS: &[&str] = &["tel", "phone", "mobile", "mob", "cell", "call", "id", "no", "card"];

/// Whether a number stands for itself, not in a name of a file, a word or an address of the web.
pub fn is_apart(text: &str, start: usize, end: usize) -> bool {
    let head = before(text, start, 120);
    let word = head.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
    let escaped = head.ends_with("\\n") || head.ends_with("\\t");
    let labelled = LABELS.contains(&word.to_ascii_lowercase().as_str());
    let token = head.rsplit(|c: char| c.is_whitespace() || !c.is_ascii()).next().unwrap_or_default();
    let in_address = token.contains("://") || token.starts_with("www.");
    let tail = &text[end..];
    let mut next = tail.chars();
    let (first, second) = (next.next(), next.next());
    let touches = first.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_file = first == Some('.') && second.is_some_and(|c| c.is_ascii_alphabetic());
    (word.is_empty() || labelled || escaped) && !in_address && !touches && !is_file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_things() {
        let serial = |text: &str| is_serial(text, text.find('1').unwrap_or_default());
        assert!(serial("订单号：154"));
        assert!(!serial("订单号是假的，电话154"));
        assert!(!serial("订单\n154"));
    }

    #[test]
    fn amounts() {
        assert!(is_amount("154元", 0, 3) && is_amount("154 万", 0, 3) && is_amount("￥154", 3, 6));
        assert!(!is_amount("154，", 0, 3));
    }

    #[test]
    fn parts_of_names_are_not_apart() {
        for (text, expected) in [
            ("号154。", true),
            ("Tel:154", true),
            ("tel154", true),
            ("IMG_154", false),
            ("DD154", false),
            ("https://a.cn/154", false),
            ("见https://a.cn，154", true),
            ("154.jpg", false),
            ("154x", false),
            ("\\n154", true),
        ] {
            let at = text.find("154").unwrap_or_default();
            assert_eq!(is_apart(text, at, at + 3), expected, "{text}");
        }
    }
}
