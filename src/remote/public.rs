//! Keeps what asks the network from private networks.

use std::error::Error;
use std::fmt;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address;

/// Finds public addresses only, and the connection goes to just these: a name cannot be public
/// when it is looked at and private when it is used.
pub struct Public;

/// All addresses of a name are private.
#[derive(Debug)]
struct Private(String);

impl fmt::Display for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is private", self.0)
    }
}

impl Error for Private {}

impl Resolve for Public {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<_> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let public: Vec<_> = found.into_iter().filter(|found| !address::is_private(found.ip())).collect();
            if public.is_empty() {
                return Err(Box::new(Private(host)) as Box<dyn Error + Send + Sync>);
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// The private name that a request was for, if that is why it failed.
pub fn private_name<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e str> {
    let mut at = Some(error);
    while let Some(one) = at {
        if let Some(Private(host)) = one.downcast_ref::<Private>() {
            return Some(host);
        }
        at = one.source();
    }
    None
}

/// Whether an address names a private machine by its number.
pub fn is_private_number(url: &Url) -> bool {
    address::refuse_private(url).is_err()
}
