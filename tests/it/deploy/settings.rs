//! Targets that are wrong, and secrets that nothing says.

use super::desk::{ARTICLES, deploy, run, site, site_with, target, write_article};
use super::server::{Fault, SECRET, Server};
use crate::fixture::tree;

#[test]
fn a_secret_shows_nowhere() {
    let server = Server::start();
    let site = site(&server, "");
    let mut said = Vec::new();
    let mut hear = |arguments: &[&str]| {
        let run = run(&site, arguments);
        said.push(format!("{arguments:?}\n{}\n{}", run.stdout, run.stderr));
        run.code
    };
    assert_eq!(hear(&["-v"]), Some(0));
    assert_eq!(hear(&["--list"]), Some(0));
    write_article(&site, 1, 1);
    assert_eq!(hear(&["--dry-run", "--format", "json"]), Some(0));
    for fault in [Fault::Broken, Fault::Cut] {
        server.judge(move |_| Some(fault));
        assert_eq!(hear(&["-v"]), Some(5));
    }
    server.reliable();
    let nowhere = site_with(
        "[deploy.prod]\nkind = \"s3\"\nbucket = \"site\"\nregion = \"us-east-1\"\nendpoint = \"http://127.0.0.1:9\"\ntimeout = 1\n",
    );
    let refused = run(&nowhere, &["-v"]).fails(5);
    said.push(refused.stderr);
    for said in &said {
        assert!(!said.contains(SECRET) && !said.contains(&SECRET[..16]), "{said}");
        assert!(!said.contains("Signature"), "{said}");
    }
    for (path, bytes) in tree(site.root()) {
        assert!(!bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()), "{path} holds the secret");
    }
    let all = server.objects("");
    assert!(all.values().all(|object| !object.bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes())));
}

#[test]
fn wrong_targets_are_explained() {
    let server = Server::start();
    let refused = |targets: &str, arguments: &[&str], code, said: &str| {
        let site = site_with(targets);
        let run = run(&site, arguments).fails(code);
        assert!(run.stderr.contains(said), "{targets}\n{}", run.stderr);
    };
    refused("", &[], 3, "[deploy.production]");
    refused("[deploy.a]\nkind = \"s3\"\nbucket = \"b\"\n", &[], 3, "lacks region");
    refused("[deploy.a]\nkind = \"oss\"\nbucket = \"b\"\n", &[], 3, "lacks endpoint");
    refused("[deploy.a]\nkind = \"netlify\"\n", &[], 3, "takes a folder");
    refused("[deploy.a]\nkind = \"fs\"\nroot = \"public\"\n", &[], 4, "there is no folder");
    refused("[deploy.a]\nkind = \"fs\"\nroot = \"content\"\n", &[], 3, "lie in one another");
    refused("[deploy.a]\nkind = \"fs\"\nroot = \"..\"\n", &[], 3, "lie in one another");
    refused("[deploy.a]\nkind = \"fs\"\nroot = \"../w\"\ngrace = \"soon\"\n", &[], 3, "not a length of time");
    refused(
        "[deploy.a]\nkind = \"fs\"\nroot = \"../w\"\n[deploy.b]\nkind = \"fs\"\nroot = \"../w\"\n",
        &[],
        2,
        "several targets",
    );
    refused("[deploy.a]\nkind = \"fs\"\nroot = \"../w\"\nindex = \"explicit\"\n", &[], 3, "end in a slash");
    refused(&target(&server, ""), &["prot"], 3, "did you mean `prod`?");
    refused(&target(&server, "secret_access_key = \"x\"\n"), &[], 3, "secrets do not belong");
    refused(&target(&server, "root = \"LTAI5tQnKxExampleKey\"\n"), &[], 3, "secrets do not belong");
    let site = site(&server, "");
    let mut command = deploy(&site, &[]);
    command.env_remove("AWS_SECRET_ACCESS_KEY");
    let output = command.output().expect("it runs");
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("AWS_SECRET_ACCESS_KEY is not set"));
    assert!(ARTICLES > 5 && server.site().is_empty());
}
