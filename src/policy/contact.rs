//! E-mail addresses and accounts of messengers.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::context;
use super::units::{Class, Folded, unit};
use crate::text::compile;

/// An e-mail address around an `@`: its place and its host.
pub fn e_mail(text: &str, at: usize, sign: usize) -> Option<(Range<usize>, String)> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let local =
        text[..at].chars().rev().take(64).take_while(|c| is_local(ascii(*c))).map(char::len_utf8).sum::<usize>();
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '·' | '点');
    let host = &text[at + sign..];
    let length = host.chars().take(190).take_while(|c| is_host(ascii(*c))).map(char::len_utf8).sum::<usize>();
    let host = host[..length].trim_end_matches(['.', '-', '．', '－', '·', '点']);
    let end = at + sign + host.len();
    let host = narrow(host).replace(['·', '点'], ".");
    let top = host.rsplit_once('.')?.1;
    let files = ["png", "jpg", "jpeg", "webp", "gif", "svg", "css", "js", "md", "mp4", "html"];
    let fits = local > 0
        && !text[..at - local].ends_with("//")
        && top.len() >= 2
        && top.bytes().all(|b| b.is_ascii_alphabetic())
        && !files.contains(&top.to_ascii_lowercase().as_str());
    fits.then(|| (at - local..end, host.to_ascii_lowercase()))
}

/// A character of full width as ASCII.
fn ascii(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// A text with its characters of full width as ASCII.
pub fn narrow(text: &str) -> String {
    text.chars().map(ascii).collect()
}

/// What stands for `@` where addresses are hidden.
pub const AT: &[&str] = &[
    "(at)", "（at）", "(AT)", "[at]", "【at】", "#at#", "艾特", "圈a", "圈A", "爱特", " @", "@ ", "＠ ", "ⓐ", "#换成@",
];

static MAIL_HEAD: LazyLock<Regex> = LazyLock::new(|| compile(r"[A-Za-z0-9][-_.+A-Za-z0-9]*[ 　]?$"));
static MAIL_TAIL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^[ 　]?([A-Za-z0-9-]+(?:[.点][A-Za-z0-9-]+)*)[ 　]?(?:点|\.|。|·|[(（]?dot[)）]?)[ 　]?([A-Za-z]{2,10})(?:[^A-Za-z0-9]|$)",
    )
});

/// The address around a word for `@`: its place, what it means, and its host.
pub fn spelled_mail(text: &str, word: &Range<usize>) -> Option<(Range<usize>, String, String)> {
    let (head, tail) = (context::before(text, word.start, 40), context::after(text, word.end, 60));
    let local = MAIL_HEAD.find(head)?;
    let found = MAIL_TAIL.captures(tail)?;
    let (host, top) = (found.get(1)?, found.get(2)?);
    let host = format!("{}.{}", host.as_str().replace('点', "."), top.as_str()).to_ascii_lowercase();
    let address = format!("{}@{host}", local.as_str().trim_end());
    (!is_example(&host)).then(|| (word.start - local.len()..word.end + top.end(), address, host))
}

/// Hosts that stand for none (RFC 2606).
pub fn is_example(host: &str) -> bool {
    let top = host.rsplit('.').next().unwrap_or_default();
    matches!(top, "example" | "invalid" | "test" | "localhost")
        || ["example.com", "example.net", "example.org", "example.cn", "example.gov.cn"]
            .iter()
            .any(|known| host == *known || host.ends_with(&format!(".{known}")))
}

/// Words by which accounts of messengers are looked for.
pub const MESSENGERS: &[&str] = &[
    "QQ",
    "qq",
    "Q Q",
    "ＱＱ",
    "扣扣",
    "企鹅",
    "扣",
    "球球",
    "微❤",
    "薇❤",
    "威❤",
    "V❤",
    "微芯",
    "薇芯",
    "微心",
    "蝙蝠",
    "账号",
    "Skype",
    "skype",
    "zfb",
    "知乎",
    "微博",
    "钉钉",
    "陌陌",
    "抖音",
    "快手",
    "小红书",
    "支付宝",
    "WhatsApp",
    "微信",
    "薇信",
    "威信",
    "卫星号",
    "V信",
    "v信",
    "VX",
    "vx",
    "Vx",
    "WX：",
    "wx：",
    "wx:",
    "WeChat",
    "wechat",
    "weixin",
    "加V",
    "加v",
    "+V",
    "+v",
    "＋V",
    "＋v",
    "加薇",
    "加威",
    "TG：",
    "TG:",
    "tg：",
    "Telegram",
    "telegram",
    "电报",
    "飞机",
    "Soul",
    "soul",
    "闲鱼",
    "Line",
    "LINE",
    "UID",
    "line",
    "群号",
    "wxid_",
];

static QQ: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:QQ|qq|Q Q|扣扣|球球|企鹅号?)(?:群|小号|好友|用户)?(?:[0-9]{1,2}个)?(?:号码?)?(?:[，,(]?(?:号码?|账号))?(?:[ :(]|是|为)*([1-9](?:[ .-]?[0-9]){4,10})",
    )
});
/// An account in Chinese digits.
static SPELLED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:QQ|qq|扣扣|球球|企鹅|微信|薇信|V信)(?:群|小号)?(?:号码?)?(?:[ :]|是|为)*([零〇一幺二三四五六七八九]{5,12})",
    )
});
/// The number of a group.
static GROUP: LazyLock<Regex> = LazyLock::new(|| compile(r"^群号码?(?:[ :(]|是|为)*([1-9](?:[ -]?[0-9]){4,10})"));
/// What WeChat itself calls an account.
static WXID: LazyLock<Regex> = LazyLock::new(|| compile(r"^(wxid_[A-Za-z0-9]{6,24})"));
/// 扣 alone also means to deduct, so its number must be long.
static SHORT_QQ: LazyLock<Regex> = LazyLock::new(|| compile(r"^扣([1-9](?:[ -]?[0-9]){7,10})"));
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:钉钉|陌陌|抖音|快手|小红书|支付宝|知乎|微博|蝙蝠|zfb|闲鱼|[Ss]oul|[Ll]ine|LINE|UID|[Ss]kype|WhatsApp)(?:聊天)?(?:(?:号|UID|账号|账户|ID|id|用户|用户名|昵称)(?:[ :(]|是|为)*|[: 是为加(]*)(\+[0-9]{1,3}(?:[ -]?[0-9]){6,12}|[A-Za-z0-9+@][-_.:A-Za-z0-9@]{4,28})",
    )
});
/// An account without a word for its messenger begins with a letter: with a digit it is a bank's.
static ANY: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^账号(?:名|ID)?(?:[ :]|是|为)*(@?[A-Za-z][-_.A-Za-z0-9]{4,24})"));
static WECHAT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:微信|薇信|威信|卫星|[微薇威V][❤芯心]|[Vv]信|V[Xx]|vx|W[Xx]|wx|WeChat|wechat|weixin)(?:号码?|ID| ID)?(?:,号)?( ?(?::|同号,?|是|为|叫|\() ?| +)?([A-Za-z][-_A-Za-z0-9]{5,19})",
    )
});
static ADD: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^(?:加|\+)(?:[Vv薇威])(?:[Xx信])?(?:号)?[: ]*([A-Za-z0-9][-_A-Za-z0-9]{4,19})"));
static TELEGRAM: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:TG|tg|[Tt]elegram|电报|飞机)(?:号|群)?(?:[: ]|[^，。；]{0,6})((?:@|t\.me/)[A-Za-z][A-Za-z0-9_]{4,31})",
    )
});

/// The account that a messenger's name at `start` is followed by: its place with that name, and
/// the account.
pub fn account(text: &str, start: usize) -> Option<(Range<usize>, String)> {
    let word = text[start..].starts_with(|c: char| c.is_ascii_alphanumeric());
    if word && text[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
        return None;
    }
    let folded = Folded::of(text, start, 48);
    let seen = folded.text.as_str();
    if let Some(found) = SPELLED.captures(seen).and_then(|found| found.get(1)) {
        let digit = |(at, _)| match unit(found.as_str(), at) {
            Some((Class::Han(digit), _)) => Some(char::from(b'0' + digit)),
            _ => None,
        };
        return Some((folded.place(0..found.end()), found.as_str().char_indices().filter_map(digit).collect()));
    }
    let counted = |end: usize| seen[end..].starts_with(|c: char| c.is_ascii_digit() || "人元万个次条".contains(c));
    let first = |forms: &[&LazyLock<Regex>]| forms.iter().find_map(|form| form.captures(seen));
    let (id, end) = if let Some(found) = first(&[&QQ, &SHORT_QQ, &GROUP]) {
        let id = found.get(1)?;
        (!counted(id.end())).then_some((id.as_str(), id.end()))?
    } else if let Some(found) = WECHAT.captures(seen) {
        let (link, id) = (found.get(1), found.get(2)?);
        let marked = id.as_str().contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-'));
        let linked = link.is_some_and(|link| !link.as_str().trim().is_empty());
        (linked || marked && !is_product(id.as_str())).then_some((id.as_str(), id.end()))?
    } else {
        let found = first(&[&ADD, &TELEGRAM, &OTHER, &ANY, &WXID])?;
        let id = found.get(1)?;
        let is_account =
            !counted(id.end()) && id.as_str().contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '@'));
        is_account.then_some((id.as_str(), id.end()))?
    };
    // Some are told by a telephone, which has a rule of its own.
    let is_mobile = id.len() == 11 && id.starts_with('1') && id.bytes().all(|byte| byte.is_ascii_digit());
    if is_mobile {
        return None;
    }
    Some((folded.place(0..end), id.trim_start_matches('@').to_owned()))
}

/// Names of systems and programs that follow a messenger's name.
fn is_product(id: &str) -> bool {
    let lower = id.to_ascii_lowercase();
    ["android", "windows", "harmony", "mac", "version", "app"].iter().any(|name| lower.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(found: Option<(Range<usize>, String)>) -> String {
        found.map(|(_, value)| value).unwrap_or_default()
    }

    #[test]
    fn accounts_follow_names() {
        for (text, expected) in [
            ("QQ：1234567890，", "1234567890"),
            ("Q Q：７７８８９", "77889"),
            ("微信号是kefu_2093，", "kefu_2093"),
            ("微信：abcdef", "abcdef"),
            ("加V：lucky8888", "lucky8888"),
            ("TG：@fast_cash", "fast_cash"),
            ("微信Android版", ""),
            ("QQ，号码是2947710536，", "2947710536"),
            ("扣扣 三一七七零二四九五", "317702495"),
            ("薇❤️ mm1314_zhuan", "mm1314_zhuan"),
            ("蝙蝠ID：bat_71930264", "bat_71930264"),
            ("WhatsApp加+852 5550 7713，", "+852 5550 7713"),
            ("wx同号，v_hr2026baoan，", "v_hr2026baoan"),
            ("微信号叫hongfa_fruit9的", "hongfa_fruit9"),
            ("微信，号是lele_8jia，", "lele_8jia"),
            ("QQ群2个：907716254，", "907716254"),
            ("QQ群2个，共300人", ""),
            ("UID:381920475，", "381920475"),
            ("支付宝账号15400000330，", ""),
            ("支付宝：100000元", ""),
            ("QQ用户超过100000", ""),
            ("QQ 100000人", ""),
            ("微信支付500000", ""),
            ("WeChat, WhatsApp or e-mail", ""),
        ] {
            assert_eq!(shown(account(text, 0)), expected, "{text}");
        }
        assert_eq!(shown(account("xQQ 12345", 1)), "");
    }

    #[test]
    fn addresses_of_mail() {
        let mail =
            |text: &str| e_mail(text, text.find('@').unwrap_or_default(), 1).map(|(place, _)| text[place].to_owned());
        assert_eq!(mail("发到a.b@mail-x.com。").as_deref(), Some("a.b@mail-x.com"));
        let wide = "发到ａｂ９＠ｍａｉｌ．ｃｏｍ。";
        let found = e_mail(wide, wide.find('＠').unwrap_or_default(), '＠'.len_utf8());
        assert_eq!(
            found.map(|(place, host)| (narrow(&wide[place]), host)),
            Some(("ab9@mail.com".into(), "mail.com".into()))
        );
        let spelled = "发到tan 艾特 126 点 com，";
        let word = spelled.find("艾特").unwrap_or_default();
        let found = spelled_mail(spelled, &(word..word + "艾特".len()));
        assert_eq!(found.map(|(_, address, _)| address).as_deref(), Some("tan@126.com"));
        for text in ["@/help.md", "chat@2x.png", "a@b", "x[@]bad.com", "关注@官方"] {
            assert_eq!(mail(text), None, "{text}");
        }
    }
}
