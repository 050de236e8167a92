//! `[security]`: what browsers may do with the site's pages.
//!
//! The policy has neither `unsafe-inline` nor `unsafe-eval`: a theme that needs them is broken,
//! not the policy.

use serde::Deserialize;

use super::{Media, host_of};
use crate::diag::{Diagnostic, Report, Span, code};
use crate::t;

/// `[security]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Security {
    /// Whether `_headers` is written, which some hosts read.
    pub headers: bool,
    /// For how many seconds browsers shall remember to come over `https` only.
    pub hsts: Option<u64>,
    /// Hosts that pictures may come from.
    pub image_hosts: Vec<String>,
    /// Hosts that films and sound may come from.
    pub media_hosts: Vec<String>,
    /// Hosts whose pages may stand in a frame, besides the players that films name.
    pub frame_hosts: Vec<String>,
    /// Hosts that scripts may ask.
    pub connect_hosts: Vec<String>,
}

impl Default for Security {
    fn default() -> Self {
        Security {
            headers: true,
            hsts: None,
            image_hosts: Vec::new(),
            media_hosts: Vec::new(),
            frame_hosts: Vec::new(),
            connect_hosts: Vec::new(),
        }
    }
}

impl Security {
    /// The policy without `frame-src` and `frame-ancestors`: a page names the players that it
    /// has, and who may frame it only a header can say.
    pub fn policy(&self) -> String {
        let from = |hosts: &[String]| {
            let hosts: String = hosts.iter().map(|host| format!(" https://{host}")).collect();
            format!("'self'{hosts}")
        };
        let mut policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'".to_owned();
        // What `default-src` says already need not be said again.
        for (name, hosts) in
            [("img-src", &self.image_hosts), ("media-src", &self.media_hosts), ("connect-src", &self.connect_hosts)]
        {
            if !hosts.is_empty() {
                policy.push_str(&format!("; {name} {}", from(hosts)));
            }
        }
        policy
    }
}

/// The settings, with the public host of big files among those of pictures and films.
pub(super) fn check(
    mut security: Security,
    media: &Media,
    span: impl Fn(&str) -> Span,
    report: &mut Report,
) -> Security {
    let lists = [
        ("image_hosts", &security.image_hosts),
        ("media_hosts", &security.media_hosts),
        ("frame_hosts", &security.frame_hosts),
        ("connect_hosts", &security.connect_hosts),
    ];
    for (key, hosts) in lists {
        for (index, host) in hosts.iter().enumerate().filter(|(_, host)| !is_host(host)) {
            report.push(
                Diagnostic::error(
                    code::CONFIG_INVALID,
                    t!("[security] {key} 里的“{host}”不是域名", "`{host}` in {key} under [security] is not a host"),
                )
                .at(span(&format!("security.{key}.{index}")))
                .help(t!(
                    "只写域名，如 \"cdn.example.gov.cn\" 或 \"*.example.gov.cn\"",
                    "write the host alone, such as \"cdn.example.gov.cn\" or \"*.example.gov.cn\""
                )),
            );
        }
    }
    for hosts in
        [&mut security.image_hosts, &mut security.media_hosts, &mut security.frame_hosts, &mut security.connect_hosts]
    {
        hosts.retain(|host| is_host(host));
    }
    if let Some(host) = media.public_host() {
        for hosts in [&mut security.image_hosts, &mut security.media_hosts] {
            hosts.push(host.clone());
            hosts.sort();
            hosts.dedup();
        }
    }
    security
}

/// Whether a policy may name it: whatever else stood in the list could add directives.
fn is_host(text: &str) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    name.contains('.') && name.split('.').all(is_label)
}

/// The scheme and host of an address, as a policy names them.
pub fn origin_of(url: &str) -> Option<String> {
    let scheme = url.split("://").next().filter(|scheme| scheme.len() < url.len())?;
    let host = host_of(url).filter(|host| is_host(host))?;
    Some(format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_enter_the_policy_and_nothing_else_does() {
        let written = Security {
            media_hosts: vec!["cdn.example.cn".to_owned(), "x; script-src *".to_owned()],
            ..Security::default()
        };
        let mut report = Report::new();
        let media = Media { public_url: Some("https://oss.example.cn/a/".to_owned()), ..Media::default() };
        let security = check(written, &media, |_| Span::file("site.toml"), &mut report);
        assert_eq!(report.sorted().len(), 1);
        assert_eq!(
            security.policy(),
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; img-src 'self' https://oss.example.cn; media-src 'self' https://cdn.example.cn https://oss.example.cn"
        );
        assert!(!Security::default().policy().contains("unsafe"));
    }
}
