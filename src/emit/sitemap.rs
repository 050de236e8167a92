//! `sitemap.xml` (sitemaps.org 0.9) with pictures and translations; more files where one would
//! be too large.

use std::sync::Arc;

use tera::Value;

use super::job;
use crate::config::Config;
use crate::date::Moment;
use crate::frontmatter::Robots;
use crate::hash::Fingerprinter;
use crate::path::{OutputPath, UrlPath};
use crate::render::Plan;
use crate::site::{Item, Page, PageId, Pager, Site};
use crate::view::{Materials, Table, View, Views, picture_urls};

/// What one file may hold, after the protocol. The bytes are those of our estimate, which is
/// never too low.
const MOST: Bounds = Bounds { urls: 50_000, bytes: 50 << 20 };

/// Pictures of a page at most, after Google's extension.
const MOST_PICTURES: usize = 1_000;

#[derive(Clone, Copy)]
struct Bounds {
    urls: usize,
    bytes: usize,
}

/// The plans of all its files.
pub fn plans(views: &Views) -> Vec<Plan> {
    if !views.materials.config.generate_sitemap {
        return Vec::new();
    }
    let plan = |(number, name): (usize, String)| {
        let output = OutputPath::new(name.as_str());
        let make = move |views: &Views| {
            let materials = &views.materials;
            let cuts = cuts(materials, MOST);
            let mut all: Vec<Entry<'_>> = entries(&materials.site).collect();
            all.sort_by_key(|entry| entry.url);
            let start = number.checked_sub(1).and_then(|before| cuts.get(before).copied()).unwrap_or(0);
            let end = cuts.get(number).copied().unwrap_or(all.len());
            let listed: Vec<Listed> = all[start..end].iter().map(|entry| entry.listed(materials)).collect();
            let pictures = listed.iter().any(|listed| !listed.pictures.is_empty());
            let alternates = listed.iter().any(|listed| !listed.alternates.is_empty());
            let mut used = Table::new();
            used.put("images", pictures).put("alternates", alternates);
            let entries = shown(listed, materials.config.clone());
            let mut job = job(views, &name, "sitemap.xml", ("entries", entries));
            job.context.push(("used", View::of(used.finish())));
            job
        };
        Plan::Other(output, Arc::new(make))
    };
    names(&views.materials).into_iter().enumerate().map(plan).collect()
}

/// The names of its files.
pub fn names(materials: &Materials) -> Vec<String> {
    let name = |number| if number == 0 { "sitemap.xml".to_owned() } else { format!("sitemap{}.xml", number + 1) };
    (0..=cuts(materials, MOST).len()).map(name).collect()
}

/// Where the sorted list of addresses is cut: nowhere, if all of them fit into one file.
fn cuts(materials: &Materials, most: Bounds) -> Vec<usize> {
    let weights: Vec<usize> = entries(&materials.site).map(|entry| entry.weight(materials)).collect();
    if weights.len() <= most.urls && weights.iter().sum::<usize>() <= most.bytes {
        return Vec::new();
    }
    let mut all: Vec<Entry<'_>> = entries(&materials.site).collect();
    all.sort_by_key(|entry| entry.url);
    cut(all.iter().map(|entry| entry.weight(materials)), most)
}

fn cut(weights: impl Iterator<Item = usize>, most: Bounds) -> Vec<usize> {
    let (mut cuts, mut urls, mut bytes) = (Vec::new(), 0, 0);
    for (at, weight) in weights.enumerate() {
        if urls > 0 && (urls == most.urls || bytes + weight > most.bytes) {
            cuts.push(at);
            (urls, bytes) = (0, 0);
        }
        urls += 1;
        bytes += weight;
    }
    cuts
}

/// An address that search engines are to know.
struct Entry<'s> {
    url: &'s UrlPath,
    updated: Option<Moment>,
    page: Option<PageId>,
    translations: &'s [Item],
}

/// The same with all that its element says.
struct Listed {
    url: UrlPath,
    updated: Option<Moment>,
    /// Language tags and absolute addresses.
    alternates: Vec<(String, String)>,
    pictures: Vec<String>,
}

impl<'s> Entry<'s> {
    fn of(url: &'s UrlPath) -> Self {
        Entry { url, updated: None, page: None, translations: &[] }
    }

    /// Bytes of its element, or more.
    fn weight(&self, materials: &Materials) -> usize {
        const TAGS: usize = 128;
        let base = materials.config.base_url.len() + TAGS;
        let others: usize = match self.translations {
            [] | [_] => 0,
            items => items.iter().map(|item| base + materials.site.url(*item).as_str().len()).sum(),
        };
        let pictures = self.page.filter(|_| materials.config.sitemap.images).map_or(0, |id| {
            let in_text = &materials.links.pages[id.0].images;
            // Cover and poster, whose addresses are not looked up for this.
            in_text.iter().map(|picture| base + picture.url.len().max(64)).sum::<usize>() + 2 * (base + 512)
        });
        base + self.url.as_str().len() + others + pictures
    }

    fn listed(&self, materials: &Materials) -> Listed {
        let Materials { site, config, .. } = materials;
        let alternate = |item: &Item| {
            let lang = match item {
                Item::Page(id) => &site.page(*id).document.lang,
                Item::Section(id) => &site.section(*id).lang,
            };
            let tag = config.language(lang).map_or(lang, |language| &language.tag);
            (tag.clone(), config.permalink(site.url(*item).as_str()))
        };
        let alternates = if self.translations.len() > 1 { self.translations } else { &[] };
        let of_page = |id| picture_urls(materials, id).into_iter().take(MOST_PICTURES).collect();
        Listed {
            url: self.url.clone(),
            updated: self.updated,
            alternates: alternates.iter().map(alternate).collect(),
            pictures: self.page.filter(|_| config.sitemap.images).map(of_page).unwrap_or_default(),
        }
    }
}

/// Whether search engines are to know a page.
pub fn is_listed(page: &Page) -> bool {
    page.is_rendered() && page.front().robots != Some(Robots::Noindex)
}

/// All addresses that search engines are to know.
fn entries(site: &Site) -> impl Iterator<Item = Entry<'_>> {
    let pages = site.page_ids().filter(|id| is_listed(site.page(*id))).flat_map(move |id| {
        let page = site.page(id);
        let updated = page.updated.or(page.date);
        let own = Entry { url: &page.url, updated, page: Some(id), translations: &page.translations };
        std::iter::once(own).chain(page.articles().iter().map(move |url| Entry { updated, ..Entry::of(url) }))
    });
    let sections = site.sections.iter().filter(|section| section.is_shown());
    let sections = sections.flat_map(|section| pagers(&section.url, &section.pagers, &section.translations));
    let taxonomies = site.taxonomies.iter().filter(|taxonomy| taxonomy.render);
    let terms = taxonomies.flat_map(|taxonomy| {
        let terms = taxonomy.terms.iter().flat_map(|term| pagers(&term.url, &term.pagers, &[]));
        std::iter::once(Entry::of(&taxonomy.url)).chain(terms)
    });
    let series = site.series.iter().map(|series| Entry::of(&series.url));
    let registered = site.registry.urls.iter().map(Entry::of);
    pages.chain(sections).chain(terms).chain(series).chain(registered)
}

/// A list, and its pagers from the second on.
fn pagers<'s>(
    url: &'s UrlPath,
    pagers: &'s [Pager],
    translations: &'s [Item],
) -> impl Iterator<Item = Entry<'s>> + use<'s> {
    let first = Entry { translations, ..Entry::of(url) };
    std::iter::once(first).chain(pagers.iter().skip(1).map(|pager| Entry::of(&pager.url)))
}

fn shown(entries: Vec<Listed>, config: Arc<Config>) -> View {
    let mut hash = Fingerprinter::new();
    hash.text(&config.base_url);
    for Listed { url, updated, alternates, pictures } in &entries {
        hash.text(url.as_str());
        updated.map_or([i64::MIN; 2], |moment| moment.numbers()).into_iter().for_each(|number| {
            hash.number(number.cast_unsigned());
        });
        hash.number(alternates.len() as u64).number(pictures.len() as u64);
        alternates.iter().for_each(|(tag, url)| {
            hash.text(tag).text(url);
        });
        pictures.iter().for_each(|url| {
            hash.text(url);
        });
    }
    View::made(hash.finish(), move || {
        let alternate = |(tag, url): &(String, String)| {
            let mut table = Table::new();
            table.put("lang", tag.as_str()).put("permalink", url.as_str());
            table.finish()
        };
        let value = |listed: &Listed| {
            let mut table = Table::new();
            table
                .put("permalink", config.permalink(listed.url.as_str()))
                .put("updated", listed.updated.map(|moment| moment.rfc3339()))
                .put("extra", Value::none())
                .put("alternates", listed.alternates.iter().map(alternate).collect::<Vec<Value>>())
                .put("images", listed.pictures.iter().map(|url| Value::from(url.as_str())).collect::<Vec<Value>>());
            table.finish()
        };
        Value::from(entries.iter().map(value).collect::<Vec<Value>>())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_ends_where_addresses_or_bytes_would_be_too_many() {
        let most = Bounds { urls: 3, bytes: 100 };
        assert_eq!(cut([10; 3].into_iter(), most), Vec::<usize>::new());
        assert_eq!(cut([10; 7].into_iter(), most), [3, 6]);
        assert_eq!(cut([60, 40, 1, 99, 200, 1].into_iter(), most), [2, 4, 5]);
    }
}
