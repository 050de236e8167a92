//! The kinds of content, one file each. A kind is one Rust type: its fields are the
//! front-matter keys, its `check` the rules, its `CARD` what lists may show.

mod alert;
mod article;
mod bulletin;
mod campaign;
mod case;
mod check;
mod evidence;
mod issues;
mod operation;
mod quiz;
mod scam_type;
pub mod secrecy;
mod suggestion;
mod video;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

pub use alert::{Alert, Level};
pub use article::{Article, Genre};
pub use bulletin::{Bulletin, Contribution, Distribution, Editors};
pub use campaign::Campaign;
pub use case::Case;
pub use check::Check;
pub use evidence::{Evidence, Fact, Party, References};
pub use issues::{Cited, Gap, IssueName, IssueRun, Run, cited};
pub use operation::Operation;
pub use quiz::{Quiz, QuizImage, QuizQuestion};
pub use scam_type::{ScamType, Signal, check_exceptions, check_signals};
pub use suggestion::{Stage, StageName, State, Suggestion};
pub use video::{Chapter, Orientation, Source, Video, time as video_time};

use crate::diag::Report;
use crate::tree::{self, Node};

/// What every kind has.
pub trait Fields: Default + DeserializeOwned + Serialize {
    /// The key under which templates find the fields: `page.alert`.
    const VIEW: &'static str;
    /// The fields that a card carries too.
    const CARD: &'static [&'static str];
    /// Reports what breaks the kind's rules.
    fn check(&self, check: &mut Check<'_>);

    /// The paragraphs and the persons and organisations that its statements refer to.
    fn references(&self) -> References<'_> {
        References::default()
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// The kind of a page.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind {
            /// A page with no fields of its own.
            #[default]
            Page,
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &'static [Kind] = &[Kind::Page, $(Kind::$name,)*];

            /// The name in front matter, such as `scam-type`.
            pub fn name(self) -> &'static str {
                match self {
                    Kind::Page => "page",
                    $(Kind::$name => $text,)*
                }
            }

            /// The key under which templates find the kind's fields, if it has any.
            pub fn view_key(self) -> Option<&'static str> {
                match self {
                    Kind::Page => None,
                    $(Kind::$name => Some(<$name as Fields>::VIEW),)*
                }
            }

            /// Whether other pages quote its paragraphs, which are numbered for that.
            pub fn is_quoted(self) -> bool {
                self == Kind::Bulletin
            }

            /// The kind's own front-matter keys.
            pub fn fields(self) -> &'static [&'static str] {
                match self {
                    Kind::Page => &[],
                    $(Kind::$name => tree::fields_of::<$name>(),)*
                }
            }
        }

        /// The fields of a page's kind.
        #[derive(Clone, Debug, Serialize, Deserialize)]
        pub enum KindData {
            /// None.
            Page,
            $($(#[$doc])* $name(Box<$name>),)*
        }

        impl KindData {
            /// Reads a kind's fields from front matter.
            pub fn read(kind: Kind, file: &Arc<str>, node: &Node, elsewhere: &[&str], report: &mut Report) -> Self {
                match kind {
                    Kind::Page => KindData::Page,
                    $(Kind::$name => KindData::$name(Box::new(tree::read(file, node, elsewhere, report))),)*
                }
            }

            /// Reports what breaks the kind's rules.
            pub fn check(&self, check: &mut Check<'_>) {
                match self {
                    KindData::Page => {}
                    $(KindData::$name(fields) => fields.check(check),)*
                }
            }

            /// The paragraphs and the persons and organisations that its statements refer to.
            pub fn references(&self) -> References<'_> {
                match self {
                    KindData::Page => References::default(),
                    $(KindData::$name(fields) => fields.references(),)*
                }
            }

            /// Which kind it is.
            pub fn kind(&self) -> Kind {
                match self {
                    KindData::Page => Kind::Page,
                    $(KindData::$name(_) => Kind::$name,)*
                }
            }

            /// Serializes the fields alone, in the order of their type.
            fn serialize_fields<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    KindData::Page => serializer.serialize_none(),
                    $(KindData::$name(fields) => fields.serialize(serializer),)*
                }
            }

            /// The fields that cards carry.
            pub fn card_fields(&self) -> &'static [&'static str] {
                match self {
                    KindData::Page => &[],
                    $(KindData::$name(_) => <$name as Fields>::CARD,)*
                }
            }
        }
    };
}

/// The fields of a kind as one object, without the kind's name.
pub struct FieldsOf<'a>(pub &'a KindData);

impl Serialize for FieldsOf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_fields(serializer)
    }
}

kinds! {
    /// A campaign article.
    Article = "article";
    /// A dated warning.
    Alert = "alert";
    /// A composite case.
    Case = "case";
    /// A type of scam: the library's entry.
    ScamType = "scam-type";
    /// An episode of a video series.
    Video = "video";
    /// An issue of a bulletin.
    Bulletin = "bulletin";
    /// A campaign month.
    Campaign = "campaign";
    /// A suggestion of deputies and how it was handled.
    Suggestion = "suggestion";
    /// A special operation.
    Operation = "operation";
    /// A quiz.
    Quiz = "quiz";
}

/// A step with a name.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Step {
    /// What to do, in a few words.
    pub name: String,
    /// What to do, in full.
    pub text: String,
}
