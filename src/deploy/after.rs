//! What follows the commit: a CDN forgets, a search engine learns, published pages are compared. None of it can
//! undo the deploy.

use super::plan::Plan;
use super::report::Told;
use super::run::Named;
use super::verify::{address, verify};
use super::{Place, Wishes, purge, push};
use crate::diag::{Diagnostic, Severity, code};
use crate::{remote, t};

/// Does it. What goes wrong is told: as warnings, but that pages are not what they should be is an error.
pub async fn follow(
    (name, target): Named<'_>,
    plan: &Plan,
    wishes: &Wishes,
    place: &Place,
    tell: &dyn Fn(Told<'_>),
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let client = match remote::client().build() {
        Ok(client) => client,
        Err(error) => {
            let reason = remote::root_cause(&error);
            return vec![
                Diagnostic::warning(
                    code::DEPLOY_AFTER,
                    t!("不能使用网络（{reason}）", "cannot use the network ({reason})"),
                )
                .help(t!(
                    "[deploy.{name}] 的 purge、push、verify 都没有做",
                    "purge, push and verify of [deploy.{name}] were not done"
                )),
            ];
        }
    };
    let base = &plan.release.manifest.base_url;
    let changed = plan.changed();
    if let Some(settings) = target.purge.as_ref().filter(|_| !changed.is_empty()) {
        let mut urls: Vec<String> = changed.iter().map(|path| address(base, path)).collect();
        // A page and what lies at the address of its folder have one.
        urls.sort_unstable();
        urls.dedup();
        match purge::purge(settings, &urls, place, &client).await {
            Ok(()) => tell(Told::Purged { count: urls.len() }),
            Err(failed) => findings.push(Diagnostic { severity: Severity::Warning, ..*failed }),
        }
    }
    let urls: Vec<String> = plan.changed_pages().map(|path| address(base, path)).collect();
    if let Some(settings) = target.push.as_ref().filter(|_| !urls.is_empty()) {
        match push::push(settings, &urls, place, &client).await {
            Ok((taken, all)) => tell(Told::Pushed { taken, all }),
            Err(failed) => findings.push(Diagnostic { severity: Severity::Warning, ..*failed }),
        }
    }
    if let Some(url) = wishes.verify.as_ref().or(target.verify.as_ref()) {
        match verify(url, plan, &client).await {
            Ok(count) => tell(Told::Verified { count }),
            Err(failed) => findings.push(*failed),
        }
    }
    findings
}
