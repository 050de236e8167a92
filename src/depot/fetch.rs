//! What lies at an address.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use tokio::runtime::Runtime;

use super::{Failure, failure};
use crate::diag::code;
use crate::remote::{Public, address, client, private_name, root_cause, runtime};
use crate::t;

const MOST_REDIRECTS: usize = 5;
const WHOLE: Duration = Duration::from_secs(2 * 3600);

/// What asks for addresses.
pub struct Web {
    runtime: Runtime,
    client: Client,
    allow_private: bool,
}

/// An answer whose bytes have not come yet.
pub struct Answer<'w> {
    web: &'w Web,
    response: Response,
    url: Url,
}

impl Web {
    /// Gets ready. With `allow_private` machines of private networks are asked too.
    pub fn open(allow_private: bool) -> Result<Self, Failure> {
        let broken = |error: &dyn Error| {
            let reason = root_cause(error);
            failure(code::NETWORK, t!("不能使用网络（{reason}）", "cannot use the network ({reason})"))
        };
        let runtime = runtime().map_err(|error| broken(&error))?;
        // A proxy would look names up itself, out of reach of the rules for private addresses.
        let builder = client().no_proxy().redirect(Policy::none()).timeout(WHOLE);
        let builder = if allow_private { builder } else { builder.dns_resolver(Arc::new(Public)) };
        let client = builder.build().map_err(|error| broken(&error))?;
        Ok(Web { runtime, client, allow_private })
    }

    /// Asks for an address and follows redirects.
    pub fn get(&self, written: &str) -> Result<Answer<'_>, Failure> {
        let mut url = address::parse(written)?;
        for _ in 0..=MOST_REDIRECTS {
            if !self.allow_private {
                address::refuse_private(&url)?;
            }
            // The clock of a request begins to run within the runtime.
            let sent = self.runtime.block_on(async { self.client.get(url.clone()).send().await });
            let response = sent.map_err(|error| unreachable(&url, &error))?;
            if !response.status().is_redirection() {
                return if response.status().is_success() {
                    Ok(Answer { web: self, response, url })
                } else {
                    Err(refused(&url, response.status().as_u16()))
                };
            }
            url = follow(&url, &response)?;
        }
        let failed = failure(code::NETWORK, t!("{written} 转来转去没有尽头", "{written} redirects again and again"));
        Err(Box::new(failed.help(t!("用最后的网址", "use the address where it ends"))))
    }
}

impl Answer<'_> {
    /// How many bytes are to come, if the server says so.
    pub fn bytes(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// Hands over the bytes piece by piece.
    pub fn each(mut self, mut piece: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
        loop {
            match self.web.runtime.block_on(async { self.response.chunk().await }) {
                Ok(Some(bytes)) => piece(&bytes)?,
                Ok(None) => return Ok(()),
                Err(error) => return Err(unreachable(&self.url, &error)),
            }
        }
    }
}

/// Where a redirect leads. It may turn `http` into `https`, and no other scheme into another.
fn follow(from: &Url, response: &Response) -> Result<Url, Failure> {
    let header = response.headers().get(reqwest::header::LOCATION).and_then(|value| value.to_str().ok());
    let next = header.and_then(|location| from.join(location).ok());
    let next = next.ok_or_else(|| refused(from, response.status().as_u16()))?;
    let fits = next.scheme() == from.scheme() || (from.scheme(), next.scheme()) == ("http", "https");
    if !fits {
        let scheme = next.scheme();
        return Err(failure(
            code::REFUSED,
            t!("{from} 转到了 {scheme} 网址，不跟过去", "{from} redirects to {scheme}, which is not followed"),
        ));
    }
    address::parse(next.as_str())
}

fn unreachable(url: &Url, error: &reqwest::Error) -> Failure {
    if let Some(host) = private_name(error) {
        return address::private(host);
    }
    let failed = if error.is_timeout() {
        failure(code::NETWORK, t!("{url} 没有在限定时间内回应", "{url} did not answer in time"))
    } else {
        let reason = root_cause(error);
        failure(code::NETWORK, t!("读不到 {url}（{reason}）", "cannot get {url} ({reason})"))
    };
    Box::new(failed.help(t!(
        "检查网络和网址，再试一次；也可以用浏览器下载后登记文件",
        "check the network and the address and try again; or download it with a browser and add the file"
    )))
}

fn refused(url: &Url, status: u16) -> Failure {
    let code = if matches!(status, 404 | 410) { code::MEDIA_FILE } else { code::NETWORK };
    failure(code, t!("{url} 没有给出文件（HTTP {status}）", "{url} gave no file (HTTP {status})"))
}
