//! stub
pub fn read(_: &[u8]) -> Result<crate::import::manuscript::Manuscript, super::Unreadable> {
    Err(super::Unreadable::empty())
}
