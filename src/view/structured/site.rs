//! The site itself and whoever runs it.

use serde::Serialize;

use super::{Property, Quantity, Ref};
use crate::config::{Config, Gov, Language};
use crate::site::{Page, Site};

/// Who runs the site.
pub fn organization_ref(config: &Config) -> Ref {
    Ref::to(format!("{}/#organization", config.base_url))
}

/// The site in a language.
pub fn website_ref(config: &Config, lang: &str) -> Ref {
    Ref::to(format!("{}#website", home(config, lang)))
}

/// The home page of a language.
pub fn home(config: &Config, lang: &str) -> String {
    if lang == config.default_language() { config.permalink("/") } else { config.permalink(&format!("/{lang}/")) }
}

/// schema.org `Organization` or `GovernmentOrganization`.
#[derive(Serialize)]
pub struct Organization<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(flatten)]
    id: Ref,
    name: &'a str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Address<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<Property<'a>>,
}

/// schema.org `PostalAddress`.
#[derive(Serialize)]
struct Address<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "streetAddress")]
    street: &'a str,
    #[serde(rename = "postalCode", skip_serializing_if = "Option::is_none")]
    postcode: Option<&'a str>,
    #[serde(rename = "addressCountry")]
    country: &'static str,
}

/// Who runs the site; in full on the home page.
pub fn organization<'a>(config: &'a Config, in_full: bool) -> Organization<'a> {
    let gov = config.gov.as_ref();
    let sponsor = gov.and_then(|gov| gov.sponsor.as_deref());
    let address = |gov: &'a Gov| {
        let street = gov.address.as_deref()?;
        Some(Address { kind: "PostalAddress", street, postcode: gov.postcode.as_deref(), country: "CN" })
    };
    let code = |gov: &Gov| Some(Property::of("政府网站标识码", Quantity::Text(gov.site_id_code.clone()?)));
    Organization {
        kind: if gov.is_some() { "GovernmentOrganization" } else { "Organization" },
        id: organization_ref(config),
        name: sponsor.or(config.author.as_deref()).unwrap_or(&config.languages[0].title),
        url: config.permalink("/"),
        address: gov.filter(|_| in_full).and_then(address),
        identifier: gov.filter(|_| in_full).and_then(code),
    }
}

/// schema.org `WebSite`.
#[derive(Serialize)]
pub struct WebSite<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(flatten)]
    id: Ref,
    name: &'a str,
    url: String,
    #[serde(rename = "inLanguage")]
    language: &'a str,
    publisher: Ref,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(rename = "potentialAction", skip_serializing_if = "Option::is_none")]
    search: Option<SearchAction>,
}

/// schema.org `SearchAction`, in the form that search engines document.
#[derive(Serialize)]
struct SearchAction {
    #[serde(rename = "@type")]
    kind: &'static str,
    target: EntryPoint,
    #[serde(rename = "query-input")]
    input: &'static str,
}

/// schema.org `EntryPoint`.
#[derive(Serialize)]
struct EntryPoint {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "urlTemplate")]
    template: String,
}

/// The template of pages that search the site.
const SEARCH: &str = "search.html";

/// The page that searches the site in a language, if it has an index.
pub fn search_page<'s>(site: &'s Site, config: &Config, lang: &str) -> Option<&'s Page> {
    config.language(lang).filter(|language| language.build_search_index)?;
    site.pages.iter().find(|page| page.template == SEARCH && page.document.lang == lang && page.is_rendered())
}

/// The site in a language; `in_full` on its home page, where `search` is the page that searches it.
pub fn website<'a>(config: &'a Config, language: &'a Language, in_full: Option<Option<&Page>>) -> WebSite<'a> {
    let action = |page: &Page| SearchAction {
        kind: "SearchAction",
        target: EntryPoint {
            kind: "EntryPoint",
            template: format!("{}?q={{search_term_string}}", config.permalink(page.url.as_str())),
        },
        input: "required name=search_term_string",
    };
    WebSite {
        kind: "WebSite",
        id: website_ref(config, &language.code),
        name: &language.title,
        url: home(config, &language.code),
        language: &language.tag,
        publisher: organization_ref(config),
        description: in_full.map(|_| language.description.as_str()).filter(|text| !text.is_empty()),
        search: in_full.flatten().map(action),
    }
}
