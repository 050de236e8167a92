//! Rules on the finished site, one file each.

mod duplicate_id;
mod output_link;

use crate::diag::Report;
use crate::emit::Outputs;
use crate::finish::Finisher;
use crate::reuse::Page;
use crate::site::Site;

/// Applies every rule.
pub fn site(pages: &[Page], outputs: &Outputs, finisher: &Finisher<'_>, site: &Site, report: &mut Report) {
    duplicate_id::check(pages, site, report);
    output_link::check(pages, outputs, finisher, site, report);
}
