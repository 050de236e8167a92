//! Series of films: their episodes in order.

use std::collections::BTreeMap;

use super::tree::language_prefix;
use super::{PageId, Site};
use crate::config::Config;
use crate::diag::{Diagnostic, Report, code};
use crate::kind::KindData;
use crate::path::UrlPath;
use crate::t;

/// A series in one language.
#[derive(Debug)]
pub struct Series {
    /// Its id in `[series]` of `site.toml`.
    pub id: String,
    /// Language code.
    pub lang: String,
    /// Where its page is.
    pub url: UrlPath,
    /// Its episodes by number.
    pub pages: Vec<PageId>,
    /// Seconds of all episodes together.
    pub seconds: u32,
}

/// The declared series that have episodes.
pub fn collect(site: &mut Site, config: &Config) {
    // Number, page and seconds of episodes, by series and language.
    type Episodes = Vec<(u32, PageId, u32)>;
    let mut episodes: BTreeMap<(&str, &str), Episodes> = BTreeMap::new();
    for (index, page) in site.pages.iter().enumerate().filter(|(_, page)| page.is_rendered()) {
        let KindData::Video(video) = page.kind() else { continue };
        let Some((id, _)) = video.series.as_ref().and_then(|id| config.series.get_key_value(id)) else { continue };
        let episode = (video.episode.unwrap_or(u32::MAX), PageId(index), video.seconds().unwrap_or(0));
        episodes.entry((id, &page.document.lang)).or_default().push(episode);
    }
    let series = episodes.into_iter().map(|((id, lang), mut episodes)| {
        episodes.sort_unstable();
        Series {
            url: UrlPath::from_plain(&format!("{}series/{id}/", language_prefix(lang, config))),
            id: id.to_owned(),
            lang: lang.to_owned(),
            pages: episodes.iter().map(|(_, page, _)| *page).collect(),
            seconds: episodes.iter().map(|(.., seconds)| seconds).sum(),
        }
    });
    site.series = series.collect();
}

/// Warns of numbers that are left out.
pub fn check(site: &Site, report: &mut Report) {
    for series in &site.series {
        let mut expected = 1;
        for id in &series.pages {
            let page = site.page(*id);
            let KindData::Video(video) = page.kind() else { continue };
            let Some(episode) = video.episode else { continue };
            if episode > expected {
                let (first, last) = (expected, episode - 1);
                let id = &series.id;
                report.push(
                    Diagnostic::warning(
                        code::SERIES_GAP,
                        t!("系列“{id}”缺第 {first}—{last} 集", "the series `{id}` lacks episodes {first} to {last}"),
                    )
                    .at(page.document.span("episode"))
                    .help(t!(
                        "核对集数；没有做好的集可以先不管",
                        "compare the numbers; what is still to come may wait"
                    )),
                );
            }
            expected = episode.saturating_add(1);
        }
    }
}
