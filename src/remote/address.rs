//! Which addresses may be asked. A list that somebody else proposes must not make a machine
//! inside a network ask its neighbours.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;

use crate::diag::{Code, Diagnostic, Text, code};
use crate::t;

/// Why an address is not asked.
type Failure = Box<Diagnostic>;

fn failure(code: Code, message: Text) -> Failure {
    Box::new(Diagnostic::error(code, message))
}

/// Reads a whole `http` or `https` address without a name and a password.
pub fn parse(written: &str) -> Result<Url, Failure> {
    let url = Url::parse(written).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or_else(|| {
        let failed = failure(code::BAD_VALUE, t!("“{written}”不是完整的网址", "`{written}` is not a full address"));
        Box::new(failed.help(t!("以 https:// 开头", "it should begin with https://")))
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        let failed =
            failure(code::REFUSED, t!("网址里不能有用户名和密码", "an address may not hold a name and password"));
        return Err(Box::new(failed.help(t!("换一个公开的网址", "use a public address"))));
    }
    Ok(url)
}

/// Refuses an address that names a private machine by its number. Names are looked at when they
/// are resolved.
pub fn refuse_private(url: &Url) -> Result<(), Failure> {
    let host = url.host_str().unwrap_or_default();
    let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    if number.is_ok_and(is_private) { Err(private(host)) } else { Ok(()) }
}

/// The finding for a host in a private network.
pub fn private(host: &str) -> Failure {
    let failed = failure(
        code::REFUSED,
        t!("“{host}”在内部网络里，不去访问", "`{host}` is in a private network and is not asked"),
    );
    Box::new(failed.help(t!(
        "换成公开的网址；确实要用内部网址，加 --allow-private",
        "use a public address; if you mean a private one, add --allow-private"
    )))
}

/// Whether an address is not one of the public internet (IANA's special-purpose registries).
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    matches!(
        (a, b, c),
        (0 | 10 | 127, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224.., ..)
    )
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_private_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        // The old ways of writing IPv4 in IPv6: mapped, NAT64, 6to4.
        [0, 0, 0, 0, 0, 0xFFFF, high, low] | [0x64, 0xFF9B, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        // Teredo, benchmarks, documentation.
        [0x2001, 0..=0x1FF, ..] | [0x2001, 0xDB8, ..] => true,
        // Public addresses are 2000::/3.
        [first, ..] => first & 0xE000 != 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses() {
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.100.100.200",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
        ] {
            assert!(is_private(text.parse().expect("an address")), "{text}");
        }
        for text in
            ["1.1.1.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "223.5.5.5", "2400:3200::1", "::ffff:1.1.1.1"]
        {
            assert!(!is_private(text.parse().expect("an address")), "{text}");
        }
    }

    #[test]
    fn numbers_in_disguise() {
        let urls =
            ["http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://[::1]/", "http://017700000001/"];
        for url in urls {
            assert!(refuse_private(&parse(url).expect("an address")).is_err(), "{url}");
        }
        for url in ["file:///etc/passwd", "ftp://a.cn/", "https://u:p@a.cn/", "https://u@a.cn/", "a.mp4", "http://"] {
            assert!(parse(url).is_err(), "{url}");
        }
    }
}
