//! Cloudflare: `POST /zones/ZONE/purge_cache`, 30 addresses at once.

use serde_json::{Value, json};

use super::{Call, Order};
use crate::deploy::Failure;

pub fn call(order: &Order<'_>) -> Result<Call, Failure> {
    let (zone, token) = (order.zone()?, order.secret("CLOUDFLARE_API_TOKEN")?);
    Ok(Call {
        url: format!("{}/zones/{zone}/purge_cache", order.endpoint("https://api.cloudflare.com/client/v4")),
        headers: vec![("authorization", format!("Bearer {token}")), ("content-type", "application/json".to_owned())],
        body: json!({ "files": order.urls }).to_string(),
    })
}

/// Why it was not done, if so.
pub fn refusal(answer: &Value) -> Option<String> {
    (answer["success"] != json!(true)).then(|| answer["errors"][0]["message"].as_str().unwrap_or("?").to_owned())
}
