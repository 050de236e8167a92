//! Pages that send on to another address, without script, so that a strict content security
//! policy holds. (Browsers keep a `#anchor` over a `refresh` only where they choose to.)

use crate::config::Config;
use crate::hosting::Redirect;
use crate::path::OutputPath;
use crate::site::Site;
use crate::text::escape_html;

/// Old addresses and columns that lead elsewhere, by source, for hosts that can say so themselves.
/// A column may lead elsewhere next year, an alias is for ever.
pub fn all(site: &Site) -> Vec<Redirect> {
    let aliases = site.redirects.iter().map(|redirect| (redirect.from.as_str(), &redirect.to, 301));
    let sections =
        site.sections.iter().filter_map(|section| Some((section.url.as_str(), section.redirect_to.as_ref()?, 302)));
    let mut all: Vec<Redirect> = aliases
        .chain(sections)
        .map(|(from, to, status)| Redirect { from: from.to_owned(), to: to.clone(), status })
        .collect();
    all.sort();
    all
}

/// All redirect pages.
pub fn pages(site: &Site, config: &Config) -> Vec<(OutputPath, String)> {
    let aliases =
        site.redirects.iter().map(|redirect| (redirect.from.output(), redirect.to.clone(), redirect.lang.clone()));
    let sections = site
        .sections
        .iter()
        .filter_map(|section| section.redirect_to.clone().map(|to| (section.url.output(), to, section.lang.clone())));
    aliases.chain(sections).map(|(output, to, lang)| (output, page(&to, &lang, config))).collect()
}

fn page(to: &str, lang: &str, config: &Config) -> String {
    let absolute = if to.starts_with('/') { config.permalink(to) } else { to.to_owned() };
    let href = if to.starts_with('/') { config.href(to) } else { to.to_owned() };
    let (absolute, href) = (escape_html(&absolute), escape_html(&href));
    let tag = config.language(lang).map_or(lang, |language| language.tag.as_str());
    let title = if lang.starts_with("zh") { "跳转" } else { "Redirect" };
    format!(
        "<!doctype html>\n<html lang=\"{tag}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <link rel=\"canonical\" href=\"{absolute}\"><meta http-equiv=\"refresh\" content=\"0; url={href}\">\
         <meta name=\"robots\" content=\"noindex\"></head><body><p><a href=\"{href}\">{absolute}</a></p></body></html>\n"
    )
}
