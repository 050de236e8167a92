//! What every command needs that asks the network: a client that does not wait for ever, a runtime
//! to wait in, and the reason behind an error.

pub mod address;
mod public;

use std::error::Error;
use std::time::Duration;

use opendal::{HttpTransporter, Operator};
use opendal_http_transport_reqwest::ReqwestTransport;
use tokio::runtime::Runtime;

pub use public::{Public, is_private_number, private_name};

const CONNECT: Duration = Duration::from_secs(15);
const SILENCE: Duration = Duration::from_secs(30);

/// Services that demand the bucket's name in the host's.
const BUCKET_IN_HOST: &[&str] = &["aliyuncs.com", "myqcloud.com", "myhuaweicloud.com", "volces.com", "ksyuncs.com"];

/// A client that does not wait for ever.
pub fn client() -> reqwest::ClientBuilder {
    // Only the first call has an effect.
    let _again = rustls::crypto::ring::default_provider().install_default().is_err();
    let name = concat!("fanzha/", env!("CARGO_PKG_VERSION"));
    reqwest::Client::builder().user_agent(name).connect_timeout(CONNECT).read_timeout(SILENCE).referer(false)
}

/// What waits for the network, on this thread.
pub fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// The error behind an error, which says why.
pub fn root_cause(error: &dyn Error) -> String {
    let mut at = error;
    while let Some(source) = at.source() {
        at = source;
    }
    at.to_string()
}

/// A store that asks by that client.
pub fn with_client(operator: Operator, client: reqwest::Client) -> Operator {
    let context = operator.base_context().with_http_transport(HttpTransporter::new(ReqwestTransport::new(client)));
    operator.with_context(context)
}

/// Whether the service at a host demands the bucket's name in the host's.
pub fn wants_bucket_in_host(host: &str) -> bool {
    BUCKET_IN_HOST.iter().any(|known| host.ends_with(known))
}
