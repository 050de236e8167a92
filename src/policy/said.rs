//! What reports say of each rule: what was found, why it may not stand, how to mend it.

use super::Mark;
use crate::config::Strictness;
use crate::diag::{Code, Text, code};
use crate::kind::secrecy::Marking;
use crate::t;

/// How strict a rule is unless `site.toml` says otherwise.
pub fn usual(rule: Code) -> Strictness {
    match rule {
        code::WORDING | code::EMBLEM | code::EXPIRED_PERMIT => Strictness::Warning,
        _ => Strictness::Error,
    }
}

/// Whether what a rule finds identifies somebody: then nobody may allow it for ever.
pub fn is_personal(rule: Code) -> bool {
    !matches!(rule, code::SECRECY | code::WORDING | code::OUTBOUND | code::MAP | code::EMBLEM | code::UNMASKED_PICTURE)
}

fn name(rule: Code) -> (&'static str, &'static str) {
    match rule {
        code::ID_NUMBER => ("身份证号码", "an identity number"),
        code::MOBILE => ("手机号码", "a mobile number"),
        code::BANK_CARD => ("银行卡号或账号", "the number of a bank card or account"),
        code::PLATE => ("车牌号", "a number plate"),
        code::ADDRESS => ("县级以下的地址", "an address below the county"),
        code::MINOR => ("可以认出未成年人的姓名或学校", "the name or the school of a minor"),
        code::E_MAIL => ("邮箱地址", "an e-mail address"),
        code::IM_ACCOUNT => ("即时通信账号", "an account of a messenger"),
        code::TRAVEL_DOCUMENT => ("证件号码", "the number of a document"),
        code::LANDLINE => ("固定电话号码", "a landline number"),
        _ => ("不在白名单里的网址", "an address whose host is not allowed"),
    }
}

/// What was found.
pub fn message(mark: &Mark) -> Text {
    if let Some(said) = &mark.said {
        return said.0.clone();
    }
    let shown = &mark.shown;
    if mark.rule == code::PERSON_NAME {
        return if mark.sure {
            t!("这里的姓名没有隐去（{shown}）", "the name here is not masked ({shown})")
        } else {
            t!("这里像是没有隐去的姓名（{shown}）", "this looks like a name that is not masked ({shown})")
        };
    }
    let (zh, en) = name(mark.rule);
    if mark.sure {
        t!("这里有{zh}（{shown}）", "there is {en} here ({shown})")
    } else {
        t!("这里疑似有{zh}（{shown}）", "there seems to be {en} here ({shown})")
    }
}

/// Why, and what to do.
pub fn help(mark: &Mark) -> Text {
    if let Some(said) = &mark.said {
        return said.1.clone();
    }
    let (zh, en) = match mark.rule {
        code::ID_NUMBER => (
            "删去，或只留前三位和后四位：430***********0016。依据：《个人信息保护法》第二十五条",
            "remove it, or keep the first three and last four digits: 430***********0016 (Personal Information Protection Law, art. 25)",
        ),
        code::MOBILE => (
            "写成 154****5678。依据：《个人信息保护法》第二十五条",
            "write 154****5678 (Personal Information Protection Law, art. 25)",
        ),
        code::BANK_CARD => (
            "只写“尾号1234”。依据：《个人信息保护法》第二十八条（金融账户是敏感个人信息）",
            "write the last four digits only (Personal Information Protection Law, art. 28: financial accounts)",
        ),
        code::PLATE => (
            "写成 湘A·*****。依据：《最高人民法院关于人民法院在互联网公布裁判文书的规定》",
            "write 湘A·***** (Supreme People's Court, rules on publishing judgments)",
        ),
        code::ADDRESS => (
            "案例里的地点写到县（市、区）为止。依据：《最高人民法院关于人民法院在互联网公布裁判文书的规定》",
            "places of a case end at the county (Supreme People's Court, rules on publishing judgments)",
        ),
        code::MINOR => (
            "写成“某中学学生小林（化名）”，不写学校和姓名。依据：《未成年人保护法》第一百零三条",
            "write 某中学学生小林（化名）, without school and name (Law on the Protection of Minors, art. 103)",
        ),
        code::PERSON_NAME => (
            "写成 张某、李女士 或 小王（化名）。依据：《最高人民法院关于人民法院在互联网公布裁判文书的规定》第八条、第九条",
            "write 张某, 李女士 or 小王（化名） (Supreme People's Court, rules on publishing judgments, art. 8 and 9)",
        ),
        code::E_MAIL => (
            "个人邮箱删去；骗子的邮箱用 :::ioc，或写成 fake[@]bad[.]example。依据：《个人信息保护法》第二十五条",
            "remove a private one; show a fraudster's with :::ioc or as fake[@]bad[.]example (Personal Information Protection Law, art. 25)",
        ),
        code::IM_ACCOUNT => (
            "删去号码，只说“加了对方QQ”。依据：《个人信息保护法》第二十五条",
            "leave the account out (Personal Information Protection Law, art. 25)",
        ),
        code::TRAVEL_DOCUMENT => (
            "只写证件名称，不写号码。依据：《个人信息保护法》第二十五条",
            "name the document, not its number (Personal Information Protection Law, art. 25)",
        ),
        code::LANDLINE => (
            "住宅电话删去；求助电话写进 data/hotlines.toml。依据：《个人信息保护法》第二十五条",
            "remove a home's; numbers to call for help belong into data/hotlines.toml (Personal Information Protection Law, art. 25)",
        ),
        _ => (
            "骗子的网址用 :::ioc，或写成 `ioc:https://bad.example/`；可信的网站加进 site.toml 的 [links] allowed_hosts",
            "show a fraudster's with :::ioc or as `ioc:https://bad.example/`; add a trusted host to [links] allowed_hosts in site.toml",
        ),
    };
    t!("{zh}", "{en}")
}

/// How to let it stand.
pub fn permit(mark: &Mark) -> Option<Text> {
    match mark.rule {
        code::SECRECY | code::WORDING | code::OUTBOUND | code::MAP | code::UNMASKED_PICTURE => None,
        code::EMBLEM => None,
        code::PERSON_NAME => Some(t!(
            "不是姓名，或者确可公开的，由审核人在元数据里写 allow = [{{ text = \"…\", reason = \"…\", expires = 2027-12-31 }}]；简报里写明职务的人登记在 data/persons.toml",
            "if it is no name, or may be published, let the reviewer write allow = [{{ text = \"…\", reason = \"…\", expires = 2027-12-31 }}] in the front matter; who is named with an office in a bulletin belongs in data/persons.toml"
        )),
        code::MINOR | code::ADDRESS | code::ID_NUMBER | code::BANK_CARD => Some(t!(
            "确可公开的，由审核人在元数据里写 allow = [{{ text = \"…\", reason = \"…\", expires = 2027-12-31 }}]",
            "if it may be published, let the reviewer write allow = [{{ text = \"…\", reason = \"…\", expires = 2027-12-31 }}] in the front matter"
        )),
        _ => Some(t!(
            "单位对外公布的，在 site.toml 写 [[policy.allow]]，或在这一页的元数据里写 allow，写明 text、reason 和 expires",
            "if an office publishes it, write [[policy.allow]] in site.toml, or `allow` in the page's front matter, with text, reason and expires"
        )),
    }
}

/// Of a mark of secrecy, outside of bulletins.
pub fn secrecy(marking: &Marking) -> (Text, Text) {
    let word = &marking.word;
    if marking.is_grade {
        return (
            t!("这里有密级标志“{word}”", "there is the mark of secrecy `{word}` here"),
            t!(
                "涉密文件不得上网，也不得进入这个仓库：立即移出，清除 Git 历史，并报告保密工作机构",
                "what is secret may be neither on the net nor in this repository: remove it, from Git's history too, and tell those in charge of secrecy"
            ),
        );
    }
    (
        t!("这里有“{word}”的标志，不能上网", "this is marked `{word}`: it may not be published"),
        t!(
            "确属内部材料就移出网站；如果只是引文，由审核人在元数据里写 allow = [{{ text = \"{word}\", reason = \"引文，不是密级标志\" }}]",
            "remove what is internal; if it is a quotation, let the reviewer write allow = [{{ text = \"{word}\", reason = \"a quotation, not a mark\" }}] in the front matter"
        ),
    )
}
