//! 联点督导: which member unit looks after which counties.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Cited, Placed, report_at};
use crate::diag::Report;
use crate::kind::Evidence;
use crate::t;

/// Linked supervision: what is known as a whole, and the links that are known.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Supervision {
    /// How many member units.
    pub units: usize,
    /// How many cities.
    pub cities: usize,
    /// How many counties.
    pub counties: usize,
    /// Since when, if it is known.
    pub since: Option<String>,
    /// What proves the totals.
    pub evidence: Vec<Evidence>,
    /// Who looks after which counties; empty while no bulletin says.
    pub links: Vec<Link>,
}

/// A unit and the counties of one city that it looks after.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Link {
    /// The city: a term of the taxonomy `regions`.
    pub region: String,
    /// The member unit.
    pub unit: Option<String>,
    /// The counties.
    pub counties: Vec<String>,
    /// What proves it.
    pub evidence: Vec<Evidence>,
}

/// Reports lists that are longer than what is known as a whole.
pub fn check(placed: &Placed<Supervision>, report: &mut Report) {
    let Supervision { units, cities, counties, links, evidence, .. } = &placed.it;
    let distinct = |names: &mut dyn Iterator<Item = &str>| names.collect::<BTreeSet<&str>>().len();
    let counted = [
        ("units", *units, distinct(&mut links.iter().filter_map(|link| link.unit.as_deref()))),
        ("cities", *cities, distinct(&mut links.iter().map(|link| link.region.as_str()))),
        ("counties", *counties, distinct(&mut links.iter().flat_map(|link| &link.counties).map(String::as_str))),
    ];
    for (key, total, listed) in counted {
        if listed > total {
            report_at(
                placed,
                key,
                t!(
                    "列出了 {listed} 个，总数 {key} 却是 {total}",
                    "{listed} are listed, but the total `{key}` is {total}"
                ),
                t!(
                    "对照简报改正总数，或删去多列的",
                    "compare the bulletin: mend the total, or remove what is too many"
                ),
                report,
            );
        }
    }
    if evidence.is_empty() {
        report_at(
            placed,
            "evidence",
            t!("没有写出处", "the evidence is missing"),
            t!("加上 evidence = [\"@/bulletins/……/index.md#p1\"]", "add evidence = [\"@/bulletins/…/index.md#p1\"]"),
            report,
        );
    }
}

/// Adds the evidence of the totals and of all links.
pub fn add_evidence<'r>(placed: &'r Placed<Supervision>, cited: &mut Vec<Cited<'r>>) {
    let mut add = |key: String, evidence: &'r [Evidence]| {
        let numbered = evidence.iter().enumerate();
        cited.extend(numbered.map(|(at, one)| (placed.span(&format!("{key}.{at}")), one)));
    };
    add("evidence".to_owned(), &placed.it.evidence);
    placed.it.links.iter().enumerate().for_each(|(at, link)| add(format!("links.{at}.evidence"), &link.evidence));
}
