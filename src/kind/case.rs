//! 案例: a composite case. Real people never appear.

use serde::{Deserialize, Serialize};

use super::{Check, Fields, article::check_takeaways};
use crate::t;

/// Fields of a case.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Case {
    /// States that the case is put together from several (案例为综合改编).
    pub composite: bool,
    /// The loss as a band.
    pub loss_band: Option<String>,
    /// The victim as a band of age and work.
    pub victim_band: Option<String>,
    /// Roughly when.
    pub period: Option<String>,
    /// The scam step by step.
    pub method: Vec<String>,
    /// Who appears, and as what.
    pub persons: Vec<Figure>,
    /// Its pictures that somebody has looked at and masked.
    pub pictures: Vec<Masked>,
    /// Things to remember.
    pub takeaways: Vec<String>,
}

/// Somebody who appears in a case.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Figure {
    /// 受害人, 嫌疑人, 证人 …
    pub role: String,
    /// The name shown, masked.
    pub shown_as: String,
}

/// A picture on which nobody can be recognised.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Masked {
    /// Its file, as the page names it.
    pub src: String,
    /// Who has made sure.
    pub masked_by: String,
}

/// Whether a name hides the person: 张某, 张某某, 张某甲, 李女士, 小王（化名）. After the
/// Supreme People's Court's rules on publishing judgments, articles 8 and 9.
fn is_masked(name: &str) -> bool {
    const TITLES: &[&str] =
        &["女士", "先生", "大爷", "大妈", "阿姨", "同学", "老师", "奶奶", "爷爷", "叔叔", "会计", "老板"];
    let chars: Vec<char> = name.chars().collect();
    let masked_given = chars.len() >= 2
        && chars.len() <= 4
        && chars[1] == '某'
        && chars[2..].iter().all(|c| "某甲乙丙丁".contains(*c));
    let titled = TITLES
        .iter()
        .any(|title| name.strip_suffix(title).is_some_and(|surname| (1..=2).contains(&surname.chars().count())));
    masked_given || titled || name.ends_with("（化名）")
}

impl Fields for Case {
    const VIEW: &'static str = "case";
    const CARD: &'static [&'static str] = &["loss_band", "victim_band", "period"];

    fn check(&self, check: &mut Check<'_>) {
        if !self.composite && check.demands("composite") {
            check.bad(
                "composite",
                t!("案例没有声明为综合改编", "the case is not declared to be a composite"),
                t!(
                    "案例必须综合改编、隐去真人；确认后写 composite = true",
                    "cases are composites without real people; when that is so, write composite = true"
                ),
            );
        }
        check_takeaways(&self.takeaways, check);
        for (index, person) in self.persons.iter().enumerate() {
            let name = &person.shown_as;
            if !is_masked(name) {
                check.unmasked(&format!("persons.{index}.shown_as"), name);
            }
        }
        for (index, picture) in self.pictures.iter().enumerate() {
            if picture.src.trim().is_empty() || matches!(picture.masked_by.trim(), "" | "确认人" | "NAME") {
                check.bad(
                    &format!("pictures.{index}"),
                    t!("图片要写明 src 和 masked_by", "a picture has a `src` and a `masked_by`"),
                    t!(
                        "写作 {{ src = \"chat.png\", masked_by = \"审核组\" }}，masked_by 是看过原图的人",
                        "write {{ src = \"chat.png\", masked_by = \"NAME\" }} with who has looked at the picture"
                    ),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_masked;

    #[test]
    fn masked_names() {
        for good in ["张某", "张某某", "王某甲", "李女士", "欧阳先生", "小王（化名）"] {
            assert!(is_masked(good), "{good}");
        }
        for bad in ["张三丰", "张伟", "女士", "李小明同学", ""] {
            assert!(!is_masked(bad), "{bad}");
        }
    }
}
