//! 百度 is told which pages are new or changed.

use reqwest::Client;
use serde_json::Value;

use super::veil::veil;
use super::{Failure, Place, failure, form};
use crate::config::Push;
use crate::diag::{Text, code};
use crate::{remote, t};

/// So many addresses the service takes at once.
const MOST: usize = 2000;

/// Tells the service. Gives how many addresses it took, of how many.
pub async fn push(push: &Push, urls: &[String], place: &Place, client: &Client) -> Result<(u64, usize), Failure> {
    let token = place.variable("BAIDU_PUSH_TOKEN").ok_or_else(|| {
        untold(&t!("没有设环境变量 BAIDU_PUSH_TOKEN", "BAIDU_PUSH_TOKEN is not set in the environment"))
    })?;
    let endpoint = push.endpoint.as_deref().unwrap_or("http://data.zz.baidu.com/urls");
    let site = push.site.trim_end_matches('/');
    let mut taken = 0;
    for urls in urls.chunks(MOST) {
        let address = format!("{endpoint}?site={}&token={}", form(site), form(token));
        let sent = client.post(address).header("content-type", "text/plain").body(urls.join("\n")).send().await;
        let reason = |error: reqwest::Error| {
            let reason = veil(&remote::root_cause(&error), place);
            untold(&t!("{reason}", "{reason}"))
        };
        let text = sent.map_err(reason)?.text().await.map_err(reason)?;
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        let Some(success) = answer["success"].as_u64() else {
            let reason = veil(answer["message"].as_str().unwrap_or("?"), place);
            return Err(untold(&t!("{reason}", "{reason}")));
        };
        taken += success;
        // The day's quota is used up: more would be refused.
        if answer["remain"] == 0 {
            break;
        }
    }
    Ok((taken, urls.len()))
}

fn untold(reason: &Text) -> Failure {
    let (zh, en) = (&reason.zh, &reason.en);
    let failed = failure(
        code::DEPLOY_AFTER,
        t!("发布完成了，但没能推送给百度：{zh}", "the deploy is done, but 百度 was not told: {en}"),
    );
    Box::new(failed.help(t!(
        "核对 [deploy.*.push] 的 site 和环境变量 BAIDU_PUSH_TOKEN；百度也会自己读站点地图",
        "check `site` under [deploy.*.push] and BAIDU_PUSH_TOKEN; 百度 reads the sitemap by itself too"
    )))
}
