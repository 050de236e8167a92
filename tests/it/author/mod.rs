//! What an author starts from: `init`, `new`, `schema`, the manual and the content manager.

mod data;
mod manual;
mod new;
mod slugs;
mod start;
