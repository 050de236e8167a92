//! A player that edits a site at random.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use fanzha::site::When;

use super::super::fixture::SiteTest;
use super::{Numbers, clean, difference, project, published, records, said, theme, warm};

const FOLDERS: &[&str] = &["", "a", "b", "a/c"];
const WORDS: &[&str] = &["刷单", "返利", "客服", "转账", "核实", "骗局", "贷款", "验证码"];
const INSTANTS: &[&str] = &["2026-01-01T00:00:00Z", "2026-03-05T12:00:00Z", "2026-06-01T00:00:00Z"];

/// A photo of that size, turned as Exif says it; 0 for one without Exif.
pub fn photo(width: u32, height: u32, turn: u8) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8 * 3, y as u8 * 5, (x * y) as u8]));
    let mut out = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut out, image::ImageFormat::Jpeg).expect("a photo");
    let mut bytes = out.into_inner();
    if turn > 0 {
        let mut exif = b"\xFF\xE1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend_from_slice(&[turn, 0, 0, 0, 0, 0, 0, 0]);
        bytes.splice(2..2, exif);
    }
    bytes
}

/// A page as it is to be written.
#[derive(Clone, Debug, Default)]
pub struct Page {
    title: String,
    front: BTreeMap<&'static str, String>,
    tags: Vec<&'static str>,
    topics: Vec<&'static str>,
    body: String,
}

impl Page {
    fn text(&self) -> String {
        let front: String = self.front.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        let (title, tags, topics, body) = (&self.title, &self.tags, &self.topics, &self.body);
        format!(
            "+++\ntitle = \"{title}\"\ndescription = \"这一页说的是{title}的事情。\"\n{front}[taxonomies]\ntags = {tags:?}\ntopics = {topics:?}\n+++\n\n{body}\n"
        )
    }
}

/// The site under test and the pages that it has.
pub struct Play {
    pub site: SiteTest,
    pub root: PathBuf,
    pub pages: BTreeMap<String, Page>,
    pub numbers: Numbers,
    when: When,
    pub step: usize,
}

impl Play {
    pub fn new(seed: u64) -> Self {
        let site = theme::full_site();
        let root = site.root().to_owned();
        let when = When::At(INSTANTS[2].parse().expect("an instant"));
        let mut play = Play { site, root, pages: BTreeMap::new(), numbers: Numbers(seed), when, step: 0 };
        let files = records::files(&mut play.numbers, "记录");
        files.iter().for_each(|(path, text)| play.write(path, text));
        for number in 0..8 {
            play.add(number);
        }
        play
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| *self.numbers.one(WORDS)).collect()
    }

    fn some_page(&mut self) -> Option<String> {
        let paths: Vec<String> = self.pages.keys().cloned().collect();
        (!paths.is_empty()).then(|| self.numbers.one(&paths).clone())
    }

    fn body(&mut self) -> String {
        let mut body = String::new();
        for _ in 0..1 + self.numbers.below(4) {
            let words = self.words(5);
            match self.numbers.below(8) {
                0 => body.push_str(&format!("## {words}\n\n")),
                1 => body.push_str(&format!(":::tip {words}\n{words}\n:::\n\n")),
                2 => {
                    if let Some(target) = self.some_page() {
                        body.push_str(&format!("见[{words}](@/{}).\n\n", &target["content/".len()..]));
                    }
                }
                3 => body.push_str("![图](/media/one.svg)\n\n"),
                4 => body.push_str("![照片](/media/photo.jpg)\n\n"),
                _ => body.push_str(&format!("{words}。\n\n")),
            }
        }
        body
    }

    fn add(&mut self, number: usize) {
        let folder = *self.numbers.one(FOLDERS);
        let slash = if folder.is_empty() { "" } else { "/" };
        let (bundle, lang) = (self.numbers.below(4) == 0, self.numbers.below(6) == 0);
        let lang = if lang { ".en" } else { "" };
        let path = match bundle {
            true => format!("content/{folder}{slash}p{number}/index{lang}.md"),
            false => format!("content/{folder}{slash}p{number}{lang}.md"),
        };
        let (title, body) = (format!("{}{number}", self.words(2)), self.body());
        let day = 1 + self.numbers.below(28);
        let front = BTreeMap::from([("date", format!("2026-02-{day:02}"))]);
        let page = Page { title, front, body, ..Page::default() };
        self.write(&path, page.text());
        self.pages.insert(path, page);
    }

    fn change(&mut self, edit: impl FnOnce(&mut Page, &mut Numbers)) {
        let Some(path) = self.some_page() else { return };
        let mut page = self.pages[&path].clone();
        edit(&mut page, &mut self.numbers);
        self.write(&path, page.text());
        self.pages.insert(path, page);
    }

    fn remove(&mut self, path: &str) -> Option<Page> {
        fs::remove_file(self.root.join(path)).expect("a page to remove");
        self.pages.remove(path)
    }

    /// Does something to the site, and says what.
    pub fn edit(&mut self) -> String {
        let step = self.step;
        let words = self.words(2);
        let what = self.numbers.below(33);
        match what {
            0..=3 => {
                let body = self.body();
                self.change(|page, _| page.body = body);
            }
            4 => self.change(|page, _| page.body.push_str("再说一遍。\n")),
            5 | 6 => self.change(|page, _| page.title = format!("{words}{step}")),
            7 => self.change(|page, numbers| {
                let (month, day) = (1 + numbers.below(5), 1 + numbers.below(28));
                page.front.insert("date", format!("2026-{month:02}-{day:02}"));
            }),
            8 => self.change(|page, numbers| {
                page.tags = (0..numbers.below(3)).map(|_| *numbers.one(WORDS)).collect();
                page.tags.dedup();
            }),
            9 => {
                self.change(|page, numbers| page.topics = (0..numbers.below(2)).map(|_| *numbers.one(WORDS)).collect())
            }
            10 => self.change(|page, numbers| match numbers.below(5) {
                4 => {
                    page.front.insert("in_search_index", (numbers.below(2) == 0).to_string());
                }
                0 => {
                    page.front.insert("draft", (numbers.below(2) == 0).to_string());
                }
                1 => {
                    page.front.insert("expire", "2026-05-01".to_owned());
                }
                2 => {
                    page.front.insert("aliases", format!("[\"/old{}/\"]", numbers.below(5)));
                }
                _ => page.front.retain(|key, _| *key == "date"),
            }),
            11 => self.change(|page, numbers| {
                let picture = *numbers.one(&["one.svg", "photo.jpg"]);
                page.front.insert("cover", format!("{{ src = \"/media/{picture}\", alt = \"一幅图\" }}"));
            }),
            12 => {
                if let Some(target) = self.some_page() {
                    self.change(|page, _| {
                        page.front.insert("related", format!("[\"@/{}\"]", &target["content/".len()..]));
                    });
                }
            }
            13 | 14 => {
                let number = 100 + step;
                self.add(number);
            }
            15 => {
                if let Some(path) = self.some_page() {
                    self.remove(&path);
                }
            }
            16 => {
                // Renamed or moved to another section.
                if let Some(path) = self.some_page()
                    && let Some(page) = self.remove(&path)
                {
                    let folder = *self.numbers.one(FOLDERS);
                    let slash = if folder.is_empty() { "" } else { "/" };
                    let path = format!("content/{folder}{slash}m{step}.md");
                    self.write(&path, page.text());
                    self.pages.insert(path, page);
                }
            }
            17 => {
                let template = *self.numbers.one(&["page.html", "section.html", "index.html", "components/tip.html"]);
                let path = self.root.join("themes/t/templates").join(template);
                let text = fs::read_to_string(&path).expect("a template");
                let text = match text.split_once("<!--") {
                    Some((before, _)) => before.to_owned(),
                    None if template.starts_with("components") => text.replacen("<b>", "<b><!-- x -->", 1),
                    None => text.replacen("{% block main %}", &format!("{{% block main %}}<!-- {step} -->"), 1),
                };
                if text.contains("endblock") || text.contains("endcomponent") {
                    fs::write(path, text).expect("a template");
                }
            }
            18 => self.write("data/facts.toml", format!("number = {}\n", self.numbers.0 % 3)),
            19 => self.write("themes/t/i18n/zh.toml", format!("home = \"{words}\"\n")),
            20 => {
                let size = 1 + self.numbers.below(3);
                let drawing = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"10\"/>");
                self.write("media/one.svg", drawing);
                let turn = *self.numbers.one(&[0, 1, 6]);
                self.write("media/photo.jpg", photo(30 + 15 * size as u32, 40, turn));
            }
            21 => {
                let margin = self.numbers.below(3);
                self.write("themes/t/styles/main.css", format!("body{{margin:{margin}px}}\n"));
            }
            22 => {
                let path = self.root.join("site.toml");
                let text = fs::read_to_string(&path).expect("settings");
                let pairs = [
                    ("feed_limit = 3", "feed_limit = 2"),
                    ("widths = [20, 40]", "widths = [30]"),
                    ("paginate_by = 2", "paginate_by = 3"),
                    ("note = \"甲\"", "note = \"乙\""),
                    ("theme = \"t\"", "theme = \"t\"\nminify_html = false"),
                    ("example.gov.cn", "other.gov.cn/sub"),
                    ("[extra]", "[markdown]\nsummary_length = 12\n\n[extra]"),
                ];
                let (one, other) = *self.numbers.one(&pairs);
                let text =
                    if text.contains(other) { text.replacen(other, one, 1) } else { text.replacen(one, other, 1) };
                fs::write(path, text).expect("settings");
            }
            23 => {
                let instant = self.numbers.one(INSTANTS).parse().expect("an instant");
                self.when = if self.numbers.below(2) == 0 { When::At(instant) } else { When::Present(instant) };
            }
            24 => self.disturb(),
            25 | 26 => {
                let number = self.numbers.below(4);
                let path = format!("content/b/film{number}.md");
                if self.numbers.below(5) == 0 {
                    let _gone = fs::remove_file(self.root.join(path)).is_ok();
                } else {
                    let film = self.film(number);
                    self.write(&path, film);
                }
                let second = self.numbers.below(5);
                self.write("media/film.vtt", format!("WEBVTT\n\n00:0{second}.000 --> 00:09.000\n{words}\n"));
            }
            27..=29 => self.edit_issue(),
            30 | 31 => {
                let files = records::files(&mut self.numbers, &words);
                let (path, text) = self.numbers.one(&files);
                self.write(path, text);
            }
            _ => {
                let by = self.numbers.below(4);
                let folder = *self.numbers.one(&["a", "b", "a/c"]);
                let pager = if by == 0 { String::new() } else { format!("paginate_by = {by}\n") };
                self.write(
                    &format!("content/{folder}/_index.md"),
                    format!("+++\ntitle = \"{words}\"\n{pager}+++\n{words}\n"),
                );
            }
        }
        format!("edit {what}")
    }

    /// Writes or removes an issue of the periodical, or changes what its home says.
    fn edit_issue(&mut self) {
        let total = 1 + self.numbers.below(8);
        let (year, number) = (2025 + (total - 1) / 4, (total - 1) % 4 + 1);
        let path = format!("content/p/{year}/{number}/index.md");
        match self.numbers.below(8) {
            0 => drop(fs::remove_file(self.root.join(path))),
            1 => {
                let settings =
                    *self.numbers.one(&["complete = false\n", "", "gaps = [{ total = \"2-3\", reason = \"停刊\" }]\n"]);
                let title = self.words(1);
                let text =
                    format!("+++\ntitle = \"{title}\"\nperiodical = \"p\"\ngenerate_feeds = true\n{settings}+++\n");
                self.write("content/p/_index.md", text);
            }
            2 => {
                let text = self.words(2);
                self.write(&format!("content/p/{year}/{number}/draft.txt"), text);
            }
            3 => {
                let body = format!("《某刊》{year}年第{number}期说了。\n");
                self.change(|page, _| page.body = body);
            }
            _ => {
                let issue = self.issue(year, number, total);
                self.write(&path, issue);
            }
        }
    }

    /// An issue; one of several articles has its titles as headings, as a rule.
    fn issue(&mut self, year: usize, number: usize, total: usize) -> String {
        let titles: Vec<String> = (0..1 + self.numbers.below(3)).map(|at| format!("{}{at}", self.words(2))).collect();
        let (day, odd) = (1 + self.numbers.below(28), self.numbers.below(12));
        let mut body = String::new();
        for title in &titles {
            let words = self.words(4);
            let heading = if odd == 0 { "###" } else { "##" };
            let title = if titles.len() > 1 { format!("{heading} {title}\n\n") } else { String::new() };
            body.push_str(&format!(
                "{title}{words}[^{words}]。\n\n### {words}\n\n:::tip {words}\n{words}\n:::\n\n[^{words}]: {words}\n\n"
            ));
        }
        let contents: Vec<String> = titles.iter().map(|title| format!("{{ title = \"{title}\" }}")).collect();
        let supersedes = if odd == 1 { "supersedes = \"2025-1\"\n" } else { "" };
        let title = self.words(2);
        format!(
            "+++\ntitle = \"{title}\"\ndescription = \"这一期说的是{title}的事情。\"\nkind = \"bulletin\"\nperiodical = \"p\"\nyear = {year}\nissue = {number}\ntotal = {total}\ndate = {year}-{number:02}-{day:02}\npublisher = \"某办\"\nclassification = \"公开\"\n{supersedes}contents = [{}]\n+++\n\n{body}",
            contents.join(", ")
        )
    }

    /// A film's page.
    fn film(&mut self, number: usize) -> String {
        let words = self.words(2);
        let mut front = vec![
            format!(
                "title = \"{words}\"\ndescription = \"这一集说的是{words}的事情。\"\nkind = \"video\"\ndate = 2026-02-01"
            ),
            format!("series = \"s\"\nepisode = {}\norientation = \"portrait\"", number + 1),
            format!("duration = \"00:{}\"", 30 + self.numbers.below(3)),
            format!(
                "poster = {{ src = \"/media/{}\", alt = \"一幅海报\" }}",
                self.numbers.one(&["one.svg", "photo.jpg"])
            ),
        ];
        let more = [
            "sources = [{ url = \"https://v.gov.cn/a.mp4\" }]\ncaptions = [{ src = \"/media/film.vtt\", lang = \"zh\" }]",
            "chapters = [{ t = \"0:00\", title = \"甲\" }, { t = \"0:09\", title = \"乙\" }]",
            "embeds = [{ platform = \"bilibili\", id = \"BV1\" }]",
            "robots = \"noindex\"",
        ];
        front.extend(more.into_iter().filter(|_| self.numbers.below(2) == 0).map(str::to_owned));
        let body = if self.numbers.below(2) == 0 { self.body() } else { String::new() };
        format!("+++\n{}\n+++\n\n{body}\n", front.join("\n"))
    }

    /// Does something to the cache or to the output folder.
    fn disturb(&mut self) {
        let cache = self.root.join(".fanzha/cache");
        let files = || -> Vec<PathBuf> {
            let mut files: Vec<PathBuf> =
                super::super::fixture::tree(&cache).into_keys().map(|path| cache.join(path)).collect();
            // Those of pictures are many.
            files.sort_by_key(|path| path.starts_with(cache.join("media")));
            files
        };
        match self.numbers.below(11) {
            0 => drop(fs::remove_dir_all(self.root.join(".fanzha"))),
            1 => drop(fs::remove_dir_all(self.root.join("public"))),
            2..=4 => {
                // A bit flips, or the end is lost.
                if let Some(path) = files().get(self.numbers.below(5))
                    && let Ok(mut bytes) = fs::read(path)
                    && !bytes.is_empty()
                {
                    let at = self.numbers.below(bytes.len());
                    if self.numbers.below(3) == 0 {
                        bytes.truncate(at)
                    } else {
                        bytes[at] ^= 1 << self.numbers.below(8)
                    }
                    fs::write(path, bytes).expect("damage");
                }
            }
            5 => {
                if let Some(path) = files().first() {
                    fs::remove_file(path).expect("a file of the cache");
                }
            }
            6 => {
                // The site moves to another path.
                let moved = self.root.with_file_name(format!("site{}", self.step));
                fs::rename(&self.root, &moved).expect("a move");
                self.root = moved;
            }
            7 => drop(fs::write(self.root.join("public/index.html"), "somebody else's")),
            8 => {
                // Another version of the tool was here: its name stands first in the manifest.
                let path = cache.join("manifest");
                if let Ok(mut bytes) = fs::read(&path)
                    && bytes.len() > 40
                {
                    bytes[40] ^= 1;
                    let sum = *blake3::hash(&bytes[40..]).as_bytes();
                    bytes[8..40].copy_from_slice(&sum);
                    fs::write(&path, bytes).expect("a manifest");
                }
            }
            9 => drop(fs::remove_dir_all(cache.join("media"))),
            _ => {
                for entry in fs::read_dir(self.root.join(".fanzha")).into_iter().flatten().flatten() {
                    let name = entry.file_name().to_string_lossy().into_owned();
                    if name.starts_with("written-") && self.numbers.below(2) == 0 {
                        fs::remove_file(entry.path()).expect("a record");
                    } else if name.ends_with("-old") {
                        drop(fs::write(entry.path().join("index.html"), "changed in the spare"));
                    }
                }
            }
        }
    }

    /// Builds and compares. Gives whether the site was built.
    pub fn compare(&self, last: &super::Tree, what: &str) -> (bool, super::Tree) {
        let project = project(&self.root, self.when);
        let built = warm(&project);
        let (wanted, words) = clean(&project);
        let found = published(&self.root);
        let here = || format!("step {} ({what}) in {}", self.step, self.root.display());
        assert_eq!(said(&built), words, "{}", here());
        let good = !built.report.has_errors();
        let wanted = if good { &wanted } else { last };
        let found = if !good && !self.root.join("public").exists() { wanted.clone() } else { found };
        if let Some(difference) = difference(&found, wanted).filter(|_| good) {
            panic!("{}: {difference}", here());
        }
        (good, found)
    }
}
