//! Red flags, questions and quizzes that break the rules.

use super::*;
use crate::checker;

fn flags(text: &str) -> SiteTest {
    checker::site().file("data/signals.toml", text)
}

fn questions(text: &str) -> SiteTest {
    checker::site().file("data/questions.toml", text)
}

fn quiz(lines: &str) -> SiteTest {
    front(&format!("kind = \"quiz\"\n{lines}"))
}

errors! {
    signal_patterns, ["front-matter/bad-value"], 1, checker::site().file("content/scams/shuadan.md", checker::scam(
        "topics = [\"单\"]\n[[signals]]\nphrase = \"先垫钱\"\nmeaning = \"骗\"\nweight = 5\nmatch = [\"先垫|\", \"垫…\", \"！！\", \"{金额}元\", \"钱\", \"验证码\", \"垫付\", \"先把钱垫上做完这一单以后连本带利一起返还给您绝不拖欠也不收手续费\"]\nnot = [\"垫付\", \"{link\"]\n"));
    signal_patterns_of_no_type, ["data/invalid", "front-matter/unknown-key"], 1, flags(
        "not = [\"\"]\n[[signals]]\nphrase = \"a\"\nweight = 0\nmatch = [\"……不要告诉\"]\n[[signals]]\nphrase = \"b\"\nweight = 2\nmach = [\"验证码\"]\n");
    signal_without_hotlines, ["data/invalid"], 1, flags("[[signals]]\nphrase = \"我是96110\"\nmeaning = \"骗\"\nweight = 5\nmatch = [\"{hotline}…转账\"]\n");
    questions_lost, ["data/invalid", "content/broken-link"], 1, questions(
        "start = \"wants\"\n[[questions]]\nid = \"wants\"\ntext = \"要什么？\"\nunsure = \"nothing\"\nanswers = [{ text = \"钱\", next = \"mony\" }, { text = \"\", next = \"again\" }]\n\n[[questions]]\nid = \"again\"\ntext = \"再问一次？\"\nunsure = \"wants\"\nanswers = []\n\n[[questions]]\nid = \"lonely\"\nunsure = \"nothing\"\nanswers = [{ text = \"是\", next = \"nothing\" }]\n\n[[outcomes]]\nid = \"money\"\ntitle = \"是骗局\"\ntext = \"别转。\"\nscam_type = \"@/scams/shuadna.md\"\n\n[[outcomes]]\nid = \"nothing\"\ntitle = \"没有找到\"\ntext = \"问问别人。\"\n\n[[outcomes]]\nid = \"Nothing\"\ndo_now = [\"打110\"]\n\n[[outcomes]]\nid = \"money\"\ntitle = \"两次\"\ntext = \"同名。\"\ndo_now = [\"打110\"]\n");
    questions_of_no_type, ["data/invalid"], 1, questions("start = \"a\"\n[[outcomes]]\nid = \"a\"\ntitle = \"甲\"\ntext = \"乙\"\nscam_type = \"@/help.md\"\n");
    questions_level, ["front-matter/bad-value"], 1, questions("start = \"a\"\n[[outcomes]]\nid = \"a\"\nlevel = \"safe\"\n");
    questions_start, ["data/invalid"], 1, questions("[[outcomes]]\nid = \"a\"\ntitle = \"甲\"\ntext = \"乙\"\ndo_now = [\"打110\"]\n");
    questions_address, ["content/duplicate-url"], 1, checker::site().file("content/clash.md", page_with("path = \"check/wants\"\n", "正文。"));
    quiz_rules, ["front-matter/bad-value", "front-matter/missing-field", "content/broken-link"], 1, quiz(
        "pass = 9\n[[questions]]\ntext = \"一\"\noptions = [\"甲\"]\ncorrect = 1\nexplanation = \"因为\"\n[[questions]]\noptions = [\"甲\", \"甲\"]\ncorrect = 3\nscam_type = \"@/nichts.md\"\nimage = { src = \"x.png\" }\n");
    quiz_empty, ["front-matter/missing-field"], 1, quiz("");
}
