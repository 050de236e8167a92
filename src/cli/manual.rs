//! What the program says of itself: `explain`, `completion`, `man`.

use std::io::{self, Write};

use clap::{ArgMatches, Command};

use super::args::option;
use super::{Talk, args, exit, output, refuse};
use crate::diag::{self, Diagnostic, Lang, code};
use crate::t;

/// The options of `man`.
pub fn command(lang: Lang) -> Command {
    let tr = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let example = "  fanzha man > fanzha.1\n  fanzha man --of new | man -l -";
    Command::new("man")
        .about(tr("生成 man 手册页", "print a manual page"))
        .arg(option("of", "COMMAND", tr("一个命令的手册页", "the page of one command")))
        .after_help(format!("{}\n{example}", tr("例：", "Example:")))
}

/// Prints a manual page as roff.
pub fn man(sub: &ArgMatches, talk: &Talk) -> u8 {
    let all = args::command(talk.lang);
    let wanted = match sub.get_one::<String>("of") {
        None => Some(all),
        Some(name) => all.find_subcommand(name).cloned().map(|command| {
            let name = format!("fanzha-{name}");
            command.display_name(name)
        }),
    };
    let Some(command) = wanted else {
        let name = sub.get_one::<String>("of").cloned().unwrap_or_default();
        refuse(talk, Diagnostic::error(code::BAD_VALUE, t!("没有命令“{name}”", "there is no command `{name}`")));
        return exit::USAGE;
    };
    let mut bytes = Vec::new();
    let _in_memory = clap_mangen::Man::new(command).render(&mut bytes).is_ok();
    output::to_stdout(&String::from_utf8_lossy(&bytes));
    exit::DONE
}

/// Prints a completion script.
pub fn completion(sub: &ArgMatches, lang: Lang) -> u8 {
    let Some(shell) = sub.get_one::<clap_complete::Shell>("shell").copied() else { return exit::USAGE };
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut args::command(lang), "fanzha", &mut bytes);
    let written = io::stdout().write_all(&bytes);
    if written.is_ok() { exit::DONE } else { exit::IO }
}

/// Explains a code, with an example.
pub fn explain(sub: &ArgMatches, talk: &Talk) -> u8 {
    let wanted = sub.get_one::<String>("code").cloned().unwrap_or_default();
    let known = diag::ALL.iter().find(|(code, ..)| code.0 == wanted);
    // The last part is enough where it is one code's alone.
    let ends = |code: &str| code.rsplit_once('/').is_some_and(|(_, last)| last == wanted);
    let mut ending = diag::ALL.iter().filter(|(code, ..)| ends(code.0));
    let known = known.or_else(|| ending.next().filter(|_| ending.next().is_none()));
    match known {
        Some((code, ..)) => {
            if let Some(text) = code.explain() {
                output::to_stdout(&format!("{code}\n  {}\n", text.get(talk.lang)));
            }
            if let Some(example) = diag::example(*code) {
                output::to_stdout(&format!("\n{}\n", example.text().get(talk.lang)));
            }
            exit::DONE
        }
        None => {
            let near = crate::text::nearest(&wanted, diag::ALL.iter().map(|(code, ..)| code.0));
            let finding = Diagnostic::error(code::BAD_VALUE, t!("没有代码“{wanted}”", "there is no code `{wanted}`"));
            refuse(talk, finding.help_opt(near.map(|near| t!("您是不是想写“{near}”？", "did you mean `{near}`?"))));
            exit::USAGE
        }
    }
}
