//! fanzha turns a Git folder of Markdown, media and metadata into a static site for public
//! anti-fraud campaigns.
//!
//! Rooms import only from layers below their own; `tests/it/layers.rs` checks it:
//!
//! | layer | rooms |
//! |---|---|
//! | 0 base | [`diag`], [`hash`], [`path`], [`date`], [`numeral`], [`pinyin`], [`text`], [`tree`] |
//! | 1 input | [`config`], [`hosting`], [`store`], [`source`], [`library`], [`signals`] |
//! | 2 content | [`kind`], [`frontmatter`], [`registry`], [`markdown`], [`policy`], [`document`] |
//! | 3 graph | [`site`], [`links`], [`schema`] |
//! | 4 media | [`media`], [`video`], [`style`], [`share`] |
//! | 5 templates | [`view`], [`query`], [`theme`] |
//! | 6 output | [`render`], [`finish`], [`reuse`], [`search`], [`emit`], [`check`], [`manifest`], [`write`], [`cache`] |
//! | 7 commands | [`build`], [`verify`], [`cms`], [`scaffold`], `remote`, `depot`, `deploy`, [`import`], [`migrate`], [`external`], [`serve`], [`cli`] |
//!
//! Read [`build`] first: it is the whole pipeline on one screen.

pub mod build;
pub mod cache;
pub mod check;
pub mod cli;
pub mod cms;
pub mod config;
pub mod date;
#[cfg(feature = "deploy")]
pub mod deploy;
#[cfg(feature = "store")]
pub mod depot;
pub mod diag;
pub mod document;
pub mod emit;
#[cfg(feature = "store")]
pub mod external;
pub mod finish;
pub mod frontmatter;
pub mod hash;
pub mod hosting;
pub mod import;
pub mod kind;
pub mod library;
pub mod links;
pub mod manifest;
pub mod markdown;
pub mod media;
pub mod migrate;
pub mod numeral;
pub mod path;
pub mod pinyin;
pub mod policy;
pub mod query;
pub mod registry;
#[cfg(feature = "store")]
pub mod remote;
pub mod render;
pub mod reuse;
pub mod scaffold;
pub mod schema;
pub mod search;
#[cfg(feature = "serve")]
pub mod serve;
pub mod share;
pub mod signals;
pub mod site;
pub mod source;
pub mod store;
pub mod style;
pub mod text;
pub mod theme;
pub mod tree;
pub mod verify;
pub mod video;
pub mod view;
pub mod write;
