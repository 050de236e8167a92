//! The site's own search: what a page's words are, and the index of all pages.
//!
//! Readers search with an old phone on mobile data, for two or three Chinese letters that no
//! dictionary has. So the index knows neighbouring letters, not words; it is cut into shards, of
//! which a query needs a few; and `search.js` needs nothing but typed arrays.
//!
//! Invariants:
//! * A page's terms depend on its finished HTML alone: what readers see is what is found, whatever
//!   template it came from. They are not kept; pages that changed are read again.
//! * The bytes of a shard depend on which pages have its terms, not on how they came there.

mod bits;
mod fold;
mod html;
mod index;
mod shard;
mod slots;
mod terms;

pub use html::terms;
pub use index::{Builder, Edit, limits, mend};
pub use shard::{Limits, Postings, Shard};
pub use slots::{Layout, slots};
pub use terms::Terms;
