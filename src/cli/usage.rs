//! What is wrong with a command line, in the language of the run: clap speaks English.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::diag::{Lang, Text};
use crate::t;

/// What to print instead of clap's own words; nothing for help, which is in both languages, and where
/// clap's words are as good.
pub fn tell(error: &clap::Error, lang: Lang) -> Option<String> {
    if lang != Lang::Zh || !error.use_stderr() {
        return None;
    }
    let word = |kind| error.get(kind).map(shown);
    let (wrong, value) = (word(ContextKind::InvalidArg).unwrap_or_default(), word(ContextKind::InvalidValue));
    let value = value.unwrap_or_default();
    let told = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = word(ContextKind::InvalidSubcommand).unwrap_or_default();
            t!("没有命令“{name}”", "there is no command `{name}`")
        }
        ErrorKind::UnknownArgument => t!("没有选项“{wrong}”", "there is no option `{wrong}`"),
        ErrorKind::InvalidValue if value.is_empty() => t!("{wrong} 后面要写上值", "{wrong} needs a value"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            t!("{wrong} 不能是“{value}”", "{wrong} cannot be `{value}`")
        }
        ErrorKind::MissingRequiredArgument => t!("还缺：{wrong}", "missing: {wrong}"),
        ErrorKind::MissingSubcommand => t!("还缺命令", "a command is missing"),
        ErrorKind::ArgumentConflict => {
            let other = word(ContextKind::PriorArg).unwrap_or_default();
            t!("{wrong} 不能和 {other} 一起用", "{wrong} cannot go with {other}")
        }
        _ => return None,
    };
    let suggested = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let near = suggested
        .into_iter()
        .find_map(|kind| error.get(kind).map(likeliest))
        .map(|near| t!("您是不是想写“{near}”？", "did you mean `{near}`?"));
    let valid = [ContextKind::ValidValue, ContextKind::ValidSubcommand].into_iter().find_map(word);
    let valid = valid.filter(|all| !all.is_empty()).map(|all| t!("可以写：{all}", "there are: {all}"));
    let more = t!("用法见 fanzha --help，或在命令后面加 --help", "see fanzha --help, or --help after a command");
    let line = |head: &str, text: &Text| format!("{head}{}\n", text.get(lang));
    let helps = near.iter().chain(&valid).chain([&more]).map(|text| line("  = 帮助：", text));
    Some(line("错误：", &told) + &helps.collect::<String>())
}

/// The likeliest of what clap proposes is its last.
fn likeliest(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.last().cloned().unwrap_or_default(),
        other => other.to_string(),
    }
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join("、"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_in_chinese() {
        let told = |words: &[&str]| {
            let line = ["fanzha"].iter().chain(words).map(ToString::to_string);
            let error = super::super::args::command(Lang::Zh).try_get_matches_from(line).expect_err("a slip");
            tell(&error, Lang::Zh).expect("Chinese words")
        };
        assert_eq!(
            told(&["chek"]).lines().take(2).collect::<Vec<_>>(),
            ["错误：没有命令“chek”", "  = 帮助：您是不是想写“check”？"]
        );
        assert!(told(&["check", "--forma", "json"]).contains("没有选项“--forma”"));
        assert!(told(&["check", "--format", "xml"]).contains("可以写："));
        assert!(told(&["migrate"]).contains("还缺：--from"));
        assert!(told(&["migrate", "--from", "wordpress", "a", "b"]).contains("不能是“wordpress”"));
    }
}
