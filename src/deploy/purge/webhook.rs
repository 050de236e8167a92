//! Any other service: it is sent a JSON object with the addresses, and a token if there is one.

use serde_json::json;

use super::{Call, Order, lacks};
use crate::deploy::Failure;
use crate::t;

pub fn call(order: &Order<'_>) -> Result<Call, Failure> {
    let url = order.purge.endpoint.clone();
    let url = url.ok_or_else(|| lacks(t!("[deploy.*.purge] 没有写 endpoint", "[deploy.*.purge] lacks `endpoint`")))?;
    let mut headers = vec![("content-type", "application/json".to_owned())];
    if let Some(token) = order.place.variable("FANZHA_WEBHOOK_TOKEN") {
        headers.push(("authorization", format!("Bearer {token}")));
    }
    Ok(Call { url, headers, body: json!({ "urls": order.urls }).to_string() })
}
