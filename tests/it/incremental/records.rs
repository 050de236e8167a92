//! Bulletins, suggestions, persons, red flags and questions for random edits.

use super::Numbers;

const NAMES: &[&str] = &["甲某", "乙某", "示例委员会", "示例委员会办公室"];

/// The files of what bulletins report, with their paths. Any new one of them goes with the
/// others, so that the site has no lasting error.
pub fn files(numbers: &mut Numbers, words: &str) -> [(&'static str, String); 7] {
    [
        ("content/b/issue.md", bulletin(numbers, words)),
        ("content/b/wish.md", suggestion(numbers, words)),
        ("data/persons.toml", persons(numbers)),
        ("data/organisations.toml", organisations(numbers)),
        ("content/b/scam.md", scam(numbers, words)),
        ("content/b/quiz.md", quiz(numbers, words)),
        ("data/questions.toml", questions(numbers, words)),
    ]
}

fn bulletin(numbers: &mut Numbers, words: &str) -> String {
    let paragraph =
        |numbers: &mut Numbers| format!("{words}{}{words}。{}到会。\n\n", numbers.one(NAMES), numbers.one(NAMES));
    let body: String = (0..2 + numbers.below(3)).map(|_| paragraph(numbers)).collect();
    let issue = 1 + numbers.below(2);
    format!(
        "+++\ntitle = \"《动态》2025年第{issue}期\"\ndescription = \"这一期只为测试而写。\"\nkind = \"bulletin\"\ndate = 2025-01-05\nperiodical = \"p\"\nyear = 2025\nissue = {issue}\npublisher = \"示例委员会\"\nclassification = \"公开\"\ncontents = [{{ title = \"{words}\" }}]\n+++\n\n{body}"
    )
}

fn suggestion(numbers: &mut Numbers, words: &str) -> String {
    let paragraph = 1 + numbers.below(2);
    let (name, date) = (*numbers.one(&["id = \"jia\"", "name = \"丙某\""]), 1 + numbers.below(28));
    let months = numbers.below(2) == 0;
    format!(
        "+++\ntitle = \"{words}建议\"\ndescription = \"这件建议只为测试而写。\"\nkind = \"suggestion\"\ndate = 2025-01-06\nsession = \"示例会议\"\ncomplex = {months}\nproposers = [{{ {name}, evidence = [\"@/b/issue.md#p{paragraph}\"] }}]\n\n[[stages]]\nstage = \"assigned\"\ndate = 2025-12-{date:02}\nevidence = [\"@/b/issue.md#p1\"]\n+++\n\n{words}。\n"
    )
}

fn scam(numbers: &mut Numbers, words: &str) -> String {
    let (weight, end) = (1 + numbers.below(2), numbers.below(3));
    format!(
        "+++\ntitle = \"{words}骗局\"\ndescription = \"这一类只为测试而写。\"\nkind = \"scam-type\"\nrule = \"凡是{words}的，都是诈骗\"\ntargets = [\"学生\"]\ndo_now = [\"{words}\"]\n\n[[signals]]\nphrase = \"先垫钱\"\nmeaning = \"{words}\"\nweight = {weight}\nmatch = [\"垫付…返{end}\"]\n+++\n\n{words}。\n"
    )
}

fn quiz(numbers: &mut Numbers, words: &str) -> String {
    let correct = 1 + numbers.below(2);
    format!(
        "+++\ntitle = \"{words}自测\"\ndescription = \"这几题只为测试而写。\"\nkind = \"quiz\"\n\n[[questions]]\ntext = \"{words}？\"\noptions = [\"甲\", \"乙\"]\ncorrect = {correct}\nexplanation = \"{words}\"\nscam_type = \"@/b/scam.md\"\n+++\n\n{words}。\n"
    )
}

fn questions(numbers: &mut Numbers, words: &str) -> String {
    let unsure = *numbers.one(&["scam", "none"]);
    format!(
        "start = \"first\"\n[[questions]]\nid = \"first\"\ntext = \"{words}？\"\nunsure = \"{unsure}\"\nanswers = [{{ text = \"是\", next = \"scam\" }}, {{ text = \"否\", next = \"none\" }}]\n\n[[outcomes]]\nid = \"scam\"\ntitle = \"{words}\"\ntext = \"像。\"\nscam_type = \"@/b/scam.md\"\n\n[[outcomes]]\nid = \"none\"\ntitle = \"没有找到\"\ntext = \"问问别人。\"\ndo_now = [\"打110\"]\n"
    )
}

fn persons(numbers: &mut Numbers) -> String {
    let name = *numbers.one(&["甲某", "乙某"]);
    let paragraph = 1 + numbers.below(2);
    format!(
        "[[persons]]\nid = \"jia\"\nname = \"{name}\"\nroles = [{{ event = \"会\", role = \"主持\", evidence = [\"@/b/issue.md#p{paragraph}\"] }}]\n"
    )
}

fn organisations(numbers: &mut Numbers) -> String {
    let aliases = *numbers.one(&["[]", "[\"示例委员会办公室\"]"]);
    format!("[[organisations]]\nid = \"wei\"\nname = \"示例委员会\"\naliases = {aliases}\n")
}
