//! How fast builds are: `cargo bench --bench speed -- help` tells what it can do.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::unwrap_used)]

mod generate;

use std::path::Path;

use generate::Tool;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["generate", tool, articles, folder] => {
            let tool = if tool == "hugo" { Tool::Hugo } else { Tool::Fanzha };
            generate::site(tool, Path::new(folder), articles.parse().unwrap());
        }
        _ => println!("generate fanzha|hugo N DIR"),
    }
}
