//! What may not be published is found, and nothing else is reported.

mod passages;
mod sites;
mod soup;
