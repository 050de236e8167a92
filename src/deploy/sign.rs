//! How 阿里云 and 腾讯云 want requests signed.

use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// A `POST` that is to be signed.
pub struct Order<'a> {
    /// The host that it goes to.
    pub host: &'a str,
    /// What is asked for, such as `PurgeUrlsCache`.
    pub action: &'a str,
    /// The version of the interface.
    pub version: &'a str,
    /// The body.
    pub body: &'a str,
    /// When.
    pub at: Timestamp,
}

/// Who asks.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// The key's id.
    pub id: &'a str,
    /// Its secret.
    pub secret: &'a str,
}

type Headers = Vec<(&'static str, String)>;

fn sum(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    // Keys may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A request as it is signed: with its headers, which must be in order, and their names.
fn canonical(query: &str, headers: &[(&str, &str)], body_sum: &str) -> (String, String) {
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    (format!("POST\n/\n{query}\n{lines}\n{names}\n{body_sum}"), names)
}

/// The headers of a request to 腾讯云: its signature of the third version, `TC3-HMAC-SHA256`.
pub fn tencent(order: &Order<'_>, service: &str, signer: Signer<'_>) -> Headers {
    let kind = "application/json; charset=utf-8";
    let (day, seconds) = (order.at.strftime("%Y-%m-%d").to_string(), order.at.as_second().to_string());
    let (request, names) = canonical("", &[("content-type", kind), ("host", order.host)], &sum(order.body));
    let scope = format!("{day}/{service}/tc3_request");
    let text = format!("TC3-HMAC-SHA256\n{seconds}\n{scope}\n{}", sum(&request));
    let key = [&*day, service, "tc3_request"]
        .iter()
        .fold(format!("TC3{}", signer.secret).into_bytes(), |key, part| hmac(&key, part));
    let (id, signature) = (signer.id, hex(&hmac(&key, &text)));
    vec![
        (
            "authorization",
            format!("TC3-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"),
        ),
        ("content-type", kind.to_owned()),
        ("x-tc-action", order.action.to_owned()),
        ("x-tc-timestamp", seconds),
        ("x-tc-version", order.version.to_owned()),
    ]
}

/// The headers of a request to 阿里云: its signature of the third version, `ACS3-HMAC-SHA256`.
pub fn aliyun(order: &Order<'_>, query: &str, kind: Option<&str>, chance: &str, signer: Signer<'_>) -> Headers {
    let (body_sum, at) = (sum(order.body), order.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    let mut headers: Vec<(&'static str, &str)> = kind.map(|kind| ("content-type", kind)).into_iter().collect();
    headers.extend([
        ("host", order.host),
        ("x-acs-action", order.action),
        ("x-acs-content-sha256", &body_sum),
        ("x-acs-date", &at),
        ("x-acs-signature-nonce", chance),
        ("x-acs-version", order.version),
    ]);
    let (request, names) = canonical(query, &headers, &body_sum);
    let text = format!("ACS3-HMAC-SHA256\n{}", sum(&request));
    let (id, signature) = (signer.id, hex(&hmac(signer.secret.as_bytes(), &text)));
    let authorization = format!("ACS3-HMAC-SHA256 Credential={id},SignedHeaders={names},Signature={signature}");
    let sent = headers.into_iter().filter(|(name, _)| *name != "host");
    std::iter::once(("authorization", authorization))
        .chain(sent.map(|(name, value)| (name, value.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(headers: &Headers) -> &str {
        headers[0].1.rsplit("Signature=").next().expect("a signature")
    }

    /// The example of 腾讯云's documentation.
    #[test]
    fn tencent_signs_as_documented() {
        let order = Order {
            host: "cvm.tencentcloudapi.com",
            action: "DescribeInstances",
            version: "2017-03-12",
            body: r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#,
            at: Timestamp::from_second(1_551_113_065).expect("an instant"),
        };
        let signer = Signer { id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", secret: "Gu5t9xGARNpq86cd98joQYCN3*******" };
        let headers = tencent(&order, "cvm", signer);
        assert_eq!(signature(&headers), "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c");
        assert!(headers[0].1.contains("/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, "));
    }

    /// The example of 阿里云's documentation.
    #[test]
    fn aliyun_signs_as_documented() {
        let order = Order {
            host: "ecs.cn-shanghai.aliyuncs.com",
            action: "RunInstances",
            version: "2014-05-26",
            body: "",
            at: "2023-10-26T10:22:32Z".parse().expect("an instant"),
        };
        let query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai";
        let signer = Signer { id: "YourAccessKeyId", secret: "YourAccessKeySecret" };
        let headers = aliyun(&order, query, None, "3156853299f313e23d1673dc12e1703d", signer);
        assert_eq!(signature(&headers), "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    }
}
