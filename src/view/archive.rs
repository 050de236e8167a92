//! Periodicals and their volumes.

use tera::Value;

use super::structured::{self, json};
use super::{Late, Table, View, Views};
use crate::hash::Fingerprinter;
use crate::site::SectionId;
use crate::site::archive::{Archive, CATALOGUES, Volume};

impl Views {
    /// A periodical with the cards of its issues.
    pub fn periodical(&self, number: usize) -> View {
        let archive = &self.materials.site.archives[number];
        let mut hash = Fingerprinter::new();
        self.add_archive(&mut hash, archive);
        self.prints().add_cards(&mut hash, &archive.issues);
        View::late(hash.finish(), Late::Periodical(number))
    }

    /// A volume with the cards of its issues.
    pub fn volume(&self, number: usize, at: usize) -> View {
        let archive = &self.materials.site.archives[number];
        let mut hash = Fingerprinter::new();
        self.add_archive(&mut hash, archive);
        hash.number(at as u64);
        self.prints().add_cards(&mut hash, &archive.volumes[at].issues);
        View::late(hash.finish(), Late::Volume(number, at))
    }

    /// Adds what a periodical shows but for its issues.
    fn add_archive(&self, hash: &mut Fingerprinter, archive: &Archive) {
        let (config, site) = (&self.materials.config, &self.materials.site);
        hash.text(&config.base_url).text(&archive.id).text(&archive.lang);
        if let Some(declared) = config.periodicals.get(&archive.id) {
            hash.text(&declared.name);
            for text in [&declared.pinyin, &declared.publisher, &declared.description] {
                hash.text(text.as_deref().unwrap_or_default());
            }
        }
        let mut section = |id: Option<SectionId>| {
            let section = id.map(|id| site.section(id));
            hash.text(section.map_or("", |section| section.url.as_str()));
            hash.number(section.map_or(2, |section| u64::from(section.is_shown())));
            hash.number(section.map_or(2, |section| u64::from(section.generate_feeds)));
        };
        section(archive.home);
        archive.volumes.iter().for_each(|volume| section(volume.section));
        for volume in &archive.volumes {
            hash.number(u64::from(volume.year)).number(volume.issues.len() as u64);
        }
    }

    pub(super) fn periodical_value(&self, number: usize) -> Value {
        let archive = &self.materials.site.archives[number];
        let mut table = self.archive_head(archive);
        let volumes = (0..archive.volumes.len()).rev().map(|at| {
            let mut table = self.volume_head(archive, at);
            table.put("issues", self.card_values(&archive.volumes[at].issues));
            table.finish()
        });
        let newest_first: Vec<_> = archive.issues.iter().rev().copied().collect();
        table
            .put("volumes", volumes.collect::<Vec<_>>())
            .put("issues", self.card_values(&newest_first))
            .put("latest", Value::from(newest_first.first().map(|id| self.card_value(*id))))
            .put("structured_data", json(&structured::home(&self.materials, archive)));
        table.finish()
    }

    pub(super) fn volume_value(&self, number: usize, at: usize) -> Value {
        let archive = &self.materials.site.archives[number];
        let volume = &archive.volumes[at];
        let mut table = self.volume_head(archive, at);
        let neighbour = |at: Option<usize>| {
            let at = at.filter(|at| *at < archive.volumes.len());
            Value::from(at.map(|at| self.volume_head(archive, at).finish()))
        };
        table
            .put("periodical", self.archive_head(archive).finish())
            .put("issues", self.card_values(&volume.issues))
            .put("earlier", neighbour(at.checked_sub(1)))
            .put("later", neighbour(Some(at + 1)))
            .put("structured_data", json(&structured::volume_page(&self.materials, archive, volume)));
        table.finish()
    }

    fn archive_head(&self, archive: &Archive) -> Table {
        let (config, site) = (&self.materials.config, &self.materials.site);
        let declared = config.periodicals.get(&archive.id);
        let home = archive.home.map(|id| site.section(id)).filter(|section| section.is_shown());
        let below = |name: &str| home.map(|home| format!("{}{name}", config.href(home.url.as_str())));
        let feed = home.filter(|home| home.generate_feeds).and(config.feed_filenames.first());
        let mut table = Table::new();
        table
            .put("id", archive.id.as_str())
            .put("lang", archive.lang.as_str())
            .put("name", declared.map(|declared| declared.name.as_str()))
            .put("pinyin", declared.and_then(|declared| declared.pinyin.as_deref()))
            .put("publisher", declared.and_then(|declared| declared.publisher.as_deref()))
            .put("description", declared.and_then(|declared| declared.description.as_deref()))
            .put("path", home.map(|home| home.url.as_str()))
            .put("href", home.map(|home| config.href(home.url.as_str())))
            .put("permalink", home.map(|home| config.permalink(home.url.as_str())))
            .put("count", archive.issues.len())
            .put("csv_href", below(CATALOGUES[0]))
            .put("json_href", below(CATALOGUES[1]))
            .put("feed_href", feed.and_then(|name| below(name)));
        table
    }

    fn volume_head(&self, archive: &Archive, at: usize) -> Table {
        let (config, site) = (&self.materials.config, &self.materials.site);
        let Volume { year, section, issues } = &archive.volumes[at];
        let section = section.map(|id| site.section(id)).filter(|section| section.is_shown());
        let mut table = Table::new();
        table
            .put("year", *year)
            .put("count", issues.len())
            .put("path", section.map(|section| section.url.as_str()))
            .put("href", section.map(|section| config.href(section.url.as_str())))
            .put("permalink", section.map(|section| config.permalink(section.url.as_str())));
        table
    }
}
