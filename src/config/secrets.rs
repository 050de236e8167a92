//! Secrets in `site.toml`: refused.

use std::sync::Arc;

use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;
use crate::tree::{Node, Value};

/// Tables that speak of services which know their users by secrets.
const TABLES: [&str; 3] = ["media", "cache", "deploy"];

/// How identifiers of keys begin that Amazon, 阿里云 and 腾讯云 give out.
const KEY_IDS: [&str; 4] = ["AKIA", "ASIA", "LTAI", "AKID"];

/// Refuses secrets: the file is in Git, for everybody to read. The whole table is taken out then, so that
/// no other finding draws a line that holds one.
pub(super) fn refuse(file: &Arc<str>, node: &mut Node, report: &mut Report) {
    for table in TABLES {
        let mut named = Vec::new();
        if let Some(found) = node.get(table) {
            gather(found, &mut named);
        }
        if named.is_empty() {
            continue;
        }
        for key in named {
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("密钥不能写进 {file}：“{key}”", "secrets do not belong into {file}: `{key}`"),
                )
                .at(Span::file(file.clone()))
                .help(if table != "deploy" {
                    t!(
                        "删去这一行，马上到云服务商那里作废这个密钥（Git 会记住它），再用环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY 提供新的",
                        "remove the line, revoke the secret at your provider now (Git remembers it), and give a new one in the environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
                    )
                } else {
                    t!(
                        "删去这一行，马上到云服务商那里作废这个密钥（Git 会记住它），新的用环境变量提供，名字见 docs/deploy.zh.md",
                        "remove the line, revoke the secret at your provider now (Git remembers it), and give a new one in the environment; docs/deploy.md has the names"
                    )
                }),
            );
        }
        if let Value::Table(entries) = &mut node.value {
            entries.retain(|entry| entry.key != table);
        }
    }
}

/// The keys of a table, and of tables in it, that hold secrets.
fn gather(node: &Node, named: &mut Vec<String>) {
    for entry in node.entries() {
        let is_key_id = entry.node.as_str().is_some_and(looks_like_key_id);
        if entry.node.entries().is_empty() && (is_secret(&entry.key) || is_key_id) {
            named.push(entry.key.clone());
        }
        gather(&entry.node, named);
    }
}

fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["secret", "access", "password", "token", "credential", "signature"].iter().any(|word| key.contains(word))
}

fn looks_like_key_id(value: &str) -> bool {
    let is_long = value.len() >= 16 && value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_long && KEY_IDS.iter().any(|start| value.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree;

    fn refused(text: &str) -> Vec<String> {
        let mut named = Vec::new();
        let node = tree::parse_toml(&"site.toml".into(), text, 0, &mut Report::new());
        gather(&node, &mut named);
        named
    }

    #[test]
    fn secrets_are_known_by_their_names_and_looks() {
        assert_eq!(refused("[deploy.a]\naccess_key_id = 'x'\nbucket = 'b'"), ["access_key_id"]);
        assert_eq!(refused("[deploy.a]\nbucket = 'LTAI5tExampleExample'"), ["bucket"]);
        assert_eq!(refused("[deploy.a.push]\nsite = 'x'\nToken = 'y'"), ["Token"]);
        assert!(refused("[deploy.secret-site]\nbucket = 'b'\nkind = 's3'").is_empty());
    }
}
