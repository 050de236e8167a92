//! Rules on the finished site, one file each.
//!
//! [`site`] holds those that stop a build; they look at what changed. [`audit`] holds those of
//! `fanzha check` and the preview, which look at everything: how content is made up, and every
//! page as a browser gets it.

mod bare_heading;
mod crawl;
mod duplicate_id;
mod duplicate_title;
mod empty_link;
mod empty_section;
mod heading_level;
mod headings;
mod lengths;
mod output_link;

use std::sync::Arc;

use crate::config::Config;
use crate::diag::Report;
use crate::diag::print::Texts;
use crate::document::Document;
use crate::emit::{Outputs, Supply};
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

/// What an audit looks at.
pub struct Audit<'a> {
    /// The graph.
    pub site: &'a Site,
    /// The settings.
    pub config: &'a Config,
    /// Everything that the site has; nothing where its build failed.
    pub outputs: &'a Outputs,
    /// Where its bytes are.
    pub supply: Supply<'a>,
}

impl Audit<'_> {
    /// Pages and sections with a file, by path.
    fn documents(&self) -> impl Iterator<Item = &Document> {
        self.site.items().filter_map(|item| self.site.document(item))
    }

    /// The text of a project file.
    fn text(&self, file: &str) -> Option<Arc<str>> {
        self.supply.sources.text(file)
    }
}

/// Applies the rules that only `fanzha check` and the preview apply.
pub fn audit(audit: &Audit<'_>, report: &mut Report) {
    heading_level::check(audit, report);
    bare_heading::check(audit, report);
    empty_link::check(audit, report);
    lengths::check(audit, report);
    duplicate_title::check(audit, report);
    empty_section::check(audit, report);
    crawl::check(audit, report);
}
