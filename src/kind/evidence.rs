//! What a statement rests on: a paragraph of a published bulletin.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Check;
use crate::date::Written;

/// A paragraph that proves a statement: `"@/…/index.md#p3"` or `{ ref = "…#p3", quote = "…" }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Where it stands.
    pub r#ref: String,
    /// Words that stand there.
    pub quote: Option<String>,
}

impl Evidence {
    /// The path below `content/` and the paragraph's id, if it has the form of a reference.
    /// Without an id it means the bulletin's masthead and imprint (刊头、版记).
    pub fn target(&self) -> Option<(&str, Option<&str>)> {
        let path = self.r#ref.strip_prefix("@/")?;
        Some(path.split_once('#').map_or((path, None), |(path, id)| (path, Some(id))))
    }
}

#[derive(Deserialize)]
struct Table {
    r#ref: String,
    #[serde(default)]
    quote: Option<String>,
}

impl From<Table> for Evidence {
    fn from(Table { r#ref, quote }: Table) -> Self {
        Evidence { r#ref, quote }
    }
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Evidence;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Evidence, E> {
                Ok(Evidence { r#ref: text.to_owned(), quote: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Evidence, A::Error> {
                Table::deserialize(MapAccessDeserializer::new(map)).map(Evidence::from)
            }
        }

        // The form of the cache does not tell a text from a table.
        if deserializer.is_human_readable() {
            deserializer.deserialize_struct("Evidence", &["ref", "quote"], Either)
        } else {
            Table::deserialize(deserializer).map(Evidence::from)
        }
    }
}

/// A statement with its evidence.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Fact {
    /// What it is about, in a few words.
    pub title: Option<String>,
    /// When.
    pub date: Option<Written>,
    /// What was done, found or reached.
    pub text: String,
    /// What proves it.
    pub evidence: Vec<Evidence>,
}

/// Somebody with a part in it: one whom the registry knows by an id, or a name.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Party {
    /// The id of a person or organisation.
    pub id: Option<String>,
    /// The name of one that the registry does not know.
    pub name: Option<String>,
    /// In which post.
    pub post: Option<String>,
    /// What proves it.
    pub evidence: Vec<Evidence>,
}

/// What a page's statements refer to, each with the key at which it stands.
#[derive(Debug, Default)]
pub struct References<'a> {
    /// Evidence.
    pub evidence: Vec<(String, &'a Evidence)>,
    /// Ids of persons and organisations.
    pub parties: Vec<(String, &'a str)>,
}

impl<'a> References<'a> {
    /// Adds the evidence at a key.
    pub fn evidence(&mut self, key: &str, evidence: &'a [Evidence]) {
        let numbered = evidence.iter().enumerate();
        self.evidence.extend(numbered.map(|(index, one)| (format!("{key}.{index}"), one)));
    }

    /// Adds what the facts at a key refer to.
    pub fn facts(&mut self, key: &str, facts: &'a [Fact]) {
        for (index, fact) in facts.iter().enumerate() {
            self.evidence(&format!("{key}.{index}.evidence"), &fact.evidence);
        }
    }

    /// Adds what the parties at a key refer to.
    pub fn parties(&mut self, key: &str, parties: &'a [Party]) {
        for (index, party) in parties.iter().enumerate() {
            self.parties.extend(party.id.as_deref().map(|id| (format!("{key}.{index}.id"), id)));
            self.evidence(&format!("{key}.{index}.evidence"), &party.evidence);
        }
    }

    /// Adds ids at a key.
    pub fn ids(&mut self, key: &str, ids: &'a [String]) {
        let numbered = ids.iter().enumerate();
        self.parties.extend(numbered.map(|(index, id)| (format!("{key}.{index}"), id.as_str())));
    }
}

/// Demands words and evidence of every fact.
pub fn check_facts(key: &str, facts: &[Fact], check: &mut Check<'_>) {
    for (index, fact) in facts.iter().enumerate() {
        let at = format!("{key}.{index}");
        check.require_at(&at, "text", !fact.text.trim().is_empty(), "text = \"……\"");
        check.require_at(&at, "evidence", !fact.evidence.is_empty(), EXAMPLE);
    }
}

/// Demands one name and evidence of every party.
pub fn check_parties(key: &str, parties: &[Party], check: &mut Check<'_>) {
    for (index, party) in parties.iter().enumerate() {
        let at = format!("{key}.{index}");
        let named = party.id.is_some() != party.name.is_some();
        check.require_at(&at, "id", named, "id = \"……\"（或 name = \"……\"）");
        check.require_at(&at, "evidence", !party.evidence.is_empty(), EXAMPLE);
    }
}

/// How evidence is written.
pub const EXAMPLE: &str = "evidence = [\"@/bulletins/…/index.md#p1\"]";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::tree;

    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Some {
        evidence: Vec<Evidence>,
    }

    fn read(text: &str) -> (Vec<Evidence>, Report) {
        let mut report = Report::new();
        let node = tree::parse_toml(&"a.toml".into(), text, 0, &mut report);
        let Some { evidence } = tree::read(&"a.toml".into(), &node, &[], &mut report);
        (evidence, report)
    }

    #[test]
    fn a_text_or_a_table() {
        let (evidence, report) = read("evidence = [\"@/a.md#p1\", { ref = \"@/a.md#p2\", quote = \"十一家\" }]");
        assert!(report.is_empty());
        assert_eq!(evidence[0].target(), Some(("a.md", Some("p1"))));
        assert_eq!(read("evidence = [\"@/a.md\"]").0[0].target(), Some(("a.md", None)));
        assert_eq!(evidence[1], Evidence { r#ref: "@/a.md#p2".to_owned(), quote: Some("十一家".to_owned()) });
    }

    #[test]
    fn evidence_survives_the_cache() {
        let evidence = Evidence { r#ref: "@/a.md#p2".to_owned(), quote: None };
        let bytes = crate::store::encode(&evidence).expect("bytes");
        assert_eq!(crate::store::decode::<Evidence>(&bytes), Some(evidence));
    }

    #[test]
    fn keys_of_evidence_are_known() {
        let (_, report) = read("evidence = [{ ref = \"@/a.md#p2\", qoute = \"十一家\" }]");
        assert!(report.has_errors());
        assert!(read("evidence = [3]").1.has_errors());
    }
}
