//! Objects whose names end in a slash. OpenDAL takes such names for folders and lays down and copies nothing
//! there; the services below it have objects of any name.

use opendal::options::{CopyOptions, WriteOptions};
use opendal::raw::{OpCopy, OpWrite, Service, oio};
use opendal::{Buffer, Metadata, Operator};

/// Whether a name is one of those.
pub fn is_slashed(key: &str) -> bool {
    key.ends_with('/')
}

/// Lays down an object.
pub async fn write(operator: &Operator, key: &str, bytes: Vec<u8>, options: WriteOptions) -> opendal::Result<Metadata> {
    let (context, service) = (operator.context(), operator.service());
    let (order, _) = OpWrite::from_options(&Service::capability(service), options)?;
    let mut writer = Service::write(service, context, key, order)?;
    oio::Write::write(&mut writer, Buffer::from(bytes)).await?;
    oio::Write::close(&mut writer).await
}

/// Copies an object of so many bytes.
pub async fn copy(operator: &Operator, from: &str, to: &str, bytes: u64) -> opendal::Result<Metadata> {
    let (context, service) = (operator.context(), operator.service());
    let options = CopyOptions { source_content_length_hint: Some(bytes), ..CopyOptions::default() };
    let order = OpCopy::from_options(&Service::capability(service), options)?;
    let mut copier = Service::copy(service, context, from, to, order)?;
    oio::Copy::close(&mut copier).await
}
