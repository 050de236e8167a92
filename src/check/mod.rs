//! Rules on the finished site, one file each.

mod duplicate_id;
mod output_link;

use crate::config::Config;
use crate::diag::Report;
use crate::emit::Outputs;
use crate::finish::Finished;

/// Applies every rule.
pub fn site(finished: &[Finished], outputs: &Outputs, config: &Config, report: &mut Report) {
    duplicate_id::check(finished, report);
    output_link::check(finished, outputs, config, report);
}
