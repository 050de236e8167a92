//! Asks other sites: a few hosts at once, each host slowly.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{LOCATION, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, Url};
use tokio::task::JoinSet;

use super::verdict::is_no_such_name;
use super::{Doubt, Options, Verdict};
use crate::config::{Config, Parsing};
use crate::diag::{Diagnostic, code};
use crate::remote::{self, Public};
use crate::t;

/// Lines that wait for answers at once …
const LINES: usize = 16;
/// … of them to one host.
const LINES_OF_HOST: usize = 2;
/// A second line to a host is worth it only for more addresses than this.
const WORTH_A_LINE: usize = 4;
/// Between two questions of a line.
const PAUSE: Duration = Duration::from_millis(100);
/// Before the second and the third try.
const WAITS: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];
/// The longest that a site may ask us to wait.
const LONGEST_WAIT: u64 = 10;
const MOST_REDIRECTS: usize = 5;

/// What asks.
struct Asker {
    client: Client,
    allow_private: bool,
    /// Tells which hosts may be asked.
    hosts: Parsing,
}

/// Asks for all addresses. The error is about this machine.
pub fn all(urls: &[String], config: &Config, options: Options) -> Result<BTreeMap<String, Verdict>, Box<Diagnostic>> {
    let broken = |error: &dyn Error| {
        let reason = remote::root_cause(error);
        Box::new(Diagnostic::error(code::NETWORK, t!("不能使用网络（{reason}）", "cannot use the network ({reason})")))
    };
    let runtime = remote::runtime().map_err(|error| broken(&error))?;
    // A proxy would look names up itself, out of reach of the rules for private addresses.
    let builder = remote::client().no_proxy().redirect(Policy::none()).timeout(options.timeout);
    let builder = if options.allow_private { builder } else { builder.dns_resolver(Arc::new(Public)) };
    let client = builder.build().map_err(|error| broken(&error))?;
    let asker = Arc::new(Asker { client, allow_private: options.allow_private, hosts: config.parsing() });
    Ok(runtime.block_on(async {
        let mut waiting = lines(urls);
        let (mut running, mut verdicts) = (JoinSet::new(), BTreeMap::new());
        loop {
            while running.len() < LINES
                && let Some(line) = waiting.pop()
            {
                running.spawn(one_by_one(asker.clone(), line));
            }
            match running.join_next().await {
                Some(done) => verdicts.extend(done.unwrap_or_default()),
                None => return verdicts,
            }
        }
    }))
}

/// The addresses of each host in a few lines.
fn lines(urls: &[String]) -> Vec<Vec<String>> {
    let mut by_host: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for url in urls {
        let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let lines = by_host.entry(host).or_default();
        let room = lines.iter().all(|line| line.len() >= WORTH_A_LINE) && lines.len() < LINES_OF_HOST;
        match lines.iter_mut().min_by_key(|line| line.len()).filter(|_| !room) {
            Some(shortest) => shortest.push(url.clone()),
            None => lines.push(vec![url.clone()]),
        }
    }
    by_host.into_values().flatten().rev().collect()
}

async fn one_by_one(asker: Arc<Asker>, urls: Vec<String>) -> Vec<(String, Verdict)> {
    let mut verdicts = Vec::with_capacity(urls.len());
    for (number, url) in urls.into_iter().enumerate() {
        if number > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        let verdict = asker.verdict(&url).await;
        verdicts.push((url, verdict));
    }
    verdicts
}

impl Asker {
    /// Asks up to three times where another try may help.
    async fn verdict(&self, url: &str) -> Verdict {
        let Ok(url) = Url::parse(url) else { return Verdict::Unknown(Doubt::Broken("URL".to_owned())) };
        let (mut verdict, mut wait) = self.head_or_get(&url).await;
        for usual in WAITS {
            if !verdict.may_pass() {
                break;
            }
            tokio::time::sleep(wait.unwrap_or(usual)).await;
            (verdict, wait) = self.head_or_get(&url).await;
        }
        verdict
    }

    /// Many servers answer a `HEAD` wrongly: what it says counts only where all is well.
    async fn head_or_get(&self, url: &Url) -> (Verdict, Option<Duration>) {
        match self.follow(Method::HEAD, url).await {
            (Verdict::Fine, _) => (Verdict::Fine, None),
            (verdict @ Verdict::Unknown(Doubt::Elsewhere(_) | Doubt::Silence | Doubt::Private), wait) => {
                (verdict, wait)
            }
            _ => self.follow(Method::GET, url).await,
        }
    }

    /// The verdict, and how long the site asks to wait before the next try.
    async fn follow(&self, method: Method, url: &Url) -> (Verdict, Option<Duration>) {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            if !self.allow_private && remote::is_private_number(&url) {
                return (Verdict::Unknown(Doubt::Private), None);
            }
            let response = match self.client.request(method.clone(), url.clone()).send().await {
                Ok(response) => response,
                Err(error) => return (of_error(&error), None),
            };
            if !response.status().is_redirection() {
                return (Verdict::of_status(response.status().as_u16()), wait(&response));
            }
            let Some(next) = location(&url, &response) else {
                return (Verdict::Unknown(Doubt::Status(response.status().as_u16())), None);
            };
            let host = next.host_str().unwrap_or_default();
            if !self.hosts.host_allowed(host) {
                return (Verdict::Unknown(Doubt::Elsewhere(host.to_owned())), None);
            }
            url = next;
        }
        (Verdict::Unknown(Doubt::Circle), None)
    }
}

fn location(from: &Url, response: &Response) -> Option<Url> {
    let next = from.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    let plain = next.username().is_empty() && next.password().is_none();
    (plain && matches!(next.scheme(), "http" | "https")).then_some(next)
}

fn wait(response: &Response) -> Option<Duration> {
    let seconds: u64 = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(LONGEST_WAIT)))
}

fn of_error(error: &reqwest::Error) -> Verdict {
    let reason = remote::root_cause(error);
    if remote::private_name(error).is_some() {
        Verdict::Unknown(Doubt::Private)
    } else if error.is_timeout() {
        Verdict::Unknown(Doubt::Silence)
    } else if is_no_such_name(&reason) {
        Verdict::Dead(None)
    } else {
        Verdict::Unknown(Doubt::Broken(reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_few_lines() {
        let urls: Vec<String> =
            (0..20).map(|number| format!("https://a.cn/{number}")).chain(["https://b.cn/".to_owned()]).collect();
        let lines = lines(&urls);
        assert_eq!(lines.len(), LINES_OF_HOST + 1);
        let mut all: Vec<String> = lines.into_iter().flatten().collect();
        all.sort();
        let mut expected = urls.clone();
        expected.sort();
        assert_eq!(all, expected);
    }
}
