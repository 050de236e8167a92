//! How long pictures take: every photo of a folder in three widths, beside Hugo and eleventy-img
//! where these are at hand.
//!
//! ```sh
//! cargo bench --bench pictures -- FOLDER [RUNS]
//! ```
//!
//! `HUGO` names Hugo's program; `ELEVENTY_IMG` names a folder in which `npm install
//! @11ty/eleventy-img` was run.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods)]

#[path = "../speed/measure.rs"]
mod measure;

use std::fs;
use std::path::{Path, PathBuf};

use measure::Series;

const WIDTHS: [u32; 3] = [400, 800, 1200];
const SCRIPT: &str = include_str!("eleventy.mjs");

/// A tool with its site.
struct Side {
    name: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
    root: PathBuf,
    /// What a cold run must not find.
    forget: &'static [&'static str],
    /// Where its pictures go.
    made: &'static str,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(folder) = arguments.first() else {
        println!("cargo bench --bench pictures -- FOLDER [RUNS]");
        return;
    };
    let runs = arguments.get(1).map_or(3, |runs| runs.parse().expect("a number"));
    let photos = photos(Path::new(folder));
    let place = tempfile::tempdir().expect("a folder");
    let sides: Vec<Side> =
        [Some(fanzha(place.path(), &photos)), hugo(place.path(), &photos), eleventy(place.path(), &photos)]
            .into_iter()
            .flatten()
            .collect();
    let empty = empty(place.path());
    println!("{} photos, widths {WIDTHS:?}, WebP; medians of {runs} runs in turn (fastest–slowest)\n", photos.len());
    for side in &sides {
        let ask = if side.name == "Hugo" { "version" } else { "--version" };
        println!("- {}: {}", side.name, measure::first_line(&side.program, &[ask]));
    }
    println!();
    let mut series: Vec<[Series; 2]> = sides.iter().map(|_| Default::default()).collect();
    let mut without = Series::default();
    for _ in 0..runs {
        for (side, series) in sides.iter().zip(&mut series) {
            for name in side.forget {
                drop(fs::remove_dir_all(side.root.join(name)));
            }
            series[0].push(side.run());
            series[1].push(side.run());
        }
        empty.run();
        without.push(empty.run());
    }
    println!("| tool | cold | warm | files | KiB of WebP | files a second | peak MiB |\n|---|---|---|---|---|---|---|");
    for (side, series) in sides.iter().zip(&series) {
        let [cold, warm] = [0, 1].map(|at| series[at].seconds());
        let (files, webp) = made(&side.root.join(side.made));
        for name in side.forget {
            drop(fs::remove_dir_all(side.root.join(name)));
        }
        let arguments: Vec<&str> = side.arguments.iter().map(String::as_str).collect();
        let peak = measure::peak(&side.program, &arguments, &side.root);
        println!(
            "| {} | {:.2} s ({:.2}–{:.2}) | {:.3} s | {files} | {} | {:.1} | {peak:.0} |",
            side.name,
            cold[1],
            cold[0],
            cold[2],
            warm[1],
            webp / 1024,
            files as f64 / cold[1],
        );
    }
    println!("\nA warm build of fanzha without pictures: {:.3} s.", without.seconds()[1]);
}

impl Side {
    fn run(&self) -> f64 {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        measure::run(&self.program, &arguments, &self.root)
    }
}

fn photos(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).expect("a folder of photos").flatten().map(|entry| entry.path());
    let mut photos: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "jpg")).collect();
    photos.sort();
    assert!(!photos.is_empty(), "no .jpg in {}", folder.display());
    photos
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn name(photo: &Path) -> String {
    photo.file_name().unwrap().to_string_lossy().into_owned()
}

fn copy_photos(photos: &[PathBuf], to: &Path) {
    fs::create_dir_all(to).unwrap();
    for photo in photos {
        fs::copy(photo, to.join(name(photo))).unwrap();
    }
}

/// How many pictures a folder holds, and bytes of WebP.
fn made(folder: &Path) -> (usize, u64) {
    let (mut files, mut bytes) = (0, 0);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            let (more, larger) = made(&path);
            files += more;
            bytes += larger;
        } else if path.extension().is_some_and(|end| end == "webp") {
            files += 1;
            bytes += entry.metadata().unwrap().len();
        } else if path.extension().is_some_and(|end| end == "jpg") && folder.ends_with("processed_images") {
            files += 1;
        }
    }
    (files, bytes)
}

fn site_of(root: &Path, body: &str) -> Side {
    let template = "<!doctype html><html lang=\"{{ lang }}\"><head><meta charset=\"utf-8\"><title>x</title></head><body>{{ page.content or section.content | safe }}</body></html>";
    write(
        &root.join("site.toml"),
        &format!(
            "base_url = \"https://example.gov.cn\"\ntitle = \"照片\"\ntheme = \"t\"\n\n[images]\nwidths = {WIDTHS:?}\n"
        ),
    );
    for template_name in ["page.html", "section.html", "index.html", "taxonomy_list.html", "taxonomy_single.html"] {
        let text = template.replace(
            "page.content or section.content",
            if template_name == "page.html" { "page.content" } else { "''" },
        );
        write(&root.join("themes/t/templates").join(template_name), &text);
    }
    write(&root.join("content/_index.md"), "+++\ntitle = \"首页\"\n+++\n");
    write(
        &root.join("content/photos/index.md"),
        &format!("+++\ntitle = \"照片\"\ndescription = \"许多照片，用来比快慢。\"\n+++\n\n{body}\n"),
    );
    Side {
        name: "fanzha",
        program: PathBuf::from(env!("CARGO_BIN_EXE_fanzha")),
        arguments: vec!["-q".to_owned(), "build".to_owned()],
        root: root.to_owned(),
        forget: &["public", ".fanzha"],
        made: "public/processed_images",
    }
}

fn fanzha(place: &Path, photos: &[PathBuf]) -> Side {
    let root = place.join("fanzha");
    copy_photos(photos, &root.join("content/photos"));
    let body: Vec<String> = photos.iter().map(|photo| format!("![照片]({})", name(photo))).collect();
    site_of(&root, &body.join("\n\n"))
}

fn empty(place: &Path) -> Side {
    site_of(&place.join("empty"), "没有照片。")
}

fn hugo(place: &Path, photos: &[PathBuf]) -> Option<Side> {
    let program = measure::hugo()?;
    let root = place.join("hugo");
    copy_photos(photos, &root.join("content/photos"));
    write(
        &root.join("hugo.toml"),
        "baseURL = \"https://example.gov.cn\"\ntitle = \"照片\"\ndisableKinds = [\"taxonomy\", \"term\", \"rss\", \"sitemap\"]\n",
    );
    write(&root.join("content/photos/index.md"), "+++\ntitle = \"照片\"\n+++\n");
    let widths: String = WIDTHS
        .iter()
        .map(|width| {
            format!(
                "{{{{ with .Resize \"{width}x webp\" }}}}<img src=\"{{{{ .RelPermalink }}}}\" alt=\"\">{{{{ end }}}}"
            )
        })
        .collect();
    write(
        &root.join("layouts/_default/single.html"),
        &format!("<!doctype html><title>x</title>{{{{ range .Resources.Match \"*.jpg\" }}}}{widths}{{{{ end }}}}"),
    );
    write(&root.join("layouts/_default/list.html"), "<!doctype html><title>x</title>");
    write(&root.join("layouts/index.html"), "<!doctype html><title>x</title>");
    Some(Side {
        name: "Hugo",
        program,
        arguments: vec!["--quiet".to_owned()],
        root,
        forget: &["public", "resources"],
        made: "public",
    })
}

fn eleventy(place: &Path, photos: &[PathBuf]) -> Option<Side> {
    let modules = PathBuf::from(std::env::var_os("ELEVENTY_IMG")?);
    let root = place.join("eleventy");
    copy_photos(photos, &root.join("photos"));
    let package = modules.join("package.json");
    write(&root.join("make.mjs"), &SCRIPT.replace("PACKAGE", &package.to_string_lossy()));
    Some(Side {
        name: "eleventy-img",
        program: PathBuf::from("node"),
        arguments: vec!["make.mjs".to_owned()],
        root,
        forget: &["out", ".cache"],
        made: "out",
    })
}
