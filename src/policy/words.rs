//! Wrong and unsuitable words: those of `data/words.toml` and a short list that comes along.

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Report, Span, code};
use crate::source::Sources;
use crate::t;
use crate::tree;

/// The site's own list.
pub const FILE: &str = "data/words.toml";

/// A word that should not be used.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Word {
    /// As people write it.
    pub wrong: String,
    /// What to write.
    pub right: String,
    /// Why.
    pub reason: String,
    /// Longer phrases in which it is right.
    pub except: Vec<String>,
}

/// The file as it is written.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct WordList {
    words: Vec<Word>,
}

/// The words that come with the program: wrong, right, exceptions.
const DEFAULT: &[(&str, &str, &[&str])] = &[
    ("帐号", "账号", &[]),
    ("帐户", "账户", &[]),
    ("帐单", "账单", &[]),
    ("转帐", "转账", &[]),
    ("截止目前", "截至目前", &[]),
    ("截止到目前", "截至目前", &[]),
    ("按装", "安装", &[]),
    ("按排", "安排", &[]),
    ("布署", "部署", &[]),
    ("松驰", "松弛", &[]),
    ("烦燥", "烦躁", &[]),
    ("急燥", "急躁", &[]),
    ("座落", "坐落", &[]),
    ("既使", "即使", &[]),
    ("防碍", "妨碍", &[]),
    ("幅射", "辐射", &[]),
    ("复盖", "覆盖", &[]),
    ("欧打", "殴打", &[]),
    ("震憾", "震撼", &[]),
    ("凑和", "凑合", &[]),
    ("渡假", "度假", &[]),
    ("侯车", "候车", &[]),
    ("名信片", "明信片", &[]),
    ("脉博", "脉搏", &[]),
    ("重迭", "重叠", &[]),
    ("沉缅", "沉湎", &[]),
    ("粗旷", "粗犷", &[]),
    ("针贬", "针砭", &[]),
    ("追朔", "追溯", &[]),
    ("再接再励", "再接再厉", &[]),
    ("迫不急待", "迫不及待", &[]),
    ("不径而走", "不胫而走", &[]),
    ("一愁莫展", "一筹莫展", &[]),
    ("走头无路", "走投无路", &[]),
    ("墨守陈规", "墨守成规", &[]),
    ("甘败下风", "甘拜下风", &[]),
    ("自抱自弃", "自暴自弃", &[]),
    ("滥芋充数", "滥竽充数", &[]),
    ("出奇不意", "出其不意", &[]),
    ("直接了当", "直截了当", &[]),
    ("穿流不息", "川流不息", &[]),
    ("谈笑风声", "谈笑风生", &[]),
    ("鼎立相助", "鼎力相助", &[]),
    ("旁证博引", "旁征博引", &[]),
    ("国家反诈APP", "国家反诈中心App", &[]),
    ("国家反诈App", "国家反诈中心App", &[]),
    ("反电信诈骗法", "反电信网络诈骗法", &[]),
    ("反电诈骗法", "反电信网络诈骗法", &[]),
    ("残废人", "残疾人", &[]),
];

/// The words to look for, and what is wrong with the site's list.
pub fn read(sources: &Sources, with_default: bool, report: &mut Report) -> Vec<Word> {
    let own = |(wrong, right, except): &(&str, &str, &[&str])| Word {
        wrong: (*wrong).to_owned(),
        right: (*right).to_owned(),
        reason: String::new(),
        except: except.iter().map(|phrase| (*phrase).to_owned()).collect(),
    };
    let mut words: Vec<Word> = if with_default { DEFAULT.iter().map(own).collect() } else { Vec::new() };
    let Some((file, text)) = sources.get(FILE).and_then(|file| Some((&file.path, file.text.as_deref()?))) else {
        return words;
    };
    let node = tree::parse_toml(file, text, 0, &mut Report::new());
    let list: WordList = tree::read(file, &node, &[], report);
    for (at, word) in list.words.into_iter().enumerate() {
        if word.wrong.trim().is_empty() || word.right.trim().is_empty() {
            let place = node.at(&format!("words.{at}")).map_or(0..0, |node| node.span.clone());
            report.push(
                Diagnostic::error(code::DATA, t!("词条要写明 wrong 和 right", "an entry has `wrong` and `right`"))
                    .at(Span::new(file.clone(), place))
                    .help(t!(
                        "写作 wrong = \"帐号\"，right = \"账号\"；reason 和 except 可以不写",
                        "write wrong = \"帐号\" and right = \"账号\"; reason and except are optional"
                    )),
            );
            continue;
        }
        words.retain(|known| known.wrong != word.wrong);
        words.push(word);
    }
    words
}

/// Whether a word at a place is part of a phrase in which it is right.
pub fn is_right(text: &str, at: usize, word: &Word) -> bool {
    let phrases = word.except.iter().map(String::as_str).chain([word.right.as_str()]);
    phrases.filter(|phrase| phrase.contains(&word.wrong)).any(|phrase| {
        phrase.match_indices(&word.wrong).any(|(offset, _)| {
            at.checked_sub(offset).is_some_and(|start| text.get(start..).is_some_and(|tail| tail.starts_with(phrase)))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_excuse_words() {
        let word =
            Word {
                wrong: "聋哑".into(), right: "听障".into(), except: vec!["聋哑学校".into()], ..Word::default()
            };
        assert!(is_right("市聋哑学校", 3, &word));
        assert!(!is_right("聋哑人", 0, &word));
    }
}
