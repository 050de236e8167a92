//! How fast deploys are, beside `hugo deploy` with the same files on the same store.
//! `cargo bench --bench deploy -- help` tells how to run it.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::unwrap_used)]

mod proxy;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Instant;

use proxy::Proxy;

const HELP: &str = "\
cargo bench --bench deploy -- compare [PAGES]    first and one-page deploys, fanzha beside Hugo

It needs an S3 server on this machine: `pip install 'moto[s3,server]'`, `moto_server -p 5000`, and
S3=127.0.0.1:5000. $HUGO names a Hugo that can deploy (`hugo version` says `withdeploy`); both upload the same
files, which fanzha has built. Times are those of uploading, without building; requests are counted in between.";

const AT: &str = "2026-06-01T00:00:00+08:00";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.first().map(String::as_str) {
        Some("compare") => compare(words.get(1).map_or(10_000, |pages| pages.parse().expect("a number"))),
        _ => println!("{HELP}"),
    }
}

fn compare(pages: usize) {
    let server = std::env::var("S3").unwrap_or_else(|_| "127.0.0.1:5000".to_owned());
    let place = std::env::temp_dir().join(format!("fanzha-deploy-bench-{}", std::process::id()));
    let proxy = Proxy::to(&server);
    let bench = Bench { place: place.clone(), proxy };
    bench.site(pages);
    for name in ["ours", "theirs"] {
        make_bucket(&server, name);
    }
    println!(
        "| {pages} articles | files | fanzha | requests | hugo deploy | requests |\n| --- | --- | --- | --- | --- | --- |"
    );
    for what in ["first deploy", "nothing changed", "one article changed"] {
        if what.starts_with("one") {
            bench.article(7, 1);
        }
        let (ours, our_requests) = bench.fanzha(&["deploy", "prod"]);
        let files = bench.build();
        let (theirs, their_requests) = bench.hugo();
        println!("| {what} | {files} | {ours:.1} s | {our_requests} | {theirs:.1} s | {their_requests} |");
    }
    let (back, requests) = bench.fanzha(&["deploy", "prod", "--rollback"]);
    println!("| rollback |  | {back:.1} s | {requests} | | |");
    fs::remove_dir_all(place).unwrap();
}

struct Bench {
    place: PathBuf,
    proxy: Proxy,
}

impl Bench {
    fn write(&self, path: &str, text: &str) {
        let path = self.place.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn article(&self, number: usize, version: usize) {
        let body =
            format!("第 {version} 版。{}\n\n", "接到自称公检法的电话，先挂断，再拨 96110 核实。".repeat(6)).repeat(5);
        let front = format!("+++\ntitle = \"第 {number} 篇\"\ndescription = \"只为测量发布速度而写的一页。\"\n+++\n\n");
        self.write(&format!("content/articles/s{}/a{number}.md", number / 100), &format!("{front}{body}"));
    }

    fn site(&self, pages: usize) {
        let port = self.proxy.port;
        self.write(
            "site.toml",
            &format!("base_url = \"https://example.gov.cn\"\ntitle = \"测量\"\ndescription = \"只为测量而有。\"\ntheme = \"t\"\n[deploy.prod]\nkind = \"s3\"\nbucket = \"ours\"\nregion = \"us-east-1\"\nendpoint = \"http://127.0.0.1:{port}\"\n"),
        );
        self.write(
            "hugo.toml",
            &format!("baseURL = \"https://example.gov.cn\"\n[deployment]\nworkers = 16\n[[deployment.targets]]\nname = \"prod\"\nURL = \"s3://theirs?endpoint=http://127.0.0.1:{port}&hostname_immutable=true&s3ForcePathStyle=true&region=us-east-1\"\n"),
        );
        let page = "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><title>{{ page.title }}</title></head><body>{{ page.content | safe }}</body></html>";
        let section = "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><title>{{ section.title }}</title></head><body>{% for card in section.pages %}<p>{{ card.path }}</p>{% endfor %}</body></html>";
        self.write("themes/t/templates/page.html", page);
        for name in ["section.html", "index.html"] {
            self.write(&format!("themes/t/templates/{name}"), section);
        }
        self.write("content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
        self.write("content/articles/_index.md", "+++\ntitle = \"文章\"\n+++\n");
        for number in 0..pages {
            if number % 100 == 0 {
                self.write(&format!("content/articles/s{}/_index.md", number / 100), "+++\ntitle = \"一组\"\n+++\n");
            }
            self.article(number, 0);
        }
    }

    fn run(&self, mut command: Command) -> Output {
        command.current_dir(&self.place).env("AWS_ACCESS_KEY_ID", "bench").env("AWS_SECRET_ACCESS_KEY", "bench");
        let output = command.env("AWS_REGION", "us-east-1").output().expect("the program runs");
        assert!(
            output.status.success(),
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }

    /// Seconds of what follows the build, and requests.
    fn fanzha(&self, words: &[&str]) -> (f64, usize) {
        self.proxy.requests();
        let mut command = Command::new(env!("CARGO_BIN_EXE_fanzha"));
        command.args(words).args(["--lang", "en", "--at", AT, "-v"]);
        let output = self.run(command);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let seconds =
            said.lines().rev().find_map(|line| line.strip_prefix("published in ")?.strip_suffix(" s")?.parse().ok());
        (seconds.unwrap_or_else(|| panic!("no time: {said}")), self.proxy.requests())
    }

    /// Lays down the folder that Hugo uploads. Gives the number of files.
    fn build(&self) -> usize {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fanzha"));
        command.args(["build", "-q", "--at", AT]);
        self.run(command);
        count(&self.place.join("public"))
    }

    fn hugo(&self) -> (f64, usize) {
        let hugo = std::env::var("HUGO").unwrap_or_else(|_| "hugo".to_owned());
        let mut command = Command::new(hugo);
        command.args(["deploy", "--target", "prod"]);
        self.proxy.requests();
        let begun = Instant::now();
        self.run(command);
        (begun.elapsed().as_secs_f64(), self.proxy.requests())
    }
}

fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().flatten();
    entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
}

fn make_bucket(server: &str, name: &str) {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(server).expect("an S3 server at $S3");
    write!(stream, "PUT /{name} HTTP/1.1\r\nHost: {server}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
