//! 阿里云 CDN: `RefreshObjectCaches`, 1,000 addresses at once.

use jiff::Timestamp;

use super::{Call, Order};
use crate::deploy::lock::chance;
use crate::deploy::{Failure, form, host_with_port, sign};

pub fn call(order: &Order<'_>) -> Result<Call, Failure> {
    let (id, secret) = (order.secret("ALIBABA_CLOUD_ACCESS_KEY_ID")?, order.secret("ALIBABA_CLOUD_ACCESS_KEY_SECRET")?);
    let url = order.endpoint("https://cdn.aliyuncs.com");
    let body = format!("ObjectPath={}&ObjectType=File", form(&order.urls.join("\n")));
    let signed = sign::Order {
        host: &host_with_port(&url),
        action: "RefreshObjectCaches",
        version: "2018-05-10",
        body: &body,
        at: Timestamp::now(),
    };
    let kind = Some("application/x-www-form-urlencoded");
    let mut headers = sign::aliyun(&signed, "", kind, &chance(), sign::Signer { id, secret });
    headers.push(("accept", "application/json".to_owned()));
    Ok(Call { url: format!("{url}/"), headers, body })
}
