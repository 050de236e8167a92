//! The words that announce what a foot says.

use std::ops::Range;

use crate::import::patterns::{NUMBER, pattern};
use crate::import::rows::{ink, is_space, trim};

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Distribution,
    Responsible,
    Reviewers,
    Signers,
    Proofreaders,
    Phone,
    Fax,
    Email,
    Contact,
    Address,
    Approval,
    Copies,
    /// A label that the record has no field for.
    Other,
}

/// Labels, the longer before the shorter.
const LABELS: &[(&str, Field)] = &[
    ("责任编辑", Field::Responsible),
    ("本期责编", Field::Responsible),
    ("本期编辑", Field::Responsible),
    ("执行编辑", Field::Responsible),
    ("责编", Field::Responsible),
    ("编辑", Field::Responsible),
    ("编审", Field::Reviewers),
    ("审核", Field::Reviewers),
    ("审稿", Field::Reviewers),
    ("审定", Field::Reviewers),
    ("核稿", Field::Reviewers),
    ("复核", Field::Reviewers),
    ("签发人", Field::Signers),
    ("签发", Field::Signers),
    ("核发", Field::Signers),
    ("校对", Field::Proofreaders),
    ("联系电话", Field::Phone),
    ("办公电话", Field::Phone),
    ("电话", Field::Phone),
    ("传真", Field::Fax),
    ("投稿邮箱", Field::Email),
    ("投稿信箱", Field::Email),
    ("电子邮箱", Field::Email),
    ("电子信箱", Field::Email),
    ("电子邮件", Field::Email),
    ("邮箱", Field::Email),
    ("信箱", Field::Email),
    ("E-mail", Field::Email),
    ("Email", Field::Email),
    ("联系方式", Field::Contact),
    ("联系地址", Field::Address),
    ("通讯地址", Field::Address),
    ("地址", Field::Address),
    ("批准文号", Field::Approval),
    ("准印证号", Field::Approval),
    ("准印证", Field::Approval),
    ("准印号", Field::Approval),
    ("印数", Field::Copies),
    ("印刷份数", Field::Copies),
    ("份数", Field::Copies),
    ("主报", Field::Distribution),
    ("主送", Field::Distribution),
    ("抄报", Field::Distribution),
    ("抄送", Field::Distribution),
    ("抄发", Field::Distribution),
    ("分送", Field::Distribution),
    ("报送", Field::Distribution),
    ("印发", Field::Distribution),
    ("报", Field::Distribution),
    ("送", Field::Distribution),
    ("发", Field::Distribution),
    ("呈", Field::Distribution),
    ("主编", Field::Other),
    ("总编", Field::Other),
    ("联系人", Field::Other),
    ("撰稿", Field::Other),
    ("排版", Field::Other),
    ("网址", Field::Other),
    ("网站", Field::Other),
    ("邮编", Field::Other),
    ("邮政编码", Field::Other),
    ("公众号", Field::Other),
    ("微信公众号", Field::Other),
    ("刊头题字", Field::Other),
    ("印刷", Field::Other),
    ("承印", Field::Other),
    ("投稿", Field::Other),
];

pattern!(
    LABEL = {
        let words = LABELS.iter().map(|(word, _)| spread(word)).collect::<Vec<_>>().join("|");
        format!(r"(?i)(?P<label>{words})[ 　\u{{a0}}]*(?P<aside>[（(][^）)：:]{{1,8}}[)）][ 　]*)?(?P<colon>[:：﹕∶])")
    }
);
pattern!(
    BARE = {
        let words = LABELS
            .iter()
            .filter(|(word, _)| word.chars().count() > 1)
            .map(|(word, _)| spread(word))
            .collect::<Vec<_>>()
            .join("|");
        format!(r"(?i)^(?P<label>{words})[ 　\u{{a0}}]+")
    }
);
pattern!(
    COPIES = format!(
        r"[（(]?[ 　]*(?:共[ 　]*印[ 　]*(?:刷|制|发)?|印[ 　]*(?:数|刷|制|发)?)[ 　]*[:：]?[ 　]*(?P<no>{NUMBER})[ 　]*份[ 　]*[)）]?"
    )
);
pattern!(NUMBER_OF = format!(r"^(?P<no>{NUMBER})[ 　]*(?:份|册|本)?$"));
pattern!(APPROVAL = r"[\p{Han}〔\[（(]{1,12}(?:准[ 　]*字|准[ 　]*印|内[ 　]*资)[^，。；\n]{2,24}?号");
pattern!(
    PHONE = r"[(（]?[0０][0-9０-９]{2,3}[)）]?[ 　]*[-—–―－‐−─～ 　]*[ 　]*[0-9０-９]{7,8}(?:[ 　]*[-—转][ 　]*[0-9]{1,4})?|[0-9]{7,8}|1[0-9]{10}|\b[0-9]{5}\b"
);
pattern!(EMAIL = r"[A-Za-z0-9._%+-]+[ 　]*@[ 　]*[A-Za-z0-9.-]+\.[A-Za-z]{2,}");

/// A label with spaces between its characters, as offices spread them.
fn spread(word: &str) -> String {
    word.chars().map(|c| regex::escape(&c.to_string())).collect::<Vec<_>>().join("[ 　]*")
}

/// A label in a line.
pub struct Label {
    /// With its colon.
    pub whole: Range<usize>,
    /// Without spaces.
    pub word: String,
    /// What it announces.
    pub field: Field,
    /// What stands in brackets before the colon.
    pub aside: Option<Range<usize>>,
}

/// The words of all labels.
pub fn words() -> impl Iterator<Item = &'static str> {
    LABELS.iter().map(|(word, _)| *word)
}

/// The labels of a line.
pub fn labels(text: &str) -> Vec<Label> {
    let field_of = |word: &str| {
        let plain = ink(word);
        LABELS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&plain)).map_or(Field::Other, |(_, field)| *field)
    };
    let mut found: Vec<Label> = Vec::new();
    for captures in LABEL.captures_iter(text) {
        let (Some(whole), Some(word)) = (captures.get(0), captures.name("label")) else { continue };
        // A label begins a line or follows a break in it; 「他说发：」 does not count.
        let before = text[..whole.start()].chars().next_back();
        let apart = before.is_none_or(|c| {
            is_space(c)
                || matches!(c, '。' | '；' | ';' | '）' | ')' | '|' | '，' | ',' | '、' | '/' | '号' | '（' | '(')
        });
        let field = field_of(word.as_str());
        // Lists run together without a break: 报：市委办送：市政府办.
        let glued = field == Field::Distribution && found.last().is_some_and(|last| last.field == field);
        if apart || glued || found.last().is_some_and(|last| last.whole.end == whole.start()) {
            let aside = captures.name("aside").map(|aside| aside.range());
            found.push(Label { whole: whole.range(), word: ink(word.as_str()), field, aside });
        }
    }
    if found.first().is_none_or(|first| first.whole.start != 0)
        && let Some(captures) = BARE.captures(text)
        && let (Some(whole), Some(word)) = (captures.get(0), captures.name("label"))
    {
        let (word, field) = (ink(word.as_str()), field_of(word.as_str()));
        found.insert(0, Label { whole: whole.range(), word, field, aside: None });
    }
    found
}

/// Whether a line begins with a label of the foot.
pub fn is_labelled(text: &str) -> bool {
    labels(text)
        .first()
        .is_some_and(|label| trim(&text[..label.whole.start]).chars().all(|c| matches!(c, '（' | '(' | '|')))
        || COPIES.find(text).is_some_and(|found| found.start() == 0)
        || APPROVAL.find(text).is_some_and(|found| found.start() == 0 && found.len() + 12 >= text.len())
}
