//! 腾讯云: `PurgeUrlsCache` of its CDN and `CreatePurgeTask` of EdgeOne, 1,000 addresses at once.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Call, Order};
use crate::deploy::{Failure, host_with_port, sign};

pub fn cdn(order: &Order<'_>) -> Result<Call, Failure> {
    let body = json!({ "Urls": order.urls, "UrlEncode": false });
    call(order, "cdn", ("PurgeUrlsCache", "2018-06-06"), &body)
}

pub fn edgeone(order: &Order<'_>) -> Result<Call, Failure> {
    let body = json!({ "ZoneId": order.zone()?, "Type": "purge_url", "Targets": order.urls });
    call(order, "teo", ("CreatePurgeTask", "2022-09-01"), &body)
}

fn call(order: &Order<'_>, service: &str, (action, version): (&str, &str), body: &Value) -> Result<Call, Failure> {
    let (id, secret) = (order.secret("TENCENTCLOUD_SECRET_ID")?, order.secret("TENCENTCLOUD_SECRET_KEY")?);
    let url = order.endpoint(&format!("https://{service}.tencentcloudapi.com"));
    let body = body.to_string();
    let signed = sign::Order { host: &host_with_port(&url), action, version, body: &body, at: Timestamp::now() };
    let mut headers = sign::tencent(&signed, service, sign::Signer { id, secret });
    headers.extend(order.place.variable("TENCENTCLOUD_SECURITY_TOKEN").map(|token| ("x-tc-token", token.to_owned())));
    Ok(Call { url: format!("{url}/"), headers, body })
}

/// Why it was not done, if so. Answers have status 200 either way.
pub fn refusal(answer: &Value) -> Option<String> {
    let response = &answer["Response"];
    match &response["Error"] {
        Value::Null if response.is_object() => None,
        error => {
            Some(format!("{} {}", error["Code"].as_str().unwrap_or("?"), error["Message"].as_str().unwrap_or_default()))
        }
    }
}
