//! Rules on the finished site, one file each.

mod duplicate_id;
mod output_link;

use crate::diag::Report;
use crate::emit::Outputs;
use crate::finish::Finisher;
use crate::reuse::{Memory, Page};
use crate::site::Site;

/// The finished site, and what the last good build had.
pub struct Whole<'a> {
    /// Its pages.
    pub pages: &'a [Page],
    /// Everything that it has.
    pub outputs: &'a Outputs,
    /// What finished it.
    pub finisher: &'a Finisher<'a>,
    /// The graph.
    pub site: &'a Site,
    /// The pages of the last good build.
    pub memory: &'a Memory,
    /// The outputs of the last good build.
    pub last: &'a Outputs,
}

/// Applies every rule.
pub fn site(whole: &Whole<'_>, report: &mut Report) {
    duplicate_id::check(whole.pages, whole.site, report);
    output_link::check(whole, report);
}
