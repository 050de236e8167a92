//! Runs of programs, timed from outside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The seconds of several runs of one case.
#[derive(Clone, Debug, Default)]
pub struct Series(pub Vec<f64>);

impl Series {
    pub fn push(&mut self, seconds: f64) {
        self.0.push(seconds);
    }

    /// Minimum, median and maximum of the seconds.
    pub fn seconds(&self) -> [f64; 3] {
        spread(self.0.clone())
    }
}

fn spread(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => [f64::NAN; 3],
        count => [values[0], values[count / 2], values[count - 1]],
    }
}

/// Runs a program to its end and demands success.
pub fn run(program: &Path, arguments: &[&str], folder: &Path) -> f64 {
    let begun = Instant::now();
    let mut child = start(program, arguments, folder);
    let ended = child.wait().unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    assert!(ended.success(), "{} {arguments:?} failed in {}", program.display(), folder.display());
    seconds
}

/// The peak memory of a run, in MiB. Watching costs time, so this run is not timed.
pub fn peak(program: &Path, arguments: &[&str], folder: &Path) -> f64 {
    let mut child = start(program, arguments, folder);
    let status = format!("/proc/{}/status", child.id());
    let mut mebibytes = f64::NAN;
    while child.try_wait().unwrap().is_none() {
        // The kernel keeps the highest value; the last look before the end has it.
        if let Ok(text) = fs::read_to_string(&status)
            && let Some(line) = text.lines().find(|line| line.starts_with("VmHWM:"))
        {
            mebibytes = line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    mebibytes
}

fn start(program: &Path, arguments: &[&str], folder: &Path) -> std::process::Child {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Hugo, if it is there.
pub fn hugo() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("HUGO") {
        return Some(PathBuf::from(named));
    }
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).map(|folder| folder.join("hugo")).find(|path| path.is_file())
}

/// The first line that a program prints for these arguments.
pub fn first_line(program: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or_default().to_owned()
}
