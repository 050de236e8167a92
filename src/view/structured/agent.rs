//! Persons and organisations.

use serde::Serialize;

/// schema.org `Person`, `Organization` or `GovernmentOrganization`.
#[derive(Serialize)]
pub struct Agent<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    /// The name.
    pub name: &'a str,
}

/// Names of people have at most four characters, but for a dot between; units are longer.
pub fn author(name: &str) -> Agent<'_> {
    let is_person = name.chars().count() <= 4 || name.contains('·');
    Agent { kind: if is_person { "Person" } else { "Organization" }, name }
}
