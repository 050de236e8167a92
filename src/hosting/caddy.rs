//! What goes into a site block of a Caddyfile.

use super::keeping::{USUAL, patterns};
use super::media_type::TYPES;
use super::{Facts, media_type, policies};
use crate::config::Config;
use crate::path::decode;

const HEAD: &str = "\
# fanzha build 生成，每次生成都会重写，请不要手改。
# Written anew by every fanzha build; do not edit.
#
# 用法 / Usage:
#   www.example.gov.cn {
#       root * /srv/www/public
#       import /srv/www/.fanzha/deploy/NAME/Caddyfile
#   }
";

/// The text.
pub fn site(config: &Config, facts: &Facts) -> String {
    let base = &config.base_path;
    let mut text = HEAD.to_owned();
    let mut line = |written: &str| {
        text.push_str(written);
        text.push('\n');
    };
    line("\n# 缓存：文件名带指纹的一年，网页五分钟，订阅和网站地图每次核对");
    line("map {path} {fanzha_cache} {");
    // Of several expressions Caddy takes the first.
    for (pattern, class) in patterns(base, &config.feed_filenames).iter().rev() {
        line(&format!("    {} {}", quoted(&format!("~{pattern}")), quoted(&class.header())));
    }
    line(&format!("    default {}\n}}", quoted(&USUAL.header())));
    line("\n# 安全头");
    line("header {");
    for (name, value) in policies(config, &facts.players) {
        line(&format!("    {name} {}", quoted(&value)));
    }
    line("    Cache-Control {fanzha_cache}\n}");
    line("\n# 中文网页必须写明编码，否则微信和旧手机会按 GBK 猜。");
    line("map {path} {fanzha_type} {");
    for name in &config.feed_filenames {
        let pattern = format!("~/{}$", regex::escape(name));
        line(&format!("    {} {}", quoted(&pattern), quoted(media_type(name, &config.feed_filenames))));
    }
    for (extension, kind) in TYPES.iter().filter(|(_, kind)| super::is_text(kind)) {
        line(&format!("    {} {}", quoted(&format!("~\\.{extension}$")), quoted(kind)));
    }
    line(&format!("    \"~/$\" {}\n    default \"\"\n}}", quoted("text/html; charset=utf-8")));
    line("@fanzha_text expression `{fanzha_type} != \"\"`");
    line("header @fanzha_text Content-Type {fanzha_type}");
    if !facts.redirects.is_empty() {
        line("\n# 旧网址");
    }
    for redirect in &facts.redirects {
        let to = if redirect.to.starts_with('/') { config.href(&redirect.to) } else { redirect.to.clone() };
        let from = quoted(&decode(&config.href(&redirect.from)));
        line(&format!("redir {from} {} {}", quoted(&to), redirect.status));
    }
    line("\n# 给其他托管平台看的文件，不公开");
    line(&format!("@fanzha_hidden path {base}/_headers {base}/_redirects\nerror @fanzha_hidden 404"));
    line(&format!(
        "\nhandle_errors {{\n    @fanzha_404 expression `{{err.status_code}} == 404`\n    rewrite @fanzha_404 {}\n    file_server\n}}",
        quoted(&format!("{base}/404.html"))
    ));
    line("file_server {\n    precompressed br gzip\n}");
    text
}

/// A word of the configuration.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}
