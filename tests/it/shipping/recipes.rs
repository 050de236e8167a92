//! Recipes for CI are read by YAML, and every command in them is one that this program has.
#![allow(clippy::print_stderr)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::fixture::{SiteTest, program};

fn recipe(name: &str) -> (String, Value) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/scaffold/ci").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
    let value = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    (text, value)
}

/// The shell commands of a recipe, with the job that has them.
fn scripts(value: &Value) -> BTreeMap<String, Vec<String>> {
    let jobs = value.get("jobs").unwrap_or(value).as_object().expect("jobs");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let of = |job: &Value| -> Vec<String> {
        let steps = job.get("steps").and_then(Value::as_array).into_iter().flatten();
        let runs = steps.filter_map(|step| step.get("run").and_then(text));
        let lines = job.get("script").and_then(Value::as_array).into_iter().flatten().filter_map(text);
        runs.chain(lines).flat_map(|run| run.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    jobs.iter().map(|(name, job)| (name.clone(), of(job))).filter(|(_, lines)| !lines.is_empty()).collect()
}

/// The words of a command without what the shell does with its output; variables stand for an
/// address.
fn words(line: &str) -> Vec<String> {
    let line = line.split(" > ").next().unwrap_or(line);
    line.split_whitespace()
        .map(|word| word.trim_matches('"'))
        .map(|word| if word.contains('$') { "https://x.example.cn" } else { word }.to_owned())
        .collect()
}

#[test]
fn recipes_have_their_jobs_and_run_what_exists() {
    let empty = SiteTest::empty("no-site");
    let help = program(empty.root()).arg("--help").output().expect("help");
    let has_deploy = String::from_utf8_lossy(&help.stdout).contains("\n  deploy ");
    for name in ["github.yml", "gitlab.yml", "gitea.yml"] {
        let (text, value) = recipe(name);
        let scripts = scripts(&value);
        let jobs: Vec<&str> = scripts.keys().map(String::as_str).collect();
        assert_eq!(jobs, ["check", "preview", "publish"], "{name}");
        let commands = |job: &str| -> Vec<String> {
            scripts[job].iter().filter(|line| line.starts_with("fanzha ")).cloned().collect()
        };
        assert!(commands("check").iter().any(|line| line.starts_with("fanzha check --format ")), "{name}");
        assert!(commands("preview").iter().any(|line| line.contains("build --preview -u ")), "{name}");
        assert!(commands("publish").contains(&"fanzha build --target production".to_owned()), "{name}");
        for line in jobs.iter().flat_map(|job| commands(job)) {
            let words = words(&line);
            if words[1] == "deploy" && !has_deploy {
                eprintln!("skipped, since this program has no `deploy`: {line}");
                continue;
            }
            let run = program(empty.root()).args(&words[1..]).output().expect("the program runs");
            // There is no site, which is found out after the words were understood.
            assert_eq!(run.status.code(), Some(3), "{name}: {line}\n{}", String::from_utf8_lossy(&run.stderr));
        }
        assert!(text.contains("sha256sum -c"), "{name}: what is downloaded is checked");
        assert!(text.contains("7 * * * *"), "{name}: an hourly schedule");
    }
}

#[test]
fn merge_requests_never_see_secrets_and_publishing_is_never_interrupted() {
    for name in ["github.yml", "gitea.yml"] {
        let (_, value) = recipe(name);
        assert_eq!(value["permissions"]["contents"], "read", "{name}");
        assert_eq!(value["jobs"]["publish"]["if"], "github.event_name != 'pull_request'", "{name}");
        for job in ["check", "preview"] {
            assert!(!value["jobs"][job].to_string().contains("secrets."), "{name}: {job}");
        }
        // Not `pull_request_target`, which would run a stranger's branch with the site's secrets.
        assert!(value["on"].get("pull_request").is_some() && value["on"].get("pull_request_target").is_none());
    }
    let (_, gitlab) = recipe("gitlab.yml");
    assert_eq!(gitlab["publish"]["interruptible"], false);
    assert_eq!(gitlab["check"]["artifacts"]["reports"]["codequality"], "gl-code-quality-report.json");
}

#[test]
fn gitlab_is_given_a_code_quality_report() {
    let site = SiteTest::new().file("content/a.md", crate::fixture::page("[a](@/nichts.md) [b](@/nichts.md)"));
    let report = || -> Vec<Value> {
        let run = site.run(["check", "--format", "gitlab", "--lang", "en"]).fails(1);
        serde_json::from_str(&run.stdout).expect("one JSON list")
    };
    let issues = report();
    let links: Vec<_> = issues.iter().filter(|issue| issue["check_name"] == "content/broken-link").collect();
    assert_eq!(links.len(), 2, "{issues:#?}");
    assert_eq!((&links[0]["location"]["path"], &links[0]["severity"]), (&"content/a.md".into(), &"blocker".into()));
    assert_eq!(links[0]["location"]["lines"]["begin"], 6);
    let prints = |issues: &[Value]| issues.iter().map(|issue| issue["fingerprint"].to_string()).collect::<Vec<_>>();
    assert_ne!(links[0]["fingerprint"], links[1]["fingerprint"]);
    // Lines move, findings stay the same.
    site.write("content/a.md", crate::fixture::page("一行。\n\n[a](@/nichts.md) [b](@/nichts.md)"));
    assert_eq!(prints(&issues), prints(&report()));
    let clean = SiteTest::new().run(["check", "--format", "gitlab"]).ok();
    assert_eq!(clean.stdout, "[]\n");
}

/// What makes the programs is of one mind with itself: the same compiler everywhere, and no shell command that a
/// stranger's name of a branch or tag could become.
#[test]
fn releases_are_made_by_the_compiler_that_the_program_wants() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let text = |name: &str| fs::read_to_string(root.join(name)).unwrap_or_else(|_| panic!("{name}"));
    let workflow: Value = serde_saphyr::from_str(&text(".github/workflows/release.yml")).expect("YAML");
    let wanted = env!("CARGO_PKG_RUST_VERSION");
    let scripts = scripts(&workflow);
    for line in scripts.values().flatten() {
        for command in ["rustup toolchain install ", "rustup default "] {
            if let Some(rest) = line.trim().strip_prefix(command) {
                assert_eq!(rest.split_whitespace().next(), Some(wanted), "{line}");
            }
        }
        let spoken: Vec<&str> = line.split("${{").skip(1).filter_map(|rest| rest.split("}}").next()).collect();
        assert!(spoken.iter().all(|value| value.trim() == "matrix.target"), "{line}");
    }
    assert!(text("Dockerfile").contains(&format!("FROM rust:{wanted}-alpine")));
    let builds = workflow["jobs"]["build"]["strategy"]["matrix"]["include"].as_array().expect("systems");
    let targets: Vec<&str> = builds.iter().filter_map(|one| one["target"].as_str()).collect();
    assert_eq!(targets.len(), 6);
    assert!(targets.contains(&"x86_64-unknown-linux-musl") && targets.contains(&"aarch64-unknown-linux-musl"));
    // Nothing is published but by a tag, and nothing but that may write.
    assert_eq!(workflow["permissions"]["contents"], "read");
    assert_eq!(workflow["jobs"]["release"]["if"], "github.ref_type == 'tag'");
}
