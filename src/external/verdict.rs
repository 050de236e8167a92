//! What an answer says of a link.

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::diag::{Diagnostic, Text, code};
use crate::t;

/// What is known of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It leads somewhere.
    Fine,
    /// Its site says that there is no such page (the status), or there is no such site.
    Dead(Option<u16>),
    /// It is not known.
    Unknown(Doubt),
}

/// Why it is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// The site answered with this status.
    Status(u16),
    /// It did not answer in time.
    Silence,
    /// The connection failed.
    Broken(String),
    /// It sends on to another site, which was not asked.
    Elsewhere(String),
    /// It redirects again and again.
    Circle,
    /// It lies in a private network.
    Private,
}

impl Verdict {
    /// What a status means. Who turns programs away says nothing of the page.
    pub fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Verdict::Fine,
            404 | 410 => Verdict::Dead(Some(status)),
            _ => Verdict::Unknown(Doubt::Status(status)),
        }
    }

    /// Whether another try may come to something else.
    pub fn may_pass(&self) -> bool {
        match self {
            Verdict::Unknown(Doubt::Status(status)) => *status == 429 || *status >= 500,
            Verdict::Unknown(Doubt::Silence | Doubt::Broken(_)) => true,
            _ => false,
        }
    }

    /// Whether it says nothing but that nobody could be asked.
    pub fn is_no_network(&self) -> bool {
        matches!(self, Verdict::Dead(None) | Verdict::Unknown(Doubt::Silence | Doubt::Broken(_)))
    }

    /// The finding for a link; nothing if all is well.
    pub fn finding(&self, url: &str, config: &Config) -> Option<Diagnostic> {
        let look = || t!("用浏览器打开看看", "look at it with a browser");
        match self {
            Verdict::Fine => None,
            Verdict::Dead(status) => {
                let message = match status {
                    Some(status) => t!("{url} 已经失效（HTTP {status}）", "{url} is dead (HTTP {status})"),
                    None => t!("{url} 的域名不存在", "the name of {url} does not exist"),
                };
                let help = t!(
                    "改成新的网址，或删去链接；失效的域名可能被别人抢注",
                    "use the new address or drop the link; somebody else may register a lapsed name"
                );
                config.checks.finding(code::DEAD_LINK, || message).map(|it| it.help(help))
            }
            Verdict::Unknown(doubt) => {
                let why = doubt.text();
                let (zh, en) = (why.zh, why.en);
                let message = t!("不知道 {url} 是否有效：{zh}", "it is not known whether {url} works: {en}");
                Some(Diagnostic::note(code::UNKNOWN_LINK, message).help(look()))
            }
        }
    }
}

impl Doubt {
    fn text(&self) -> Text {
        match self {
            Doubt::Status(status @ (401 | 403 | 405 | 407 | 429 | 451)) => {
                t!("对方不让程序访问（HTTP {status}）", "the site turns programs away (HTTP {status})")
            }
            Doubt::Status(status) => t!("对方出错（HTTP {status}）", "the site has an error (HTTP {status})"),
            Doubt::Silence => t!("没有在限定时间内回应", "no answer in time"),
            Doubt::Broken(reason) => t!("连接失败（{reason}）", "the connection failed ({reason})"),
            Doubt::Elsewhere(host) => t!("转到了别的网站 {host}", "it sends on to another site, {host}"),
            Doubt::Circle => t!("转来转去没有尽头", "it redirects again and again"),
            Doubt::Private => t!("在内部网络里，没有去问", "it is in a private network and was not asked"),
        }
    }
}

/// Whether an error of the system's says that a name does not exist; other errors of names pass.
pub fn is_no_such_name(reason: &str) -> bool {
    let words = [
        "Name or service not known",
        "nodename nor servname",
        "No such host is known",
        "No address associated",
        "NXDOMAIN",
    ];
    words.iter().any(|known| reason.contains(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sites_that_say_so_make_a_link_dead() {
        for status in [200, 204, 206] {
            assert_eq!(Verdict::of_status(status), Verdict::Fine);
        }
        for status in [404, 410] {
            assert_eq!(Verdict::of_status(status), Verdict::Dead(Some(status)));
        }
        for status in [400, 401, 403, 405, 412, 418, 429, 451, 500, 502, 503, 521, 999] {
            assert_eq!(Verdict::of_status(status), Verdict::Unknown(Doubt::Status(status)), "{status}");
        }
        assert!(Verdict::of_status(503).may_pass() && Verdict::of_status(429).may_pass());
        assert!(!Verdict::of_status(403).may_pass() && !Verdict::of_status(404).may_pass());
    }

    #[test]
    fn names_that_do_not_exist() {
        assert!(is_no_such_name("failed to lookup address information: Name or service not known"));
        assert!(!is_no_such_name("failed to lookup address information: Temporary failure in name resolution"));
    }
}
