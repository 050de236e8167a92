//! Readers: they open pages with all of their assets, and say what was not whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::server::http_get;

/// What readers saw.
#[derive(Default)]
pub struct Tally {
    pub pages: AtomicUsize,
    pub assets: AtomicUsize,
    pub withdrawn: AtomicUsize,
    pub parts: AtomicUsize,
    pub renewed: AtomicUsize,
}

/// Readers at work.
pub struct Crawler {
    stop: Arc<AtomicBool>,
    tally: Arc<Tally>,
    readers: Vec<JoinHandle<Vec<String>>>,
}

impl Crawler {
    /// Lets so many readers begin, who rest so long between two visits.
    pub fn start(port: u16, readers: usize, rest: Duration) -> Self {
        let (stop, tally) = (Arc::new(AtomicBool::new(false)), Arc::new(Tally::default()));
        let reader = |number: usize| {
            let (stop, tally) = (stop.clone(), tally.clone());
            thread::spawn(move || {
                let mut wrong = Vec::new();
                let mut turn = number * 7919;
                while !stop.load(Ordering::Relaxed) {
                    turn += 1;
                    wrong.extend(visit(port, turn, &tally));
                    if turn.is_multiple_of(3) {
                        wrong.extend(search(port, turn, &tally).err());
                    }
                    thread::sleep(rest);
                }
                wrong
            })
        };
        let readers = (0..readers).map(reader).collect();
        Crawler { stop, tally, readers }
    }

    /// Ends their work. Gives what they saw, and what was wrong.
    pub fn end(self) -> (Arc<Tally>, Vec<String>) {
        self.stop.store(true, Ordering::Relaxed);
        let wrong = self.readers.into_iter().flat_map(|reader| reader.join().expect("a reader ends")).collect();
        (self.tally, wrong)
    }
}

/// Opens the list of articles, then one of them.
fn visit(port: u16, turn: usize, tally: &Tally) -> Vec<String> {
    let mut wrong = Vec::new();
    let list = match open(port, "/articles/", tally) {
        Ok(list) => list,
        Err(error) => return vec![error],
    };
    let named = |text: &str| -> Vec<String> {
        text.split("<li>").skip(1).filter_map(|rest| rest.split("</li>").next()).map(str::to_owned).collect()
    };
    let paths = named(&list);
    let Some(path) = paths.get(turn % paths.len().max(1)) else { return vec![format!("an empty list:\n{list}")] };
    if let Err(error) = open(port, path, tally) {
        // A page may go while somebody looks at an old list, but then a new list does not name it.
        let again = open(port, "/articles/", tally).map(|list| named(&list));
        match again {
            Ok(paths) if error.starts_with("404") && !paths.contains(path) => {
                tally.withdrawn.fetch_add(1, Ordering::Relaxed);
            }
            _ => wrong.push(error),
        }
    }
    wrong
}

/// Reads the table of the search index, then some of the parts that it names.
fn search(port: u16, turn: usize, tally: &Tally) -> Result<(), String> {
    let table = || -> Result<Value, String> {
        let (status, bytes) = http_get(port, "/site/search-index/zh/index.json");
        serde_json::from_slice(&bytes).map_err(|_| format!("{status}: no table"))
    };
    let named = |table: &Value| -> Vec<(String, String)> {
        let folder = format!("/site/search-index/zh/{}-{}", table["slots"], table["shards"]);
        let part = |(kind, ending): (&str, &str)| {
            let marks = table[kind].as_str().unwrap_or_default().as_bytes().chunks(4).enumerate();
            let marks = marks.map(|(number, mark)| (number, String::from_utf8_lossy(mark).into_owned()));
            let known = marks.filter(|(_, mark)| mark != "....");
            known
                .map(|(number, mark)| (format!("{folder}/{kind}/{number:x}.{mark}.{ending}"), mark))
                .collect::<Vec<_>>()
        };
        [("w", "bin"), ("p", "json")].map(part).concat()
    };
    let parts = named(&table()?);
    for step in [0, 1, 5] {
        let Some((path, mark)) = parts.get((turn / 3 + step) % parts.len().max(1)) else { continue };
        let (status, bytes) = http_get(port, path);
        if status != 200 {
            // Lists of titles go with their pages, but then a new table does not name them.
            if status != 404 || named(&table()?).iter().any(|(known, _)| known == path) {
                return Err(format!("{status} for {path}"));
            }
            tally.renewed.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        let digest = fanzha::hash::Fingerprint::of(&bytes);
        let found = URL_SAFE_NO_PAD.encode(&digest.as_bytes()[..3]);
        if found != *mark {
            return Err(format!("{path} holds {found}"));
        }
        tally.parts.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// Opens a page with all of its assets.
fn open(port: u16, path: &str, tally: &Tally) -> Result<String, String> {
    let (status, bytes) = http_get(port, &format!("/site{path}"));
    if status != 200 {
        return Err(format!("{status} for {path}"));
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("{path} is no text"))?;
    let number = |after: &str| {
        text.split(after).nth(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
    };
    let generation = number("data-begin=\"").ok_or_else(|| format!("{path} has no beginning"))?;
    if number("<!-- end ").as_ref() != Some(&generation) {
        return Err(format!("{path} is not whole"));
    }
    for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let asset = link.strip_prefix("https://example.gov.cn").unwrap_or(link);
        if !asset.starts_with("/assets/") {
            continue;
        }
        let (status, bytes) = http_get(port, &format!("/site{asset}"));
        let bytes = String::from_utf8_lossy(&bytes).into_owned();
        if status != 200 {
            return Err(format!("{status} for {asset} of {path}, generation {generation}"));
        }
        let fits = bytes
            .split("generation-")
            .nth(1)
            .is_some_and(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>() == generation);
        if !fits {
            return Err(format!("{asset} of {path} is not of generation {generation}: {bytes}"));
        }
        tally.assets.fetch_add(1, Ordering::Relaxed);
    }
    tally.pages.fetch_add(1, Ordering::Relaxed);
    Ok(text)
}
