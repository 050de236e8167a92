//! What goes into the `server` block of nginx.

use std::collections::BTreeMap;

use super::keeping::{USUAL, patterns};
use super::media_type::{TYPES, UNKNOWN};
use super::{Facts, media_type, policies};
use crate::config::Config;
use crate::path::decode;

const HEAD: &str = "\
# fanzha build 生成，每次生成都会重写，请不要手改。
# Written anew by every fanzha build; do not edit.
#
# 用法：在 server { } 里写好 listen、server_name、root（网站目录），然后 include 本文件。
# Usage: include it in a server { } that has listen, server_name and root (the site's folder).
# 自己写的 location 里如果用了 add_header，下面的安全头在那里就不再生效，要再写一遍。
# A location of your own with an add_header of its own loses the headers below.
";

/// The text.
pub fn server(config: &Config, facts: &Facts) -> String {
    let base = &config.base_path;
    let mut text = HEAD.to_owned();
    let mut line = |written: &str| {
        text.push_str(written);
        text.push('\n');
    };
    line("\nindex index.html;\nautoindex off;\nabsolute_redirect off;\nserver_tokens off;");
    line(&format!("error_page 404 {};", quoted(&format!("{base}/404.html"))));
    line("\n# 中文网页必须写明编码，否则微信和旧手机会按 GBK 猜。");
    line(&types());
    line("# 预先压缩的 .gz 直接发送；.br 要先安装 brotli 模块（Debian：libnginx-mod-http-brotli-static）。");
    line("gzip_static on;\ngzip_vary on;\n# brotli_static on;");
    line("\n# 安全头");
    for (name, value) in policies(config, &facts.players) {
        line(&format!("add_header {name} {} always;", quoted(&value)));
    }
    line("\n# 缓存：文件名带指纹的一年，网页五分钟，订阅和网站地图每次核对");
    line(&format!("set $fanzha_cache {};", quoted(&USUAL.header())));
    for (pattern, class) in patterns(base, &config.feed_filenames) {
        line(&format!("if ($uri ~ {}) {{ set $fanzha_cache {}; }}", quoted(&pattern), quoted(&class.header())));
    }
    line("add_header Cache-Control $fanzha_cache always;");
    line("\n# 给其他托管平台看的文件，不公开");
    for name in ["_headers", "_redirects"] {
        line(&format!("location = {base}/{name} {{ return 404; }}"));
    }
    for name in &config.feed_filenames {
        let kind = media_type(name, &config.feed_filenames);
        let pattern = format!("/{}$", regex::escape(name));
        line(&format!("location ~ {} {{ types {{ }} default_type {}; }}", quoted(&pattern), quoted(plain(kind))));
    }
    if !facts.redirects.is_empty() {
        line("\n# 旧网址");
    }
    // nginx refuses two locations of one path.
    let by_source: BTreeMap<&str, _> =
        facts.redirects.iter().rev().map(|redirect| (&*redirect.from, redirect)).collect();
    for redirect in by_source.values() {
        let to = if redirect.to.starts_with('/') { config.href(&redirect.to) } else { redirect.to.clone() };
        let from = quoted(&decode(&config.href(&redirect.from)));
        line(&format!("location = {from} {{ return {} {}; }}", redirect.status, quoted(&to.replace('$', "%24"))));
    }
    text
}

/// A media type without its character set.
fn plain(kind: &str) -> &str {
    kind.split(';').next().unwrap_or(kind)
}

/// The types by extension, and which of them are text.
fn types() -> String {
    let mut by_type: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (extension, kind) in TYPES {
        by_type.entry(plain(kind)).or_default().push(extension);
    }
    let rows: String =
        by_type.iter().map(|(kind, extensions)| format!("    {kind} {};\n", extensions.join(" "))).collect();
    let mut texts: Vec<&str> =
        TYPES.iter().filter(|(_, kind)| super::is_text(kind)).map(|(_, kind)| plain(kind)).collect();
    texts.extend(["application/atom+xml", "application/rss+xml", "application/feed+json"]);
    texts.sort_unstable();
    texts.dedup();
    // `text/html` is among them without being named, and complains of being named.
    texts.retain(|kind| *kind != "text/html");
    format!("types {{\n{rows}}}\ndefault_type {UNKNOWN};\ncharset utf-8;\ncharset_types {};\n", texts.join(" "))
}

/// A word of the configuration.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_they_should() {
        assert_eq!(quoted(r#"a"; } \ b"#), r#""a\"; } \\ b""#);
    }
}
