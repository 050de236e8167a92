//! Pagination.

use super::{PageId, Redirect, Site};
use crate::document::Document;
use crate::path::UrlPath;

/// One page of a paginated list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pager {
    /// From 1.
    pub index: usize,
    /// Its address; the first is the list's own.
    pub url: UrlPath,
    /// Its pages.
    pub pages: Vec<PageId>,
}

/// Cuts a list into pagers. An empty list still has one.
pub fn cut(pages: &[PageId], by: usize, base: &UrlPath, path: &str) -> Vec<Pager> {
    let base = crate::path::decode(base.as_str());
    let url = |index: usize| match (index, path) {
        (1, _) => UrlPath::from_plain(&base),
        (_, "") => UrlPath::from_plain(&format!("{base}{index}/")),
        _ => UrlPath::from_plain(&format!("{base}{path}/{index}/")),
    };
    if pages.is_empty() {
        return vec![Pager { index: 1, url: url(1), pages: Vec::new() }];
    }
    pages
        .chunks(by.max(1))
        .enumerate()
        .map(|(at, chunk)| Pager { index: at + 1, url: url(at + 1), pages: chunk.to_vec() })
        .collect()
}

/// Paginates sections and terms, and sends `page/1/` on to the list itself.
pub fn apply(site: &mut Site) {
    let mut redirects = Vec::new();
    let mut first = |base: &UrlPath, path: &str, lang: &str| {
        if !path.is_empty() {
            let plain = crate::path::decode(base.as_str());
            redirects.push(Redirect {
                from: UrlPath::from_plain(&format!("{plain}{path}/1/")),
                to: base.as_str().to_owned(),
                lang: lang.to_owned(),
            });
        }
    };
    for index in 0..site.sections.len() {
        let section = &site.sections[index];
        let Some(front) = section.document.as_deref().and_then(Document::section) else { continue };
        let Some(by) = front.paginate_by.filter(|by| *by > 0) else { continue };
        let path = front.paginate_path.clone().unwrap_or_else(|| "page".to_owned());
        let path = path.trim_matches('/');
        let mut pages: Vec<PageId> =
            section.pages.iter().copied().filter(|id| site.pages[id.0].is_rendered()).collect();
        if front.paginate_reversed {
            pages.reverse();
        }
        let pagers = cut(&pages, by, &section.url, path);
        first(&section.url, path, &section.lang);
        site.sections[index].pagers = pagers;
    }
    for taxonomy in &mut site.taxonomies {
        let Some(by) = taxonomy.paginate_by else { continue };
        for term in &mut taxonomy.terms {
            term.pagers = cut(&term.pages, by, &term.url, &taxonomy.paginate_path);
            first(&term.url, &taxonomy.paginate_path, &taxonomy.lang);
        }
    }
    site.redirects.extend(redirects);
    site.redirects.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_on_one_pager_in_order() {
        let base = UrlPath::from_plain("posts/");
        for total in 0..25 {
            for by in 1..8 {
                let pages: Vec<PageId> = (0..total).map(PageId).collect();
                let pagers = cut(&pages, by, &base, "page");
                let joined: Vec<PageId> = pagers.iter().flat_map(|pager| pager.pages.clone()).collect();
                assert_eq!(joined, pages);
                assert_eq!(pagers.len(), total.div_ceil(by).max(1));
                assert!(pagers.iter().enumerate().all(|(at, pager)| pager.index == at + 1));
            }
        }
    }

    #[test]
    fn addresses() {
        let base = UrlPath::from_plain("posts/");
        let pages = [PageId(0), PageId(1)];
        let urls = |path: &str| cut(&pages, 1, &base, path).into_iter().map(|p| p.url.to_string()).collect::<Vec<_>>();
        assert_eq!(urls("page"), ["/posts/", "/posts/page/2/"]);
        assert_eq!(urls(""), ["/posts/", "/posts/2/"]);
    }
}
