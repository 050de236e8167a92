//! Previews: from saving a file to the changed page being served.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::generate::{Tool, article, article_path};
use super::measure::Series;

const PATIENCE: Duration = Duration::from_secs(300);

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Edits one article after another and waits until the server shows each edit.
pub fn edits(tool: Tool, program: &Path, (root, tags): (&Path, usize), runs: usize) -> Series {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = Command::new(program);
    let number = port.to_string();
    match tool {
        Tool::Fanzha => command.args(["-q", "serve", "-p", &number]),
        Tool::Hugo => command.args(["server", "--minify", "--quiet", "-p", &number]),
    };
    command.current_dir(root).stdout(Stdio::null()).stderr(Stdio::null());
    let _server = Server(command.spawn().unwrap());
    until(port, 5, "第5篇");
    let mut series = Series::default();
    for run in 0..runs {
        std::thread::sleep(Duration::from_secs(1));
        let wanted = format!("预览第{run}次改正文");
        let begun = Instant::now();
        fs::write(root.join(article_path(5)), article(tool, 5, tags, "先核实再转账", &wanted)).unwrap();
        until(port, 5, &wanted);
        series.push(begun.elapsed().as_secs_f64());
    }
    series
}

fn until(port: u16, number: usize, wanted: &str) {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if get(port, &format!("/articles/a{number}/")).is_some_and(|page| page.contains(wanted)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("the preview never showed `{wanted}`");
}

fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
