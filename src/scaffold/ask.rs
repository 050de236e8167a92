//! Questions to whoever sits at the terminal, one line each.

use std::io::{BufRead, Write};

use crate::diag::{Lang, Text};

/// Where questions go and answers come from.
pub struct Asker<'a> {
    /// Answers, one a line.
    pub input: &'a mut dyn BufRead,
    /// Questions.
    pub output: &'a mut dyn Write,
    /// Their language.
    pub lang: Lang,
}

/// A question.
pub struct Question<'q> {
    /// What is asked for.
    pub label: &'q str,
    /// What to write.
    pub hint: &'q str,
    /// The answer of those who only press Enter.
    pub default: Option<&'q str>,
    /// The words to choose from, each with its meaning.
    pub options: Vec<(&'q str, &'q str)>,
}

impl Asker<'_> {
    /// Asks until the answer is one that `read` takes. Nothing where nothing is answered.
    pub fn ask<T>(&mut self, question: &Question<'_>, read: impl Fn(&str) -> Result<T, Text>) -> Option<T> {
        loop {
            self.put(question);
            let mut line = String::new();
            let ended = !matches!(self.input.read_line(&mut line), Ok(bytes) if bytes > 0);
            let written = Some(line.trim()).filter(|line| !line.is_empty()).or(question.default);
            match read(written?) {
                Ok(value) => return Some(value),
                Err(wrong) if !ended => self.say(&format!("  ✗ {}\n", wrong.get(self.lang))),
                Err(_) => return None,
            }
        }
    }

    fn put(&mut self, question: &Question<'_>) {
        let Question { label, hint, default, options } = question;
        let mut text = match hint.is_empty() {
            true => format!("\n{label}\n"),
            false => format!("\n{label} — {hint}\n"),
        };
        for (at, (word, meaning)) in options.iter().enumerate() {
            let number = at + 1;
            text.push_str(&match word == meaning {
                true => format!("  {number}. {word}\n"),
                false => format!("  {number}. {meaning} ({word})\n"),
            });
        }
        match default {
            Some(default) => text.push_str(&format!("[{default}] > ")),
            None => text.push_str("> "),
        }
        self.say(&text);
    }

    /// Says something.
    pub fn say(&mut self, text: &str) {
        // Who does not see the question answers nothing.
        let _shown = self.output.write_all(text.as_bytes()).and_then(|()| self.output.flush()).is_ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::t;

    fn answer(lines: &str, default: Option<&str>) -> (Option<u32>, String) {
        let mut shown = Vec::new();
        let mut asker = Asker { input: &mut lines.as_bytes(), output: &mut shown, lang: Lang::Zh };
        let question = Question { label: "几岁", hint: "", default, options: vec![("1", "一")] };
        let found = asker.ask(&question, |text| text.parse().map_err(|_| t!("不是数", "no number")));
        (found, String::from_utf8(shown).expect("UTF-8"))
    }

    #[test]
    fn a_wrong_answer_is_asked_again() {
        let (found, shown) = answer("x\n7\n", None);
        assert_eq!(found, Some(7));
        assert!(
            shown.contains("✗ 不是数") && shown.matches("几岁").count() == 2 && shown.contains("1. 一 (1)"),
            "{shown}"
        );
    }

    #[test]
    fn enter_takes_the_default_and_the_end_of_input_ends_questions() {
        assert_eq!(answer("\n", Some("5")).0, Some(5));
        assert_eq!(answer("", Some("5")).0, Some(5));
        assert_eq!(answer("\n", None).0, None);
        assert_eq!(answer("", Some("x")).0, None);
    }
}
