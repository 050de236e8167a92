//! One description of all keys, from which editors, the content manager and the manual get
//! theirs.
//!
//! The keys and their types come from the types that read them ([`shape`]), what people are
//! told of them stands in [`fields`], and tests hold the two together.

mod field;
pub mod fields;
mod shape;

pub use field::{Both, Field, Names, Need};
pub use shape::{Shape, Table};

use crate::frontmatter::{PageFront, SectionFront};
use crate::kind::{
    Alert, Article, Bulletin, Campaign, Case, Kind, Operation, Quiz, ScamType, Suggestion, Video,
};

/// The keys of every page.
pub fn page() -> Table {
    Table::of::<PageFront>()
}

/// The keys of a section.
pub fn section() -> Table {
    Table::of::<SectionFront>()
}

/// A kind's own keys; plain pages have none.
pub fn kind(kind: Kind) -> Option<Table> {
    Some(match kind {
        Kind::Page => return None,
        Kind::Article => Table::of::<Article>(),
        Kind::Alert => Table::of::<Alert>(),
        Kind::Case => Table::of::<Case>(),
        Kind::ScamType => Table::of::<ScamType>(),
        Kind::Video => Table::of::<Video>(),
        Kind::Bulletin => Table::of::<Bulletin>(),
        Kind::Campaign => Table::of::<Campaign>(),
        Kind::Suggestion => Table::of::<Suggestion>(),
        Kind::Operation => Table::of::<Operation>(),
        Kind::Quiz => Table::of::<Quiz>(),
    })
}

/// The tables of all content: pages, sections, kinds.
pub fn tables() -> Vec<Table> {
    let kinds = Kind::ALL.iter().filter_map(|it| kind(*it));
    [page(), section()].into_iter().chain(kinds).collect()
}
