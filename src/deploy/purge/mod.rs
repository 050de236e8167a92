//! CDNs forget what has changed, and nothing else.

mod aliyun;
mod cloudflare;
mod tencent;
mod webhook;

use reqwest::Client;
use serde_json::Value;

use super::veil::veil;
use super::{Failure, Place, failure};
use crate::config::{Purge, PurgeKind};
use crate::diag::code;
use crate::{remote, t};

/// A request of an adapter.
struct Call {
    url: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// What an adapter needs.
struct Order<'a> {
    purge: &'a Purge,
    place: &'a Place,
    urls: &'a [String],
}

impl<'a> Order<'a> {
    /// A secret of the environment.
    fn secret(&self, name: &str) -> Result<&'a str, Failure> {
        self.place
            .variable(name)
            .ok_or_else(|| lacks(t!("没有设环境变量 {name}", "{name} is not set in the environment")))
    }

    /// The zone's id.
    fn zone(&self) -> Result<&'a str, Failure> {
        let zone = self.purge.zone.as_deref();
        zone.ok_or_else(|| lacks(t!("[deploy.*.purge] 没有写 zone", "[deploy.*.purge] lacks `zone`")))
    }

    /// Where requests go.
    fn endpoint(&self, own: &str) -> String {
        self.purge.endpoint.as_deref().unwrap_or(own).trim_end_matches('/').to_owned()
    }
}

fn lacks(message: crate::diag::Text) -> Failure {
    let (zh, en) = (message.zh, message.en);
    let failed = failure(
        code::DEPLOY_AFTER,
        t!("发布完成了，但不能刷新 CDN：{zh}", "the deploy is done, but the CDN's cache is not emptied: {en}"),
    );
    Box::new(failed.help(t!(
        "设好以后再发布，或等页面自己过期（page_seconds）",
        "set it for the next deploy; until then pages expire by themselves (page_seconds)"
    )))
}

/// Lets a CDN forget these addresses.
pub async fn purge(purge: &Purge, urls: &[String], place: &Place, client: &Client) -> Result<(), Failure> {
    // What the services take at once.
    let most = match purge.kind {
        PurgeKind::Cloudflare => 30,
        PurgeKind::Aliyun | PurgeKind::TencentCdn | PurgeKind::Edgeone | PurgeKind::Webhook => 1000,
    };
    for urls in urls.chunks(most) {
        let order = Order { purge, place, urls };
        let call = match purge.kind {
            PurgeKind::Cloudflare => cloudflare::call(&order)?,
            PurgeKind::Aliyun => aliyun::call(&order)?,
            PurgeKind::TencentCdn => tencent::cdn(&order)?,
            PurgeKind::Edgeone => tencent::edgeone(&order)?,
            PurgeKind::Webhook => webhook::call(&order)?,
        };
        let answer = send(client, call, place).await?;
        let refused = match purge.kind {
            PurgeKind::Cloudflare => cloudflare::refusal(&answer),
            PurgeKind::TencentCdn | PurgeKind::Edgeone => tencent::refusal(&answer),
            PurgeKind::Aliyun | PurgeKind::Webhook => None,
        };
        if let Some(reason) = refused {
            return Err(refusal(&reason, place));
        }
    }
    Ok(())
}

async fn send(client: &Client, call: Call, place: &Place) -> Result<Value, Failure> {
    let request =
        call.headers.into_iter().fold(client.post(&call.url), |request, (name, value)| request.header(name, value));
    let unreachable = |error: &reqwest::Error| refusal(&remote::root_cause(error), place);
    let answer = request.body(call.body).send().await.map_err(|error| unreachable(&error))?;
    let status = answer.status();
    let text = answer.text().await.map_err(|error| unreachable(&error))?;
    if !status.is_success() {
        let line: String = text.lines().next().unwrap_or_default().chars().take(200).collect();
        return Err(refusal(&format!("HTTP {} {line}", status.as_u16()), place));
    }
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

fn refusal(reason: &str, place: &Place) -> Failure {
    let reason = veil(reason, place);
    lacks(t!("{reason}", "{reason}"))
}
