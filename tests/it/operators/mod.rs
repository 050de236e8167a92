//! What operators of a government site rely on.

mod duties;
mod identity;
mod outputs;
mod schedule;
mod sitemaps;
