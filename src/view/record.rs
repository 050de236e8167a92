//! What bulletins report: suggestions, operations and campaigns, with what proves each statement.

use tera::value::Key;
use tera::{Map, Value};

use super::{Materials, Table};
use crate::date::Written;
use crate::kind::{Evidence, Fact, KindData, Party, Stage, Suggestion};
use crate::path::encode;
use crate::site::{Page, Standing};
use crate::text::cut_at_sentence;

/// Characters of a paragraph that are shown where nothing is quoted from it.
const SHOWN: usize = 60;

/// Adds what the fields of a page's kind do not say by themselves: where its evidence stands,
/// who the parties are, when a suggestion is due. A kind without evidence has nothing to add.
pub fn complete(materials: &Materials, page: &Page, fields: &mut Map) {
    let view = Recorder { materials };
    let mut put = |key: &'static str, value: Value| {
        fields.insert(Key::from(key), value);
    };
    match page.kind() {
        KindData::Suggestion(suggestion) => view.suggestion(suggestion, &mut put),
        KindData::Operation(operation) => {
            put("organisers", view.parties(&operation.organisers));
            put("facts", view.facts(&operation.facts));
            put("evidence", view.evidence(&operation.evidence));
        }
        KindData::Campaign(campaign) => {
            put("facts", view.facts(&campaign.facts));
            put("evidence", view.evidence(&campaign.evidence));
        }
        _ => {}
    }
}

/// The same for a card: where a suggestion stands.
pub fn complete_card(materials: &Materials, page: &Page, fields: &mut Map) {
    if let KindData::Suggestion(suggestion) = page.kind() {
        let view = Recorder { materials };
        view.clock(suggestion, &mut |key, value| {
            fields.insert(Key::from(key), value);
        });
        for (key, parties) in [("handler", &suggestion.handler), ("lead_supervisor", &suggestion.lead_supervisor)] {
            let names = parties.iter().map(|party| Value::from(view.name(party)));
            fields.insert(Key::from(key), Value::from(names.collect::<Vec<Value>>()));
        }
    }
}

/// Whether [`complete`] or [`complete_card`] adds anything to pages of that kind.
pub fn is_record(kind: &KindData) -> bool {
    matches!(kind, KindData::Suggestion(_) | KindData::Operation(_) | KindData::Campaign(_))
}

/// Evidence as templates see it; nothing if it does not hold, which was reported.
pub fn evidence(materials: &Materials, evidence: &Evidence) -> Option<Value> {
    let Standing { page, paragraph } = materials.site.standing(evidence)?;
    let anchor = paragraph.map(|paragraph| format!("#{}", encode(&paragraph.id))).unwrap_or_default();
    let (config, url) = (&materials.config, page.url.as_str());
    let shortened = || paragraph.map(|paragraph| cut_at_sentence(&paragraph.text, SHOWN));
    let mut table = Table::new();
    table
        .put("href", format!("{}{anchor}", config.href(url)))
        .put("permalink", format!("{}{anchor}", config.permalink(url)))
        .put("citation", page.title())
        .put("date", page.date.map(|date| date.rfc3339()))
        .put("paragraph", paragraph.map(|paragraph| paragraph.id.trim_start_matches('p').to_owned()))
        .put("quote", evidence.quote.as_deref())
        .put("excerpt", evidence.quote.clone().or_else(shortened));
    Some(table.finish())
}

struct Recorder<'a> {
    materials: &'a Materials,
}

impl Recorder<'_> {
    fn evidence(&self, all: &[Evidence]) -> Value {
        Value::from(all.iter().filter_map(|one| evidence(self.materials, one)).collect::<Vec<Value>>())
    }

    fn day(&self, date: Option<Written>) -> Option<String> {
        date.map(|date| date.resolve(&self.materials.config.zone).rfc3339())
    }

    fn facts(&self, facts: &[Fact]) -> Value {
        let fact = |fact: &Fact| {
            let mut table = Table::new();
            table
                .put("title", fact.title.as_deref())
                .put("date", self.day(fact.date))
                .put("text", fact.text.as_str())
                .put("evidence", self.evidence(&fact.evidence));
            table.finish()
        };
        Value::from(facts.iter().map(fact).collect::<Vec<Value>>())
    }

    fn name(&self, party: &Party) -> String {
        let registry = &self.materials.site.registry;
        let who = party.id.as_deref().and_then(|id| registry.who(id));
        who.map_or_else(|| party.name.clone().unwrap_or_default(), |who| registry.name(who).to_owned())
    }

    fn parties(&self, parties: &[Party]) -> Value {
        let party = |party: &Party| {
            let mut table = Table::new();
            table
                .put("name", self.name(party))
                .put("post", party.post.as_deref())
                .put("href", party.id.as_deref().and_then(|id| self.href(id)))
                .put("evidence", self.evidence(&party.evidence));
            table.finish()
        };
        Value::from(parties.iter().map(party).collect::<Vec<Value>>())
    }

    fn href(&self, id: &str) -> Option<String> {
        let Materials { site, config, .. } = self.materials;
        site.registry.who(id).map(|who| config.href(site.registry.url(who).as_str()))
    }

    fn stage(&self, stage: &Stage) -> Value {
        let body = |id: &String| {
            let registry = &self.materials.site.registry;
            let mut table = Table::new();
            table.put("name", registry.who(id).map(|who| registry.name(who).to_owned())).put("href", self.href(id));
            table.finish()
        };
        let mut table = Table::new();
        table
            .put("stage", stage.stage.name())
            .put("date", self.day(stage.date))
            .put("text", stage.text.as_deref())
            .put("bodies", stage.bodies.iter().map(body).collect::<Vec<Value>>())
            .put("evidence", self.evidence(&stage.evidence));
        table.finish()
    }

    /// Where a suggestion stands at the moment of the build.
    fn clock(&self, suggestion: &Suggestion, put: &mut dyn FnMut(&'static str, Value)) {
        let (zone, at) = (&self.materials.config.zone, self.materials.site.instant.instant());
        let day = |day: Option<jiff::civil::Date>| Value::from(day.map(|day| day.to_string()));
        put("state", Value::from(suggestion.state(at, zone).name()));
        put("assigned", day(suggestion.assigned(zone)));
        put("due", day(suggestion.due(zone)));
        put("months", Value::from(suggestion.months()));
    }

    fn suggestion(&self, suggestion: &Suggestion, put: &mut dyn FnMut(&'static str, Value)) {
        self.clock(suggestion, put);
        for (key, parties) in suggestion.roles() {
            put(key, self.parties(parties));
        }
        for (key, facts) in suggestion.statements() {
            put(key, self.facts(facts));
        }
        put("stages", Value::from(suggestion.stages.iter().map(|stage| self.stage(stage)).collect::<Vec<Value>>()));
        let wordings = suggestion.wordings.iter().map(|wording| {
            let mut table = Table::new();
            table.put("text", wording.text.as_str()).put("evidence", self.evidence(&wording.evidence));
            table.finish()
        });
        put("wordings", Value::from(wordings.collect::<Vec<Value>>()));
    }
}
