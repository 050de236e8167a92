//! What people are told of a key: its name, what to write, an example.

use crate::diag::Lang;

/// The same in Chinese and English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Both {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Both {
    /// The text in a language.
    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// What a value names, where more than its type is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// A text of several sentences.
    Paragraph,
    /// A picture beside the page or below `media/`.
    Picture,
    /// Another file there.
    File,
    /// A bulletin of `[periodicals]`.
    Periodical,
    /// A series of films of `[series]`.
    Series,
    /// A player of films of `[platforms]`.
    Platform,
    /// A time of day matters, not only the day.
    Moment,
}

/// Whom a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A page is not published without it.
    Required,
    /// Most pages have it.
    Usual,
    /// Some pages have it.
    Optional,
    /// For those who keep the site: not in the editor, not asked.
    Expert,
}

/// A key with what is said of it.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// Its name.
    pub label: Both,
    /// What to write.
    pub hint: Both,
    /// A value in TOML.
    pub example: &'static str,
    /// Whom it is for.
    pub need: Need,
    /// What the value names.
    pub names: Option<Names>,
    /// The words that are possible, with their meaning.
    pub words: &'static [(&'static str, Both)],
    /// The least and the greatest number.
    pub range: Option<(i64, i64)>,
    /// The fewest and the most characters of full width.
    pub length: Option<(u32, u32)>,
}

/// A key with its Chinese and English name.
pub(super) const fn field(key: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field {
        key,
        label: Both { zh, en },
        hint: Both { zh: "", en: "" },
        example: "",
        need: Need::Optional,
        names: None,
        words: &[],
        range: None,
        length: None,
    }
}

/// A word with its meaning.
pub(super) type Word = (&'static str, Both);

/// Makes one.
pub(super) const fn word(word: &'static str, zh: &'static str, en: &'static str) -> Word {
    (word, Both { zh, en })
}

impl Field {
    pub(super) const fn hint(self, zh: &'static str, en: &'static str) -> Field {
        Field { hint: Both { zh, en }, ..self }
    }

    pub(super) const fn example(self, example: &'static str) -> Field {
        Field { example, ..self }
    }

    pub(super) const fn required(self) -> Field {
        Field { need: Need::Required, ..self }
    }

    pub(super) const fn usual(self) -> Field {
        Field { need: Need::Usual, ..self }
    }

    pub(super) const fn expert(self) -> Field {
        Field { need: Need::Expert, ..self }
    }

    pub(super) const fn names(self, names: Names) -> Field {
        Field { names: Some(names), ..self }
    }

    pub(super) const fn words(self, words: &'static [Word]) -> Field {
        Field { words, ..self }
    }

    pub(super) const fn range(self, least: i64, greatest: i64) -> Field {
        Field { range: Some((least, greatest)), ..self }
    }

    pub(super) const fn length(self, fewest: u32, most: u32) -> Field {
        Field { length: Some((fewest, most)), ..self }
    }

    /// Whether nobody publishes without it.
    pub fn is_required(&self) -> bool {
        self.need == Need::Required
    }

    /// Whether only those who keep the site need it.
    pub fn is_expert(&self) -> bool {
        self.need == Need::Expert
    }
}
