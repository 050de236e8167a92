//! Any text can be scanned: nothing panics, and marks lie where characters begin and end.

use std::sync::LazyLock;

use proptest::prelude::*;

use fanzha::kind::Kind;
use fanzha::policy::Rules;

use super::passages::rules;

static RULES: LazyLock<Rules> = LazyLock::new(rules);

/// Pieces that rules look for, in any order.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "|", "|---|---|\n", "\n", "| 姓名 | 座机 |\n", "姓名：", "余  斌", "张秀英", "欧阳", "称", "护照", "E12345678",
            "台胞证", "0 3 7 7 4 1 9 2", "驾驶证", "430900718264", "湘A·12345", "微信", "wxid_ab12cd34", "群号", "QQ（", "@",
            " @ ", "点com", "艾特", "a.b@c.lizi", "家住", "二楼204", "第三间", "12岁", "就读", "一小", "二（1）班", "的女儿",
            "154 1234 5678", "0731-5550000", "http://", "bad.lizi", "&#49;", "\\u0031", "<br>", "`ioc:", ":::ioc\n", "秘 密",
            "\u{200B}", "１２３", "①②③", "一五四零零零", "｜",
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,6}".boxed(),
        1 => "[0-9 -]{1,20}".boxed(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_scanned(text in soup(), kind in prop::sample::select(Kind::ALL.to_vec())) {
        for mark in RULES.scan(&text, kind) {
            let place = mark.place.start..mark.place.end;
            prop_assert!(text.get(place.clone()).is_some_and(|shown| !shown.is_empty()), "{} {place:?} in {text:?}", mark.rule);
            for hidden in &mark.hidden {
                prop_assert!(text.get(hidden.start..hidden.end).is_some(), "{} {hidden:?} in {text:?}", mark.rule);
            }
        }
    }
}
